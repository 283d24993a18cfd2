//! Percent-encoding, of URLs and of Go's linker.
//!
//! Source: RFC 3986, section 2.1.

use std::borrow::Cow;

/// The bytes, those that are no letter, digit or one of `kept` as `%XX`.
pub(crate) fn percent_encoded(bytes: &[u8], kept: &[u8]) -> String {
    let mut out = String::new();
    for &byte in bytes {
        match byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The bytes that `%XX` stands for, in digits of either case; a percent sign before anything else stands
/// for itself. What has none is borrowed.
pub(crate) fn percent_decoded(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'%') {
        return Cow::Borrowed(text);
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, behind)) = rest.split_first() {
        let digits = behind.first_chunk::<2>().filter(|_| first == b'%');
        match digits.and_then(byte_of) {
            Some(byte) => {
                plain.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                plain.push(first);
                rest = behind;
            }
        }
    }
    Cow::Owned(plain)
}

/// The byte of two hexadecimal digits.
fn byte_of(digits: &[u8; 2]) -> Option<u8> {
    // Reading a number would take a sign before one digit, too.
    let is_number = digits.iter().all(u8::is_ascii_hexdigit);
    let text = std::str::from_utf8(digits).ok().filter(|_| is_number)?;
    u8::from_str_radix(text, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (plain, encoded) in [
            (&b"a.b"[..], "a%2Eb"),
            (b"my db", "my%20db"),
            (b"\xff\0", "%FF%00"),
            (b"", ""),
            (b"abc", "abc"),
        ] {
            assert_eq!(percent_encoded(plain, b""), encoded);
            assert_eq!(&*percent_decoded(encoded.as_bytes()), plain, "{encoded}");
        }
        assert_eq!(percent_encoded(b"a.b/c", b"."), "a.b%2Fc");
    }

    #[test]
    fn what_stands_for_itself() {
        for (text, want) in
            [("a%2eb%zz%2", "a.b%zz%2"), ("%+1%-1", "%+1%-1"), ("%%41", "%A"), ("%", "%")]
        {
            assert_eq!(&*percent_decoded(text.as_bytes()), want.as_bytes(), "{text}");
        }
        assert!(matches!(percent_decoded(b"a/b"), Cow::Borrowed(_)));
    }
}
