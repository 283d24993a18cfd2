//! A check of a host: its rule, its theme, and the answers it can give.

use super::facts::Scene;
use super::remedy::Remedy;
use crate::rule::Rule;

/// The answer of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The check looked, and nothing is wrong.
    Clear,
    /// The check found something wrong.
    Found(Vec<Complaint>),
    /// The check cannot know, for this reason.
    Unknown(String),
    /// The host has nothing that the check is about.
    NotHere,
}

/// One thing that is wrong. May hold untrusted text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaint {
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What was seen: paths, owners, modes, versions, lines of files.
    pub seen: Vec<String>,
    /// How it comes about, in one sentence.
    pub cause: String,
    /// The remedy, for the user's shell and system.
    pub fix: Remedy,
}

/// The theme of a group of checks: one line of the doctor's screen.
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

/// A check and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its rule.
    pub rule: &'static Rule,
    /// Its theme.
    pub theme: Theme,
    /// Its answer.
    pub outcome: Outcome,
}

impl Outcome {
    /// The answer with one complaint.
    pub(super) fn found(complaint: Complaint) -> Self {
        Self::Found(vec![complaint])
    }

    /// The answer with any number of complaints; clear without one.
    pub(super) fn of(complaints: Vec<Complaint>) -> Self {
        if complaints.is_empty() { Self::Clear } else { Self::Found(complaints) }
    }

    /// The answer that the check cannot know.
    pub(super) fn unknown(why: impl Into<String>) -> Self {
        Self::Unknown(why.into())
    }
}
