//! Whether the commands that `go install` installs are found.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, gobin, on_path, path_directories, visible};
use crate::diagnosis::remedy::{Act, Remedy};
use crate::go::path::{clean, is_absolute};
use crate::host::ViewError;
use crate::rule::{Rule, Severity};

/// The largest number of commands in GOBIN that are read.
const MAX_COMMANDS: usize = 512;

pub(in crate::diagnosis) static GOBIN_NOT_ON_PATH: Check = Check::new(
    Theme::Installed,
    gobin_not_on_path,
    Rule::new("gobin-not-on-path", Severity::Warning)
        .means("Commands that `go install` installs are not on PATH, or hidden there.")
        .because("`command not found`, or an older command of that name runs.")
        .mend("Put the directory on PATH, before others if need be."),
);

/// The commands that `go install` installs are not found, or others of the same name are.
fn gobin_not_on_path(scene: &Scene<'_>) -> Outcome {
    let Some(bin) = gobin(scene).filter(|it| is_absolute(it, scene.style())) else {
        return Outcome::NotHere;
    };
    let names = match scene.view.read_dir(&bin, MAX_COMMANDS) {
        Ok(names) if !names.is_empty() => names,
        Ok(_) | Err(ViewError::NotFound) => return Outcome::NotHere,
        Err(error) => return Outcome::unknown(format!("{bin}: {error}")),
    };
    let list = path_directories(scene);
    let is_bin = |it: &String| {
        clean(it, scene.style()) == clean(&bin, scene.style()) || scene.view.same_file(it, &bin)
    };
    match list.iter().position(is_bin) {
        Some(place) => hidden(scene, bin, &names, list.get(..place).unwrap_or_default()),
        None => not_on_path(scene, bin, names),
    }
}

/// The answer where GOBIN is not on PATH.
fn not_on_path(scene: &Scene<'_>, bin: String, mut names: Vec<String>) -> Outcome {
    // A version manager puts shims of its commands on PATH, not their directory.
    if scene.layout.toolchains.iter().any(|it| it.wrapper.is_some()) {
        names.retain(|name| on_path(scene, name.trim_end_matches(".exe")).is_none());
    }
    let Some(first) = names.first() else { return Outcome::Clear };
    Outcome::found(Complaint {
        message: format!("{bin} is not on PATH"),
        seen: vec![format!("{bin} holds {} commands, such as {}", names.len(), visible(first))],
        cause: "`go install` puts commands there, and the shell does not look there: `command not \
            found`"
            .to_owned(),
        fix: Remedy::of(Act::AppendPath(bin)),
    })
}

/// The answer where GOBIN is on PATH behind the directories `before`.
fn hidden(scene: &Scene<'_>, bin: String, names: &[String], before: &[String]) -> Outcome {
    let mut seen = Vec::new();
    for name in names {
        let own = scene.join(&bin, name);
        let hides = |path: &String| scene.view.is_file(path) && !scene.view.same_file(path, &own);
        let mut paths = before.iter().map(|directory| scene.join(directory, name));
        if let Some(other) = paths.find(hides) {
            let version = scene.view.go_version(&other).map(|it| format!(" (built with {it})"));
            seen.push(format!("{other}{} hides {own}", version.unwrap_or_default()));
        }
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    Outcome::found(Complaint {
        message: format!("commands in {bin} are hidden by others of the same name"),
        seen,
        cause: "a directory before it on PATH has a command of that name: an old one runs though \
            a new one was installed"
            .to_owned(),
        fix: Remedy::of(Act::PrependPath(bin)),
    })
}

pub(in crate::diagnosis) static GOBIN_INVALID: Check = Check::new(
    Theme::Installed,
    gobin_invalid,
    Rule::new("gobin-invalid", Severity::Error)
        .means("GOBIN is relative or cannot be written.")
        .because("`go install` fails.")
        .mend("Unset GOBIN, or name a directory of your own."),
);

/// GOBIN cannot be used.
fn gobin_invalid(scene: &Scene<'_>) -> Outcome {
    let Some((value, _)) = scene.setting("GOBIN") else { return Outcome::NotHere };
    let what = if !is_absolute(&value, scene.style()) {
        "is not an absolute path"
    } else {
        match scene.existing(&value) {
            Some(existing) if !scene.view.is_directory(&existing) => {
                "cannot be a directory: a file is in its place"
            }
            Some(existing) => match scene.may_write(&existing) {
                Some(false) => "cannot be written",
                Some(true) => return Outcome::Clear,
                None => {
                    return Outcome::unknown(
                        "the user who looks, or the owner of GOBIN, is not known",
                    );
                }
            },
            None => return Outcome::Clear,
        }
    };
    let mut seen = scene.places_of("GOBIN");
    if is_absolute(&value, scene.style()) {
        seen.push(scene.described(&value));
    }
    Outcome::found(Complaint {
        message: format!("GOBIN {what}: {}", visible(&value)),
        seen,
        cause: "`go install` ends with `cannot install, GOBIN must be an absolute path` or \
            cannot write there"
            .to_owned(),
        fix: scene.undo("GOBIN"),
    })
}
