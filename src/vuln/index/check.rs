//! What a sound index has beside its shape: an order that questions rely on. It is looked at where an index
//! is made, once, and not where one is read: an index without it was not damaged but made so, and who
//! makes one can leave out advisories as well.

use std::mem;
use std::ops::Range;

use super::columns::{Index, Numbers, rises};
use crate::vuln::database::Database;
use crate::vuln::error::DatabaseError;
use crate::vuln::semver::Semver;
use crate::vuln::texts::TextId;

/// Looks at all of an index.
///
/// # Errors
/// [`DatabaseError::Damaged`] where questions would be answered wrongly.
pub fn check(database: &Database) -> Result<(), DatabaseError> {
    match database.index.disorder() {
        None => Ok(()),
        Some(what) => Err(DatabaseError::Damaged(what)),
    }
}

impl Index {
    fn disorder(&self) -> Option<&'static str> {
        if !self.texts_rise() {
            return Some("texts that do not rise");
        }
        if !self.versions_rise() {
            return Some("versions that do not rise");
        }
        let mut ranges = self.columns.range_events.rows(1).map(|range| self.events(range));
        if !ranges.all(|events| self.events_rise(events)) {
            return Some("a range whose bounds do not rise");
        }
        let by_advisory =
            |entries: Range<u32>| entries.map(|entry| self.advisory_and_kind(entry).0).is_sorted();
        let mut modules = self.columns.module_paths.rows(0);
        if !modules.all(|module| by_advisory(self.entries_of_row(module))) {
            return Some("entries that are not sorted by their advisories");
        }
        let mut imports = self.columns.import_packages.rows(0);
        let is_listed = imports.all(|import| self.is_listed(import));
        (!is_listed).then_some("a function that its package does not list")
    }

    /// Whether each text is above the last: so none is there twice, and names are found.
    fn texts_rise(&self) -> bool {
        let starts = self.all(self.columns.text_starts);
        let place = |start: &[u8; 4]| usize::try_from(u32::from_le_bytes(*start)).ok();
        let mut last: Option<&[u8]> = None;
        starts.iter().zip(starts.iter().skip(1)).all(|(start, end)| {
            let both = place(start).zip(place(end));
            let text = both.and_then(|(start, end)| self.blob().get(start..end));
            let rises = last < text;
            last = text;
            rises
        })
    }

    fn versions_rise(&self) -> bool {
        let mut last = None;
        self.versions().iter().all(|both| {
            let both = u32::from_le_bytes(*both);
            let version = Semver::parse(self.text(TextId::of_number(both >> 1)));
            let is_same = both & 1 == 1;
            let before = mem::replace(&mut last, version);
            version.is_some() && before <= version && is_same == (before == version)
        })
    }

    fn events_rise(&self, events: Numbers<'_>) -> bool {
        let row = |event: &[u8; 4]| (u32::from_le_bytes(*event) >> 1).checked_sub(1);
        events.iter().map(|event| row(event).map(|row| self.place_of_row(row))).is_sorted()
    }

    /// Whether the functions of an import are among those of its package, both by their names.
    fn is_listed(&self, import: u32) -> bool {
        let (all, own) = (self.functions(self.package(import)), self.lists(import)[0]);
        let number = |it: &[u8; 4]| u32::from_le_bytes(*it);
        let is_known = |it: &[u8; 4]| all.binary_search_by_key(&number(it), number).is_ok();
        rises(all) && rises(own) && own.iter().all(is_known)
    }
}
