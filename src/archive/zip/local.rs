//! Entries without the directory, which stands at the end and is lost first: each by the header
//! before its content.
//!
//! | offset | size | field |
//! | --- | --- | --- |
//! | 0 | 4 | `PK 03 04` |
//! | 6 | 2 | flags: 1 encrypted, 8 sizes and checksum stand behind the content |
//! | 8 | 2 | method |
//! | 14 | 4, 4, 4 | CRC-32, size in the archive, size |
//! | 26 | 2, 2 | lengths of the name and of the fields behind it |
//!
//! Source: APPNOTE.TXT of PKWARE, 6.3.10, sections 4.3.7, 4.3.9 and 4.5.3.

use std::io::{self, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use rawzip::CompressionMethod;

use super::decoder::decoder;
use crate::archive::at::up_to;
use crate::archive::checked::Checked;
use crate::archive::escapes::Escapes;
use crate::archive::inside::Inside;
use crate::archive::stream::{Stream, limited};
use crate::archive::{Fault, Kind, Place, Shared};
use crate::bytes::{ByteSource, Endian, PartOffset, Reader, needle};

const MAGIC: &[u8] = b"PK\x03\x04";
const HEADER: u64 = 30;
const ENCRYPTED: u16 = 1;
const SIZES_BEHIND: u16 = 8;

/// Whether the directory at `directory`, of which the end at `end` tells, is that of a file that starts
/// as `source` does. One whose places do not count from the start of a file that starts with an entry
/// is that of an archive inside it, behind which the file is cut off, or of a second one.
pub(super) fn is_own(source: &Shared<'_>, end: u64, directory: u64) -> Result<bool, Fault> {
    if bytes(source, 0, 4)? != MAGIC {
        return Ok(true);
    }
    let stated = bytes(source, end.saturating_add(16), 4)?;
    let stated = stated.first_chunk().map_or(u32::MAX, |it| u32::from_le_bytes(*it));
    Ok(stated == u32::MAX || u64::from(stated) >= directory)
}

/// Visits the entries up to the first that is not whole; whether a directory is behind them.
pub(super) fn visit<'s>(
    source: &Shared<'s>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<bool, Fault> {
    let mut escapes = Escapes::default();
    let found = entries(source, place, &mut escapes, inside);
    inside.or_unread(place, escapes.done())?;
    found
}

fn entries<'s>(
    source: &Shared<'s>,
    place: &Place,
    escapes: &mut Escapes,
    inside: &mut dyn Inside<'s>,
) -> Result<bool, Fault> {
    let mut at = next_header(source, 0)?;
    while let Some(entry) = Local::read(source, at)? {
        if inside.wants_stop() {
            return Ok(false);
        }
        let is_named = inside.meter().check_entry(&entry.name, escapes);
        let file = (is_named && !entry.name.ends_with(b"/")).then(|| place.inside(&entry.name));
        let end = match entry.stored {
            Some(stored) => entry.known(stored, source, file, inside)?,
            None => entry.unknown(source, file, inside)?,
        };
        let Some(end) = end else { return Ok(false) };
        at = next_header(source, end)?;
    }
    Ok(bytes(source, at, 4)? == b"PK\x01\x02")
}

/// What the header of an entry says.
struct Local {
    name: Vec<u8>,
    flags: u16,
    method: CompressionMethod,
    sum: u32,
    /// Its size in the archive; `None` where that stands behind the content.
    stored: Option<u64>,
    size: u64,
    /// Where its content starts.
    start: u64,
}

impl Local {
    /// The header at that place; `None` where there is none, or not all of it.
    fn read(source: &Shared<'_>, at: u64) -> Result<Option<Self>, Fault> {
        let head = bytes(source, at, HEADER)?;
        let Some((mut entry, name, fields)) = Self::of(&head) else { return Ok(None) };
        let start = at.saturating_add(HEADER);
        let behind = bytes(source, start, u64::from(name).saturating_add(fields.into()))?;
        let Some((name, fields)) = behind.split_at_checked(name.into()) else { return Ok(None) };
        entry.name = name.to_vec();
        entry.start = start.saturating_add(u64::try_from(behind.len()).unwrap_or(u64::MAX));
        entry.widen(fields);
        Ok(Some(entry))
    }

    /// The fields of a header, and the lengths of what is behind it.
    fn of(head: &[u8]) -> Option<(Self, u16, u16)> {
        let mut reader = Reader::new(head, PartOffset(0), Endian::Little);
        if reader.bytes(4).ok()? != MAGIC {
            return None;
        }
        reader.bytes(2).ok()?;
        let (flags, method) = (reader.u16().ok()?, reader.u16().ok()?);
        reader.bytes(4).ok()?;
        let (sum, stored, size) = (reader.u32().ok()?, reader.u32().ok()?, reader.u32().ok()?);
        let (name, fields) = (reader.u16().ok()?, reader.u16().ok()?);
        let is_behind = flags & SIZES_BEHIND != 0 && stored == 0;
        let entry = Self {
            name: Vec::new(),
            flags,
            method: method.into(),
            sum,
            stored: (!is_behind).then_some(stored.into()),
            size: size.into(),
            start: 0,
        };
        Some((entry, name, fields))
    }

