//! One entry: its header, and the headers before it that say more about it.

use std::io::Read;

use super::header::{BLOCK, Header, text};
use super::pax::{Records, records};
use super::sparse::{self, Map};
use crate::archive::stream::{Stream, behind_zeros};
use crate::archive::{Fault, Kind};
use crate::bytes::{Limits, within};

/// The size of a block, as a file size.
const WIDE: u64 = 512;

/// An entry. The stream stands at its content.
pub(in crate::archive) struct Entry {
    /// Its name as the archive has it.
    pub(in crate::archive) name: Vec<u8>,
    pub(in crate::archive) what: What,
    /// The size of the content in the archive.
    pub(in crate::archive) size: u64,
    /// Where the content starts.
    pub(in crate::archive) start: u64,
}

/// What an entry is.
pub(in crate::archive) enum What {
    File,
    /// A file with holes that the archive does not store.
    Sparse(Map),
    Folder,
    /// Another name of the entry with that name.
    HardLink(Vec<u8>),
    /// A name that leads to that path.
    SymLink(Vec<u8>),
    /// A device, a pipe.
    Other,
}

impl Entry {
    /// Moves the stream behind the content.
    pub(in crate::archive) fn skip(&self, stream: &mut Stream<'_, '_>) -> Result<(), Fault> {
        skip(stream, self.start, self.size)
    }
}

/// `end`, rounded up to whole blocks behind `start`.
fn padded(end: u64, start: u64) -> u64 {
    let length = end.saturating_sub(start);
    start.saturating_add(length.checked_next_multiple_of(WIDE).unwrap_or(u64::MAX))
}

/// The next entry; `None` at the end of the archive.
pub(in crate::archive) fn next(
    stream: &mut Stream<'_, '_>,
    limits: &Limits,
) -> Result<Option<Entry>, Fault> {
    let damaged = |defect: &str| Fault::damaged(Kind::Tar, defect);
    let mut before = Before::default();
    loop {
        let Some(block) = block(stream)? else { return Ok(None) };
        let header =
            Header::read(&block).ok_or_else(|| damaged("a header has a wrong checksum"))?;
        let size = header.size().ok_or_else(|| damaged("a size is no number"))?;
        match header.kind() {
            b'x' | b'X' => {
                let found = records(&content(stream, size, limits)?);
                before.records = found.ok_or_else(|| damaged("records of an entry are damaged"))?;
            }
            b'L' => before.name = Some(text(&content(stream, size, limits)?).to_vec()),
            b'K' => before.link = Some(text(&content(stream, size, limits)?).to_vec()),
            // Records for all entries behind, none of which matters here; a label; a second volume's
            // rest of a file.
            b'g' | b'V' | b'M' => skip(stream, stream.position(), size)?,
            _ => return before.entry(&header, size, stream, limits).map(Some),
        }
    }
}

/// What the headers before the one of an entry say about it.
#[derive(Default)]
struct Before {
    records: Records,
    /// Names that are too long for their fields, as GNU's writers have them.
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
}

impl Before {
    /// The entry with that header, and `size` bytes of content by it.
    fn entry(
        self,
        header: &Header<'_>,
        size: u64,
        stream: &mut Stream<'_, '_>,
        limits: &Limits,
    ) -> Result<Entry, Fault> {
        let Self { records, name, link } = self;
        let name = records.path.clone().or(name).unwrap_or_else(|| header.name());
        let size = records.size.unwrap_or(size);
        let begin = stream.position();
        let kind = header.kind();
        let what = match kind {
            b'S' => What::Sparse(sparse::of_header(stream, header, size, limits)?),
            0 | b'0' | b'7' if records.is_sparse => {
                What::Sparse(sparse::of_records(stream, &records, size, limits)?)
            }
            0 | b'0' | b'7' if !name.ends_with(b"/") => What::File,
            0 | b'0' | b'7' | b'5' => What::Folder,
            b'1' | b'2' => {
                let link = records.link_path.or(link);
                let target = link.unwrap_or_else(|| header.link_name().to_vec());
                if kind == b'1' { What::HardLink(target) } else { What::SymLink(target) }
            }
            _ => What::Other,
        };
        // Format 1.0 counts its list of runs to the content, GNU's old one does not.
        let list = stream.position().saturating_sub(begin);
        let size = match kind {
            b'S' => size,
            // Links and folders of old writers have a size without any content.
            b'1'..=b'6' => 0,
            _ => size.saturating_sub(list),
        };
        Ok(Entry { name, what, size, start: stream.position() })
    }
}

/// The next header; `None` at the end: behind two blocks of zeros, or where the bytes end.
fn block(stream: &mut Stream<'_, '_>) -> Result<Option<[u8; BLOCK]>, Fault> {
    for _ in 0..2 {
        let left = stream.peek(BLOCK).map_err(|error| Fault::of_stream(&error))?.len();
        let mut bytes = [0; BLOCK];
        let rest = bytes.get_mut(..left).unwrap_or_default();
        stream.read_exact(rest).map_err(|error| Fault::of_stream(&error))?;
        let is_empty = rest.iter().all(|byte| *byte == 0);
        match (is_empty, left) {
            (_, 0) => return Ok(None),
            (true, _) => {}
            (false, BLOCK) => return Ok(Some(bytes)),
            (false, _) => return Err(Fault::CutShort { kind: Kind::Tar }),
        }
    }
    behind(stream).map(|()| None)
}

/// Reads what follows the end of the archive: more zeros fill up the last record.
fn behind(stream: &mut Stream<'_, '_>) -> Result<(), Fault> {
    match behind_zeros(stream).map_err(|error| Fault::of_stream(&error))? {
        0 => Ok(()),
        count => Err(Fault::Trailing { kind: Kind::Tar, count }),
    }
}

/// The content of an entry that says something about the next one.
fn content(stream: &mut Stream<'_, '_>, size: u64, limits: &Limits) -> Result<Vec<u8>, Fault> {
    within("tar-records", size, limits.tar_records)?;
    let start = stream.position();
    let mut bytes = Vec::new();
    stream.take(size).read_to_end(&mut bytes).map_err(|error| Fault::of_stream(&error))?;
    skip(stream, start, size)?;
    Ok(bytes)
}

/// Moves on behind the `size` bytes of content at `start`. Only the padding of the last one may be
/// missing.
fn skip(stream: &mut Stream<'_, '_>, start: u64, size: u64) -> Result<(), Fault> {
    let end = start.saturating_add(size);
    let mut go = |to| stream.skip_to(to).map_err(|error| Fault::of_stream(&error));
    if !go(end)? {
        return Err(Fault::CutShort { kind: Kind::Tar });
    }
    go(padded(end, start)).map(|_| ())
}
