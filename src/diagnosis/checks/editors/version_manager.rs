//! The Go that a version manager asks for here, compared with the Go that runs.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, pinned, visible};
use crate::go::plain_version;
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static VERSION_MANAGER_STALE: Check = Check::new(
    Theme::Editors,
    version_manager,
    Rule::new("version-manager-stale", Severity::Warning)
        .means("A version manager's file here asks for another Go than runs.")
        .because("The shell still has the GOROOT and PATH of the version before.")
        .mend("Open a new shell; let the version manager not set GOROOT."),
);

/// A version manager asks for another version than the one that runs.
fn version_manager(scene: &Scene<'_>) -> Outcome {
    let Some((file, line, wanted)) = pinned(scene) else { return Outcome::NotHere };
    let manager = scene.layout.toolchains.iter().find_map(|it| it.wrapper.as_ref());
    if manager.is_some_and(|it| it.runs.is_some() && it.said_by.is_some()) {
        // The wrapper has followed the manager's own files, in the manager's own order.
        return Outcome::Clear;
    }
    let Some(version) = scene.version() else {
        return Outcome::unknown(format!(
            "{file} asks for {wanted}; which version runs cannot be read"
        ));
    };
    let runs = plain_version(&version).trim_start_matches("go");
    let fits =
        runs == wanted || runs.strip_prefix(&wanted).is_some_and(|rest| rest.starts_with('.'));
    if fits {
        return Outcome::Clear;
    }
    let mut seen = vec![format!("{file}:{line}: {wanted}"), format!("go command: {version}")];
    seen.extend(scene.places_of("GOROOT"));
    if let Some(path) = scene.command().and_then(|it| it.go_path.as_deref()) {
        seen.push(format!("go: {path}"));
    }
    Outcome::found(Complaint {
        message: format!("{file} asks for Go {wanted}, but {runs} runs"),
        seen,
        cause: "the version manager is not in charge of this shell, or its shell hook has \
            exported GOROOT and PATH before the version changed"
            .to_owned(),
        fix: scene.undo("GOROOT").or_decide(format!(
            "install Go {wanted} with the version manager and open a new shell, or change {}",
            visible(&scene.outer(&file))
        )),
    })
}
