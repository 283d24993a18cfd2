//! The environment and the env file: what is poisoned, contradicts itself or does nothing.

use super::check::{Check, Complaint, Outcome, Theme};
use super::goroot::literal_fault;
use super::remedy::{Act, OwnFile, Remedy};
use super::scene::{Scene, visible};
use crate::go::Release;
use crate::go::gover::of_toolchain;
use crate::go::path::{clean, is_absolute};
use crate::host::goenv::go_flags::{refused_flags, split};
use crate::host::settings::EnvFileState;
use crate::host::{Layer, ViewError};
use crate::rule::{Rule, Severity};

/// Every system that some release builds for.
const SYSTEMS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];
/// Every processor that some release builds for.
const PROCESSORS: &[&str] = &[
    "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64",
    "ppc64le", "riscv64", "s390x", "wasm",
];

pub(super) static GOENV_FILE_POISON: Check = Check::new(
    Theme::Settings,
    poison,
    Rule::new("goenv-file-poison", Severity::Error)
        .means("The file that `go env -w` writes holds what makes go go wrong.")
        .because(
            "It is in force in every directory and every shell; a wrong GOROOT in it even keeps \
             `go env -u` from running.",
        )
        .mend("Delete the line, or move the file aside; `GOENV=off` gets a command through."),
);

/// Rank 8: the env file makes go go wrong.
fn poison(scene: &Scene<'_>) -> Outcome {
    let Some(path) = scene.settings.env_file() else { return Outcome::NotHere };
    match scene.settings.state() {
        EnvFileState::Without(_) | EnvFileState::Ignored(ViewError::NotFound) => {
            return Outcome::NotHere;
        }
        EnvFileState::Ignored(error) => {
            return Outcome::found(Complaint {
                message: format!("the env file cannot be read: {error}"),
                seen: vec![scene.described(path)],
                cause: "go silently takes an env file that it cannot read for empty".to_owned(),
                fix: aside(scene, path),
            });
        }
        EnvFileState::TooLarge(error) => {
            return Outcome::found(Complaint {
                message: format!("the env file is {error}: that is no env file"),
                seen: vec![scene.described(path)],
                cause: "something else was written over it".to_owned(),
                fix: aside(scene, path),
            });
        }
        EnvFileState::Read => {}
    }
    let head = scene.view.head(path, 4096).unwrap_or_default();
    if head.contains(&0) {
        return Outcome::found(Complaint {
            message: "the env file is a binary file".to_owned(),
            seen: vec![scene.described(path)],
            cause: "something else was written over it".to_owned(),
            fix: aside(scene, path),
        });
    }
    let mut complaints = Vec::new();
    for (line, key, set) in scene.settings.file_settings() {
        if set.text.is_empty() {
            continue;
        }
        let Some(what) = fault(scene, &key, &set.text) else { continue };
        let seen = vec![format!("{path}:{line}: {key}={}", visible(&set.text))];
        complaints.push(Complaint {
            message: format!("{key} in the env file {what}"),
            seen,
            cause: "`go env -w` or an editor wrote it there; it is taken byte for byte, in every \
                directory, and `GOENV=off` is what still works"
                .to_owned(),
            fix: scene.undo_in_file(&key),
        });
    }
    Outcome::of(complaints)
}

/// How to be rid of an env file that cannot be read.
fn aside(scene: &Scene<'_>, path: &str) -> Remedy {
    if scene.settings.from_environment("GOENV").is_some() {
        // The file that it names may be anything.
        return Remedy::of(Act::Unset("GOENV".to_owned()));
    }
    let moved = OwnFile::env_file(scene).map(|file| Remedy::of(Act::MoveFile(file)));
    moved.unwrap_or_default().or_decide(format!(
        "{} should be a text file of this user; GOENV=off gets a command through",
        visible(&scene.outer(path))
    ))
}

