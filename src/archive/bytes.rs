//! The bytes of a file inside a container.

use std::io;
use std::sync::Arc;

use super::pool::Held;
use super::temporary::Temporary;
use crate::bytes::{ByteSource, PartOffset, PartSource, Span};

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

/// A run of bytes of a shared source, with its own offsets.
pub type Window<'s> = PartSource<Shared<'s>>;

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
