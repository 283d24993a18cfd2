//! Searching bytes. The only file that uses memchr.

use memchr::arch::all::packedpair::HeuristicFrequencyRank;
use memchr::memmem;

use super::block::{BLOCK, each, places};

/// Where `needle` first occurs in `haystack`.
pub(crate) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memmem::find(haystack, needle)
}

/// Where `needle` last occurs in `haystack`.
pub(crate) fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memmem::rfind(haystack, needle)
}

/// Every place where `needle` occurs in `haystack`, in order, without overlaps.
pub(crate) fn find_all<'h>(
    haystack: &'h [u8],
    needle: &'h [u8],
) -> impl Iterator<Item = usize> + 'h {
    memmem::find_iter(haystack, needle)
}

/// Every place of `byte` in `haystack`.
pub(crate) fn positions(haystack: &[u8], byte: u8) -> impl Iterator<Item = usize> + '_ {
    memchr::memchr_iter(byte, haystack)
}

/// Every place of any of three bytes in `haystack`, in order.
pub(crate) fn positions_of(
    haystack: &[u8],
    [a, b, c]: [u8; 3],
) -> impl Iterator<Item = usize> + '_ {
    memchr::memchr3_iter(a, b, c, haystack)
}

/// Puts every place behind a zero byte into `to`; see [`each_nul`].
pub(crate) fn push_behind_nuls(haystack: &[u8], to: &mut Vec<usize>) {
    each_nul(haystack, |at| to.push(at.wrapping_add(1)));
}

/// Hands over every place of a zero byte, in order. For zeros that are close to one another, as between
/// the names of a table: each costs less than a search of its own by [`positions`].
pub(crate) fn each_nul(haystack: &[u8], mut found: impl FnMut(usize)) {
    let (blocks, rest) = haystack.as_chunks::<BLOCK>();
    let mut start = 0_usize;
    for block in blocks {
        each(places(block, 0), |at| found(start.wrapping_add(at)));
        start = start.wrapping_add(BLOCK);
    }
    positions(rest, 0).for_each(|at| found(start.wrapping_add(at)));
}

/// One needle, prepared once for many haystacks.
#[derive(Clone, Debug)]
pub(crate) struct Finder(memmem::Finder<'static>);

impl Finder {
    /// Prepares to search for `needle`.
    pub(crate) fn new(needle: &[u8]) -> Self {
        Self(memmem::Finder::new(needle).into_owned())
    }

    /// The same for programs, whose commonest bytes are others than those of texts: a search goes by two rare
    /// bytes of the needle, so that it matters which ones are.
    pub(crate) fn in_programs(needle: &[u8]) -> Self {
        Self(memmem::FinderBuilder::new().build_forward_with_ranker_owned(OfPrograms, needle))
    }

    /// Where it first occurs in `haystack`.
    pub(crate) fn find(&self, haystack: &[u8]) -> Option<usize> {
        self.0.find(haystack)
    }

    /// Every place in `haystack`, in order, without overlaps.
    pub(crate) fn find_all<'h>(&'h self, haystack: &'h [u8]) -> impl Iterator<Item = usize> + 'h {
        self.0.find_iter(haystack)
    }
}

/// How common bytes are in programs: by those of Go for seven systems, 2026.
struct OfPrograms;

impl HeuristicFrequencyRank for OfPrograms {
    fn rank(&self, byte: u8) -> u8 {
        match byte {
            0 => 255,
            1..=0x0f | 0x20 | 0x24 | 0x40 | 0x41 | 0x48 | 0x89 | 0x8b | 0xcc | 0xff => 240,
            0x10..=0x1f | b'a'..=b'z' => 180,
            0x21..=0x7f => 120,
            0x80..=0xfe => 60,
        }
    }
}

/// A search for a long needle that rarely occurs, so that most bytes need not be examined.
///
/// An occurrence contains every pair of neighbouring bytes within it, so it is enough to test one
/// pair in each stretch as long as the needle. If the needle does not contain that pair, the whole
/// stretch is skipped. For an 83-byte build ID this takes one probe per 82 bytes.
pub(crate) struct LongNeedle<'n> {
    needle: &'n [u8],
    /// One bit for each pair of bytes.
    pairs: Vec<u64>,
}

impl<'n> LongNeedle<'n> {
    /// Prepares to search for `needle`.
    pub(crate) fn new(needle: &'n [u8]) -> Self {
        let mut pairs = vec![0; 1024];
        for pair in needle.iter().zip(needle.iter().skip(1)) {
            let (word, bit) = Self::place([*pair.0, *pair.1]);
            if let Some(word) = pairs.get_mut(word) {
                *word |= bit;
            }
        }
        Self { needle, pairs }
    }