/// What is wrong with a line of the env file.
fn fault(scene: &Scene<'_>, key: &str, value: &str) -> Option<String> {
    if value.ends_with('\r') {
        return Some("ends in a carriage return: the file has Windows line ends".to_owned());
    }
    match key {
        "GOROOT" => Some(match literal_fault(scene, value) {
            Some((what, _)) => what.to_owned(),
            None if !scene.view.is_directory(value) => "does not exist".to_owned(),
            None => "pins one Go for every go command of this user".to_owned(),
        }),
        "GOOS" if !SYSTEMS.contains(&value) => Some(format!("is no system: {}", visible(value))),
        "GOARCH" if !PROCESSORS.contains(&value) => {
            Some(format!("is no processor: {}", visible(value)))
        }
        "GOOS" | "GOARCH" => {
            let host = host_target(scene)?;
            let own = if key == "GOOS" { host.0 } else { host.1 };
            (own != value).then(|| format!("builds for {value} by default, while this is {own}"))
        }
        "GOTOOLCHAIN" => {
            let base = value.split('+').next().unwrap_or_default();
            let known = matches!(base, "local" | "auto" | "path") || of_toolchain(base).is_some();
            (!known).then(|| format!("names no toolchain: {}", visible(value)))
        }
        "GOPATH" | "GOMODCACHE" | "GOCACHE" | "GOBIN" | "GOTMPDIR" if value != "off" => {
            let first = value.split(scene.os().list_separator()).next().unwrap_or_default();
            literal_fault(scene, first).map(|(what, _)| what.to_owned())
        }
        "GOFLAGS" => flag_faults(value, scene.release()).into_iter().next(),
        _ => None,
    }
}

fn host_target(scene: &Scene<'_>) -> Option<(String, String)> {
    let command = scene.command()?;
    let runs = command.wrapper.as_ref().and_then(|it| it.runs.as_deref());
    scene.view.program(runs.or(command.go_path.as_deref())?)?.target
}

pub(super) static GOENV_VS_ENV: Check = Check::new(
    Theme::Settings,
    file_against_environment,
    Rule::new("goenv-vs-env", Severity::Warning)
        .means("A variable of the environment hides a setting made with `go env -w`.")
        .because("What `go env -w` says seems to be ignored.")
        .mend("Keep one of the two."),
);

/// Rank 19: the environment hides the env file.
fn file_against_environment(scene: &Scene<'_>) -> Outcome {
    if *scene.settings.state() != EnvFileState::Read {
        return Outcome::NotHere;
    }
    let path = scene.settings.env_file().unwrap_or_default();
    let mut complaints = Vec::new();
    for (line, key, set) in scene.settings.file_settings() {
        let Some(variable) = scene.settings.from_environment(&key) else { continue };
        if variable.text == set.text || set.text.is_empty() {
            continue;
        }
        let mut seen = vec![format!("{path}:{line}: {key}={}", visible(&set.text))];
        seen.extend(scene.places_of(&key));
        complaints.push(Complaint {
            message: format!("{key} in the environment hides the one in the env file"),
            seen,
            cause: "a variable of the environment always goes before `go env -w`".to_owned(),
            fix: Remedy::of(Act::Unset(key.clone()))
                .or(scene.undo_in_file(&key))
                .or_decide(format!("decide which of both values of {} counts", visible(&key))),
        });
    }
    Outcome::of(complaints)
}

pub(super) static GOPATH_EQUALS_GOROOT: Check = Check::new(
    Theme::Settings,
    gopath_is_goroot,
    Rule::new("gopath-equals-goroot", Severity::Warning)
        .means("GOPATH and GOROOT are the same directory.")
        .because("Go warns at every command, and modules end up between its own files.")
        .mend("Set GOPATH to a directory of its own, or move Go elsewhere, such as ~/sdk."),
);

/// Rank 24: GOPATH is GOROOT.
fn gopath_is_goroot(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let set = scene.setting("GOPATH");
    let default = scene.home().map(|home| scene.join(&home, "go"));
    let gopath = match (&set, &default) {
        (Some((value, _)), _) => value.clone(),
        (None, Some(default)) => default.clone(),
        (None, None) => return Outcome::unknown("there is no home directory"),
    };
    let same = |entry: &str| {
        clean(entry, scene.style()) == clean(goroot, scene.style())
            || scene.view.same_file(entry, goroot)
    };
    let list = gopath.split(scene.os().list_separator()).filter(|entry| !entry.is_empty());
    let Some(entry) = list.into_iter().find(|entry| same(entry)) else { return Outcome::Clear };
    let mut seen = vec![format!("GOROOT is {goroot}"), format!("GOPATH is {entry}")];
    seen.extend(scene.places_of("GOPATH"));
    let fix = if set.is_some() {
        scene.undo("GOPATH")
    } else {
        let home = scene.home().unwrap_or_default();
        scene.set("GOPATH", &scene.join(&home, "gopath"))
    };
    let fix = fix.or_decide("set GOPATH to a directory of its own, or move Go elsewhere");
    Outcome::found(Complaint {
        message: format!("GOPATH and GOROOT are the same directory: {goroot}"),
        seen,
        cause: "Go was unpacked into the home directory, where GOPATH is by default: downloaded \
            modules and Go itself get mixed up"
            .to_owned(),
        fix,
    })
}

