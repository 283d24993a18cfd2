//! What could not be read.

use std::fmt::Display;

use serde::{Deserialize, Serialize};

use crate::analysis::Trouble;
use crate::bytes::{LimitExceeded, Moved, Named, PartOffset, ReadError, Word};
use crate::container::Around;
use crate::evidence::{Damage, Defect};
use crate::image::ImageError;
use crate::unpack::UnpackError;

/// Damage, or an input that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorRecord {
    /// The kind: `not-found`, `permission-denied`, `is-directory`, `not-a-file`, `link-loop`, `io`,
    /// `truncated`, `malformed`, `limit`, `changed`, `encrypted`, `unsupported`, `unsafe-name`.
    pub kind: Word<ErrorKind>,
    /// One lower-case phrase.
    pub message: String,
    /// Its place in the file; `null` where no single place can be named.
    pub offset: Option<u64>,
}

impl ErrorRecord {
    /// An error in the part of a file that lies in `around`.
    pub(crate) fn of(error: &impl Fault, around: &Around) -> Self {
        Self::in_file(&around.error(error))
    }

    /// An error in a file, or in a part of it if the places are those in the file.
    pub(crate) fn in_file(error: &impl Fault) -> Self {
        let offset = error.place().map(|at| at.0);
        Self { kind: error.kind().into(), message: error.message(), offset }
    }

    /// A limit that was hit.
    pub(crate) fn of_limit(limit: LimitExceeded) -> Self {
        Self { kind: ErrorKind::Limit.into(), message: limit.to_string(), offset: None }
    }
}

/// An error in a part of a file.
pub(crate) trait Fault: Moved + Clone + Display {
    /// The kind of the error, as in [`ErrorRecord::kind`].
    fn kind(&self) -> ErrorKind;

    /// Its place; `None` where no single place can be named.
    fn place(&self) -> Option<PartOffset>;

    /// The text of the error.
    fn message(&self) -> String {
        self.to_string()
    }
}

impl Fault for Trouble {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Read(error) => error.kind(),
            Self::Image(error) => error.kind(),
            Self::Evidence(damage) => damage.kind(),
            Self::Unpack(error) => error.kind(),
            Self::Limit(_) => ErrorKind::Limit,
        }
    }

    fn place(&self) -> Option<PartOffset> {
        match self {
            Self::Read(error) => error.place(),
            Self::Image(error) => error.place(),
            Self::Evidence(damage) => Fault::place(damage),
            Self::Unpack(error) => error.place(),
            Self::Limit(_) => None,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Evidence(damage) => damage.message(),
            _ => self.to_string(),
        }
    }
}

impl Fault for ImageError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Read { source, .. } => source.kind(),
            Self::Limit { .. } => ErrorKind::Limit,
            _ => ErrorKind::Malformed,
        }
    }

    fn place(&self) -> Option<PartOffset> {
        self.place()
    }
}

impl Fault for Damage {
    fn kind(&self) -> ErrorKind {
        match &self.defect {
            Defect::Read(error) => error.kind(),
            Defect::Limit(_) => ErrorKind::Limit,
            Defect::Image(error) => error.kind(),
            Defect::Truncated(_) => ErrorKind::Truncated,
            _ => ErrorKind::Malformed,
        }
    }

    fn place(&self) -> Option<PartOffset> {
        match &self.defect {
            Defect::Image(error) => error.place(),
            _ => Some(self.at),
        }
    }

    fn message(&self) -> String {
        match &self.defect {
            Defect::Image(error) => error.message(),
            _ => self.to_string(),
        }
    }
}

impl Fault for UnpackError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Read(error) => error.kind(),
            Self::Limit(_) => ErrorKind::Limit,
            _ => ErrorKind::Malformed,
        }
    }

    fn place(&self) -> Option<PartOffset> {
        self.place()
    }
}

impl Fault for ReadError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Outside { .. } | Self::OutsidePart { .. } => ErrorKind::Truncated,
            Self::Shrunk { .. } => ErrorKind::Changed,
            Self::Limit(_) => ErrorKind::Limit,
            Self::Io { .. } => ErrorKind::Io,
        }
    }

    fn place(&self) -> Option<PartOffset> {
        self.place()
    }
}

/// The kind of an error.
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
    /// It is encrypted.
    Encrypted,
    /// It is stored in a way that is not supported.
    Unsupported,
    /// Names in a container lead out of the folder that it is unpacked into.
    UnsafeName,
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
        Self::Encrypted,
        Self::Unsupported,
        Self::UnsafeName,
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
            Self::Encrypted => "encrypted",
            Self::Unsupported => "unsupported",
            Self::UnsafeName => "unsafe-name",
        }
    }
}
