//! A policy, as it was read.

use std::path::Path;

use super::pattern::Pattern;
use super::requirement::Asked;
use crate::bytes::Date;
use crate::finding::{FailOn, Level};

/// A policy, as it was read.
#[derive(Clone, Debug, Default)]
pub struct PolicyFile {
    /// The least severity that makes a run fail; `None` where the policy does not say.
    pub fail_on: Option<FailOn>,
    /// The levels of rules, for every path.
    pub severities: Vec<RuleLevel>,
    /// What is required, for every path.
    pub requirements: Vec<Asked>,
    /// What holds for some paths, in the order of the file: the last one that matches wins.
    pub sections: Vec<Section>,
    /// The findings that are not reported.
    pub ignores: Vec<Ignore>,
}

/// The level of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleLevel {
    /// The name of the rule.
    pub rule: &'static str,
    /// Its level.
    pub level: Level,
    /// The line that says so.
    pub line: usize,
}

/// What holds for some paths.
#[derive(Clone, Debug)]
pub struct Section {
    /// The paths.
    pub patterns: Vec<Pattern>,
    /// The levels of rules.
    pub severities: Vec<RuleLevel>,
    /// What is required.
    pub requirements: Vec<Asked>,
    /// The line that it starts in.
    pub line: usize,
}

/// Findings that are not reported.
#[derive(Clone, Debug)]
pub struct Ignore {
    /// The name of the rule.
    pub rule: &'static str,
    /// The paths; all where there is none.
    pub patterns: Vec<Pattern>,
    /// A text that must stand in the message or in the evidence.
    pub contains: Option<String>,
    /// Why they are not reported; may be unsafe to show.
    pub reason: String,
    /// The last day on which they are not.
    pub until: Option<Date>,
    /// The line that it starts in.
    pub line: usize,
}

impl Section {
    /// Whether the section is for `path`.
    pub fn is_for(&self, path: &Path) -> bool {
        self.patterns.iter().any(|pattern| pattern.matches(path))
    }
}

impl Ignore {
    /// Whether it is for `path`.
    pub fn is_for(&self, path: &Path) -> bool {
        self.patterns.is_empty() || self.patterns.iter().any(|pattern| pattern.matches(path))
    }

    /// Whether its last day is over.
    pub fn is_expired(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}
