//! One input being read: a byte source, a budget, and the first page, which nearly every question
//! about a file needs.

use std::borrow::Cow;
use std::io;

use thiserror::Error;

use super::{Budget, ByteSource, LimitExceeded, Moved, PartOffset, Span};

/// Bytes read when an input is opened. They hold the headers of an ELF or PE file, and the notes
/// that Go's linker places to end just behind the first page.
const HEAD: u64 = 4096 + 512;

/// A read that failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The bytes lie past the end of the file.
    #[error("bytes {:#x}..{:#x} lie outside the file of {size} bytes", .span.start().0, .span.end().0)]
    Outside {
        /// The requested bytes.
        span: Span,
        /// The size of the file.
        size: u64,
    },
    /// The bytes lie past the end of a part of the file.
    #[error(
        "bytes {:#x}..{:#x} lie outside the part of the file at {:#x}..{:#x}",
        .span.start().0, .span.end().0, .part.start().0, .part.end().0
    )]
    OutsidePart {
        /// The requested bytes, as a place in the file.
        span: Span,
        /// The part.
        part: Span,
    },
    /// The file ended before the size it had when it was opened.
    #[error("file shrank while it was read: nothing at {:#x}", .at.0)]
    Shrunk {
        /// The first missing byte.
        at: PartOffset,
    },
    /// The operating system could not read.
    #[error("cannot read at {:#x}: {kind}", .at.0)]
    Io {
        /// Where in the file.
        at: PartOffset,
        /// The error.
        kind: io::ErrorKind,
    },
    /// The input's budget is used up.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
}

impl ReadError {
    /// The place of the bytes that could not be read, if it is a single one.
    pub fn place(&self) -> Option<PartOffset> {
        match self {
            Self::Outside { span, .. } | Self::OutsidePart { span, .. } => Some(span.start()),
            Self::Shrunk { at } | Self::Io { at, .. } => Some(*at),
            Self::Limit(_) => None,
        }
    }
}

impl Moved for ReadError {
    fn moved(&self, start: u64) -> Self {
        match self {
            Self::Outside { span, size } => {
                let part = Span::new(PartOffset(start), *size);
                Self::OutsidePart { span: span.moved(start), part }
            }
            Self::OutsidePart { span, part } => {
                Self::OutsidePart { span: span.moved(start), part: part.moved(start) }
            }
            Self::Shrunk { at } => Self::Shrunk { at: at.moved(start) },
            Self::Io { at, kind } => Self::Io { at: at.moved(start), kind: *kind },
            Self::Limit(limit) => Self::Limit(*limit),
        }
    }
}

/// An input: reads from a [`ByteSource`], counted against a [`Budget`].
pub struct Input<'s> {
    source: &'s dyn ByteSource,
    budget: &'s Budget,
    head: Cow<'s, [u8]>,
}

impl<'s> Input<'s> {
    /// Opens `source` and reads its first page.
    ///
    /// # Errors
    /// [`ReadError`] where even the first page cannot be read.
    pub fn open(source: &'s dyn ByteSource, budget: &'s Budget) -> Result<Self, ReadError> {
        let mut input = Self { source, budget, head: Cow::default() };
        let head = Span::new(PartOffset(0), HEAD).clamped(source.size());
        let len = usize::try_from(head.len()).unwrap_or(usize::MAX);
        input.head = match source.start().get(..len) {
            Some(known) => {
                budget.pay_for_read(head.len())?;
                known.into()
            }
            None => input.read(head)?.into(),
        };
        Ok(input)
    }

    /// Opens `source` again, with `head` as its first page: nothing is read.
    pub fn resume(source: &'s dyn ByteSource, budget: &'s Budget, head: &'s [u8]) -> Self {
        Self { source, budget, head: Cow::Borrowed(head) }
    }

    /// The size of the input in bytes.
    pub fn size(&self) -> u64 {
        self.source.size()
    }

    /// The whole input as a span.
    pub fn whole(&self) -> Span {
        Span::new(PartOffset(0), self.size())
    }

