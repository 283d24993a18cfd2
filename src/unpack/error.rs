//! Why a packed program could not be unpacked.

use std::fmt;

use thiserror::Error;

use crate::bytes::{LimitExceeded, Moved, PartOffset, ReadError, ReaderError};

/// The bytes that one of the packer's checksums covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Summed {
    /// The compressed bytes as they are in the file.
    Compressed,
    /// The unpacked bytes.
    Unpacked,
}

impl fmt::Display for Summed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Compressed => "compressed",
            Self::Unpacked => "unpacked",
        })
    }
}

/// Why a packed program could not be unpacked, or not exactly.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UnpackError {
    /// The packed bytes contradict themselves or the format.
    #[error("{defect} at {:#x}", .at.0)]
    Damaged {
        /// The contradiction.
        defect: &'static str,
        /// Where in the packed file.
        at: PartOffset,
    },
    /// The bytes differ from the ones that were packed.
    #[error("the {of} bytes have checksum {actual:08x} where the packer noted {expected:08x}")]
    Checksum {
        /// Which bytes.
        of: Summed,
        /// The Adler-32 that the packer wrote.
        expected: u32,
        /// The Adler-32 of the actual bytes.
        actual: u32,
    },
    /// The file was packed in a way that this program does not read.
    #[error("{what} {code:#x} is not supported")]
    Unsupported {
        /// The unknown feature.
        what: &'static str,
        /// Its number.
        code: u32,
    },
    /// The file contains a kind of program that is not unpacked here.
    #[error("{0}")]
    Kind(&'static str),
    /// The header that describes the packing is missing.
    #[error("{0}")]
    Headless(&'static str),
    /// The bytes could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A limit was reached.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
}

impl UnpackError {
    pub(super) fn damaged(defect: &'static str, at: PartOffset) -> Self {
        Self::Damaged { defect, at }
    }

    /// Where in the packed file, if it is a single place.
    pub fn place(&self) -> Option<PartOffset> {
        match self {
            Self::Damaged { at, .. } => Some(*at),
            Self::Read(error) => error.place(),
            _ => None,
        }
    }

    /// Whether the file is damaged or a limit was reached, so that it may contain more than is
    /// reported.
    pub fn is_damage(&self) -> bool {
        !matches!(self, Self::Unsupported { .. } | Self::Kind(_))
    }
}

impl Moved for UnpackError {
    fn moved(&self, start: u64) -> Self {
        match self {
            Self::Damaged { defect, at } => Self::Damaged { defect, at: at.moved(start) },
            Self::Read(error) => Self::Read(error.moved(start)),
            _ => self.clone(),
        }
    }
}

impl From<ReaderError> for UnpackError {
    fn from(error: ReaderError) -> Self {
        let at = match error {
            ReaderError::Truncated { at, .. } | ReaderError::Overlong { at } => at,
        };
        Self::damaged("a header is cut short", at)
    }
}
