//! Texts among numbers: where they end, and where the last of them starts.

/// Hands over every place of a zero byte behind three bytes that are no control characters below a space,
/// in order: where a text can end among numbers, most of which are no text.
pub(crate) fn each_text_end(haystack: &[u8], mut found: impl FnMut(usize)) {
    let (words, rest) = haystack.as_chunks::<8>();
    let (mut start, mut before) = (0_usize, 0_u64);
    for word in words {
        let word = u64::from_le_bytes(*word);
        let texts = texts(word);
        let behind = |bytes: u32| {
            let bits = bytes.wrapping_mul(8);
            texts.wrapping_shl(bits) | before.wrapping_shr(64_u32.wrapping_sub(bits))
        };
        each_marked(nuls(word) & behind(1) & behind(2) & behind(3), start, &mut found);
        before = texts;
        start = start.wrapping_add(8);
    }
    for at in (0..rest.len()).map(|at| start.wrapping_add(at)) {
        let end = haystack.get(at.saturating_sub(3)..=at);
        if let Some([one, two, three, 0]) = end
            && [one, two, three].iter().all(|byte| **byte >= b' ')
        {
            found(at);
        }
    }
}

/// The seven low bits of each byte.
const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// The highest bit of each byte that is zero, and no other.
#[inline]
fn nuls(word: u64) -> u64 {
    !((word & LOW).wrapping_add(LOW) | word | LOW)
}

/// Hands over the place of each byte whose highest bit is set in `marks`, of a word that lies at `start`.
#[inline]
fn each_marked(mut marks: u64, start: usize, mut found: impl FnMut(usize)) {
    while marks != 0 {
        let byte = usize::try_from(marks.trailing_zeros() >> 3).unwrap_or_default();
        found(start.wrapping_add(byte));
        marks &= marks.wrapping_sub(1);
    }
}

/// The highest bit of each byte that is a space or higher.
#[inline]
fn texts(word: u64) -> u64 {
    ((word & LOW).wrapping_add(TO_SPACE) | word) & !LOW
}

/// What makes the highest bit of each byte that is a space or higher.
const TO_SPACE: u64 = 0x6060_6060_6060_6060;

/// The longest end of `bytes` that is printable ASCII.
pub(crate) fn printable_end(bytes: &[u8]) -> &[u8] {
    const ONE: u64 = 0x0101_0101_0101_0101;
    let (rest, words) = bytes.as_rchunks::<8>();
    let mut start = bytes.len();
    for word in words.iter().rev() {
        let word = u64::from_le_bytes(*word);
        // The highest bit of each byte that is none: not below a space, nor 7f, nor higher.
        let others = (!texts(word) | word | (word & LOW).wrapping_add(ONE)) & !LOW;
        if others != 0 {
            let after = usize::try_from(others.leading_zeros() >> 3).unwrap_or_default();
            return bytes.get(start.saturating_sub(after)..).unwrap_or_default();
        }
        start = start.saturating_sub(8);
    }
    let is_other = |byte: &u8| !(b' '..=b'~').contains(byte);
    let start = rest.iter().rposition(is_other).map_or(0, |at| at.saturating_add(1));
    bytes.get(start..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes at the edges of what is text.
    fn bytes(length: usize, seed: &mut u32) -> Vec<u8> {
        let mut next = || {
            *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            [0, 0, b'a', 0x1f, b' ', 0x7e, 0x7f, 0x80, 0xff, b'/', b'~', b'x']
                [(*seed >> 24) as usize % 12]
        };
        (0..length).map(|_| next()).collect()
    }

    #[test]
    fn every_end_of_a_text_is_found() {
        let mut seed = 1_u32;
        for length in 0..300 {
            let bytes = bytes(length, &mut seed);
            let mut got = Vec::new();
            each_text_end(&bytes, |at| got.push(at));
            let is_end = |at: &usize| {
                *at >= 3 && bytes[*at] == 0 && bytes[at - 3..*at].iter().all(|byte| *byte >= b' ')
            };
            assert_eq!(got, (0..length).filter(is_end).collect::<Vec<_>>(), "{bytes:?}");
        }
    }

    #[test]
    fn the_printable_end() {
        let mut seed = 1_u32;
        for length in 0..300 {
            let mut bytes = bytes(length, &mut seed);
            bytes.extend(b"printable text, of some length".get(..length % 30).unwrap());
            let start =
                bytes.iter().rposition(|it| !(b' '..=b'~').contains(it)).map_or(0, |at| at + 1);
            assert_eq!(printable_end(&bytes), &bytes[start..], "{bytes:?}");
        }
    }
}
