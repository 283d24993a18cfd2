//! How a file was packed, and the result of unpacking it.

use serde::{Deserialize, Serialize};

use crate::analysis::Packing;
use crate::bytes::{Text, own_word};
use crate::container::FileOffset;
use crate::report::explain::Reason;
use crate::report::known::{Fact, Known, Reasons};
use crate::unpack::UnpackError;

/// How a file was packed, and the result of unpacking it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnpackedRecord {
    /// Always `upx`.
    #[serde(serialize_with = "own_word")]
    pub packer: String,
    /// The packer's version, as the packer wrote it: `4.02`, `3.96`; `null` where it wrote none.
    pub version: Option<String>,
    /// The compression method: `NRV2B`, `NRV2D`, `NRV2E`, `LZMA`; several are separated by commas.
    #[serde(serialize_with = "own_word")]
    pub method: Option<String>,
    /// Size of the unpacked program in bytes; `null` where the file could not be unpacked.
    pub size: Known<u64>,
    /// Whether it is byte for byte the program that was packed. The packer does not keep all of a
    /// PE file.
    pub exact: Option<bool>,
    /// Whether the packer's checksums hold, of the packed and of the unpacked bytes; `null` where
    /// they were not reached. Where they do not hold, the record has no facts about the inside.
    pub checksum_ok: Option<bool>,
    /// Where the packer's header lies in the file.
    pub offset: Option<u64>,
}

impl UnpackedRecord {
    /// `reasons` gets the reason where a file could not be unpacked.
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
