//! GOOS and GOARCH.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, visible};
use crate::go::target::{OTHER_SYSTEMS, PROCESSORS, SYSTEMS};
use crate::host::Layer;
use crate::rule::{Rule, Severity};

/// Whether Go has a name for such a system.
pub(super) fn is_system(name: &str) -> bool {
    SYSTEMS.contains(&name) || OTHER_SYSTEMS.contains(&name)
}

/// Whether some release builds for such a processor.
pub(super) fn is_processor(name: &str) -> bool {
    PROCESSORS.contains(&name)
}

pub(super) fn host_target(scene: &Scene<'_>) -> Option<(String, String)> {
    let command = scene.command()?;
    let runs = command.wrapper.as_ref().and_then(|it| it.runs.as_deref());
    scene.view.program(runs.or(command.go_path.as_deref())?)?.target
}

pub(in crate::diagnosis) static CROSS_VARS_LEAKED: Check = Check::new(
    Theme::Settings,
    cross_variables,
    Rule::new("cross-vars-leaked", Severity::Warning)
        .means("GOOS or GOARCH is set to another system than this one.")
        .because("`go run` and `go test` build programs that cannot run here.")
        .mend("Unset it; set it for one command only."),
);

/// GOOS or GOARCH is still set from a cross build.
fn cross_variables(scene: &Scene<'_>) -> Outcome {
    if ["GOOS", "GOARCH"].iter().all(|name| scene.setting(name).is_none()) {
        return Outcome::NotHere;
    }
    let mut complaints = Vec::new();
    let host = host_target(scene);
    for name in ["GOOS", "GOARCH"] {
        let Some((value, layer)) = scene.setting(name) else { continue };
        if layer == Layer::EnvFile {
            // The check of the env file reports it.
            continue;
        }
        let is_known = if name == "GOOS" { is_system(&value) } else { is_processor(&value) };
        let Some((os, arch)) = &host else {
            if is_known {
                return Outcome::unknown("what system the go command is for cannot be read");
            }
            complaints.push(cross(
                scene,
                name,
                format!("{name} is not a value that Go knows: {}", visible(&value)),
            ));
            continue;
        };
        let own = if name == "GOOS" { os } else { arch };
        if !is_known {
            complaints.push(cross(
                scene,
                name,
                format!("{name} is not a value that Go knows: {}", visible(&value)),
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
