//! Paths as a record tells them: text for people, and the bytes where text would lose some.

use std::path::Path;

use crate::report::Record;

/// Names `record` after `path`.
pub(super) fn name_record(record: &mut Record, path: &Path) {
    record.path = path.to_string_lossy().into_owned();
    record.path_b64 = path.to_str().is_none().then(|| base64(path.as_os_str().as_encoded_bytes()));
}

/// `bytes` in base64 with padding, as in RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let byte = |at: usize| group.get(at).copied().unwrap_or_default();
        let bits = u32::from_be_bytes([0, byte(0), byte(1), byte(2)]);
        for (digit, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let index = usize::try_from(bits.wrapping_shr(shift) & 63).unwrap_or_default();
            // One byte fills the first two digits of its group, two bytes the first three.
            let digit = if digit > group.len() { None } else { ALPHABET.get(index) };
            text.push(digit.map_or('=', |&digit| char::from(digit)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_in_rfc_4648() {
        for (bytes, want) in [
            (&b""[..], ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg=="),
            (b"fooba", "Zm9vYmE="),
            (b"foobar", "Zm9vYmFy"),
            (b"\xff\xfe\xfd\xfb", "//79+w=="),
        ] {
            assert_eq!(base64(bytes), want, "{bytes:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn bytes_are_kept_where_the_name_is_not_utf8() {
        use std::os::unix::ffi::OsStrExt;
        let mut record = Record::default();
        name_record(&mut record, Path::new(std::ffi::OsStr::from_bytes(b"a\xff")));
        assert_eq!((record.path.as_str(), record.path_b64.as_deref()), ("a\u{fffd}", Some("Yf8=")));
        name_record(&mut record, Path::new("stra\u{df}e"));
        assert_eq!((record.path.as_str(), record.path_b64), ("stra\u{df}e", None));
    }
}
