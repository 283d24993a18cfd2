//! The compression methods, by UPX's numbers.

use super::nrv::{self, Nrv};
use super::output::Output;
use super::{UnpackError, lzma};

/// Decodes one block.
///
/// # Errors
/// [`UnpackError::Damaged`] where `data` does not decode to exactly the bytes that `output` has
/// room for, [`UnpackError::Unsupported`] for an unknown method.
pub(super) fn decode(method: u8, data: &[u8], output: &mut Output<'_>) -> Result<(), UnpackError> {
    match method {
        2 => nrv::decode(Nrv::B, 4, data, output),
        3 => nrv::decode(Nrv::B, 1, data, output),
        4 => nrv::decode(Nrv::B, 2, data, output),
        5 => nrv::decode(Nrv::D, 4, data, output),
        6 => nrv::decode(Nrv::D, 1, data, output),
        7 => nrv::decode(Nrv::D, 2, data, output),
        8 => nrv::decode(Nrv::E, 4, data, output),
        9 => nrv::decode(Nrv::E, 1, data, output),
        10 => nrv::decode(Nrv::E, 2, data, output),
        14 => lzma::decode(data, output),
        method => Err(UnpackError::Unsupported { what: "method", code: u32::from(method) }),
    }
}

/// The common name of a method; `None` for an unknown one.
pub(super) fn name(method: u8) -> Option<&'static str> {
    Some(match method {
        2..=4 => "NRV2B",
        5..=7 => "NRV2D",
        8..=10 => "NRV2E",
        14 => "LZMA",
        15 => "DEFLATE",
        16 => "Zstandard",
        17 => "bzip2",
        _ => return None,
    })
}
