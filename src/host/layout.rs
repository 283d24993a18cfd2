//! The layout of a host: its Go installations and the GOROOT in effect, as plain data that can be
//! kept on one machine and used on another. Its serialised form is the JSON contract
//! `gorigin.host/1`, in which fields are only ever added.

use serde::{Deserialize, Serialize};

use super::goenv::{Decision, GoCommand, GoEnv, Selection, Step, StepKind, Value, go_env, locate};
use super::places::usual_places;
use super::settings::{home, non_empty};
use super::wrapper::{self, Leads, Led, Wrapper};
use super::{BuiltInGoroot, FileKind, GoSettings, HostView, Links, Os, Program, System};
use crate::go::Release;
use crate::go::path::{join, same_spelling};

/// The name of the layout's schema.
pub const HOST_SCHEMA: &str = "gorigin.host/1";

const ON_PATH: &str = "PATH";
/// The largest number of directories of `PATH` that are looked at.
const MAX_PATH: usize = 1024;
/// How many bytes of a file are read to tell a script from a binary.
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
    /// The toolchain that runs, and what decided it.
    pub toolchain: Selection,
    /// Every Go installation found: in the order of `PATH`, then the GOROOT in effect if it is not
    /// among those, then the usual places. The same directory with the same go command is listed
    /// once, whatever its names.
    pub toolchains: Vec<Toolchain>,
    /// Its processor, and other facts that decide whether a program starts there.
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
    /// The command's path free of symbolic links; `null` if it does not exist.
    pub go_path_resolved: Option<String>,
    /// The first line of the file `VERSION`.
    pub version_file: Option<String>,
    /// The Go version of the `go` command, from its own build info.
    pub go_version: Option<String>,
    /// What the `go` command is.
    pub kind: GoKind,
    /// What is known about a wrapper: a command named `go` that is not a go command, but runs one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrapper: Option<Wrapper>,
}

/// What a `go` command is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GoKind {
    /// An executable.
    Binary,
    /// A script that runs a `go` elsewhere.
    Script,
    /// An executable that is not a go command, such as the shim of a version manager.
    Wrapper,
    /// The go command of gccgo.
    Gccgo,
    /// Not there, or a link to nowhere.
    #[default]
    Missing,
}

