//! Temporary files without a name: the system frees them when they are closed, also after a signal.

use std::fs::File;
use std::io::{self, Write};

use crate::bytes::{ByteSource, FileSource, PartOffset, Span};

/// A temporary file that has been written and is now read.
#[derive(Debug)]
pub struct Temporary(FileSource);

/// A temporary file that is being written.
pub(super) struct Writing {
    file: File,
    size: u64,
}

#[cfg(feature = "archives")]
fn nameless() -> io::Result<File> {
    tempfile::tempfile()
}

/// A build without the package for them keeps files in memory only.
#[cfg(not(feature = "archives"))]
fn nameless() -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

impl Writing {
    /// An empty file in the system's folder for temporary files.
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { file: nameless()?, size: 0 })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.size = self.size.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(())
    }

    /// How many bytes were written.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn finish(self) -> Temporary {
        Temporary(FileSource::new(self.file, self.size))
    }
}

impl ByteSource for Temporary {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read_at(at, buffer)
    }

    fn data_from(&self, at: PartOffset) -> Span {
        self.0.data_from(at)
    }
}
