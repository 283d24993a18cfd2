//! Where bytes come from: positioned reads from a file, from memory, or from a part of either.
//!
//! Files are read with positioned reads and never mapped: a file that shrinks during a read gives a
//! short read here, where a mapping would raise a signal.

use std::fs::{File, Metadata};
use std::io;
use std::sync::{Arc, OnceLock};

use super::{PartOffset, Span};

/// Bytes that can be read at any place. The length is fixed when reading starts.
pub trait ByteSource: Sync {
    /// The length in bytes.
    fn size(&self) -> u64;

    /// Reads into `buffer` from `at` on and returns the number of bytes read: fewer than requested
    /// only where the source ends.
    ///
    /// # Errors
    /// The error of the operating system.
    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize>;

    /// Reads `count` bytes from `at` on into `to`, in place of what is in it: fewer only where the
    /// source ends.
    ///
    /// # Errors
    /// The error of the operating system.
    fn read_to(&self, at: PartOffset, count: usize, to: &mut Vec<u8>) -> io::Result<()> {
        // Bytes that were read before are overwritten, and need not be zeroed.
        to.resize(count, 0);
        let read = self.read_at(at, to)?;
        to.truncate(read);
        Ok(())
    }

    /// Bytes from the start that are in memory; empty where none are.
    fn start(&self) -> &[u8] {
        &[]
    }

    /// The first run of stored bytes at or behind `at`; everything between is a hole of zeros.
    /// Empty, at the end, where nothing is stored from `at` on. A source that does not know about
    /// holes returns the rest as stored.
    fn data_from(&self, at: PartOffset) -> Span {
        Span::between(at, PartOffset(self.size()))
    }
}

impl ByteSource for [u8] {
    fn size(&self) -> u64 {
        u64::try_from(self.len()).unwrap_or(u64::MAX)
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(at.0).ok().and_then(|at| self.get(at..)).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        Ok(count)
    }

    fn read_to(&self, at: PartOffset, count: usize, to: &mut Vec<u8>) -> io::Result<()> {
        let rest = usize::try_from(at.0).ok().and_then(|at| self.get(at..)).unwrap_or_default();
        to.clear();
        to.extend_from_slice(rest.get(..count).unwrap_or(rest));
        Ok(())
    }

    fn start(&self) -> &[u8] {
        self
    }
}

impl<S: ByteSource + ?Sized> ByteSource for &S {
    fn size(&self) -> u64 {
        S::size(self)
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        S::read_at(self, at, buffer)
    }

    fn read_to(&self, at: PartOffset, count: usize, to: &mut Vec<u8>) -> io::Result<()> {
        S::read_to(self, at, count, to)
    }

    fn start(&self) -> &[u8] {
        S::start(self)
    }

    fn data_from(&self, at: PartOffset) -> Span {
        S::data_from(self, at)
    }
}

impl<S: ByteSource + Send + ?Sized> ByteSource for Arc<S> {
    fn size(&self) -> u64 {
        S::size(self)
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        S::read_at(self, at, buffer)
    }

    fn read_to(&self, at: PartOffset, count: usize, to: &mut Vec<u8>) -> io::Result<()> {
        S::read_to(self, at, count, to)
    }

    fn start(&self) -> &[u8] {
        S::start(self)
    }

    fn data_from(&self, at: PartOffset) -> Span {
        S::data_from(self, at)
    }
}

impl ByteSource for Vec<u8> {
    fn size(&self) -> u64 {
        self.as_slice().size()
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        self.as_slice().read_at(at, buffer)
    }

    fn read_to(&self, at: PartOffset, count: usize, to: &mut Vec<u8>) -> io::Result<()> {
        self.as_slice().read_to(at, count, to)
    }

    fn start(&self) -> &[u8] {
        self
    }
}

/// An open file, read with positioned reads.
#[derive(Debug)]
pub struct FileSource {
    file: File,
    size: u64,
    is_sparse: OnceLock<bool>,
}

