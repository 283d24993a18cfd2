//! Bytes become an index. Here its shape is looked at, in a pass over its numbers: that each is one of a row
//! that is there, and that its texts are text. What else a sound index has is looked at in `check.rs`.

use std::mem;

use super::columns::{Column, Columns, Index, rises};
use super::head::{CHECKSUM, CUT, Counts, Head};
use crate::vuln::database::Database;
use crate::vuln::error::DatabaseError;
use crate::vuln::limits::{LONGEST, LONGEST_ID, LONGEST_SUMMARY, MOST_ADVISORIES, MOST_EQUAL};
use crate::vuln::texts::TextId;

/// The database in an index. Nothing is parsed but its head, and its shape looked at.
///
/// # Errors
/// [`DatabaseError`] where the bytes are no index, one of another version, or a damaged one.
pub fn read(bytes: Vec<u8>) -> Result<Database, DatabaseError> {
    let head = Head::read(&bytes)?;
    if u64::from(head.counts.advisories) > MOST_ADVISORIES {
        return Err(DatabaseError::TooLarge { name: "advisories", limit: MOST_ADVISORIES });
    }
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
        let are_lists = self.are_starts(text_starts, counts.bytes)
            && self.are_starts(module_entries, counts.entries)
            && self.are_starts(entry_ranges, counts.ranges)
            && self.are_starts(entry_imports, counts.imports)
            && self.are_starts(range_events, counts.events)
            && self.are_starts(import_lists, counts.listed)
            && self.are_starts(advisory_aliases, counts.listed);
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
        if !self.texts_are_short() {
            return Some("a text that is longer than records may have");
        }
        let are_sorted = rises(self.all(module_paths)) && rises(self.all(package_paths));
        (!are_sorted).then_some("modules or packages that do not rise")
    }

    fn every(&self, column: Column, is_sound: impl Fn(u32) -> bool) -> bool {
        // All are looked at, so that many are at once.
        self.all(column).iter().fold(true, |all, it| all & is_sound(u32::from_le_bytes(*it)))
    }

    /// Whether the numbers are starts of lists: none is below the last, and none above `end`.
    fn are_starts(&self, column: Column, end: u32) -> bool {
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

    /// Whether texts are no longer than those of records: an answer has them many times.
    fn texts_are_short(&self) -> bool {
        let mut starts =
            self.all(self.columns.text_starts).iter().map(|it| u32::from_le_bytes(*it));
        let mut last = starts.next().unwrap_or_default();
        let longest = starts.fold(0, |longest, start| {
            longest.max(start.wrapping_sub(mem::replace(&mut last, start)))
        });
        let within = |length: u32, most: usize| usize::try_from(length).is_ok_and(|it| it <= most);
        let is_short =
            |text: u32, most: usize| self.text_bytes(TextId::of_number(text)).len() <= most;
        let Columns { advisory_ids, advisory_summaries, .. } = self.columns;
        let advisories = || advisory_ids.rows(0);
        let aliases = advisories().flat_map(|it| self.aliases(it));
        within(longest, LONGEST)
            && self.every(advisory_ids, |text| is_short(text, LONGEST_ID))
            && self.every(advisory_summaries, |both| is_short(both >> 1, LONGEST_SUMMARY))
            && aliases.into_iter().all(|it| is_short(u32::from_le_bytes(*it), LONGEST_ID))
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
