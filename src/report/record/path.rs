//! Paths in a record: text for people, and the bytes where text would lose some.

use std::path::Path;

use crate::bytes::base64;

/// A path in a record.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PathText {
    /// The path as text.
    pub(super) text: String,
    /// Its bytes in base64, if they are not UTF-8.
    pub(super) bytes: Option<String>,
}

impl PathText {
    /// An empty text for an input without a path.
    pub(super) fn of(path: Option<&Path>) -> Self {
        let Some(path) = path else { return Self::default() };
        if let Some(text) = path.to_str() {
            return Self { text: text.to_owned(), bytes: None };
        }
        Self {
            text: path.to_string_lossy().into_owned(),
            bytes: Some(base64(path.as_os_str().as_encoded_bytes())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn bytes_are_kept_where_the_name_is_not_utf8() {
        use std::os::unix::ffi::OsStrExt;
        let odd = PathText::of(Some(Path::new(std::ffi::OsStr::from_bytes(b"a\xff"))));
        assert_eq!((odd.text.as_str(), odd.bytes.as_deref()), ("a\u{fffd}", Some("Yf8=")));
        let plain = PathText::of(Some(Path::new("stra\u{df}e")));
        assert_eq!((plain.text.as_str(), plain.bytes), ("stra\u{df}e", None));
    }
}
