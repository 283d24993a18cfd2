//! Paths as a record tells them: text for people, and the bytes where text would lose some.

use std::path::Path;

use crate::bytes::base64;
use crate::report::Record;

/// Names `record` after `path`.
pub(super) fn name_record(record: &mut Record, path: &Path) {
    record.path = path.to_string_lossy().into_owned();
    record.path_b64 = path.to_str().is_none().then(|| base64(path.as_os_str().as_encoded_bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;

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
