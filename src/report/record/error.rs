//! What could not be read.

use serde::{Deserialize, Serialize};

use crate::analysis::Trouble;
use crate::bytes::{LimitExceeded, ReadError, own_word};
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
            ImageError::Limit { .. } => "limit",
            _ => "malformed",
        };
        let offset = error.place().map(|at| at.0);
        Self { kind: kind.to_owned(), message: error.to_string(), offset }
    }
}

impl From<&Damage> for ErrorRecord {
    fn from(damage: &Damage) -> Self {
        let kind = match &damage.defect {
            Defect::Read(error) => read_kind(error),
            Defect::Limit(_) => "limit",
            Defect::Image(error) => return Self::from(error),
            Defect::Truncated(_) => "truncated",
            _ => "malformed",
        };
        let offset = Some(damage.at.0);
        Self { kind: kind.to_owned(), message: damage.to_string(), offset }
    }
}

impl From<&UnpackError> for ErrorRecord {
    fn from(error: &UnpackError) -> Self {
        let kind = match error {
            UnpackError::Read(error) => read_kind(error),
            UnpackError::Limit(_) => "limit",
            _ => "malformed",
        };
        let offset = error.place().map(|at| at.0);
        Self { kind: kind.to_owned(), message: error.to_string(), offset }
    }
}

impl From<&ReadError> for ErrorRecord {
    fn from(error: &ReadError) -> Self {
        let offset = match error {
            ReadError::Outside { span, .. } => Some(span.start().0),
            ReadError::Shrunk { at } | ReadError::Io { at, .. } => Some(at.0),
            ReadError::Limit(_) => None,
        };
        Self { kind: read_kind(error).to_owned(), message: error.to_string(), offset }
    }
}

impl ErrorRecord {
    /// A limit that was hit.
    pub(crate) fn of_limit(limit: LimitExceeded) -> Self {
        Self { kind: "limit".to_owned(), message: limit.to_string(), offset: None }
    }
}

/// The kind of a failed read.
fn read_kind(error: &ReadError) -> &'static str {
    match error {
        ReadError::Outside { .. } => "truncated",
        ReadError::Shrunk { .. } => "changed",
        ReadError::Limit(_) => "limit",
        ReadError::Io { .. } => "io",
    }
}
