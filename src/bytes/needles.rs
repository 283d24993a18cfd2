//! Many needles in one pass. Most paths contain two slashes with a short name between them. A single search for
//! slashes, which are rare in code, finds all such paths.
//!
//! Where slashes are dense, to find the next one and to ask what it starts costs more than all bytes without
//! any: each is a guess that the processor gets wrong. So blocks of bytes are asked whether they hold a slash, and
//! those that do, without a branch for each slash, whether one may start what is sought. That takes two thirds
//! of the time of one slash after another. `benches/README.md` has what packed multi-needle searchers take.

use super::block::{self, BLOCK};
use super::needle::{Finder, positions};

/// Bytes from a slash on by which needles are told apart, and bytes of a block with those that follow.
const KEY: usize = 4;
const WINDOW: usize = BLOCK + KEY - 1;
/// How many values the hash of a key has.
const VALUES: usize = 1 << 12;
/// How many slashes of a block are looked at without a branch: more are rare.
const FEW: usize = 4;

/// Needles that are searched for together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Needles {
    needles: Vec<Vec<u8>>,
    /// For each hash of the bytes from a slash on, the number of a group of needles; 0 for none. Empty where all
    /// needles are alone.
    table: Vec<u16>,
    /// Needles with two slashes, by the hash of the bytes from the first one on; the first group is empty.
    groups: Vec<Vec<Anchored>>,
    /// The others, each with a search of its own, and how far behind a place the next one may start.
    alone: Vec<(usize, Finder, usize)>,
}

/// A needle that is found by its first slash.
#[derive(Clone, Debug)]
struct Anchored {
    index: usize,
    /// Number of bytes before that slash.
    before: usize,
}

/// An occurrence of a needle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    /// Its place in the haystack.
    pub at: usize,
    /// Which needle: its index in the order given.
    pub needle: usize,
}

impl Needles {
    /// Prepares to search for all of `needles`; an empty one is never found.
    pub(crate) fn new(needles: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut all = Self::default();
        for (index, needle) in needles.into_iter().enumerate() {
            let slashes: Vec<usize> = positions(&needle, b'/').take(2).collect();
            match slashes.as_slice() {
                &[before, _] => match needle.get(before..).and_then(<[u8]>::first_chunk) {
                    Some(key) => all.add(*key, Anchored { index, before }),
                    None => all.alone.push((index, Finder::new(&needle), 1)),
                },
                _ if needle.is_empty() => {}
                _ => all.alone.push((index, Finder::new(&needle), needle.len())),
            }
            all.needles.push(needle);
        }
        all
    }

    /// Adds a needle to the group of its key.
    fn add(&mut self, key: [u8; KEY], needle: Anchored) {
        self.table.resize(VALUES, 0);
        let Some(number) = self.table.get_mut(hash(key)) else { return };
        if *number == 0 {
            self.groups.resize(self.groups.len().max(1), Vec::new());
            *number = u16::try_from(self.groups.len()).unwrap_or_default();
            self.groups.push(Vec::new());
        }
        self.groups
            .get_mut(usize::from(*number))
            .into_iter()
            .for_each(|it| it.push(needle.clone()));
    }

    /// The needle with that index.
    pub(crate) fn get(&self, index: usize) -> Option<&[u8]> {
        self.needles.get(index).map(Vec::as_slice)
    }

    /// Every place of every needle, in order. Two places of one needle do not overlap unless it has
    /// two slashes.
    pub(crate) fn find_all(&self, haystack: &[u8], hits: &mut Vec<Hit>) {
        hits.clear();
        if let Some(table) = self.table.first_chunk() {
            self.find_anchored(table, haystack, hits);
        }
        for (needle, finder, step) in &self.alone {
            let mut at = 0_usize;
            while let Some(found) = haystack.get(at..).and_then(|rest| finder.find(rest)) {
                at = at.saturating_add(found);
                hits.push(Hit { at, needle: *needle });
                at = at.saturating_add(*step);
            }
        }
        hits.sort_unstable();
    }

    /// The places of the needles with two slashes.
    fn find_anchored(&self, table: &[u16; VALUES], haystack: &[u8], hits: &mut Vec<Hit>) {
        let (mut rest, mut start) = (haystack, 0_usize);
        let mut filled = [0; WINDOW];
        while !rest.is_empty() {
            let window = match rest.first_chunk() {
                Some(window) => window,
                None => {
                    filled.fill(0);
                    filled.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
                    &filled
                }
            };
            if let Some(slashes) = slashes_to_look_at(table, window) {
                self.compare(table, window, slashes, (haystack, start), hits);
            }
            rest = rest.get(BLOCK..).unwrap_or_default();
            start = start.wrapping_add(BLOCK);
        }
    }

