//! The go command that `PATH` leads to.

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Scene, pinned, visible};
use crate::diagnosis::remedy::{Act, Remedy};
use crate::go::{Release, plain_version};
use crate::host::{GoKind, Toolchain};
use crate::rule::{Rule, Severity};

fn described(toolchain: &Toolchain) -> String {
    let path = toolchain.go_path.as_deref().unwrap_or("?");
    let version = toolchain.go_version.as_deref();
    let what = match (toolchain.kind, version) {
        (GoKind::Script | GoKind::Wrapper, _) if toolchain.wrapper.is_some() => {
            let manager = toolchain.wrapper.as_ref().map_or("", |it| it.manager.as_str());
            match version {
                Some(version) => format!("a wrapper ({manager}) for {version}"),
                None => format!("a wrapper ({manager})"),
            }
        }
        (GoKind::Script, _) => "a script".to_owned(),
        (GoKind::Missing, _) => "a link to nowhere".to_owned(),
        (_, Some(version)) => version.to_owned(),
        (_, None) => "version not known".to_owned(),
    };
    match &toolchain.goroot {
        Some(goroot) => format!("{path}: {what}, GOROOT {goroot}"),
        None => format!("{path}: {what}"),
    }
}

/// Whether a command only runs a go that is elsewhere.
fn is_wrapper(toolchain: &Toolchain) -> bool {
    matches!(toolchain.kind, GoKind::Script | GoKind::Wrapper)
}

pub(in crate::diagnosis) static GO_NOT_ON_PATH: Check = Check::new(
    Theme::Command,
    no_go,
    Rule::new("go-not-on-path", Severity::Error)
        .means("Go is installed, but no go command is on PATH.")
        .because("Shells and editors end with `go: command not found`.")
        .mend("Put the installation's bin directory on PATH."),
);

/// Go is installed, and no shell finds it.
fn no_go(scene: &Scene<'_>) -> Outcome {
    if scene.layout.toolchains.iter().any(|it| it.found_by == "PATH") {
        return Outcome::Clear;
    }
    let installed = scene.layout.toolchains.iter().filter(|it| it.kind == GoKind::Binary);
    let installed: Vec<_> = installed.filter(|it| it.goroot.is_some()).collect();
    let Some(best) = installed.iter().max_by_key(|it| it.version().and_then(Release::parse)) else {
        return Outcome::NotHere;
    };
    let bin = scene.join(best.goroot.as_deref().unwrap_or_default(), "bin");
    Outcome::found(Complaint {
        message: "Go is installed, but there is no go command on PATH".to_owned(),
        seen: installed.iter().map(|it| described(it)).collect(),
        cause: "a shell ends with `go: command not found`".to_owned(),
        fix: Remedy::of(Act::AppendPath(bin)).or_decide("put its bin directory on PATH"),
    })
}

pub(in crate::diagnosis) static PATH_MULTIPLE_GO: Check = Check::new(
    Theme::Command,
    multiple_go,
    Rule::new("path-multiple-go", Severity::Warning)
        .means("PATH has several go commands of different versions.")
        .because(
            "Which one runs depends on the order of PATH, and an upgrade of another one changes \
             nothing.",
        )
        .mend("Decide which one is meant, and put its directory first on PATH."),
);

/// PATH has several different go commands.
fn multiple_go(scene: &Scene<'_>) -> Outcome {
    let on_path: Vec<_> =
        scene.layout.toolchains.iter().filter(|it| it.found_by == "PATH").collect();
    let Some((first, others)) = on_path.split_first() else {
        return Outcome::unknown("there is no go on PATH");
    };
    if first.wrapper.as_ref().is_some_and(|it| it.runs.is_some()) {
        // A version manager decides; for it, what PATH has behind its shims is the system's Go.
        return Outcome::Clear;
    }
    let differ = |it: &&&Toolchain| {
        it.kind == GoKind::Missing
            || match (&it.go_version, &first.go_version) {
                (Some(one), Some(other)) => plain_version(one) != plain_version(other),
                _ => !is_wrapper(it) && !is_wrapper(first),
            }
    };
    let losers: Vec<_> = others.iter().filter(differ).collect();
    if losers.is_empty() {
        return Outcome::Clear;
    }
    let mut seen = vec![format!("first: {}", described(first))];
    seen.extend(others.iter().map(|it| format!("then:  {}", described(it))));
    let pinned = pinned(scene).map(|(file, _, version)| {
        format!(" ({} asks for {})", visible(&scene.outer(&file)), visible(&version))
    });
    let exported = match scene.settings.decide("GOROOT") {
        Some(_) => ", with GOROOT unset",
        None => "",
    };
    let fix = Remedy::decide(format!(
        "decide which one is meant{}; its directory belongs first on PATH{exported}, the others \
        behind it or nowhere",
        pinned.unwrap_or_default()
    ));
    Outcome::found(Complaint {
        message: format!(
            "PATH has {} different go commands; {} comes first",
            losers.len().saturating_add(1),
            first.go_path.as_deref().unwrap_or("?")
        ),
        seen,
        cause: "Go was installed in several ways, and the order of PATH decides which one runs"
            .to_owned(),
        fix,
    })
}

