//! What kept something from being read.

use crate::bytes::{LimitExceeded, ReadError};
use crate::evidence::Damage;
use crate::image::ImageError;
use crate::unpack::UnpackError;

/// What kept something from being read, by the layer that met it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// Bytes of the file.
    Read(ReadError),
    /// Headers, tables, or a container.
    Image(ImageError),
    /// What Go's linker wrote.
    Evidence(Damage),
    /// What a packer wrote.
    Unpack(UnpackError),
    /// Anything, beyond a limit.
    Limit(LimitExceeded),
}

impl From<ReadError> for Trouble {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl From<ImageError> for Trouble {
    fn from(error: ImageError) -> Self {
        Self::Image(error)
    }
}

impl From<Damage> for Trouble {
    fn from(damage: Damage) -> Self {
        Self::Evidence(damage)
    }
}

impl From<UnpackError> for Trouble {
    fn from(error: UnpackError) -> Self {
        Self::Unpack(error)
    }
}

impl From<LimitExceeded> for Trouble {
    fn from(limit: LimitExceeded) -> Self {
        Self::Limit(limit)
    }
}
