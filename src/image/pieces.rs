//! The data segments of a WebAssembly module by their places in the file and in memory.
//!
//! They are kept in the order of the file, in which Go's linker writes them in one or two stretches that also
//! ascend in memory: in one up to Go 1.26 or so. The few stretches are sorted, and the segments themselves only
//! where one stretch starts within another.

use super::{ImageError, Table};
use crate::bytes::{PartOffset, Span};

/// Data segments with a smaller gap between them are read as one run of memory.
const GAP: u64 = 64 << 10;

/// One data segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) address: u64,
    /// Where its bytes start, from the start of the section on, in the high half, and how many there are in the
    /// low one: a section has less than 4 GiB.
    place: u64,
}

impl Piece {
    /// `len` bytes at `at` of the section.
    #[inline]
    pub(super) fn new(address: u64, at: u64, len: u64) -> Self {
        Self { address, place: at << 32 | len & 0xffff_ffff }
    }

    #[inline]
    pub(super) fn len(self) -> u64 {
        self.place & 0xffff_ffff
    }

    #[inline]
    pub(super) fn end(self) -> u64 {
        self.address.saturating_add(self.len())
    }
}

/// Some of the pieces, by their numbers, which ascend in memory and have small gaps between them. There can be as
/// many as there are pieces, so that it says nothing that those say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    first: u32,
    /// Behind the last one.
    behind: u32,
}

/// All data segments that have an address and bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pieces {
    /// Where the section starts.
    start: PartOffset,
    /// In the order of the file.
    all: Vec<Piece>,
    /// Ordered by address, without overlaps.
    stretches: Vec<Stretch>,
    /// Where pieces are that are not close behind the one before, and where in memory the last one ends.
    firsts: Vec<u32>,
    end: u64,
}

impl Pieces {
    /// None yet, of a section that starts at `start`; with room for some.
    pub(super) fn new(start: PartOffset, room: usize) -> Self {
        Self { start, all: Vec::with_capacity(room), ..Self::default() }
    }

    /// Adds the next one in the file, which may be anywhere in memory: at its very last byte, which ends at no
    /// address, it counts as none.
    pub(super) fn push_any(&mut self, piece: Piece) {
        if piece.address < u64::MAX {
            self.push(piece);
        }
    }

    /// Adds the next one in the file, which is not at the last byte of memory.
    #[inline]
    pub(super) fn push(&mut self, piece: Piece) {
        // What starts before the end is far behind it by wrapping.
        if piece.address.wrapping_sub(self.end) >= GAP {
            self.firsts.push(self.count());
        }
        self.end = piece.address.wrapping_add(piece.len());
        self.all.push(piece);
    }

    /// How many there are: each takes more than a byte of a section of less than 4 GiB.
    #[inline]
    fn count(&self) -> u32 {
        u32::try_from(self.all.len()).unwrap_or(u32::MAX)
    }

    /// Puts the stretches in order.
    ///
    /// # Errors
    /// [`ImageError`] where two pieces overlap.
    pub(super) fn ordered(mut self) -> Result<Self, ImageError> {
        self.stretches = self.in_file();
        self.firsts = Vec::new();
        // One that goes on at the first address behind the last ends before its start.
        let is_whole = self.stretches.iter().all(|it| self.address(*it) <= self.end_of(*it));
        let is_before = |a: &Stretch, b: &Stretch| self.end_of(*a) <= self.address(*b);
        if !is_whole || !self.stretches.is_sorted_by(is_before) {
            // One starts in a gap of another, or in another.
            self.stretches = Vec::new();
            self.stretches = self.in_memory()?;
        }
        Ok(self)
    }

    /// The stretches as they are in the file, by their first addresses.
    fn in_file(&self) -> Vec<Stretch> {
        let mut stretches = Vec::with_capacity(self.firsts.len().saturating_add(1));
        let mut first = 0;
        for behind in self.firsts.iter().copied().chain([self.count()]) {
            if first < behind {
                stretches.push(Stretch { first, behind });
            }
            first = behind;
        }
        stretches.sort_unstable_by_key(|it| (self.address(*it), it.first));
        stretches
    }

