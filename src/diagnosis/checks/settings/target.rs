//! GOOS and GOARCH.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, visible};
use crate::host::Layer;
use crate::rule::{Rule, Severity};

/// Every system that any release builds for.
pub(super) const SYSTEMS: &[&str] = &[
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
/// Every processor that any release builds for.
pub(super) const PROCESSORS: &[&str] = &[
    "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64",
    "ppc64le", "riscv64", "s390x", "wasm",
];

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
    for (name, known) in [("GOOS", SYSTEMS), ("GOARCH", PROCESSORS)] {
        let Some((value, layer)) = scene.setting(name) else { continue };
        if layer == Layer::EnvFile {
            // The check of the env file reports it.
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
