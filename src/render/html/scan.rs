//! The numbers of a scan.

use super::escape::{MARKS, attribute, in_html};
use super::kept::Kept;
use super::row::Kind;
use crate::finding::Severity;

/// One scan in numbers, all of them counts of its records.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    /// Its name, as a text of the data.
    name: String,
    programs: u64,
    unopened: u64,
    unreadable: u64,
    partial: u64,
    errors: u64,
    warnings: u64,
    notes: u64,
}

/// A number that is told: its value, one and many of it, how to find it, its class.
pub(super) type Number = (u64, &'static str, &'static str, &'static str, &'static str);

fn bump(count: &mut u64) {
    *count = count.saturating_add(1);
}

impl Scan {
    /// A scan with nothing found yet.
    pub(super) fn new(name: String) -> Self {
        Self { name, ..Self::default() }
    }

    /// Counts a record.
    pub(super) fn add(&mut self, row: &Kept) {
        match row.shown.kind {
            Kind::Go => bump(&mut self.programs),
            Kind::Unopened => bump(&mut self.unopened),
            Kind::Unreadable => bump(&mut self.unreadable),
            Kind::Other => {}
        }
        if row.shown.is_partial {
            bump(&mut self.partial);
        }
        for (severity, _) in &row.findings {
            bump(match severity {
                Severity::Error => &mut self.errors,
                Severity::Warning => &mut self.warnings,
                Severity::Note => &mut self.notes,
            });
        }
    }

    /// Its name as the content of an element.
    pub(super) fn in_html(&self) -> String {
        in_html(&self.name)
    }

    /// Its name as the value of an attribute, or a title.
    pub(super) fn in_attribute(&self) -> String {
        attribute(&self.name.replace(MARKS, ""))
    }

    /// Its numbers, in the order in which they are told.
    pub(super) fn numbers(&self) -> [Number; 7] {
        [
            (self.programs, "Go program", "Go programs", "is=go", ""),
            (self.errors, "error", "errors", "severity=error", "e"),
            (self.warnings, "warning", "warnings", "severity=warning", "w"),
            (self.notes, "note", "notes", "severity=note", "n"),
            (self.unopened, "not opened", "not opened", "is=unopened", ""),
            (self.unreadable, "unreadable", "unreadable", "is=unreadable", ""),
            (self.partial, "read in part", "read in part", "is=partial", ""),
        ]
    }
}
