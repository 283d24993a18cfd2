//! Places: file offsets, virtual addresses and spans are separate types, so they cannot be mistaken
//! for one another.

use std::fmt;

/// A position in bytes from the first byte of whatever is read as one file: the file itself, a
/// slice or member of one, or a program as it was before it was packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartOffset(pub u64);

/// A value that holds places in a part and can convert them to places in what contains the part.
pub trait Moved {
    /// The same value for a part that starts at `start`, with places counted from the start of its
    /// container.
    #[must_use]
    fn moved(&self, start: u64) -> Self;
}

impl Moved for PartOffset {
    fn moved(&self, start: u64) -> Self {
        self.saturating_add(start)
    }
}

impl Moved for Span {
    fn moved(&self, start: u64) -> Self {
        Self::new(self.start.moved(start), self.len)
    }
}

/// A virtual address, as the linker laid the program out (before any relocation by a loader).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Va(pub u64);

impl PartOffset {
    /// The offset `by` bytes further on; `None` past the end of what a file can hold.
    pub fn checked_add(self, by: u64) -> Option<Self> {
        self.0.checked_add(by).map(Self)
    }

    /// The offset `by` bytes further on, or the largest there is.
    pub fn saturating_add(self, by: u64) -> Self {
        Self(self.0.saturating_add(by))
    }
}

impl Va {
    /// The address `by` bytes further on; `None` past the end of the address space.
    pub fn checked_add(self, by: u64) -> Option<Self> {
        self.0.checked_add(by).map(Self)
    }

    /// How far this address lies behind `base`; `None` if it lies before it.
    pub fn offset_from(self, base: Self) -> Option<u64> {
        self.0.checked_sub(base.0)
    }
}

impl fmt::Display for Va {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

/// A run of bytes in a file. Its end never overflows, but may lie past the end of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: PartOffset,
    len: u64,
}

impl Span {
    /// The `len` bytes at `start`, cut where the offset would overflow 64 bits.
    pub fn new(start: PartOffset, len: u64) -> Self {
        Self { start, len: len.min(u64::MAX.saturating_sub(start.0)) }
    }

    /// The bytes from `start` up to, not including, `end`; empty if `end` lies before `start`.
    pub fn between(start: PartOffset, end: PartOffset) -> Self {
        Self::new(start, end.0.saturating_sub(start.0))
    }

    /// Where the run starts.
    pub fn start(self) -> PartOffset {
        self.start
    }

    /// The offset just behind the run.
    pub fn end(self) -> PartOffset {
        self.start.saturating_add(self.len)
    }

    /// The length in bytes.
    pub fn len(self) -> u64 {
        self.len
    }

    /// Whether the run holds no byte.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// Whether the byte at `at` is in the run.
    pub fn contains(self, at: PartOffset) -> bool {
        self.start <= at && at < self.end()
    }

    /// The part of the run that lies in a file of `size` bytes.
    pub fn clamped(self, size: u64) -> Self {
        Self::between(self.start, PartOffset(self.end().0.min(size)))
    }

    /// The first `len` bytes of the run, or all of it where it is shorter.
    pub fn first(self, len: u64) -> Self {
        Self::new(self.start, self.len.min(len))
    }

    /// `len` bytes at `offset` from the start; `None` where they do not lie inside the run.
    pub fn part(self, offset: u64, len: u64) -> Option<Self> {
        let start = self.start.checked_add(offset)?;
        let end = start.checked_add(len)?;
        (end <= self.end()).then(|| Self::new(start, len))
    }
}

/// The runs ordered by start, without empty ones and without those that share a byte with an
/// earlier one, so that no byte is read twice.
pub(crate) fn disjoint(spans: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.into_iter().filter(|span| !span.is_empty()).collect();
    spans.sort_unstable();
    let mut end = PartOffset(0);
    spans.retain(|span| {
        let apart = end <= span.start();
        end = if apart { span.end() } else { end };
        apart
    });
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disjoint_runs() {
        let span = |(start, len)| Span::new(PartOffset(start), len);
        for (spans, want) in [
            (&[(10, 5), (0, 10)][..], &[(0, 10), (10, 5)][..]),
            (&[(0, 10), (9, 5), (12, 1)], &[(0, 10), (12, 1)]),
            (&[(3, 0), (u64::MAX, 1)], &[]),
            (&[(0, 4), (0, 4)], &[(0, 4)]),
        ] {
            let want: Vec<_> = want.iter().copied().map(span).collect();
            assert_eq!(disjoint(spans.iter().copied().map(span)), want, "{spans:?}");
        }
    }

    #[test]
    fn spans_never_overflow() {
        let far = Span::new(PartOffset(u64::MAX - 1), 10);
        assert_eq!(far.end(), PartOffset(u64::MAX));
        assert_eq!(far.clamped(100).len(), 0);
        assert_eq!(Span::new(PartOffset(10), 20).clamped(15).len(), 5);
        assert_eq!(Span::new(PartOffset(10), 20).part(15, 5), Some(Span::new(PartOffset(25), 5)));
        assert_eq!(Span::new(PartOffset(10), 20).part(15, 6), None);
        assert_eq!(Span::new(PartOffset(10), 20).part(u64::MAX, 1), None);
    }
}
