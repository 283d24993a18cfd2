//! Decoders of other packages, for the kinds of containers that use several of them.

use std::io::{self, BufReader, Read};

use lzma_rust2::XzReader;

/// Memory for xz, in KiB: where it is used here, blocks have 1 MiB at most.
const XZ_MEMORY: u32 = 16 << 10;

/// A reader of what another one unpacks to.
pub(super) type Unpacked<'a> = Box<dyn Read + 'a>;

/// What `packed` unpacks to by the method of that name. A window of Zstandard has 2 to the power of
/// `window_log` bytes at most.
pub(super) fn unpack<'a>(
    method: Method,
    packed: impl Read + 'a,
    window_log: u32,
) -> io::Result<Unpacked<'a>> {
    Ok(match method {
        Method::Bzip2 => Box::new(bzip2::read::MultiBzDecoder::new(packed)),
        Method::Deflate64 => {
            Box::new(deflate64::Deflate64Decoder::with_buffer(BufReader::new(packed)))
        }
        Method::Xz => Box::new(XzReader::new_mem_limit(packed, false, XZ_MEMORY)),
        Method::Zstd => {
            let mut decoder = zstd::Decoder::new(packed)?;
            decoder.window_log_max(window_log)?;
            Box::new(decoder)
        }
    })
}

/// A method of compression.
#[derive(Clone, Copy, Debug)]
pub(super) enum Method {
    Bzip2,
    Deflate64,
    Xz,
    Zstd,
}

/// Unpacks a block of LZ4 into `room`; returns how many bytes it has.
pub(super) fn lz4_block(block: &[u8], room: &mut [u8]) -> io::Result<usize> {
    let count = lz4_flex::block::decompress_into(block, room);
    count.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}
