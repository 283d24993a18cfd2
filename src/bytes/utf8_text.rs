//! Text that is UTF-8, as reports hold it.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text::Text;

/// A text that is UTF-8. Short ones, as nearly all names are, need no memory of their own, and clones of a
/// longer one share its memory. It reads like the `str` that it derefs to, and as with a `str` nothing of it is
/// escaped where it is displayed: for a terminal there is [`Escaped`](crate::Escaped).
///
/// ```
/// use gorigin::{Text, Utf8Text};
///
/// let section = Utf8Text::from(".go.buildinfo");
/// assert!(section == ".go.buildinfo" && section.starts_with('.'));
/// // What is not UTF-8 is replaced.
/// assert_eq!(Utf8Text::from(&Text::from(&b"a\xff"[..])), "a\u{fffd}");
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Utf8Text(Text);

impl Utf8Text {
    /// The text. Not safe for a terminal.
    pub fn as_str(&self) -> &str {
        // It is UTF-8, whatever it was made from.
        self.0.as_str().unwrap_or_default()
    }

    /// `text`, in the memory of this one where they are the same.
    pub(crate) fn like(&self, text: &str) -> Self {
        if self == text { self.clone() } else { text.into() }
    }

    /// Its bytes, which need no look at whether they are UTF-8.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Deref for Utf8Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Utf8Text {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<[u8]> for Utf8Text {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl From<&Text> for Utf8Text {
    /// The text, with each invalid sequence replaced by U+FFFD.
    fn from(text: &Text) -> Self {
        // Nearly every text is ASCII, which a shorter look tells.
        match text.as_bytes().is_ascii() || text.as_str().is_some() {
            true => Self(text.clone()),
            false => text.lossy().into(),
        }
    }
}

impl From<&str> for Utf8Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Utf8Text {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<Cow<'_, str>> for Utf8Text {
    fn from(text: Cow<'_, str>) -> Self {
        (*text).into()
    }
}

impl From<Utf8Text> for String {
    fn from(text: Utf8Text) -> Self {
        text.as_str().to_owned()
    }
}

/// As that of the `str`.
impl Hash for Utf8Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Borrow<str> for Utf8Text {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<Utf8Text> for str {
    fn eq(&self, other: &Utf8Text) -> bool {
        other == self
    }
}

impl PartialEq<Utf8Text> for String {
    fn eq(&self, other: &Utf8Text) -> bool {
        other == self.as_str()
    }
}

impl PartialEq<str> for Utf8Text {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<&str> for Utf8Text {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

impl PartialEq<String> for Utf8Text {
    fn eq(&self, other: &String) -> bool {
        self == other.as_str()
    }
}

impl fmt::Display for Utf8Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Utf8Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Utf8Text {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Utf8Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_and_is_written_as_a_string() {
        for text in ["", "a", "stra\u{df}e", &"\u{1f600}".repeat(20)] {
            let short = Utf8Text::from(text);
            assert_eq!((&*short, short.to_string()), (text, text.to_owned()));
            assert_eq!(format!("{short:?}"), format!("{text:?}"));
            assert!(
                *text == short && std::collections::HashSet::from([short.clone()]).contains(text)
            );
            let json = serde_json::to_string(&short).unwrap();
            assert_eq!(json, serde_json::to_string(text).unwrap());
            assert_eq!(serde_json::from_str::<Utf8Text>(&json).unwrap(), short);
        }
    }
}
