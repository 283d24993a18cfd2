//! GOPATH.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, visible};
use crate::go::path::{clean, is_absolute};
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static GOPATH_EQUALS_GOROOT: Check = Check::new(
    Theme::Settings,
    gopath_is_goroot,
    Rule::new("gopath-equals-goroot", Severity::Warning)
        .means("GOPATH and GOROOT are the same directory.")
        .because("Go warns at every command, and modules end up between its own files.")
        .mend("Set GOPATH to a directory of its own, or move Go elsewhere, such as ~/sdk."),
);

/// GOPATH and GOROOT are the same directory.
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

pub(in crate::diagnosis) static GOPATH_BAD: Check = Check::new(
    Theme::Settings,
    gopath_bad,
    Rule::new("gopath-bad", Severity::Error)
        .means("GOPATH holds a tilde, a relative path or a file.")
        .because("go ends at once with any command.")
        .mend("Unset GOPATH, or make it absolute."),
);

/// GOPATH holds an entry that go refuses.
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
