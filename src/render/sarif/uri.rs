//! The URI of a path.

use serde::Serialize;

use crate::bytes::{bytes_of_base64, percent_encoded};
use crate::report::Record;

/// A file by its URI.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
}

/// The URI of the file of a record: relative where its path is.
pub(super) fn uri(record: &Record) -> String {
    let bytes = record.path_b64.as_deref().and_then(bytes_of_base64);
    of_path(&bytes.unwrap_or_else(|| record.path.clone().into_bytes()))
}

/// The URI of a path.
pub(super) fn of_path(path: &[u8]) -> String {
    let path = if cfg!(windows) { slashes(path) } else { path.to_vec() };
    match path.as_slice() {
        [] => "-".to_owned(),
        [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic() => {
            format!("file:///{}", escaped(&slashes(&path)))
        }
        [b'/', b'/', rest @ ..] => format!("file://{}", escaped(rest)),
        [b'/', ..] => format!("file://{}", escaped(&path)),
        _ => match path.iter().position(|&byte| byte == b'/') {
            Some(at) => {
                let (first, rest) = path.split_at(at);
                format!("{}{}", escaped_first(first), escaped(rest))
            }
            None => escaped_first(&path),
        },
    }
}

fn slashes(path: &[u8]) -> Vec<u8> {
    path.iter().map(|&byte| if byte == b'\\' { b'/' } else { byte }).collect()
}

/// What a path of a URI may have as it is, beside letters and digits.
const KEPT: &[u8] = b"/-._~!$&'()*+,;=@:";

fn escaped(path: &[u8]) -> String {
    percent_encoded(path, KEPT)
}

/// A first segment: a colon in it would end a scheme.
fn escaped_first(segment: &[u8]) -> String {
    percent_encoded(segment, KEPT.strip_suffix(b":").unwrap_or(KEPT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris() {
        for (path, want) in [
            (&b"dist/my agent"[..], "dist/my%20agent"),
            (b"dist/a.tar.gz!/usr/bin/agent", "dist/a.tar.gz!/usr/bin/agent"),
            (b"dist/\xffx", "dist/%FFx"),
            (b"a:b/c:d", "a%3Ab/c:d"),
            (b"a:b", "a%3Ab"),
            (b"[x]%", "%5Bx%5D%25"),
            (b"/opt/x", "file:///opt/x"),
            (b"//host/share", "file://host/share"),
            (b"C:\\go\\x", "file:///C:/go/x"),
            (b"../x", "../x"),
            (b"-", "-"),
            (b"", "-"),
            (b"\x1b\xe2\x80\xae", "%1B%E2%80%AE"),
        ] {
            assert_eq!(of_path(path), want, "{}", String::from_utf8_lossy(path));
        }
    }
}
