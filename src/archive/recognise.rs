//! What a file is, where its first bytes alone do not tell.

use std::io;

use super::behind::may_be_in_front;
use super::inside::HEAD;
use super::msi::root;
use super::stream::Stream;
use super::{Kind, ar};
use crate::bytes::{ByteSource, PartOffset};

/// The kind of container that `stream` is; `None` where it is none that is opened. Takes nothing.
pub(super) fn kind_of(stream: &mut Stream<'_, '_>) -> io::Result<Option<Kind>> {
    if let Some(source) = stream.source() {
        let head = stream.peek(HEAD)?;
        return recognise(&*source, head);
    }
    let mut count = HEAD;
    loop {
        let head = stream.peek(count)?;
        match bytes_to_tell(head) {
            Some(more) if head.len() == count && more > count => count = more,
            _ => return Ok(Kind::of(head)),
        }
    }
}

/// The kind of a file that starts with `head`, at least 4608 bytes or all of it; `None` where it is
/// no container that is opened.
///
/// # Errors
/// The error of the operating system.
pub fn recognise(source: &dyn ByteSource, head: &[u8]) -> io::Result<Option<Kind>> {
    match by_start(source, head)? {
        Some(Kind::Msi) => Ok(is_package(source, head)?.then_some(Kind::Msi)),
        kind => Ok(kind),
    }
}

/// Whether the first bytes alone tell that a file is no container, and that none is looked for behind it.
pub fn is_none(head: &[u8]) -> bool {
    bytes_to_tell(head).is_none() && Kind::of(head).is_none() && !may_be_in_front(head)
}

/// Whether a compound file is a package of the Windows Installer. Where that cannot be read it is one,
/// whose reader then says what is wrong.
fn is_package(source: &dyn ByteSource, head: &[u8]) -> io::Result<bool> {
    let Some(place) = root::class_at(head) else { return Ok(true) };
    let mut class = [0; 16];
    let count = source.read_at(PartOffset(place), &mut class)?;
    Ok(count < class.len() || root::is_installer(class))
}

/// The kind by as many first bytes as tell it.
fn by_start(source: &dyn ByteSource, head: &[u8]) -> io::Result<Option<Kind>> {
    let mut more = Vec::new();
    loop {
        let start = if more.is_empty() { head } else { &more };
        let count = bytes_to_tell(start).unwrap_or_default();
        if count <= start.len() {
            return Ok(Kind::of(start));
        }
        let read = read_start(source, count)?;
        if read.len() <= start.len() {
            return Ok(Kind::of(start));
        }
        more = read;
    }
}

/// How many first bytes tell the kind of a file that starts with `head`; `None` where those do.
fn bytes_to_tell(head: &[u8]) -> Option<usize> {
    // Where the magic of a disc ends.
    const DISC: usize = 0x8006;
    ar::bytes_to_tell(head).or_else(|| may_be_disc(head).then_some(DISC))
}

/// Whether a disc may start so: with nothing, with a boot sector, or with the program of an
/// AppImage of the first type.
fn may_be_disc(head: &[u8]) -> bool {
    let starts_empty = head.get(..64).is_some_and(|bytes| bytes.iter().all(|byte| *byte == 0));
    starts_empty
        || head.get(510..512) == Some(b"\x55\xaa")
        || head.starts_with(b"\x7fELF") && head.get(8..11) == Some(b"AI\x01")
}

/// The first `count` bytes, or all that are there.
fn read_start(source: &dyn ByteSource, count: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; count];
    let mut filled = 0;
    while let Some(room) = bytes.get_mut(filled..).filter(|it| !it.is_empty()) {
        match source.read_at(PartOffset(u64::try_from(filled).unwrap_or(u64::MAX)), room)? {
            0 => break,
            more => filled = filled.saturating_add(more),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}
