//! The memory of a WebAssembly module as its data segments fill it, before the module starts.
//!
//! Go's linker leaves out every run of eight zeros or more, so one structure in memory is spread
//! over thousands of pieces in the file. Here the memory is read in its final form, and every
//! address is converted to its place in the file.
//!
//! Each data segment: flags (0 at an address in memory 0; 1 not placed yet; 2 with the number of a
//! memory), an expression that gives the address (0x41 and a signed LEB128, 0x0b), a size, the
//! bytes.
//!
//! Source: WebAssembly Core Specification 2.0, 5.5.14; `writeDataSec` in
//! `cmd/link/internal/wasm/asm.go`, Go 1.27.3.

use std::io;

use super::error::OfTable;
use super::{Access, Format, Image, ImageError, Segment, Table};
use crate::bytes::{ByteSource, Endian, Input, PartOffset, Reader, ReaderError, Span, Va, within};

/// Bytes of the data section read at once, and the most that the head of a segment takes.
const STEP: u64 = 128 << 10;
const HEAD: u64 = 32;
/// Data segments with a smaller gap between them are read as one run of memory.
const GAP: u64 = 64 << 10;
/// The most bytes of the file, per byte of memory, that are read to load all segments at once
/// instead of one after another.
const SPREAD: u64 = 16;

/// One data segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    address: u64,
    span: Span,
}

impl Piece {
    fn end(&self) -> u64 {
        self.address.saturating_add(self.span.len())
    }
}

/// The memory that the data segments of a module fill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    /// Ordered by address, without overlaps.
    pieces: Vec<Piece>,
    runs: Vec<Span>,
}

impl Memory {
    /// Reads the places of the data segments, not their bytes. `None` where `image` has no data
    /// section.
    ///
    /// # Errors
    /// [`ImageError`] where the section cannot be read, has more segments than the limits allow, or
    /// has segments that overlap.
    pub(crate) fn read(image: &Image, input: &Input<'_>) -> Result<Option<Self>, ImageError> {
        let Some(section) = image.section("data").and_then(|section| section.span) else {
            return Ok(None);
        };
        let mut pieces = pieces(input, section)?;
        // Go writes them in this order.
        pieces.sort_by_key(|piece| piece.address);
        let overlap = |pair: &[Piece]| matches!(pair, [a, b] if a.end() > b.address);
        if let Some([_, piece]) = pieces.windows(2).find(|pair| overlap(pair)) {
            let (at, defect) = (piece.span.start(), "two segments fill the same memory");
            return Err(ImageError::Malformed { table: Table::DataSegments, at, defect });
        }
        let mut runs: Vec<(u64, u64)> = Vec::new();
        for piece in &pieces {
            match runs.last_mut() {
                Some((_, end)) if piece.address.saturating_sub(*end) < GAP => *end = piece.end(),
                _ => runs.push((piece.address, piece.end())),
            }
        }
        let count = u64::try_from(runs.len()).unwrap_or(u64::MAX);
        within("segments", count, input.budget().limits().segments).of(Table::DataSegments)?;
        let span = |(start, end)| Span::between(PartOffset(start), PartOffset(end));
        // A word in memory is aligned to its size, so a run starts at a multiple of it.
        let aligned = |(start, end): (u64, u64)| span((start & !0xf, end));
        let runs = runs.into_iter().map(aligned).collect();
        Ok(Some(Self { pieces, runs }))
    }

    /// The memory as an image: an address is also an offset in [`Memory::source`], and a word has
    /// eight bytes, as in Go.
    pub(crate) fn image(&self, of: &Image) -> Image {
        let mut image = Image::empty(Format::Wasm, 8, Endian::Little);
        (image.goos, image.goarch, image.kind) = (of.goos, of.goarch, of.kind);
        let access = Access { write: true, execute: false };
        let segment = |span: &Span| Segment {
            address: Va(span.start().0),
            size: span.len(),
            span: *span,
            access,
        };
        image.segments = self.runs.iter().map(segment).collect();
        image
    }

    /// The bytes of the memory, read from the file.
    pub(crate) fn source<'m>(&'m self, file: &'m dyn ByteSource) -> MemorySource<'m> {
        MemorySource { memory: self, file }
    }

    /// The place in the file of the byte at `address`. For a zero between segments, the place of
    /// the next stored byte; past the last segment, its end.
    pub(crate) fn place(&self, address: PartOffset) -> PartOffset {
        let next = self.pieces.partition_point(|piece| piece.end() <= address.0);
        match self.pieces.get(next) {
            Some(piece) => {
                piece.span.start().saturating_add(address.0.saturating_sub(piece.address))
            }
            None => self.pieces.last().map_or(PartOffset(0), |piece| piece.span.end()),
        }
    }
}

