//! Everything known about one part of an input.

use std::path::PathBuf;

use super::not_go::{NotGo, WhyNot};
use super::packing::Packing;
use super::program::GoProgram;
use super::trouble::Trouble;
use crate::archive::Place;
use crate::bytes::{LimitExceeded, Limits, ReadError};
use crate::container::Around;
use crate::image::ImageError;
use crate::origin::Origin;

/// Everything known about one part of an input: a file, a slice of a fat Mach-O file, or the
/// program packed in it. [`analyse`](super::analyse()) makes it in one go; a record is a view of
/// it.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The path under which the file was met; `None` for bytes without a path.
    pub path: Option<PathBuf>,
    /// The place of the file in a container; `None` for files that lie in none.
    pub place: Option<Place>,
    /// The surroundings of the part in the file.
    pub around: Around,
    /// Size in bytes of the file or slice; `None` where it could not be read.
    pub size: Option<u64>,
    /// What the part is.
    pub subject: Subject,
    /// How the file was packed; `None` where it was not.
    pub packing: Option<Packing>,
    /// The limits on reading and searching the part that were hit.
    pub exhausted: Vec<LimitExceeded>,
    /// The limit on reading and searching the whole file that was hit.
    pub file_exhausted: Option<LimitExceeded>,
    /// What kept neighbouring parts from being read, if that may hide a program; the places are
    /// those in the file.
    pub other_troubles: Vec<Trouble>,
    /// The limits on reading the part and on the size of its record.
    pub limits: Limits,
}

/// What a part of an input is.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A Go program, or a file that belongs to one.
    Go(Box<GoProgram>),
    /// A file with damaged headers, and without anything that Go wrote.
    Damaged(Box<Origin>),
    /// Something else.
    NotGo(Box<NotGo>),
    /// It could not be read.
    Unreadable(Unreadable),
}

/// Why a part could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Its bytes could not be read; the places are those in the file.
    Read(ReadError),
    /// Its headers could not be read.
    Image(ImageError),
}

impl Analysis {
    /// The Go program in the part; `None` for everything else.
    pub fn program(&self) -> Option<&GoProgram> {
        match &self.subject {
            Subject::Go(program) => Some(program),
            _ => None,
        }
    }

    /// Whether something was found by searching the file, and not at the place that the headers
    /// give.
    pub fn was_recovered(&self) -> bool {
        match &self.subject {
            Subject::Go(program) => program.origin.recovered,
            Subject::Damaged(origin) => origin.recovered,
            Subject::NotGo(_) | Subject::Unreadable(_) => false,
        }
    }

    /// Whether the part is plainly not a Go program: nothing kept it from being read, nothing was
    /// found in it, and it cannot hold programs.
    pub fn is_plainly_other(&self) -> bool {
        let is_plain = |other: &NotGo| {
            let has_more =
                other.trouble.is_some() || other.content.is_some() || other.search.is_some();
            let is_plain = matches!(
                other.why,
                WhyNot::Empty
                    | WhyNot::UnknownFormat
                    | WhyNot::NoGo
                    | WhyNot::ArchiveWithoutGo
                    | WhyNot::CompiledPackage
            );
            is_plain && !has_more
        };
        matches!(&self.subject, Subject::NotGo(other) if is_plain(other))
            && self.packing.is_none()
            && self.exhausted.is_empty()
            && self.file_exhausted.is_none()
            && self.other_troubles.is_empty()
            && self.around.damage().is_empty()
            && self.around.unfinished().is_none()
    }
}
