//! One compressed unit: a member, stream or frame, and what follows it.

use std::io::{self, Read};

use bzip2::bufread::BzDecoder;
use flate2::bufread::GzDecoder;
use lz4_flex::frame::FrameDecoder;
use lzma_rust2::{LzipReader, LzmaReader, XzReader};

use super::Stream;
use crate::archive::{Fault, Kind};
use crate::bytes::LimitExceeded;

/// The most memory for the dictionary of a decoder, in KiB: what `xz -9` and `lzip -9` write needs
/// 64 MiB, `xz --lzma2=dict=256MiB` more.
pub(in crate::archive) const DICTIONARY: u32 = 272 << 10;
/// The largest window of a Zstandard frame, as a power of two: 128 MiB, which `zstd --long` writes.
const ZSTD_WINDOW: u32 = 27;

/// A decoder of one unit.
pub(super) enum Unit<'a, 's> {
    Gzip(Box<GzDecoder<Stream<'a, 's>>>),
    Bzip2(Box<BzDecoder<Stream<'a, 's>>>),
    Lz4(Box<FrameDecoder<Stream<'a, 's>>>),
    Zstd(Box<zstd::Decoder<'static, Stream<'a, 's>>>),
    /// Goes over all streams by itself.
    Xz(Box<XzReader<Stream<'a, 's>>>),
    /// Likewise.
    Lzip(Box<LzipReader<Stream<'a, 's>>>),
    /// There is only one.
    Lzma(Box<LzmaReader<Stream<'a, 's>>>),
}

impl<'a, 's> Unit<'a, 's> {
    /// A decoder of the unit that starts here.
    pub(super) fn start(kind: Kind, mut stream: Stream<'a, 's>) -> io::Result<Self> {
        Ok(match kind {
            Kind::Bzip2 => Self::Bzip2(Box::new(BzDecoder::new(stream))),
            Kind::Lz4 => Self::Lz4(Box::new(FrameDecoder::new(stream))),
            Kind::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(stream)?.single_frame();
                decoder.window_log_max(ZSTD_WINDOW)?;
                Self::Zstd(Box::new(decoder))
            }
            Kind::Xz => Self::Xz(Box::new(XzReader::new_mem_limit(stream, true, DICTIONARY))),
            Kind::Lzip => {
                check_lzip(&mut stream)?;
                Self::Lzip(Box::new(LzipReader::new(stream)))
            }
            Kind::Lzma => {
                let decoder = LzmaReader::new_mem_limit(stream, DICTIONARY, None);
                Self::Lzma(Box::new(decoder.map_err(memory)?))
            }
            _ => Self::Gzip(Box::new(GzDecoder::new(stream))),
        })
    }

    /// The rest of the stream, behind the unit.
    pub(super) fn finish(self) -> Stream<'a, 's> {
        match self {
            Self::Gzip(it) => it.into_inner(),
            Self::Bzip2(it) => it.into_inner(),
            Self::Lz4(it) => it.into_inner(),
            Self::Zstd(it) => it.finish(),
            Self::Xz(it) => it.into_inner(),
            Self::Lzip(it) => it.into_inner(),
            Self::Lzma(it) => it.into_inner(),
        }
    }

    /// The name that the unit gives its content; `None` where it gives none.
    pub(super) fn name(&self) -> Option<&[u8]> {
        match self {
            Self::Gzip(it) => it.header()?.filename(),
            _ => None,
        }
    }
}

impl Read for Unit<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Gzip(it) => it.read(buffer),
            Self::Bzip2(it) => it.read(buffer),
            Self::Lz4(it) => it.read(buffer),
            Self::Zstd(it) => it.read(buffer).map_err(window),
            Self::Xz(it) => it.read(buffer).map_err(memory),
            Self::Lzip(it) => it.read(buffer).map_err(memory),
            Self::Lzma(it) => it.read(buffer).map_err(memory),
        }
    }
}

/// Fails where the dictionary of a lzip member is larger than the limit: its size is a power of two
/// in the lower five bits of the sixth byte, less some sixteenths of it.
fn check_lzip(stream: &mut Stream<'_, '_>) -> io::Result<()> {
    let power = stream.peek(6)?.get(5).map_or(0, |byte| byte & 0x1f);
    match 1_u64.checked_shl(power.into()) {
        Some(size) if size <= u64::from(DICTIONARY).saturating_mul(1 << 10) => Ok(()),
        _ => Err(memory(io::ErrorKind::OutOfMemory.into())),
    }
}

/// A window that is larger than the limit on it, which the decoder only says in words.
fn window(error: io::Error) -> io::Error {
    if !error.to_string().contains("too much memory") {
        return error;
    }
    Fault::from(LimitExceeded { name: "window", limit: 1 << ZSTD_WINDOW }).into_io()
}

/// A dictionary that is larger than the limit on it.
fn memory(error: io::Error) -> io::Error {
    if error.kind() != io::ErrorKind::OutOfMemory {
        return error;
    }
    let limit = u64::from(DICTIONARY).saturating_mul(1 << 10);
    Fault::from(LimitExceeded { name: "dictionary", limit }).into_io()
}
