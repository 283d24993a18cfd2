//! Where a program ends, by what its own headers say.

use std::io;

use super::at::lent;
use crate::bytes::{ByteSource, Endian, PartOffset, Reader, Span};

/// The most bytes of section headers that are read.
const MOST: u64 = 256 << 10;

/// Where an ELF file ends, by its segments, its sections and their headers; of these no more is read
/// than shows an end behind `enough`.
pub(super) fn elf_end(
    source: &dyn ByteSource,
    head: &[u8],
    enough: u64,
) -> io::Result<Option<u64>> {
    let Some(header) = ElfHeader::read(head) else { return Ok(None) };
    let mut end = header.sections.end().max(header.segments.end());
    // Linkers of C write the headers of the sections last.
    if end > enough {
        return Ok(Some(end));
    }
    for (table, is_section) in [(header.segments, false), (header.sections, true)] {
        let bytes = lent(source, table.start, table.size().min(MOST))?;
        for entry in bytes.chunks_exact(table.entry.max(1)) {
            end = end.max(header.end_of(entry, is_section).unwrap_or(0));
        }
    }
    Ok(Some(end))
}

/// The parts of an ELF header that say where its tables lie.
struct ElfHeader {
    is_wide: bool,
    endian: Endian,
    segments: Table,
    sections: Table,
}

#[derive(Clone, Copy)]
struct Table {
    start: u64,
    entry: usize,
    count: u16,
}

impl Table {
    fn size(self) -> u64 {
        u64::try_from(self.entry).unwrap_or(u64::MAX).saturating_mul(self.count.into())
    }

    fn end(self) -> u64 {
        self.start.saturating_add(self.size())
    }
}

impl ElfHeader {
    fn read(head: &[u8]) -> Option<Self> {
        let (class, order) = (*head.get(4)?, *head.get(5)?);
        let (is_wide, endian) = match (class, order) {
            (1 | 2, 1) => (class == 2, Endian::Little),
            (1 | 2, 2) => (class == 2, Endian::Big),
            _ => return None,
        };
        let width = if is_wide { 8 } else { 4 };
        let mut reader = Reader::new(head, PartOffset(0), endian);
        // The entry point stands before the places of the tables.
        reader.bytes(24).ok()?;
        reader.word(width).ok()?;
        let (segments, sections) = (reader.word(width).ok()?, reader.word(width).ok()?);
        reader.bytes(6).ok()?;
        let mut table = |start| {
            let (entry, count) = (reader.u16().ok()?.into(), reader.u16().ok()?);
            Some(Table { start, entry, count })
        };
        let (segments, sections) = (table(segments)?, table(sections)?);
        Some(Self { is_wide, endian, segments, sections })
    }

    /// Where the bytes end that an entry of a table describes.
    fn end_of(&self, entry: &[u8], is_section: bool) -> Option<u64> {
        // Sections that take no room in the file.
        const NOBITS: u64 = 8;
        let half = |at: usize| Some(self.word32(*entry.get(at..)?.first_chunk()?));
        let whole = |at: usize| Some(self.word64(*entry.get(at..)?.first_chunk()?));
        if half(0)? == 0 || is_section && half(4)? == NOBITS {
            return None;
        }
        // In wide files the flags of a segment stand before its place.
        let (offset, size) = match (is_section, self.is_wide) {
            (true, true) => (whole(0x18)?, whole(0x20)?),
            (true, false) => (half(0x10)?, half(0x14)?),
            (false, true) => (whole(0x08)?, whole(0x20)?),
            (false, false) => (half(0x04)?, half(0x10)?),
        };
        offset.checked_add(size)
    }

    fn word32(&self, bytes: [u8; 4]) -> u64 {
        match self.endian {
            Endian::Little => u32::from_le_bytes(bytes).into(),
            Endian::Big => u32::from_be_bytes(bytes).into(),
        }
    }

    fn word64(&self, bytes: [u8; 8]) -> u64 {
        match self.endian {
            Endian::Little => u64::from_le_bytes(bytes),
            Endian::Big => u64::from_be_bytes(bytes),
        }
    }
}

