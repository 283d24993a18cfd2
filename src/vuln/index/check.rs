//! What a sound index has beside its shape: an order that questions rely on. Without it what an index has is
//! not found, so it is looked at wherever one is made or loaded. Who makes one can still leave out
//! advisories.

use std::mem;
use std::ops::Range;

use super::columns::{Index, Numbers, rises, row_of};
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
        let places = self.places();
        let mut ranges = self.columns.range_events.rows(1).map(|range| self.events(range));
        if !ranges.all(|events| events_rise(events, &places)) {
            return Some("a range whose bounds do not rise");
        }
        let by_advisory =
            |entries: Range<u32>| entries.map(|entry| self.advisory_and_kind(entry).0).is_sorted();
        let mut modules = self.columns.module_paths.rows(0);
        if !modules.all(|module| by_advisory(self.entries_of_row(module))) {
            return Some("entries that are not sorted by their advisories");
        }
        // Each package once: many imports may be of one.
        let mut packages = self.columns.package_paths.rows(0);
        let mut imports = self.columns.import_packages.rows(0);
        let is_listed = packages.all(|package| rises(self.functions(package)))
            && imports.all(|import| self.is_listed(import));
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

    /// The place of each version, as `place_of_row` gives it of one.
    fn places(&self) -> Vec<u32> {
        let rows = (0..self.columns.versions.rows(0).end).rev();
        let mut place = self.columns.versions.rows(0).end;
        let mut places: Vec<u32> = rows
            .zip(self.versions().iter().rev())
            .map(|(row, both)| {
                let own = place;
                if both[0] & 1 == 0 {
                    place = row;
                }
                own
            })
            .collect();
        places.reverse();
        places
    }

    /// Whether the functions of an import are among those of its package, and by their names, as these are.
    fn is_listed(&self, import: u32) -> bool {
        let (all, own) = (self.functions(self.package(import)), self.lists(import)[0]);
        let number = |it: &[u8; 4]| u32::from_le_bytes(*it);
        let is_known = |it: &[u8; 4]| all.binary_search_by_key(&number(it), number).is_ok();
        rises(own) && own.iter().all(is_known)
    }
}

fn events_rise(events: Numbers<'_>, places: &[u32]) -> bool {
    let place = |row: u32| usize::try_from(row).ok().and_then(|row| places.get(row));
    events.iter().map(|event| row_of(*event).map(place)).is_sorted()
}
