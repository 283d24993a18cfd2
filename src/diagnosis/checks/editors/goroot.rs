//! The Go that editors are set to use.

use super::answer::Answer;
use super::{goland, vs_code};
use crate::diagnosis::check::{Check, Outcome, Theme};
use crate::diagnosis::facts::Scene;
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static EDITOR_GOROOT: Check = Check::new(
    Theme::Editors,
    goroot,
    Rule::new("editor-goroot", Severity::Warning)
        .means(
            "An editor is set to use another Go. Seen in VS Code's, its relatives' and GoLand's \
             own files.",
        )
        .because("It checks and builds with another version than the shell.")
        .mend("Remove the setting from the editor."),
);

/// An editor is set to use another Go than the shell.
fn goroot(scene: &Scene<'_>) -> Outcome {
    let Some(effective) = scene.goroot() else { return Outcome::NotHere };
    let mut answer = Answer::default();
    vs_code::check(scene, effective, &mut answer);
    goland::check(scene, effective, &mut answer);
    answer.outcome()
}
