//! A file with its checksum, which is compared once all of it was read.

use std::io::{self, Read};

use flate2::Crc;

use super::{Fault, Kind};

/// A file with its checksum.
pub(super) struct Checked<R> {
    kind: Kind,
    inner: R,
    left: u64,
    wanted: u32,
    sum: Crc,
}

impl<R: Read> Checked<R> {
    /// The file of that size in `inner`, whose CRC-32 should be `wanted`, in a container of that
    /// kind.
    pub(super) fn new(kind: Kind, inner: R, size: u64, wanted: u32) -> Self {
        Self { kind, inner, left: size, wanted, sum: Crc::new() }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.sum.update(buffer.get(..count).unwrap_or_default());
        self.left = self.left.saturating_sub(u64::try_from(count).unwrap_or(u64::MAX));
        if self.left == 0 && self.sum.sum() != self.wanted {
            return Err(Fault::damaged(self.kind, "a file has a wrong checksum").into_io());
        }
        Ok(count)
    }
}