    /// The stretches as they are when every piece is put in its place.
    fn in_memory(&self) -> Result<Vec<Stretch>, ImageError> {
        let mut order: Vec<u32> = (0..self.count()).collect();
        order.sort_unstable_by_key(|at| (self.piece(*at).map(|piece| piece.address), *at));
        let (mut stretches, mut end) = (Vec::<Stretch>::new(), 0);
        for at in order {
            let Some(piece) = self.piece(at) else { continue };
            if piece.address < end {
                let (at, defect) = (self.span(piece).start(), "two segments fill the same memory");
                return Err(ImageError::Malformed { table: Table::DataSegments, at, defect });
            }
            let behind = at.wrapping_add(1);
            match stretches.last_mut() {
                Some(it) if it.behind == at && piece.address.wrapping_sub(end) < GAP => {
                    it.behind = behind;
                }
                _ => stretches.push(Stretch { first: at, behind }),
            }
            end = piece.end();
        }
        Ok(stretches)
    }

    fn piece(&self, at: u32) -> Option<Piece> {
        self.all.get(usize::try_from(at).ok()?).copied()
    }

    fn pieces(&self, of: Stretch) -> &[Piece] {
        let range = usize::try_from(of.first).ok().zip(usize::try_from(of.behind).ok());
        range.and_then(|(first, behind)| self.all.get(first..behind)).unwrap_or_default()
    }

    fn address(&self, of: Stretch) -> u64 {
        self.piece(of.first).map_or(0, |it| it.address)
    }

    fn end_of(&self, it: Stretch) -> u64 {
        self.piece(it.behind.wrapping_sub(1)).map_or(0, Piece::end)
    }

    /// The runs of memory that the pieces fill, with small gaps.
    pub(super) fn runs(&self) -> Vec<Span> {
        let near = |a: &Stretch, b: &Stretch| self.address(*b).wrapping_sub(self.end_of(*a)) < GAP;
        let runs = self.stretches.chunk_by(near).filter_map(|them| {
            // A word is aligned to its size, so a run starts at a multiple of it.
            let start = PartOffset(self.address(*them.first()?) & !0xf);
            Some(Span::between(start, PartOffset(self.end_of(*them.last()?))))
        });
        runs.collect()
    }

    /// Where in the file a piece lies.
    pub(super) fn span(&self, piece: Piece) -> Span {
        Span::new(self.start.saturating_add(piece.place >> 32), piece.len())
    }

    /// Where the last piece in memory ends there, or 0.
    pub(super) fn end(&self) -> u64 {
        self.stretches.last().map_or(0, |it| self.end_of(*it))
    }

    /// The pieces with a byte at `address` or behind it, in the order of memory.
    pub(super) fn from(&self, address: u64) -> impl Iterator<Item = Piece> + Clone {
        let first = self.stretches.partition_point(|it| self.end_of(*it) <= address);
        let stretches = self.stretches.get(first..).unwrap_or_default();
        let pieces = stretches.iter().flat_map(move |it| {
            let pieces = self.pieces(*it);
            pieces.get(pieces.partition_point(|piece| piece.end() <= address)..)
        });
        pieces.flatten().copied()
    }

    /// Where in memory the bytes at `span` of the file will be; `None` where no one segment holds them all.
    pub(super) fn address_of(&self, span: Span) -> Option<PartOffset> {
        let at = self.all.partition_point(|it| self.span(*it).end() <= span.start());
        let piece = self.all.get(at)?;
        let bytes = self.span(*piece);
        let behind = span.start().0.checked_sub(bytes.start().0)?;
        (span.end() <= bytes.end()).then(|| PartOffset(piece.address.saturating_add(behind)))
    }

    /// Whether all bytes of lower addresses than the one at `at` of the file lie before it in the file.
    pub(super) fn is_in_order_up_to(&self, at: PartOffset) -> bool {
        let Some(address) = self.address_of(Span::new(at, 1)) else { return false };
        let mut before = self.stretches.iter().take_while(|it| self.address(**it) < address.0);
        // The last piece of each stretch lies furthest behind.
        before.all(|it| {
            let pieces = self.pieces(*it);
            let count = pieces.partition_point(|piece| piece.end() <= address.0);
            let last = count.checked_sub(1).and_then(|last| pieces.get(last));
            last.is_none_or(|last| self.span(*last).start() <= at)
        })
    }

