//! Blocks: the packed form of ELF and Mach-O programs. The file is split into extents of one or
//! more blocks, and each block is packed separately.
//!
//! A block header has 12 bytes, with words in the byte order of the program: unpacked size, packed
//! size (the same where the bytes are stored unpacked), method, filter, the filter's parameter, and
//! one byte for the loader.

use super::filter::Filter;
use super::output::{Allowance, Output};
use super::{UnpackError, method};
use crate::bytes::{Endian, Input, LimitExceeded, PartOffset, Reader, Span};
use adler2::Adler32;

/// The length of a block header.
pub(super) const HEADER: u64 = 12;

/// The header of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) unpacked: u32,
    pub(super) packed: u32,
    pub(super) method: u8,
    pub(super) filter: u8,
    cto: u8,
    /// The bytes behind the header.
    pub(super) data: Span,
}

impl Block {
    /// The header in `bytes`, which lie at `at`.
    pub(super) fn parse(bytes: &[u8], at: PartOffset, endian: Endian) -> Result<Self, UnpackError> {
        let mut reader = Reader::new(bytes, at, endian);
        let (unpacked, packed) = (reader.u32()?, reader.u32()?);
        let [method, filter, cto, _] = reader.array()?;
        let data = Span::new(reader.place(), u64::from(packed));
        Ok(Self { unpacked, packed, method, filter, cto, data })
    }

    /// Whether the two sizes are possible for a block.
    pub(super) fn is_sound(&self) -> bool {
        self.packed > 0 && self.packed <= self.unpacked
    }
}

/// A run of blocks.
pub(super) struct Blocks<'i, 's> {
    input: &'i Input<'s>,
    endian: Endian,
    /// Where the next block lies.
    pub(super) next: PartOffset,
    /// The number of bytes that may still be unpacked.
    pub(super) allowance: Allowance,
    packed: Adler32,
    unpacked: Adler32,
    /// The methods and filters of the blocks so far, without repeats.
    pub(super) methods: Vec<u8>,
    pub(super) filters: Vec<u8>,
}

impl<'i, 's> Blocks<'i, 's> {
    /// Blocks from `start` on.
    pub(super) fn new(
        input: &'i Input<'s>,
        endian: Endian,
        start: PartOffset,
        allowance: Allowance,
    ) -> Self {
        Self {
            input,
            endian,
            next: start,
            allowance,
            packed: Adler32::new(),
            unpacked: Adler32::new(),
            methods: Vec::new(),
            filters: Vec::new(),
        }
    }

    /// The header of the block at `at`.
    pub(super) fn header(&self, at: PartOffset) -> Result<Block, UnpackError> {
        Block::parse(&self.input.read(Span::new(at, HEADER))?, at, self.endian)
    }

    /// Unpacks the next block without moving past it. The first block of the first extent holds the
    /// program's own headers, which give the places of the extents.
    pub(super) fn peek(&mut self) -> Result<Vec<u8>, UnpackError> {
        let block = self.header(self.next)?;
        self.allowance.covers(u64::from(block.unpacked))?;
        let (bytes, _) = self.decode(block)?;
        Ok(bytes)
    }

    /// Unpacks the next extent, which has `size` bytes.
    pub(super) fn extent(&mut self, size: u64) -> Result<Vec<u8>, UnpackError> {
        // Checked before anything is decoded, so that a limit costs nothing.
        self.allowance.covers(size)?;
        let mut extent = Vec::new();
        let mut left = size;
        while left > 0 {
            let block = self.header(self.next)?;
            let after = left.checked_sub(u64::from(block.unpacked));
            left = after.ok_or_else(|| {
                UnpackError::damaged("a block is longer than its extent", self.next)
            })?;
            self.allowance.pay(u64::from(block.unpacked))?;
            let (mut bytes, data) = self.decode(block)?;
            self.packed.write_slice(&data);
            self.unpacked.write_slice(&bytes);
            self.next = block.data.end();
            if extent.is_empty() {
                extent = bytes;
            } else {
                extent.append(&mut bytes);
            }
        }
        Ok(extent)
    }

    /// The Adler-32 of the packed bytes so far, and that of the unpacked bytes.
    pub(super) fn sums(&self) -> (u32, u32) {
        (self.packed.checksum(), self.unpacked.checksum())
    }

    /// The bytes of a block, unpacked and packed.
    fn decode(&mut self, block: Block) -> Result<(Vec<u8>, Vec<u8>), UnpackError> {
        let at = block.data.start();
        if !block.is_sound() {
            return Err(UnpackError::damaged("a block's header contradicts itself", at));
        }
        let data = self.input.read(block.data)?;
        if block.packed == block.unpacked {
            return Ok((data.clone(), data));
        }
        let mut bytes = Vec::new();
        method::decode(block.method, &data, &mut Output::new(&mut bytes, block.unpacked, at))?;
        Filter { id: block.filter, cto: block.cto, base: 0 }.undo(&mut bytes)?;
        let note = |list: &mut Vec<u8>, value| {
            if !list.contains(&value) {
                list.push(value);
            }
        };
        note(&mut self.methods, block.method);
        if block.filter != 0 {
            note(&mut self.filters, block.filter);
        }
        Ok((bytes, data))
    }

    /// Whether blocks of exactly these sizes start at `at` and the end mark follows. Reads only
    /// their headers, each of which takes one of `tries`.
    ///
    /// # Errors
    /// [`UnpackError::Limit`] where no tries are left.
    pub(super) fn lead_to_end(
        &self,
        at: PartOffset,
        extents: &[u64],
        tries: &mut u64,
    ) -> Result<bool, UnpackError> {
        let mut at = at;
        for &size in extents {
            let mut left = size;
            while left > 0 {
                let limit = self.input.budget().limits().candidates;
                let exceeded = LimitExceeded { name: "candidates", limit };
                *tries = tries.checked_sub(1).ok_or(exceeded)?;
                let Ok(block) = self.header(at) else { return Ok(false) };
                let after = left.checked_sub(u64::from(block.unpacked));
                let Some(after) = after.filter(|_| block.is_sound()) else { return Ok(false) };
                (left, at) = (after, block.data.end());
            }
        }
        // A size of zero, and UPX's magic in place of the other size.
        let end = self.input.read(Span::new(at, 8));
        Ok(end.is_ok_and(|end| end == [&[0; 4], super::pack_header::MAGIC].concat()))
    }
}
