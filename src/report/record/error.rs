//! What could not be read.

use std::fmt::Display;

use serde::{Deserialize, Serialize};

use crate::analysis::Trouble;
use crate::bytes::{LimitExceeded, Moved, PartOffset, ReadError, own_word};
use crate::container::Around;
use crate::evidence::{Damage, Defect};
use crate::image::ImageError;
use crate::unpack::UnpackError;

/// Damage, or an input that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorRecord {
    /// What kind: `not-found`, `permission-denied`, `is-directory`, `not-a-file`,
    /// `link-loop`, `io`, `truncated`, `malformed`, `limit`, `changed`.
    #[serde(serialize_with = "own_word")]
    pub kind: String,
    /// One lower-case phrase.
    pub message: String,
    /// Where in the file, if one place can be named.
    pub offset: Option<u64>,
}

impl ErrorRecord {
    /// What is wrong with the part of a file that lies in `around`.
    pub(crate) fn of(error: &impl Fault, around: &Around) -> Self {
        Self::in_file(&around.error(error))
    }

    /// What is wrong with a file, or with a part of it where the places are those in the file.
    pub(crate) fn in_file(error: &impl Fault) -> Self {
        let offset = error.place().map(|at| at.0);
        Self { kind: error.kind().to_owned(), message: error.message(), offset }
    }

    /// A limit that was hit.
    pub(crate) fn of_limit(limit: LimitExceeded) -> Self {
        Self { kind: "limit".to_owned(), message: limit.to_string(), offset: None }
    }
}

/// What can be wrong with a part of a file.
pub(crate) trait Fault: Moved + Clone + Display {
    /// What kind of error it is, as [`ErrorRecord::kind`] has it.
    fn kind(&self) -> &'static str;

    /// Where it is, if one place can be named.
    fn place(&self) -> Option<PartOffset>;

    /// What is said of it.
    fn message(&self) -> String {
        self.to_string()
    }
}

impl Fault for Trouble {
    fn kind(&self) -> &'static str {
        match self {
            Self::Read(error) => error.kind(),
            Self::Image(error) => error.kind(),
            Self::Evidence(damage) => damage.kind(),
            Self::Unpack(error) => error.kind(),
            Self::Limit(_) => "limit",
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
    fn kind(&self) -> &'static str {
        match self {
            Self::Read { source, .. } => source.kind(),
            Self::Limit { .. } => "limit",
            _ => "malformed",
        }
    }

    fn place(&self) -> Option<PartOffset> {
        self.place()
    }
}

impl Fault for Damage {
    fn kind(&self) -> &'static str {
        match &self.defect {
            Defect::Read(error) => error.kind(),
            Defect::Limit(_) => "limit",
            Defect::Image(error) => error.kind(),
            Defect::Truncated(_) => "truncated",
            _ => "malformed",
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
    fn kind(&self) -> &'static str {
        match self {
            Self::Read(error) => error.kind(),
            Self::Limit(_) => "limit",
            _ => "malformed",
        }
    }

    fn place(&self) -> Option<PartOffset> {
        self.place()
    }
}

impl Fault for ReadError {
    fn kind(&self) -> &'static str {
        match self {
            Self::Outside { .. } | Self::OutsidePart { .. } => "truncated",
            Self::Shrunk { .. } => "changed",
            Self::Limit(_) => "limit",
            Self::Io { .. } => "io",
        }
    }

    fn place(&self) -> Option<PartOffset> {
        self.place()
    }
}