    /// The place in the file of the byte at `address`. For a zero between segments, the place of
    /// the next stored byte; past the last segment, its end.
    pub(super) fn place(&self, address: PartOffset) -> PartOffset {
        let next = self.stretches.partition_point(|it| self.end_of(*it) <= address.0);
        if let Some(stretch) = self.stretches.get(next) {
            let pieces = self.pieces(*stretch);
            let at = pieces.partition_point(|piece| piece.end() <= address.0);
            if let Some(piece) = pieces.get(at) {
                let start = self.span(*piece).start();
                return start.saturating_add(address.0.saturating_sub(piece.address));
            }
        }
        let last = self.stretches.last().and_then(|it| self.piece(it.behind.wrapping_sub(1)));
        last.map_or(PartOffset(0), |piece| self.span(piece).end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_order_of_the_file_is_that_of_memory() {
        let mut seed = 1_u32;
        let mut below = |most: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) % most
        };
        let (mut overlapping, mut several) = (0, 0);
        for round in 0..4000 {
            // From in order to in none, with gaps of every kind.
            let (mut pieces, mut at, mut address) = (Pieces::new(PartOffset(1000), 3), 0, 64_u64);
            let mut all = Vec::new();
            for _ in 0..below(12) {
                let gap = [0, 1, 200, GAP - 1, GAP, 3 * GAP][below(6) as usize];
                match below(12) * u32::from(round % 3 > 0) {
                    11 => address = address.saturating_sub(gap * 2 + u64::from(below(400))),
                    _ => address += gap,
                }
                let is_last = below(40) == 0 || all.is_empty() && below(8) == 0;
                let last = u64::MAX - [0, 1, 9][below(3) as usize];
                let first = if is_last { last } else { address };
                let piece = Piece::new(first, at, 1 + u64::from(below(9)));
                address += if is_last { 0 } else { piece.len() };
                at += piece.len() + 3;
                pieces.push_any(piece);
                // The last byte ends at no address.
                all.extend(Some(piece).filter(|piece| piece.address < u64::MAX));
            }
            let places: Vec<Piece> = all.clone();
            all.sort_by_key(|piece| piece.address);
            let bad = all.windows(2).find(|it| it[1].address < it[0].end()).map(|it| it[1]);
            let pieces = match (pieces.ordered(), bad) {
                (Ok(pieces), None) => pieces,
                (Err(error), Some(bad)) => {
                    overlapping += 1;
                    assert_eq!(error.place(), Some(PartOffset(1000 + (bad.place >> 32))));
                    continue;
                }
                (got, want) => panic!("{got:?} {want:?} {all:?}"),
            };
            several += u32::from(pieces.stretches.len() > 1);
            assert_eq!(pieces.end(), all.last().map_or(0, |last| last.end()));
            let edges =
                all.iter().flat_map(|it| [it.address.saturating_sub(1), it.address, it.end()]);
            for edge in edges {
                let want: Vec<Piece> = all.iter().copied().filter(|it| it.end() > edge).collect();
                assert_eq!(pieces.from(edge).collect::<Vec<_>>(), want, "{edge} {all:?}");
            }
            for piece in places {
                let at = pieces.span(piece).start();
                let byte = Span::new(at, 1);
                assert_eq!(pieces.address_of(byte), Some(PartOffset(piece.address)));
                assert_eq!(pieces.place(PartOffset(piece.address)), at);
                let lower = all.iter().filter(|it| it.end() <= piece.address);
                let want = lower.clone().all(|it| pieces.span(*it).start() <= at);
                assert_eq!(pieces.is_in_order_up_to(at), want, "{piece:?} {all:?}");
            }
            let near = |a: &Piece, b: &Piece| b.address - a.end() < GAP;
            let runs = all.chunk_by(near).map(|it| {
                Span::between(PartOffset(it[0].address & !0xf), PartOffset(it[it.len() - 1].end()))
            });
            assert_eq!(pieces.runs(), runs.collect::<Vec<_>>(), "{all:?}");
        }
        assert!(overlapping > 100 && several > 100, "{overlapping} {several}");
    }
}