fn pieces(input: &Input<'_>, section: Span) -> Result<Vec<Piece>, ImageError> {
    let table = Table::DataSegments;
    let section = section.clamped(input.size());
    let malformed = |at: PartOffset| {
        move |_| ImageError::Malformed { table, at, defect: "a segment is cut short" }
    };
    let mut cursor = Cursor { input, section, window: Span::default(), bytes: Vec::new() };
    let mut at = section.start();
    let mut reader = cursor.reader(at)?;
    let count = reader.uvarint().map_err(malformed(at))?;
    within("data-segments", count, input.budget().limits().data_segments).of(table)?;
    at = reader.place();
    let mut pieces = Vec::new();
    let mut left = count;
    while left > 0 {
        let (taken, end) = take_plain(cursor.bytes(at)?, at, left, &mut pieces);
        if taken > 0 {
            (left, at) = (left.saturating_sub(taken), end);
            continue;
        }
        left = left.saturating_sub(1);
        let mut reader = cursor.reader(at)?;
        let address = address(&mut reader).map_err(malformed(at))?;
        let size = reader.uvarint().map_err(malformed(at))?;
        let span = Span::new(reader.place(), size);
        if span.end() > section.end() {
            let defect = "a segment runs past the section";
            return Err(ImageError::Malformed { table, at, defect });
        }
        let piece = address.filter(|_| !span.is_empty()).map(|address| Piece { address, span });
        pieces.extend(piece);
        at = span.end();
    }
    Ok(pieces)
}

/// Takes the segments in `bytes`, which lie at `at`, up to the first whose head is not as Go's linker
/// writes it or that is not whole, and no more than `most`. Gives how many they are and where they end.
fn take_plain(
    bytes: &[u8],
    at: PartOffset,
    most: u64,
    pieces: &mut Vec<Piece>,
) -> (u64, PartOffset) {
    let (mut rest, mut end, mut taken) = (bytes, at, 0_u64);
    while taken < most
        && let Some((address, length, size)) = plain_head(rest)
        && let Ok(skip) = usize::try_from(length.saturating_add(size))
        && let Some(behind) = rest.get(skip..)
    {
        let span = Span::new(end.saturating_add(length), size);
        if !span.is_empty() {
            pieces.push(Piece { address, span });
        }
        (rest, end, taken) = (behind, span.end(), taken.saturating_add(1));
    }
    (taken, end)
}

/// The address, the length of the head and the size of a segment whose head is as Go's linker writes it:
/// at an address in memory 0 that is no larger than 2 GiB. A module has ten thousands of them. `None` for
/// any other, and for one that is cut short.
fn plain_head(bytes: &[u8]) -> Option<(u64, u64, u64)> {
    let rest = bytes.strip_prefix(&[0, 0x41])?;
    let (address, rest) = small(rest, 0x40)?;
    let (size, rest) = small(rest.strip_prefix(&[0x0b])?, 0)?;
    let length = bytes.len().checked_sub(rest.len())?;
    Some((address, u64::try_from(length).ok()?, size))
}

/// A LEB128 integer below 2^31 whose last byte has none of the bits in `sign`, and what is behind it.
fn small(bytes: &[u8], sign: u8) -> Option<(u64, &[u8])> {
    let mut value = 0_u64;
    for (at, shift) in (0..5_usize).zip((0..35_u32).step_by(7)) {
        let byte = *bytes.get(at)?;
        value |= u64::from(byte & 0x7f).wrapping_shl(shift);
        if byte & 0x80 == 0 {
            let is_small = byte & sign == 0 && value <= 0x7fff_ffff;
            let rest = bytes.get(at.checked_add(1)?..)?;
            return is_small.then_some((value, rest));
        }
    }
    None
}

/// The data section, read in pieces that each cover the heads of several segments.
struct Cursor<'c, 's> {
    input: &'c Input<'s>,
    section: Span,
    window: Span,
    bytes: Vec<u8>,
}

impl Cursor<'_, '_> {
    /// The bytes from `at` on: at least the whole head of the segment there, if the section is that
    /// long.
    fn bytes(&mut self, at: PartOffset) -> Result<&[u8], ImageError> {
        let head = Span::between(at, self.section.end()).first(HEAD);
        let is_known = at >= self.window.start() && head.end() <= self.window.end();
        if self.bytes.is_empty() || !is_known {
            self.window = Span::between(at, self.section.end()).first(STEP);
            self.bytes = self.input.read(self.window).of(Table::DataSegments)?;
        }
        let skip = usize::try_from(at.0.saturating_sub(self.window.start().0)).ok();
        Ok(skip.and_then(|skip| self.bytes.get(skip..)).unwrap_or_default())
    }

