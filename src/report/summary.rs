//! A whole scan in numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::record::{Outcome, Record};
use crate::finding::Severity;

/// A whole scan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The number of files that were read, those in containers too, and of inputs that could not be:
    /// `not_go`, `opened`, `unopened`, `unreadable`, and those with the records that `go` counts.
    pub files: u64,
    /// Directory entries that are neither files nor directories and were not opened: symbolic
    /// links, pipes, sockets, devices.
    pub skipped: u64,
    /// Records of Go programs.
    pub go: u64,
    /// Files that are not Go programs.
    pub not_go: u64,
    /// How many of these have damaged or odd headers, without anything that Go wrote found by a
    /// search of every byte; in a walk they give no record.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub odd: u64,
    /// Containers that were opened, by kind: `gzip`, `tar`, `zip`, …
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub opened: BTreeMap<String, u64>,
    /// How many of `files` lie in containers.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub inside: u64,
    /// Files that may hold programs and were not opened, by kind, as [`Record::unopened`] names it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unopened: BTreeMap<String, u64>,
    /// Files that were gone before they could be opened; `files` does not count them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub vanished: u64,
    /// Files that could not be read.
    pub unreadable: u64,
    /// Records marked partial.
    pub partial: u64,
    /// Programs of which a database of known vulnerabilities could not tell everything.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub untold: u64,
    /// Findings of severity error.
    pub errors: u64,
    /// Findings of severity warning.
    pub warnings: u64,
    /// Findings of severity note.
    pub notes: u64,
    /// Whether the scan ended early, because of a signal or because the reader of the result went
    /// away; left out where it did not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
}

impl Summary {
    /// The number of files that were not opened.
    pub fn all_unopened(&self) -> u64 {
        self.unopened.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The severity of the gravest finding; `None` where there is none.
    pub fn gravest(&self) -> Option<Severity> {
        let counts = [
            (self.errors, Severity::Error),
            (self.warnings, Severity::Warning),
            (self.notes, Severity::Note),
        ];
        counts.into_iter().find(|(count, _)| *count > 0).map(|(_, severity)| severity)
    }

    /// The number of containers that were opened.
    pub fn all_opened(&self) -> u64 {
        self.opened.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Counts one record.
    pub fn add(&mut self, record: &Record) {
        self.count(Addend::of(record));
    }

    /// Counts what a record adds.
    pub(crate) fn count(&mut self, addend: Addend) {
        let bump = |count: &mut u64| *count = count.saturating_add(1);
        self.count_trouble(&addend);
        match (addend.outcome, addend.unopened) {
            (Outcome::Go, _) => bump(&mut self.go),
            (Outcome::NotGo, Some(kind)) => bump(self.unopened.entry(kind).or_default()),
            (Outcome::NotGo, None) => bump(&mut self.not_go),
            (Outcome::Unreadable, _) => bump(&mut self.unreadable),
        }
        self.untold = self.untold.saturating_add(u64::from(addend.is_untold));
        self.errors = self.errors.saturating_add(addend.errors);
        self.warnings = self.warnings.saturating_add(addend.warnings);
        self.notes = self.notes.saturating_add(addend.notes);
    }

    /// Counts the record of what kept files in a container from being read; the container itself is
    /// counted as opened.
    pub(crate) fn count_trouble(&mut self, addend: &Addend) {
        self.partial = self.partial.saturating_add(u64::from(addend.is_partial));
    }
}

/// What one record adds to a summary.
#[derive(Clone, Debug)]
pub(crate) struct Addend {
    outcome: Outcome,
    unopened: Option<String>,
    is_partial: bool,
    is_untold: bool,
    errors: u64,
    warnings: u64,
    notes: u64,
}

impl Addend {
    /// What this record adds.
    pub(crate) fn of(record: &Record) -> Self {
        let of = |severity: Severity| {
            let found = record.findings.iter().filter(|it| it.severity == severity);
            u64::try_from(found.count()).unwrap_or(u64::MAX)
        };
        Self {
            outcome: record.outcome,
            unopened: record.unopened.clone(),
            is_partial: record.partial,
            is_untold: record.vulnerability_check.as_ref().is_some_and(|it| !it.complete),
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            notes: of(Severity::Note),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