impl FileSource {
    /// Reads from `file`, which had `size` bytes when it was opened.
    pub fn new(file: File, size: u64) -> Self {
        Self { file, size, is_sparse: OnceLock::new() }
    }

    /// The metadata of the file now; it may have changed since it was opened.
    ///
    /// # Errors
    /// The error of the operating system.
    pub fn metadata(&self) -> io::Result<Metadata> {
        self.file.metadata()
    }
}

impl ByteSource for FileSource {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let Some(place) = u64::try_from(filled).ok().and_then(|n| at.0.checked_add(n)) else {
                break;
            };
            match positioned_read(&self.file, rest, place) {
                Ok(0) => break,
                Ok(count) => filled = filled.saturating_add(count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    #[cfg(unix)]
    fn read_to(&self, at: PartOffset, count: usize, to: &mut Vec<u8>) -> io::Result<()> {
        use rustix::buffer::spare_capacity;

        // A larger buffer that is used again needs neither memory nor zeros.
        if to.capacity() > count {
            to.resize(count, 0);
            let read = self.read_at(at, to)?;
            to.truncate(read);
            return Ok(());
        }
        to.clear();
        to.reserve_exact(count);
        // The system fills all the room there is, without zeros first.
        while to.capacity() == count && to.len() < count {
            let filled = u64::try_from(to.len()).unwrap_or(u64::MAX);
            match rustix::io::pread(&self.file, spare_capacity(to), at.0.saturating_add(filled)) {
                Ok(0) => return Ok(()),
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if to.len() < count {
            to.resize(count, 0);
            let read = self.read_at(at, to)?;
            to.truncate(read);
        }
        Ok(())
    }

    fn data_from(&self, at: PartOffset) -> Span {
        let size = PartOffset(self.size);
        let all = Span::between(at, size);
        if all.is_empty() || !*self.is_sparse.get_or_init(|| is_sparse(&self.file, self.size)) {
            return all;
        }
        stored_from(&self.file, at, size).unwrap_or(all)
    }
}

/// Whether the file takes less room than its length. Only such a file is asked for holes.
#[cfg(unix)]
fn is_sparse(file: &File, size: u64) -> bool {
    use std::os::unix::fs::MetadataExt;
    // `blocks()` counts units of 512 bytes, whatever the block size of the file system is.
    file.metadata().is_ok_and(|it| it.blocks().saturating_mul(512) < size)
}

#[cfg(not(unix))]
fn is_sparse(_: &File, _: u64) -> bool {
    false
}

/// The stored run that the file system reports; `None` where it does not know about holes. Reads
/// here are positioned, so nothing depends on the file position that this changes.
#[cfg(any(
    target_os = "linux",
    target_os = "android",
    target_vendor = "apple",
    target_os = "freebsd"
))]
fn stored_from(file: &File, at: PartOffset, size: PartOffset) -> Option<Span> {
    use rustix::fs::{SeekFrom, seek};
    let start = match seek(file, SeekFrom::Data(at.0)) {
        Ok(start) => PartOffset(start).max(at),
        // Nothing is stored behind it.
        Err(rustix::io::Errno::NXIO) => size,
        Err(_) => return None,
    };
    let end = match seek(file, SeekFrom::Hole(start.0)) {
        Ok(end) if end > start.0 => PartOffset(end),
        _ => size,
    };
    Some(Span::between(start.min(size), end.min(size)))
}

#[cfg(not(any(
    target_os = "linux",
    target_os = "android",
    target_vendor = "apple",
    target_os = "freebsd"
)))]
fn stored_from(_: &File, _: PartOffset, _: PartOffset) -> Option<Span> {
    None
}

