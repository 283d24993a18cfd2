//! A check of a host: its rule, what it is about, and the three answers it may give.

use super::facts::Scene;
use super::remedy::Remedy;
use crate::rule::Rule;

/// What a check came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It looked, and all is well.
    Clear,
    /// It found something.
    Found(Vec<Complaint>),
    /// It cannot know, for this reason.
    Unknown(String),
    /// There is nothing here that it is about.
    NotHere,
}

/// One thing that is wrong. May hold untrusted text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaint {
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What was seen: paths, owners, modes, versions, lines of files.
    pub seen: Vec<String>,
    /// How that comes about, in one sentence.
    pub cause: String,
    /// What mends it, for the user's shell and system.
    pub fix: Remedy,
}

/// What a group of checks is about: one line of the doctor's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Theme {
    /// The `go` command that a shell starts.
    Command,
    /// GOROOT: its value and where it comes from.
    Goroot,
    /// What GOROOT holds: tools, standard library.
    Tree,
    /// Which toolchain runs, and what `go.mod` asks for.
    Toolchain,
    /// The settings in the environment and the env file.
    Settings,
    /// The build and module caches.
    Caches,
    /// Commands installed with `go install`.
    Installed,
    /// File systems and directories for temporary files.
    Files,
    /// Editors and version managers.
    Editors,
}

/// One check.
pub(super) struct Check {
    pub(super) rule: Rule,
    pub(super) theme: Theme,
    pub(super) run: fn(&Scene<'_>) -> Outcome,
}

impl Check {
    pub(super) const fn new(theme: Theme, run: fn(&Scene<'_>) -> Outcome, rule: Rule) -> Self {
        Self { rule, theme, run }
    }
}

/// A check and what it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its rule.
    pub rule: &'static Rule,
    /// What it is about.
    pub theme: Theme,
    /// What it came to.
    pub outcome: Outcome,
}

impl Outcome {
    /// One complaint.
    pub(super) fn found(complaint: Complaint) -> Self {
        Self::Found(vec![complaint])
    }

    /// All is well, unless there are complaints.
    pub(super) fn of(complaints: Vec<Complaint>) -> Self {
        if complaints.is_empty() { Self::Clear } else { Self::Found(complaints) }
    }

    /// It cannot know.
    pub(super) fn unknown(why: impl Into<String>) -> Self {
        Self::Unknown(why.into())
    }
}
