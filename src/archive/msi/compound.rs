//! Compound files: sectors in chains, a tree of streams, and a stream that holds all small ones.
//!
//! | offset | size | field |
//! | --- | --- | --- |
//! | 0 | 8 | `d0 cf 11 e0 a1 b1 1a e1` |
//! | 30 | 2 | size of a sector as a power of two: 9 or 12 |
//! | 44 | 4 | number of sectors with the chains |
//! | 48 | 4 | first sector of the tree |
//! | 60 | 4 | first sector with the chains of small streams |
//! | 68 | 4 | first sector with more numbers of sectors with the chains |
//! | 76 | 436 | the first 109 of these |
//!
//! Sector 0 lies behind the first sector's worth of bytes. A stream below 4,096 bytes lies in small
//! sectors of 64 bytes. Source: MS-CFB 2020, sections 2.2 to 2.6.

use crate::archive::Fault;
use crate::archive::at::{At, Pieces};
use crate::bytes::{ByteSource, PartOffset, Span};

/// Streams below this size lie in small sectors.
const SMALL: u64 = 4096;
/// The size of a small sector.
const SMALL_SECTOR: u64 = 64;
/// The largest number of a sector; those above it end a chain.
const LAST: u32 = 0xffff_fffa;
/// The most sectors with chains, each of which serves 64 KiB or 4 MiB: files of 2 GiB.
const MOST_TABLES: usize = 1 << 15;
/// The most runs of a stream.
const MOST_RUNS: usize = 1 << 16;
/// The most streams.
const MOST_STREAMS: usize = 1 << 16;

/// A compound file.
pub(super) struct Compound<'s> {
    at: At<'s>,
    sector: u64,
    /// The sectors with the chains.
    tables: Vec<u32>,
    tree: u32,
    small_tables: u32,
}

/// An entry of the tree.
pub(super) struct Entry {
    pub(super) name: Vec<u16>,
    kind: u8,
    start: u32,
    pub(super) size: u64,
}

impl<'s> Compound<'s> {
    pub(super) fn read(at: At<'s>) -> Result<Self, Fault> {
        let header = at.array::<512>(0)?;
        let word = |at: usize| word(&header, at).unwrap_or(u32::MAX);
        let shift = word(30) & 0xffff;
        if !matches!(shift, 9 | 12) {
            return Err(at.damaged("a sector has no size"));
        }
        let sector = 1_u64.checked_shl(shift).unwrap_or(512);
        let (tree, small_tables) = (word(48), word(60));
        let mut compound = Self { at, sector, tables: Vec::new(), tree, small_tables };
        compound.tables = compound.tables(&header, word(44), word(68))?;
        Ok(compound)
    }

