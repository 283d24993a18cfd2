//! Text found by a search of every byte.

use serde::{Deserialize, Serialize};

use super::section::section_in_file;
use crate::bytes::{Named, own_word};
use crate::container::Around;
use crate::image::Image;
use crate::leak::{Found, Sought, Texts};

/// Text found by a search of every byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TextRecord {
    /// The needle that the user named; `null` for a path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needle: Option<String>,
    /// The kind of place that the path names, as in [`LeakRecord::kind`](super::LeakRecord::kind),
    /// or `host-goroot`: the GOROOT of the machine that gorigin runs on.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "own_word")]
    pub kind: Option<String>,
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
    pub section: Option<String>,
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
                Self { kind: Some(kind.name().to_owned()), prefix: Some(prefix.to_lossy()), ..row }
            }
            Sought::Needle(needle) => Self { needle: Some(needle.to_lossy()), ..row },
            Sought::HostGoroot => Self { kind: Some("host-goroot".to_owned()), ..row },
        }
    }
}
