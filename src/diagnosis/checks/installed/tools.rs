//! Tools that read Go code, and the Go they were built with.

use std::collections::BTreeSet;

use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::checks::settings::{ends, goflags_refused};
use crate::diagnosis::facts::{Scene, gobin, path_directories, visible};
use crate::diagnosis::remedy::{Act, Remedy};
use crate::go::Release;
use crate::host::Os;
use crate::rule::{Rule, Severity};

/// The largest number of directories that are searched for tools.
const MAX_DIRECTORIES: usize = 256;

/// Tools that read Go code. They refuse or misread code of a newer Go than the one that built them.
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

/// The directories that tools are started from: GOBIN, all of PATH, and the project's own `bin`.
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

/// A tool that was built with an older Go than wanted.
struct OldTool {
    name: &'static str,
    path: String,
    /// What it was built with.
    version: String,
    /// Its main package, to install it again.
    package: Option<String>,
}

/// The tools that a shell or an editor may start.
#[derive(Default)]
struct Tools {
    /// Whether there is any.
    found_any: bool,
    old: Vec<OldTool>,
}

impl Tools {
    /// Looks at every tool; `wanted` is the Go that it should have been built with.
    fn find(scene: &Scene<'_>, wanted: Option<Release>) -> Self {
        let on_path = path_directories(scene);
        let (mut looked_at, mut started) = (BTreeSet::new(), BTreeSet::new());
        let mut tools = Self::default();
        for directory in places(scene) {
            if !scene.view.is_directory(&directory) {
                continue;
            }
            for &name in TOOLS {
                let path = scene.join(&directory, &file_name(scene, name));
                if !scene.view.is_file(&path) {
                    continue;
                }
                // Where PATH has a name twice, a shell starts the first.
                let is_hidden = on_path.contains(&directory) && !started.insert(name);
                let real = scene.view.canonicalize(&path).unwrap_or_else(|_| path.clone());
                if is_hidden || !looked_at.insert(real) {
                    continue;
                }
                let Some(program) = scene.view.program(&path) else { continue };
                tools.found_any = true;
                let version = program.version.unwrap_or_default();
                let minor = |it: Release| (it.major, it.minor);
                let built = Release::parse(&version).map(minor);
                if built.zip(wanted.map(minor)).is_some_and(|(built, wanted)| built < wanted) {
                    tools.old.push(OldTool { name, path, version, package: program.path });
                }
            }
        }
        tools
    }
}

fn file_name(scene: &Scene<'_>, name: &str) -> String {
    if scene.os() == Os::Windows { format!("{name}.exe") } else { name.to_owned() }
}

/// Tools that read Go code were built with an older Go than the code here asks for.
fn old_tools(scene: &Scene<'_>) -> Outcome {
    let no_go_install = matches!(goflags_refused(scene), Outcome::Found(_));
    if ends(scene) || no_go_install {
        // No Go builds anything here, old or new; `setting-refused` and the like say why.
        return Outcome::NotHere;
    }
    // The Go that the module asks for, else the Go that runs.
    let file = scene.mod_file().ok().flatten().filter(|file| !file.go.is_empty());
    let asked = file.as_ref().and_then(|file| Release::parse(&format!("go{}", file.go)));
    let wanted = asked.or_else(|| scene.release());
    let tools = Tools::find(scene, wanted);
    if !tools.found_any {
        return Outcome::NotHere;
    }
    let Some(wanted) = wanted else {
        return Outcome::unknown("the version of the go command cannot be read");
    };
    let Some(first) = tools.old.first() else { return Outcome::Clear };
    let built = |it: &OldTool| format!("{}: built with {}", it.path, it.version);
    let mut seen: Vec<String> = tools.old.iter().map(built).collect();
    if let Some(file) = &file {
        seen.push(format!("{}: go {}", file.path, file.go));
    }
    let why = if asked.is_some() { ", which the module asks for" } else { "" };
    Outcome::found(Complaint {
        message: format!("{} was built with an older Go than {wanted}{why}", first.name),
        seen,
        cause: "tools that read code refuse or misread what a newer Go than their own allows"
            .to_owned(),
        fix: again(scene, first).or_decide(format!(
            "bring {} up to date with what installed it, or install {} with this go and put its \
             directory first on PATH",
            visible(&scene.outer(&first.path)),
            visible(first.name)
        )),
    })
}

/// How to build a tool again. `go install` writes into GOBIN, wherever the old tool is.
fn again(scene: &Scene<'_>, tool: &OldTool) -> Remedy {
    let to = gobin(scene).map(|it| scene.join(&it, &file_name(scene, tool.name)));
    match (tool.package.clone(), scene.version(), to) {
        (Some(package), Some(version), Some(to)) => {
            Remedy::of(Act::GoInstall { package, to, version })
        }
        _ => Remedy::default(),
    }
}
