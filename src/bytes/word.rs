//! The program's own words: closed lists of names that reports use and no file can choose.
//!
//! They are serialised so that code which rewrites the texts of a report can tell them from texts
//! of a file: a [`Word`] as the variant of an enum, a name known only as text by [`own_word`].

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An enum whose variants have names that the program defines.
pub trait Named: Copy + PartialEq + 'static {
    /// Every variant.
    const ALL: &'static [Self];

    /// The name used in reports.
    fn name(self) -> &'static str;
}

/// A name in a report, perhaps one that a later version wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Word<T> {
    /// One of `T`'s names.
    Known(T),
    /// No name, or one that this version does not know; written as an empty text.
    #[default]
    Unknown,
}

impl<T: Named> Word<T> {
    /// The variant with this name; `None` for a name that this version does not know.
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(it) => Some(it),
            Self::Unknown => None,
        }
    }

    /// The name: `unknown` for one that this version does not know.
    pub fn name(self) -> &'static str {
        self.known().map_or("unknown", T::name)
    }

    /// The variant called `name`.
    pub fn of_name(name: &str) -> Self {
        T::ALL.iter().find(|it| it.name() == name).map_or(Self::Unknown, |it| Self::Known(*it))
    }
}

/// A word reads as its name, wherever text is asked for.
impl<T: Named> Deref for Word<T> {
    type Target = str;

    fn deref(&self) -> &str {
        self.name()
    }
}

impl<T> From<T> for Word<T> {
    fn from(it: T) -> Self {
        Self::Known(it)
    }
}

impl<T: Named> PartialEq<T> for Word<T> {
    fn eq(&self, other: &T) -> bool {
        self.known() == Some(*other)
    }
}

impl<T: Named> PartialEq<str> for Word<T> {
    fn eq(&self, other: &str) -> bool {
        self.name() == other
    }
}

impl<T: Named> PartialEq<&str> for Word<T> {
    fn eq(&self, other: &&str) -> bool {
        self.name() == *other
    }
}

impl<T: Named> fmt::Display for Word<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl<T: Named> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_unit_variant("Word", 0, self.known().map_or("", T::name))
    }
}

impl<'de, T: Named> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Name<T>(PhantomData<T>);
        impl<T: Named> Visitor<'_> for Name<T> {
            type Value = Word<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Word<T>, E> {
                Ok(Word::of_name(name))
            }
        }
        from.deserialize_str(Name(PhantomData))
    }
}

/// The name of the newtype that [`own_word`] writes.
pub(crate) const OWN_WORD: &str = "OwnWord";

/// Serialises a text that is one of the program's own names, though its type does not say so. For
/// `#[serde(serialize_with = …)]`.
///
/// # Errors
/// The error of the serializer.
pub(crate) fn own_word<T: Serialize, S: Serializer>(word: &T, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_newtype_struct(OWN_WORD, word)
}

/// Serialises a map of texts whose keys are the program's own names.
///
/// # Errors
/// The error of the serializer.
pub(crate) fn own_names<'m, S: Serializer>(
    map: impl Iterator<Item = (&'m str, &'m str)>,
    to: S,
) -> Result<S::Ok, S::Error> {
    struct Name<'n>(&'n str);
    impl Serialize for Name<'_> {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            own_word(&self.0, to)
        }
    }
    to.collect_map(map.map(|(name, text)| (Name(name), text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Color {
        Red,
        Green,
    }

    impl Named for Color {
        const ALL: &'static [Self] = &[Self::Red, Self::Green];

        fn name(self) -> &'static str {
            match self {
                Self::Red => "red",
                Self::Green => "green",
            }
        }
    }

    #[test]
    fn words_survive_a_round_trip() {
        for (json, want) in [
            ("\"red\"", Word::Known(Color::Red)),
            ("\"green\"", Word::Known(Color::Green)),
            ("\"violet\"", Word::Unknown),
        ] {
            let got: Word<Color> = serde_json::from_str(json).unwrap();
            assert_eq!(got, want);
            let again = serde_json::to_string(&got).unwrap();
            assert_eq!(again, if want == Word::Unknown { "\"\"" } else { json });
        }
        assert!(Word::Known(Color::Red) == Color::Red && Word::Known(Color::Red) == "red");
        assert!(serde_json::from_str::<Word<Color>>("1").is_err());
    }
}
