//! Which toolchain runs.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::Scene;
use crate::go::gover::{compare, is_language, is_valid, of_toolchain};
use crate::host::{Layer, Source};
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static GOTOOLCHAIN_SWITCH: Check = Check::new(
    Theme::Toolchain,
    switch,
    Rule::new("gotoolchain-switch", Severity::Note)
        .means("The go command hands over to another toolchain here.")
        .because(
            "GOROOT and `go version` change from directory to directory, which is meant but \
             surprises.",
        )
        .mend("Nothing, or GOTOOLCHAIN=local to stay with the installed one."),
);

/// Another toolchain runs than the one that was started.
fn switch(scene: &Scene<'_>) -> Outcome {
    let selection = &scene.layout.toolchain;
    let where_ = match &selection.from {
        Source::Path(path) => path.clone(),
        Source::ModuleCache(directory) => directory.clone(),
        Source::Download => "a download".to_owned(),
        _ => return Outcome::Clear,
    };
    let name = selection.name.as_deref().unwrap_or_default();
    let mut seen = Vec::new();
    if let Some(command) = scene.command() {
        let path = command.go_path.as_deref().unwrap_or("go");
        seen.push(format!("{path}: {}", command.go_version.as_deref().unwrap_or("?")));
    }
    seen.push(format!("runs: {name} from {where_}"));
    if let Ok(Some(file)) = scene.mod_file() {
        if !file.go.is_empty() {
            seen.push(format!("{}: go {}", file.path, file.go));
        }
        if !file.toolchain.is_empty() {
            seen.push(format!("{}: toolchain {}", file.path, file.toolchain));
        }
    }
    seen.extend(scene.places_of("GOTOOLCHAIN"));
    let stay = scene
        .set("GOTOOLCHAIN", "local")
        .note("to stay with the installed one; nothing is needed if this is meant");
    Outcome::found(Complaint {
        message: format!("go hands over to {name} here"),
        seen,
        cause: "GOTOOLCHAIN, or a go or toolchain line together with it, asks for another \
            version: GOROOT and `go version` differ from directory to directory"
            .to_owned(),
        fix: stay.or_decide("nothing: the installed go is older than what is asked for here"),
    })
}

pub(in crate::diagnosis) static GOTOOLCHAIN_UNAVAILABLE: Check = Check::new(
    Theme::Toolchain,
    unavailable,
    Rule::new("gotoolchain-unavailable", Severity::Error)
        .means(
            "The toolchain asked for cannot run: its name is wrong, or there is no such toolchain.",
        )
        .because("go ends before it does anything.")
        .mend("Write a full name such as go1.22.3, or install that toolchain."),
);

/// The toolchain asked for cannot be had, or is no toolchain.
fn unavailable(scene: &Scene<'_>) -> Outcome {
    let selection = &scene.layout.toolchain;
    if let Source::Download = selection.from {
        return Outcome::unknown(format!(
            "{} would be downloaded; whether that works is not tried",
            selection.name.as_deref().unwrap_or("a toolchain")
        ));
    }
    if selection.from != Source::Refused {
        return Outcome::Clear;
    }
    let error = scene.layout.goroot.error.clone().unwrap_or_default();
    let mut seen = vec![error];
    seen.extend(scene.places_of("GOTOOLCHAIN"));
    if let Ok(Some(file)) = scene.mod_file() {
        seen.push(format!(
            "{}: go {}{}",
            file.path,
            file.go,
            if file.toolchain.is_empty() {
                String::new()
            } else {
                format!(", toolchain {}", file.toolchain)
            }
        ));
    }
    let setting = selection.setting.clone().unwrap_or_default();
    let base = setting.split('+').next().unwrap_or_default();
    let better = match of_toolchain(base) {
        None => is_valid(base).then(|| format!("go{base}{}", patch(base))),
        Some(number) => is_language(number).then(|| format!("go{number}{}", patch(number))),
    };
    let better = better.map(|better| scene.set("GOTOOLCHAIN", &better)).unwrap_or_default();
    let fix = match selection.set_by {
        // While the line is bad go does not run, not even to change the line.
        Some(Layer::EnvFile) => scene.undo("GOTOOLCHAIN").or(better),
        _ => better.or(scene.undo("GOTOOLCHAIN")),
    }
    .or_decide(
        "install the Go that is asked for, or let GOTOOLCHAIN, go.mod and go.work ask for one that is \
        there: https://go.dev/dl",
    );
    Outcome::found(Complaint {
        message: format!("the toolchain asked for cannot run: GOTOOLCHAIN={setting}"),
        seen,
        cause: "GOTOOLCHAIN takes local, auto, path, or a full name such as go1.22.3, with +auto \
            or +path; a name must then be found on PATH, in the module cache or on a proxy"
            .to_owned(),
        fix,
    })
}

/// The suffix that turns a language version into the name of a release.
fn patch(number: &str) -> &'static str {
    if is_language(number) && compare(number, "1.21").is_ge() { ".0" } else { "" }
}
