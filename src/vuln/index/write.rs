//! Advisories become an index: texts by their bytes, versions in their order, entries by their modules, and
//! the functions of a package together.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::ops::Range;

use super::columns::Columns;
use super::head::{
    ALL, CHECKSUM, Counts, DATE, IN, LARGEST_INDEX, MAGIC, TOO_LARGE, UNUSABLE, VERSION, date_bytes,
};
use crate::bytes::{Date, crc32};
use crate::vuln::advisory::{Advisory, Entry, Import, Versions};
use crate::vuln::database::Database;
use crate::vuln::error::DatabaseError;
use crate::vuln::range::{Event, EventKind, Range as VersionRange};
use crate::vuln::semver::Semver;
use crate::vuln::texts::{TextId, Texts};

/// The database as an index.
pub fn write(database: &Database) -> Vec<u8> {
    // One that was not read has no bytes.
    let mut bytes = match database.index.bytes.is_empty() {
        true => bytes_of(None, &Texts::default(), &[]).unwrap_or_default(),
        false => database.index.bytes.clone(),
    };
    let (start, end) = (DATE, DATE.saturating_add(4));
    if let Some(date) = bytes.get_mut(start..end) {
        date.copy_from_slice(&date_bytes(database.date()));
    }
    bytes.truncate(bytes.len().saturating_sub(CHECKSUM));
    seal(&mut bytes);
    bytes
}

fn seal(bytes: &mut Vec<u8>) {
    let checksum = crc32(bytes);
    bytes.extend_from_slice(&checksum.to_le_bytes());
}

/// The database of those advisories, which are sorted by their IDs.
///
/// # Errors
/// [`DatabaseError::TooLarge`] where no index can hold it.
pub(in crate::vuln) fn build(
    date: Option<Date>,
    texts: &Texts,
    advisories: &[Advisory],
) -> Result<Database, DatabaseError> {
    super::read(bytes_of(date, texts, advisories)?)
}

/// The index of those advisories.
fn bytes_of(
    date: Option<Date>,
    texts: &Texts,
    advisories: &[Advisory],
) -> Result<Vec<u8>, DatabaseError> {
    let mut table = Table::of(texts, advisories);
    advisories.iter().for_each(|advisory| table.advisory(advisory));
    table.advisory_aliases.push(length(&table.listed));
    table.entries(advisories);
    table.packages();
    table.bytes(date)
}

/// The columns, as they grow. Texts, versions and packages have their rows from the start.
#[derive(Default)]
struct Table<'t> {
    /// The texts by their bytes, and the place of each among these.
    sorted: Vec<&'t str>,
    places: Vec<u32>,
    /// The row of each version, by its text.
    rows: BTreeMap<TextId, u32>,
    versions: Vec<u32>,
    module_paths: Vec<u32>,
    module_entries: Vec<u32>,
    advisory_ids: Vec<u32>,
    advisory_summaries: Vec<u32>,
    advisory_aliases: Vec<u32>,
    entry_advisories: Vec<u32>,
    entry_ranges: Vec<u32>,
    entry_imports: Vec<u32>,
    range_events: Vec<u32>,
    events: Vec<u32>,
    import_packages: Vec<u32>,
    import_lists: Vec<u32>,
    /// By their paths.
    packages: BTreeMap<u32, Package>,
    package_paths: Vec<u32>,
    package_starts: Vec<u32>,
    package_ends: Vec<u32>,
    listed: Vec<u32>,
}

/// A package, with what advisories list of it.
#[derive(Default)]
struct Package {
    row: u32,
    functions: BTreeSet<u32>,
    /// Where these stand together, once they do.
    place: Option<Range<u32>>,
}

/// A count; an index has no place for those that are larger, and [`Table::bytes`] refuses them.
fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn length(rows: &[u32]) -> u32 {
    count(rows.len())
}

/// Two numbers in one.
fn both(number: u32, bits: u32, other: u32) -> u32 {
    number.wrapping_shl(bits) | other
}

impl<'t> Table<'t> {
    fn of(texts: &'t Texts, advisories: &[Advisory]) -> Self {
        let mut order: Vec<(&str, u32)> = texts.iter().zip(0..).collect();
        order.sort_unstable();
        let mut places = vec![0; order.len()];
        for ((_, number), place) in order.iter().zip(0..) {
            if let Some(at) = usize::try_from(*number).ok().and_then(|it| places.get_mut(it)) {
                *at = place;
            }
        }
        let sorted = order.into_iter().map(|(text, _)| text).collect();
        let mut table = Self { sorted, places, ..Self::default() };
        let entries = || advisories.iter().flat_map(|advisory| &advisory.entries);
        table.take_versions(texts, entries());
        for import in entries().flat_map(|entry| &entry.imports) {
            let functions: Vec<u32> = import.symbols.iter().map(|id| table.place(*id)).collect();
            let package = table.packages.entry(table.place(import.package)).or_default();
            package.functions.extend(functions);
        }
        for (package, row) in table.packages.values_mut().zip(0..) {
            package.row = row;
        }
        table
    }