    fn reader(&mut self, at: PartOffset) -> Result<Reader<'_>, ImageError> {
        Ok(Reader::new(self.bytes(at)?, at, Endian::Little))
    }
}

fn len(bytes: &[u8]) -> u64 {
    len_of(bytes.len())
}

fn len_of(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// The address of a segment; `None` where the file does not give it.
fn address(reader: &mut Reader<'_>) -> Result<Option<u64>, ReaderError> {
    let flags = reader.uvarint()?;
    if flags & 1 != 0 {
        return Ok(None);
    }
    let memory = if flags & 2 != 0 { reader.uvarint()? } else { 0 };
    let mut address = None;
    // An expression of one instruction and its end.
    match reader.u8()? {
        0x41 => address = u32::try_from(signed(reader)? & 0xffff_ffff).ok().map(u64::from),
        0x42 => address = Some(signed(reader)?),
        // A global, which the host may set.
        0x23 => drop(reader.uvarint()?),
        _ => {}
    }
    while reader.u8()? != 0x0b {
        address = None;
    }
    Ok(address.filter(|_| memory == 0))
}

/// A signed LEB128 integer, as the bits of a word.
pub(super) fn signed(reader: &mut Reader<'_>) -> Result<u64, ReaderError> {
    let start = reader.place();
    let mut value = 0_u64;
    for shift in (0..64_u32).step_by(7) {
        let byte = reader.u8()?;
        value |= u64::from(byte & 0x7f).wrapping_shl(shift);
        if byte & 0x80 == 0 {
            let is_negative = byte & 0x40 != 0 && shift < 57;
            let ones = u64::MAX.wrapping_shl(shift.saturating_add(7));
            return Ok(if is_negative { value | ones } else { value });
        }
    }
    Err(ReaderError::Overlong { at: start })
}

/// The memory of a module as bytes: everything outside the segments is zero.
pub struct MemorySource<'m> {
    memory: &'m Memory,
    file: &'m dyn ByteSource,
}

impl ByteSource for MemorySource<'_> {
    fn size(&self) -> u64 {
        self.memory.pieces.last().map_or(0, Piece::end)
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        buffer.fill(0);
        self.fill(at, buffer)
    }

    fn read_to(&self, at: PartOffset, count: usize, to: &mut Vec<u8>) -> io::Result<()> {
        to.clear();
        to.resize(count, 0);
        let read = self.fill(at, to)?;
        to.truncate(read);
        Ok(())
    }
}

impl MemorySource<'_> {
    /// Puts the bytes of the segments from `at` on into `buffer`, which is all zeros.
    fn fill(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.size().saturating_sub(at.0)).unwrap_or(usize::MAX);
        let count = left.min(buffer.len());
        let Some(buffer) = buffer.get_mut(..count) else { return Ok(0) };
        let end = at.0.saturating_add(len(buffer));
        let first = self.memory.pieces.partition_point(|piece| piece.end() <= at.0);
        let pieces = self.memory.pieces.get(first..).unwrap_or_default();
        let beyond = pieces.partition_point(|piece| piece.address < end);
        let pieces = pieces.get(..beyond).unwrap_or_default();
        // The parts usually lie close to one another in the file.
        let parts = || pieces.iter().map(|piece| Part::of(piece, at.0, end));
        let (mut from, mut to) = (u64::MAX, 0);
        for part in parts() {
            (from, to) = (from.min(part.at), to.max(part.at.saturating_add(len_of(part.len))));
        }
        let all = to.saturating_sub(from);
        if all <= len(buffer).saturating_mul(SPREAD).min(STEP.saturating_mul(8)) {
            let mut bytes = Vec::new();
            let all = usize::try_from(all).unwrap_or_default();
            self.file.read_to(PartOffset(from), all, &mut bytes)?;
            for part in parts() {
                let start = usize::try_from(part.at.saturating_sub(from)).ok();
                let bytes = start.and_then(|start| bytes.get(start..)?.get(..part.len));
                match (buffer.get_mut(part.to..).and_then(|it| it.get_mut(..part.len)), bytes) {
                    (Some(to), Some(bytes)) => to.copy_from_slice(bytes),
                    // The file has become shorter.
                    _ => return Ok(part.to),
                }
            }
            return Ok(count);
        }
        for part in parts() {
            let to = buffer.get_mut(part.to..).and_then(|it| it.get_mut(..part.len));
            let Some(to) = to else { return Ok(part.to) };
            if self.file.read_at(PartOffset(part.at), to)? < part.len {
                return Ok(part.to);
            }
        }
        Ok(count)
    }
}

