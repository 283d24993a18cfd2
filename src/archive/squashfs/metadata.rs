//! Inodes and folders lie in blocks of 8 KiB, each behind a word with its size.

use std::collections::VecDeque;
use std::io;
use std::rc::Rc;

use super::block::Compressor;
use super::super_block::SuperBlock;
use crate::archive::at::At;
use crate::archive::{Fault, Kind};

/// The size of a block of metadata, unpacked.
pub(super) const SIZE: usize = 8192;
/// Bit 15 of its word: it is stored.
const STORED: u16 = 0x8000;
/// How many blocks are kept.
const KEPT: usize = 16;

/// A table in blocks of metadata.
pub(super) struct Metadata<'s> {
    at: At<'s>,
    compressor: Compressor,
    start: u64,
    /// The blocks read last.
    kept: VecDeque<(u64, Rc<Block>)>,
}

/// A block of metadata.
pub(super) struct Block {
    bytes: Vec<u8>,
    /// Where the next one starts.
    next: u64,
}

/// A run of bytes in a table, from a place in one of its blocks on.
pub(super) struct Run<'m, 's> {
    table: &'m mut Metadata<'s>,
    block: Rc<Block>,
    taken: usize,
}

impl<'s> Metadata<'s> {
    /// The table that starts at `start`.
    pub(super) fn new(at: At<'s>, block: &SuperBlock, start: u64) -> Self {
        Self { at, compressor: block.compressor, start, kept: VecDeque::new() }
    }

    /// The bytes from `offset` on in the block that starts `block` bytes behind the start of the table.
    pub(super) fn run(&mut self, block: u64, offset: u16) -> Result<Run<'_, 's>, Fault> {
        let block = self.block(self.start.saturating_add(block))?;
        Ok(Run { table: self, block, taken: offset.into() })
    }

    /// The error of damage in it.
    pub(super) fn damaged(&self, defect: &'static str) -> Fault {
        self.at.damaged(defect)
    }

    fn block(&mut self, start: u64) -> Result<Rc<Block>, Fault> {
        if let Some((_, block)) = self.kept.iter().find(|(at, _)| *at == start) {
            return Ok(Rc::clone(block));
        }
        let block = Rc::new(read(&self.at, self.compressor, start)?);
        if self.kept.len() >= KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back((start, Rc::clone(&block)));
        Ok(block)
    }
}

/// Reads the block of metadata at `start`.
fn read(at: &At<'_>, compressor: Compressor, start: u64) -> Result<Block, Fault> {
    let word = u16::from_le_bytes(at.array(start)?);
    let size = u64::from(word & !STORED);
    let place = start.saturating_add(2);
    let stored = at.read(place, size)?;
    let bytes = match word & STORED {
        0 => compressor.unpack(&stored, SIZE).map_err(|error| Fault::of(Kind::SquashFs, &error))?,
        _ => stored,
    };
    Ok(Block { bytes, next: place.saturating_add(size) })
}

/// The first `count` bytes of the block of metadata at `start`.
pub(super) fn part(
    at: &At<'_>,
    compressor: Compressor,
    start: u64,
    span: std::ops::Range<usize>,
) -> Result<Vec<u8>, Fault> {
    let block = read(at, compressor, start)?;
    let part = block.bytes.get(span).map(<[u8]>::to_vec);
    part.ok_or_else(|| at.damaged("a table ends early"))
}

impl Run<'_, '_> {
    /// Takes `N` bytes.
    pub(super) fn take<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// Takes as many bytes as `to` has room for.
    pub(super) fn fill(&mut self, mut to: &mut [u8]) -> Result<(), Fault> {
        while !to.is_empty() {
            let left = self.block.bytes.get(self.taken..).unwrap_or_default();
            if left.is_empty() {
                self.next()?;
                continue;
            }
            let count = left.len().min(to.len());
            let (now, later) = to.split_at_mut(count);
            now.copy_from_slice(left.get(..count).unwrap_or_default());
            self.taken = self.taken.saturating_add(count);
            to = later;
        }
        Ok(())
    }

    fn next(&mut self) -> Result<(), Fault> {
        let is_last = self.block.bytes.is_empty() || self.taken > self.block.bytes.len();
        if is_last {
            let error = io::Error::from(io::ErrorKind::UnexpectedEof);
            return Err(Fault::of(Kind::SquashFs, &error));
        }
        self.block = self.table.block(self.block.next)?;
        self.taken = 0;
        Ok(())
    }
}