    fn place(pair: [u8; 2]) -> (usize, u64) {
        let index = u16::from_le_bytes(pair);
        (usize::from(index >> 6), 1_u64.wrapping_shl(u32::from(index & 63)))
    }

    fn holds(&self, pair: [u8; 2]) -> bool {
        let (word, bit) = Self::place(pair);
        self.pairs.get(word).is_some_and(|word| word & bit != 0)
    }

    /// Where the needle first occurs in `haystack`; `None` for a needle of fewer than two bytes.
    pub(crate) fn find(&self, haystack: &[u8]) -> Option<usize> {
        let last = self.needle.len().checked_sub(2)?;
        let mut at = 0_usize;
        loop {
            // Every occurrence that starts between here and the probe covers the probe.
            let probe = at.checked_add(last)?;
            let pair = haystack.get(probe..)?.first_chunk::<2>()?;
            if self.holds(*pair) {
                let end = probe.saturating_add(self.needle.len()).min(haystack.len());
                if let Some(found) = find(haystack.get(at..end)?, self.needle) {
                    return at.checked_add(found);
                }
            }
            at = probe.checked_add(1)?;
        }
    }
}

/// Whether `magic` stands at `at`. Tables of magics differ in the first byte already, and asking for that one
/// first costs a fifth of comparing.
pub(crate) fn is_at(data: &[u8], at: usize, magic: &[u8]) -> bool {
    let first = magic.first();
    first.is_none_or(|first| data.get(at) == Some(first))
        && data.get(at..).is_some_and(|it| it.starts_with(magic))
}

/// Where `byte` last occurs in `haystack`.
pub(crate) fn rfind_byte(haystack: &[u8], byte: u8) -> Option<usize> {
    memchr::memrchr(byte, haystack)
}

/// How many bytes of `haystack` are `byte`.
pub(crate) fn count_byte(haystack: &[u8], byte: u8) -> usize {
    memchr::memchr_iter(byte, haystack).count()
}

/// Splits `data` at each `separator`, which the pieces do not include.
pub(crate) fn split(data: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(data);
    std::iter::from_fn(move || {
        let data = rest?;
        let cut = memchr::memchr(separator, data);
        rest = cut.and_then(|at| data.get(at.checked_add(1)?..));
        cut.and_then(|at| data.get(..at)).or(Some(data))
    })
}

/// The bytes of `data` before its first NUL; `None` where there is no NUL.
pub(crate) fn until_nul(data: &[u8]) -> Option<&[u8]> {
    until(data, 0)
}

/// The bytes of `data` before `byte` first occurs; `None` where it does not.
pub(crate) fn until(data: &[u8], byte: u8) -> Option<&[u8]> {
    memchr::memchr(byte, data).and_then(|at| data.get(..at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_agrees_with_the_standard_library() {
        for data in [&b""[..], b"a", b"\0", b"a\0b", b"\0\0a\0", b"abc\0def\0"] {
            let got: Vec<_> = split(data, 0).collect();
            let want: Vec<_> = data.split(|&b| b == 0).collect();
            assert_eq!(got, want, "{data:?}");
        }
    }

    #[test]
    fn every_zero_is_found() {
        let mut seed = 1_u32;
        for length in 0..200 {
            let bytes: Vec<u8> = (0..length)
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    [0, 1, 0x80, 0xff, 0x7f, b'a'][(seed >> 24) as usize % 6]
                })
                .collect();
            let mut got = Vec::new();
            push_behind_nuls(&bytes, &mut got);
            assert_eq!(got, positions(&bytes, 0).map(|at| at + 1).collect::<Vec<_>>(), "{bytes:?}");
        }
    }

    #[test]
    fn long_needle_agrees_with_the_plain_search() {
        let needle = b"abcab/abcab/xyz";
        let long = LongNeedle::new(needle);
        let mut seed = 1_u32;
        for round in 0..4000 {
            let mut haystack: Vec<u8> = (0..round % 90)
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    b"abc/xyz"[(seed >> 24) as usize % 7]
                })
                .collect();
            if round % 3 == 0 {
                let at = (seed >> 16) as usize % (haystack.len() + 1);
                haystack.splice(at..at, *needle);
            }
            assert_eq!(long.find(&haystack), find(&haystack, needle), "{haystack:?}");
        }
        assert_eq!(LongNeedle::new(b"").find(b"abc"), None);
        assert_eq!(LongNeedle::new(b"bc").find(b"abc"), Some(1));
    }
}
