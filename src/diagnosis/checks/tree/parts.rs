//! Parts of GOROOT that no build can do without: the standard library and the tools.

use super::anew::anew;
use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{SOURCES, Scene, TOOLS, executable, tool_directory};
use crate::diagnosis::remedy::{Act, GoTree, Remedy};
use crate::host::{FileKind, Links};
use crate::rule::{Rule, Severity};

/// The largest number of missing files that are listed.
const SHOWN: usize = 5;

pub(in crate::diagnosis) static STD_SOURCES_MISSING: Check = Check::new(
    Theme::Tree,
    sources_missing,
    Rule::new("std-sources-missing", Severity::Error)
        .means("GOROOT lacks parts of the standard library.")
        .because(
            "Go compiles the standard library from its sources: without them nothing builds. \
             Minimal images and split packages leave them out.",
        )
        .mend("Install the package with the sources, or unpack a whole release."),
);

/// The standard library is missing, or a part of it.
fn sources_missing(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let source = scene.join(goroot, "src");
    let there = |path: &str| scene.view.kind(&scene.join(&source, path), Links::Follow).is_ok();
    let missing: Vec<&str> = SOURCES.iter().copied().filter(|path| !there(path)).collect();
    let header = scene.join(goroot, "pkg/include/textflag.h");
    let no_header = !scene.view.is_file(&header);
    if missing.is_empty() && !no_header {
        return Outcome::Clear;
    }
    let mut seen = Vec::new();
    let all = missing.len() == SOURCES.len();
    let message = if all {
        format!("{goroot} lacks the standard library")
    } else if missing.is_empty() {
        format!("{goroot} lacks pkg/include/textflag.h")
    } else {
        format!("{goroot} lacks {} of {} packages looked for", missing.len(), SOURCES.len())
    };
    match scene.view.kind(&source, Links::Keep) {
        Ok(FileKind::Link) => {
            let target = scene.view.read_link(&source).unwrap_or_default();
            let state = if scene.view.is_directory(&source) { "" } else { ", which is not there" };
            seen.push(format!("{source} is a link to {target}{state}"));
        }
        Ok(FileKind::Directory) => {}
        Ok(_) => seen.push(format!("{source} is not a directory")),
        Err(error) => seen.push(format!("{source}: {error}")),
    }
    if !all {
        seen.extend(missing.iter().take(SHOWN).map(|path| format!("{source}/{path}: not there")));
    }
    if no_header {
        seen.push(format!("{header}: not there; assembly fails with `#include: open textflag.h`"));
    }
    Outcome::found(Complaint {
        message,
        seen,
        cause: "the Go tree was copied in part, as minimal images do, or the package with the \
            sources is not installed: builds fail with `package fmt is not in std`"
            .to_owned(),
        fix: anew(scene, goroot, &scene.version().unwrap_or_default()),
    })
}

pub(in crate::diagnosis) static TOOL_MISSING: Check = Check::new(
    Theme::Tree,
    tool_missing,
    Rule::new("tool-missing", Severity::Error)
        .means("GOROOT lacks the compiler, the assembler or the linker for this system.")
        .because("Builds end with `no such tool`.")
        .mend("Install the release for this system and processor."),
);

/// A tool is missing, or is for another processor.
fn tool_missing(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let directory = tool_directory(scene, goroot);
    let go = scene.command().and_then(|it| it.go_path.as_deref());
    let target = go.and_then(|go| scene.view.program(go)).and_then(|it| it.target);
    let mut seen = Vec::new();
    for tool in TOOLS {
        let path = executable(scene, &scene.join(&directory, tool));
        if !scene.view.is_file(&path) {
            seen.push(format!("{path}: not there"));
            continue;
        }
        let own = scene.view.program(&path).and_then(|it| it.target);
        if let (Some(own), Some(target)) = (own, &target)
            && own != *target
        {
            let ((os, arch), (go_os, go_arch)) = (own, target);
            seen.push(format!("{path}: for {os}/{arch}, but go is for {go_os}/{go_arch}"));
        }
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    let others = scene.view.read_dir(&scene.join(goroot, "pkg/tool"), 64).unwrap_or_default();
    seen.push(format!(
        "{goroot}/pkg/tool holds: {}",
        if others.is_empty() { "nothing".to_owned() } else { others.join(", ") }
    ));
    Outcome::found(Complaint {
        message: format!("{directory} lacks the tools that go runs"),
        seen,
        cause: "the tree is for another processor or was copied in part: builds fail with `go: \
            no such tool \"compile\"`"
            .to_owned(),
        fix: anew(scene, goroot, &scene.version().unwrap_or_default()),
    })
}

pub(in crate::diagnosis) static TOOL_BROKEN: Check = Check::new(
    Theme::Tree,
    tool_broken,
    Rule::new("tool-broken", Severity::Error)
        .means("A tool in GOROOT is not executable, or was cut short.")
        .because("Builds end with `permission denied` or a crash of the compiler.")
        .mend("Unpack the release again."),
);

/// A tool cannot be run.
fn tool_broken(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let directory = tool_directory(scene, goroot);
    let mut seen = Vec::new();
    let mut closed = Vec::new();
    let (mut cut, mut known) = (false, false);
    for tool in TOOLS {
        let path = executable(scene, &scene.join(&directory, tool));
        let Ok(kind) = scene.view.kind(&path, Links::Follow) else { continue };
        known = true;
        if kind == (FileKind::File { executable: false }) {
            closed.push(path.clone());
            seen.push(format!("{}, not executable", scene.described(&path)));
        }
        match scene.view.program(&path) {
            Some(program) if program.is_cut => {
                cut = true;
                seen.push(format!("{path}: shorter than its own headers say"));
            }
            None if scene.status(&path).is_some_and(|it| it.size == 0) => {
                cut = true;
                seen.push(format!("{path}: empty"));
            }
            _ => {}
        }
    }
    if !known {
        return Outcome::NotHere;
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    let version = scene.version().unwrap_or_default();
    let fix = match GoTree::prove(scene, goroot).filter(|_| !cut) {
        Some(tree) => Remedy::of(Act::MakeExecutable { tree, files: closed })
            .or(anew(scene, goroot, &version)),
        None => anew(scene, goroot, &version),
    };
    Outcome::found(Complaint {
        message: format!("the tools in {directory} cannot be run"),
        seen,
        cause: "unpacking was interrupted, or went through something that drops permission bits, \
            such as zip or a Windows drive"
            .to_owned(),
        fix,
    })
}