/// The part of a data segment between two addresses, some of which it fills.
struct Part {
    /// Where it lies in the file.
    at: u64,
    /// Its distance from the first address, and its length.
    to: usize,
    len: usize,
}

impl Part {
    fn of(piece: &Piece, start: u64, end: u64) -> Self {
        let (from, to) = (piece.address.max(start), piece.end().min(end));
        let at = piece.span.start().0.saturating_add(from.saturating_sub(piece.address));
        let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        Self { at, to: size(from.saturating_sub(start)), len: size(to.saturating_sub(from)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits};

    /// A module with data segments only.
    fn module(segments: &[(u32, &[u8])]) -> Vec<u8> {
        let leb = |mut value: u64| {
            let mut bytes = Vec::new();
            while value >= 0x80 {
                bytes.push((value as u8 & 0x7f) | 0x80);
                value >>= 7;
            }
            bytes.push(value as u8);
            bytes
        };
        let mut data = leb(segments.len() as u64);
        for (address, bytes) in segments {
            data.extend([0, 0x41]);
            // Five bytes: the last contains the sign.
            let address = *address as i32;
            data.extend((0..4).map(|at| ((address >> (7 * at)) as u8 & 0x7f) | 0x80));
            data.push((address >> 28) as u8 & 0x7f);
            data.push(0x0b);
            data.extend(leb(bytes.len() as u64));
            data.extend(*bytes);
        }
        [b"\0asm\x01\0\0\0\x0b", leb(data.len() as u64).as_slice(), &data].concat()
    }

    fn memory(file: &[u8]) -> Result<Option<Memory>, ImageError> {
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&file, &budget).unwrap();
        Memory::read(&super::super::wasm::read(&input).unwrap(), &input)
    }

    #[test]
    fn memory_is_what_the_segments_fill() {
        let far: &[u8] = b"far away";
        let file = module(&[(20, b"abc"), (4, b"0123"), (30, b""), (0x9000_0000, far)]);
        let memory = memory(&file).unwrap().unwrap();
        let source = memory.source(&file);
        let image = memory.image(&Image::empty(Format::Wasm, 4, Endian::Little));
        assert_eq!(source.size(), 0x9000_0008);
        assert_eq!(image.segments.len(), 2);
        let mut whole = vec![1; 25];
        assert_eq!(source.read_at(PartOffset(0), &mut whole).unwrap(), 25);
        assert_eq!(whole, b"\0\0\0\x000123\0\0\0\0\0\0\0\0\0\0\0\0abc\0\0");
        for start in 0..24_u64 {
            for len in 0..6 {
                let mut part = vec![1; len];
                let count = source.read_at(PartOffset(start), &mut part).unwrap();
                let end = (start as usize + len).min(25);
                if start as usize + len <= 25 {
                    assert_eq!(&part[..count], &whole[start as usize..end], "{start} {len}");
                }
            }
        }
        let mut rest = [1; 20];
        assert_eq!(source.read_at(PartOffset(0x9000_0004), &mut rest).unwrap(), 4);
        assert_eq!(&rest[..4], b"away");
        // A place is where the byte is in the file.
        for (address, want) in [(4, b'0'), (7, b'3'), (20, b'a'), (0x9000_0007, b'y')] {
            let place = memory.place(PartOffset(address)).0 as usize;
            assert_eq!(file[place], want, "{address:#x}");
        }
        // A zero outside the segments has the place of the next stored byte.
        assert_eq!(file[memory.place(PartOffset(9)).0 as usize], b'a');
    }

    #[test]
    fn what_cannot_be_memory() {
        let overlapping = module(&[(0, b"abc"), (2, b"c")]);
        assert!(memory(&overlapping).is_err());
        assert_eq!(memory(b"\0asm\x01\0\0\0"), Ok(None));
        let whole = module(&[(0, b"abc"), (8, b"defghi")]);
        for cut in 9..whole.len() {
            assert!(!matches!(memory(&whole[..cut]), Ok(Some(_))), "{cut}");
        }
        // More segments than bytes.
        assert!(memory(b"\0asm\x01\0\0\0\x0b\x05\xff\xff\xff\x07").is_err());
        assert!(memory(b"\0asm\x01\0\0\0\x0b\x05\xff\xff\xff\xff\xff").is_err());
    }
}
