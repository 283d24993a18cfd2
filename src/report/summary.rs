//! A whole scan in numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::record::{Outcome, Record};
use crate::finding::Severity;

/// A whole scan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Files looked at, and inputs that could not be: `not_go`, `unopened`, `unreadable`, and those
    /// that gave the records counted by `go`.
    pub files: u64,
    /// Directory entries that are neither files nor directories and were not opened: symbolic
    /// links, pipes, sockets, devices.
    pub skipped: u64,
    /// Records of Go programs.
    pub go: u64,
    /// Files that are something else.
    pub not_go: u64,
    /// Of those, files whose headers are damaged or odd, in which a search of every byte has found
    /// nothing of Go's; met in a walk, they give no record.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub odd: u64,
    /// Files that may hold programs and were not opened, by kind, as [`Record::unopened`] names it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unopened: BTreeMap<String, u64>,
    /// Files that were gone when they were to be opened, and are not counted by `files`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub vanished: u64,
    /// Files that could not be read.
    pub unreadable: u64,
    /// Records marked partial.
    pub partial: u64,
    /// Findings of severity error.
    pub errors: u64,
    /// Findings of severity warning.
    pub warnings: u64,
    /// Findings of severity note.
    pub notes: u64,
    /// Whether the scan was ended before it had seen everything, by a signal or because nobody read
    /// the result; left out where it was not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
}

impl Summary {
    /// How many files were not opened.
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

    /// Counts one record.
    pub fn add(&mut self, record: &Record) {
        let bump = |count: &mut u64| *count = count.saturating_add(1);
        match record.outcome {
            Outcome::Go => bump(&mut self.go),
            Outcome::NotGo => match &record.unopened {
                Some(kind) => bump(self.unopened.entry(kind.clone()).or_default()),
                None => bump(&mut self.not_go),
            },
            Outcome::Unreadable => bump(&mut self.unreadable),
        }
        if record.partial {
            bump(&mut self.partial);
        }
        for finding in &record.findings {
            bump(match finding.severity {
                Severity::Error => &mut self.errors,
                Severity::Warning => &mut self.warnings,
                Severity::Note => &mut self.notes,
            });
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
