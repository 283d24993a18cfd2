//! The columns of an index, read where they lie: a question parses the rows that it is about, and nothing
//! else is taken out of the bytes.

use std::ops::Range;

use super::head::{Counts, HEAD};
use crate::vuln::texts::TextId;

/// Numbers of an index, as they lie there.
pub(in crate::vuln) type Numbers<'b> = &'b [[u8; 4]];

/// The bytes of an index whose shape was looked at.
#[derive(Clone, Default)]
pub(in crate::vuln) struct Index {
    pub(super) bytes: Vec<u8>,
    pub(super) columns: Columns,
}

/// One behind another: where each starts, and how many numbers it has. See the table in `mod.rs`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Columns {
    pub(super) text_starts: Column,
    pub(super) versions: Column,
    pub(super) module_paths: Column,
    pub(super) module_entries: Column,
    pub(super) advisory_ids: Column,
    pub(super) advisory_summaries: Column,
    pub(super) advisory_aliases: Column,
    pub(super) entry_advisories: Column,
    pub(super) entry_ranges: Column,
    pub(super) entry_imports: Column,
    pub(super) range_events: Column,
    pub(super) events: Column,
    pub(super) import_packages: Column,
    pub(super) import_lists: Column,
    pub(super) package_paths: Column,
    pub(super) package_starts: Column,
    pub(super) package_ends: Column,
    pub(super) listed: Column,
    /// Where the texts start.
    pub(super) texts: usize,
    /// Where they end.
    pub(super) end: usize,
}

/// A column.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Column {
    start: usize,
    count: usize,
}

impl Column {
    /// The numbers of its rows, of which the last `without` stand for none.
    pub(super) fn rows(self, without: usize) -> Range<u32> {
        0..u32::try_from(self.count.saturating_sub(without)).unwrap_or(u32::MAX)
    }
}

impl Columns {
    /// The columns of an index with those counts; `None` where they are too long for any.
    pub(super) fn of(counts: &Counts) -> Option<Self> {
        let mut end = HEAD;
        let mut column = |count: u32, of_each: usize, more: usize| -> Option<Column> {
            let count = usize::try_from(count).ok()?.checked_mul(of_each)?.checked_add(more)?;
            let start = end;
            end = start.checked_add(count.checked_mul(4)?)?;
            Some(Column { start, count })
        };
        let columns = Self {
            text_starts: column(counts.texts, 1, 1)?,
            versions: column(counts.versions, 1, 0)?,
            module_paths: column(counts.modules, 1, 0)?,
            module_entries: column(counts.modules, 1, 1)?,
            advisory_ids: column(counts.advisories, 1, 0)?,
            advisory_summaries: column(counts.advisories, 1, 0)?,
            advisory_aliases: column(counts.advisories, 1, 1)?,
            entry_advisories: column(counts.entries, 1, 0)?,
            entry_ranges: column(counts.entries, 1, 1)?,
            entry_imports: column(counts.entries, 1, 1)?,
            range_events: column(counts.ranges, 1, 1)?,
            events: column(counts.events, 1, 0)?,
            import_packages: column(counts.imports, 1, 0)?,
            import_lists: column(counts.imports, 3, 1)?,
            package_paths: column(counts.packages, 1, 0)?,
            package_starts: column(counts.packages, 1, 0)?,
            package_ends: column(counts.packages, 1, 0)?,
            listed: column(counts.listed, 1, 0)?,
            ..Self::default()
        };
        let texts = end;
        let end = texts.checked_add(usize::try_from(counts.bytes).ok()?)?;
        Some(Self { texts, end, ..columns })
    }
}

