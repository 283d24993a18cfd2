//! Installed commands that read Go code or look for GOROOT themselves.

use std::collections::BTreeSet;

use super::check::{Check, Complaint, Outcome, Theme};
use super::path::{directories, gobin};
use super::remedy::{Act, Remedy};
use super::scene::{Scene, visible};
use crate::go::Release;
use crate::go::path::is_absolute;
use crate::host::{BuiltInGoroot, Program, ViewError};
use crate::rule::{Rule, Severity};

/// How many commands in GOBIN are read.
const MAX_COMMANDS: usize = 512;
/// How many directories are looked through for tools.
const MAX_DIRECTORIES: usize = 256;

/// Tools that read code, and refuse or misread what a newer Go than their own allows.
const TOOLS: &[&str] = &[
    "golangci-lint",
    "dlv",
    "gopls",
    "staticcheck",
    "go-licenses",
    "govulncheck",
    "gofumpt",
    "goimports",
    "mockgen",
    "revive",
];

/// The directories that a tool may be started from: GOBIN, all of PATH, and `bin` of the project.
fn places(scene: &Scene<'_>) -> Vec<String> {
    let mut list: Vec<String> = gobin(scene).into_iter().collect();
    list.extend(directories(scene));
    if let Ok(Some(file)) = scene.mod_file() {
        for bin in ["../bin", "../.bin", "../tools/bin"] {
            list.push(scene.join(&file.path, bin));
        }
    }
    list.truncate(MAX_DIRECTORIES);
    list
}

pub(super) static TOOL_BUILT_WITH_OLDER_GO: Check = Check::new(
    Theme::Installed,
    old_tools,
    Rule::new("tool-built-with-older-go", Severity::Warning)
        .means("A tool that reads Go code was built with an older Go than this.")
        .because("It refuses or misreads newer code.")
        .mend("Install it again."),
);

/// Rank 37: tools that read Go code were built with an older Go than the code here asks for.
fn old_tools(scene: &Scene<'_>) -> Outcome {
    let no_go_install = matches!(super::settings::goflags_refused(scene), Outcome::Found(_));
    if super::refused::ends(scene) || no_go_install {
        // No go builds anything here, old or new; `setting-refused` and the like say why.
        return Outcome::NotHere;
    }
    // What the module asks for, else the Go that runs.
    let file = scene.mod_file().ok().flatten().filter(|file| !file.go.is_empty());
    let asked = file.as_ref().and_then(|file| Release::parse(&format!("go{}", file.go)));
    let suffix = if scene.os() == crate::host::Os::Windows { ".exe" } else { "" };
    let mut seen = Vec::new();
    let mut first = None;
    let mut looked_at = BTreeSet::new();
    let mut found_any = false;
    // Of a name that PATH has twice, a shell starts the first.
    let on_path = directories(scene);
    let mut started = BTreeSet::new();
    for directory in places(scene) {
        for name in TOOLS {
            let path = scene.join(&directory, &format!("{name}{suffix}"));
            let real = scene.view.canonicalize(&path).unwrap_or_else(|_| path.clone());
            if !scene.view.is_file(&path) {
                continue;
            }
            let is_hidden = on_path.contains(&directory) && !started.insert(*name);
            if is_hidden || !looked_at.insert(real) {
                continue;
            }
            let Some(program) = scene.view.program(&path) else { continue };
            found_any = true;
            let Some(wanted) = asked.or_else(|| scene.release()) else {
                return Outcome::unknown("the version of the go command cannot be read");
            };
            let built = program.version.as_deref().and_then(Release::parse);
            if built.is_some_and(|it| (it.major, it.minor) < (wanted.major, wanted.minor)) {
                let version = program.version.clone().unwrap_or_default();
                seen.push(format!("{path}: built with {version}"));
                first.get_or_insert((*name, path, program.path, wanted));
            }
        }
    }
    let Some((name, path, package, wanted)) = first else {
        return if found_any { Outcome::Clear } else { Outcome::NotHere };
    };
    if let Some(file) = &file {
        seen.push(format!("{}: go {}", file.path, file.go));
    }
    // `go install` writes into GOBIN, wherever the old one lies.
    let installed = gobin(scene).map(|it| scene.join(&it, &format!("{name}{suffix}")));
    let again = match (package, scene.version(), installed) {
        (Some(package), Some(version), Some(to)) => {
            Remedy::of(Act::GoInstall { package, to, version })
        }
        _ => Remedy::default(),
    };
    let why = if asked.is_some() { ", which the module asks for" } else { "" };
    Outcome::found(Complaint {
        message: format!("{name} was built with an older Go than {wanted}{why}"),
        seen,
        cause: "tools that read code refuse or misread what a newer Go than their own allows"
            .to_owned(),
        fix: again.or_decide(format!(
            "bring {} up to date with what installed it, or install {} with this go and put its \
             directory first on PATH",
            visible(&scene.outer(&path)),
            visible(name)
        )),
    })
}

/// The Go programs in GOBIN.
fn installed(scene: &Scene<'_>) -> Result<Vec<(String, Program)>, Outcome> {
    let Some(bin) = gobin(scene) else { return Err(Outcome::NotHere) };
    let names = match scene.view.read_dir(&bin, MAX_COMMANDS) {
        Ok(names) => names,
        Err(ViewError::NotFound) => return Err(Outcome::NotHere),
        Err(error) => return Err(Outcome::unknown(format!("{bin}: {error}"))),
    };
    let read = |name: &String| {
        let path = scene.join(&bin, name);
        let program = scene.view.program(&path)?;
        Some((path, program))
    };
    Ok(names.iter().filter_map(read).collect())
}

pub(super) static EMBEDDED_GOROOT_DEAD: Check = Check::new(
    Theme::Installed,
    dead_goroot,
    Rule::new("embedded-goroot-dead", Severity::Warning)
        .means(
            "An installed program carries a GOROOT that is none of this host's Go installations.",
        )
        .because("It fails where it calls runtime.GOROOT().")
        .mend("Set GOROOT for that program, or build it again."),
);

/// Rank 38: installed programs that call `runtime.GOROOT` and carry one which is not here. Their
/// paths are compared as text: a path out of a file is never looked up.
fn dead_goroot(scene: &Scene<'_>) -> Outcome {
    let commands = match installed(scene) {
        Ok(commands) => commands,
        Err(outcome) => return outcome,
    };
    let mut seen = Vec::new();
    let mut not_known = None;
    for (path, program) in commands {
        if let BuiltInGoroot::Path(goroot) = &program.built_in
            && is_absolute(goroot, scene.style())
            && !scene.layout.at(goroot).any(|it| it.goroot_resolved.is_some())
        {
            match program.calls_goroot {
                Some(true) => seen.push(format!(
                    "{path}: calls runtime.GOROOT, and was built under {goroot}, which is none of \
                     the Go installations here"
                )),
                Some(false) => {}
                None => not_known = Some(path),
            }
        }
    }
    match (seen.is_empty(), not_known) {
        (true, Some(path)) => {
            return Outcome::unknown(format!("whether {path} calls runtime.GOROOT is not known"));
        }
        (true, None) => return Outcome::Clear,
        (false, _) => {}
    }
    Outcome::found(Complaint {
        message: format!("{} installed programs look for a GOROOT that is not here", seen.len()),
        seen,
        cause: "programs that call runtime.GOROOT() look for the Go they were built with: \
            `cannot find GOROOT`"
            .to_owned(),
        fix: Remedy::decide(
            "build them again with this Go, or set GOROOT for the one program that needs it",
        ),
    })
}
