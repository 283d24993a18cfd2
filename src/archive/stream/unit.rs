//! One compressed unit: a member, stream or frame, and what follows it.

use std::io::{self, Read};

use bzip2::bufread::BzDecoder;
use flate2::bufread::GzDecoder;
use lz4_flex::frame::FrameDecoder;
use lzma_rust2::{LzipReader, LzmaReader, XzReader};

use super::Stream;
use super::memory::{kibibytes, window_log};
use super::pbzx::Pbzx;
use crate::archive::Kind;
use crate::bytes::Limits;

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
    /// All chunks.
    Pbzx(Box<Pbzx<'a, 's>>),
    /// There is only one.
    Lzma(Box<LzmaReader<Stream<'a, 's>>>),
}

impl<'a, 's> Unit<'a, 's> {
    /// A decoder of the unit that starts here.
    pub(super) fn start(
        kind: Kind,
        mut stream: Stream<'a, 's>,
        limits: &Limits,
    ) -> io::Result<Self> {
        let dictionary = kibibytes(limits.dictionary);
        Ok(match kind {
            Kind::Bzip2 => Self::Bzip2(Box::new(BzDecoder::new(stream))),
            Kind::Lz4 => Self::Lz4(Box::new(FrameDecoder::new(stream))),
            Kind::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(stream)?.single_frame();
                decoder.window_log_max(window_log(limits))?;
                Self::Zstd(Box::new(decoder))
            }
            Kind::Xz => Self::Xz(Box::new(XzReader::new_mem_limit(stream, true, dictionary))),
            Kind::Lzip => {
                check_lzip(&mut stream, limits)?;
                Self::Lzip(Box::new(LzipReader::new(stream)))
            }
            Kind::Pbzx => Self::Pbzx(Box::new(Pbzx::new(stream, dictionary)?)),
            Kind::Lzma => {
                let decoder = LzmaReader::new_mem_limit(stream, dictionary, None);
                Self::Lzma(Box::new(decoder?))
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
            Self::Pbzx(it) => it.into_inner(),
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
            Self::Zstd(it) => it.read(buffer),
            Self::Xz(it) => it.read(buffer),
            Self::Lzip(it) => it.read(buffer),
            Self::Lzma(it) => it.read(buffer),
            Self::Pbzx(it) => it.read(buffer),
        }
    }
}

/// Fails where the dictionary of a lzip member is larger than the limit: its size is a power of two
/// in the lower five bits of the sixth byte, less some sixteenths of it.
fn check_lzip(stream: &mut Stream<'_, '_>, limits: &Limits) -> io::Result<()> {
    let power = stream.peek(6)?.get(5).map_or(0, |byte| byte & 0x1f);
    match 1_u64.checked_shl(power.into()) {
        Some(size) if size <= limits.dictionary => Ok(()),
        _ => Err(io::ErrorKind::OutOfMemory.into()),
    }
}
