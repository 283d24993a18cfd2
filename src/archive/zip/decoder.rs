//! The methods of compression.

use std::io::{self, Read};

use bzip2::bufread::BzDecoder;
use deflate64::Deflate64Decoder;
use flate2::bufread::DeflateDecoder;
use lzma_rust2::{LzmaReader, XzReader};
use rawzip::CompressionMethod;

use crate::archive::stream::{Stream, fault_of, kibibytes, window_log};
use crate::archive::{Fault, Kind, ppmd};
use crate::bytes::Limits;

/// What unpacks an entry of that many bytes.
pub(super) fn decoder<'a>(
    method: CompressionMethod,
    size: u64,
    stored: Stream<'a, 'a>,
    limits: &Limits,
) -> Result<Box<dyn Read + 'a>, Fault> {
    let of_stream = |error: io::Error| fault_of(Kind::Zip, &error, limits);
    let dictionary = kibibytes(limits.dictionary);
    Ok(match method {
        CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(stored)),
        CompressionMethod::DEFLATE64 => Box::new(Deflate64Decoder::with_buffer(stored)),
        CompressionMethod::BZIP2 => Box::new(BzDecoder::new(stored)),
        CompressionMethod::ZSTD | CompressionMethod::ZSTD_DEPRECATED => {
            let mut decoder = zstd::Decoder::with_buffer(stored).map_err(of_stream)?;
            decoder.window_log_max(window_log(limits)).map_err(of_stream)?;
            Box::new(decoder)
        }
        CompressionMethod::XZ => Box::new(XzReader::new_mem_limit(stored, true, dictionary)),
        CompressionMethod::LZMA => {
            Box::new(lzma(stored, size, limits.dictionary).map_err(of_stream)?)
        }
        CompressionMethod::PPMD => ppmd::of_zip(stored).map_err(of_stream)?,
        method => {
            let method = method.as_u16();
            return Err(Fault::Unsupported(format!("compression method {method} of zip")));
        }
    })
}

/// A decoder of LZMA as zip has it: the version of the writer, the size of the properties, these,
/// and the bare stream.
fn lzma<'a>(
    mut stored: Stream<'a, 'a>,
    size: u64,
    most: u64,
) -> io::Result<LzmaReader<Stream<'a, 'a>>> {
    let mut head = [0; 9];
    stored.read_exact(&mut head)?;
    let [_, _, 5, 0, properties, dictionary @ ..] = head else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let dictionary = u32::from_le_bytes(dictionary);
    if u64::from(dictionary) > most {
        return Err(io::ErrorKind::OutOfMemory.into());
    }
    LzmaReader::new_with_props(stored, size, properties, dictionary, None)
}
