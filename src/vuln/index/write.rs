//! A database becomes bytes.

use super::head::{LARGEST_INDEX, MAGIC, VERSION};
use crate::bytes::Digest;
use crate::vuln::advisory::{Advisory, Entry, Import, Versions};
use crate::vuln::database::Database;
use crate::vuln::error::DatabaseError;
use crate::vuln::range::{Event, EventKind, Range};
use crate::vuln::texts::TextId;

/// The database as an index.
///
/// # Errors
/// [`DatabaseError`] where it is too large for one.
pub fn write(database: &Database) -> Result<Vec<u8>, DatabaseError> {
    let mut body = Body::default();
    for text in database.texts.iter() {
        body.count(text.len());
        body.0.extend_from_slice(text.as_bytes());
    }
    for advisory in &database.advisories {
        body.advisory(advisory);
    }
    let too_large = DatabaseError::TooLarge { name: "index", limit: LARGEST_INDEX };
    let number = |count: usize| u32::try_from(count).map_err(|_| too_large.clone());
    let entries = database.advisories.iter().map(|it| it.entries.len()).sum::<usize>();
    let [year_low, year_high, month, day] = date(database);
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&[year_low, year_high, month, day]);
    bytes.extend_from_slice(&database.texts.count().to_le_bytes());
    for count in [database.advisories.len(), entries, body.0.len()] {
        bytes.extend_from_slice(&number(count)?.to_le_bytes());
    }
    bytes.append(&mut body.0);
    let digest = Digest::of(&bytes);
    bytes.extend_from_slice(digest.bytes());
    match u64::try_from(bytes.len()) {
        Ok(size) if size <= LARGEST_INDEX => Ok(bytes),
        _ => Err(too_large),
    }
}

fn date(database: &Database) -> [u8; 4] {
    let Some(date) = database.date() else { return [0; 4] };
    let [low, high] = date.year().to_le_bytes();
    [low, high, date.month(), date.day()]
}

/// The bytes of the body.
#[derive(Default)]
struct Body(Vec<u8>);

impl Body {
    fn number(&mut self, number: u64) {
        let mut left = number;
        loop {
            let [low, ..] = left.to_le_bytes();
            left = left.wrapping_shr(7);
            if left == 0 {
                self.0.push(low & 0x7f);
                return;
            }
            self.0.push(low | 0x80);
        }
    }

    fn count(&mut self, count: usize) {
        self.number(u64::try_from(count).unwrap_or(u64::MAX));
    }

    fn text(&mut self, id: TextId) {
        self.number(id.number().into());
    }

    fn texts(&mut self, ids: &[TextId]) {
        self.count(ids.len());
        ids.iter().for_each(|id| self.text(*id));
    }

    fn advisory(&mut self, advisory: &Advisory) {
        self.text(advisory.id);
        self.texts(&advisory.aliases);
        self.text(advisory.summary);
        self.number(advisory.is_reviewed.into());
        self.count(advisory.entries.len());
        advisory.entries.iter().for_each(|entry| self.entry(entry));
    }

    fn entry(&mut self, entry: &Entry) {
        self.text(entry.module);
        match &entry.versions {
            Versions::All => self.number(0),
            Versions::Unusable => self.number(1),
            Versions::In(ranges) => {
                self.number(2);
                self.count(ranges.len());
                ranges.iter().for_each(|range| self.range(range));
            }
        }
        self.count(entry.imports.len());
        entry.imports.iter().for_each(|import| self.import(import));
    }

    fn range(&mut self, range: &Range) {
        self.count(range.0.len());
        for Event { kind, version } in &range.0 {
            let version = version.map_or(0, |id| u64::from(id.number()).saturating_add(1));
            let is_fixed = u64::from(*kind == EventKind::Fixed);
            self.number(version.saturating_mul(2).saturating_add(is_fixed));
        }
    }

    fn import(&mut self, import: &Import) {
        self.text(import.package);
        self.texts(&import.symbols);
        self.texts(&import.goos);
        self.texts(&import.goarch);
    }
}
