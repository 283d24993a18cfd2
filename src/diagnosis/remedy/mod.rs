//! What a user does to mend things. A remedy is built of acts that can be taken back: nothing in
//! here removes or overwrites anything, and there is no act that holds a command as text.
//!
//! ```text
//! Remedy ─┬─ Plan: act, act, …   the first plan that holds is told as a command
//!         ├─ Plan: …
//!         └─ what there is to decide, where none does
//! ```

mod act;
mod proof;
mod shell;

pub(super) use act::{Act, Dialect, Gives, Package, Said};
pub(super) use proof::{BuildCache, GoTree, OwnFile, PartialToolchain, is_toolchain_version};
pub use shell::Shell;

use crate::rule::Rule;

/// What mends a fault. Holds untrusted text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remedy {
    /// What may be done, the best first.
    plans: Vec<Plan>,
    /// What there is to decide, where no plan holds; empty where the rule's own words do.
    decision: String,
    /// What is told in the end.
    told: Told,
}

/// Acts that mend a fault together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) acts: Vec<Act>,
    /// What else belongs to it, in words.
    note: String,
}

/// What a user is told to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The command, the line to write, or what there is to decide.
    pub text: String,
    /// What else belongs to it; often empty.
    pub note: String,
    /// Whether the text is a command for the user's shell.
    pub is_command: bool,
    /// The rule of the complaint that this one comes of, and goes with; the text then says so.
    pub follows_from: Option<&'static Rule>,
}

impl Remedy {
    /// One act.
    pub(super) fn of(act: Act) -> Self {
        Self { plans: vec![Plan { acts: vec![act], note: String::new() }], ..Self::default() }
    }

    /// No act: something that a user must decide, or do by hand.
    pub(super) fn decide(words: impl Into<String>) -> Self {
        let decision: String = words.into();
        let told = Told { text: decision.clone(), ..Told::default() };
        Self { plans: Vec::new(), decision, told }
    }

    /// The same with another act behind those of each plan.
    #[must_use]
    pub(super) fn and(mut self, act: &Act) -> Self {
        self.plans.iter_mut().for_each(|plan| plan.acts.push(act.clone()));
        self
    }

    /// The same with another act before those of each plan.
    #[must_use]
    pub(super) fn behind(mut self, act: Act) -> Self {
        self.plans.iter_mut().for_each(|plan| plan.acts.insert(0, act.clone()));
        self
    }

    /// The same with what else belongs to each plan.
    #[must_use]
    pub(super) fn note(mut self, words: impl Into<String>) -> Self {
        let words: String = words.into();
        for plan in self.plans.iter_mut().filter(|plan| plan.note.is_empty()) {
            plan.note.clone_from(&words);
        }
        self
    }

    /// Another remedy, where this one does not hold.
    #[must_use]
    pub(super) fn or(mut self, other: Self) -> Self {
        self.plans.extend(other.plans);
        if self.decision.is_empty() {
            self.decision = other.decision;
        }
        self
    }

    /// What there is to decide, where no plan holds.
    #[must_use]
    pub(super) fn or_decide(mut self, words: impl Into<String>) -> Self {
        self.decision = words.into();
        self
    }

    /// What may be done, the best first.
    pub(super) fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// What a user is told.
    pub fn told(&self) -> &Told {
        &self.told
    }

    /// Tells a plan, which must be tellable, or what there is to decide.
    pub(super) fn tell(&mut self, told: Option<Told>) {
        let decision = || Told { text: self.decision.clone(), ..Told::default() };
        self.told = told.unwrap_or_else(decision);
    }
}

impl Told {
    /// There is nothing to do for this one: it goes with another.
    pub(super) fn follows(rule: &'static Rule) -> Self {
        let text = format!("follows from {} and goes with it", rule.name);
        Self { text, follows_from: Some(rule), ..Self::default() }
    }
}

