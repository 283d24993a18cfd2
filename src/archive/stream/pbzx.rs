//! The compression of payloads in packages of macOS: chunks, each a stream of xz or stored as it is.
//!
//! | offset | size | field |
//! | --- | --- | --- |
//! | 0 | 4 | `pbzx` |
//! | 4 | 8 | the size of all chunks but the last, unpacked: 16 MiB |
//! | 12 | 8 | the size of the first chunk, unpacked |
//! | 20 | 8 | its size here |
//! | 28 | | the chunk; then the next one's sizes |
//!
//! All numbers are big-endian; the last chunk ends with the file. Who made the format has not described
//! it; this is how others read it, such as `pbzx` 1.0.2.

use std::io::{self, Read, Take};

use lzma_rust2::XzReader;

use super::Stream;

/// How a stream of xz starts.
const XZ: &[u8] = b"\xfd7zXZ\0";

/// A reader of all chunks.
pub(super) struct Pbzx<'a, 's> {
    state: State<'a, 's>,
    /// The most memory for a dictionary, in KiB.
    dictionary: u32,
}

enum State<'a, 's> {
    /// Before a chunk, or at the end.
    Between(Stream<'a, 's>),
    /// In a chunk, of which so many unpacked bytes are left.
    Packed(Box<XzReader<Take<Stream<'a, 's>>>>, u64),
    Stored(Take<Stream<'a, 's>>),
    /// Nothing can be read any more.
    Broken,
}

impl<'a, 's> Pbzx<'a, 's> {
    /// A reader of `stream`, which starts with the magic.
    pub(super) fn new(mut stream: Stream<'a, 's>, dictionary: u32) -> io::Result<Self> {
        stream.read_exact(&mut [0; 12])?;
        Ok(Self { state: State::Between(stream), dictionary })
    }

    /// What follows the last chunk; nothing where that was not reached.
    pub(super) fn into_inner(self) -> Stream<'a, 's> {
        match self.state {
            State::Between(stream) => stream,
            _ => Stream::of_reader(io::empty(), None),
        }
    }

    /// Starts the next chunk.
    fn start(&self, mut stream: Stream<'a, 's>) -> io::Result<State<'a, 's>> {
        let mut size = [0; 8];
        stream.read_exact(&mut size)?;
        let unpacked = u64::from_be_bytes(size);
        stream.read_exact(&mut size)?;
        let stored = u64::from_be_bytes(size);
        if stream.peek(XZ.len())? == XZ {
            let reader = XzReader::new_mem_limit(stream.take(stored), false, self.dictionary);
            return Ok(State::Packed(Box::new(reader), unpacked));
        }
        match stored == unpacked {
            true => Ok(State::Stored(stream.take(stored))),
            false => Err(damaged("a chunk is neither xz nor stored as it is")),
        }
    }

    /// Reads some bytes, or ends or starts a chunk.
    fn step(
        &self,
        state: State<'a, 's>,
        buffer: &mut [u8],
    ) -> io::Result<(State<'a, 's>, Option<usize>)> {
        match state {
            State::Between(mut stream) => {
                if stream.peek(1)?.is_empty() {
                    return Ok((State::Between(stream), Some(0)));
                }
                Ok((self.start(stream)?, None))
            }
            State::Packed(mut reader, left) => {
                let count = reader.read(buffer)?;
                let rest = left.checked_sub(u64::try_from(count).unwrap_or(u64::MAX));
                match (count, rest) {
                    (1.., Some(rest)) => Ok((State::Packed(reader, rest), Some(count))),
                    (0, Some(0)) => {
                        let mut chunk = reader.into_inner();
                        io::copy(&mut chunk, &mut io::sink())?;
                        Ok((State::Between(chunk.into_inner()), None))
                    }
                    _ => Err(damaged("a chunk has another size than it says")),
                }
            }
            State::Stored(mut chunk) => match (chunk.limit(), chunk.read(buffer)?) {
                (0, _) => Ok((State::Between(chunk.into_inner()), None)),
                (_, 0) => Err(io::ErrorKind::UnexpectedEof.into()),
                (_, count) => Ok((State::Stored(chunk), Some(count))),
            },
            State::Broken => Err(damaged("a chunk is damaged")),
        }
    }
}

impl Read for Pbzx<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !buffer.is_empty() {
            let state = std::mem::replace(&mut self.state, State::Broken);
            let (state, count) = self.step(state, buffer)?;
            self.state = state;
            if let Some(count) = count {
                return Ok(count);
            }
        }
        Ok(0)
    }
}

fn damaged(defect: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, defect)
}
