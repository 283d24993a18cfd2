//! A run of bytes that is read from its start to its end, whether it lies in a file or is unpacked
//! on the way.

mod between;
mod decoder;
mod memory;
#[cfg(feature = "archives")]
mod pbzx;
#[cfg(feature = "archives")]
mod unit;
#[cfg(not(feature = "archives"))]
#[path = "unit_without.rs"]
mod unit;

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

pub(super) use between::{behind_zeros, skip_zeros};
pub(super) use decoder::{Ending, decoded, limited};
#[cfg(feature = "archives")]
pub(super) use memory::kibibytes;
pub(super) use memory::{fault_of, window_log};

use super::{Shared, Window};
use crate::bytes::{PartOffset, Span};

/// Bytes read ahead at once.
const PIECE: usize = 64 << 10;
/// Bytes read ahead at the start: most files are told by their first bytes, and left.
const FIRST: usize = 8 << 10;

/// A run of bytes, read once from its start to its end.
pub(super) struct Stream<'a, 's> {
    feed: Feed<'a, 's>,
    /// Bytes read ahead: those from `taken` to `filled` have not been taken yet.
    ahead: Vec<u8>,
    taken: usize,
    filled: usize,
    position: Rc<Cell<u64>>,
    /// Its length, where something states it.
    size: Option<u64>,
}

enum Feed<'a, 's> {
    /// It lies in a source; the next byte to read.
    Source(Shared<'s>, u64),
    /// It is unpacked on the way.
    Reader(Box<dyn Read + 'a>),
}

impl<'a, 's> Stream<'a, 's> {
    /// All of `source`.
    pub(super) fn of_source(source: Shared<'s>) -> Self {
        let size = Some(source.size());
        Self::new(Feed::Source(source, 0), size)
    }

    /// `size` bytes of `source` from `start` on.
    pub(super) fn of_part(source: &Shared<'s>, start: u64, size: u64) -> Self {
        let span = Span::new(PartOffset(start), size);
        let window = Window::new(source.clone(), span);
        Self { size: Some(size), ..Self::of_source(std::sync::Arc::new(window)) }
    }

    /// What `reader` gives; `size` bytes, if something states it.
    pub(super) fn of_reader(reader: impl Read + 'a, size: Option<u64>) -> Self {
        Self::new(Feed::Reader(Box::new(reader)), size)
    }

    fn new(feed: Feed<'a, 's>, size: Option<u64>) -> Self {
        Self { feed, ahead: Vec::new(), taken: 0, filled: 0, position: Rc::default(), size }
    }

    /// Its length in bytes, where something states it; a reader may give fewer.
    pub(super) fn size(&self) -> Option<u64> {
        self.size
    }

    /// How many bytes were taken.
    pub(super) fn position(&self) -> u64 {
        self.position.get()
    }

    /// The same number for someone who does not have the stream.
    pub(super) fn count(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.position)
    }

    /// The next `count` bytes without taking them, or all that are left.
    pub(super) fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        if self.unread().len() < count {
            self.ahead.copy_within(self.taken..self.filled, 0);
            self.filled = self.filled.saturating_sub(self.taken);
            self.taken = 0;
            while self.filled < count && self.read_ahead(count)? > 0 {}
        }
        let unread = self.unread();
        Ok(unread.get(..count).unwrap_or(unread))
    }

