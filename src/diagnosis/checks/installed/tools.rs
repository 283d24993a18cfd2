//! Tools that read Go code, and the Go they were built with.

use std::collections::BTreeSet;

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::checks::settings::{ends, goflags_refused};
use crate::diagnosis::facts::{Scene, gobin, path_directories, visible};
use crate::diagnosis::remedy::{Act, Remedy};
use crate::go::Release;
use crate::host::Os;
use crate::rule::{Rule, Severity};

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
    list.extend(path_directories(scene));
    if let Ok(Some(file)) = scene.mod_file() {
        for bin in ["../bin", "../.bin", "../tools/bin"] {
            list.push(scene.join(&file.path, bin));
        }
    }
    list.truncate(MAX_DIRECTORIES);
    list
}

pub(in crate::diagnosis) static TOOL_BUILT_WITH_OLDER_GO: Check = Check::new(
    Theme::Installed,
    old_tools,
    Rule::new("tool-built-with-older-go", Severity::Warning)
        .means("A tool that reads Go code was built with an older Go than this.")
        .because("It refuses or misreads newer code.")
        .mend("Install it again."),
);

/// Rank 37: tools that read Go code were built with an older Go than the code here asks for.
fn old_tools(scene: &Scene<'_>) -> Outcome {
    let no_go_install = matches!(goflags_refused(scene), Outcome::Found(_));
    if ends(scene) || no_go_install {
        // No go builds anything here, old or new; `setting-refused` and the like say why.
        return Outcome::NotHere;
    }
    // What the module asks for, else the Go that runs.
    let file = scene.mod_file().ok().flatten().filter(|file| !file.go.is_empty());
    let asked = file.as_ref().and_then(|file| Release::parse(&format!("go{}", file.go)));
    let suffix = if scene.os() == Os::Windows { ".exe" } else { "" };
    let mut seen = Vec::new();
    let mut first = None;
    let mut looked_at = BTreeSet::new();
    let mut found_any = false;
    // Of a name that PATH has twice, a shell starts the first.
    let on_path = path_directories(scene);
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
