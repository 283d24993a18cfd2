//! Opens a file so that nothing hangs: the program never waits for a pipe, socket or device.

use std::fs::{File, FileType, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

use thiserror::Error;

use crate::bytes::{Escaped, FileSource};
use crate::report::{ErrorKind, ErrorRecord};

/// The type of a directory entry that is neither a file nor a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileKind {
    /// A symbolic link that is not followed.
    Link,
    /// A named pipe.
    Pipe,
    /// A socket.
    Socket,
    /// A block or character device.
    Device,
    /// The file that the result is being written to.
    Output,
    /// Anything else.
    Other,
}

impl FileKind {
    /// Its name in reports: `symbolic link`, `named pipe`, `socket`, `device`, `file that is being
    /// written`, `special file`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Link => "symbolic link",
            Self::Pipe => "named pipe",
            Self::Socket => "socket",
            Self::Device => "device",
            Self::Output => "file that is being written",
            Self::Other => "special file",
        }
    }

    /// Converts the `file_type` of the standard library.
    pub(super) fn of(file_type: FileType) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::fs::FileTypeExt;
            if file_type.is_fifo() {
                return Self::Pipe;
            } else if file_type.is_socket() {
                return Self::Socket;
            } else if file_type.is_block_device() || file_type.is_char_device() {
                return Self::Device;
            }
        }
        if file_type.is_symlink() { Self::Link } else { Self::Other }
    }
}

/// Why an input could not be opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The operating system refuses.
    #[error("{}", phrase(.0))]
    Io(#[from] io::Error),
    /// It is a directory.
    #[error("is a directory")]
    IsDirectory,
    /// It is neither a file nor a directory, and was not opened or not read.
    #[error("is a {}, not a file", .0.name())]
    NotAFile(FileKind),
    /// Standard input is longer than the limit.
    #[error("limit stdin of {limit} reached")]
    TooLong {
        /// The limit in bytes.
        limit: u64,
    },
    /// The file was written to while it was read.
    #[error("changed while it was read")]
    Changed,
}

impl From<&OpenError> for ErrorRecord {
    fn from(error: &OpenError) -> Self {
        let kind = match error {
            OpenError::Io(error) => return error_record(error),
            OpenError::IsDirectory => ErrorKind::IsDirectory,
            OpenError::NotAFile(_) => ErrorKind::NotAFile,
            OpenError::TooLong { .. } => ErrorKind::Limit,
            OpenError::Changed => ErrorKind::Changed,
        };
        Self { kind: kind.into(), message: error.to_string(), offset: None }
    }
}

/// The record of an operating system error.
pub(super) fn error_record(error: &io::Error) -> ErrorRecord {
    let kind = match error.kind() {
        io::ErrorKind::NotFound => ErrorKind::NotFound,
        io::ErrorKind::PermissionDenied => ErrorKind::PermissionDenied,
        io::ErrorKind::IsADirectory => ErrorKind::IsDirectory,
        _ => ErrorKind::Io,
    };
    ErrorRecord { kind: kind.into(), message: phrase(error), offset: None }
}

/// The message of the operating system without its number, which differs between systems.
fn phrase(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::InvalidFilename => "name or path too long, or not allowed here".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error ").next().unwrap_or_default();
            let mut chars = text.chars();
            let first = chars.next().map(|c| c.to_ascii_lowercase());
            Escaped(&first.into_iter().chain(chars).collect::<String>()).to_string()
        }
    }
}

/// A file open for reading, with its state at the time of opening.
#[derive(Debug)]
pub struct Opened {
    source: FileSource,
    size: u64,
    modified: Option<SystemTime>,
}

impl Opened {
    /// The open `file`, if it is a regular one.
    ///
    /// # Errors
    /// [`OpenError`] where it is not.
    pub(super) fn of(file: File) -> Result<Self, OpenError> {
        let metadata = file.metadata()?;
        check_is_file(&metadata)?;
        let (size, modified) = (metadata.len(), metadata.modified().ok());
        Ok(Self { source: FileSource::new(file, size), size, modified })
    }

