//! How a user reads an act: as a command for the user's shell, or in words.

use super::act::{Act, Package};
use super::proof::ProvenPath;
use super::shell::Shell;
use crate::diagnosis::facts::visible;
use crate::go::path::is_absolute;
use crate::host::Os;

/// The text for an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) enum Said {
    /// A command for the user's shell.
    Command(String),
    /// Words.
    Words(String),
}

/// The shell and the machine that a text is for.
#[derive(Clone, Copy, Debug)]
pub(in crate::diagnosis) struct Dialect<'d> {
    pub(in crate::diagnosis) shell: Shell,
    pub(in crate::diagnosis) os: Os,
    /// The folder of the user's own machine that holds the files of the machine looked at; `None`
    /// where both are the same machine.
    pub(in crate::diagnosis) outside: Option<&'d str>,
}

impl Dialect<'_> {
    /// The path on the user's own machine.
    fn path(&self, path: &str) -> String {
        let Some(root) = self.outside else { return path.to_owned() };
        let inner = match self.os {
            Os::Windows => path.get(2..).unwrap_or_default().replace('\\', "/"),
            _ => path.to_owned(),
        };
        format!("{}{inner}", root.trim_end_matches('/'))
    }

    /// The path as one word of a command: absolute, so that it is no flag.
    fn word(&self, path: &str) -> Option<String> {
        is_absolute(path, self.os.path_style())
            .then(|| self.path(path))
            .filter(|path| !path.starts_with('-'))
            .and_then(|path| self.shell.quote(&path))
    }

    /// A path inside a sentence.
    fn shown(&self, path: &str) -> String {
        visible(&self.path(path))
    }

    /// The text about a line to delete. It quotes the line, since its number changes once another
    /// line is gone.
    fn drop_line(&self, file: &str, line: usize, text: &str) -> Said {
        let text = visible(text);
        Said::Words(format!("delete the line {text} from {} (line {line})", self.shown(file)))
    }

    /// Whether the machine that was looked at is the one its user sits at.
    fn is_here(&self) -> bool {
        self.outside.is_none()
    }

    /// The command that moves a file or directory aside.
    fn rename(&self, sudo: &str, place: &ProvenPath) -> Option<Said> {
        let (from, beside) = (place.path(), place.beside()?);
        let _ = self.word(from)?;
        self.shell.rename(sudo, &self.path(from), &self.path(beside)).map(Said::Command)
    }

    /// Whether a directory can stand in a list such as `PATH`.
    fn fits_list(&self, directory: &str) -> bool {
        is_absolute(directory, self.os.path_style())
            && !directory.contains(self.os.list_separator())
    }
}

impl Act {
    /// How a user is told to do it; `None` where that cannot be written safely.
    pub(in crate::diagnosis) fn said(&self, to: &Dialect<'_>) -> Option<Said> {
        match self {
            Self::Unset(_) | Self::Set(..) | Self::PrependPath(_) | Self::AppendPath(_) => {
                self.in_environment(to)
            }
            Self::EnvFileUnset { .. } | Self::EnvFileSet { .. } => self.in_env_file(to),
            Self::DropLine { file, line, text } => Some(to.drop_line(file, *line, text)),
            Self::MoveTree(tree) => to.rename(tree.sudo(), tree.proven()),
            Self::MoveToolchain(it) => to.rename("", it.proven()),
            Self::MoveCache(it) => to.rename("", it.proven()),
            Self::MoveFile(it) => to.rename("", it.proven()),
            Self::MakeDirectory(_)
            | Self::MakeSharedDirectory { .. }
            | Self::MakeExecutable { .. }
            | Self::CloseTree(_)
            | Self::CloseCache(_) => self.on_files(to).map(Said::Command),
            Self::Unpack { goroot, version } => Some(Said::Words(format!(
                "then unpack {} as {}: https://go.dev/dl",
                visible(version),
                to.shown(goroot)
            ))),
            Self::Install { package, sudo, .. } => {
                let line = package.command(sudo)?;
                Some(match to.is_here() {
                    true => Said::Command(line),
                    false => Said::Words(format!("in that system, run {line}")),
                })
            }
            Self::GoInstall { package, .. } => is_import_path(package)
                .then(|| Said::Command(format!("go install {package}@latest"))),
            Self::TrustRepository { path, .. } => {
                let path = to.word(path)?;
                Some(Said::Command(format!("git config --global --add safe.directory {path}")))
            }
        }
    }

    /// An act on variables of the environment.
    fn in_environment(&self, to: &Dialect<'_>) -> Option<Said> {
        let command = match self {
            Self::Unset(name) | Self::Set(name, _) if !is_name(name) => return None,
            Self::PrependPath(directory) | Self::AppendPath(directory)
                if !to.fits_list(directory) =>
            {
                return None;
            }
            _ if !to.is_here() => None,
            Self::Unset(name) => Some(to.shell.unset(name)),
            Self::Set(name, value) => Some(to.shell.set(name, value)?),
            Self::PrependPath(directory) => Some(to.shell.prepend_path(directory)?),
            Self::AppendPath(directory) => Some(to.shell.append_path(directory)?),
            _ => return None,
        };
        Some(match (command, self) {
            (Some(command), _) => Said::Command(command),
            (None, Self::Unset(name)) => {
                Said::Words(format!("take {name} out of that system's environment"))
            }
            (None, Self::Set(name, value)) => Said::Words(format!(
                "set {name} to {} in that system's environment",
                visible(value)
            )),
            (None, Self::PrependPath(directory)) => {
                Said::Words(format!("put {} first on that system's PATH", visible(directory)))
            }
            (None, Self::AppendPath(directory)) => {
                Said::Words(format!("put {} on that system's PATH", visible(directory)))
            }
            (None, _) => return None,
        })
    }