impl HostLayout {
    /// Reads a machine: directories, a few small files, and through the view the version of each
    /// `go` command. Whatever cannot be read is left out.
    pub fn read(view: &dyn HostView) -> Self {
        let mut layout = Self {
            schema: HOST_SCHEMA.to_owned(),
            os: view.os(),
            system: System::read(view),
            ..Self::default()
        };
        let mut steps = Vec::new();
        let mut first = Lead::Next;
        // The wrapper that leads to the next go on PATH, as long as none has come.
        let mut led_on = None;
        for path in go_commands(view) {
            let OnPath { toolchain, lead, steps: own } = on_path(view, &path);
            if first == Lead::Next {
                if lead == Lead::Next && toolchain.wrapper.is_some() {
                    led_on = own.last().map(|step| format!("{path} is {}", step.result));
                }
                steps.extend(own);
                first = lead;
            }
            layout.add(view, toolchain);
        }
        let command = match &first {
            Lead::Go(command) => Some(command),
            _ => None,
        };
        if let Lead::Unknown(why) | Lead::Refuses(why) = &first {
            match first {
                Lead::Unknown(_) => layout.goroot.not_known(why.as_str()),
                _ => layout.goroot.refuse(why.as_str()),
            }
        } else {
            let GoEnv { goroot, values, toolchain } =
                go_env(view, command, &|path| go_command(view, path));
            (layout.goroot, layout.env, layout.toolchain) = (goroot, values, toolchain);
            if let Some(said) = led_on.filter(|_| first == Lead::Next)
                && layout.goroot.candidate().is_none()
            {
                let why = format!("{said}, and there is none");
                layout.goroot.trace.retain(|step| step.step != StepKind::Unknown);
                layout.goroot.refuse(why);
            }
        }
        layout.goroot.trace.splice(0..0, steps);
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

    /// The installations that have `path` among the names of their directory.
    pub fn at<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Toolchain> {
        let style = self.os.path_style();
        self.toolchains.iter().filter(move |toolchain| {
            toolchain.spellings().any(|spelling| same_spelling(spelling, path, style))
        })
    }

    /// Adds an installation, or further names of a known one: the same directory with the same go
    /// command.
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

/// Every `go` on `PATH`, in the order in which a shell looks; broken links too.
fn go_commands(view: &dyn HostView) -> Vec<String> {
    let os = view.os();
    let Some(list) = non_empty(view, os.path_variable()) else { return Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for directory in list.text.split(os.list_separator()).take(MAX_PATH) {
        let directory = match os {
            // Quotes allow an entry to hold the separator.
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

/// A `go` on `PATH`.
struct OnPath {
    toolchain: Toolchain,
    lead: Lead,
    /// The steps before the go command itself is looked at.
    steps: Vec<Step>,
}

/// What runs where a shell starts a `go` on `PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lead {
    /// This go command, perhaps through a wrapper.
    Go(GoCommand),
    /// Nothing, or the next one on `PATH`.
    Next,
    /// What it runs is not known, for this reason.
    Unknown(String),
    /// A wrapper that ends with these words.
    Refuses(String),
}

/// How many wrappers in a row are followed.
const MAX_WRAPPERS: usize = 4;

fn on_path(view: &dyn HostView, path: &str) -> OnPath {
    let (kind, program) = go_kind(view, path);
    let mut bare = Toolchain {
        found_by: ON_PATH.to_owned(),
        go_path: Some(path.to_owned()),
        go_path_resolved: view.canonicalize(path).ok(),
        kind,
        ..Toolchain::default()
    };
    let (lead, steps) = match bare.kind {
        GoKind::Missing => {
            let step = Step::new(StepKind::GoCommand, Some(path), "passed over: a link to nowhere");
            (Lead::Next, vec![step])
        }
        GoKind::Binary | GoKind::Gccgo => {
            (Lead::Go(command_of(view, path, program.unwrap_or_default())), Vec::new())
        }
        GoKind::Script | GoKind::Wrapper => {
            let (wrapper, lead, steps) = through_wrappers(view, path, program);
            bare.wrapper = Some(wrapper);
            (lead, steps)
        }
    };
    let Lead::Go(go) = &lead else { return OnPath { toolchain: bare, lead, steps } };
    let goroot = match &go.set_by_wrapper {
        Some(set) => Some(set.clone()),
        None => locate(view, go).candidate().map(str::to_owned),
    };
    let toolchain = Toolchain {
        goroot_resolved: goroot.as_deref().and_then(|goroot| view.canonicalize(goroot).ok()),
        version_file: goroot.as_deref().and_then(|goroot| version_file(view, goroot)),
        go_version: go.version.clone(),
        goroot,
        ..bare
    };
    OnPath { toolchain, lead, steps }
}

/// The GOROOT of the go command that a path leads to; `None` where it leads to the next `go` on
/// `PATH`, or to nothing.
///
/// # Errors
/// Why that is not known.
pub(crate) fn goroot_behind(view: &dyn HostView, path: &str) -> Result<Option<String>, String> {
    let OnPath { toolchain, lead, .. } = on_path(view, path);
    match lead {
        Lead::Go(_) => Ok(toolchain.goroot),
        Lead::Next => Ok(None),
        Lead::Unknown(why) | Lead::Refuses(why) => Err(why),
    }
}

/// Follows a wrapper, and wrappers that it runs, to a go command. Gives what is known about the
/// first wrapper.
fn through_wrappers(
    view: &dyn HostView,
    path: &str,
    program: Option<Program>,
) -> (Wrapper, Lead, Vec<Step>) {
    let mut first = None;
    let mut steps = Vec::new();
    let mut sets: Vec<(String, String)> = Vec::new();
    let (mut path, mut program) = (path.to_owned(), program);
    for _ in 0..MAX_WRAPPERS {
        let Led { wrapper, leads } = wrapper::follow(view, &path, program.as_ref());
        let manager = wrapper.manager.clone();
        steps.push(Step::new(StepKind::Wrapper, Some(&path), described(&wrapper, &leads)));
        let wrapper = first.get_or_insert(wrapper).clone();
        let (go, more) = match leads {
            Leads::To(go, more) => (go, more),
            Leads::Next(_) => return (wrapper, Lead::Next, steps),
            Leads::Unknown(why) => {
                let why = format!(
                    "{path} is no go command ({manager}: {why}); what it runs, and with which \
                     GOROOT, is not known without running it"
                );
                return (wrapper, Lead::Unknown(why), steps);
            }
            Leads::Refuses(why) => return (wrapper, Lead::Refuses(why), steps),
        };
        sets.extend(more);
        let (kind, inside) = go_kind(view, &go);
        match kind {
            GoKind::Binary | GoKind::Gccgo => {
                let mut command = command_of(view, &go, inside.unwrap_or_default());
                command.also_set = sets;
                if let Some(at) = command.also_set.iter().position(|(name, _)| name == "GOROOT") {
                    command.set_by_wrapper = Some(command.also_set.remove(at).1);
                }
                return (wrapper, Lead::Go(command), steps);
            }
            GoKind::Missing => {
                let why = format!("{path} is a wrapper ({manager}) for {go}, which is not there");
                return (wrapper, Lead::Refuses(why), steps);
            }
            GoKind::Script | GoKind::Wrapper => (path, program) = (go, inside),
        }
    }
    let why = format!("{path} is a wrapper around wrappers: where they end is not known");
    (first.unwrap_or_default(), Lead::Unknown(why), steps)
}

/// What a wrapper leads to, in a phrase.
fn described(wrapper: &Wrapper, leads: &Leads) -> String {
    let Wrapper { manager, version, said_by, .. } = wrapper;
    let by = match (version, said_by) {
        (Some(version), Some(by)) => format!(", {by} says {version}"),
        (None, Some(by)) => format!(", by {by}"),
        _ => String::new(),
    };
    match leads {
        Leads::To(go, _) => format!("a wrapper ({manager}){by}: it runs {go}"),
        Leads::Next(why) => format!("a wrapper ({manager}), {why}: it runs the next go on PATH"),
        Leads::Unknown(why) => format!("no go command ({manager}): {why}"),
        Leads::Refuses(why) => format!("a wrapper ({manager}){by}: it refuses: {why}"),
    }
}

/// What a `go` command says about itself. A command of golang.org/dl only sets GOROOT to the
/// directory of its name in the user's `sdk` and runs the go command there.
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
            ..GoCommand::default()
        };
    }
    command_of(view, path, program)
}

/// The command at a path, from what it says about itself.
fn command_of(view: &dyn HostView, path: &str, program: Program) -> GoCommand {
    if program.is_gccgo {
        return gccgo_command(view, path, program);
    }
    GoCommand {
        path: path.to_owned(),
        version: program.version,
        built_in: program.built_in,
        target: program.target,
        ..GoCommand::default()
    }
}

/// The go command of gccgo, from its place: the prefix of GCC is compiled into libgo, not into the
/// command.
fn gccgo_command(view: &dyn HostView, path: &str, program: Program) -> GoCommand {
    let style = view.os().path_style();
    let resolved = view.canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let prefix = join(&resolved, "../..", style);
    let is_prefix = view.is_directory(&join(&prefix, "lib/gcc", style));
    let number = resolved.rsplit_once("go-").map(|(_, number)| number);
    let number = number.filter(|it| it.parse::<u32>().is_ok());
    GoCommand {
        path: path.to_owned(),
        version: Some(match number {
            Some(number) => format!("{} gccgo (GCC {number})", gccgo_release(number)),
            None => "go1.18 gccgo".to_owned(),
        }),
        built_in: match is_prefix {
            true => BuiltInGoroot::Path(prefix),
            false => BuiltInGoroot::Unknown,
        },
        target: program.target,
        is_gccgo: true,
        ..GoCommand::default()
    }
}

/// The Go release that the library and go command of a GCC belong to.
///
/// Source: GCC's release notes, "Go" in each of `gcc-N/changes.html`.
fn gccgo_release(gcc: &str) -> &'static str {
    match gcc {
        "7" => "go1.8",
        "8" => "go1.10",
        "9" => "go1.12",
        "10" => "go1.14",
        "11" => "go1.16",
        _ => "go1.18",
    }
}

/// The installation with that GOROOT.
fn at_goroot(view: &dyn HostView, goroot: &str, found_by: &str) -> Toolchain {
    let go = go_in(view, goroot);
    let (kind, program) = go_kind(view, &go);
    Toolchain {
        goroot: Some(goroot.to_owned()),
        goroot_resolved: view.canonicalize(goroot).ok(),
        found_by: found_by.to_owned(),
        go_path_resolved: view.canonicalize(&go).ok(),
        version_file: version_file(view, goroot),
        go_version: program.filter(|_| kind == GoKind::Binary).and_then(|it| it.version),
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

/// Whether a directory looks like a Go installation: it holds a go command or a VERSION file.
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

/// What a command named `go` is. Every executable format has a zero byte in its header; a script
/// has none. An executable is the go command only where its build info says so.
fn go_kind(view: &dyn HostView, path: &str) -> (GoKind, Option<Program>) {
    match view.head(path, HEAD) {
        Ok(head) if !head.starts_with(b"#!") && head.contains(&0) => {
            let program = view.program(path);
            let kind = match &program {
                Some(program) if program.is_gccgo => GoKind::Gccgo,
                program if is_go(view, path, program.as_ref()) => GoKind::Binary,
                _ => GoKind::Wrapper,
            };
            (kind, program)
        }
        Ok(_) => (GoKind::Script, None),
        // The file is there, but this user may not read it, as some systems install their commands.
        Err(_) if view.is_file(path) => (GoKind::Binary, None),
        Err(_) => (GoKind::Missing, None),
    }
}

/// Whether an executable is the go command. Where its build info does not say, it is one if it lies
/// in a Go tree, or is older than the build info of such commands.
fn is_go(view: &dyn HostView, path: &str, program: Option<&Program>) -> bool {
    let style = view.os().path_style();
    let in_tree = || {
        let resolved = view.canonicalize(path).unwrap_or_else(|_| path.to_owned());
        view.is_directory(&join(&resolved, "../../pkg/tool", style))
    };
    let Some(program) = program else { return in_tree() };
    if let Some(package) = program.path.as_deref() {
        return package == "cmd/go";
    }
    let release = program.version.as_deref().and_then(Release::parse);
    release.is_some_and(|release| release < Release::new(1, 18, 0)) || in_tree()
}
