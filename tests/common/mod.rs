//! What several tests need.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use gorigin::bytes::{ByteSource, FileOffset};
use lzma_rust2::XzReader;

/// The folder of the fixtures.
pub(crate) fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// The bytes of a fixture, by folder and name.
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let plain = testdata().join(name);
    if plain.exists() {
        return fs::read(plain).unwrap();
    }
    let file = File::open(testdata().join(format!("{name}.xz"))).unwrap();
    let mut bytes = Vec::new();
    XzReader::new(file, false).read_to_end(&mut bytes).unwrap();
    bytes
}

/// A file in memory that counts what is read of it.
pub(crate) struct Counting<'b> {
    bytes: &'b [u8],
    read: AtomicU64,
}

impl<'b> Counting<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, read: AtomicU64::new(0) }
    }

    /// The bytes read so far.
    pub(crate) fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }
}

impl ByteSource for Counting<'_> {
    fn size(&self) -> u64 {
        self.bytes.size()
    }

    fn read_at(&self, at: FileOffset, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read_at(at, buffer)?;
        self.read.fetch_add(u64::try_from(count).unwrap(), Ordering::Relaxed);
        Ok(count)
    }
}
