//! A directory that stays open while its files are read: each is opened by its name alone, so that the system
//! does not look up the directories above it again for every file. Linux alone has this here.
//!
//! What file system it is on tells whether a file in it may be read before its size is known: those of
//! `/proc`, `/sys` and the like have none, and reading some of them waits, or takes what others wait for.
//!
//! Source: openat(2), statfs(2) and `linux/magic.h` of Linux 6.1.

use std::fs::File;
use std::io;
use std::path::Path;
#[cfg(target_os = "linux")]
use std::sync::LazyLock;
#[cfg(target_os = "linux")]
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

#[cfg(target_os = "linux")]
use crate::bytes::needle;

/// The most that are open at a time.
#[cfg(target_os = "linux")]
const MOST: usize = 64;
/// Of the files that the process may have open, one in so many may be such a directory.
#[cfg(target_os = "linux")]
const SHARE: u64 = 8;
#[cfg(target_os = "linux")]
static OPEN: AtomicUsize = AtomicUsize::new(0);

/// How many may be open at a time.
#[cfg(target_os = "linux")]
fn most() -> usize {
    static ALLOWED: LazyLock<usize> = LazyLock::new(|| {
        let files = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
        let share = files.unwrap_or(u64::MAX).checked_div(SHARE).unwrap_or_default();
        usize::try_from(share).unwrap_or(MOST).min(MOST)
    });
    *ALLOWED
}

/// File systems whose files hold what was stored: ext, XFS, Btrfs, tmpfs, overlay, F2FS, ZFS, bcachefs,
/// squashfs, EROFS.
#[cfg(target_os = "linux")]
const STORING: [u64; 10] = [
    0xef53,
    0x5846_5342,
    0x9123_683e,
    0x0102_1994,
    0x794c_7630,
    0xf2f5_2010,
    0x2fc1_2fc1,
    0xca45_1a4e,
    0x7371_7368,
    0xe0f5_e1e2,
];

/// An open directory.
#[derive(Debug)]
pub struct Directory {
    #[cfg(target_os = "linux")]
    handle: std::os::fd::OwnedFd,
    /// Whether its files hold what was stored, as far as it and they are on one file system.
    #[cfg(target_os = "linux")]
    is_stored: bool,
    /// Whether the last file in it that was looked at is a text.
    #[cfg(target_os = "linux")]
    has_texts: AtomicBool,
}

/// Two are the same only if they are one.
impl PartialEq for Directory {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Directory {}

#[cfg(target_os = "linux")]
impl Directory {
    /// Opens the directory at `path`; `None` where it cannot be opened, or many are open.
    pub(super) fn at(path: &Path) -> Option<Self> {
        use rustix::fs::{CWD, Mode, OFlags, fstatfs, openat};
        if OPEN.fetch_add(1, Ordering::Relaxed) >= most() {
            OPEN.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let Ok(handle) = openat(CWD, path, flags, Mode::empty()) else {
            OPEN.fetch_sub(1, Ordering::Relaxed);
            return None;
        };
        let kind = fstatfs(&handle).ok().and_then(|it| u64::try_from(it.f_type).ok());
        let is_stored = kind.is_some_and(|kind| STORING.contains(&kind));
        Some(Self { handle, is_stored, has_texts: AtomicBool::new(true) })
    }

    /// Opens the file at `path`, which is in the directory. A pipe or a device in its place does not make
    /// anyone wait.
    ///
    /// # Errors
    /// The error of the operating system.
    pub(super) fn open_file(&self, path: &Path) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags, openat};
        let name = last_name(path).ok_or(io::ErrorKind::InvalidFilename)?;
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let file = rustix::io::retry_on_intr(|| openat(&self.handle, name, flags, Mode::empty()))?;
        Ok(file.into())
    }
}

