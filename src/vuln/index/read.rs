//! Bytes become an index. Here its shape is looked at, in a pass over its numbers: that each is one of a row
//! that is there, and that its texts are text. What else makes a sound index is in `check.rs`.

use super::columns::{Column, Columns, Index, rises};
use super::head::{CHECKSUM, CUT, Counts, Head};
use crate::vuln::database::Database;
use crate::vuln::error::DatabaseError;

/// The most versions that are equal and spelled in other ways.
const MOST_EQUAL: u64 = 256;

/// The database in an index. Nothing is parsed but its head, and its shape looked at.
///
/// # Errors
/// [`DatabaseError`] where the bytes are no index, one of another version, or a damaged one.
pub fn read(bytes: Vec<u8>) -> Result<Database, DatabaseError> {
    let head = Head::read(&bytes)?;
    let columns = Columns::of(&head.counts).ok_or(CUT)?;
    if columns.end.checked_add(CHECKSUM) != Some(bytes.len()) {
        return Err(DatabaseError::Damaged("its body has another length"));
    }
    let index = Index { bytes, columns };
    if let Some(what) = index.shape(&head.counts) {
        return Err(DatabaseError::Damaged(what));
    }
    match index.most_equal_versions() {
        0..=MOST_EQUAL => Ok(Database::new(head.date, index)),
        _ => Err(DatabaseError::TooLarge { name: "equal-versions", limit: MOST_EQUAL }),
    }
}

impl Index {
    /// What is wrong with the shape.
    fn shape(&self, counts: &Counts) -> Option<&'static str> {
        let Columns { text_starts, module_entries, entry_ranges, entry_imports, .. } = self.columns;
        let Columns { range_events, import_lists, advisory_aliases, .. } = self.columns;
        let are_lists = self.rises(text_starts, counts.bytes)
            && self.rises(module_entries, counts.entries)
            && self.rises(entry_ranges, counts.ranges)
            && self.rises(entry_imports, counts.imports)
            && self.rises(range_events, counts.events)
            && self.rises(import_lists, counts.listed)
            && self.rises(advisory_aliases, counts.listed);
        if !are_lists || !self.package_lists_are(counts.listed) {
            return Some("a list of other numbers than there are");
        }
        let Columns { versions, module_paths, advisory_ids, advisory_summaries, .. } = self.columns;
        let Columns { entry_advisories, events, import_packages, package_paths, .. } = self.columns;
        let texts = counts.texts;
        let is_version =
            |event: u32| (event >> 1).checked_sub(1).is_none_or(|it| it < counts.versions);
        let are_rows = self.every(versions, |both| both >> 1 < texts)
            && self.every(module_paths, |text| text < texts)
            && self.every(advisory_ids, |text| text < texts)
            && self.every(advisory_summaries, |both| both >> 1 < texts)
            && self.every(entry_advisories, |both| both >> 2 < counts.advisories && both & 3 < 3)
            && self.every(events, is_version)
            && self.every(import_packages, |package| package < counts.packages)
            && self.every(package_paths, |text| text < texts)
            && self.every(self.columns.listed, |text| text < texts);
        if !are_rows {
            return Some("a number of nothing");
        }
        if !self.texts_are_text() {
            return Some("a text that is not UTF-8");
        }
        let are_sorted = rises(self.all(module_paths)) && rises(self.all(package_paths));
        (!are_sorted).then_some("modules or packages that do not rise")
    }

    fn every(&self, column: Column, is_sound: impl Fn(u32) -> bool) -> bool {
        // All are looked at, so that many are at once.
        self.all(column).iter().fold(true, |all, it| all & is_sound(u32::from_le_bytes(*it)))
    }

    /// Whether the numbers rise from 0 to `end`, or as far as that.
    fn rises(&self, column: Column, end: u32) -> bool {
        let (mut last, mut rises) = (0, true);
        for number in self.all(column) {
            let number = u32::from_le_bytes(*number);
            rises &= last <= number;
            last = number;
        }
        rises && last <= end
    }

    /// Whether the lists of packages are lists, and together no longer than all are.
    fn package_lists_are(&self, listed: u32) -> bool {
        let ends = self.all(self.columns.package_ends);
        let both = self.all(self.columns.package_starts).iter().zip(ends);
        let mut count = 0_u64;
        for (start, end) in both {
            let (start, end) = (u32::from_le_bytes(*start), u32::from_le_bytes(*end));
            match end.checked_sub(start) {
                Some(more) if end <= listed => count = count.saturating_add(more.into()),
                _ => return false,
            }
        }
        count <= listed.into()
    }

    fn texts_are_text(&self) -> bool {
        let Ok(blob) = std::str::from_utf8(self.blob()) else { return false };
        let is_start =
            |start: u32| usize::try_from(start).is_ok_and(|it| blob.is_char_boundary(it));
        self.every(self.columns.text_starts, is_start)
    }

    /// How many versions are said to be equal, at most: they are looked at one after another.
    fn most_equal_versions(&self) -> u64 {
        let (mut count, mut most) = (0_u64, 0);
        for both in self.versions() {
            count = count.saturating_add(1).saturating_mul(u64::from(both[0] & 1));
            most = count.max(most);
        }
        most
    }
}
