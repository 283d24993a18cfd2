//! A file that is not a Go program.

use std::fmt;

use super::options::Options;
use super::search::search;
use super::trouble::Trouble;
use crate::bytes::LimitExceeded;
use crate::container::Part;
use crate::evidence::Depth;
use crate::finding::{Finding, judge_texts};
use crate::image::{Container, Image};
use crate::leak::Texts;
use crate::unpack::UnpackError;
use crate::verify::ContentCheck;

/// The limit on unpacking in a quick look.
pub(super) const IN_SCAN: &str = "unpacked-in-scan";

/// A file that is not a Go program, or one where this cannot be decided.
#[derive(Clone, Debug)]
pub struct NotGo {
    /// Why it does not count as a Go program.
    pub why: WhyNot,
    /// What kept it from being read, if that may hide a program.
    pub trouble: Option<Trouble>,
    /// The result of the content check of a packed file; `None` where it was not asked for.
    pub content: Option<ContentCheck>,
    /// The result of a deep search of its bytes; `None` where there was none.
    pub search: Option<Searched>,
}

impl NotGo {
    /// A file that is not a Go program, for that reason.
    pub(super) fn new(why: WhyNot) -> Self {
        Self { why, trouble: None, content: None, search: None }
    }

    /// Adds what a deep search finds in it.
    pub(super) fn searched(self, part: &Part<'_>, options: &Options<'_>) -> Self {
        if options.depth != Depth::Deep || !options.search_others {
            return self;
        }
        let image = Image::read(part.input).ok();
        let texts = search(image.as_ref(), None, part.searched(), options);
        let finding = judge_texts(&texts, &options.policy);
        Self { search: Some(Searched { image, texts, finding }), ..self }
    }
}

/// What was searched, and what was found.
#[derive(Clone, Debug)]
pub struct Searched {
    /// The headers; `None` where the format of the file is not supported.
    pub image: Option<Image>,
    /// The texts.
    pub texts: Texts,
    /// The finding of the rule about texts that the user named.
    pub finding: Option<Finding>,
}

/// Why a file does not count as a Go program.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum WhyNot {
    /// It is empty.
    Empty,
    /// Its format does not hold Go programs.
    UnknownFormat,
    /// An executable file without anything that Go's linker writes.
    NoGo,
    /// An executable file without anything that Go's linker writes, with bytes that look packed or
    /// encrypted: so many bits per byte.
    LooksPacked(f64),
    /// It may hold programs, but such files are not opened.
    Unopened(Container),
    /// An archive without a Go object file.
    ArchiveWithoutGo,
    /// A compiled Go package that was met and not named: the build cache holds thousands of them.
    CompiledPackage,
    /// It starts as a Go object file does, but is not one.
    NoObject,
    /// A fat Mach-O file with a damaged header, and without slices that could be found.
    FatHeader,
    /// A packed file with a program inside that is not a Go program; how it was packed, in words.
    PackedOther(String),
    /// A packed file with a program inside that cannot be read; how it was packed, in words.
    PackedUnreadable(String),
    /// A packed file that cannot be unpacked; how it was packed, in words, and why not.
    StillPacked(String, UnpackError),
}

impl WhyNot {
    /// The kind of the file, if it may hold programs and is not opened.
    pub fn unopened(&self) -> Option<&'static str> {
        match self {
            Self::Unopened(container) => Some(container.kind),
            _ => None,
        }
    }
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NO_GO: &str = "an executable file, without anything that Go's own linker writes";
        f.write_str(match self {
            Self::Empty => "an empty file",
            Self::UnknownFormat => "of no format that holds Go programs",
            Self::NoGo => NO_GO,
            Self::LooksPacked(bits) => {
                return write!(
                    f,
                    "{NO_GO}; it looks packed or encrypted ({bits:.2} bits per byte)"
                );
            }
            Self::Unopened(container @ Container { holds: Some(holds), .. }) => {
                return write!(f, "not opened: {container}, {holds} inside");
            }
            Self::Unopened(container) => return write!(f, "not opened: {container}"),
            Self::ArchiveWithoutGo => "an archive without a Go object file",
            Self::CompiledPackage => {
                "a compiled Go package, not a program: read where the file itself is named"
            }
            Self::NoObject => "starts as a Go object file does, but is none",
            Self::FatHeader => "the fat header is damaged",
            Self::PackedOther(packed) => return write!(f, "{packed} and unpacked: {NO_GO}"),
            Self::PackedUnreadable(packed) => packed,
            Self::StillPacked(packed, error) => {
                return match error {
                    UnpackError::Limit(LimitExceeded { name: IN_SCAN, .. }) => write!(
                        f,
                        "{packed}, not unpacked in a scan: {error}; `gorigin inspect` unpacks it"
                    ),
                    _ => write!(f, "{packed}, and cannot be unpacked: {error}"),
                };
            }
        })
    }
}