pub(super) static GOPATH_BAD: Check = Check::new(
    Theme::Settings,
    gopath_bad,
    Rule::new("gopath-bad", Severity::Error)
        .means("GOPATH holds a tilde, a relative path or a file.")
        .because("go ends at once with any command.")
        .mend("Unset GOPATH, or make it absolute."),
);

/// Rank 25: GOPATH holds what go refuses.
fn gopath_bad(scene: &Scene<'_>) -> Outcome {
    let Some((value, _)) = scene.setting("GOPATH") else { return Outcome::NotHere };
    let home = scene.home();
    for entry in value.split(scene.os().list_separator()).filter(|entry| !entry.is_empty()) {
        let what = if entry.starts_with('~') {
            "starts with a `~` that nothing expands"
        } else if !is_absolute(entry, scene.style()) {
            "is a relative path"
        } else if scene.view.is_file(entry) {
            "is a file"
        } else {
            continue;
        };
        let fix = match (entry.strip_prefix('~'), &home) {
            (Some(rest), Some(home)) => {
                let better = value.replacen(entry, &format!("{home}{rest}"), 1);
                scene.undo("GOPATH").or(scene.set("GOPATH", &better))
            }
            _ => scene.undo("GOPATH"),
        };
        return Outcome::found(Complaint {
            message: format!("GOPATH {what}: {}", visible(entry)),
            seen: scene.places_of("GOPATH"),
            cause: "go takes only absolute directories in GOPATH and ends at once with any other"
                .to_owned(),
            fix,
        });
    }
    Outcome::Clear
}

/// What is wrong with a value of GOFLAGS, worst first.
fn flag_faults(value: &str, release: Option<Release>) -> Vec<String> {
    let mut faults = Vec::new();
    if let Some(says) = refused_flags(value, release) {
        faults.push(format!("is refused: {}", visible(&says)));
    }
    faults.extend(odd_flags(value));
    faults
}

/// What GOFLAGS does otherwise than it seems to, whether or not go takes it.
fn odd_flags(value: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let words = split(value).unwrap_or_default();
    for word in &words {
        if word.ends_with('\r') {
            faults.push("ends in a carriage return".to_owned());
        }
    }
    for pair in words.windows(2) {
        let [flag, next] = pair else { continue };
        let takes_list = ["-ldflags=", "-gcflags=", "-asmflags=", "-tags="];
        if takes_list.iter().any(|list| flag.starts_with(list))
            && matches!(next.as_str(), "-s" | "-w" | "-N" | "-l" | "-m")
        {
            let joined = format!("'{flag} {next}'");
            faults.push(format!("splits {flag} from {next}: quote them as {joined}"));
        }
    }
    for word in &words {
        let name = word.trim_start_matches('-').split('=').next().unwrap_or_default();
        if name == "toolexec" {
            faults.push(format!("runs another program around every tool: {}", visible(word)));
        }
    }
    faults
}

pub(super) static GOFLAGS_POISON: Check = Check::new(
    Theme::Settings,
    goflags,
    Rule::new("goflags-poison", Severity::Warning)
        .means("GOFLAGS holds what go splits otherwise than meant.")
        .because("Commands fail, or silently lose a flag.")
        .mend("Quote each flag with spaces as a whole: '-ldflags=-s -w'."),
);

/// Rank 27: GOFLAGS does not mean what it seems to.
fn goflags(scene: &Scene<'_>) -> Outcome {
    let Some((value, _)) = scene.setting("GOFLAGS") else { return Outcome::NotHere };
    // What go refuses is told by `goflags-refused`.
    let faults = odd_flags(&value);
    if faults.is_empty() {
        return Outcome::Clear;
    }
    let mut seen = scene.places_of("GOFLAGS");
    let first = faults.first().cloned().unwrap_or_default();
    seen.extend(faults.into_iter().skip(1).map(|fault| format!("also {fault}")));
    Outcome::found(Complaint {
        message: format!("GOFLAGS {first}"),
        seen,
        cause: SPLIT_AT_SPACES.to_owned(),
        fix: scene.undo("GOFLAGS"),
    })
}

