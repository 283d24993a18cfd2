//! How a file was packed, and what came out.

use serde::{Deserialize, Serialize};

use crate::bytes::own_word;

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