/// What stands behind the last slash; `None` where that names no entry of a directory. A walk makes paths of
/// whole names, so taking the path apart in its components, as `file_name` does, is not needed.
#[cfg(target_os = "linux")]
fn last_name(path: &Path) -> Option<&std::ffi::OsStr> {
    use std::os::unix::ffi::OsStrExt;
    let path = path.as_os_str().as_bytes();
    let start = needle::rfind_byte(path, b'/').map_or(0, |at| at.saturating_add(1));
    let name = path.get(start..).filter(|name| !matches!(*name, b"" | b"." | b".."))?;
    Some(std::ffi::OsStr::from_bytes(name))
}

#[cfg(target_os = "linux")]
impl Drop for Directory {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(not(target_os = "linux"))]
impl Directory {
    /// `None`.
    pub(super) fn at(_: &Path) -> Option<Self> {
        None
    }

    /// Opens the file at `path`.
    ///
    /// # Errors
    /// The error of the operating system.
    pub(super) fn open_file(&self, path: &Path) -> io::Result<File> {
        File::open(path)
    }
}

impl Directory {
    /// Whether the next file may be a text, of which fewer bytes need be read than of a program: beside one
    /// text stand others.
    pub(super) fn has_texts(&self) -> bool {
        #[cfg(target_os = "linux")]
        {
            self.has_texts.load(Ordering::Relaxed)
        }
        #[cfg(not(target_os = "linux"))]
        {
            false
        }
    }

    /// Notes whether a file that was looked at is a text.
    pub(super) fn met_text(&self, is_text: bool) {
        #[cfg(target_os = "linux")]
        self.has_texts.store(is_text, Ordering::Relaxed);
        #[cfg(not(target_os = "linux"))]
        let _ = is_text;
    }

    /// Reads the start of a file in it, and gives how much of `head` that fills, which is all unless the file
    /// is shorter. `None` where it cannot be read, or a read might wait or take something away.
    pub(super) fn start_of(&self, file: &File, head: &mut [u8]) -> Option<usize> {
        #[cfg(target_os = "linux")]
        {
            use std::os::unix::fs::FileExt;
            self.is_stored.then(|| file.read_at(head, 0).ok())?
        }
        #[cfg(not(target_os = "linux"))]
        {
            let _ = (file, head);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn files_are_opened_by_name_and_the_file_system_is_known() {
        let _alone = ONE_AT_A_TIME.lock();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "text").unwrap();
        let directory = Directory::at(folder.path()).unwrap();
        let mut text = String::new();
        let mut file = directory.open_file(Path::new("anywhere/a")).unwrap();
        io::Read::read_to_string(&mut file, &mut text).unwrap();
        assert_eq!(text, "text");
        let invalid =
            ["", ".", "..", "a/", "a/.", "/.."].map(|it| (it, io::ErrorKind::InvalidFilename));
        for (path, kind) in [("b", io::ErrorKind::NotFound)].into_iter().chain(invalid) {
            assert_eq!(directory.open_file(Path::new(path)).unwrap_err().kind(), kind, "{path}");
        }
        let mut head = [0; 8];
        let read = |directory: &Directory, name: &str, head: &mut [u8]| {
            let file = directory.open_file(Path::new(name)).unwrap();
            directory.start_of(&file, head)
        };
        let proc = Directory::at(Path::new("/proc")).unwrap();
        assert_eq!(read(&proc, "version", &mut head), None);
        if directory.is_stored {
            assert_eq!(read(&directory, "a", &mut head), Some(4));
            assert_eq!(&head, b"text\0\0\0\0");
        }
        assert!(Directory::at(&folder.path().join("a")).is_none());
    }

    /// Both tests count what is open in all of the process.
    #[cfg(target_os = "linux")]
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());

    #[cfg(target_os = "linux")]
    #[test]
    fn few_are_open_at_a_time() {
        let _alone = ONE_AT_A_TIME.lock();
        let folder = tempfile::tempdir().unwrap();
        let open = || Directory::at(folder.path());
        // Other tests have some open, too.
        let many: Vec<_> = (0..2 * MOST).filter_map(|_| open()).collect();
        assert!(!many.is_empty() && many.len() <= MOST);
        drop(many);
        assert!(open().is_some());
    }
}