pub(in crate::diagnosis) static GCCGO_FIRST: Check = Check::new(
    Theme::Command,
    gccgo_first,
    Rule::new("gccgo-first", Severity::Warning)
        .means("The go command that comes first is GCC's.")
        .because("It has another GOROOT, lags behind, and knows other flags.")
        .mend("Install Go's own, or reorder PATH."),
);

/// The go command of gccgo comes first.
fn gccgo_first(scene: &Scene<'_>) -> Outcome {
    let first = scene
        .layout
        .toolchains
        .iter()
        .find(|it| it.found_by == "PATH" && it.kind != GoKind::Missing);
    let Some(first) = first else { return Outcome::NotHere };
    let resolved = first.go_path_resolved.as_deref().unwrap_or_default();
    let name = resolved.rsplit('/').next().unwrap_or_default();
    let number =
        name.strip_prefix("go-").or_else(|| name.rsplit_once("-go-").map(|(_, rest)| rest));
    let by_name = number.is_some_and(|rest| rest.parse::<u32>().is_ok_and(|it| it >= 4));
    let by_version = first.go_version.as_deref().is_some_and(|it| it.contains("gccgo"));
    if !by_name && !by_version {
        return Outcome::Clear;
    }
    let path = first.go_path.as_deref().unwrap_or("go");
    let fix = match scene.layout.toolchains.iter().find(|it| {
        it.go_version.as_deref().is_some_and(|v| !v.contains("gccgo"))
            && it.goroot_resolved.is_some()
    }) {
        Some(other) => {
            let bin = scene.join(other.goroot.as_deref().unwrap_or_default(), "bin");
            Remedy::of(Act::PrependPath(bin))
        }
        None => Remedy::default(),
    };
    let fix = fix.or_decide("install Go's own command and put it first on PATH: https://go.dev/dl");
    Outcome::found(Complaint {
        message: format!("{path} is GCC's go"),
        seen: vec![format!("{path} leads to {resolved}")],
        cause: "a package gccgo-go is installed: its go has no tree of its own, and its own idea \
            of GOROOT"
            .to_owned(),
        fix,
    })
}

pub(in crate::diagnosis) static GO_IS_WRAPPER: Check = Check::new(
    Theme::Command,
    wrapper,
    Rule::new("go-is-wrapper", Severity::Note)
        .means("The go that comes first is a script.")
        .because("What it runs, and with which GOROOT, cannot be read from files.")
        .mend("Ask it with `gorigin doctor --run-go`."),
);

/// The first go command is a wrapper.
fn wrapper(scene: &Scene<'_>) -> Outcome {
    let first = scene
        .layout
        .toolchains
        .iter()
        .find(|it| it.go_path.is_some() && it.kind != GoKind::Missing);
    let Some(first) = first else { return Outcome::NotHere };
    let Some(wrapper) = &first.wrapper else { return Outcome::Clear };
    let path = first.go_path.clone().unwrap_or_default();
    let mut seen = Vec::new();
    if let Some(resolved) = first.go_path_resolved.as_ref().filter(|it| **it != path) {
        seen.push(format!("{path} leads to {resolved}"));
    }
    match (&wrapper.version, &wrapper.said_by) {
        (Some(version), Some(by)) => seen.push(format!("{by}: {version}")),
        (None, Some(by)) => seen.push(format!("what it runs is said by {by}")),
        _ => {}
    }
    match (&wrapper.runs, &wrapper.unknown) {
        (Some(runs), _) => seen.push(format!("it runs {runs}")),
        (None, Some(why)) => seen.push(why.clone()),
        (None, None) => seen.push("it runs the next go on PATH".to_owned()),
    }
    Outcome::found(Complaint {
        message: format!(
            "{path} is no go command, but a wrapper that runs one: {}",
            wrapper.manager
        ),
        seen,
        cause: "version managers and packages put a wrapper on PATH; it may set GOROOT before \
            the real go runs"
            .to_owned(),
        fix: Remedy::decide(format!(
            "nothing, if this is meant; `gorigin doctor --run-go` asks {} itself",
            visible(&scene.outer(&path))
        )),
    })
}
