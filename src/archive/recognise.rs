//! What a file is, where its first bytes alone do not tell.

use std::io;

use super::Kind;
use super::inside::HEAD;
use super::stream::Stream;
use crate::bytes::{ByteSource, PartOffset};

/// Where the image of a disc has its magic, which is behind what a computer starts from.
const DISC_AT: usize = 0x8001;
/// The magic of ISO 9660.
const DISC: &[u8] = b"CD001";

/// The kind of a file that starts with `head`, at least 4608 bytes or all of it; `None` where it is
/// no container that is opened.
///
/// # Errors
/// The error of the operating system.
pub fn recognise(source: &dyn ByteSource, head: &[u8]) -> io::Result<Option<Kind>> {
    if let Some(kind) = Kind::of(head) {
        return Ok(Some(kind));
    }
    if !may_be_disc(head) {
        return Ok(None);
    }
    let mut magic = [0; DISC.len()];
    let at = PartOffset(u64::try_from(DISC_AT).unwrap_or(u64::MAX));
    let count = source.read_at(at, &mut magic)?;
    Ok((magic.get(..count) == Some(DISC)).then_some(Kind::Iso))
}

/// The kind of what `stream` gives.
pub(super) fn kind_of(stream: &mut Stream<'_, '_>) -> io::Result<Option<Kind>> {
    let head = stream.peek(HEAD)?;
    if let Some(kind) = Kind::of(head) {
        return Ok(Some(kind));
    }
    if !may_be_disc(head) {
        return Ok(None);
    }
    let all = stream.peek(DISC_AT.saturating_add(DISC.len()))?;
    Ok((all.get(DISC_AT..) == Some(DISC)).then_some(Kind::Iso))
}

/// Whether a disc may start so: with nothing, with a boot sector, or with the program of an
/// AppImage of the first type.
fn may_be_disc(head: &[u8]) -> bool {
    let starts_empty = head.get(..64).is_some_and(|bytes| bytes.iter().all(|byte| *byte == 0));
    starts_empty
        || head.get(510..512) == Some(b"\x55\xaa")
        || head.starts_with(b"\x7fELF") && head.get(8..11) == Some(b"AI\x01")
}
