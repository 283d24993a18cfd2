//! Text that is UTF-8, as reports hold it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text::Text;

/// A text that is UTF-8. Short ones, as nearly all names are, need no memory of their own, and clones of a
/// longer one share its memory. It reads like the `str` that it derefs to.
///
/// ```
/// use gorigin::bytes::{Text, Utf8Text};
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

/// The name of the newtype in which a serializer that knows it may ask for the bytes of a text, which it knows
/// to be UTF-8: it then says that it is not for people to read.
pub(crate) const UTF8_TEXT: &str = "Utf8Text";

impl Serialize for Utf8Text {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        struct Inside<'t>(&'t Utf8Text);
        impl Serialize for Inside<'_> {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                match to.is_human_readable() {
                    true => to.serialize_str(self.0),
                    false => to.serialize_bytes(self.0.as_bytes()),
                }
            }
        }
        match to.is_human_readable() {
            true => to.serialize_newtype_struct(UTF8_TEXT, &Inside(self)),
            false => to.serialize_str(self),
        }
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
            let json = serde_json::to_string(&short).unwrap();
            assert_eq!(json, serde_json::to_string(text).unwrap());
            assert_eq!(serde_json::from_str::<Utf8Text>(&json).unwrap(), short);
        }
    }
}