    /// The budget that reading is counted against.
    pub fn budget(&self) -> &'s Budget {
        self.budget
    }

    /// The source, for reading a part of it as a separate input.
    pub fn source(&self) -> &'s dyn ByteSource {
        self.source
    }

    /// The first 4608 bytes, or all bytes of a shorter file.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Reads all of `span`.
    ///
    /// # Errors
    /// [`ReadError::Outside`] where the file is shorter, before anything is allocated.
    pub fn read(&self, span: Span) -> Result<Vec<u8>, ReadError> {
        let mut buffer = Vec::new();
        self.read_into(span, &mut buffer)?;
        Ok(buffer)
    }

    /// The bytes of `span`, lent where they are at hand.
    ///
    /// # Errors
    /// As [`Input::read`].
    pub fn lend(&self, span: Span) -> Result<Cow<'_, [u8]>, ReadError> {
        match self.cached(span) {
            Some(bytes) => Ok(bytes.into()),
            None => self.read(span).map(Cow::Owned),
        }
    }

    /// Reads all of `span` into `buffer`, replacing its content: many reads into one buffer cost neither
    /// memory nor zeros.
    ///
    /// # Errors
    /// As [`Input::read`].
    pub fn read_into(&self, span: Span, buffer: &mut Vec<u8>) -> Result<(), ReadError> {
        if span.end().0 > self.size() {
            return Err(ReadError::Outside { span, size: self.size() });
        }
        if let Some(bytes) = self.cached(span) {
            buffer.clear();
            buffer.extend_from_slice(bytes);
            return Ok(());
        }
        self.budget.pay_for_read(span.len())?;
        let too_large = LimitExceeded { name: "bytes-at-once", limit: u64::MAX };
        let len = usize::try_from(span.len()).map_err(|_| too_large)?;
        self.source
            .read_to(span.start(), len, buffer)
            .map_err(|error| ReadError::Io { at: span.start(), kind: error.kind() })?;
        if buffer.len() < len {
            let count = u64::try_from(buffer.len()).unwrap_or(u64::MAX);
            return Err(ReadError::Shrunk { at: span.start().saturating_add(count) });
        }
        Ok(())
    }

    /// Reads the part of `span` that lies in the file.
    ///
    /// # Errors
    /// As [`Input::read`], but never [`ReadError::Outside`].
    pub fn read_clamped(&self, span: Span) -> Result<Vec<u8>, ReadError> {
        self.read(span.clamped(self.size()))
    }

    /// The bytes of `span` in pieces of `step` bytes, each preceded by the last `overlap` bytes of
    /// the piece before, so that no needle of up to `overlap` + 1 bytes is cut in two.
    pub fn windows(&self, span: Span, step: u64, overlap: u64) -> Windows<'_, 's> {
        let left = span.clamped(self.size());
        let step = step.max(1);
        Windows { input: self, left, step, overlap, data: None, buffer: Vec::new() }
    }

    /// The same for a search: pieces in a hole of the file are skipped, because nothing that is
    /// searched for is all zeros. The other pieces lie as in [`Input::windows`].
    pub fn data_windows(&self, span: Span, step: u64, overlap: u64) -> Windows<'_, 's> {
        let data = Some(Span::default());
        Windows { data, ..self.windows(span, step, overlap) }
    }

    fn cached(&self, span: Span) -> Option<&[u8]> {
        let start = usize::try_from(span.start().0).ok()?;
        self.head.get(start..usize::try_from(span.end().0).ok()?)
    }
}

/// A span in overlapping pieces; see [`Input::windows`]. All pieces share one buffer, so each piece
/// is lent until the next one is requested.
pub struct Windows<'i, 's> {
    input: &'i Input<'s>,
    left: Span,
    step: u64,
    overlap: u64,
    /// The run of stored bytes found last, where holes are skipped.
    data: Option<Span>,
    buffer: Vec<u8>,
}

impl Windows<'_, '_> {
    /// The next piece and where it lies; `Ok(None)` behind the last.
    ///
    /// # Errors
    /// As [`Input::read`]; iteration ends after an error.
    pub fn advance(&mut self) -> Result<Option<(PartOffset, &[u8])>, ReadError> {
        self.skip_hole();
        if self.left.is_empty() {
            return Ok(None);
        }
        let span = self.left.first(self.step.saturating_add(self.overlap));
        let next = self.left.start().saturating_add(self.step);
        self.left = if span.end() >= self.left.end() {
            Span::default()
        } else {
            Span::between(next, self.left.end())
        };
        if let Err(error) = self.input.read_into(span, &mut self.buffer) {
            self.left = Span::default();
            return Err(error);
        }
        Ok(Some((span.start(), &self.buffer)))
    }