/// Where a PE file ends, by its sections; `None` where it is a program for DOS alone.
pub(super) fn pe_end(source: &dyn ByteSource, head: &[u8]) -> io::Result<Option<u64>> {
    let word = |bytes: &[u8], at: usize| {
        Some(u64::from(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?)))
    };
    let Some(start) = word(head, 0x3c) else { return Ok(None) };
    let header = lent(source, start, 24)?;
    let half = |at: usize| Some(u16::from_le_bytes(*header.get(at..)?.first_chunk()?));
    let fields = (half(6), half(20));
    let (true, (Some(count), Some(optional))) = (header.starts_with(b"PE\0\0"), fields) else {
        return Ok(None);
    };
    let own = start.saturating_add(24);
    let table = own.saturating_add(optional.into());
    let sections = lent(source, table, u64::from(count).saturating_mul(40).min(MOST))?;
    let ends = sections.chunks_exact(40).filter_map(|it| word(it, 16)?.checked_add(word(it, 20)?));
    let Some(end) = ends.max() else { return Ok(None) };
    let certificates = certificates(&lent(source, own, optional.into())?);
    // They are part of the program unless something lies in between.
    let joined = certificates.filter(|it| (end..=end.next_multiple_of(8)).contains(&it.start().0));
    Ok(Some(joined.map_or(end, |it| it.end().0)))
}

/// The certificates of a signed PE file, which the fifth row of a table in its optional header names
/// by their place in the file.
fn certificates(header: &[u8]) -> Option<Span> {
    const ROW: usize = 4 * 8;
    let rows = match header.first_chunk()? {
        [0x0b, 0x01] => 96,
        [0x0b, 0x02] => 112,
        _ => return None,
    };
    let mut row = Reader::new(header.get(rows..)?.get(ROW..)?, PartOffset(0), Endian::Little);
    let (start, size) = (row.u32().ok()?, row.u32().ok()?);
    (size > 0).then(|| Span::new(PartOffset(start.into()), size.into()))
}

/// Where a thin Mach-O file ends, by the tables that its load commands name; `None` where these do
/// not all lie in `head`. The last segment is not asked: it may be drawn around what was appended.
pub(super) fn macho_end(head: &[u8]) -> Option<u64> {
    // From `mach-o/loader.h`, version 1.0 of the format.
    const SYMTAB: u32 = 2;
    const SEGMENT: u32 = 1;
    const SEGMENT_64: u32 = 0x19;
    // A code signature, split info, function starts, data in code, code directories, hints, exports,
    // fixups: each a place and a size.
    const IN_LINKEDIT: [u32; 8] = [0x1d, 0x1e, 0x26, 0x29, 0x2b, 0x2e, 0x8000_0033, 0x8000_0034];
    let is_wide = head.first() == Some(&0xcf);
    let mut reader = Reader::new(head, PartOffset(0), Endian::Little);
    reader.bytes(16).ok()?;
    let (count, _) = (reader.u32().ok()?, reader.u32().ok()?);
    reader.bytes(if is_wide { 8 } else { 4 }).ok()?;
    let mut end = 0;
    for _ in 0..count {
        let (kind, size) = (reader.u32().ok()?, reader.u32().ok()?);
        let body = reader.bytes(u64::from(size.checked_sub(8)?)).ok()?;
        let mut body = Reader::new(body, PartOffset(0), Endian::Little);
        let mut word = || body.u32().ok().map(u64::from);
        let parts = match kind {
            SYMTAB => {
                let entry = if is_wide { 16 } else { 12 };
                let (at, count) = (word()?, word()?);
                [(at, count.saturating_mul(entry)), (word()?, word()?)]
            }
            SEGMENT | SEGMENT_64 => [segment(&mut body, kind == SEGMENT_64)?, (0, 0)],
            _ if IN_LINKEDIT.contains(&kind) => [(word()?, word()?), (0, 0)],
            _ => continue,
        };
        end = parts.iter().fold(end, |end: u64, (at, size)| end.max(at.saturating_add(*size)));
    }
    Some(end)
}

/// Place and size of a segment in the file; nothing for `__LINKEDIT`.
fn segment(body: &mut Reader<'_>, is_wide: bool) -> Option<(u64, u64)> {
    let width = if is_wide { 8 } else { 4 };
    let is_last = body.bytes(16).ok()?.starts_with(b"__LINKEDIT\0");
    body.word(width).ok()?;
    body.word(width).ok()?;
    let span = (body.word(width).ok()?, body.word(width).ok()?);
    Some(if is_last { (0, 0) } else { span })
}
