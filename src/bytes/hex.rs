//! Hexadecimal, without the formatter, which takes longer for each byte than a whole ID should.

use super::text::Text;
use super::utf8_text::Utf8Text;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// `bytes` in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    text.extend(bytes.iter().flat_map(|byte| hex_digits(*byte)).map(char::from));
    text
}

/// The same of eight bytes.
pub(crate) fn short_hex(bytes: &[u8; 8]) -> Utf8Text {
    Utf8Text::from(&Text::from(bytes.map(hex_digits).as_flattened()))
}

/// The two digits of a byte.
pub(crate) fn hex_digits(byte: u8) -> [u8; 2] {
    [byte >> 4, byte & 15].map(|value| DIGITS.get(usize::from(value)).copied().unwrap_or(b'0'))
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
        assert_eq!(short_hex(&[0, 1, 0x0f, 0x10, 0xab, 0xff, 2, 3]), "00010f10abff0203");
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
