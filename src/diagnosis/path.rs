//! `PATH`: which go comes first, what it is, and whether installed commands are found.

use super::check::{Check, Complaint, Outcome, Theme};
use super::remedy::{Act, Remedy};
use super::scene::{Scene, visible};
use crate::go::path::{clean, is_absolute};
use crate::go::{Release, plain_version};
use crate::host::settings::non_empty;
use crate::host::{FileKind, GoKind, Links, Os, Toolchain};
use crate::rule::{Rule, Severity};

/// How many commands in GOBIN are read.
const MAX_COMMANDS: usize = 512;

/// The directories of `PATH`.
pub(super) fn directories(scene: &Scene<'_>) -> Vec<String> {
    let list = non_empty(scene.view, scene.os().path_variable()).map(|set| set.text);
    let list = list.unwrap_or_default();
    list.split(scene.os().list_separator()).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// The first command of that name on `PATH`.
pub(super) fn on_path(scene: &Scene<'_>, name: &str) -> Option<String> {
    let executable = |path: &String| {
        matches!(scene.view.kind(path, Links::Follow), Ok(FileKind::File { executable: true }))
    };
    let suffix = if scene.os() == Os::Windows { ".exe" } else { "" };
    directories(scene).iter().map(|it| scene.join(it, &format!("{name}{suffix}"))).find(executable)
}

/// Where `go install` puts commands.
pub(super) fn gobin(scene: &Scene<'_>) -> Option<String> {
    // What a wrapper sets is among the values, not among the settings.
    if let Some(value) = scene.value("GOBIN") {
        return Some(value.to_owned());
    }
    if let Some((set, _)) = scene.setting("GOBIN") {
        return Some(set);
    }
    if let Some(first) =
        scene.value("GOPATH").and_then(|it| it.split(scene.os().list_separator()).next())
    {
        return Some(scene.join(first, "bin"));
    }
    let gopath = match scene.setting("GOPATH") {
        Some((set, _)) => set.split(scene.os().list_separator()).next().map(str::to_owned)?,
        None => scene.join(&scene.home()?, "go"),
    };
    Some(scene.join(&gopath, "bin"))
}

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

/// Whether it only runs a go elsewhere.
fn is_wrapper(toolchain: &Toolchain) -> bool {
    matches!(toolchain.kind, GoKind::Script | GoKind::Wrapper)
}

pub(super) static GO_NOT_ON_PATH: Check = Check::new(
    Theme::Command,
    no_go,
    Rule::new("go-not-on-path", Severity::Error)
        .means("Go is installed, but no go command is on PATH.")
        .because("Shells and editors end with `go: command not found`.")
        .mend("Put the installation's bin directory on PATH."),
);

/// Go is installed, and no shell finds it. Not one of the ranked checks: whoever suffers from it
/// asks nobody, but looks here.
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

pub(super) static PATH_MULTIPLE_GO: Check = Check::new(
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

/// Rank 5: several go on PATH.
fn multiple_go(scene: &Scene<'_>) -> Outcome {
    let on_path: Vec<_> =
        scene.layout.toolchains.iter().filter(|it| it.found_by == "PATH").collect();
    let Some((first, others)) = on_path.split_first() else {
        return Outcome::unknown("there is no go on PATH");
    };
    if first.wrapper.as_ref().is_some_and(|it| it.runs.is_some()) {
        // A manager is in charge; what lies behind its shims is what it calls the system's.
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
    let pinned = super::editor::pinned(scene).map(|(file, _, version)| {
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

pub(super) static GOBIN_NOT_ON_PATH: Check = Check::new(
    Theme::Installed,
    gobin_not_on_path,
    Rule::new("gobin-not-on-path", Severity::Warning)
        .means("Commands that `go install` installs are not on PATH, or hidden there.")
        .because("`command not found`, or an older command of that name runs.")
        .mend("Put the directory on PATH, before others if need be."),
);

/// Rank 22: commands that go installs are not found, or others of the same name are.
fn gobin_not_on_path(scene: &Scene<'_>) -> Outcome {
    let Some(bin) = gobin(scene).filter(|it| is_absolute(it, scene.style())) else {
        return Outcome::NotHere;
    };
    let names = match scene.view.read_dir(&bin, MAX_COMMANDS) {
        Ok(names) if !names.is_empty() => names,
        Ok(_) | Err(crate::host::ViewError::NotFound) => return Outcome::NotHere,
        Err(error) => return Outcome::unknown(format!("{bin}: {error}")),
    };
    let list = directories(scene);
    let is_bin = |it: &String| {
        clean(it, scene.style()) == clean(&bin, scene.style()) || scene.view.same_file(it, &bin)
    };
    let Some(place) = list.iter().position(is_bin) else {
        // A version manager puts shims of its commands on PATH, not their directory.
        let is_shimmed = |name: &str| on_path(scene, name.trim_end_matches(".exe")).is_some();
        let has_shims = scene.layout.toolchains.iter().any(|it| it.wrapper.is_some());
        let names: Vec<_> =
            names.into_iter().filter(|name| !(has_shims && is_shimmed(name))).collect();
        if names.is_empty() {
            return Outcome::Clear;
        }
        return Outcome::found(Complaint {
            message: format!("{bin} is not on PATH"),
            seen: vec![format!(
                "{bin} holds {} commands, such as {}",
                names.len(),
                visible(names.first().map_or("", String::as_str))
            )],
            cause: "`go install` puts commands there, and the shell does not look there: \
                `command not found`"
                .to_owned(),
            fix: Remedy::of(Act::AppendPath(bin)),
        });
    };
    let mut seen = Vec::new();
    for name in &names {
        let before = list.iter().take(place).map(|directory| scene.join(directory, name));
        if let Some(shadow) = before.into_iter().find(|path| {
            scene.view.is_file(path) && !scene.view.same_file(path, &scene.join(&bin, name))
        }) {
            let version = scene.view.go_version(&shadow).map(|it| format!(" (built with {it})"));
            seen.push(format!(
                "{shadow}{} hides {}",
                version.unwrap_or_default(),
                scene.join(&bin, name)
            ));
        }
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    Outcome::found(Complaint {
        message: format!("commands in {bin} are hidden by others of the same name"),
        seen,
        cause: "a directory before it on PATH has a command of that name: an old one runs though \
            a new one was installed"
            .to_owned(),
        fix: Remedy::of(Act::PrependPath(bin)),
    })
}

pub(super) static GOBIN_INVALID: Check = Check::new(
    Theme::Installed,
    gobin_invalid,
    Rule::new("gobin-invalid", Severity::Error)
        .means("GOBIN is relative or cannot be written.")
        .because("`go install` fails.")
        .mend("Unset GOBIN, or name a directory of one's own."),
);

/// Rank 23: GOBIN cannot be used.
fn gobin_invalid(scene: &Scene<'_>) -> Outcome {
    let Some((value, _)) = scene.setting("GOBIN") else { return Outcome::NotHere };
    let what = if !is_absolute(&value, scene.style()) {
        "is no absolute path"
    } else {
        match scene.existing(&value) {
            Some(existing) if !scene.view.is_directory(&existing) => {
                "cannot be a directory: a file is in its place"
            }
            Some(existing) => match scene.may_write(&existing) {
                Some(false) => "cannot be written",
                Some(true) => return Outcome::Clear,
                None => return Outcome::unknown("who looks, or who owns GOBIN, cannot be told"),
            },
            None => return Outcome::Clear,
        }
    };
    let mut seen = scene.places_of("GOBIN");
    if is_absolute(&value, scene.style()) {
        seen.push(scene.described(&value));
    }
    Outcome::found(Complaint {
        message: format!("GOBIN {what}: {}", visible(&value)),
        seen,
        cause: "`go install` ends with `cannot install, GOBIN must be an absolute path` or \
            cannot write there"
            .to_owned(),
        fix: scene.undo("GOBIN"),
    })
}

pub(super) static GCCGO_FIRST: Check = Check::new(
    Theme::Command,
    gccgo_first,
    Rule::new("gccgo-first", Severity::Warning)
        .means("The go command that comes first is GCC's.")
        .because("It has another GOROOT, lags behind, and knows other flags.")
        .mend("Install Go's own, or reorder PATH."),
);

/// Rank 31: the go of gccgo comes first.
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

pub(super) static GO_IS_WRAPPER: Check = Check::new(
    Theme::Command,
    wrapper,
    Rule::new("go-is-wrapper", Severity::Note)
        .means("The go that comes first is a script.")
        .because("What it runs, and with which GOROOT, cannot be read from files.")
        .mend("Ask it with `gorigin doctor --run-go`."),
);

/// Rank 32: the first go is a wrapper.
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
