//! A file that is replaced as a whole or not at all: the output goes to a new file in the same
//! directory, and the new file takes the place of the old one at the end. If the run ends before
//! that, the old file is unchanged. The only user of tempfile.
//!
//! The new file has the mode of the old one, and its owner if this user may set it. A symbolic link
//! stays, and the file at its end is replaced, or made. Other hard links of the old file keep the
//! old content. A pipe or `/dev/stdout` is written to directly.

use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use gorigin::artifact::FileId;
use tempfile::{Builder, NamedTempFile};

use crate::exit::Failure;
use crate::names::shown;

/// How many bytes are gathered before they are written.
const BUFFER: usize = 1 << 16;

/// How many bytes of a file are enough to recognise its content.
const HEAD: u64 = 4096;

/// The most links that are followed: as many as Linux follows.
const MOST_LINKS: usize = 40;

/// The file that a result goes to.
pub(crate) struct Replacement {
    name: PathBuf,
    kind: Kind,
    /// Whether the target was read since, for the result that will replace it.
    was_read: Arc<AtomicBool>,
    /// Whether nothing takes the place of the old file.
    is_left_out: bool,
}

enum Kind {
    /// A file, or nothing yet, at the end of all links.
    File { target: PathBuf, before: Option<Box<Metadata>>, new: Option<BufWriter<NamedTempFile>> },
    /// Something that is only written to.
    Stream(BufWriter<File>),
}

impl Replacement {
    /// Examines what is at `name`, and changes nothing yet.
    pub(crate) fn of(name: &Path) -> Result<Self, Failure> {
        let fail = |error: &io::Error| cannot_write(name, error);
        let was_read = Arc::default();
        let of = |kind| Self { name: name.to_owned(), kind, was_read, is_left_out: false };
        let target = match end_of_links(name).map_err(|error| fail(&error))? {
            End::Stream(path) => {
                // A redirected stream is appended to, however it was opened.
                let file = OpenOptions::new().append(true).open(path);
                let file = file.map_err(|error| fail(&error))?;
                return Ok(of(Kind::Stream(BufWriter::with_capacity(BUFFER, file))));
            }
            End::File(path) => path,
        };
        let before = match fs::symlink_metadata(&target) {
            Ok(metadata) if metadata.is_file() => {
                // A user without permission to write to it may not replace it either.
                OpenOptions::new().write(true).open(&target).map_err(|error| fail(&error))?;
                Some(Box::new(metadata))
            }
            Ok(metadata) if metadata.is_dir() => {
                return Err(fail(&io::ErrorKind::IsADirectory.into()));
            }
            Ok(_) => {
                let file = OpenOptions::new().write(true).open(&target);
                let file = file.map_err(|error| fail(&error))?;
                return Ok(of(Kind::Stream(BufWriter::with_capacity(BUFFER, file))));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let is_folder = fs::metadata(folder(&target)).map_err(|error| fail(&error))?;
                if !is_folder.is_dir() || target.file_name().is_none() {
                    return Err(fail(&io::ErrorKind::NotADirectory.into()));
                }
                None
            }
            Err(error) => return Err(fail(&error)),
        };
        Ok(of(Kind::File { target, before, new: None }))
    }

    /// The file that will be replaced, if there is one.
    pub(crate) fn target(&self) -> Option<FileId> {
        match &self.kind {
            Kind::File { target, before: Some(before), .. } => FileId::of(target, before).ok(),
            _ => None,
        }
    }

    /// Whether both are the same file, under whatever names, also where it is not there yet.
    pub(crate) fn is_at(&self, other: &Self) -> bool {
        let (Kind::File { target: one, .. }, Kind::File { target: two, .. }) =
            (&self.kind, &other.kind)
        else {
            return false;
        };
        let is_same = self.target().is_some() && self.target() == other.target();
        let place = |path: &Path| fs::canonicalize(folder(path)).ok();
        is_same || one.file_name() == two.file_name() && place(one) == place(two)
    }

    /// What is only written to.
    pub(crate) fn stream(&self) -> Option<&File> {
        match &self.kind {
            Kind::Stream(stream) => Some(stream.get_ref()),
            Kind::File { .. } => None,
        }
    }

    /// The start of the file that will be replaced.
    pub(crate) fn head(&self) -> Option<Vec<u8>> {
        let Kind::File { target, before: Some(_), .. } = &self.kind else { return None };
        let mut head = Vec::new();
        let file = File::open(target).ok()?;
        file.take(HEAD).read_to_end(&mut head).ok()?;
        Some(head)
    }

    /// The new file, once it is there.
    pub(crate) fn new_file(&self) -> Option<FileId> {
        match &self.kind {
            Kind::File { new: Some(new), .. } => FileId::at(new.get_ref().path()).ok(),
            _ => None,
        }
    }

    /// Marks the target as read when it is given a path that leads to it; `None` where no target
    /// could be read.
    pub(crate) fn watch(&self) -> Option<impl Fn(&Path) + Send + Sync + use<>> {
        let (target, was_read) = (self.target()?, Arc::clone(&self.was_read));
        Some(move |path: &Path| {
            if FileId::at(path).is_ok_and(|id| id == target) {
                was_read.store(true, Ordering::Relaxed);
            }
        })
    }

    /// Why the target may not be replaced: the result is about it.
    pub(crate) fn refusal(&self) -> Failure {
        let name = shown(&self.name);
        Failure::new(format!("{name}: is an input, and would be overwritten"))
            .with_hint("give --output another name")
    }