    /// The versions of all bounds, in their order.
    fn take_versions<'a>(&mut self, texts: &Texts, entries: impl Iterator<Item = &'a Entry>) {
        let events = entries.flat_map(Entry::ranges).flat_map(|range| &range.0);
        let ids: BTreeSet<TextId> = events.filter_map(|event| event.version).collect();
        let parsed = ids.into_iter().filter_map(|id| {
            let text = texts.get(id);
            Some((Semver::parse(text)?, text, id))
        });
        let mut sorted: Vec<_> = parsed.collect();
        sorted.sort_unstable();
        let mut last = None;
        for ((version, _, id), row) in sorted.into_iter().zip(0..) {
            let is_same = last.replace(version) == Some(version);
            self.versions.push(both(self.place(id), 1, is_same.into()));
            self.rows.insert(id, row);
        }
    }

    fn place(&self, id: TextId) -> u32 {
        let place = usize::try_from(id.number()).ok().and_then(|at| self.places.get(at));
        place.copied().unwrap_or_default()
    }

    fn list(&mut self, ids: &[TextId]) {
        let places: Vec<u32> = ids.iter().map(|id| self.place(*id)).collect();
        self.listed.extend(places);
    }

    fn advisory(&mut self, advisory: &Advisory) {
        self.advisory_ids.push(self.place(advisory.id));
        let summary = both(self.place(advisory.summary), 1, advisory.is_reviewed.into());
        self.advisory_summaries.push(summary);
        self.advisory_aliases.push(length(&self.listed));
        self.list(&advisory.aliases);
    }

    fn entries(&mut self, advisories: &[Advisory]) {
        let mut modules: BTreeMap<u32, Vec<(u32, &Entry)>> = BTreeMap::new();
        for (advisory, row) in advisories.iter().zip(0..) {
            for entry in &advisory.entries {
                modules.entry(self.place(entry.module)).or_default().push((row, entry));
            }
        }
        for (path, entries) in modules {
            self.module_paths.push(path);
            self.module_entries.push(length(&self.entry_advisories));
            entries.into_iter().for_each(|(advisory, entry)| self.entry(advisory, entry));
        }
        // Behind the last list of each kind.
        self.module_entries.push(length(&self.entry_advisories));
        self.entry_ranges.push(length(&self.range_events));
        self.entry_imports.push(length(&self.import_packages));
        self.range_events.push(length(&self.events));
        self.import_lists.push(length(&self.listed));
    }

    fn entry(&mut self, advisory: u32, entry: &Entry) {
        let kind = match entry.versions {
            Versions::All => ALL,
            Versions::Unusable => UNUSABLE,
            Versions::In(_) => IN,
        };
        self.entry_advisories.push(both(advisory, 2, kind));
        self.entry_ranges.push(length(&self.range_events));
        self.entry_imports.push(length(&self.import_packages));
        entry.ranges().iter().for_each(|range| self.range(range));
        entry.imports.iter().for_each(|import| self.import(import));
    }

    fn range(&mut self, range: &VersionRange) {
        self.range_events.push(length(&self.events));
        for Event { kind, version } in &range.0 {
            let row = version.and_then(|id| self.rows.get(&id).copied());
            let row = row.map_or(0, |row| row.saturating_add(1));
            self.events.push(both(row, 1, u32::from(*kind == EventKind::Fixed)));
        }
    }

    fn import(&mut self, import: &Import) {
        let path = self.place(import.package);
        let start = length(&self.listed);
        self.list(&import.symbols);
        let end = length(&self.listed);
        let from = self.listed.len().saturating_sub(import.symbols.len());
        self.listed.get_mut(from..).unwrap_or_default().sort_unstable();
        if let Some(package) = self.packages.get_mut(&path) {
            // What one import lists is mostly all.
            if package.functions.len() == import.symbols.len() {
                package.place = Some(start..end);
            }
            self.import_packages.push(package.row);
        }
        self.import_lists.push(start);
        for list in [&import.goos, &import.goarch] {
            self.import_lists.push(length(&self.listed));
            self.list(list);
        }
    }

    /// The packages, and what is listed of those that have it in many places.
    fn packages(&mut self) {
        for (path, package) in mem::take(&mut self.packages) {
            let place = package.place.unwrap_or_else(|| {
                let start = length(&self.listed);
                self.listed.extend(package.functions);
                start..length(&self.listed)
            });
            self.package_paths.push(path);
            self.package_starts.push(place.start);
            self.package_ends.push(place.end);
        }
    }

    fn counts(&self, blob: usize) -> Counts {
        Counts {
            texts: count(self.sorted.len()),
            versions: length(&self.versions),
            modules: length(&self.module_paths),
            advisories: length(&self.advisory_ids),
            entries: length(&self.entry_advisories),
            ranges: length(&self.range_events).saturating_sub(1),
            events: length(&self.events),
            imports: length(&self.import_packages),
            packages: length(&self.package_paths),
            listed: length(&self.listed),
            bytes: count(blob),
        }
    }

    fn bytes(&self, date: Option<Date>) -> Result<Vec<u8>, DatabaseError> {
        let mut starts = vec![0];
        let mut end = 0_usize;
        for text in &self.sorted {
            end = end.saturating_add(text.len());
            starts.push(count(end));
        }
        let counts = self.counts(end);
        let size = Columns::of(&counts).and_then(|columns| columns.end.checked_add(CHECKSUM));
        let is_small = |size: &usize| u64::try_from(*size).is_ok_and(|it| it <= LARGEST_INDEX);
        let size = size.filter(is_small).ok_or(TOO_LARGE)?;
        let mut bytes = Vec::with_capacity(size);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&date_bytes(date));
        let mut numbers = |all: &[u32]| {
            bytes.extend(all.iter().flat_map(|number| number.to_le_bytes()));
        };
        numbers(&counts.numbers());
        for column in [
            &starts,
            &self.versions,
            &self.module_paths,
            &self.module_entries,
            &self.advisory_ids,
            &self.advisory_summaries,
            &self.advisory_aliases,
            &self.entry_advisories,
            &self.entry_ranges,
            &self.entry_imports,
            &self.range_events,
            &self.events,
            &self.import_packages,
            &self.import_lists,
            &self.package_paths,
            &self.package_starts,
            &self.package_ends,
            &self.listed,
        ] {
            numbers(column);
        }
        bytes.extend(self.sorted.iter().flat_map(|text| text.bytes()));
        seal(&mut bytes);
        Ok(bytes)
    }
}
