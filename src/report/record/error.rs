//! What could not be read.

use serde::{Deserialize, Serialize};

use crate::analysis::Trouble;
use crate::bytes::{LimitExceeded, Named, ReadError, Word, own_word};
use crate::evidence::{Damage, Defect};
use crate::image::ImageError;
use crate::unpack::UnpackError;

/// Damage, or an input that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorRecord {
    /// What kind: `not-found`, `permission-denied`, `is-directory`, `not-a-file`,
    /// `link-loop`, `io`, `truncated`, `malformed`, `limit`, `changed`.
    pub kind: Word<ErrorKind>,
    /// One lower-case phrase.
    pub message: String,
    /// Where in the file, if one place can be named.
    pub offset: Option<u64>,
}

impl From<&Trouble> for ErrorRecord {
    fn from(trouble: &Trouble) -> Self {
        match trouble {
            Trouble::Read(error) => Self::from(error),
            Trouble::Image(error) => Self::from(error),
            Trouble::Evidence(damage) => Self::from(damage),
            Trouble::Unpack(error) => Self::from(error),
            Trouble::Limit(limit) => Self::of_limit(*limit),
        }
    }
}

impl From<&ImageError> for ErrorRecord {
    fn from(error: &ImageError) -> Self {
        let kind = match error {
            ImageError::Read { source, .. } => read_kind(source),
            ImageError::Limit { .. } => ErrorKind::Limit,
            _ => ErrorKind::Malformed,
        };
        let offset = error.place().map(|at| at.0);
        Self { kind: kind.into(), message: error.to_string(), offset }
    }
}

impl From<&Damage> for ErrorRecord {
    fn from(damage: &Damage) -> Self {
        let kind = match &damage.defect {
            Defect::Read(error) => read_kind(error),
            Defect::Limit(_) => ErrorKind::Limit,
            Defect::Image(error) => return Self::from(error),
            Defect::Truncated(_) => ErrorKind::Truncated,
            _ => ErrorKind::Malformed,
        };
        let offset = Some(damage.at.0);
        Self { kind: kind.into(), message: damage.to_string(), offset }
    }
}

impl From<&UnpackError> for ErrorRecord {
    fn from(error: &UnpackError) -> Self {
        let kind = match error {
            UnpackError::Read(error) => read_kind(error),
            UnpackError::Limit(_) => ErrorKind::Limit,
            _ => ErrorKind::Malformed,
        };
        let offset = error.place().map(|at| at.0);
        Self { kind: kind.into(), message: error.to_string(), offset }
    }
}

impl From<&ReadError> for ErrorRecord {
    fn from(error: &ReadError) -> Self {
        let offset = match error {
            ReadError::Outside { span, .. } => Some(span.start().0),
            ReadError::Shrunk { at } | ReadError::Io { at, .. } => Some(at.0),
            ReadError::Limit(_) => None,
        };
        Self { kind: read_kind(error).into(), message: error.to_string(), offset }
    }
}

impl ErrorRecord {
    /// A limit that was hit.
    pub(crate) fn of_limit(limit: LimitExceeded) -> Self {
        Self { kind: ErrorKind::Limit.into(), message: limit.to_string(), offset: None }
    }
}

/// The kind of a failed read.
fn read_kind(error: &ReadError) -> ErrorKind {
    match error {
        ReadError::Outside { .. } => ErrorKind::Truncated,
        ReadError::Shrunk { .. } => ErrorKind::Changed,
        ReadError::Limit(_) => ErrorKind::Limit,
        ReadError::Io { .. } => ErrorKind::Io,
    }
}

/// What kind of trouble it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no such file.
    NotFound,
    /// The file may not be read.
    PermissionDenied,
    /// It is a directory.
    IsDirectory,
    /// It is neither a file nor a directory.
    NotAFile,
    /// Symbolic links lead in a circle.
    LinkLoop,
    /// The system could not read it.
    Io,
    /// It ends too early.
    Truncated,
    /// It contradicts itself or its format.
    Malformed,
    /// A limit was hit.
    Limit,
    /// It changed while it was read.
    Changed,
}

impl Named for ErrorKind {
    const ALL: &'static [Self] = &[
        Self::NotFound,
        Self::PermissionDenied,
        Self::IsDirectory,
        Self::NotAFile,
        Self::LinkLoop,
        Self::Io,
        Self::Truncated,
        Self::Malformed,
        Self::Limit,
        Self::Changed,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::PermissionDenied => "permission-denied",
            Self::IsDirectory => "is-directory",
            Self::NotAFile => "not-a-file",
            Self::LinkLoop => "link-loop",
            Self::Io => "io",
            Self::Truncated => "truncated",
            Self::Malformed => "malformed",
            Self::Limit => "limit",
            Self::Changed => "changed",
        }
    }
}
