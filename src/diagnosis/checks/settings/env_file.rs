//! The file that `go env -w` writes.

use super::goflags::flag_faults;
use super::target::{host_target, is_processor, is_system};
use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, literal_fault, visible};
use crate::diagnosis::remedy::{Act, OwnFile, Remedy};
use crate::go::gover::of_toolchain;
use crate::host::ViewError;
use crate::host::settings::EnvFileState;
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static GOENV_FILE_POISON: Check = Check::new(
    Theme::Settings,
    poison,
    Rule::new("goenv-file-poison", Severity::Error)
        .means("The file that `go env -w` writes holds a setting that breaks go.")
        .because(
            "It is in force in every directory and every shell; a wrong GOROOT in it even keeps \
             `go env -u` from running.",
        )
        .mend("Delete the line, or move the file aside; `GOENV=off` gets a command through."),
);

/// The env file holds a setting that breaks go.
fn poison(scene: &Scene<'_>) -> Outcome {
    let Some(path) = scene.settings.env_file() else { return Outcome::NotHere };
    if matches!(
        scene.settings.state(),
        EnvFileState::Without(_) | EnvFileState::Ignored(ViewError::NotFound)
    ) {
        return Outcome::NotHere;
    }
    if let Some(complaint) = unusable(scene, path) {
        return Outcome::found(complaint);
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

/// What is wrong with the env file as a whole.
fn unusable(scene: &Scene<'_>, path: &str) -> Option<Complaint> {
    const OVERWRITTEN: &str = "something else was written over it";
    let (message, cause) = match scene.settings.state() {
        EnvFileState::Ignored(error) => (
            format!("the env file cannot be read: {error}"),
            "go silently takes an env file that it cannot read for empty",
        ),
        EnvFileState::TooLarge(error) => {
            (format!("the env file is {error}: that is not an env file"), OVERWRITTEN)
        }
        _ if scene.view.head(path, 4096).unwrap_or_default().contains(&0) => {
            ("the env file is a binary file".to_owned(), OVERWRITTEN)
        }
        _ => return None,
    };
    Some(Complaint {
        message,
        seen: vec![scene.described(path)],
        cause: cause.to_owned(),
        fix: aside(scene, path),
    })
}

/// How to get an unreadable env file out of the way.
fn aside(scene: &Scene<'_>, path: &str) -> Remedy {
    if scene.settings.of_environment("GOENV").is_some() {
        // The variable may name any file, so the file stays where it is.
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
        "GOOS" if !is_system(value) => Some(format!("is not a system: {}", visible(value))),
        "GOARCH" if !is_processor(value) => Some(format!("is not a processor: {}", visible(value))),
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

pub(in crate::diagnosis) static GOENV_VS_ENV: Check = Check::new(
    Theme::Settings,
    file_against_environment,
    Rule::new("goenv-vs-env", Severity::Warning)
        .means("A variable of the environment hides a setting made with `go env -w`.")
        .because("What `go env -w` says seems to be ignored.")
        .mend("Keep one of the two."),
);

/// A variable of the environment hides a line of the env file.
fn file_against_environment(scene: &Scene<'_>) -> Outcome {
    if *scene.settings.state() != EnvFileState::Read {
        return Outcome::NotHere;
    }
    let path = scene.settings.env_file().unwrap_or_default();
    let mut complaints = Vec::new();
    for (line, key, set) in scene.settings.file_settings() {
        let Some(variable) = scene.settings.of_environment(&key) else { continue };
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
