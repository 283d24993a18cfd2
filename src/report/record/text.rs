//! Text found by a search of every byte.

use serde::{Deserialize, Serialize};

use super::section::section_in_file;
use crate::bytes::{Named, Utf8Text, Word, own_word};
use crate::container::Around;
use crate::image::Image;
use crate::leak::{Found, LeakKind, Sought, Texts};

/// Text found by a search of every byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TextRecord {
    /// The needle that the user named; `null` for a path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needle: Option<String>,
    /// The kind of place that the path names, as in [`LeakRecord::kind`](super::LeakRecord::kind),
    /// or `host-goroot`: the GOROOT of the machine that gorigin runs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Word<TextKind>>,
    /// The folder at the start of all paths counted here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The first of them; for a needle, the printable bytes around it. Each such text has a row of
    /// its own; the texts behind the first 64 share one row, with an empty value.
    pub value: String,
    /// `utf-16` for the wide strings of Windows, else absent.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "own_word")]
    pub encoding: Option<String>,
    /// How many there are.
    pub count: u64,
    /// Whether it ends at a NUL and starts where no name continues, as strings of C and values of
    /// `-X` do. Go does not separate its other strings: a text that does not stand alone may be the
    /// end of one and the start of the next, or the program's own words. `paths` does not count it.
    pub stands_alone: bool,
    /// The section of the first one.
    pub section: Option<Utf8Text>,
    /// The offset in the file of the first one.
    pub offset: u64,
}

impl TextRecord {
    /// Every text of a search. `image` is `None` where the file is not an image and so has no
    /// sections; `around` is what lies around the image.
    pub(super) fn all_of(texts: &Texts, image: Option<&Image>, around: &Around) -> Vec<Self> {
        texts.found.iter().map(|found| Self::of(found, image, around)).collect()
    }

    fn of(found: &Found, image: Option<&Image>, around: &Around) -> Self {
        let row = Self {
            value: found.value.to_lossy(),
            encoding: found.is_wide.then(|| "utf-16".to_owned()),
            count: found.count,
            stands_alone: found.stands_alone,
            section: section_in_file(image, around, found.at),
            offset: found.at.get(),
            ..Self::default()
        };
        match &found.sought {
            Sought::Place { kind, prefix, .. } => {
                let kind = TextKind::Place(*kind);
                Self { kind: Some(kind.into()), prefix: Some(prefix.to_lossy()), ..row }
            }
            Sought::Needle(needle) => Self { needle: Some(needle.to_lossy()), ..row },
            Sought::HostGoroot => Self { kind: Some(TextKind::HostGoroot.into()), ..row },
        }
    }
}

/// What a text found by a search of every byte names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// A place of that kind.
    Place(LeakKind),
    /// The GOROOT of the machine that gorigin runs on.
    HostGoroot,
}

impl Named for TextKind {
    const ALL: &'static [Self] = &[
        Self::Place(LeakKind::Goroot),
        Self::Place(LeakKind::Toolchain),
        Self::Place(LeakKind::ModuleCache),
        Self::Place(LeakKind::Gopath),
        Self::Place(LeakKind::Home),
        Self::Place(LeakKind::Ci),
        Self::Place(LeakKind::Temp),
        Self::Place(LeakKind::Nix),
        Self::Place(LeakKind::Guix),
        Self::Place(LeakKind::Bazel),
        Self::Place(LeakKind::Buck),
        Self::Place(LeakKind::Cargo),
        Self::Place(LeakKind::Conda),
        Self::Place(LeakKind::Distribution),
        Self::Place(LeakKind::Container),
        Self::Place(LeakKind::Network),
        Self::Place(LeakKind::Host),
        Self::Place(LeakKind::Placeholder),
        Self::Place(LeakKind::Other),
        Self::HostGoroot,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Place(kind) => kind.name(),
            Self::HostGoroot => "host-goroot",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_place_is_a_kind_of_text() {
        for kind in LeakKind::ALL {
            let word = Word::of_name(kind.name());
            assert_eq!(word.known(), Some(TextKind::Place(*kind)));
        }
    }
}
