//! Several needles in one pass, each by a byte of it that is rare where it is looked for.
//!
//! A search for three bytes that occur once in a thousand takes two thirds of the time that a search for one
//! needle by two of its bytes takes. Where they turn out not to be rare, each needle is searched for alone.

use super::needle::{Finder, is_at, positions, positions_of};

/// How many bytes of a haystack there should be at least for each rare byte in it, and how many rare bytes
/// may be in any haystack.
const APART: usize = 64;
const ANYWHERE: usize = 256;

/// Needles that do not overlap themselves, and the place of the rare byte in each.
pub(crate) struct ByRare<const N: usize> {
    needles: [(&'static [u8], usize); N],
    bytes: [u8; 3],
    alone: [Finder; N],
}

impl ByRare<1> {
    /// Prepares to search for `needle`, by the byte at `at`.
    pub(crate) fn one(needle: &'static [u8], at: usize) -> Self {
        let byte = needle.get(at).copied().unwrap_or_default();
        Self::new([byte; 3], [(needle, at)])
    }

    /// Every place of the needle, in order. Nothing is searched for who asks for no more than the one at the
    /// start.
    pub(crate) fn places<'h>(&'h self, haystack: &'h [u8]) -> impl Iterator<Item = usize> + 'h {
        let [(needle, _)] = self.needles;
        let first = haystack.starts_with(needle).then_some(0);
        let others = std::iter::once_with(|| {
            let mut places = Vec::new();
            self.find_all(haystack, |_, at| places.extend((at > 0).then_some(at)));
            places
        });
        first.into_iter().chain(others.flatten())
    }
}

impl<const N: usize> ByRare<N> {
    /// Prepares to search for `needles`, by the byte at the place beside each, which is one of `bytes`.
    pub(crate) fn new(bytes: [u8; 3], needles: [(&'static [u8], usize); N]) -> Self {
        let alone = needles.map(|(needle, _)| Finder::in_programs(needle));
        Self { needles, bytes, alone }
    }

    /// Hands over the index and the place of every needle; the places of each one in order.
    pub(crate) fn find_all(&self, haystack: &[u8], found: impl FnMut(usize, usize)) {
        match self.bytes {
            [a, b, c] if a == b && b == c => self.look(haystack, positions(haystack, a), found),
            bytes => self.look(haystack, positions_of(haystack, bytes), found),
        }
    }

    /// The same, where the rare bytes lie at `places`.
    fn look(
        &self,
        haystack: &[u8],
        places: impl Iterator<Item = usize>,
        mut found: impl FnMut(usize, usize),
    ) {
        let mut tried = 0_usize;
        for place in places {
            tried = tried.saturating_add(1);
            if tried > ANYWHERE.saturating_add(place / APART) {
                let from = place.saturating_sub(self.longest());
                return self.find_alone(haystack, from, place, found);
            }
            for (index, &(needle, at)) in self.needles.iter().enumerate() {
                if let Some(start) = place.checked_sub(at).filter(|at| is_at(haystack, *at, needle))
                {
                    found(index, start);
                }
            }
        }
    }

    /// Likewise for the needles whose rare byte lies at `place` or behind it, all of which start at `from` or
    /// behind it.
    fn find_alone(
        &self,
        haystack: &[u8],
        from: usize,
        place: usize,
        mut found: impl FnMut(usize, usize),
    ) {
        let rest = haystack.get(from..).unwrap_or_default();
        for (index, (finder, (_, at))) in self.alone.iter().zip(self.needles).enumerate() {
            for start in finder.find_all(rest).map(|start| start.saturating_add(from)) {
                if start.saturating_add(at) >= place {
                    found(index, start);
                }
            }
        }
    }

    fn longest(&self) -> usize {
        self.needles.iter().map(|(needle, _)| needle.len()).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_found_however_common_their_bytes() {
        let needles: [(&[u8], usize); 3] = [(b"\x7fELF", 0), (b"MZ", 1), (b"\xfa\xed\xfe", 1)];
        let three = ByRare::new([0x7f, b'Z', 0xed], needles);
        let mut seed = 1_u32;
        for round in 0..600_usize {
            // From very rare to very common.
            let often = 1 + round % 40;
            let haystack: Vec<u8> = (0..round * 8)
                .flat_map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    let (kind, low) = ((seed >> 20) as usize % often, (seed >> 28) as usize);
                    match kind {
                        0 => needles[low % 3].0[..1 + low % needles[low % 3].0.len()].to_vec(),
                        _ => vec![b"abcdELFM\xfe"[low % 9]],
                    }
                })
                .collect();
            let mut got = Vec::new();
            three.find_all(&haystack, |index, at| got.push((index, at)));
            got.sort_unstable();
            let starts =
                |(index, at): &(usize, usize)| haystack[*at..].starts_with(needles[*index].0);
            for (index, (needle, at)) in needles.into_iter().enumerate() {
                let one: Vec<_> = ByRare::one(needle, at).places(&haystack).collect();
                let same = got.iter().filter(|it| it.0 == index).map(|it| it.1);
                assert_eq!(one, same.collect::<Vec<_>>(), "{round}");
            }
            let all = (0..3).flat_map(|index| (0..haystack.len()).map(move |at| (index, at)));
            assert_eq!(got, all.filter(starts).collect::<Vec<_>>(), "{round}");
        }
    }
}
