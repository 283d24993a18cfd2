//! Inflating: a compressed run of a file, unpacked piece by piece on demand.

use std::io::{self, BufRead, Read};

use flate2::bufread::{GzDecoder, ZlibDecoder};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use thiserror::Error;

use super::{Input, LimitExceeded, ReadError, Span};

/// Compressed bytes read at once.
const PIECE: u64 = 64 << 10;
/// The window sizes of a Zstandard stream: the one every stream may use, and the largest accepted.
/// Frames that binutils writes may refer to all of the section.
const ZSTD_WINDOW: (u64, u64) = (8 << 20, 64 << 20);

/// How a run of bytes is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Packing {
    /// RFC 1950: a zlib stream.
    Zlib,
    /// RFC 8878: a Zstandard frame.
    Zstd,
}

/// Why bytes could not be inflated.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub(crate) enum InflateError {
    /// The compressed bytes could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The output would exceed the limits.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// The bytes are not valid for this compression.
    #[error("the compressed bytes are damaged")]
    Corrupt,
}

/// An inflater over one run of a file. It holds a piece of the compressed bytes and the window that
/// the compression refers back to: 32 KiB for zlib, at most 64 MiB for Zstandard.
pub(crate) struct Inflate<'i, 's>(Stream<'i, 's>);

enum Stream<'i, 's> {
    Zlib(Box<ZlibDecoder<Feed<'i, 's>>>),
    Zstd(Box<Zstd<'i, 's>>),
    Ended,
}

impl<'i, 's> Inflate<'i, 's> {
    /// An inflater for the bytes of `span`, which claim to inflate to `size` bytes. Reads nothing
    /// yet.
    pub(crate) fn new(input: &'i Input<'s>, span: Span, packing: Packing, size: u64) -> Self {
        let feed = Feed { input, left: span, piece: Vec::new(), taken: 0, error: None };
        Self(match packing {
            Packing::Zlib => Stream::Zlib(Box::new(ZlibDecoder::new(feed))),
            Packing::Zstd => {
                let mut decoder = FrameDecoder::new();
                let (least, most) = ZSTD_WINDOW;
                decoder.set_max_window_size(size.clamp(least, most));
                Stream::Zstd(Box::new(Zstd { feed, decoder, begun: false }))
            }
        })
    }

    /// Fills the start of `buffer` with the next inflated bytes and returns their number: 0 only at
    /// the end.
    ///
    /// # Errors
    /// [`InflateError`]; nothing follows an error.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, InflateError> {
        let (count, feed) = match &mut self.0 {
            Stream::Zlib(stream) => (stream.read(buffer).ok(), stream.get_mut()),
            Stream::Zstd(stream) => (stream.read(buffer), &mut stream.feed),
            Stream::Ended => return Ok(0),
        };
        let error = feed.error.take().map_or(InflateError::Corrupt, InflateError::Read);
        count.ok_or(error).inspect_err(|_| self.0 = Stream::Ended)
    }
}

/// One Zstandard frame.
struct Zstd<'i, 's> {
    feed: Feed<'i, 's>,
    decoder: FrameDecoder,
    begun: bool,
}

impl Zstd<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> Option<usize> {
        if !self.begun {
            self.decoder.init(&mut self.feed).ok()?;
            self.begun = true;
        }
        while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
            let one = BlockDecodingStrategy::UptoBlocks(1);
            self.decoder.decode_blocks(&mut self.feed, one).ok()?;
        }
        self.decoder.read(buffer).ok()
    }
}

/// The compressed bytes, one piece at a time.
struct Feed<'i, 's> {
    input: &'i Input<'s>,
    left: Span,
    piece: Vec<u8>,
    taken: usize,
    /// The error of the last failed read: an [`io::Error`] cannot carry it.
    error: Option<ReadError>,
}

impl BufRead for Feed<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken >= self.piece.len() && !self.left.is_empty() {
            let span = self.left.first(PIECE);
            self.piece = self.input.read(span).map_err(|error| {
                self.error = Some(error);
                io::Error::from(io::ErrorKind::Other)
            })?;
            self.taken = 0;
            self.left = Span::between(span.end(), self.left.end());
        }
        Ok(self.piece.get(self.taken..).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.taken = self.taken.saturating_add(count);
    }
}

impl Read for Feed<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut from = self.fill_buf()?;
        let count = from.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

/// The first inflated bytes, at most `most`, of a gzip file that starts with `head`; fewer where
/// `head` ends first. `None` where not even one byte can be inflated.
pub(crate) fn gzip_start(head: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut decoder = GzDecoder::new(head);
    let mut start = Vec::new();
    let mut piece = [0; 128];
    while start.len() < most {
        match decoder.read(&mut piece) {
            Ok(0) => return Some(start),
            Ok(count) => start.extend_from_slice(piece.get(..count)?),
            // The head ends before the file does.
            Err(_) => break,
        }
    }
    start.truncate(most);
    (!start.is_empty()).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits, PartOffset};

    /// `hello ` 200 times, as zlib and zstd compress it.
    const ZLIB: &[u8] = b"x\xda\xcbH\xcd\xc9\xc9W\xc8\x18%G\xc9Qr\x94\x1c\xf4$\x00U~\xb8\xb0";
    const ZSTD: &[u8] = b"(\xb5/\xfd\x00hm\x00\x000hello \x01\x00\xa7\xe4/E";

    fn inflate(bytes: &[u8], packing: Packing) -> Result<Vec<u8>, InflateError> {
        let data = bytes.to_vec();
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&data, &budget).unwrap();
        let span = Span::new(PartOffset(0), input.size());
        let mut inflate = Inflate::new(&input, span, packing, 5000);
        let (mut all, mut piece) = (Vec::new(), [0; 300]);
        loop {
            match inflate.read(&mut piece)? {
                0 => return Ok(all),
                count => all.extend(&piece[..count]),
            }
        }
    }

    #[test]
    fn starts_of_gzip() {
        // `printf hello | gzip -n`
        let whole = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xcbH\xcd\xc9\xc9\x07\0\x86\xa6\x106\x05\0\0\0";
        assert_eq!(gzip_start(whole, 512).as_deref(), Some(&b"hello"[..]));
        assert_eq!(gzip_start(whole, 3).as_deref(), Some(&b"hel"[..]));
        for end in 0..whole.len() {
            let start = gzip_start(&whole[..end], 512).unwrap_or_default();
            assert!(b"hello".starts_with(&start), "cut at {end}");
        }
        assert_eq!(gzip_start(b"\x1f\x8b\x08damaged", 512), None);
    }

    #[test]
    fn whole_cut_and_damaged() {
        let want = b"hello ".repeat(200);
        for (packing, bytes) in [(Packing::Zlib, ZLIB), (Packing::Zstd, ZSTD)] {
            assert_eq!(inflate(bytes, packing).unwrap(), want, "{packing:?}");
            for end in 0..bytes.len() {
                // The missing part may be the checksum alone.
                let cut = inflate(&bytes[..end], packing).unwrap_or_default();
                assert!(want.starts_with(&cut), "{packing:?} cut at {end}");
            }
            for at in 0..bytes.len() {
                let mut bytes = bytes.to_vec();
                bytes[at] ^= 0x55;
                let _ = inflate(&bytes, packing);
            }
            assert_eq!(inflate(&[0xff; 64], packing), Err(InflateError::Corrupt), "{packing:?}");
        }
    }
}
