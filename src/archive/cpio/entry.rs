//! One entry: its header and its name.

use std::io::Read;

use super::header::{Full, Header, MOST, TRAILER, is_file, read};
use crate::archive::meter::Meter;
use crate::archive::rpm::Files;
use crate::archive::stream::Stream;
use crate::archive::{Fault, Kind};

/// Hard links of one file: its device and its number there.
pub(super) type Link = (u64, u64);

/// An entry. The stream stands at its content.
pub(super) struct Entry {
    pub(super) name: Vec<u8>,
    /// Whether it is a file, and no folder, link or device.
    pub(super) is_file: bool,
    /// The size of the content in the archive.
    pub(super) size: u64,
    /// The other names that it shares its bytes with, where only one has them.
    pub(super) link: Option<Link>,
    /// Where the next header starts.
    pub(super) end: u64,
}

/// The next entry; `None` behind the last.
pub(super) fn next(
    stream: &mut Stream<'_, '_>,
    files: Option<&Files>,
    meter: &Meter,
) -> Result<Option<Entry>, Fault> {
    let bytes = stream.peek(MOST).map_err(|error| Fault::of_stream(&error))?;
    let header = match read(bytes) {
        Some(header) => header,
        None if bytes.len() < MOST => return Err(Fault::CutShort { kind: Kind::Cpio }),
        None => return Err(Fault::damaged(Kind::Cpio, "a header is damaged")),
    };
    match header {
        Header::Full(full) => named(&full, stream, files, meter),
        Header::Stripped(index) => listed(index, stream, files).map(Some),
    }
}

/// An entry whose name stands behind its header.
fn named(
    header: &Full,
    stream: &mut Stream<'_, '_>,
    files: Option<&Files>,
    meter: &Meter,
) -> Result<Option<Entry>, Fault> {
    let start = stream.position();
    skip_to(stream, start.saturating_add(header.header))?;
    let mut name = Vec::new();
    let read = stream.part(meter.name_to_read(header.name_size)).read_to_end(&mut name);
    read.map_err(|error| Fault::of_stream(&error))?;
    let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
    let content = header.header.saturating_add(header.name_size);
    let content = start.saturating_add(header.padded(content));
    skip_to(stream, content)?;
    if name == TRAILER {
        return Ok(None);
    }
    let shares = header.shares && header.links > 1;
    Ok(Some(Entry {
        name: if files.is_some() { below_root(name) } else { name }.to_vec(),
        is_file: is_file(header.mode),
        size: header.size,
        link: shares.then_some(header.file),
        end: content.saturating_add(header.padded(header.size)),
    }))
}

/// The name as the list of a package has it, without the slash that is its root; archives write
/// `./` for it.
fn below_root(name: &[u8]) -> &[u8] {
    name.strip_prefix(b"./").or_else(|| name.strip_prefix(b"/")).unwrap_or(name)
}

/// An entry that the list of a package describes.
fn listed(index: u32, stream: &mut Stream<'_, '_>, files: Option<&Files>) -> Result<Entry, Fault> {
    let Some(files) = files else {
        let what = "the content of an rpm package without the header that lists its files";
        return Err(Fault::Unsupported(what.to_owned()));
    };
    let damaged = || Fault::damaged(Kind::Rpm, "a file of its content is not in its list");
    let file = files.file(index).ok_or_else(damaged)?;
    let content = stream.position().saturating_add(16);
    skip_to(stream, content)?;
    let padded = file.size.checked_next_multiple_of(4).unwrap_or(u64::MAX);
    Ok(Entry {
        name: below_root(&file.name).to_vec(),
        is_file: is_file(file.mode),
        size: file.size,
        link: file.link,
        end: content.saturating_add(padded),
    })
}

fn skip_to(stream: &mut Stream<'_, '_>, position: u64) -> Result<(), Fault> {
    match stream.skip_to(position).map_err(|error| Fault::of_stream(&error))? {
        true => Ok(()),
        false => Err(Fault::CutShort { kind: Kind::Cpio }),
    }
}
