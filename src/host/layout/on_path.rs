//! The `go` commands on `PATH`, and what each leads to.

use super::command::command_of;
use super::data::{GoKind, ON_PATH, Toolchain};
use super::found::version_file;
use super::kind::go_kind;
use crate::host::goenv::{GoCommand, Step, StepKind, locate};
use crate::host::settings::non_empty;
use crate::host::wrapper::{self, Resolution, Resolved, Wrapper};
use crate::host::{FileKind, HostView, Links, Os, Program};

/// The largest number of directories of `PATH` that are looked at.
const MAX_PATH: usize = 1024;

/// Every `go` on `PATH`, in the order in which a shell looks; broken links too.
pub(super) fn go_commands(view: &dyn HostView) -> Vec<String> {
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
pub(super) struct OnPath {
    pub(super) toolchain: Toolchain,
    pub(super) lead: Lead,
    /// The steps before the go command itself is looked at.
    pub(super) steps: Vec<Step>,
}

/// What runs where a shell starts a `go` on `PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lead {
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

/// A `go` on `PATH`, and what it leads to.
pub(super) fn on_path(view: &dyn HostView, path: &str) -> OnPath {
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
        let Resolved { wrapper, resolution } = wrapper::follow(view, &path, program.as_ref());
        let manager = wrapper.manager.clone();
        steps.push(Step::new(StepKind::Wrapper, Some(&path), described(&wrapper, &resolution)));
        let wrapper = first.get_or_insert(wrapper).clone();
        let (go, more) = match resolution {
            Resolution::To(go, more) => (go, more),
            Resolution::Next(_) => return (wrapper, Lead::Next, steps),
            Resolution::Unknown(why) => {
                let why = format!(
                    "{path} is no go command ({manager}: {why}); what it runs, and with which \
                     GOROOT, is not known without running it"
                );
                return (wrapper, Lead::Unknown(why), steps);
            }
            Resolution::Refuses(why) => return (wrapper, Lead::Refuses(why), steps),
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
fn described(wrapper: &Wrapper, resolution: &Resolution) -> String {
    let Wrapper { manager, version, said_by, .. } = wrapper;
    let by = match (version, said_by) {
        (Some(version), Some(by)) => format!(", {by} says {version}"),
        (None, Some(by)) => format!(", by {by}"),
        _ => String::new(),
    };
    match resolution {
        Resolution::To(go, _) => format!("a wrapper ({manager}){by}: it runs {go}"),
        Resolution::Next(why) => {
            format!("a wrapper ({manager}), {why}: it runs the next go on PATH")
        }
        Resolution::Unknown(why) => format!("no go command ({manager}): {why}"),
        Resolution::Refuses(why) => format!("a wrapper ({manager}){by}: it refuses: {why}"),
    }
}