    /// Moves on to the piece in which the next stored bytes start, including the overlap before
    /// them.
    fn skip_hole(&mut self) {
        let Some(known) = &mut self.data else { return };
        let at = self.left.start();
        // A single piece needs no question about holes: a quick look reads no more.
        if self.left.len() <= self.step || known.contains(at) {
            return;
        }
        *known = self.input.source.data_from(at);
        let (start, end) = (known.start().0, self.left.end());
        if known.is_empty() || known.start() >= end {
            self.left = Span::default();
            return;
        }
        let hole = start.saturating_sub(self.overlap).saturating_sub(at.0);
        let steps = hole.checked_div(self.step).unwrap_or_default();
        let next = at.saturating_add(steps.saturating_mul(self.step));
        self.left = Span::between(next, end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Limits;

    #[test]
    fn reads_are_whole_or_an_error() {
        let data = vec![7; 10_000];
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&data, &budget).unwrap();
        assert_eq!(input.head().len(), 4608);
        assert_eq!(input.read(Span::new(PartOffset(9_990), 10)).unwrap().len(), 10);
        let outside = input.read(Span::new(PartOffset(9_990), 11));
        assert!(matches!(outside, Err(ReadError::Outside { .. })));
        assert_eq!(input.read_clamped(Span::new(PartOffset(9_990), 11)).unwrap().len(), 10);
        assert!(input.read(Span::new(PartOffset(u64::MAX), 1)).is_err());
    }

    /// Bytes whose all-zero blocks of 100 are holes.
    struct Sparse(Vec<u8>);

    impl ByteSource for Sparse {
        fn size(&self) -> u64 {
            self.0.size()
        }

        fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read_at(at, buffer)
        }

        fn data_from(&self, at: PartOffset) -> Span {
            let from = usize::try_from(at.0).unwrap();
            let blocks = self.0.chunks(100).map(|block| block.iter().any(|&byte| byte != 0));
            let stored: Vec<bool> = blocks.collect();
            let len = self.0.len();
            let start = (from..len).find(|at| stored[at / 100]).unwrap_or(len);
            let end = (start..len).find(|at| !stored[at / 100]).unwrap_or(len);
            Span::between(PartOffset(start as u64), PartOffset(end as u64))
        }
    }

    #[test]
    fn a_search_passes_over_holes_and_misses_nothing() {
        let mut bytes = vec![0; 60_000];
        // At the start, across the edges of blocks and pieces, alone, and at the end.
        let places = [0, 5_000, 9_998, 9_999, 20_095, 37_000, 37_100, 59_990];
        for at in places {
            bytes[at..at + 10].copy_from_slice(b"\0\0needle!!");
        }
        let len = bytes.len() as u64;
        for (step, overlap) in [(1000, 10), (1024, 64), (700, 350), (100, 9), (100_000, 9)] {
            let find = |source: &dyn ByteSource, skips: bool| {
                let budget = Budget::new(&Limits::default());
                let input = Input::open(source, &budget).unwrap();
                let before = budget.bytes_read();
                let mut windows = match skips {
                    true => input.data_windows(input.whole(), step, overlap),
                    false => input.windows(input.whole(), step, overlap),
                };
                let (mut found, mut starts) = (Vec::new(), Vec::new());
                while let Some((start, bytes)) = windows.advance().unwrap() {
                    starts.push(start.0);
                    let hits = crate::bytes::needle::find_all(bytes, b"\0\0needle");
                    found.extend(hits.map(|at| start.0 + at as u64));
                }
                found.sort_unstable();
                found.dedup();
                (found, starts, budget.bytes_read() - before)
            };
            let all = find(&bytes, false);
            let (found, starts, read) = find(&Sparse(bytes.clone()), true);
            assert_eq!(found, all.0, "step {step}, overlap {overlap}");
            assert!(starts.iter().all(|it| all.1.contains(it)), "step {step}: {starts:?}");
            assert!(read < len / 2 || step > len, "step {step}: {read} bytes read");
            assert_eq!(find(&bytes, true), all, "without holes, step {step}");
        }
    }

    #[test]
    fn windows_cover_every_byte_and_overlap() {
        let data: Vec<u8> = (0..=255).cycle().take(9_000).collect();
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&data, &budget).unwrap();
        for (step, overlap) in [(1000, 13), (4096, 0), (9000, 5), (1, 1)] {
            let mut covered = 0;
            let mut windows = input.windows(input.whole(), step, overlap);
            while let Some((at, bytes)) = windows.advance().unwrap() {
                let start = usize::try_from(at.0).unwrap();
                assert!(start <= covered, "gap at {covered}");
                assert_eq!(bytes, &data[start..start + bytes.len()]);
                covered = start + bytes.len();
            }
            assert_eq!(covered, data.len(), "step {step}, overlap {overlap}");
        }
    }
}