/// Whether each of the numbers is above the last.
pub(super) fn rises(numbers: Numbers<'_>) -> bool {
    let number = |it: &[u8; 4]| u32::from_le_bytes(*it);
    numbers.is_sorted_by(|one, other| number(one) < number(other))
}

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Index {
    /// All numbers of a column.
    pub(super) fn all(&self, column: Column) -> Numbers<'_> {
        let end = column.count.saturating_mul(4).saturating_add(column.start);
        let bytes = self.bytes.get(column.start..end).unwrap_or_default();
        bytes.as_chunks().0
    }

    fn get(&self, column: Column, row: u32) -> u32 {
        let number = self.all(column).get(place(row)).copied();
        u32::from_le_bytes(number.unwrap_or_default())
    }

    /// From a number to the one behind it.
    fn span(&self, column: Column, row: u32) -> Range<u32> {
        self.get(column, row)..self.get(column, row.saturating_add(1))
    }

    fn some(&self, column: Column, rows: Range<u32>) -> Numbers<'_> {
        self.all(column).get(place(rows.start)..place(rows.end)).unwrap_or_default()
    }

    /// The bytes of all texts.
    pub(super) fn blob(&self) -> &[u8] {
        self.bytes.get(self.columns.texts..self.columns.end).unwrap_or_default()
    }

    /// The bytes of a text.
    pub(in crate::vuln) fn text_bytes(&self, id: TextId) -> &[u8] {
        let Range { start, end } = self.span(self.columns.text_starts, id.number());
        self.blob().get(place(start)..place(end)).unwrap_or_default()
    }

    /// A text.
    pub(in crate::vuln) fn text(&self, id: TextId) -> &str {
        std::str::from_utf8(self.text_bytes(id)).unwrap_or_default()
    }

    /// How many advisories there are.
    pub(in crate::vuln) fn advisories(&self) -> usize {
        self.columns.advisory_ids.count
    }

    /// How many modules they are about.
    pub(in crate::vuln) fn modules(&self) -> usize {
        self.columns.module_paths.count
    }

    /// How many packages they name.
    pub(in crate::vuln) fn packages(&self) -> usize {
        self.columns.package_paths.count
    }

    /// The versions, in their order.
    pub(in crate::vuln) fn versions(&self) -> Numbers<'_> {
        self.all(self.columns.versions)
    }

    /// The text of a version by its row.
    pub(in crate::vuln) fn version(&self, row: u32) -> TextId {
        TextId::of_number(self.get(self.columns.versions, row) >> 1)
    }

    /// How many versions are not above that of a row: the number of the row behind it and behind those
    /// that are equal.
    pub(in crate::vuln) fn place_of_row(&self, row: u32) -> u32 {
        let mut place = row.saturating_add(1);
        while self.get(self.columns.versions, place) & 1 == 1 {
            place = place.saturating_add(1);
        }
        place
    }

    /// The entries of the module in a row.
    pub(super) fn entries_of_row(&self, row: u32) -> Range<u32> {
        self.span(self.columns.module_entries, row)
    }

    /// The entries about a module, of an advisory after the other.
    pub(in crate::vuln) fn entries_of(&self, module: &str) -> Range<u32> {
        let by_path = |id: &[u8; 4]| self.text_bytes(TextId::of_bytes(*id)).cmp(module.as_bytes());
        let row = self.all(self.columns.module_paths).binary_search_by(by_path);
        let row = row.ok().and_then(|row| u32::try_from(row).ok());
        row.map_or(0..0, |row| self.entries_of_row(row))
    }

    /// The number of an entry's advisory, and of the kind of its versions.
    pub(in crate::vuln) fn advisory_and_kind(&self, entry: u32) -> (u32, u32) {
        let both = self.get(self.columns.entry_advisories, entry);
        (both >> 2, both & 3)
    }

    /// The numbers of the ranges of an entry.
    pub(in crate::vuln) fn ranges(&self, entry: u32) -> Range<u32> {
        self.span(self.columns.entry_ranges, entry)
    }

    /// The events of a range.
    pub(in crate::vuln) fn events(&self, range: u32) -> Numbers<'_> {
        self.some(self.columns.events, self.span(self.columns.range_events, range))
    }

    /// The numbers of the imports of an entry.
    pub(in crate::vuln) fn imports(&self, entry: u32) -> Range<u32> {
        self.span(self.columns.entry_imports, entry)
    }

    /// The number of the package of an import.
    pub(in crate::vuln) fn package(&self, import: u32) -> u32 {
        self.get(self.columns.import_packages, import)
    }

    /// The functions, the systems and the processors of an import.
    pub(in crate::vuln) fn lists(&self, import: u32) -> [Numbers<'_>; 3] {
        let first = import.saturating_mul(3);
        let list = |number| {
            let row = first.saturating_add(number);
            self.some(self.columns.listed, self.span(self.columns.import_lists, row))
        };
        [list(0), list(1), list(2)]
    }

    /// The path of a package.
    pub(in crate::vuln) fn package_path(&self, package: u32) -> TextId {
        TextId::of_number(self.get(self.columns.package_paths, package))
    }

    /// The functions that any advisory lists of a package, by their names.
    pub(in crate::vuln) fn functions(&self, package: u32) -> Numbers<'_> {
        let (start, end) = (self.columns.package_starts, self.columns.package_ends);
        self.some(self.columns.listed, self.get(start, package)..self.get(end, package))
    }

    /// The ID of an advisory.
    pub(in crate::vuln) fn id(&self, advisory: u32) -> TextId {
        TextId::of_number(self.get(self.columns.advisory_ids, advisory))
    }

    /// What an advisory is about, and whether it was reviewed.
    pub(in crate::vuln) fn summary(&self, advisory: u32) -> (TextId, bool) {
        let both = self.get(self.columns.advisory_summaries, advisory);
        (TextId::of_number(both >> 1), both & 1 == 1)
    }

    /// The aliases of an advisory.
    pub(in crate::vuln) fn aliases(&self, advisory: u32) -> Numbers<'_> {
        self.some(self.columns.listed, self.span(self.columns.advisory_aliases, advisory))
    }
}

/// The row of an event's version; `None` of one below all.
pub(in crate::vuln) fn row_of(event: [u8; 4]) -> Option<u32> {
    (u32::from_le_bytes(event) >> 1).checked_sub(1)
}
