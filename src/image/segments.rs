//! The data segments of a WebAssembly module: where each lies in the file, and in memory.
//!
//! Each has flags (0 at an address in memory 0; 1 not placed yet; 2 with the number of a memory), an
//! expression that gives the address (0x41 and a signed LEB128, 0x0b), a size, and the bytes. Go's linker
//! writes ten thousands of them.
//!
//! Source: WebAssembly Core Specification 2.0, 5.5.14.

use super::error::OfTable;
use super::pieces::{Piece, Pieces};
use super::{ImageError, Table};
use crate::bytes::{Endian, Input, PartOffset, Reader, ReaderError, Span, within};

/// Bytes of the data section read at once, and how far each step reaches into the next: the most that the
/// head of a segment takes.
const STEP: u64 = 128 << 10;
const OVERLAP: u64 = 64;

/// The fewest bytes of a segment, and for how many there is room at once.
const SHORTEST: u64 = 5;
const MOST_EXPECTED: u64 = 1 << 17;

/// Who sees the bytes of the data section as they are read, in steps that overlap by a few bytes.
pub(crate) type See<'s> = &'s mut dyn FnMut(PartOffset, &[u8]);

/// Reads the places of the segments in `section` that have an address and bytes.
///
/// # Errors
/// [`ImageError`] where the section cannot be read, or has more segments than the limits allow.
pub(super) fn read(input: &Input<'_>, section: Span, see: See<'_>) -> Result<Pieces, ImageError> {
    let table = Table::DataSegments;
    // A section has less than 4 GiB.
    let section = section.clamped(input.size()).first(u64::from(u32::MAX));
    let mut walk: Option<Walk> = None;
    let mut windows = input.windows(section, STEP, OVERLAP);
    while let Some((start, bytes)) = windows.advance().of(table)? {
        see(start, bytes);
        let walk = match &mut walk {
            Some(walk) => walk,
            None => walk.insert(Walk::of(input, section, bytes)?),
        };
        walk.take(start, bytes)?;
    }
    match walk {
        Some(Walk { left: 0, pieces, .. }) => Ok(pieces),
        Some(walk) => Err(cut_short(walk.at)),
        None => Err(cut_short(section.start())),
    }
}

fn cut_short(at: PartOffset) -> ImageError {
    ImageError::Malformed { table: Table::DataSegments, at, defect: "a segment is cut short" }
}

/// The way from segment to segment.
struct Walk {
    section: Span,
    /// The next segment, and how many are left.
    at: PartOffset,
    left: u64,
    pieces: Pieces,
}

impl Walk {
    /// At the first segment of `section`, which starts with `bytes`.
    fn of(input: &Input<'_>, section: Span, bytes: &[u8]) -> Result<Self, ImageError> {
        let mut reader = Reader::new(bytes, section.start(), Endian::Little);
        let left = reader.uvarint().map_err(|_| cut_short(section.start()))?;
        let most = input.budget().limits().data_segments;
        within("data-segments", left, most).of(Table::DataSegments)?;
        let expected = left.min(MOST_EXPECTED).min(section.len() / SHORTEST);
        let expected = usize::try_from(expected).unwrap_or_default();
        let pieces = Pieces::new(section.start(), expected);
        Ok(Self { section, at: reader.place(), left, pieces })
    }

    /// Takes the segments that start in the step at `start`, whose `bytes` reach a little into the next one.
    fn take(&mut self, start: PartOffset, bytes: &[u8]) -> Result<(), ImageError> {
        let behind = start.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        // Behind the last step is nothing more to be had.
        let is_last = behind >= self.section.end();
        let limit = if is_last { self.section.end() } else { start.saturating_add(STEP) };
        while self.left > 0 && (self.at < limit || is_last) {
            self.take_plain(start, bytes, limit);
            if self.left > 0 && (self.at < limit || is_last) {
                self.take_any(start, bytes)?;
            }
        }
        Ok(())
    }

    /// Takes segments before `limit` up to the first that is not as Go's linker writes it, or that may run past
    /// the section. There are ten thousands of them, so that each instruction counts.
    fn take_plain(&mut self, start: PartOffset, bytes: &[u8], limit: PartOffset) {
        let before = start.0.wrapping_sub(self.section.start().0);
        let end = self.section.end().0.wrapping_sub(start.0);
        // The heads that start before the limit, and so that the longest usual segment ends in the section.
        let most = limit.0.wrapping_sub(start.0).wrapping_add(7).min(end.saturating_sub(128));
        let heads =
            usize::try_from(most).ok().and_then(|most| bytes.get(..most)).unwrap_or_default();
        let (mut at, mut left) = (self.at.0.wrapping_sub(start.0), self.left);
        while left > 0
            && let Some(rest) = usize::try_from(at).ok().and_then(|at| heads.get(at..))
            && let Some(head) = rest.first_chunk()
        {
            let Some((address, length, size)) = usual(*head).or_else(|| plain(rest)) else { break };
            let first = at.wrapping_add(length);
            let next = first.wrapping_add(size);
            // Only those with a size of more than a byte can be as long.
            if size > 0x7f && next > end {
                break;
            }
            if size > 0 {
                self.pieces.push(Piece::new(address, before.wrapping_add(first), size));
            }
            (at, left) = (next, left.wrapping_sub(1));
        }
        (self.at, self.left) = (PartOffset(start.0.wrapping_add(at)), left);
    }

