//! What is known of one part of an input.

use std::path::PathBuf;

use super::not_go::NotGo;
use super::packing::Packing;
use super::program::GoProgram;
use super::trouble::Trouble;
use crate::bytes::{LimitExceeded, Limits, ReadError};
use crate::container::Around;
use crate::image::ImageError;
use crate::origin::Origin;

/// Everything known about one part of an input: a file, a slice of a fat Mach-O file, the program that
/// was packed in it. Made in one go by [`analyse`](super::analyse()); a record is a view of it.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The path under which the file was met; `None` for bytes that have none.
    pub path: Option<PathBuf>,
    /// What lies around the part.
    pub around: Around,
    /// Size in bytes of the file or slice; `None` where it could not be read.
    pub size: Option<u64>,
    /// What it is.
    pub subject: Subject,
    /// How it was packed; `None` where it was not.
    pub packing: Option<Packing>,
    /// The limits on reading and searching the part that were hit.
    pub exhausted: Vec<LimitExceeded>,
    /// The limit on reading and searching the file around it that was hit.
    pub file_exhausted: Option<LimitExceeded>,
    /// What kept parts beside it from being read, which may have hidden a program; the places are those
    /// in the file.
    pub beside: Vec<Trouble>,
    /// What it was allowed to cost, and its record may.
    pub limits: Limits,
}

/// What a part of an input is.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A Go program, or what belongs to one.
    Go(Box<GoProgram>),
    /// A file with damaged headers, in which nothing of Go's was found.
    Damaged(Box<Origin>),
    /// Something else.
    NotGo(Box<NotGo>),
    /// It could not be read.
    Unreadable(Unreadable),
}

/// Why a part could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Its bytes; the places are those in the file.
    Read(ReadError),
    /// Its headers.
    Image(ImageError),
}

impl Analysis {
    /// The Go program that the part is; `None` for everything else.
    pub fn program(&self) -> Option<&GoProgram> {
        match &self.subject {
            Subject::Go(program) => Some(program),
            _ => None,
        }
    }

    /// Whether something was found by searching the file, not where the headers say.
    pub fn was_recovered(&self) -> bool {
        match &self.subject {
            Subject::Go(program) => program.evidence.recovered,
            Subject::Damaged(origin) => origin.recovered,
            Subject::NotGo(_) | Subject::Unreadable(_) => false,
        }
    }
}
