//! The only way in which the host layer looks at a machine. Paths are text in that machine's own
//! spelling, which need not be the spelling of the machine this program runs on.

use std::ffi::OsString;

use thiserror::Error;

use super::Os;

/// A machine: its environment and its files. Nothing is ever written or run through it.
pub trait HostView: Send + Sync {
    /// Its operating system.
    fn os(&self) -> Os;

    /// Its processor, as in `GOARCH`; `None` where that is not known, as for a machine that is not
    /// running.
    fn arch(&self) -> Option<&'static str> {
        None
    }

    /// A variable of its environment; `None` where it is not set. Windows ignores case.
    fn env(&self, name: &str) -> Option<OsString>;

    /// The directory that relative paths start from; `None` if it is gone or not UTF-8.
    fn current_dir(&self) -> Option<String>;

    /// What lies at `path`.
    fn kind(&self, path: &str, links: Links) -> Result<FileKind, ViewError>;

    /// What the system records about the file or directory at `path`: its size, owner, mode and
    /// time.
    fn status(&self, path: &str, links: Links) -> Result<FileStatus, ViewError>;

    /// The whole of a regular file, or [`ViewError::TooLarge`] where it exceeds `limit` bytes.
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ViewError>;

    /// The first `count` bytes of a regular file, or all of a shorter file.
    fn head(&self, path: &str, count: u64) -> Result<Vec<u8>, ViewError>;

    /// The names in a directory, sorted; those that are not UTF-8 are left out.
    /// [`ViewError::TooLarge`] where there are more than `limit`.
    fn read_dir(&self, path: &str, limit: usize) -> Result<Vec<String>, ViewError>;

    /// The absolute path free of symbolic links.
    fn canonicalize(&self, path: &str) -> Result<String, ViewError>;

    /// The target of the symbolic link at `path`, as it is written there.
    fn read_link(&self, path: &str) -> Result<String, ViewError>;

    /// Whether both are the same existing file or directory, whatever their names: by device and
    /// inode, or by the canonical path where the system has no inodes.
    fn same_file(&self, one: &str, other: &str) -> bool;

    /// The Go version of the `go` executable at `path`, from its build info. `None` where that
    /// cannot be read, or the file is not a Go program.
    fn go_version(&self, path: &str) -> Option<String>;

    /// The GOROOT compiled into the `go` executable at `path`.
    fn built_in_goroot(&self, path: &str) -> BuiltInGoroot {
        let _ = path;
        BuiltInGoroot::Unknown
    }

    /// What the executable at `path` says about itself; `None` where it is not a Go program.
    fn program(&self, path: &str) -> Option<Program>;

    /// How many bytes this user may still write on the file system that `path` is on. `None` where
    /// that is not known, as for a machine that is not running.
    fn free_space(&self, path: &str) -> Option<u64> {
        let _ = path;
        None
    }

    /// The folder of the user's own machine that holds this machine's files, as the user spells it;
    /// `None` where the user sits at this machine.
    fn outside(&self) -> Option<String> {
        None
    }

    /// Whether it is known if a variable is set. On a machine that is not running some are not
    /// known.
    fn is_known(&self, name: &str) -> bool {
        let _ = name;
        true
    }

    /// Whether `path` is a directory, at the end of all links.
    fn is_directory(&self, path: &str) -> bool {
        self.kind(path, Links::Follow) == Ok(FileKind::Directory)
    }

    /// Whether `path` is a regular file, at the end of all links.
    fn is_file(&self, path: &str) -> bool {
        matches!(self.kind(path, Links::Follow), Ok(FileKind::File { .. }))
    }
}

/// What a Go program says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// Its Go version.
    pub version: Option<String>,
    /// The GOROOT compiled into it.
    pub built_in: BuiltInGoroot,
    /// The system and processor it is for, as in `GOOS` and `GOARCH`.
    pub target: Option<(String, String)>,
    /// The path of its main module or package.
    pub path: Option<String>,
    /// Whether the file is shorter than its own headers say.
    pub is_cut: bool,
    /// Whether gccgo compiled it.
    pub is_gccgo: bool,
    /// Whether it calls `runtime.GOROOT`; `None` where that was not looked up.
    pub calls_goroot: Option<bool>,
}

/// What the system records about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileStatus {
    /// What it is.
    pub kind: FileKind,
    /// Its size in bytes.
    pub size: u64,
    /// Its permission bits; `None` where the system has none.
    pub mode: Option<u32>,
    /// The number of the user who owns it; `None` where the system has none.
    pub owner: Option<u32>,
    /// When its content was changed, in seconds since 1970.
    pub modified: Option<i64>,
}

/// The GOROOT compiled into a `go` executable, which it falls back on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum BuiltInGoroot {
    /// This one.
    Path(String),
    /// None: it was built with `-trimpath`, as the official releases are since Go 1.21.
    Trimmed,
    /// It was not looked up.
    #[default]
    Unknown,
}

/// Whether a symbolic link at the end of a path is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// Yes: the question is about what it points to.
    Follow,
    /// No: the question is about the link itself.
    Keep,
}

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File {
        /// Whether anyone may execute it; always, where files carry no such permission.
        executable: bool,
    },
    /// A directory.
    Directory,
    /// A symbolic link; only with [`Links::Keep`].
    Link,
    /// A device, a pipe or a socket. It is never opened.
    Other,
}

/// Why something could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ViewError {
    /// Nothing is there, or a link on the way points nowhere.
    #[error("no such file or directory")]
    NotFound,
    /// This user may not.
    #[error("permission denied")]
    PermissionDenied,
    /// Symbolic links point at one another.
    #[error("too many levels of symbolic links")]
    LinkLoop,
    /// It is not a regular file.
    #[error("not a regular file")]
    NotAFile,
    /// More than the limit.
    #[error("larger than the limit of {limit}")]
    TooLarge {
        /// The limit, in bytes or names.
        limit: u64,
    },
    /// The answer is a path that is not UTF-8.
    #[error("path is not UTF-8")]
    NotUtf8,
    /// Anything else that the system says.
    #[error("{0}")]
    Io(std::io::ErrorKind),
}
