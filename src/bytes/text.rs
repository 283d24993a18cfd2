//! Text from a file: stored as bytes, and displayed so that it cannot control a terminal.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Bytes from an untrusted file that are meant as text. [`Display`](fmt::Display) escapes every
/// control character, every invisible or direction-changing one, and every byte that is not UTF-8.
///
/// Short texts, as nearly all names of a file are, need no memory of their own, and a copy of a long one
/// shares its memory.
#[derive(Clone)]
pub struct Text(Bytes);

/// The most bytes that are stored in place: with them a text is as large as a `Vec`.
const SHORT: usize = 22;

#[derive(Clone)]
enum Bytes {
    Short { length: u8, bytes: [u8; SHORT] },
    Long(Arc<[u8]>),
}

impl Bytes {
    fn of(from: &[u8]) -> Self {
        let mut bytes = [0; SHORT];
        match (bytes.get_mut(..from.len()), u8::try_from(from.len())) {
            (Some(to), Ok(length)) => {
                to.copy_from_slice(from);
                Self::Short { length, bytes }
            }
            _ => Self::Long(from.into()),
        }
    }
}

impl Text {
    /// The bytes as they are in the file.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Bytes::Short { length, bytes } => bytes.get(..usize::from(*length)).unwrap_or(bytes),
            Bytes::Long(bytes) => bytes,
        }
    }

    /// The text as a string, with each invalid sequence replaced by U+FFFD. Not safe for a
    /// terminal.
    pub fn to_lossy(&self) -> String {
        self.lossy().into_owned()
    }

    /// The same as [`Text::to_lossy`], without memory of its own where the text is UTF-8.
    pub fn lossy(&self) -> Cow<'_, str> {
        match self.as_str() {
            Some(text) => text.into(),
            None => String::from_utf8_lossy(self.as_bytes()),
        }
    }

    /// The text as a string, if it is UTF-8. Not safe for a terminal.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.as_bytes()).ok()
    }

    /// The text as displayed.
    pub(crate) fn shown(&self) -> Cow<'_, str> {
        match self.as_str() {
            Some(text) if find_unsafe(text).is_none() => text.into(),
            _ => self.to_string().into(),
        }
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }
}

impl Default for Text {
    fn default() -> Self {
        Self(Bytes::of(&[]))
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl From<&[u8]> for Text {
    fn from(bytes: &[u8]) -> Self {
        Self(Bytes::of(bytes))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(Bytes::of(text.as_bytes()))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.as_bytes().utf8_chunks() {
            write_escaped(f, chunk.valid())?;
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// Wraps any text so that showing it is safe for a terminal.
pub struct Escaped<'t>(pub &'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_escaped(f, self.0)
    }
}

/// Whether showing `c` could change more than its own cell of a terminal or mislead the reader's
/// eye: C0, DEL, C1, line and paragraph separators, every character that Unicode displays as
/// nothing (bidirectional and zero-width controls, tags, fillers, variation selectors, soft
/// hyphens), the blank Braille pattern, and private use, which each font shows differently.
///
/// Source: Unicode 16: General_Category Cc, Zl, Zp, Co, and Cf except Prepended_Concatenation_Mark,
/// whose marks are visible; Default_Ignorable_Code_Point.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}'
            | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
            | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

/// The first character of `text` that is unsafe to show, and its place.
pub fn find_unsafe(text: &str) -> Option<(usize, char)> {
    // Nearly every text is plain ASCII, which one comparison per byte detects, many at a time. A text with many
    // unsafe characters is asked once for each: then no more than the first piece is looked at.
    const PIECE: usize = 64;
    let is_plain =
        |piece: &[u8]| piece.iter().fold(true, |all, byte| all & matches!(byte, b' '..=b'~'));
    if text.as_bytes().chunks(PIECE).all(is_plain) {
        return None;
    }
    text.char_indices().find(|&(_, c)| is_unsafe(c))
}

fn write_escaped(to: &mut impl Write, text: &str) -> fmt::Result {
    let mut rest = text;
    while let Some((at, c)) = find_unsafe(rest) {
        let (plain, tail) = rest.split_at(at);
        to.write_str(plain)?;
        match c {
            '\n' => to.write_str("\\n")?,
            '\r' => to.write_str("\\r")?,
            '\t' => to.write_str("\\t")?,
            c if c.is_ascii() => write!(to, "\\x{:02x}", u32::from(c))?,
            c => write!(to, "\\u{{{:x}}}", u32::from(c))?,
        }
        rest = tail.get(c.len_utf8()..).unwrap_or_default();
    }
    to.write_str(rest)
}

/// Whether `head` starts as a text does; an empty one does.
pub(crate) fn starts_as_text(head: &[u8]) -> bool {
    let first = head.get(..64).unwrap_or(head);
    // All are looked at, whatever the first is: that takes a few instructions for all of them.
    first.iter().fold(true, |is, byte| is & matches!(byte, b'\t'..=b'\r' | b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_the_same_as_a_short_one() {
        let mut before = Text::default();
        for length in 1..2 * SHORT {
            let bytes = vec![b'a'; length];
            let text = Text::from(bytes.as_slice());
            assert_eq!(text.as_bytes(), bytes);
            assert_eq!(text, text.clone());
            assert!(before < text && before != text, "{length}");
            before = text;
        }
        assert_eq!(size_of::<Text>(), size_of::<Vec<u8>>());
    }

    #[test]
    fn display_escapes_what_could_drive_a_terminal() {
        for (bytes, want) in [
            (&b"/usr/local/go"[..], "/usr/local/go"),
            (b"a\x1b]52;c;aGk=\x07b", "a\\x1b]52;c;aGk=\\x07b"),
            (b"tab\tline\nreturn\r", "tab\\tline\\nreturn\\r"),
            (b"\xff\xfe!", "\\xff\\xfe!"),
            ("stra\u{df}e \u{202e}cod.exe".as_bytes(), "stra\u{df}e \\u{202e}cod.exe"),
            ("\u{9b}31m\u{200b}".as_bytes(), "\\u{9b}31m\\u{200b}"),
            (b"\x7f", "\\x7f"),
        ] {
            let shown = Text::from(bytes).to_string();
            assert_eq!(shown, want);
            assert_eq!(Text::from(bytes).shown(), want);
            assert!(!shown.chars().any(is_unsafe));
        }
    }
}
