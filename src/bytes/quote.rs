//! Quoting for a command line: a name becomes one word that a shell does not change.

/// `word` quoted for a POSIX shell, or for PowerShell on Windows. `None` where no plain quoting
/// shows it whole and safely: it is not UTF-8, or contains a character that [`is_unsafe`] rejects.
/// The user has to type such a word in another way.
///
/// [`is_unsafe`]: super::is_unsafe
pub(super) fn shell_word(word: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(word).ok()?;
    if super::find_unsafe(text).is_some() {
        return None;
    }
    Some(if cfg!(windows) { powershell_quoted(text) } else { posix_quoted(text) })
}

/// `shell_word` for a path that is an argument: a path with a leading hyphen would be read as an
/// option, and `-` as standard input.
pub fn shell_path(path: &[u8]) -> Option<String> {
    if path.starts_with(b"-") { shell_word(&[b"./", path].concat()) } else { shell_word(path) }
}

/// Whether every shell takes `text` as it is.
fn is_plain(text: &str) -> bool {
    // A tilde, an equals sign and a comma are plain only in some places, so in none.
    !text.is_empty() && text.bytes().all(|c| c.is_ascii_alphanumeric() || b"/._-+:@".contains(&c))
}

/// `text` as one word of a POSIX shell. The caller checks for unsafe characters.
pub(crate) fn posix_quoted(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// `text` as one word of PowerShell, which also accepts typographic quotes as quotes.
pub(crate) fn powershell_quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for c in text.chars() {
        quoted.push(c);
        if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
            quoted.push(c);
        }
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        for (word, want) in [
            (&b"/usr/local/go"[..], Some("/usr/local/go")),
            (b"", Some("''")),
            (b"a b", Some("'a b'")),
            (b"it's", Some(r"'it'\''s'")),
            (b"$(id)", Some("'$(id)'")),
            (b"`id`;!#~\"\\", Some("'`id`;!#~\"\\'")),
            (b"~root", Some("'~root'")),
            (b"a=b", Some("'a=b'")),
            ("stra\u{df}e".as_bytes(), Some("'stra\u{df}e'")),
            (b"a\nb", None),
            (b"\x1b[2J", None),
            ("\u{202e}".as_bytes(), None),
            (b"caf\xe9", None),
        ] {
            let text =
                std::str::from_utf8(word).ok().filter(|it| super::super::find_unsafe(it).is_none());
            assert_eq!(text.map(posix_quoted).as_deref(), want, "{word:?}");
            assert_eq!(shell_word(word).is_some(), want.is_some(), "{word:?}");
        }
        assert_eq!(powershell_quoted("a'\u{2019}$x"), "'a''\u{2019}\u{2019}$x'");
        if cfg!(unix) {
            assert_eq!(shell_path(b"-rf").as_deref(), Some("./-rf"));
            assert_eq!(shell_path(b"-").as_deref(), Some("./-"));
            assert_eq!(shell_path(b"a-").as_deref(), Some("a-"));
        }
    }
}
