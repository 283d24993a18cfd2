//! Identifies the file that a path leads to: by device and inode, or by the canonical path where
//! the system has no inodes.

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

/// A file, independent of its names. Two names of the same file have equal identities; on Windows
/// this holds for names that links lead to, not for hard links.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileId {
    #[cfg(unix)]
    device: u64,
    #[cfg(unix)]
    inode: u64,
    #[cfg(not(unix))]
    path: std::path::PathBuf,
}

impl FileId {
    /// The file that `path` leads to after all links are followed.
    ///
    /// # Errors
    /// The error of the operating system where there is no such file.
    pub fn at(path: &Path) -> io::Result<Self> {
        Self::of(path, &fs::metadata(path)?)
    }

    /// The file at `path`, whose `metadata` the caller already has.
    ///
    /// # Errors
    /// The error of the operating system, where it has to be asked again.
    #[cfg(unix)]
    pub fn of(_path: &Path, metadata: &Metadata) -> io::Result<Self> {
        Ok(Self::of_open(metadata))
    }

    /// The file at `path`, whose `metadata` the caller already has.
    ///
    /// # Errors
    /// The error of the operating system, where it has to be asked again.
    #[cfg(not(unix))]
    pub fn of(path: &Path, _metadata: &Metadata) -> io::Result<Self> {
        Ok(Self { path: fs::canonicalize(path)? })
    }

    /// The file with this `metadata`: for an open file without a name.
    #[cfg(unix)]
    pub fn of_open(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { device: metadata.dev(), inode: metadata.ino() }
    }

    /// Whether a directory entry may be this file, judged by what the directory lists: its name,
    /// and its inode where the system has them.
    pub(super) fn may_be(&self, _name: &OsStr, _inode: u64) -> bool {
        #[cfg(unix)]
        {
            _inode == self.inode
        }
        #[cfg(not(unix))]
        {
            self.path.file_name().is_some_and(|name| name.eq_ignore_ascii_case(_name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a"), "x").unwrap();
        fs::write(path("b"), "x").unwrap();
        let id = |name: &str| FileId::at(&path(name)).unwrap();
        assert_eq!(id("a"), id("a"));
        assert_ne!(id("a"), id("b"));
        assert!(FileId::at(&path("none")).is_err());
        #[cfg(unix)]
        {
            fs::hard_link(path("a"), path("hard")).unwrap();
            std::os::unix::fs::symlink("hard", path("soft")).unwrap();
            assert_eq!(id("a"), id("soft"));
        }
    }
}
