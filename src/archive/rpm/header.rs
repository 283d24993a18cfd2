//! A header of rpm: a table of tags, and a store of their values, all big-endian.
//!
//! | offset | size | field |
//! | --- | --- | --- |
//! | 0 | 4 | magic and version, `8e ad e8 01` |
//! | 8 | 4 | entries in the table |
//! | 12 | 4 | bytes of the store |
//! | 16 | 16 each | tag, type, offset in the store, count |
//!
//! Types that matter: 3 is 16 bits, 4 is 32, 5 is 64, 6 a text, 8 several texts, 9 a text in several
//! languages.

use std::io::Read;

use crate::archive::stream::Stream;
use crate::archive::{Fault, Kind};
use crate::bytes::{Limits, within};

/// Numbers of tags.
pub(super) mod tag {
    pub(in crate::archive::rpm) const NAME: u32 = 1000;
    pub(in crate::archive::rpm) const VERSION: u32 = 1001;
    pub(in crate::archive::rpm) const RELEASE: u32 = 1002;
    pub(in crate::archive::rpm) const EPOCH: u32 = 1003;
    pub(in crate::archive::rpm) const ARCH: u32 = 1022;
    pub(in crate::archive::rpm) const FILE_SIZES: u32 = 1028;
    pub(in crate::archive::rpm) const FILE_MODES: u32 = 1030;
    pub(in crate::archive::rpm) const FILE_FLAGS: u32 = 1037;
    pub(in crate::archive::rpm) const FILE_DEVICES: u32 = 1095;
    pub(in crate::archive::rpm) const FILE_INODES: u32 = 1096;
    pub(in crate::archive::rpm) const DIR_INDEXES: u32 = 1116;
    pub(in crate::archive::rpm) const BASE_NAMES: u32 = 1117;
    pub(in crate::archive::rpm) const DIR_NAMES: u32 = 1118;
    pub(in crate::archive::rpm) const PAYLOAD_FORMAT: u32 = 1124;
    pub(in crate::archive::rpm) const PAYLOAD_COMPRESSOR: u32 = 1125;
    pub(in crate::archive::rpm) const LONG_FILE_SIZES: u32 = 5008;
}

/// The most entries in a table, as rpm has it.
const MOST_ENTRIES: u64 = 0xffff;

/// A header.
pub(super) struct Header {
    table: Vec<Entry>,
    store: Vec<u8>,
}

struct Entry {
    tag: u32,
    kind: u32,
    offset: u32,
    count: u32,
}

impl Header {
    /// Reads the header at which the stream stands.
    pub(super) fn read(stream: &mut Stream<'_, '_>, limits: &Limits) -> Result<Self, Fault> {
        let mut start = [0; 16];
        stream.read_exact(&mut start).map_err(|error| Fault::of(Kind::Rpm, &error))?;
        if !start.starts_with(b"\x8e\xad\xe8\x01") {
            return Err(Fault::damaged(Kind::Rpm, "a header has a wrong magic"));
        }
        let entries = u64::from(word(&start, 8).unwrap_or(u32::MAX));
        let size = u64::from(word(&start, 12).unwrap_or(u32::MAX));
        within("rpm-header", size, limits.rpm_header)?;
        if entries > MOST_ENTRIES {
            return Err(Fault::damaged(Kind::Rpm, "a header has more entries than rpm takes"));
        }
        let table = take(stream, entries.saturating_mul(16))?;
        let table = table.chunks_exact(16).filter_map(|entry| {
            let (tag, kind) = (word(entry, 0)?, word(entry, 4)?);
            Some(Entry { tag, kind, offset: word(entry, 8)?, count: word(entry, 12)? })
        });
        Ok(Self { table: table.collect(), store: take(stream, size)? })
    }

    /// The text with that tag; `None` where it is not there or of another type.
    pub(super) fn text(&self, tag: u32) -> Option<&[u8]> {
        let entry = self.entry(tag).filter(|it| matches!(it.kind, 6 | 8 | 9))?;
        until_nul(self.values(entry)?)
    }

    /// The number at `index` of those with that tag.
    pub(super) fn number(&self, tag: u32, index: u32) -> Option<u64> {
        let entry = self.entry(tag).filter(|it| index < it.count)?;
        let values = self.values(entry)?;
        let at = |size: u32| values.get(usize::try_from(index.checked_mul(size)?).ok()?..);
        match entry.kind {
            3 => Some(u16::from_be_bytes(*at(2)?.first_chunk()?).into()),
            4 => Some(u32::from_be_bytes(*at(4)?.first_chunk()?).into()),
            5 => Some(u64::from_be_bytes(*at(8)?.first_chunk()?)),
            _ => None,
        }
    }

    /// How many values there are with that tag.
    pub(super) fn count(&self, tag: u32) -> u32 {
        self.entry(tag).map_or(0, |entry| entry.count)
    }

    /// Where in the store each text with that tag starts; as many as are there.
    pub(super) fn texts(&self, tag: u32) -> Vec<u32> {
        let Some(entry) = self.entry(tag).filter(|it| it.kind == 8) else { return Vec::new() };
        let mut starts = Vec::new();
        let mut at = entry.offset;
        while let Some(text) = self.text_at(at).filter(|_| starts.len() < wide(entry.count)) {
            starts.push(at);
            let Ok(length) = u32::try_from(text.len()) else { break };
            at = at.saturating_add(length).saturating_add(1);
        }
        starts
    }

    /// The text at an offset of the store.
    pub(super) fn text_at(&self, at: u32) -> Option<&[u8]> {
        until_nul(self.store.get(wide(at)..)?)
    }

    fn entry(&self, tag: u32) -> Option<&Entry> {
        self.table.iter().find(|entry| entry.tag == tag)
    }

    fn values(&self, entry: &Entry) -> Option<&[u8]> {
        self.store.get(wide(entry.offset)..)
    }
}

/// The bytes before the first NUL; `None` where there is none.
fn until_nul(bytes: &[u8]) -> Option<&[u8]> {
    bytes.get(..bytes.iter().position(|byte| *byte == 0)?)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn take(stream: &mut Stream<'_, '_>, size: u64) -> Result<Vec<u8>, Fault> {
    let end = stream.position().saturating_add(size);
    let mut bytes = Vec::new();
    stream.take(size).read_to_end(&mut bytes).map_err(|error| Fault::of_stream(&error))?;
    match stream.position() == end {
        true => Ok(bytes),
        false => Err(Fault::CutShort { kind: Kind::Rpm }),
    }
}
