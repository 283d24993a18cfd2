//! The package that a file ships in.

use serde::{Deserialize, Serialize};

use crate::archive::{PackageKind, Place};
use crate::bytes::Word;

/// The innermost package around a file, as the package itself says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PackageRecord {
    /// `deb`, `ipk`, `rpm`, `apk`, `arch`, `conda`, `npm`, `wheel` or `gem`.
    pub kind: Word<PackageKind>,
    /// Its name.
    pub name: String,
    /// Its version, with epoch and release where the package manager has them: `1:2.3-4`.
    pub version: String,
    /// The processor that it is for, or the system and the processor, in the words of the package
    /// manager: `amd64`, `linux-64`. `null` where the package does not say.
    pub architecture: Option<String>,
}

impl PackageRecord {
    /// `None` for a file in no package.
    pub(super) fn of(place: &Place) -> Option<Self> {
        let package = place.package()?;
        Some(Self {
            kind: Word::Known(package.kind),
            name: package.name.to_lossy(),
            version: package.version.to_lossy(),
            architecture: package.architecture.as_ref().map(|it| it.to_lossy()),
        })
    }
}
