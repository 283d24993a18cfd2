//! The head of an index, and where each of its columns lies.

use crate::bytes::{Date, Endian, PartOffset, Reader, ReaderError, crc32};
use crate::vuln::error::DatabaseError;

pub(super) const MAGIC: [u8; 8] = *b"gorivuln";
pub(super) const VERSION: u32 = 2;
/// Where the day stands.
pub(super) const DATE: usize = 12;
pub(super) const HEAD: usize = 60;
/// Bytes of the checksum at the end.
pub(super) const CHECKSUM: usize = 4;

/// The largest index that is read, in bytes: twenty times that of the Go database.
pub const LARGEST_INDEX: u64 = 32 << 20;

/// Whether a file that starts so is an index, of whatever version.
pub fn is_index(head: &[u8]) -> bool {
    head.starts_with(&MAGIC)
}

pub(super) const CUT: DatabaseError = DatabaseError::Damaged("it ends too early");
pub(super) const TOO_LARGE: DatabaseError =
    DatabaseError::TooLarge { name: "index", limit: LARGEST_INDEX };

/// The kinds of versions that an entry is about.
pub(in crate::vuln) const ALL: u32 = 0;
pub(in crate::vuln) const UNUSABLE: u32 = 1;
pub(in crate::vuln) const IN: u32 = 2;

/// How many there are of everything, in the order of the head.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) texts: u32,
    pub(super) versions: u32,
    pub(super) modules: u32,
    pub(super) advisories: u32,
    pub(super) entries: u32,
    pub(super) ranges: u32,
    pub(super) events: u32,
    pub(super) imports: u32,
    pub(super) packages: u32,
    pub(super) listed: u32,
    /// The bytes of all texts.
    pub(super) bytes: u32,
}

impl Counts {
    pub(super) fn numbers(&self) -> [u32; 11] {
        let Self { texts, versions, modules, advisories, entries, .. } = *self;
        let Self { ranges, events, imports, packages, listed, bytes, .. } = *self;
        [
            texts, versions, modules, advisories, entries, ranges, events, imports, packages,
            listed, bytes,
        ]
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReaderError> {
        Ok(Self {
            texts: reader.u32()?,
            versions: reader.u32()?,
            modules: reader.u32()?,
            advisories: reader.u32()?,
            entries: reader.u32()?,
            ranges: reader.u32()?,
            events: reader.u32()?,
            imports: reader.u32()?,
            packages: reader.u32()?,
            listed: reader.u32()?,
            bytes: reader.u32()?,
        })
    }
}

/// The head of an index whose checksum is right.
pub(super) struct Head {
    pub(super) date: Option<Date>,
    pub(super) counts: Counts,
}

impl Head {
    /// The head of these bytes.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, DatabaseError> {
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST_INDEX {
            return Err(TOO_LARGE);
        }
        if !is_index(bytes) {
            return Err(DatabaseError::NoIndex);
        }
        let mut reader = Reader::new(bytes, PartOffset(0), Endian::Little);
        let cut = |_| CUT;
        reader.array::<8>().map_err(cut)?;
        let version = reader.u32().map_err(cut)?;
        if version != VERSION {
            return Err(DatabaseError::OtherVersion(version));
        }
        let (before, checksum) = bytes.split_last_chunk::<CHECKSUM>().ok_or(CUT)?;
        if crc32(before).to_le_bytes() != *checksum {
            return Err(DatabaseError::Damaged("its checksum is another"));
        }
        let date = date(reader.array().map_err(cut)?)?;
        let counts = Counts::read(&mut reader).map_err(cut)?;
        Ok(Self { date, counts })
    }
}

fn date(bytes: [u8; 4]) -> Result<Option<Date>, DatabaseError> {
    let [low, high, month, day] = bytes;
    if bytes == [0; 4] {
        return Ok(None);
    }
    let date = Date::new(u16::from_le_bytes([low, high]), month, day);
    date.map(Some).ok_or(DatabaseError::Damaged("its date is none"))
}

/// The day, as the head has it.
pub(super) fn date_bytes(date: Option<Date>) -> [u8; 4] {
    let Some(date) = date else { return [0; 4] };
    let [low, high] = date.year().to_le_bytes();
    [low, high, date.month(), date.day()]
}