    /// Takes sizes of more than 32 bits from the fields of the header.
    fn widen(&mut self, fields: &[u8]) {
        const WIDE: u64 = 0xffff_ffff;
        if self.stored != Some(WIDE) && self.size != WIDE {
            return;
        }
        let mut reader = Reader::new(fields, PartOffset(0), Endian::Little);
        while let (Ok(kind), Ok(length)) = (reader.u16(), reader.u16()) {
            let Ok(field) = reader.bytes(length.into()) else { return };
            if kind == 1 {
                let mut sizes = Reader::new(field, PartOffset(0), Endian::Little);
                let (Ok(size), Ok(stored)) = (sizes.u64(), sizes.u64()) else { return };
                (self.size, self.stored) = (size, Some(stored));
                if self.flags & SIZES_BEHIND != 0 && stored == 0 {
                    self.stored = None;
                }
                return;
            }
        }
    }

    /// Shows a file of known size; where it ends, or `None` where the archive ends before.
    fn known<'s>(
        &self,
        stored: u64,
        source: &Shared<'s>,
        file: Option<Place>,
        inside: &mut dyn Inside<'s>,
    ) -> Result<Option<u64>, Fault> {
        let end = self.start.saturating_add(stored);
        if end > source.size() {
            return Ok(None);
        }
        if let Some(file) = file {
            let shown = self.show(stored, source, &file, inside);
            inside.or_unread(&file, shown)?;
        }
        Ok(Some(end))
    }

    fn show<'s>(
        &self,
        stored: u64,
        source: &Shared<'s>,
        file: &Place,
        inside: &mut dyn Inside<'s>,
    ) -> Result<(), Fault> {
        if self.flags & ENCRYPTED != 0 {
            return Err(Fault::Encrypted);
        }
        let content = Stream::of_part(source, self.start, stored);
        if self.method == CompressionMethod::STORE {
            return inside.file(file.clone(), content);
        }
        let meter = inside.meter();
        let inner = decoder(self.method, self.size, content, meter.limits())?;
        let checked = Checked::new(Kind::Zip, inner, self.size, self.sum);
        let reader = limited(Kind::Zip, checked, stored, &meter);
        inside.file(file.clone(), Stream::of_reader(reader, Some(self.size)))
    }

    /// Shows a file whose size stands behind it; where it ends, or `None` where nobody can tell.
    fn unknown<'s>(
        &self,
        source: &Shared<'s>,
        file: Option<Place>,
        inside: &mut dyn Inside<'s>,
    ) -> Result<Option<u64>, Fault> {
        if self.method != CompressionMethod::DEFLATE || self.flags & ENCRYPTED != 0 {
            return Ok(None);
        }
        let left = source.size().saturating_sub(self.start);
        let content = Stream::of_part(source, self.start, left);
        let taken = content.count();
        let meter = inside.meter();
        let described =
            Described { inner: DeflateDecoder::new(content), sum: Crc::new(), is_done: false };
        let mut reader = limited(Kind::Zip, described, left, &meter);
        if let Some(file) = file {
            let shown = inside.file(file.clone(), Stream::of_reader(&mut reader, None));
            // Of the last one there may be no more.
            if matches!(shown, Err(Fault::CutShort { kind: Kind::Zip })) {
                return Ok(None);
            }
            inside.or_unread(&file, shown)?;
        }
        match io::copy(&mut reader, &mut io::sink()) {
            Ok(_) => Ok(Some(self.start.saturating_add(taken.get()))),
            Err(error) => match Fault::of_stream(&error) {
                fault if fault.is_final() => Err(fault),
                _ => Ok(None),
            },
        }
    }
}

/// A file with its checksum behind it.
struct Described<'a> {
    inner: DeflateDecoder<Stream<'a, 'a>>,
    sum: Crc,
    is_done: bool,
}

impl Read for Described<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.sum.update(buffer.get(..count).unwrap_or_default());
        if count > 0 || buffer.is_empty() || self.is_done {
            return Ok(count);
        }
        self.is_done = true;
        let behind = self.inner.get_mut();
        let mut word = [0; 4];
        behind.read_exact(&mut word)?;
        // Most writers put a magic before it.
        if word == *b"PK\x07\x08" {
            behind.read_exact(&mut word)?;
        }
        match u32::from_le_bytes(word) == self.sum.sum() {
            true => Ok(0),
            false => Err(Fault::damaged(Kind::Zip, "a file has a wrong checksum").into_io()),
        }
    }
}

/// Where the next header starts, behind what may stand between a content and it: a mark of an archive
/// of one part, or the checksum and sizes of the content, or these sizes alone.
fn next_header(source: &Shared<'_>, at: u64) -> Result<u64, Fault> {
    let near = bytes(source, at, 28)?;
    let found = needle::find(&near, MAGIC);
    Ok(at.saturating_add(found.and_then(|it| u64::try_from(it).ok()).unwrap_or(0)))
}

/// Up to `count` bytes at `at`.
fn bytes(source: &Shared<'_>, at: u64, count: u64) -> Result<Vec<u8>, Fault> {
    up_to(source, at, count).map_err(|error| Fault::of_stream(&error))
}
