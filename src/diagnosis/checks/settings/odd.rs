//! Settings that do something other than expected: defaults of a distribution, variables without effect, modules turned off.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, visible};
use crate::diagnosis::remedy::Remedy;
use crate::go::Release;
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static DISTRO_DEFAULTS: Check = Check::new(
    Theme::Settings,
    distro_defaults,
    Rule::new("distro-defaults", Severity::Note)
        .means("GOROOT's go.env is not the one that Go ships.")
        .because("GOPROXY, GOSUMDB and GOTOOLCHAIN have other defaults than documented.")
        .mend("Nothing, if this is meant; `go env -w` sets other values."),
);

/// The file go.env is not the one that Go ships.
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
            let set = scene.settings.of_goroot(key).map(|set| set.text).unwrap_or_default();
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
        cause: "the packager of this Go changed its defaults, or the file was not copied with \
            the tree"
            .to_owned(),
        fix: Remedy::decide(
            "nothing, if this is meant; `go env -w` sets GOPROXY, GOSUMDB and GOTOOLCHAIN otherwise",
        ),
    })
}

pub(in crate::diagnosis) static INERT_VARIABLE: Check = Check::new(
    Theme::Settings,
    inert,
    Rule::new("inert-variable", Severity::Note)
        .means("A variable is set that go never reads.")
        .because("It has no effect, whatever a blog says.")
        .mend("Delete it."),
);

/// A variable is set that go never reads.
fn inert(scene: &Scene<'_>) -> Outcome {
    let new = scene.release().is_none_or(|release| release >= Release::new(1, 23, 0));
    let names = ["GOEXE", "GOTOOLDIR", "GOHOSTOS", "GOHOSTARCH", "GOVERSION", "GOROOT_FINAL"];
    if names.iter().all(|name| scene.settings.of_environment(name).is_none()) {
        return Outcome::NotHere;
    }
    let mut complaints = Vec::new();
    for name in names {
        if name == "GOROOT_FINAL" && !new {
            continue;
        }
        let Some(value) = scene.settings.of_environment(name) else { continue };
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

pub(in crate::diagnosis) static GO111MODULE_OFF: Check = Check::new(
    Theme::Settings,
    modules_off,
    Rule::new("go111module-off", Severity::Warning)
        .means("Modules are turned off.")
        .because("Imports are not found, and go.mod is ignored.")
        .mend("Unset GO111MODULE."),
);

/// Modules are turned off.
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
