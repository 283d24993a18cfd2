//! Settings that this release refuses at every command, or silently replaces.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, visible};
use crate::host::Layer;
use crate::host::goenv::build_config::{
    Refused, by_command, by_runtime, experiments_unknown, level_names, passed_over,
};
use crate::rule::{Rule, Severity};

/// The setting that this go refuses, if there is one.
fn refused(scene: &Scene<'_>) -> Option<Refused> {
    let (release, goroot) = (scene.release(), scene.goroot().unwrap_or_default());
    by_runtime(scene.view, release)
        .or_else(|| by_command(scene.view, &scene.settings, release, goroot))
}

/// Whether go refuses a setting at every command, before it does anything.
pub(in crate::diagnosis) fn ends(scene: &Scene<'_>) -> bool {
    module_mode(scene).is_some() || refused(scene).is_some()
}

fn complaint(scene: &Scene<'_>, refused: Refused, cause: &str) -> Outcome {
    let Refused { name, says } = refused;
    let value = match scene.setting(name) {
        Some((value, _)) => value,
        None => scene.settings.of_environment(name).map(|set| set.text).unwrap_or_default(),
    };
    let mut seen = scene.places_of(name);
    seen.push(says);
    Outcome::found(Complaint {
        message: format!("go refuses to run with {name}={}", visible(&value)),
        seen,
        cause: cause.to_owned(),
        fix: scene.undo(name),
    })
}

pub(in crate::diagnosis) static GOEXPERIMENT_UNKNOWN: Check = Check::new(
    Theme::Settings,
    goexperiment,
    Rule::new("goexperiment-unknown", Severity::Error)
        .means("GOEXPERIMENT or a processor level names what this Go does not know.")
        .because("Every command ends, or the level is silently ignored.")
        .mend("Unset it."),
);

/// This release does not know a name in GOEXPERIMENT or a processor level.
fn goexperiment(scene: &Scene<'_>) -> Outcome {
    let is_set = |name: &str| scene.settings.of_environment(name).is_some();
    if scene.setting("GOEXPERIMENT").is_none() && !level_names().any(is_set) {
        return Outcome::NotHere;
    }
    let cause = "experiments and processor levels come and go with releases; every command ends, \
        `go env` too; only `go env -u` still works";
    if let Some(refused) = refused(scene).filter(|it| !matches!(it.name, "GODEBUG" | "GOFIPS140")) {
        return complaint(scene, refused, cause);
    }
    if let Some((name, value)) = passed_over(scene.view, scene.release()) {
        let release = scene.release().map(|it| it.to_string()).unwrap_or_else(|| "this Go".into());
        return Outcome::found(Complaint {
            message: format!("{name}={} is no level, and {release} says nothing", visible(&value)),
            seen: scene.places_of(name),
            cause: "since Go 1.23 a wrong GOAMD64 or GOARM is taken for the default, and programs \
                carry the wrong value in their build info"
                .to_owned(),
            fix: scene.undo(name),
        });
    }
    let goroot = scene.goroot().unwrap_or_default();
    let is_set = scene.setting("GOEXPERIMENT").is_some();
    if is_set && experiments_unknown(scene.view, scene.release(), goroot) {
        return Outcome::unknown(
            "which experiments this Go knows stands in its sources, which are not there",
        );
    }
    Outcome::Clear
}

/// A value of GO111MODULE that no release knows (every command ends, `go env` too: 1.19 to 1.27).
fn module_mode(scene: &Scene<'_>) -> Option<Outcome> {
    let (value, _) = scene.setting("GO111MODULE")?;
    if matches!(value.as_str(), "on" | "off" | "auto") {
        return None;
    }
    let says = format!("go: unknown environment setting GO111MODULE={}", visible(&value));
    let refused = Refused { name: "GO111MODULE", says };
    Some(complaint(scene, refused, "GO111MODULE is on, off or auto, and go ends at all else"))
}

pub(in crate::diagnosis) static SETTING_REFUSED: Check = Check::new(
    Theme::Settings,
    setting,
    Rule::new("setting-refused", Severity::Error)
        .means("GODEBUG, GOFIPS140 or GO111MODULE asks for what this Go refuses.")
        .because(
            "Every command ends, `go env` too: Go 1.27 removed old settings, and each release has \
             its own versions of the cryptographic module.",
        )
        .mend("Unset it."),
);

/// This release refuses the value of GODEBUG, GOFIPS140 or GO111MODULE.
fn setting(scene: &Scene<'_>) -> Outcome {
    if let Some(outcome) = module_mode(scene) {
        return outcome;
    }
    let set = |name: &str| scene.settings.of_environment(name).is_some();
    let in_file = scene.setting("GOFIPS140").is_some_and(|(_, layer)| layer != Layer::Default);
    if !set("GODEBUG") && !in_file {
        return Outcome::NotHere;
    }
    if scene.release().is_none() {
        return Outcome::unknown("the version of the go command cannot be read");
    }
    match refused(scene) {
        Some(refused) if refused.name == "GODEBUG" => complaint(
            scene,
            refused,
            "Go 1.27 removed settings that had brought old behaviour back; every program built \
             with it ends at once where GODEBUG still asks for one, the go command too",
        ),
        Some(refused) if refused.name == "GOFIPS140" => complaint(
            scene,
            refused,
            "GOFIPS140 names a version of the cryptographic module, and each release has its own",
        ),
        _ => Outcome::Clear,
    }
}