pub(super) static GOFLAGS_REFUSED: Check = Check::new(
    Theme::Settings,
    goflags_refused,
    Rule::new("goflags-refused", Severity::Error)
        .means("GOFLAGS holds a flag or a value that go refuses.")
        .because(
            "`go build`, `go list` and `go test` end at it, whatever they are asked to do; `go \
             env` still works.",
        )
        .mend("Correct GOFLAGS, or unset it."),
);

/// Not one of the ranked checks: a flag or a value in GOFLAGS that ends commands. `go env` works on.
pub(super) fn goflags_refused(scene: &Scene<'_>) -> Outcome {
    let Some((value, _)) = scene.setting("GOFLAGS") else { return Outcome::NotHere };
    let Some(says) = refused_flags(&value, scene.release()) else {
        return match scene.release() {
            Some(_) => Outcome::Clear,
            None => Outcome::unknown("which flags this go knows depends on its version"),
        };
    };
    let cause = if !odd_flags(&value).is_empty() {
        SPLIT_AT_SPACES
    } else if says.contains("parsing $GOFLAGS") {
        "every word of GOFLAGS must be a flag that some go command knows; at any other every \
         command ends, and only `go env` and `go help` still work"
    } else {
        "go build, list, test and the other commands that know the flag end at its value; `go env` \
         and `go version` still work"
    };
    let mut seen = scene.places_of("GOFLAGS");
    seen.push(says);
    Outcome::found(Complaint {
        message: format!("go refuses GOFLAGS={}", visible(&value)),
        seen,
        cause: cause.to_owned(),
        fix: scene.undo("GOFLAGS"),
    })
}

const SPLIT_AT_SPACES: &str = "GOFLAGS is split at spaces, each word must be a flag of its own, and \
    quotes count only at the start of a word";

pub(super) static CROSS_VARS_LEAKED: Check = Check::new(
    Theme::Settings,
    cross_variables,
    Rule::new("cross-vars-leaked", Severity::Warning)
        .means("GOOS or GOARCH is set to another system than this one.")
        .because("`go run` and `go test` build programs that cannot run here.")
        .mend("Unset it; set it for one command only."),
);

/// Rank 28: GOOS or GOARCH of a cross build is still set.
fn cross_variables(scene: &Scene<'_>) -> Outcome {
    if ["GOOS", "GOARCH"].iter().all(|name| scene.setting(name).is_none()) {
        return Outcome::NotHere;
    }
    let mut complaints = Vec::new();
    let host = host_target(scene);
    for (name, known) in [("GOOS", SYSTEMS), ("GOARCH", PROCESSORS)] {
        let Some((value, layer)) = scene.setting(name) else { continue };
        if layer == Layer::EnvFile {
            // The check of the env file has it.
            continue;
        }
        let is_known = known.contains(&value.as_str());
        let Some((os, arch)) = &host else {
            if is_known {
                return Outcome::unknown("what system the go command is for cannot be read");
            }
            complaints.push(cross(
                scene,
                name,
                format!("{name} is no value that Go knows: {}", visible(&value)),
            ));
            continue;
        };
        let own = if name == "GOOS" { os } else { arch };
        if !is_known {
            complaints.push(cross(
                scene,
                name,
                format!("{name} is no value that Go knows: {}", visible(&value)),
            ));
        } else if *own != value {
            complaints.push(cross(
                scene,
                name,
                format!("{name}={value}, while the go command is for {own}"),
            ));
        }
    }
    Outcome::of(complaints)
}

fn cross(scene: &Scene<'_>, name: &str, message: String) -> Complaint {
    Complaint {
        message,
        seen: scene.places_of(name),
        cause: "a variable of a cross build was exported and stays: `go run` ends with `exec \
            format error`, `go test` likewise"
            .to_owned(),
        fix: scene.undo(name),
    }
}

pub(super) static DISTRO_DEFAULTS: Check = Check::new(
    Theme::Settings,
    distro_defaults,
    Rule::new("distro-defaults", Severity::Note)
        .means("GOROOT's go.env is not the one that Go ships.")
        .because("GOPROXY, GOSUMDB and GOTOOLCHAIN have other defaults than documented.")
        .mend("Know it; `go env -w` sets one's own."),
);