    /// Its name, as given.
    pub(crate) fn name(&self) -> &Path {
        &self.name
    }

    /// Makes the new file, unless it exists already.
    pub(crate) fn create(&mut self) -> Result<(), Failure> {
        self.writer().map(|_| ()).map_err(|error| {
            let failure = cannot_write(&self.name, &error);
            match (&self.kind, error.kind()) {
                (Kind::File { before: Some(_), .. }, io::ErrorKind::PermissionDenied) => failure
                    .with_hint(
                        "a new file is made beside it first, so that an interrupted run leaves the \
                         old one whole; its directory must be writable",
                    ),
                _ => failure,
            }
        })
    }

    fn writer(&mut self) -> io::Result<&mut dyn Write> {
        match &mut self.kind {
            Kind::Stream(stream) => Ok(stream),
            Kind::File { new: Some(new), .. } => Ok(new),
            Kind::File { target, before, new } => {
                let file = beside(target, before.as_deref())?;
                Ok(new.insert(BufWriter::with_capacity(BUFFER, file)))
            }
        }
    }

    /// What is in the new file; `None` of what is only written to.
    pub(crate) fn written(&mut self) -> io::Result<Option<Vec<u8>>> {
        self.flush()?;
        match &self.kind {
            Kind::File { new: Some(new), .. } => fs::read(new.get_ref().path()).map(Some),
            _ => Ok(None),
        }
    }

    /// Nothing takes the place of the old file, which [`Replacement::commit`] removes.
    pub(crate) fn leave_out(&mut self) {
        self.is_left_out = true;
    }

    /// Puts the new file in the place of the old one.
    pub(crate) fn commit(&mut self) -> io::Result<()> {
        if self.was_read.load(Ordering::Relaxed) {
            let text = "it was read for this result, and would be overwritten";
            return Err(io::Error::other(text));
        }
        if self.is_left_out {
            self.abandon();
            return self.remove();
        }
        self.flush()?;
        let Kind::File { target, new, .. } = &mut self.kind else { return Ok(()) };
        let Some(new) = new.take() else { return Ok(()) };
        let file = new.into_inner().map_err(io::IntoInnerError::into_error)?;
        match file.as_file().sync_all() {
            Err(error) if error.kind() != io::ErrorKind::InvalidInput => return Err(error),
            _ => {}
        }
        file.persist(target).map_err(|error| error.error)?;
        Ok(())
    }

    /// Removes the old file.
    fn remove(&self) -> io::Result<()> {
        let Kind::File { target, before: Some(_), .. } = &self.kind else { return Ok(()) };
        match fs::remove_file(target) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes the new file; the old one stays.
    pub(crate) fn abandon(&mut self) {
        if let Kind::File { new, .. } = &mut self.kind
            && let Some(new) = new.take()
        {
            drop(new.into_parts().0);
        }
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer()?.flush()
    }
}

fn cannot_write(name: &Path, error: &io::Error) -> Failure {
    let name = shown(name);
    Failure::io(&format!("{name}: cannot write"), error)
}

/// The end of a name.
enum End {
    /// A path that is not a link; nothing may be there.
    File(PathBuf),
    /// A stream that is open already, such as `/dev/stdout`.
    Stream(PathBuf),
}

/// Follows `name` while it is a symbolic link, also one to nowhere.
fn end_of_links(name: &Path) -> io::Result<End> {
    let mut path = name.to_owned();
    for _ in 0..MOST_LINKS {
        let is_link = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
        if !is_link {
            // A slash at the end asks for a directory; a file name loses the slash.
            let asks_for_folder = path.as_os_str().as_encoded_bytes().ends_with(b"/");
            if asks_for_folder {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            return Ok(End::File(path));
        }
        // The links in /proc are the open files of a process, whatever text they hold.
        if fs::canonicalize(folder(&path)).is_ok_and(|folder| folder.starts_with("/proc")) {
            return Ok(End::Stream(path));
        }
        let link = fs::read_link(&path)?;
        path = folder(&path).join(link);
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

/// The directory that contains `path`.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A new file in the directory of `target`, with the mode and the owner of the previous file.
fn beside(target: &Path, before: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let mut name = std::ffi::OsString::from(".");
    // Names are 255 bytes at most in most places.
    let base = target.file_name().unwrap_or_default().to_string_lossy();
    name.push(base.chars().take(40).collect::<String>());
    name.push(".");
    let mut builder = Builder::new();
    builder.prefix(&name).suffix(".tmp").rand_bytes(8);
    if let Some(mode) = new_mode(before) {
        builder.permissions(mode);
    }
    let file = builder.tempfile_in(folder(target))?;
    if let Some(before) = before {
        keep_owner(file.as_file(), before);
        file.as_file().set_permissions(before.permissions())?;
    }
    Ok(file)
}

/// The mode of a new file, less the bits of the user's mask; `None` makes a private file, and its
/// mode is set later.
#[cfg(unix)]
fn new_mode(before: Option<&Metadata>) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    before.is_none().then(|| Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn new_mode(_: Option<&Metadata>) -> Option<Permissions> {
    None
}

/// Gives the file the owner and group of another, if this user may.
#[cfg(unix)]
fn keep_owner(file: &File, before: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let same = |now: Metadata| (now.uid(), now.gid()) == (before.uid(), before.gid());
    if !file.metadata().is_ok_and(same) {
        let _ = fchown(file, Some(before.uid()), Some(before.gid()))
            .or_else(|_| fchown(file, None, Some(before.gid())));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}
