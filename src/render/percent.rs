//! Percent-encoding.
//!
//! Source: RFC 3986, section 2.1.

/// The bytes, those that are no letter, digit or one of `kept` as `%XX`.
pub(super) fn percent_encoded(bytes: &[u8], kept: &[u8]) -> String {
    let mut out = String::new();
    for &byte in bytes {
        match byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