    /// An act on the file that `go env -w` writes.
    fn in_env_file(&self, to: &Dialect<'_>) -> Option<Said> {
        match self {
            Self::EnvFileUnset { file, line, key, value, .. }
                if !to.is_here() || !is_go_setting(key) =>
            {
                Some(to.drop_line(file, *line, &format!("{key}={value}")))
            }
            Self::EnvFileUnset { key, with, .. } => {
                let command = format!("go env -u {key}");
                Some(Said::Command(match with {
                    Some((name, value)) => to.shell.with(name, value, &command)?,
                    None => command,
                }))
            }
            Self::EnvFileSet { key, .. } if !is_go_setting(key) => None,
            Self::EnvFileSet { key, value, .. } if to.is_here() => {
                let setting = to.shell.quote(&format!("{key}={value}"))?;
                Some(Said::Command(format!("go env -w {setting}")))
            }
            Self::EnvFileSet { file, key, value } => {
                Some(Said::Words(format!("write {key}={} into {}", visible(value), to.shown(file))))
            }
            _ => None,
        }
    }

    /// The command for an act that makes files and directories or changes who may use them.
    fn on_files(&self, to: &Dialect<'_>) -> Option<String> {
        Some(match self {
            Self::MakeDirectory(path) => match to.shell {
                Shell::PowerShell => {
                    format!("New-Item -ItemType Directory -Path {}", to.word(path)?)
                }
                Shell::Nu => format!("mkdir {}", to.word(path)?),
                _ => format!("mkdir -p {}", to.word(path)?),
            },
            Self::MakeSharedDirectory { path, sudo } => {
                format!("{sudo}mkdir -m 1777 {}", to.word(path)?)
            }
            Self::MakeExecutable { tree, files } => {
                let files: Option<Vec<String>> = files.iter().map(|it| to.word(it)).collect();
                format!("{}chmod a+x {}", tree.inner_sudo(), files?.join(" "))
            }
            Self::CloseTree(tree) => {
                format!("{}chmod -R go-w {}", tree.inner_sudo(), to.word(tree.proven().path())?)
            }
            Self::CloseCache(cache) => format!("chmod go-w {}", to.word(cache.proven().path())?),
            _ => return None,
        })
    }
}

impl Package {
    fn command(&self, sudo: &str) -> Option<String> {
        let (command, names): (&str, &[String]) = match self {
            Self::Apt(names) => ("apt-get install", names),
            Self::AptAgain(names) => ("apt-get install --reinstall", names),
            Self::DnfAgain(names) => ("dnf reinstall", names),
            Self::ApkAdd(names) => ("apk add", names),
            Self::ApkFix(names) => ("apk fix", names),
            Self::BrewAgain(names) => return words("brew reinstall", "", names),
            Self::Xcode => return Some("xcode-select --install".to_owned()),
        };
        words(command, sudo, names)
    }
}

/// A command with names of packages; `None` where one is not a name.
fn words(command: &str, sudo: &str, names: &[String]) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "+.-@".contains(c);
    let is_package = |name: &String| {
        name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(plain)
    };
    names.iter().all(is_package).then(|| format!("{sudo}{command} {}", names.join(" ")))
}

/// Whether a text is the name of a variable.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether `go env -w` and `-u` accept a name. They accept `GOROOT` only before Go 1.27, which the
/// caller checks.
///
/// Source: `cmd/go/internal/envcmd/env.go` (`checkEnvWrite`), Go 1.19.8 to 1.27.3.
fn is_go_setting(name: &str) -> bool {
    let of_c = ["AR", "CC", "CXX", "FC", "GCCGO", "PKG_CONFIG"];
    let fixed = [
        "GODEBUG",
        "GOENV",
        "GOEXE",
        "GOGCCFLAGS",
        "GOHOSTARCH",
        "GOHOSTOS",
        "GOMOD",
        "GOTELEMETRY",
        "GOTELEMETRYDIR",
        "GOTOOLDIR",
        "GOVERSION",
        "GOWORK",
    ];
    is_name(name)
        && (of_c.contains(&name) || name.starts_with("CGO_") || name.starts_with("GO"))
        && !fixed.contains(&name)
}

/// Whether a text is the import path of a package that can be downloaded.
fn is_import_path(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._~/-".contains(c);
    let domain = text.split('/').next().unwrap_or_default();
    text.chars().all(plain)
        && domain.contains('.')
        && domain.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !text.split('/').any(|part| part.is_empty() || part == ".." || part == ".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::remedy::Gives;
    use crate::diagnosis::remedy::proof::unproven;
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

    /// One act of every kind, all with the same text.
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
        // A new kind of act must be added to the list.
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

    /// Every command that any of the texts can lead to, with the text.
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

    /// Runs each command in a real sh, with a function in place of every program.
    #[test]
    #[cfg(unix)]
    fn a_path_is_one_word_of_a_real_shell() {
        use std::process::Command;
        let mut script = String::new();
        for name in ["sudo", "mv", "mkdir", "chmod", "go", "git"] {
            script.push_str(&format!("{name}() {{ printf '%s\\0' \"$@\"; }}\n"));
        }
        // These commands print nothing: the variable is looked at instead.
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
