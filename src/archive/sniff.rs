//! What kind of container a stream is, by as many of its first bytes as that takes.

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

impl Kind {
    /// The kind of container that `source` is; `None` where it is none that is opened. Reads more
    /// than [`Kind::of`] needs where the symbol table of an archive stands first.
    pub fn of_source(source: &dyn ByteSource) -> io::Result<Option<Self>> {
        let mut head = vec![0; HEAD];
        loop {
            let mut count = 0;
            while let Some(rest) = head.get_mut(count..).filter(|it| !it.is_empty()) {
                let at = PartOffset(u64::try_from(count).unwrap_or(u64::MAX));
                match source.read_at(at, rest)? {
                    0 => break,
                    more => count = count.saturating_add(more),
                }
            }
            let start = head.get(..count).unwrap_or_default();
            match ar::bytes_to_tell(start) {
                Some(more) if count == head.len() && more > count => head.resize(more, 0),
                _ => return Ok(Self::of(start)),
            }
        }
    }
}
