//! The blocks of a folder: a checksum, the stored size, the unpacked size, and the bytes.

use std::io::{self, Read};

use flate2::{Decompress, FlushDecompress};

use super::header::Folder;
use super::lzx::Lzx;
use crate::archive::at::At;
use crate::archive::{Fault, Kind};

/// The most bytes that a block unpacks to.
const MOST: usize = 32 << 10;

/// All blocks of a folder, unpacked.
pub(super) struct Blocks<'s> {
    at: At<'s>,
    method: Method,
    /// Where the next block starts.
    place: u64,
    left: u16,
    reserved: u64,
    block: Vec<u8>,
    taken: usize,
}

/// How a folder is compressed.
enum Method {
    Stored,
    /// Deflate, in blocks that know the bytes of the block before.
    MsZip(Box<Decompress>, Vec<u8>),
    Lzx(Box<Lzx>),
}

impl Method {
    fn of(number: u16) -> Result<Self, Fault> {
        Ok(match number & 15 {
            0 => Self::Stored,
            1 => Self::MsZip(Box::new(Decompress::new(false)), Vec::new()),
            3 => Self::Lzx(Box::new(Lzx::new(number >> 8 & 31)?)),
            2 => return Err(Fault::Unsupported("compression Quantum of cab".to_owned())),
            other => return Err(Fault::Unsupported(format!("compression {other} of cab"))),
        })
    }

    fn unpack(&mut self, stored: Vec<u8>, size: usize) -> Result<Vec<u8>, Fault> {
        match self {
            Self::Stored => Ok(stored),
            Self::MsZip(decoder, before) => {
                let unpacked = ms_zip(decoder, before, &stored, size);
                let unpacked = unpacked.ok_or_else(|| damaged("a block is damaged"))?;
                before.clone_from(&unpacked);
                Ok(unpacked)
            }
            Self::Lzx(decoder) => decoder.unpack(&stored, size),
        }
    }
}

/// Unpacks a block: `CK`, and a whole deflate stream.
fn ms_zip(decoder: &mut Decompress, before: &[u8], stored: &[u8], size: usize) -> Option<Vec<u8>> {
    let stored = stored.strip_prefix(b"CK")?;
    decoder.reset(false);
    if !before.is_empty() {
        decoder.set_dictionary(before).ok()?;
    }
    let mut unpacked = Vec::with_capacity(size);
    decoder.decompress_vec(stored, &mut unpacked, FlushDecompress::Finish).ok()?;
    Some(unpacked)
}

fn damaged(defect: &str) -> Fault {
    Fault::damaged(Kind::Cab, defect)
}

impl<'s> Blocks<'s> {
    pub(super) fn new(at: &At<'s>, folder: &Folder) -> Result<Self, Fault> {
        Ok(Self {
            at: at.clone(),
            method: Method::of(folder.method)?,
            place: folder.start,
            left: folder.blocks,
            reserved: folder.reserved.into(),
            block: Vec::new(),
            taken: 0,
        })
    }

    fn next(&mut self) -> Result<Vec<u8>, Fault> {
        let head = self.at.array::<8>(self.place)?;
        let [sum @ .., a, b, c, d] = head;
        let stored_size = u16::from_le_bytes([a, b]);
        let size = usize::from(u16::from_le_bytes([c, d]));
        let start = self.place.saturating_add(8).saturating_add(self.reserved);
        let stored = self.at.read(start, stored_size.into())?;
        self.place = start.saturating_add(stored_size.into());
        self.left = self.left.saturating_sub(1);
        let sum = u32::from_le_bytes(sum);
        // The sum covers the reserved field and the sizes too; zero where there is none.
        let of_reserved = self.at.read(start.saturating_sub(self.reserved), self.reserved)?;
        if sum != 0 && checksum(&[a, b, c, d], checksum(&of_reserved, checksum(&stored, 0))) != sum
        {
            return Err(damaged("a block has a wrong checksum"));
        }
        if size == 0 {
            return Err(Fault::Unsupported("a file that goes on in another cabinet".to_owned()));
        }
        let unpacked = self.method.unpack(stored, size.min(MOST))?;
        match unpacked.len() == size {
            true => Ok(unpacked),
            false => Err(damaged("a block has not the size that it should have")),
        }
    }
}

/// Words of four bytes, exclusive-or; the bytes of a rest count from the most significant one on.
fn checksum(bytes: &[u8], seed: u32) -> u32 {
    let words = bytes.chunks_exact(4);
    let rest = words.remainder().iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
    let words = words.filter_map(|it| it.first_chunk()).map(|it| u32::from_le_bytes(*it));
    words.fold(seed, |sum, word| sum ^ word) ^ rest
}

impl Read for Blocks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken >= self.block.len() {
            if self.left == 0 {
                return Ok(0);
            }
            self.block = self.next().map_err(Fault::into_io)?;
            self.taken = 0;
        }
        let count = self.block.get(self.taken..).unwrap_or_default().read(buffer)?;
        self.taken = self.taken.saturating_add(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums() {
        for (bytes, want) in [
            (&b""[..], 0),
            (b"\x01\x02\x03\x04", 0x0403_0201),
            (b"\x01\x02\x03\x04\x01\x02\x03", 0x0403_0201 ^ 0x0001_0203),
        ] {
            assert_eq!(checksum(bytes, 0), want, "{bytes:?}");
        }
    }
}
