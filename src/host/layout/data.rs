//! The layout of a host: its Go installations and the GOROOT in effect, as plain data that can be
//! kept on one machine and used on another. Its serialised form is the JSON contract
//! `gorigin.host/1`, in which fields are only ever added.

use serde::{Deserialize, Serialize};

use crate::go::path::same_spelling;
use crate::host::goenv::{Decision, Selection, Value};
use crate::host::wrapper::Wrapper;
use crate::host::{HostView, Os, System};

/// The name of the layout's schema.
pub const HOST_SCHEMA: &str = "gorigin.host/1";

/// How an installation was found that is on `PATH`.
pub(super) const ON_PATH: &str = "PATH";

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
    /// Names of users and hosts were replaced in it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
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
    pub(super) fn add(&mut self, view: &dyn HostView, toolchain: Toolchain) {
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
