//! The bytes of a file inside a container.

use std::io;
use std::sync::Arc;

use super::pool::Held;
use super::temporary::Temporary;
use crate::bytes::{ByteSource, PartOffset, Span};

/// A byte source that several owners share, on any thread.
pub type Shared<'s> = Arc<dyn ByteSource + Send + 's>;

/// The bytes of a file inside a container.
pub enum Bytes<'s> {
    /// The container stores them as they are.
    Window(Window<'s>),
    /// They were unpacked into memory.
    Memory(Held),
    /// They were unpacked into memory, and from where that was full into a temporary file.
    Split(Held, Temporary),
    /// They were unpacked into a temporary file.
    File(Temporary),
}

/// A run of bytes of another source, with its own offsets.
#[derive(Clone)]
pub struct Window<'s> {
    whole: Shared<'s>,
    span: Span,
}

impl<'s> Window<'s> {
    /// The bytes of `whole` in `span`, cut off where `whole` ends.
    pub fn new(whole: Shared<'s>, span: Span) -> Self {
        let span = span.clamped(whole.size());
        Self { whole, span }
    }
}

impl ByteSource for Window<'_> {
    fn size(&self) -> u64 {
        self.span.len()
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.span.len().saturating_sub(at.0)).unwrap_or(usize::MAX);
        let count = left.min(buffer.len());
        match (buffer.get_mut(..count), self.span.start().checked_add(at.0)) {
            (Some(buffer), Some(at)) => self.whole.read_at(at, buffer),
            _ => Ok(0),
        }
    }

    fn data_from(&self, at: PartOffset) -> Span {
        let (start, end) = (self.span.start(), self.span.end());
        let found = self.whole.data_from(start.saturating_add(at.0).min(end));
        let own = |place: PartOffset| PartOffset(place.min(end).0.saturating_sub(start.0));
        Span::between(own(found.start()), own(found.end()))
    }
}

impl ByteSource for Bytes<'_> {
    fn size(&self) -> u64 {
        match self {
            Self::Window(window) => window.size(),
            Self::Memory(held) => held.bytes().size(),
            Self::Split(held, file) => held.bytes().size().saturating_add(file.size()),
            Self::File(file) => file.size(),
        }
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Window(window) => window.read_at(at, buffer),
            Self::Memory(held) => held.bytes().read_at(at, buffer),
            Self::Split(held, file) => {
                let count = held.bytes().read_at(at, buffer)?;
                let rest = buffer.get_mut(count..).unwrap_or_default();
                if rest.is_empty() {
                    return Ok(count);
                }
                let behind = at.0.saturating_sub(held.bytes().size());
                Ok(file.read_at(PartOffset(behind), rest)?.saturating_add(count))
            }
            Self::File(file) => file.read_at(at, buffer),
        }
    }

    fn data_from(&self, at: PartOffset) -> Span {
        match self {
            Self::Window(window) => window.data_from(at),
            Self::Memory(held) => held.bytes().data_from(at),
            Self::Split(..) => Span::between(at, PartOffset(self.size())),
            Self::File(file) => file.data_from(at),
        }
    }
}