    /// Compares the bytes at each of these slashes of a window with the needles of its group. The window lies in
    /// the haystack at the place beside it.
    #[inline(never)]
    fn compare(
        &self,
        table: &[u16; VALUES],
        window: &[u8; WINDOW],
        slashes: u64,
        (haystack, start): (&[u8], usize),
        hits: &mut Vec<Hit>,
    ) {
        block::each(slashes, |slash| {
            let group = self.groups.get(usize::from(group(table, window, slash)));
            for &Anchored { index, before } in group.into_iter().flatten() {
                let at = start.saturating_add(slash).checked_sub(before);
                let Some((at, needle)) = at.zip(self.get(index)) else { continue };
                if haystack.get(at..).is_some_and(|rest| rest.starts_with(needle)) {
                    hits.push(Hit { at, needle: index });
                }
            }
        });
    }
}

/// The slashes of the block at the start of a window, where one of them may be that of a needle.
#[inline]
fn slashes_to_look_at(table: &[u16; VALUES], window: &[u8; WINDOW]) -> Option<u64> {
    let block = window.first_chunk()?;
    if !block::holds(block, b'/') {
        return None;
    }
    let slashes = block::places(block, b'/');
    let (mut left, mut groups) = (slashes, 0);
    for _ in 0..FEW {
        // Where none is left, any byte will do.
        groups |= group(table, window, block::first(left));
        left &= left.wrapping_sub(1);
    }
    block::each(left, |slash| groups |= group(table, window, slash));
    (groups != 0).then_some(slashes)
}

/// The group of needles that may have their first slash at that place of a window.
#[inline]
fn group(table: &[u16; VALUES], window: &[u8; WINDOW], at: usize) -> u16 {
    let key = window.get(at..).and_then(<[u8]>::first_chunk);
    key.and_then(|key| table.get(hash(*key))).copied().unwrap_or_default()
}

/// A hash below [`VALUES`].
#[inline]
fn hash(key: [u8; KEY]) -> usize {
    let product = u32::from_le_bytes(key).wrapping_mul(0x9e37_79b1);
    usize::try_from(product >> 20).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same search, done the slow way.
    fn naive(needles: &[&[u8]], haystack: &[u8]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (index, needle) in needles.iter().enumerate() {
            let (mut at, has_two) = (0, positions(needle, b'/').count() >= 2);
            while !needle.is_empty() && at < haystack.len() {
                if haystack[at..].starts_with(needle) {
                    hits.push(Hit { at, needle: index });
                    at += if has_two { 1 } else { needle.len() };
                } else {
                    at += 1;
                }
            }
        }
        hits.sort_unstable();
        hits
    }

    #[test]
    fn a_needle_of_long_names_may_overlap_itself() {
        let name = [&b"/"[..], &[b'a'; 40]].concat();
        let all = Needles::new([[&name[..], &name, b"/"].concat()]);
        let mut hits = Vec::new();
        all.find_all(&[&name.repeat(5)[..], b"/"].concat(), &mut hits);
        let want = [0, 41, 82, 123].map(|at| Hit { at, needle: 0 });
        assert_eq!(hits, want);
    }

    #[test]
    fn find_all_agrees_with_the_plain_search() {
        let sets: [&[&[u8]]; 4] = [
            &[b"/a/", b"/ab/", b"b/a/a", b"/aa"],
            &[b"//", b"/a//b", b"a", b""],
            &[b"/a/b/a/", b"/a/", b"/b/a/"],
            &[b"ab", b"ba", b"\\a\\"],
        ];
        let mut seed = 7_u32;
        for needles in sets {
            let all = Needles::new(needles.iter().map(|needle| needle.to_vec()));
            let mut hits = Vec::new();
            for round in 0..3000 {
                // Of some blocks, too.
                let most = if round % 4 == 0 { 70 } else { 270 };
                let haystack: Vec<u8> = (0..round % most)
                    .map(|_| {
                        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        b"//ab\\"[(seed >> 24) as usize % 5]
                    })
                    .collect();
                all.find_all(&haystack, &mut hits);
                assert_eq!(hits, naive(needles, &haystack), "{haystack:?} {needles:?}");
            }
        }
    }
}