    /// The source, if all of the stream is one that can be read in any order.
    pub(super) fn source(&self) -> Option<Shared<'s>> {
        match &self.feed {
            Feed::Source(source, _) if self.position() == 0 => Some(source.clone()),
            _ => None,
        }
    }

    /// The next `size` bytes as a stream of their own, which leaves this one where it is if
    /// they lie in a source.
    pub(super) fn part(&mut self, size: u64) -> Stream<'_, 's> {
        match &self.feed {
            Feed::Source(source, _) => Stream::of_part(source, self.position(), size),
            Feed::Reader(_) => Stream::of_reader(self.take(size), Some(size)),
        }
    }

    /// Moves on to `position`, over bytes that nobody wants; `false` where the stream ends before.
    pub(super) fn skip_to(&mut self, position: u64) -> io::Result<bool> {
        if let Feed::Source(source, next) = &mut self.feed {
            let target = position.min(source.size());
            let skipped = target.saturating_sub(self.position.get());
            let left = self.filled.saturating_sub(self.taken);
            match usize::try_from(skipped) {
                // What was read ahead is good for the headers of small files.
                Ok(skipped) if skipped <= left => self.taken = self.taken.saturating_add(skipped),
                _ => {
                    (self.taken, self.filled) = (0, 0);
                    *next = target;
                }
            }
            self.position.set(self.position.get().max(target));
            return Ok(position == target);
        }
        while let left @ 1.. = position.saturating_sub(self.position()) {
            let count = self.fill_buf()?.len();
            if count == 0 {
                return Ok(false);
            }
            self.consume(count.min(usize::try_from(left).unwrap_or(usize::MAX)));
        }
        Ok(true)
    }

    fn unread(&self) -> &[u8] {
        self.ahead.get(self.taken..self.filled).unwrap_or_default()
    }

    /// Reads more bytes behind those that were read ahead, up to `size` bytes in all.
    fn read_ahead(&mut self, size: usize) -> io::Result<usize> {
        if self.ahead.len() < size {
            self.ahead.resize(size, 0);
        }
        let room = self.ahead.get_mut(self.filled..size).unwrap_or_default();
        let count = self.feed.read(room)?;
        self.filled = self.filled.saturating_add(count);
        Ok(count)
    }
}

impl Read for Feed<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Source(source, next) => {
                let count = source.read_at(PartOffset(*next), buffer)?;
                *next = next.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
                Ok(count)
            }
            Self::Reader(reader) => loop {
                match reader.read(buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    read => return read,
                }
            },
        }
    }
}

impl Read for Stream<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = if self.unread().is_empty() && buffer.len() >= PIECE {
            self.feed.read(buffer)?
        } else {
            let count = self.fill_buf()?.read(buffer)?;
            self.taken = self.taken.saturating_add(count);
            count
        };
        let count_wide = u64::try_from(count).unwrap_or(u64::MAX);
        self.position.set(self.position().saturating_add(count_wide));
        Ok(count)
    }
}

impl BufRead for Stream<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.unread().is_empty() {
            (self.taken, self.filled) = (0, 0);
            self.read_ahead(if self.position() == 0 { FIRST } else { PIECE })?;
        }
        Ok(self.unread())
    }

    fn consume(&mut self, count: usize) {
        let count = count.min(self.unread().len());
        self.taken = self.taken.saturating_add(count);
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.position.set(self.position().saturating_add(count));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn bytes() -> Vec<u8> {
        (0..=255).cycle().take(200_000).collect()
    }

    #[test]
    fn peeking_takes_nothing_and_skipping_is_exact() {
        let bytes = bytes();
        for stream in
            [Stream::of_source(Arc::new(bytes.clone())), Stream::of_reader(&bytes[..], None)]
        {
            let mut stream = stream;
            assert_eq!(stream.peek(4).unwrap(), &bytes[..4]);
            assert_eq!(stream.peek(100_000).unwrap(), &bytes[..100_000]);
            assert!(stream.skip_to(150_001).unwrap());
            let mut three = [0; 3];
            stream.read_exact(&mut three).unwrap();
            assert_eq!(three, bytes[150_001..150_004]);
            assert_eq!(stream.position(), 150_004);
            let mut part = Vec::new();
            stream.part(10).read_to_end(&mut part).unwrap();
            assert_eq!(part, bytes[150_004..150_014]);
            assert!(stream.skip_to(200_000).unwrap());
            assert_eq!(stream.peek(1).unwrap(), b"");
            assert!(!stream.skip_to(200_001).unwrap());
        }
    }
}