    /// Its bytes.
    pub fn source(&self) -> &FileSource {
        &self.source
    }

    /// Its bytes, of which nobody asks any more whether they changed.
    pub(super) fn into_source(self) -> FileSource {
        self.source
    }

    /// Asks the operating system again whether the file is still the same.
    ///
    /// # Errors
    /// [`OpenError::Changed`] where the size or the modification time differs from when the file
    /// was opened.
    pub fn check_unchanged(&self) -> Result<(), OpenError> {
        let now = self.source.metadata()?;
        if now.len() == self.size && now.modified().ok() == self.modified {
            Ok(())
        } else {
            Err(OpenError::Changed)
        }
    }
}

/// Opens the file at `path`. The caller has checked that it is a regular file; this checks again on
/// the open handle.
///
/// # Errors
/// [`OpenError`], also where the path now leads to something other than a file.
pub fn open(path: &Path) -> Result<Opened, OpenError> {
    let mut options = OpenOptions::new();
    options.read(true);
    // Without this flag, a pipe that has replaced the file since would block until its other end
    // opens.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, O_NONBLOCK);
    Opened::of(options.open(path)?)
}

/// Fails where `metadata` is not that of a regular file.
pub(super) fn check_is_file(metadata: &Metadata) -> Result<(), OpenError> {
    if metadata.is_file() {
        Ok(())
    } else if metadata.is_dir() {
        Err(OpenError::IsDirectory)
    } else {
        Err(OpenError::NotAFile(FileKind::of(metadata.file_type())))
    }
}

/// Reads all of `reader`, which is standard input.
///
/// # Errors
/// [`OpenError::TooLong`] where it gives more than `limit` bytes; otherwise the error of the read.
pub fn read_all(reader: impl Read, limit: u64) -> Result<Vec<u8>, OpenError> {
    let mut bytes = Vec::new();
    let count = reader.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(count).is_ok_and(|count| count <= limit) {
        Ok(bytes)
    } else {
        Err(OpenError::TooLong { limit })
    }
}

/// `O_NONBLOCK` of `open(2)`, which the standard library does not define; 0 where its value is not
/// known here, which loses only the protection against a race.
#[cfg(unix)]
const O_NONBLOCK: i32 = if cfg!(all(
    any(target_os = "linux", target_os = "android"),
    not(any(
        target_arch = "mips",
        target_arch = "mips64",
        target_arch = "sparc",
        target_arch = "sparc64"
    ))
)) {
    0o4000
} else if cfg!(any(
    target_os = "macos",
    target_os = "ios",
    target_os = "freebsd",
    target_os = "netbsd",
    target_os = "openbsd",
    target_os = "dragonfly"
)) {
    4
} else {
    0
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_file_that_grows_is_noticed() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"one").unwrap();
        let opened = open(file.path()).unwrap();
        opened.check_unchanged().unwrap();
        file.write_all(b"two").unwrap();
        assert!(matches!(opened.check_unchanged(), Err(OpenError::Changed)));
    }

    #[test]
    fn what_is_not_a_file_is_an_error_with_a_kind() {
        let folder = tempfile::tempdir().unwrap();
        let long = "x".repeat(5000);
        for (name, kind) in [(".", "is-directory"), ("none", "not-found"), (&long, "io")] {
            let error = open(&folder.path().join(name)).unwrap_err();
            let record = ErrorRecord::from(&error);
            assert_eq!(record.kind, kind, "{name}: {record:?}");
            assert!(!record.message.contains("os error"), "{record:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn opening_a_pipe_does_not_wait() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if made.is_ok_and(|status| status.success()) {
            assert!(matches!(open(&pipe), Err(OpenError::NotAFile(FileKind::Pipe))));
        }
    }

    #[test]
    fn standard_input_has_a_limit() {
        assert_eq!(read_all(&b"12345"[..], 5).unwrap(), b"12345");
        assert!(matches!(read_all(&b"123456"[..], 5), Err(OpenError::TooLong { limit: 5 })));
    }
}
