//! Reads at a place, for containers that are read in any order, and sources made of pieces.

use std::borrow::Cow;
use std::io;

use super::{Fault, Kind, Shared};
use crate::bytes::{ByteSource, PartOffset, Span};

/// A container of that kind that is read in any order.
#[derive(Clone)]
pub(super) struct At<'s> {
    pub(super) source: Shared<'s>,
    pub(super) kind: Kind,
}

impl At<'_> {
    /// Up to `count` bytes at `at`, fewer where the source ends.
    pub(super) fn clamped(&self, at: u64, count: u64) -> Result<Vec<u8>, Fault> {
        up_to(&self.source, at, count).map_err(|error| Fault::of_stream(&error))
    }

    /// The `count` bytes at `at`.
    pub(super) fn read(&self, at: u64, count: u64) -> Result<Vec<u8>, Fault> {
        let bytes = self.clamped(at, count)?;
        match u64::try_from(bytes.len()) == Ok(count) {
            true => Ok(bytes),
            false => Err(Fault::CutShort { kind: self.kind }),
        }
    }

    /// The `N` bytes at `at`.
    pub(super) fn array<const N: usize>(&self, at: u64) -> Result<[u8; N], Fault> {
        let mut bytes = [0; N];
        let read = self.source.read_at(PartOffset(at), &mut bytes);
        match read.map_err(|error| Fault::of_stream(&error))? == N {
            true => Ok(bytes),
            false => Err(Fault::CutShort { kind: self.kind }),
        }
    }

    /// Damage in it.
    pub(super) fn damaged(&self, defect: &'static str) -> Fault {
        Fault::damaged(self.kind, defect)
    }
}

/// The same of a source, lent where they are in memory.
pub(super) fn lent(source: &dyn ByteSource, at: u64, count: u64) -> io::Result<Cow<'_, [u8]>> {
    let end = at.saturating_add(count).min(source.size());
    let (start, end) = (usize::try_from(at), usize::try_from(end));
    match start.ok().zip(end.ok()).and_then(|(start, end)| source.start().get(start..end)) {
        Some(bytes) => Ok(bytes.into()),
        None => up_to(source, at, count).map(Cow::Owned),
    }
}

/// Up to `count` bytes at `at`, fewer where the source ends.
pub(super) fn up_to(source: &dyn ByteSource, at: u64, count: u64) -> io::Result<Vec<u8>> {
    let count = count.min(source.size().saturating_sub(at));
    let mut bytes = Vec::new();
    source.read_to(PartOffset(at), usize::try_from(count).unwrap_or(usize::MAX), &mut bytes)?;
    Ok(bytes)
}

/// Runs of a source, one behind the other.
pub(super) struct Pieces<'s> {
    whole: Shared<'s>,
    /// Where each starts in this source, and its bytes.
    pieces: Vec<(u64, Span)>,
    size: u64,
}

impl<'s> Pieces<'s> {
    /// No piece of `whole` yet.
    pub(super) fn of(whole: Shared<'s>) -> Self {
        Self { whole, pieces: Vec::new(), size: 0 }
    }

    /// Adds a run; joins it with the last one if it lies right behind that.
    pub(super) fn push(&mut self, span: Span) {
        let start = self.size;
        self.size = start.saturating_add(span.len());
        match self.pieces.last_mut() {
            Some((_, last)) if last.end() == span.start() => {
                *last = Span::between(last.start(), span.end());
            }
            _ if span.is_empty() => {}
            _ => self.pieces.push((start, span)),
        }
    }

    /// How many runs there are that do not lie behind each other.
    pub(super) fn count(&self) -> usize {
        self.pieces.len()
    }

    /// Where the byte at `at` lies in the whole.
    pub(super) fn place(&self, at: u64) -> Option<PartOffset> {
        let behind = self.pieces.partition_point(|(start, _)| *start <= at);
        let (start, span) = self.pieces.get(behind.checked_sub(1)?)?;
        let inside = at.saturating_sub(*start);
        (inside < span.len()).then(|| span.start().saturating_add(inside))
    }

    /// The run, if there is only one.
    pub(super) fn single(&self) -> Option<Span> {
        match self.pieces[..] {
            [(_, span)] => Some(span),
            _ => None,
        }
    }

    /// Where the run ends that ends last.
    pub(super) fn end(&self) -> PartOffset {
        self.pieces.iter().map(|(_, span)| span.end()).max().unwrap_or(PartOffset(0))
    }
}

impl ByteSource for Pieces<'_> {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0_usize;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let place = at.0.saturating_add(u64::try_from(filled).unwrap_or(u64::MAX));
            let behind = self.pieces.partition_point(|(start, _)| *start <= place);
            let Some((start, span)) = behind.checked_sub(1).and_then(|at| self.pieces.get(at))
            else {
                break;
            };
            let inside = place.saturating_sub(*start);
            let left = usize::try_from(span.len().saturating_sub(inside)).unwrap_or(usize::MAX);
            let wanted = left.min(rest.len());
            let from = span.start().saturating_add(inside);
            let count = self.whole.read_at(from, rest.get_mut(..wanted).unwrap_or_default())?;
            if count == 0 {
                break;
            }
            filled = filled.saturating_add(count);
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn pieces_read_as_one() {
        let mut pieces = Pieces::of(Arc::new(b"0123456789".to_vec()));
        for (at, length) in [(8, 2), (3, 2), (5, 1), (0, 1)] {
            pieces.push(Span::new(PartOffset(at), length));
        }
        assert_eq!((pieces.count(), pieces.size()), (3, 6));
        for (at, want) in [(0, "893450"), (1, "93450"), (4, "50"), (6, ""), (99, "")] {
            let mut buffer = [0; 8];
            let count = pieces.read_at(PartOffset(at), &mut buffer).unwrap();
            assert_eq!(&buffer[..count], want.as_bytes(), "at {at}");
        }
    }
}