/// Rank 30: the file go.env is not the one that Go ships.
fn distro_defaults(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let Some(release) = scene.release() else {
        return Outcome::unknown("the version of the go command cannot be read");
    };
    if release < Release::new(1, 21, 0) {
        return Outcome::NotHere;
    }
    let file = scene.join(goroot, "go.env");
    let mut seen = Vec::new();
    if scene.settings.goroot_file().is_none() {
        seen.push(format!("{file}: not there: GOPROXY, GOSUMDB and GOTOOLCHAIN are empty"));
    } else {
        for (key, usual) in [
            ("GOPROXY", "https://proxy.golang.org,direct"),
            ("GOSUMDB", "sum.golang.org"),
            ("GOTOOLCHAIN", "auto"),
        ] {
            let set = scene.settings.from_goroot(key).map(|set| set.text).unwrap_or_default();
            if set != usual {
                seen.push(format!("{file}: {key}={}, not {usual}", visible(&set)));
            }
        }
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    Outcome::found(Complaint {
        message: format!("{file} differs from the one that Go ships"),
        seen,
        cause: "whoever packaged this Go changed its defaults, or the file was not copied with \
            the tree"
            .to_owned(),
        fix: Remedy::decide(
            "nothing, if this is meant; `go env -w` sets GOPROXY, GOSUMDB and GOTOOLCHAIN otherwise",
        ),
    })
}

pub(super) static INERT_VARIABLE: Check = Check::new(
    Theme::Settings,
    inert,
    Rule::new("inert-variable", Severity::Note)
        .means("A variable is set that go never reads.")
        .because("It has no effect, whatever a blog says.")
        .mend("Delete it."),
);

/// Rank 50: variables that do nothing.
fn inert(scene: &Scene<'_>) -> Outcome {
    let new = scene.release().is_none_or(|release| release >= Release::new(1, 23, 0));
    let names = ["GOEXE", "GOTOOLDIR", "GOHOSTOS", "GOHOSTARCH", "GOVERSION", "GOROOT_FINAL"];
    if names.iter().all(|name| scene.settings.from_environment(name).is_none()) {
        return Outcome::NotHere;
    }
    let mut complaints = Vec::new();
    for name in names {
        if name == "GOROOT_FINAL" && !new {
            continue;
        }
        let Some(value) = scene.settings.from_environment(name) else { continue };
        complaints.push(Complaint {
            message: format!("{name} has no effect"),
            seen: vec![format!("{name}={} in the environment", visible(&value.text))],
            cause: match name {
                "GOROOT_FINAL" => "Go 1.23 dropped GOROOT_FINAL".to_owned(),
                _ => format!("go works {name} out by itself and never reads it"),
            },
            fix: scene.undo(name),
        });
    }
    Outcome::of(complaints)
}

pub(super) static GO111MODULE_OFF: Check = Check::new(
    Theme::Settings,
    modules_off,
    Rule::new("go111module-off", Severity::Warning)
        .means("Modules are turned off.")
        .because("Imports are not found, and go.mod is not heeded.")
        .mend("Unset GO111MODULE."),
);

/// Rank 53: modules are turned off.
fn modules_off(scene: &Scene<'_>) -> Outcome {
    let Some((value, _)) = scene.setting("GO111MODULE") else { return Outcome::NotHere };
    let (message, cause) = match value.as_str() {
        "on" | "auto" => return Outcome::Clear,
        "off" => (
            "GO111MODULE=off turns modules off",
            "a setting of 2019: imports are then looked for in GOPATH alone (`package x is not \
                in std`), and go.mod chooses no toolchain",
        ),
        // Go refuses it, and `setting-refused` says so.
        _ => return Outcome::Clear,
    };
    Outcome::found(Complaint {
        message: message.to_owned(),
        seen: scene.places_of("GO111MODULE"),
        cause: cause.to_owned(),
        fix: scene.undo("GO111MODULE"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_goflags() {
        for (value, bad) in [
            ("-mod=mod", false),
            ("mod=mod", true),
            ("-ldflags=-s -w", true),
            ("'-ldflags=-s -w'", false),
            ("-toolexec=garble", true),
            ("-", true),
            ("---x", true),
        ] {
            assert_eq!(!flag_faults(value, None).is_empty(), bad, "{value}");
        }
    }
}
