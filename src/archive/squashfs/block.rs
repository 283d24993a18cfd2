//! Blocks: each is compressed by itself, or stored.

use std::io::{self, Read};

use flate2::read::ZlibDecoder;
use lzma_rust2::LzmaReader;

use super::lzo;
use crate::archive::decode::{Method, lz4_block, unpack};

/// Memory for the dictionary of a block, in KiB: no block is larger than 1 MiB, but writers ask for
/// more than they need.
const DICTIONARY: u32 = 16 << 10;

/// The window of Zstandard for the largest block: Linux takes no larger one either.
const WINDOW_LOG: u32 = 20;

/// How blocks are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compressor {
    Gzip,
    Lzma,
    Lzo,
    Xz,
    Lz4,
    Zstd,
}

impl Compressor {
    /// The one with that number.
    pub(super) fn of(number: u16) -> Option<Self> {
        Some(match number {
            1 => Self::Gzip,
            2 => Self::Lzma,
            3 => Self::Lzo,
            4 => Self::Xz,
            5 => Self::Lz4,
            6 => Self::Zstd,
            _ => return None,
        })
    }

    /// What `block` unpacks to, at most `most` bytes.
    pub(super) fn unpack(self, block: &[u8], most: usize) -> io::Result<Vec<u8>> {
        let too_large = || io::Error::new(io::ErrorKind::InvalidData, "a block is too large");
        let mut unpacked = Vec::new();
        let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        let mut take = |reader: &mut dyn Read| reader.take(limit).read_to_end(&mut unpacked);
        match self {
            Self::Gzip => take(&mut ZlibDecoder::new(block))?,
            Self::Lzma => take(&mut LzmaReader::new_mem_limit(block, DICTIONARY, None)?)?,
            Self::Xz => take(&mut unpack(Method::Xz, block, WINDOW_LOG)?)?,
            Self::Zstd => take(&mut unpack(Method::Zstd, block, WINDOW_LOG)?)?,
            Self::Lzo => return lzo::unpack(block, most),
            Self::Lz4 => {
                let mut whole = vec![0; most];
                let count = lz4_block(block, &mut whole)?;
                whole.truncate(count);
                return Ok(whole);
            }
        };
        if unpacked.len() > most { Err(too_large()) } else { Ok(unpacked) }
    }
}
