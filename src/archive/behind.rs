//! Containers behind a program or script: a file that starts as one thing and ends as another.
//!
//! A zip file is found by its end, which is the end of the file; others start where the headers of
//! the program say that it ends: the file system of an AppImage, the archive of an installer.

use std::io;

use super::Kind;
use crate::bytes::{ByteSource, Endian, PartOffset, Reader, Span, needle};

/// Bytes behind a program in which an archive may start: an installer puts its settings first.
const NEAR: u64 = 4096;
/// Bytes in which the end of a zip file is looked for: without or with its longest comment.
const TAIL: u64 = 4096;
const LONGEST_TAIL: u64 = 22 + 65_535;
/// The most bytes of section headers that are read.
const MOST: u64 = 256 << 10;
/// Sections of a program end at a multiple of this, and what is behind it may start there.
const STEPS: [u64; 3] = [1, 512, 4096];

/// A container behind a program or script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Behind {
    /// Its kind.
    pub kind: Kind,
    /// Its bytes. Places in a zip file may count from the start of the file around it, so that all of
    /// it is meant.
    pub span: Span,
}

/// The container behind the program or script that starts with `head`, its first 4608 bytes or all
/// of it; `None` where it is neither, or nothing is behind it.
///
/// # Errors
/// The error of the operating system.
pub fn behind(source: &dyn ByteSource, head: &[u8]) -> io::Result<Option<Behind>> {
    let size = source.size();
    let all = Span::new(PartOffset(0), size);
    let is_zip = |count| ends_as_zip(source, count);
    let zip = Some(Behind { kind: Kind::Zip, span: all });
    let end = match start_of(head) {
        Start::Elf => elf_end(source, head)?,
        Start::Pe => pe_end(source, head)?,
        Start::Other => return Ok(if is_zip(TAIL)? { zip } else { None }),
        Start::No => return Ok(None),
    };
    let Some(end) = end else { return Ok(if is_zip(TAIL)? { zip } else { None }) };
    if end >= size {
        return Ok(None);
    }
    if is_zip(LONGEST_TAIL)? {
        return Ok(zip);
    }
    for step in STEPS {
        let Some(start) = end.checked_next_multiple_of(step) else { continue };
        let bytes = read(source, start, NEAR)?;
        // What is no more than an accident elsewhere is one here.
        let kind = Kind::of(&bytes).filter(|kind| !matches!(kind, Kind::Lzma | Kind::Makeself));
        if let Some(kind) = kind {
            return Ok(Some(Behind { kind, span: from(start, size) }));
        }
    }
    let near = read(source, end, NEAR)?;
    let place = needle::find(&near, b"7z\xbc\xaf\x27\x1c\0").and_then(|it| u64::try_from(it).ok());
    let start = place.map(|place| end.saturating_add(place));
    Ok(start.map(|start| Behind { kind: Kind::SevenZip, span: from(start, size) }))
}

/// What may have something behind it.
enum Start {
    Elf,
    Pe,
    /// A script, or a program of another format.
    Other,
    No,
}

fn start_of(head: &[u8]) -> Start {
    match head {
        [0x7f, b'E', b'L', b'F', ..] => Start::Elf,
        [b'M', b'Z', ..] => Start::Pe,
        [b'#', b'!', ..] | [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] => Start::Other,
        [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0..=31, ..] => Start::Other,
        _ => Start::No,
    }
}

fn from(start: u64, size: u64) -> Span {
    Span::between(PartOffset(start), PartOffset(size))
}

/// Whether the last `count` bytes hold the end of a directory of a zip file that ends with them.
fn ends_as_zip(source: &dyn ByteSource, count: u64) -> io::Result<bool> {
    let start = source.size().saturating_sub(count);
    let tail = read(source, start, count)?;
    let mut end = tail.len();
    // The last one is meant.
    while let Some(found) = tail.get(..end).and_then(|it| rfind(it, b"PK\x05\x06")) {
        let place = start.saturating_add(u64::try_from(found).unwrap_or(u64::MAX));
        if tail.get(found..).is_some_and(|it| is_end(it, place)) {
            return Ok(true);
        }
        end = found.saturating_add(3);
    }
    Ok(false)
}

fn rfind(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).rposition(|it| it == what)
}

/// Whether `bytes` are the end of a directory, at that place in the file, and its comment.
fn is_end(bytes: &[u8], place: u64) -> bool {
    let mut reader = Reader::new(bytes, PartOffset(place), Endian::Little);
    let fields = (|| {
        reader.bytes(10).ok()?;
        let count = reader.u16().ok()?;
        let (size, start) = (reader.u32().ok()?, reader.u32().ok()?);
        Some((count, size, start, reader.u16().ok()?))
    })();
    let Some((count, size, start, comment)) = fields else { return false };
    let fits = start == u32::MAX || u64::from(start).saturating_add(size.into()) <= place;
    count > 0 && fits && reader.rest().len() == usize::from(comment)
}

/// Where an ELF file ends, by its segments, its sections and their headers.
fn elf_end(source: &dyn ByteSource, head: &[u8]) -> io::Result<Option<u64>> {
    let Some(header) = ElfHeader::read(head) else { return Ok(None) };
    let mut end = header.sections.end().max(header.segments.end());
    for (table, is_section) in [(header.segments, false), (header.sections, true)] {
        let bytes = read(source, table.start, table.size().min(MOST))?;
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
        const NOBITS: u32 = 8;
        let mut reader = Reader::new(entry, PartOffset(0), self.endian);
        let width = if self.is_wide { 8 } else { 4 };
        let first = reader.u32().ok()?;
        let (offset, size) = if is_section {
            if reader.u32().ok()? == NOBITS {
                return None;
            }
            reader.word(width).ok()?;
            reader.word(width).ok()?;
            (reader.word(width).ok()?, reader.word(width).ok()?)
        } else {
            // In wide files the flags stand before the place.
            reader.bytes(if self.is_wide { 4 } else { 0 }).ok()?;
            let offset = reader.word(width).ok()?;
            reader.word(width).ok()?;
            reader.word(width).ok()?;
            (offset, reader.word(width).ok()?)
        };
        (first != 0).then(|| offset.checked_add(size))?
    }
}

/// Where a PE file ends, by its sections; `None` where it is a program for DOS alone.
fn pe_end(source: &dyn ByteSource, head: &[u8]) -> io::Result<Option<u64>> {
    let word = |bytes: &[u8], at: usize| {
        Some(u64::from(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?)))
    };
    let Some(start) = word(head, 0x3c) else { return Ok(None) };
    let header = read(source, start, 24)?;
    let half = |at: usize| Some(u16::from_le_bytes(*header.get(at..)?.first_chunk()?));
    let fields = (half(6), half(20));
    let (true, (Some(count), Some(optional))) = (header.starts_with(b"PE\0\0"), fields) else {
        return Ok(None);
    };
    let table = start.saturating_add(24).saturating_add(optional.into());
    let sections = read(source, table, u64::from(count).saturating_mul(40).min(MOST))?;
    let ends = sections.chunks_exact(40).filter_map(|it| word(it, 16)?.checked_add(word(it, 20)?));
    Ok(ends.max())
}

/// Up to `count` bytes at `at`.
fn read(source: &dyn ByteSource, at: u64, count: u64) -> io::Result<Vec<u8>> {
    let count = count.min(source.size().saturating_sub(at));
    let mut bytes = vec![0; usize::try_from(count).unwrap_or(0)];
    let count = source.read_at(PartOffset(at), &mut bytes)?;
    bytes.truncate(count);
    Ok(bytes)
}
