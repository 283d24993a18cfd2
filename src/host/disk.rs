//! Bounded reads of the real file system, shared by the views over it. Only regular files are
//! opened, so that a pipe or a device cannot block the program.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::{FileKind, FileStatus, Links, ViewError};

pub(super) fn kind(path: &Path, links: Links) -> Result<FileKind, ViewError> {
    let metadata = match links {
        Links::Follow => fs::metadata(path),
        Links::Keep => fs::symlink_metadata(path),
    };
    metadata.map(|metadata| kind_of(&metadata)).map_err(|error| explain(path, &error))
}

pub(super) fn status(path: &Path, links: Links) -> Result<FileStatus, ViewError> {
    let metadata = match links {
        Links::Follow => fs::metadata(path),
        Links::Keep => fs::symlink_metadata(path),
    };
    metadata.map(|metadata| status_of(&metadata)).map_err(|error| explain(path, &error))
}

#[cfg(unix)]
fn status_of(metadata: &Metadata) -> FileStatus {
    use std::os::unix::fs::MetadataExt;
    FileStatus {
        kind: kind_of(metadata),
        size: metadata.len(),
        mode: Some(metadata.mode() & 0o7777),
        owner: Some(metadata.uid()),
        modified: Some(metadata.mtime()),
    }
}

#[cfg(not(unix))]
fn status_of(metadata: &Metadata) -> FileStatus {
    let modified = metadata.modified().ok();
    let since = modified.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    FileStatus {
        kind: kind_of(metadata),
        size: metadata.len(),
        mode: None,
        owner: None,
        modified: since.and_then(|since| i64::try_from(since.as_secs()).ok()),
    }
}

/// The free bytes of the file system that holds `path`, or would hold it.
pub(super) fn free_space(path: &Path) -> Option<u64> {
    path.ancestors().find(|path| path.exists()).and_then(available_space)
}

/// The bytes that a user without privileges may still write.
#[cfg(unix)]
fn available_space(path: &Path) -> Option<u64> {
    let space = rustix::fs::statvfs(path).ok()?;
    space.f_bavail.checked_mul(space.f_frsize)
}

/// The bytes that this user may still write.
#[cfg(not(unix))]
fn available_space(path: &Path) -> Option<u64> {
    fs4::available_space(path).ok()
}

pub(super) fn read_link(path: &Path) -> Result<String, ViewError> {
    let target = fs::read_link(path).map_err(|error| explain(path, &error))?;
    target.into_os_string().into_string().map_err(|_| ViewError::NotUtf8)
}

pub(super) fn kind_of(metadata: &Metadata) -> FileKind {
    let kind = metadata.file_type();
    if kind.is_file() {
        FileKind::File { executable: is_executable(metadata) }
    } else if kind.is_dir() {
        FileKind::Directory
    } else if kind.is_symlink() {
        FileKind::Link
    } else {
        FileKind::Other
    }
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    true
}

pub(super) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, ViewError> {
    // Reading one byte more than allowed shows whether a file just fits.
    let bytes = head(path, limit.saturating_add(1))?;
    match u64::try_from(bytes.len()) {
        Ok(length) if length <= limit => Ok(bytes),
        _ => Err(ViewError::TooLarge { limit }),
    }
}

pub(super) fn head(path: &Path, count: u64) -> Result<Vec<u8>, ViewError> {
    if !matches!(kind(path, Links::Follow)?, FileKind::File { .. }) {
        return Err(ViewError::NotAFile);
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(count).read_to_end(&mut bytes))
        .map_err(|error| explain(path, &error))?;
    Ok(bytes)
}

pub(super) fn read_dir(path: &Path, limit: usize) -> Result<Vec<String>, ViewError> {
    let mut names = Vec::new();
    for (count, entry) in fs::read_dir(path).map_err(|error| explain(path, &error))?.enumerate() {
        if count >= limit {
            return Err(ViewError::TooLarge { limit: u64::try_from(limit).unwrap_or(u64::MAX) });
        }
        let name = entry.map_err(|error| explain(path, &error))?.file_name();
        names.extend(name.into_string());
    }
    names.sort_unstable();
    Ok(names)
}

#[cfg(unix)]
pub(super) fn same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (fs::metadata(one), fs::metadata(other)) {
        (Ok(one), Ok(other)) => (one.dev(), one.ino()) == (other.dev(), other.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
pub(super) fn same_file(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

pub(super) fn explain(path: &Path, error: &io::Error) -> ViewError {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => ViewError::NotFound,
        ErrorKind::PermissionDenied => ViewError::PermissionDenied,
        // The standard library has no stable name for ELOOP.
        _ if is_link(path) => ViewError::LinkLoop,
        kind => ViewError::Io(kind),
    }
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}
