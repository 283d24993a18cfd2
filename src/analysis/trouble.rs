//! What kept something from being read.

use thiserror::Error;

use crate::bytes::{LimitExceeded, Moved, ReadError};
use crate::evidence::Damage;
use crate::image::ImageError;
use crate::unpack::UnpackError;

/// What kept something from being read, by the layer that met it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Trouble {
    /// Bytes of the file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Headers, tables, or a container could not be read.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// A structure of Go's linker could not be read.
    #[error(transparent)]
    Evidence(#[from] Damage),
    /// A structure of a packer could not be read.
    #[error(transparent)]
    Unpack(#[from] UnpackError),
    /// A limit was hit.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
}

impl Moved for Trouble {
    fn moved(&self, start: u64) -> Self {
        match self {
            Self::Read(error) => Self::Read(error.moved(start)),
            Self::Image(error) => Self::Image(error.moved(start)),
            Self::Evidence(damage) => Self::Evidence(damage.moved(start)),
            Self::Unpack(error) => Self::Unpack(error.moved(start)),
            Self::Limit(limit) => Self::Limit(*limit),
        }
    }
}