impl Plan {
    /// How a user is told; `None` where an act cannot be spelled safely.
    pub(super) fn told(&self, dialect: &Dialect<'_>) -> Option<Told> {
        let (mut commands, mut words) = (Vec::new(), Vec::new());
        for act in &self.acts {
            match act.said(dialect)? {
                Said::Command(command) => commands.push(command),
                Said::Words(text) => words.push(text),
            }
        }
        let is_command = !commands.is_empty();
        if !self.note.is_empty() {
            words.push(self.note.clone());
        }
        if is_command {
            let text = dialect.shell.one_after_another(&commands);
            return Some(Told { text, note: words.join("; "), is_command, follows_from: None });
        }
        Some(Told { text: words.join("; "), ..Told::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::proof::unproven;
    use super::*;
    use crate::host::Os;

    const HOSTILE: &[&str] = &[
        "/",
        "/usr",
        "/etc",
        "~",
        "~/go",
        "$HOME",
        "/$HOME",
        "/a b",
        " ",
        "",
        "/a'b",
        "/a\"b",
        "/a\\b",
        "/a\nrm -rf /",
        "/a\r\n",
        "-rf",
        "--",
        "/-rf",
        "/$(id)",
        "/`id`",
        "/a;id",
        "/a&&id",
        "/a|id",
        "/a>b",
        "/a#b",
        "/*",
        "/a!b",
        "/{a,b}",
        "/\u{1b}[2J",
        "/\u{202e}x",
        "/\u{fffd}",
        "/stra\u{df}e",
        "/a\u{2019}b",
        r"C:\Program Files\Go",
        r"C:\it's",
        "/a:b",
        "=ls",
        "%x%",
    ];

    /// One act of every kind about a text.
    fn acts(text: &str) -> Vec<Act> {
        let own = || text.to_owned();
        let packages = || vec![own()];
        let (file, line, key) = (own(), 1, "GOFLAGS".to_owned());
        let unset = |with| Act::EnvFileUnset {
            file: file.clone(),
            line,
            value: own(),
            key: key.clone(),
            with,
        };
        let install = |package, gives| Act::Install { package, sudo: "sudo ", gives };
        let all = vec![
            Act::Unset(own()),
            Act::Set("GOROOT".to_owned(), own()),
            Act::Set(own(), "/x".to_owned()),
            unset(None),
            unset(Some(("GOROOT".to_owned(), own()))),
            Act::EnvFileUnset { file: own(), line, value: own(), key: own(), with: None },
            Act::EnvFileSet { file: own(), key: key.clone(), value: own() },
            Act::EnvFileSet { file: own(), key: own(), value: own() },
            Act::DropLine { file: own(), line, text: own() },
            Act::PrependPath(own()),
            Act::AppendPath(own()),
            Act::MoveTree(unproven::tree(text)),
            Act::MoveToolchain(unproven::toolchain(text)),
            Act::MoveCache(unproven::cache(text)),
            Act::MoveFile(unproven::file(text)),
            Act::Unpack { goroot: own(), version: own() },
            Act::MakeDirectory(own()),
            Act::MakeSharedDirectory { path: own(), sudo: "sudo " },
            Act::MakeExecutable { tree: unproven::tree(text), files: vec![own(), own()] },
            Act::CloseTree(unproven::tree(text)),
            Act::CloseCache(unproven::cache(text)),
            install(Package::Apt(packages()), Gives::Command(own())),
            install(Package::AptAgain(packages()), Gives::Command(own())),
            install(Package::DnfAgain(packages()), Gives::Command(own())),
            install(Package::ApkAdd(packages()), Gives::Command(own())),
            install(Package::ApkFix(packages()), Gives::Command(own())),
            install(Package::BrewAgain(packages()), Gives::Command(own())),
            install(Package::Xcode, Gives::Tree { goroot: own(), version: own() }),
            Act::GoInstall { package: own(), to: own(), version: own() },
            Act::TrustRepository { path: own(), config: own() },
        ];
        // A new kind of act must stand in the list.
        for act in &all {
            match act {
                Act::Unset(_)
                | Act::Set(..)
                | Act::EnvFileUnset { .. }
                | Act::EnvFileSet { .. } => {}
                Act::DropLine { .. } | Act::PrependPath(_) | Act::AppendPath(_) => {}
                Act::MoveTree(_) | Act::MoveToolchain(_) | Act::MoveCache(_) | Act::MoveFile(_) => {
                }
                Act::Unpack { .. } | Act::MakeDirectory(_) | Act::MakeSharedDirectory { .. } => {}
                Act::MakeExecutable { .. } | Act::CloseTree(_) | Act::CloseCache(_) => {}
                Act::Install { .. } | Act::GoInstall { .. } | Act::TrustRepository { .. } => {}
            }
        }
        all
    }

    /// Every command that can be told of any text, with the text.
    fn commands(shell: Shell) -> Vec<(String, &'static str, Act)> {
        let mut all = Vec::new();
        for &text in HOSTILE {
            for outside in [None, Some("/mnt/an image")] {
                let os = if text.starts_with("C:") { Os::Windows } else { Os::Linux };
                let dialect = Dialect { shell, os, outside };
                for act in acts(text) {
                    if let Some(Said::Command(command)) = act.said(&dialect) {
                        all.push((command, text, act));
                    }
                }
            }
        }
        all
    }

    #[test]
    fn no_act_destroys() {
        let verbs = [
            "$Env:GOROOT",
            "$Env:Path",
            "$env.GOROOT",
            "$env.PATH",
            "Move-Item",
            "New-Item",
            "apk",
            "apt-get",
            "brew",
            "chmod",
            "dnf",
            "export",
            "fish_add_path",
            "git",
            "go",
            "hide-env",
            "mkdir",
            "mv",
            "set",
            "setenv",
            "unset",
            "unsetenv",
            "xcode-select",
        ];
        for shell in Shell::ALL {
            let commands = commands(shell);
            assert!(commands.len() > 200, "{shell:?}: {}", commands.len());
            for (command, text, act) in commands {
                let mut words = command.trim_start_matches("sudo ").split(' ');
                let first = words.next().unwrap();
                let is_setting = matches!(act, Act::EnvFileUnset { with: Some(_), .. });
                assert!(is_setting || verbs.contains(&first), "{command} of {text:?}");
                assert!(!command.chars().any(crate::bytes::is_unsafe), "{command:?}");
                let chmod = ["chmod a+x ", "chmod go-w ", "chmod -R go-w "];
                assert!(
                    first != "chmod" || chmod.iter().any(|it| command.contains(it)),
                    "{command}"
                );
            }
        }
    }

    /// What a real sh makes of each command, with a function in place of every program.
    #[test]
    #[cfg(unix)]
    fn a_path_is_one_word_of_a_real_shell() {
        use std::process::Command;
        let mut script = String::new();
        for name in ["sudo", "mv", "mkdir", "chmod", "go", "git"] {
            script.push_str(&format!("{name}() {{ printf '%s\\0' \"$@\"; }}\n"));
        }
        // These two do not print: the variable is looked at instead.
        let commands: Vec<_> =
            commands(Shell::Posix).into_iter().filter(|it| !it.0.starts_with("GO")).collect();
        for (command, ..) in &commands {
            script.push_str(command);
            script.push_str("\nprintf 'GOROOT=%s\\0PATH=%s\\0end\\0' \"$GOROOT\" \"$PATH\"\n");
            script.push_str("GOROOT= PATH=/p\n");
        }
        let shell = |args: &[&str]| {
            let mut command = Command::new("/bin/sh");
            command.env_clear().env("PATH", "/p").args(args).output()
        };
        let output = shell(&["-c", &script]).unwrap();
        assert!(shell(&["-n", "-c", &script]).unwrap().status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        let told: Vec<&str> = text.split("end\0").collect();
        let wanted = commands.iter().filter(|it| !it.0.contains("apt-get"));
        assert_eq!(told.len(), wanted.count() + 1, "{}", String::from_utf8_lossy(&output.stderr));
        for ((command, path, act), told) in commands.iter().zip(told) {
            let words: Vec<&str> = told.split('\0').collect();
            let inner = path.strip_prefix("C:").map(|it| it.replace('\\', "/"));
            let outer = format!("/mnt/an image{}", inner.as_deref().unwrap_or(path));
            let is_path = |word: &&&str| {
                let bare = word.strip_prefix("GOROOT=").or(word.strip_prefix("GOFLAGS="));
                let bare = bare.or(word.strip_prefix("PATH=")).unwrap_or(word);
                let bare = bare.strip_prefix("/p:").or(bare.strip_suffix(":/p")).unwrap_or(bare);
                bare == *path || bare == outer
            };
            let needs_none = matches!(
                act,
                Act::Unset(_)
                    | Act::EnvFileUnset { .. }
                    | Act::Install { .. }
                    | Act::GoInstall { .. }
            );
            let found = words.iter().filter(is_path).count();
            assert!(needs_none || found > 0, "{command}: {words:?} of {path:?}");
        }
    }
}
