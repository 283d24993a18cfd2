//! What a file is, where its first bytes alone do not tell.

use std::io;

use super::inside::HEAD;
use super::stream::Stream;
use super::{Kind, ar};
use crate::bytes::{ByteSource, PartOffset};

/// The kind of container that `stream` is; `None` where it is none that is opened. Takes nothing.
pub(super) fn kind_of(stream: &mut Stream<'_, '_>) -> io::Result<Option<Kind>> {
    let mut count = HEAD;
    loop {
        let head = stream.peek(count)?;
        match ar::bytes_to_tell(head) {
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
    let mut more = Vec::new();
    loop {
        let start = if more.is_empty() { head } else { &more };
        let Some(count) = ar::bytes_to_tell(start) else { return Ok(Kind::of(start)) };
        let read = read_start(source, count)?;
        if read.len() <= start.len() {
            return Ok(Kind::of(start));
        }
        more = read;
    }
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
