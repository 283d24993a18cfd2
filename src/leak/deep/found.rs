//! The texts that a search found.

use crate::bytes::{LimitExceeded, ReadError, Text};
use crate::container::FileOffset;
use crate::leak::kind::LeakKind;

/// The needle that found a text, with what the text names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sought {
    /// A path, and the place that it names.
    Place {
        /// The kind of place.
        kind: LeakKind,
        /// The maker of such places.
        owner: Option<&'static str>,
        /// The name of the person in the path.
        user: Option<Text>,
        /// The folder at the start of all paths of the place.
        prefix: Text,
    },
    /// A text that the user named.
    Needle(Text),
    /// The GOROOT of the host that the search runs on.
    HostGoroot,
}

/// A text, and all texts like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What the text was found by.
    pub sought: Sought,
    /// The text: the first path of a place, or the printable bytes around a needle; at most 1280
    /// bytes.
    pub value: Text,
    /// Whether the text is in UTF-16.
    pub is_wide: bool,
    /// Where the first one starts.
    pub at: FileOffset,
    /// How many there are.
    pub count: u64,
    /// Whether no part of a name stands before it, and a NUL behind it, as with strings of C and
    /// values of `-X`. Go does not separate its other strings: a text without a border may be the
    /// end of one and the start of another, and so the program's own words.
    pub stands_alone: bool,
    /// Whether it lies in a part that is read separately: the pclntab's file table, or build info.
    pub is_read: bool,
}

/// The result of a deep search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Every text, ordered by kind and value.
    pub found: Vec<Found>,
    /// The limit that kept texts from being listed.
    pub cut: Option<LimitExceeded>,
    /// Why the search did not reach the end of the file; its places are those in the file.
    pub unfinished: Option<ReadError>,
}

impl Texts {
    /// How often the texts that the user named were found.
    pub fn needles(&self) -> u64 {
        let needles = self.found.iter().filter(|it| matches!(it.sought, Sought::Needle(_)));
        needles.fold(0, |sum, it| sum.saturating_add(it.count))
    }
}