    /// The numbers of the sectors with the chains.
    fn tables(&self, header: &[u8], count: u32, more: u32) -> Result<Vec<u32>, Fault> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        if count > MOST_TABLES {
            return Err(Fault::Unsupported("a compound file of more than 2 GiB".to_owned()));
        }
        let mut tables: Vec<u32> = words(header.get(76..).unwrap_or_default()).collect();
        let mut next = more;
        while tables.len() < count && next <= LAST {
            let sector = self.at.read(self.start(next), self.sector)?;
            let mut all: Vec<u32> = words(&sector).collect();
            // The last one is the sector where they go on.
            next = all.pop().unwrap_or(u32::MAX);
            tables.extend(all);
        }
        tables.truncate(count);
        Ok(tables)
    }

    /// Where a sector starts.
    fn start(&self, sector: u32) -> u64 {
        u64::from(sector).saturating_add(1).saturating_mul(self.sector)
    }

    /// The sector behind that one in its chain.
    fn next(&self, sector: u32) -> Result<u32, Fault> {
        let each = self.sector.checked_div(4).unwrap_or(128);
        let number = u64::from(sector);
        let table = usize::try_from(number.checked_div(each).unwrap_or(0)).unwrap_or(usize::MAX);
        let Some(table) = self.tables.get(table) else {
            return Err(self.at.damaged("a chain leads out of the file"));
        };
        let inside = number.checked_rem(each).unwrap_or(0).saturating_mul(4);
        let place = self.start(*table).saturating_add(inside);
        Ok(u32::from_le_bytes(self.at.array(place)?))
    }

    /// The bytes of a chain of `size` bytes.
    fn chain(&self, start: u32, size: u64) -> Result<Pieces<'s>, Fault> {
        let mut pieces = Pieces::of(self.at.source.clone());
        let mut left = size;
        let mut sector = start;
        if size > self.at.source.size() {
            return Err(self.at.damaged("a stream is larger than the file"));
        }
        while left > 0 {
            if sector > LAST {
                return Err(self.at.damaged("a chain ends early"));
            }
            let length = left.min(self.sector);
            pieces.push(Span::new(PartOffset(self.start(sector)), length));
            if pieces.count() > MOST_RUNS {
                return Err(Fault::Unsupported("a stream in more than 65,536 runs".to_owned()));
            }
            left = left.saturating_sub(length);
            if left > 0 {
                sector = self.next(sector)?;
            }
        }
        Ok(pieces)
    }

    /// All entries of the tree. Their order does not matter here.
    fn entries(&self) -> Result<Vec<Entry>, Fault> {
        let mut all = Vec::new();
        let mut sector = self.tree;
        while sector <= LAST {
            if all.len() > MOST_STREAMS {
                return Err(self.at.damaged("its tree has no end"));
            }
            let bytes = self.at.read(self.start(sector), self.sector)?;
            all.extend(bytes.chunks_exact(128).filter_map(entry));
            sector = self.next(sector)?;
        }
        Ok(all)
    }

    /// All streams.
    pub(super) fn streams(&self) -> Result<Vec<Entry>, Fault> {
        let mut all = self.entries()?;
        all.retain(|entry| entry.kind == 2);
        Ok(all)
    }

    /// The bytes of a stream.
    pub(super) fn content(&self, entry: &Entry) -> Result<Pieces<'s>, Fault> {
        match entry.size {
            SMALL.. => self.chain(entry.start, entry.size),
            _ => self.small(entry),
        }
    }

    /// The bytes of a stream in small sectors, which lie in the stream of the root.
    fn small(&self, entry: &Entry) -> Result<Pieces<'s>, Fault> {
        let root = self.entries()?.into_iter().find(|entry| entry.kind == 5);
        let root = root.ok_or_else(|| self.at.damaged("there is no root"))?;
        let sectors = self.chain(root.start, root.size)?;
        let tables = self.all_of(self.small_tables)?;
        let mut pieces = Pieces::of(self.at.source.clone());
        let (mut sector, mut left) = (entry.start, entry.size);
        while left > 0 {
            let start = u64::from(sector).saturating_mul(SMALL_SECTOR);
            let length = left.min(SMALL_SECTOR);
            let place = sectors.place(start);
            pieces.push(Span::new(
                place.ok_or_else(|| self.at.damaged("a chain leads out of the file"))?,
                length,
            ));
            left = left.saturating_sub(length);
            if left > 0 {
                let mut bytes = [0; 4];
                let at = PartOffset(u64::from(sector).saturating_mul(4));
                let count = tables.read_at(at, &mut bytes);
                if count.map_err(|error| Fault::of_stream(&error))? < 4 {
                    return Err(self.at.damaged("a chain ends early"));
                }
                sector = u32::from_le_bytes(bytes);
            }
        }
        Ok(pieces)
    }

    /// All sectors of a chain whose size is not recorded.
    fn all_of(&self, start: u32) -> Result<Pieces<'s>, Fault> {
        let mut pieces = Pieces::of(self.at.source.clone());
        let mut sector = start;
        while sector <= LAST {
            pieces.push(Span::new(PartOffset(self.start(sector)), self.sector));
            if pieces.count() > MOST_RUNS || pieces.size() > self.at.source.size() {
                return Err(self.at.damaged("a chain has no end"));
            }
            sector = self.next(sector)?;
        }
        Ok(pieces)
    }
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(u16::from_le_bytes(*bytes.get(64..)?.first_chunk()?));
    let name = bytes.get(..length.min(64).saturating_sub(2))?;
    let name = name.chunks_exact(2).filter_map(|it| it.first_chunk());
    Some(Entry {
        name: name.map(|it| u16::from_le_bytes(*it)).collect(),
        kind: *bytes.get(66)?,
        start: word(bytes, 116)?,
        // The upper half has no meaning in files with small sectors.
        size: word(bytes, 120)?.into(),
    })
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).filter_map(|it| it.first_chunk()).map(|it| u32::from_le_bytes(*it))
}
