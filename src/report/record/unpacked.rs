//! How a file was packed, and what came out.

use serde::{Deserialize, Serialize};

use crate::analysis::Packing;
use crate::bytes::{Text, own_word};
use crate::container::FileOffset;
use crate::report::explain::{Fact, Reason, Reasons};
use crate::unpack::UnpackError;

/// How a file was packed, and what came out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnpackedRecord {
    /// Always `upx`.
    #[serde(serialize_with = "own_word")]
    pub packer: String,
    /// The packer's version, as it wrote it: `4.02`, `3.96`; `null` where it did not.
    pub version: Option<String>,
    /// How the bytes are compressed: `NRV2B`, `NRV2D`, `NRV2E`, `LZMA`; several with commas between
    /// them.
    #[serde(serialize_with = "own_word")]
    pub method: Option<String>,
    /// Size of the program in bytes once it was unpacked; `null` where it could not be.
    pub size: Option<u64>,
    /// Whether it is byte for byte the program that was packed. The packer does not keep all of a
    /// PE file.
    pub exact: Option<bool>,
    /// Whether the packer's checksums hold, of the packed and of the unpacked bytes: `null` where
    /// it did not come to that. Where they do not, nothing of what is inside is said.
    pub checksum_ok: Option<bool>,
    /// Where the packer's header lies in the file.
    pub offset: Option<u64>,
}

impl UnpackedRecord {
    /// Why a file could not be unpacked is written into `reasons`.
    pub(super) fn of(packing: &Packing, reasons: &mut Reasons) -> Self {
        let inside = packing.inside.as_ref();
        let size = inside.map(|it| it.size).map_err(|error| Reason::Met(error.to_string().into()));
        Self {
            packer: "upx".to_owned(),
            version: packing.version.as_ref().map(Text::to_lossy),
            method: packing.method.clone(),
            size: reasons.keep(Fact::UnpackedSize, size),
            exact: inside.ok().map(|it| it.is_exact),
            checksum_ok: match inside {
                Ok(_) => Some(true),
                Err(UnpackError::Checksum { .. }) => Some(false),
                Err(_) => None,
            },
            offset: packing.at.map(FileOffset::get),
        }
    }
}
