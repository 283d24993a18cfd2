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
    /// Bytes of the file.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Headers, tables, or a container.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// What Go's linker wrote.
    #[error(transparent)]
    Evidence(#[from] Damage),
    /// What a packer wrote.
    #[error(transparent)]
    Unpack(#[from] UnpackError),
    /// Anything, beyond a limit.
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
