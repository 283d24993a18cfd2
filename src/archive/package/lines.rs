//! Lines of a key and a value.

/// The value of the first line with that key, in the first paragraph of `text`: `Key: value`. Case
/// does not count in keys.
pub(super) fn field<'t>(text: &'t [u8], key: &str) -> Option<&'t [u8]> {
    fields(text, key).next()
}

/// The values of all lines with that key, in the first paragraph of `text`.
pub(super) fn fields<'t>(text: &'t [u8], key: &str) -> impl Iterator<Item = &'t [u8]> {
    let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    // Some writers begin with an empty line.
    let paragraph = lines.skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
    paragraph.filter_map(move |line| value(line, key, b':'))
}

/// The value of a line, where its key is `key` and `sign` stands between them.
pub(super) fn value<'t>(line: &'t [u8], key: &str, sign: u8) -> Option<&'t [u8]> {
    let at = line.iter().position(|byte| *byte == sign)?;
    let (name, value) = line.split_at_checked(at)?;
    let is_key = name.trim_ascii_end().eq_ignore_ascii_case(key.as_bytes());
    is_key.then(|| value.get(1..).unwrap_or_default().trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_paragraph() {
        let text = b"\nPackage: prog\r\nDescription: x\n Version: 0\nversion:1:2-3 \n\nArch: y\n";
        assert_eq!(field(text, "package"), Some(&b"prog"[..]));
        assert_eq!(field(text, "Version"), Some(&b"1:2-3"[..]), "not that of a description");
        assert_eq!(field(text, "Arch"), None);
        assert_eq!(value(b"pkgver = 1 = 2", "pkgver", b'='), Some(&b"1 = 2"[..]));
        assert_eq!(value(b"pkgver", "pkgver", b'='), None);
    }
}
