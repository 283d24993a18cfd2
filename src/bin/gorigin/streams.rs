//! The kinds of the standard streams. The only user of ctor, and with [`crate::resources`] of
//! rustix.

use std::io;

use gorigin::artifact::FileId;

use crate::exit::Failure;

/// Fails where text on standard output would arrive nowhere.
pub(crate) fn check_stdout() -> Result<(), Failure> {
    let why = match stdout_state() {
        Stdout::Open => return Ok(()),
        Stdout::Closed => "standard output is closed",
        Stdout::ReadOnly => "standard output is open for reading only",
    };
    Err(Failure::new(why).with_hint("give --output a file, or send the result to /dev/null"))
}

/// The kind of standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "only Unix tells"))]
enum Stdout {
    Open,
    /// It was closed when the process started.
    Closed,
    /// Writing fails, which the standard library silently ignores.
    ReadOnly,
}

/// Checks the streams before the standard library starts: it opens `/dev/null` in place of each
/// closed standard stream, and afterwards this cannot be distinguished from a user who wants no
/// output.
///
/// Source: `sanitize_standard_fds` in `library/std/src/sys/pal/unix/mod.rs`, Rust 1.88.
#[cfg(unix)]
mod at_start {
    use std::sync::atomic::{AtomicBool, Ordering};

    static STDOUT_IS_CLOSED: AtomicBool = AtomicBool::new(false);

    // One system call without the standard library, which is not ready yet.
    #[ctor::ctor]
    fn look() {
        let is_closed = rustix::fs::fcntl_getfl(rustix::stdio::stdout()).is_err();
        STDOUT_IS_CLOSED.store(is_closed, Ordering::Relaxed);
    }

    pub(super) fn stdout_was_closed() -> bool {
        STDOUT_IS_CLOSED.load(Ordering::Relaxed)
    }
}

#[cfg(unix)]
fn stdout_state() -> Stdout {
    use rustix::fs::{OFlags, fcntl_getfl};
    if at_start::stdout_was_closed() {
        return Stdout::Closed;
    }
    match fcntl_getfl(io::stdout()) {
        Ok(flags) if flags & OFlags::ACCMODE == OFlags::RDONLY => Stdout::ReadOnly,
        _ => Stdout::Open,
    }
}

#[cfg(not(unix))]
fn stdout_state() -> Stdout {
    Stdout::Open
}

/// The file behind standard output; `None` where it is not a file.
#[cfg(unix)]
pub(crate) fn stdout_file() -> Option<FileId> {
    file_of(&io::stdout())
}

/// The file behind standard input; `None` where it is not a file.
#[cfg(unix)]
pub(crate) fn stdin_file() -> Option<FileId> {
    file_of(&io::stdin())
}

/// The file or pipe behind a stream; `None` for a device, which may have a form of each kind.
#[cfg(unix)]
pub(crate) fn stream_of(stream: &impl std::os::fd::AsFd) -> Option<FileId> {
    use std::os::unix::fs::FileTypeExt;
    let file = std::fs::File::from(stream.as_fd().try_clone_to_owned().ok()?);
    let metadata = file.metadata().ok().filter(|it| !it.file_type().is_char_device())?;
    Some(FileId::of_open(&metadata))
}

#[cfg(not(unix))]
pub(crate) fn stream_of<T>(_: &T) -> Option<FileId> {
    None
}

#[cfg(unix)]
fn file_of(stream: &impl std::os::fd::AsFd) -> Option<FileId> {
    let file = std::fs::File::from(stream.as_fd().try_clone_to_owned().ok()?);
    let metadata = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
    Some(FileId::of_open(&metadata))
}

#[cfg(not(unix))]
pub(crate) fn stdout_file() -> Option<FileId> {
    None
}

#[cfg(not(unix))]
pub(crate) fn stdin_file() -> Option<FileId> {
    None
}
