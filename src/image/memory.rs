//! The memory of a WebAssembly module as its data segments fill it, before the module starts.
//!
//! Go's linker leaves out every run of eight zeros or more, so one structure in memory is spread
//! over thousands of pieces in the file. Here the memory is read in its final form, and every
//! address is converted to its place in the file.
//!
//! Source: `writeDataSec` in `cmd/link/internal/wasm/asm.go`, Go 1.27.3.

use std::io;

use super::error::OfTable;
use super::pieces::{Piece, Pieces};
use super::segments::{self, See};
use super::{Access, Format, Image, ImageError, Segment, Table};
use crate::bytes::{ByteSource, Endian, Input, PartOffset, Span, Va, within};

/// The most bytes of the file, per byte of memory, that are read to load all segments at once
/// instead of one after another, and the most in all.
const SPREAD: u64 = 16;
const MOST_SPREAD: u64 = 1 << 20;

/// The memory that the data segments of a module fill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    pieces: Pieces,
    runs: Vec<Span>,
}

impl Memory {
    /// Reads the places of the data segments; `see` sees all bytes of the data section. `None` where
    /// `image` has no such section.
    ///
    /// # Errors
    /// [`ImageError`] where the section cannot be read, has more segments than the limits allow, or
    /// has segments that overlap.
    pub(crate) fn read(
        image: &Image,
        input: &Input<'_>,
        see: See<'_>,
    ) -> Result<Option<Self>, ImageError> {
        let Some(section) = image.section("data").and_then(|section| section.span) else {
            return Ok(None);
        };
        let pieces = segments::read(input, section, see)?.ordered()?;
        let memory = Self { runs: pieces.runs(), pieces };
        let count = number(memory.runs.len());
        within("segments", count, input.budget().limits().segments).of(Table::DataSegments)?;
        Ok(Some(memory))
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

    /// Where in memory the bytes at `span` of the file will be; `None` where no one segment holds them all.
    pub(crate) fn address_of(&self, span: Span) -> Option<PartOffset> {
        self.pieces.address_of(span)
    }

    /// Whether all bytes of lower addresses than the one at `at` of the file lie before it in the file.
    pub(crate) fn is_in_order_up_to(&self, at: PartOffset) -> bool {
        self.pieces.is_in_order_up_to(at)
    }

    /// The place in the file of the byte at `address`. For a zero between segments, the place of
    /// the next stored byte; past the last segment, its end.
    pub(crate) fn place(&self, address: PartOffset) -> PartOffset {
        self.pieces.place(address)
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// The memory of a module as bytes: everything outside the segments is zero.
pub struct MemorySource<'m> {
    memory: &'m Memory,
    file: &'m dyn ByteSource,
}

impl ByteSource for MemorySource<'_> {
    fn size(&self) -> u64 {
        self.memory.pieces.end()
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
        let end = at.0.saturating_add(number(buffer.len()));
        let pieces = self.memory.pieces.from(at.0).take_while(|piece| piece.address < end);
        // The parts usually lie close to one another in the file.
        let parts = || pieces.clone().map(|piece| Part::of(&self.memory.pieces, piece, at.0, end));
        let (mut from, mut to) = (u64::MAX, 0);
        for part in parts() {
            (from, to) = (from.min(part.at), to.max(part.at.saturating_add(number(part.len))));
        }
        let all = to.saturating_sub(from);
        if all <= number(buffer.len()).saturating_mul(SPREAD).min(MOST_SPREAD) {
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
    fn of(pieces: &Pieces, piece: Piece, start: u64, end: u64) -> Self {
        let (from, to) = (piece.address.max(start), piece.end().min(end));
        let at = pieces.span(piece).start().0.saturating_add(from.saturating_sub(piece.address));
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
        Memory::read(&super::super::wasm::read(&input).unwrap(), &input, &mut |_, _| ())
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
    fn places_in_the_file_have_addresses() {
        // The third segment lies behind the second in the file, and before it in memory.
        let file = module(&[(8, b"abcd"), (100, b"efgh"), (50, b"ijkl"), (200, b"mn")]);
        let memory = memory(&file).unwrap().unwrap();
        let at = |text: &[u8]| {
            let at = crate::bytes::needle::find(&file, text).unwrap();
            Span::new(PartOffset(at as u64), text.len() as u64)
        };
        for (text, want) in [
            (&b"abcd"[..], Some(8)),
            (b"bc", Some(9)),
            (b"h", Some(103)),
            (b"ijkl", Some(50)),
            (b"mn", Some(200)),
            // The bytes between two segments are those of a head.
            (b"\x0b\x04ij", None),
            (b"asm", None),
        ] {
            assert_eq!(memory.address_of(at(text)), want.map(PartOffset), "{text:?}");
        }
        let behind = Span::new(at(b"l").start(), 2);
        assert_eq!(memory.address_of(behind), None);
        for (text, want) in [(&b"d"[..], true), (b"e", false), (b"i", true), (b"mn", true)] {
            assert_eq!(memory.is_in_order_up_to(at(text).start()), want, "{text:?}");
        }
    }

    #[test]
    fn segments_lie_across_steps() {
        // Heads and bytes at every place around the end of a step.
        let long = vec![b'x'; 131_100];
        for pad in 0..80 {
            let (long, tail) = (&long[..130_950 + pad], b"tail");
            let file = module(&[(0, long), (200_000, b"a"), (200_100, tail), (300_000, long)]);
            let mut seen = Vec::new();
            let budget = Budget::new(&Limits::default());
            let input = Input::open(&file, &budget).unwrap();
            let mut see = |at: PartOffset, bytes: &[u8]| {
                seen.resize(at.0 as usize, 0);
                seen.extend(bytes);
            };
            let image = super::super::wasm::read(&input).unwrap();
            let memory = Memory::read(&image, &input, &mut see).unwrap().unwrap();
            assert_eq!(memory.pieces.from(0).count(), 4);
            let mut bytes = [0; 4];
            memory.source(&file).read_at(PartOffset(200_100), &mut bytes).unwrap();
            assert_eq!(&bytes, tail);
            let data = image.section("data").unwrap().span.unwrap().start().0 as usize;
            assert!(seen[data..] == file[data..], "{pad}");
        }
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
