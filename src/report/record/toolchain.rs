//! The release of a toolchain other than the Go project's.

use serde::{Deserialize, Serialize};

use super::section::section;
use crate::bytes::{Utf8Text, Word};
use crate::origin::{Origin, ReleaseSource};

/// The release of a toolchain other than the Go project's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ToolchainVersionRecord {
    /// As the toolchain spells it: `0.42.0`.
    pub value: Utf8Text,
    /// `producers` (a WebAssembly module's section), `dwarf-producer`, or `libgo` (gccgo's library).
    pub source: Word<ReleaseSource>,
    /// The section it was read from.
    pub section: Option<Utf8Text>,
    /// Its offset in the file; in a compressed section, the start of the section.
    pub offset: Option<u64>,
}

impl ToolchainVersionRecord {
    /// `None` where nothing states it, and for gc: its release is the Go version.
    pub(super) fn of(origin: &Origin) -> Option<Self> {
        let release = origin.toolchain_release.as_ref()?;
        Some(Self {
            value: (&release.version).into(),
            source: release.source.into(),
            section: section(&origin.image, release.at),
            offset: Some(origin.place(release.at).get()),
        })
    }
}
