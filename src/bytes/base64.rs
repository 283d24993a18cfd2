//! Bytes as base64 text. The only file that uses data-encoding.

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD};

/// `bytes` in base64 with padding, as in RFC 4648, section 4.
pub fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// The bytes that `text` spells in that way; `None` where it does not.
pub fn bytes_of_base64(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.as_bytes()).ok()
}

/// The bytes that `text` spells in that way, in lines and with or without padding; `None` where it
/// does not.
pub(crate) fn bytes_of_base64_lines(text: &[u8]) -> Option<Vec<u8>> {
    let is_digit = |byte: &u8| !byte.is_ascii_whitespace() && *byte != b'=';
    let digits: Vec<u8> = text.iter().copied().filter(is_digit).collect();
    BASE64_NOPAD.decode(&digits).ok()
}

/// `bytes` in the URL-safe alphabet without padding, as Go spells the hashes in a build ID.
pub fn base64url(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// The first characters of the same, as many as are asked for and no more than twelve; nothing of fewer than
/// nine bytes.
pub(crate) fn base64url_start<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut twelve = [0; 12];
    if let Some(nine) = bytes.first_chunk::<9>() {
        BASE64URL_NOPAD.encode_mut(nine, &mut twelve);
    }
    twelve.first_chunk().copied().unwrap_or([0; N])
}