    /// Takes one segment of any kind.
    fn take_any(&mut self, start: PartOffset, bytes: &[u8]) -> Result<(), ImageError> {
        let skip = usize::try_from(self.at.0.saturating_sub(start.0)).ok();
        let head = skip.and_then(|skip| bytes.get(skip..)).unwrap_or_default();
        let (address, span) = any(head, self.at).map_err(|_| cut_short(self.at))?;
        if span.end() > self.section.end() {
            let (table, at) = (Table::DataSegments, self.at);
            let defect = "a segment runs past the section";
            return Err(ImageError::Malformed { table, at, defect });
        }
        if let Some(address) = address
            && !span.is_empty()
        {
            let at = span.start().0.saturating_sub(self.section.start().0);
            self.pieces.push_any(Piece::new(address, at, span.len()));
        }
        (self.at, self.left) = (span.end(), self.left.saturating_sub(1));
        Ok(())
    }
}

/// The same as [`plain`] for the heads that nearly all segments have: an address of three or four bytes, a size of
/// one. Where the next head is depends on the size alone, so that the processor need not wait for more.
#[inline]
fn usual(bytes: [u8; 8]) -> Option<(u64, u64, u64)> {
    let word = u64::from_le_bytes(bytes);
    let address = word >> 16 & 0x7f | word >> 17 & 0x3f80 | word >> 18 & 0x1f_c000;
    if word & 0x80_ffc0_8080_ffff == 0x0b00_8080_4100 {
        return Some((address, 7, word >> 48 & 0x7f));
    }
    let address = address | word >> 19 & 0xfe0_0000;
    (word & 0x80ff_c080_8080_ffff == 0x0b_0080_8080_4100).then_some((address, 8, word >> 56))
}

/// The address, the length of the head and the size of the segment at the start of `bytes`, if its head is
/// as Go's linker writes it: at an address in memory 0 that is below 2 GiB. `None` for any other, and where
/// the bytes are few.
#[inline]
fn plain(bytes: &[u8]) -> Option<(u64, u64, u64)> {
    let head = bytes.first_chunk::<16>()?;
    let (first, _) = head.split_first_chunk()?;
    let word = u64::from_le_bytes(*first);
    let (address, bits) = leb(word >> 16)?;
    // Flags and opcode, no sign, and the end of the expression.
    let closing = word.wrapping_shr(bits.wrapping_add(14));
    if word & 0xffff != 0x4100 || closing & 0x3fd != 0x2c || address > 0x7fff_ffff {
        return None;
    }
    let before = usize::try_from(bits >> 3).ok()?.wrapping_add(3);
    let size = *head.get(before)?;
    let length = u64::from(bits >> 3).wrapping_add(4);
    if size < 0x80 {
        return Some((address, length, u64::from(size)));
    }
    let (size, bits) = leb(u64::from_le_bytes(*head.get(before..)?.first_chunk()?))?;
    let length = length.wrapping_add(u64::from(bits >> 3)).wrapping_sub(1);
    (size <= 0x7fff_ffff).then_some((address, length, size))
}

/// The LEB128 integer of up to five bytes in the low bytes of `word`, and how many bits its bytes have.
#[inline]
fn leb(word: u64) -> Option<(u64, u32)> {
    let last = !word & 0x80_8080_8080;
    if last == 0 {
        return None;
    }
    let bits = last.trailing_zeros().wrapping_add(1);
    let bytes = word & u64::MAX.wrapping_shr(64_u32.wrapping_sub(bits));
    let value = bytes & 0x7f
        | bytes >> 1 & 0x3f80
        | bytes >> 2 & 0x1f_c000
        | bytes >> 3 & 0xfe0_0000
        | bytes >> 4 & 0x7_f000_0000;
    Some((value, bits))
}

/// The address of the segment at `at`, where the file gives it, and its bytes.
fn any(bytes: &[u8], at: PartOffset) -> Result<(Option<u64>, Span), ReaderError> {
    let mut reader = Reader::new(bytes, at, Endian::Little);
    let address = address(&mut reader)?;
    let size = reader.uvarint()?;
    Ok((address, Span::new(reader.place(), size)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_heads_are_read_as_any_other() {
        let mut seed = 1_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 8
        };
        let (mut plain_ones, mut usual_ones) = (0, 0);
        for _ in 0..20_000 {
            // LEB128 of one to five bytes, some of them longer than they need be, or without an end.
            let mut bytes = vec![0, 0x41];
            for closing in [0x0b, 0] {
                let length = 1 + next() as usize % 6;
                bytes.extend((0..length).map(|at| {
                    let more = if at + 1 == length { 0 } else { 0x80 };
                    next() as u8 & 0x7f | more
                }));
                bytes.push(closing);
            }
            bytes.extend([0x80; 16]);
            if next() % 8 == 0 {
                bytes.truncate(next() as usize % bytes.len());
            }
            let usual = bytes.first_chunk().and_then(|bytes| usual(*bytes));
            for (read, count) in [(plain(&bytes), &mut plain_ones), (usual, &mut usual_ones)] {
                let Some((address, length, size)) = read else { continue };
                *count += 1;
                let want = (Some(address), Span::new(PartOffset(7 + length), size));
                assert_eq!(any(&bytes, PartOffset(7)), Ok(want), "{bytes:x?}");
            }
        }
        assert!(plain_ones > 2_000 && usual_ones > 500, "{plain_ones} {usual_ones}");
    }
}