#[cfg(unix)]
fn positioned_read(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn positioned_read(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

/// A part of another source, with its own offsets: for example one slice of a fat Mach-O file.
#[derive(Clone)]
pub struct PartSource<S> {
    whole: S,
    span: Span,
}

impl<S: ByteSource> PartSource<S> {
    /// The bytes of `whole` in `span`, cut off where `whole` ends.
    pub fn new(whole: S, span: Span) -> Self {
        let span = span.clamped(whole.size());
        Self { whole, span }
    }
}

impl<S: ByteSource> ByteSource for PartSource<S> {
    fn size(&self) -> u64 {
        self.span.len()
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.span.len().saturating_sub(at.0)).unwrap_or(usize::MAX);
        let count = left.min(buffer.len());
        match (buffer.get_mut(..count), self.span.start().checked_add(at.0)) {
            (Some(buffer), Some(at)) => self.whole.read_at(at, buffer),
            _ => Ok(0),
        }
    }

    fn read_to(&self, at: PartOffset, count: usize, to: &mut Vec<u8>) -> io::Result<()> {
        let left = usize::try_from(self.span.len().saturating_sub(at.0)).unwrap_or(usize::MAX);
        to.clear();
        match self.span.start().checked_add(at.0) {
            Some(at) => self.whole.read_to(at, left.min(count), to),
            None => Ok(()),
        }
    }

    fn data_from(&self, at: PartOffset) -> Span {
        let (start, end) = (self.span.start(), self.span.end());
        let found = self.whole.data_from(start.saturating_add(at.0).min(end));
        let own = |place: PartOffset| PartOffset(place.min(end).0.saturating_sub(start.0));
        Span::between(own(found.start()), own(found.end()))
    }
}

/// A source whose first bytes have been read.
pub(crate) struct HeadSource<'h, S> {
    head: &'h [u8],
    whole: S,
}

impl<'h, S: ByteSource> HeadSource<'h, S> {
    /// Reads the first `size` bytes of `whole` into `head`, in place of what is in it. Where that fails, later
    /// reads say so.
    pub(crate) fn new(whole: S, size: usize, head: &'h mut Vec<u8>) -> Self {
        let size = usize::try_from(whole.size()).unwrap_or(usize::MAX).min(size);
        if whole.read_to(PartOffset(0), size, head).is_err() {
            head.clear();
        }
        Self { head, whole }
    }

    /// The first bytes.
    pub(crate) fn head(&self) -> &'h [u8] {
        self.head
    }
}

impl<S: ByteSource> ByteSource for HeadSource<'_, S> {
    fn size(&self) -> u64 {
        self.whole.size()
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        let start = usize::try_from(at.0).unwrap_or(usize::MAX);
        let end = start.saturating_add(buffer.len());
        match self.head.get(start..end) {
            Some(bytes) => {
                buffer.copy_from_slice(bytes);
                Ok(bytes.len())
            }
            None => self.whole.read_at(at, buffer),
        }
    }

    fn read_to(&self, at: PartOffset, count: usize, to: &mut Vec<u8>) -> io::Result<()> {
        let start = usize::try_from(at.0).unwrap_or(usize::MAX);
        match self.head.get(start..start.saturating_add(count)) {
            Some(bytes) => {
                to.clear();
                to.extend_from_slice(bytes);
                Ok(())
            }
            None => self.whole.read_to(at, count, to),
        }
    }

    fn start(&self) -> &[u8] {
        self.head
    }

    fn data_from(&self, at: PartOffset) -> Span {
        self.whole.data_from(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_has_its_own_offsets_and_end() {
        let whole = b"0123456789".to_vec();
        let part = PartSource::new(&whole, Span::new(PartOffset(3), 4));
        for (at, want) in [(0, "3456"), (2, "56"), (4, ""), (u64::MAX, "")] {
            let mut buffer = [0; 8];
            let count = part.read_at(PartOffset(at), &mut buffer).unwrap();
            assert_eq!(&buffer[..count], want.as_bytes(), "at {at}");
        }
        assert_eq!(PartSource::new(&whole, Span::new(PartOffset(8), 40)).size(), 2);
    }
}
