//! GOCACHEPROG: the program that keeps the build cache in place of go.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, on_path};
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static GOCACHEPROG_MISSING: Check = Check::new(
    Theme::Caches,
    prog_missing,
    Rule::new("gocacheprog-missing", Severity::Error)
        .means("GOCACHEPROG names a program that is not there.")
        .because("No build starts.")
        .mend("Unset it."),
);

/// GOCACHEPROG names a program that is not there.
fn prog_missing(scene: &Scene<'_>) -> Outcome {
    let Some((value, _)) = scene.setting("GOCACHEPROG") else { return Outcome::NotHere };
    let Some(program) = value.split_whitespace().next().map(|it| it.trim_matches(['"', '\'']))
    else {
        return Outcome::Clear;
    };
    let found = if program.contains(|c| scene.style().is_separator(c)) {
        scene.view.is_file(program)
    } else {
        on_path(scene, program).is_some()
    };
    if found {
        return Outcome::Clear;
    }
    Outcome::found(Complaint {
        message: format!("GOCACHEPROG names a program that is not there: {program}"),
        seen: scene.places_of("GOCACHEPROG"),
        cause:
            "the helper was removed, or is on another PATH: `error starting GOCACHEPROG program`"
                .to_owned(),
        fix: scene.undo("GOCACHEPROG"),
    })
}
