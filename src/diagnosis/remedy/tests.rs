//! Commands told of hostile text: no act destroys anything, and a path stays one word.

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
    let unset =
        |with| Act::EnvFileUnset { file: file.clone(), line, value: own(), key: key.clone(), with };
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
            Act::Unset(_) | Act::Set(..) | Act::EnvFileUnset { .. } | Act::EnvFileSet { .. } => {}
            Act::DropLine { .. } | Act::PrependPath(_) | Act::AppendPath(_) => {}
            Act::MoveTree(_) | Act::MoveToolchain(_) | Act::MoveCache(_) | Act::MoveFile(_) => {}
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
            assert!(first != "chmod" || chmod.iter().any(|it| command.contains(it)), "{command}");
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
            Act::Unset(_) | Act::EnvFileUnset { .. } | Act::Install { .. } | Act::GoInstall { .. }
        );
        let found = words.iter().filter(is_path).count();
        assert!(needs_none || found > 0, "{command}: {words:?} of {path:?}");
    }
}
