//! Compares the packer's checksums with the bytes.

use super::blocks::Blocks;
use super::error::{Summed, UnpackError};
use super::pack_header::PackHeader;

/// Compares the sums of blocks with those in the pack header.
pub(super) fn check_sums(blocks: &Blocks<'_, '_>, header: &PackHeader) -> Result<(), UnpackError> {
    let (packed, unpacked) = blocks.sums();
    compare((packed, header.c_adler), (unpacked, header.u_adler), Ok(()))
}

/// Compares the sums of the packed and the unpacked bytes with the packer's. An error of unpacking
/// ranks between the two, because wrong packed bytes explain it.
pub(super) fn compare(
    packed: (u32, u32),
    unpacked: (u32, u32),
    decoded: Result<(), UnpackError>,
) -> Result<(), UnpackError> {
    let check = |of, (actual, expected): (u32, u32)| {
        if actual == expected {
            Ok(())
        } else {
            Err(UnpackError::Checksum { of, expected, actual })
        }
    };
    check(Summed::Compressed, packed)?;
    decoded?;
    check(Summed::Unpacked, unpacked)
}
