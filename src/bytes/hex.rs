//! Hexadecimal, without the formatter, which takes longer for each byte than a whole ID should.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// `bytes` in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().map_or('0', char::from);
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

/// Appends `number` as `0x…`, without leading zeros.
pub(crate) fn push_hex(to: &mut String, number: u64) {
    to.push_str("0x");
    let bits = u64::BITS.saturating_sub((number | 1).leading_zeros());
    for place in (0..bits.div_ceil(4)).rev() {
        let value = number.wrapping_shr(place.saturating_mul(4)) & 15;
        let digit = u32::try_from(value).ok().and_then(|it| char::from_digit(it, 16));
        to.push(digit.unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_a_byte() {
        assert_eq!(hex(&[0, 1, 0x0f, 0x10, 0xab, 0xff]), "00010f10abff");
        assert_eq!(hex(&[]), "");
    }

    #[test]
    fn a_number_is_written_as_the_formatter_does() {
        for number in (0..64).flat_map(|bit| [1 << bit, (1 << bit) - 1]).chain([u64::MAX]) {
            let mut text = String::new();
            push_hex(&mut text, number);
            assert_eq!(text, format!("{number:#x}"));
        }
    }
}
