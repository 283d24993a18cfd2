//! Where a byte stands in a block of bytes, for searches of what is common in some blocks and absent in most.
//!
//! Compilers make of these loops what processors do to many bytes at once.

/// Bytes in a block.
pub(super) const BLOCK: usize = 64;
/// The bit of each byte of eight.
const BITS: [u8; BLOCK] =
    match [[1, 2, 4, 8, 16, 32, 64, 128]; BLOCK / 8].as_flattened().first_chunk() {
        Some(bits) => *bits,
        None => [0; BLOCK],
    };

/// Whether `byte` is in a block.
#[inline]
pub(super) fn holds(block: &[u8; BLOCK], byte: u8) -> bool {
    block.iter().fold(0, |found, it| found | u8::from(*it == byte)) != 0
}

/// Where `byte` is in a block: bit after bit, from the lowest.
#[inline]
pub(super) fn places(block: &[u8; BLOCK], byte: u8) -> u64 {
    let mut found = [0; BLOCK];
    for ((found, it), bit) in found.iter_mut().zip(block).zip(&BITS) {
        *found = u8::from(*it == byte).wrapping_neg() & bit;
    }
    let (words, _) = found.as_chunks::<8>();
    words.iter().zip((0_u32..).step_by(8)).fold(0, |places, (word, shift)| {
        // The highest byte of the product is the sum of all.
        let eight = u64::from_le_bytes(*word).wrapping_mul(0x0101_0101_0101_0101) >> 56;
        places | eight.wrapping_shl(shift)
    })
}

/// The lowest place of these; the last of a block where there is none.
#[inline]
pub(super) fn first(places: u64) -> usize {
    usize::try_from((places | 1 << 63).trailing_zeros()).unwrap_or_default()
}

/// Hands over each of these places, in order.
#[inline]
pub(super) fn each(mut places: u64, mut found: impl FnMut(usize)) {
    while places != 0 {
        found(first(places));
        places &= places.wrapping_sub(1);
    }
}

/// What many texts may start with, compared with a block of each at a time.
pub(crate) struct Prefix<'p> {
    whole: &'p [u8],
    bytes: [u8; BLOCK],
    /// All bits of each byte that counts.
    counts: [u8; BLOCK],
}

impl<'p> Prefix<'p> {
    /// Prepares to compare with `prefix`.
    pub(crate) fn new(prefix: &'p [u8]) -> Self {
        let (mut bytes, mut counts) = ([0; BLOCK], [0; BLOCK]);
        for ((byte, counts), from) in bytes.iter_mut().zip(&mut counts).zip(prefix) {
            (*byte, *counts) = (*from, u8::MAX);
        }
        Self { whole: prefix, bytes, counts }
    }

    /// Whether `text` starts so.
    #[inline]
    pub(crate) fn starts(&self, text: &[u8]) -> bool {
        let Some(block) = text.first_chunk::<BLOCK>().filter(|_| self.whole.len() <= BLOCK) else {
            return text.starts_with(self.whole);
        };
        let both = block.iter().zip(&self.bytes).zip(&self.counts);
        both.fold(0, |differ, ((it, byte), counts)| differ | (it ^ byte) & counts) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_where_a_text_starts_so() {
        for length in 0..2 * BLOCK {
            let text: Vec<u8> = (0..length as u8).collect();
            for end in 0..=length {
                let mut prefix = text[..end].to_vec();
                assert!(Prefix::new(&prefix).starts(&text));
                assert_eq!(Prefix::new(&text).starts(&prefix), end == length);
                let Some(last) = prefix.last_mut() else { continue };
                *last ^= 0x80;
                assert!(!Prefix::new(&prefix).starts(&text));
            }
        }
    }

    #[test]
    fn places_are_those_of_the_byte() {
        let mut seed = 1_u32;
        for round in 0..2000_u32 {
            let block: [u8; BLOCK] = std::array::from_fn(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // From none to every byte.
                if (seed >> 20) % 64 < round % 65 { b'/' } else { (seed >> 8) as u8 }
            });
            let want: Vec<usize> = (0..BLOCK).filter(|at| block[*at] == b'/').collect();
            let mut got = Vec::new();
            each(places(&block, b'/'), |at| got.push(at));
            assert_eq!(got, want, "{block:?}");
            assert_eq!(holds(&block, b'/'), !want.is_empty());
            assert_eq!(first(places(&block, b'/')), want.first().copied().unwrap_or(63));
        }
    }
}
