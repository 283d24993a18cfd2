//! The bytes of a file: its blocks, and the part of a fragment that it ends in.

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

use super::block::Compressor;
use super::inode::{File, Word};
use super::metadata::{SIZE, part};
use super::super_block::SuperBlock;
use crate::archive::at::{At, Pieces};
use crate::archive::{Fault, Kind};
use crate::bytes::{PartOffset, Span};

/// The size of an entry of the table of fragments.
const ENTRY: usize = 16;

/// The bytes of a file.
pub(super) struct Content<'s> {
    at: At<'s>,
    compressor: Compressor,
    block_size: usize,
    file: File,
    fragments: Rc<Fragments<'s>>,
    /// The next block, and where it starts.
    next: usize,
    place: u64,
    /// Bytes that were not yet unpacked.
    left: u64,
    /// The block that is being read, and how much of it was taken.
    block: Vec<u8>,
    taken: usize,
}

impl<'s> Content<'s> {
    pub(super) fn new(
        file: File,
        at: &At<'s>,
        block: &SuperBlock,
        fragments: Rc<Fragments<'s>>,
    ) -> Self {
        Self {
            at: at.clone(),
            compressor: block.compressor,
            block_size: usize::try_from(block.size).unwrap_or(0),
            place: file.start,
            left: file.size,
            file,
            fragments,
            next: 0,
            block: Vec::new(),
            taken: 0,
        }
    }

    /// Unpacks the next block; an empty one at the end.
    fn unpack(&mut self) -> Result<Vec<u8>, Fault> {
        let size = self.block_size.min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let bytes = match self.file.blocks.get(self.next).copied() {
            _ if size == 0 => Vec::new(),
            Some(word) if word.is_hole() => vec![0; size],
            Some(word) => {
                let bytes = block(&self.at, self.compressor, self.place, word, size)?;
                self.place = self.place.saturating_add(word.size());
                bytes
            }
            None => {
                let (fragment, offset) = self.file.fragment.unwrap_or_default();
                self.fragments.part(fragment, offset, size)?
            }
        };
        self.next = self.next.saturating_add(1);
        if bytes.len() != size {
            return Err(self.at.damaged("a block has not the size that it should have"));
        }
        self.left = self.left.saturating_sub(u64::try_from(size).unwrap_or(u64::MAX));
        Ok(bytes)
    }
}

impl Read for Content<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken >= self.block.len() {
            self.block = self.unpack().map_err(Fault::into_io)?;
            self.taken = 0;
        }
        let count = self.block.get(self.taken..).unwrap_or_default().read(buffer)?;
        self.taken = self.taken.saturating_add(count);
        Ok(count)
    }
}

/// The bytes of a block of at most `most` bytes.
fn block(
    at: &At<'_>,
    compressor: Compressor,
    place: u64,
    word: Word,
    most: usize,
) -> Result<Vec<u8>, Fault> {
    if word.size() > u64::try_from(most).unwrap_or(u64::MAX).saturating_mul(2).max(1 << 12) {
        return Err(at.damaged("a block is larger than blocks are"));
    }
    let stored = at.read(place, word.size())?;
    match word.is_stored() {
        true => Ok(stored),
        false => compressor.unpack(&stored, most).map_err(|it| Fault::of(Kind::SquashFs, &it)),
    }
}

/// The file as it lies in the file system, if none of its blocks is compressed.
pub(super) fn verbatim<'s>(file: &File, at: &At<'s>) -> Option<Pieces<'s>> {
    let is_verbatim = file.blocks.iter().all(|word| word.is_stored() && !word.is_hole());
    let stored = file.blocks.iter().map(|word| word.size()).fold(0, u64::saturating_add);
    let is_whole = stored == file.size && file.fragment.is_none() && file.size > 0;
    let span = Span::new(PartOffset(file.start), stored);
    let fits = span.end().0 <= at.source.size();
    (is_verbatim && is_whole && fits).then(|| {
        let mut pieces = Pieces::of(at.source.clone());
        pieces.push(span);
        pieces
    })
}

/// The fragments, of which the last one that was read is kept.
pub(super) struct Fragments<'s> {
    at: At<'s>,
    compressor: Compressor,
    block_size: usize,
    count: u32,
    table: u64,
    kept: RefCell<Option<(u32, Vec<u8>)>>,
}

impl<'s> Fragments<'s> {
    pub(super) fn new(at: At<'s>, block: &SuperBlock) -> Self {
        Self {
            at,
            compressor: block.compressor,
            block_size: usize::try_from(block.size).unwrap_or(0),
            count: block.fragment_count,
            table: block.fragments,
            kept: RefCell::new(None),
        }
    }

    /// The `size` bytes at `offset` of that fragment.
    fn part(&self, fragment: u32, offset: u32, size: usize) -> Result<Vec<u8>, Fault> {
        let mut kept = self.kept.borrow_mut();
        if kept.as_ref().is_none_or(|(number, _)| *number != fragment) {
            *kept = Some((fragment, self.read(fragment)?));
        }
        let bytes = kept.as_ref().map(|(_, bytes)| &bytes[..]).unwrap_or_default();
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        let part = bytes.get(offset..).and_then(|rest| rest.get(..size));
        part.map(<[u8]>::to_vec).ok_or_else(|| self.at.damaged("a fragment ends early"))
    }

    fn read(&self, fragment: u32) -> Result<Vec<u8>, Fault> {
        if fragment >= self.count {
            return Err(self.at.damaged("there is no such fragment"));
        }
        let place = usize::try_from(fragment).unwrap_or(usize::MAX).saturating_mul(ENTRY);
        let (Some(page), Some(offset)) = (place.checked_div(SIZE), place.checked_rem(SIZE)) else {
            return Err(self.at.damaged("there is no such fragment"));
        };
        let page = u64::try_from(page).unwrap_or(u64::MAX);
        let pointer = self.table.saturating_add(page.saturating_mul(8));
        let start = u64::from_le_bytes(self.at.array(pointer)?);
        let span = offset..offset.saturating_add(ENTRY);
        let entry = part(&self.at, self.compressor, start, span)?;
        let start = entry.first_chunk().map_or(0, |it| u64::from_le_bytes(*it));
        let size = entry.get(8..).and_then(|it| it.first_chunk());
        let word = Word(size.map_or(0, |it| u32::from_le_bytes(*it)));
        block(&self.at, self.compressor, start, word, self.block_size)
    }
}
