//! Walks one directory tree depth first, the entries of each directory by name.
//!
//! For each directory only names and types are kept, packed into one piece of memory: a million
//! entries take some 30 MB, where one value per entry would take four times as much.

use std::ffi::OsStr;
#[cfg(not(unix))]
use std::ffi::OsString;
use std::fs::{self, DirEntry, FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::directory::Directory;
use super::folder::head;
use super::identity::FileId;
use super::options::{Links, WalkOptions};
use crate::archive::{Kind, is_part_of_image, kind_of_folder};

/// An entry of a tree, of any type. A directory comes before its content.
pub(super) struct TreeEntry {
    pub(super) path: PathBuf,
    pub(super) file_type: FileType,
    /// The inode that the directory lists; 0 where the system has none.
    pub(super) inode: u64,
    /// The directory that it is in, where that is still open.
    pub(super) within: Option<Arc<Directory>>,
}

/// What is met in a tree.
pub(super) enum Met {
    Entry(TreeEntry),
    /// A directory that is one container image. What belongs to the image is not met again.
    Image {
        path: PathBuf,
        kind: Kind,
        is_root: bool,
    },
}

/// Why an entry, or the content of a directory, could not be read.
pub(super) enum TreeError {
    /// The error of the system, for the root of the tree or for something in it.
    Io { path: PathBuf, error: io::Error, is_root: bool },
    /// A symbolic link that leads back to a directory that contains it.
    Loop { path: PathBuf, ancestor: PathBuf },
}

/// A walk of one tree.
pub(super) struct Descent {
    root: Arc<Path>,
    /// The directories entered so far, outermost first.
    folders: Vec<Folder>,
    links: Links,
    max_depth: usize,
    /// The device to stay on; `None` where the walk may cross to others.
    device: Option<u64>,
    /// The directory that was met last: entered next unless it is skipped.
    pending: Option<PathBuf>,
}

impl Descent {
    /// A walk of `root`, without `root` itself.
    pub(super) fn new(root: PathBuf, options: &WalkOptions) -> Self {
        let device = options.one_file_system.then(|| device(&root)).flatten();
        let max_depth = options.max_depth.unwrap_or(usize::MAX);
        let (folders, links, pending) = (Vec::new(), options.links, Some(root.clone()));
        Self { root: root.into(), folders, links, max_depth, device, pending }
    }

    /// Where the walk has started.
    pub(super) fn root(&self) -> Arc<Path> {
        Arc::clone(&self.root)
    }

    /// Skips the content of the directory that was met last.
    pub(super) fn skip_directory(&mut self) {
        self.pending = None;
    }

    /// Lists a directory; gives the image that it is.
    fn enter(&mut self, path: PathBuf) -> Result<Option<Met>, TreeError> {
        if self.folders.len() >= self.max_depth {
            return Ok(None);
        }
        if self.device.is_some_and(|allowed| device(&path).is_some_and(|own| own != allowed)) {
            return Ok(None);
        }
        // A link may lead to a directory that is being walked.
        let id = (self.links == Links::Follow).then(|| FileId::at(&path).ok()).flatten();
        if let Some(id) = &id
            && let Some(ancestor) = self.folders.iter().find(|it| it.id.as_ref() == Some(id))
        {
            return Err(TreeError::Loop { ancestor: ancestor.path.clone(), path });
        }
        let (folder, error) = Folder::list(path, id);
        let is_root = self.folders.is_empty();
        let image =
            folder.image.map(|kind| Met::Image { path: folder.path.clone(), kind, is_root });
        self.folders.push(folder);
        match error {
            Some((path, error)) => Err(TreeError::Io { path, error, is_root }),
            None => Ok(image),
        }
    }

    /// The entry as the walk sees it: where links are followed, a symbolic link becomes its target.
    fn resolve(&self, entry: TreeEntry) -> Result<TreeEntry, TreeError> {
        if !entry.file_type.is_symlink() || self.links == Links::Skip {
            return Ok(entry);
        }
        match fs::metadata(&entry.path) {
            Ok(metadata) => Ok(TreeEntry {
                file_type: metadata.file_type(),
                inode: inode_of(&metadata),
                path: entry.path,
                // The target may be in any.
                within: None,
            }),
            Err(error) => Err(TreeError::Io { path: entry.path, error, is_root: false }),
        }
    }
}

impl Iterator for Descent {
    type Item = Result<Met, TreeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(path) = self.pending.take() {
            match self.enter(path) {
                Err(error) => return Some(Err(error)),
                Ok(Some(image)) => return Some(Ok(image)),
                Ok(None) => {}
            }
        }
        loop {
            let folder = self.folders.last_mut()?;
            let Some(entry) = folder.next() else {
                self.folders.pop();
                continue;
            };
            let entry = self.resolve(entry);
            if let Ok(entry) = &entry
                && entry.file_type.is_dir()
            {
                self.pending = Some(entry.path.clone());
            }
            return Some(entry.map(Met::Entry));
        }
    }
}

/// An entry of a directory that has been listed.
struct Slot {
    inode: u64,
    name: Name,
    file_type: FileType,
}

/// The content of one directory, ordered by name.
struct Folder {
    path: PathBuf,
    /// Identifies the directory, where links are followed.
    id: Option<FileId>,
    names: Names,
    entries: Vec<Slot>,
    next: usize,
    /// The container image that it is.
    image: Option<Kind>,
    /// It, still open, where it has so many files that this pays.
    open: Option<Arc<Directory>>,
}

/// The fewest files of a directory that is kept open for them.
const WORTH_OPENING: usize = 8;

impl Folder {
    /// Lists a directory: what could be read, and the first error.
    fn list(path: PathBuf, id: Option<FileId>) -> (Self, Option<(PathBuf, io::Error)>) {
        let (names, entries) = (Names::default(), Vec::new());
        let mut folder = Self { path, id, names, entries, next: 0, image: None, open: None };
        let mut first = None;
        let mut failed = |path: PathBuf, error| {
            first.get_or_insert((path, error));
        };
        match fs::read_dir(&folder.path) {
            Err(error) => failed(folder.path.clone(), error),
            Ok(listed) => {
                for entry in listed {
                    match entry.map(|entry| (entry.file_type(), entry)) {
                        Ok((Ok(file_type), entry)) => {
                            if !folder.add(&entry, file_type) {
                                break;
                            }
                        }
                        Ok((Err(error), entry)) => failed(entry.path(), error),
                        Err(error) => failed(folder.path.clone(), error),
                    }
                }
            }
        }
        let Self { names, entries, .. } = &mut folder;
        entries.sort_unstable_by(|one, other| names.get(one.name).cmp(&names.get(other.name)));
        let found = |name: &str| folder.has_file(name).then(|| head(&folder.path.join(name)))?;
        folder.image = kind_of_folder(&found);
        let files = folder.entries.iter().filter(|it| it.file_type.is_file()).take(WORTH_OPENING);
        if files.count() == WORTH_OPENING {
            folder.open = Directory::at(&folder.path).map(Arc::new);
        }
        (folder, first)
    }

    /// Adds an entry; `false` where there is no room for more.
    fn add(&mut self, entry: &DirEntry, file_type: FileType) -> bool {
        let Some(name) = self.names.push(&entry.file_name()) else { return false };
        self.entries.push(Slot { inode: inode(entry), name, file_type });
        true
    }

    /// Whether there is a file with that name.
    fn has_file(&self, name: &str) -> bool {
        let by_name = |slot: &Slot| self.names.get(slot.name).cmp(&Some(OsStr::new(name)));
        let found = self.entries.binary_search_by(by_name).ok();
        found.and_then(|at| self.entries.get(at)).is_some_and(|slot| slot.file_type.is_file())
    }

    fn next(&mut self) -> Option<TreeEntry> {
        loop {
            let slot = self.entries.get(self.next)?;
            self.next = self.next.saturating_add(1);
            let name = self.names.get(slot.name)?;
            let is_part = |kind| is_part_of_image(kind, name.as_encoded_bytes());
            if !self.image.is_some_and(is_part) {
                let whole = self.path.as_os_str().len().saturating_add(name.len());
                let mut path = PathBuf::with_capacity(whole.saturating_add(1));
                path.push(&self.path);
                path.push(name);
                let (file_type, inode) = (slot.file_type, slot.inode);
                let within = self.open.as_ref().filter(|_| file_type.is_file()).cloned();
                return Some(TreeEntry { path, file_type, inode, within });
            }
        }
    }
}

/// Names, stored one after the other.
#[cfg(unix)]
#[derive(Default)]
struct Names(Vec<u8>);

/// Where a name starts and ends.
#[cfg(unix)]
#[derive(Clone, Copy)]
struct Name(u32, u32);

#[cfg(unix)]
impl Names {
    /// Adds a name; `None` where there is no room for it.
    fn push(&mut self, name: &OsStr) -> Option<Name> {
        use std::os::unix::ffi::OsStrExt;
        let start = u32::try_from(self.0.len()).ok()?;
        let end = start.checked_add(u32::try_from(name.len()).ok()?)?;
        self.0.extend_from_slice(name.as_bytes());
        Some(Name(start, end))
    }

    fn get(&self, Name(start, end): Name) -> Option<&OsStr> {
        use std::os::unix::ffi::OsStrExt;
        let span = usize::try_from(start).ok()?..usize::try_from(end).ok()?;
        self.0.get(span).map(OsStr::from_bytes)
    }
}

/// Names, for systems whose names cannot be split into bytes and joined again.
#[cfg(not(unix))]
#[derive(Default)]
struct Names(Vec<OsString>);

/// The index of a name.
#[cfg(not(unix))]
#[derive(Clone, Copy)]
struct Name(usize);

#[cfg(not(unix))]
impl Names {
    fn push(&mut self, name: &OsStr) -> Option<Name> {
        self.0.push(name.to_owned());
        Some(Name(self.0.len().saturating_sub(1)))
    }

    fn get(&self, Name(index): Name) -> Option<&OsStr> {
        self.0.get(index).map(OsString::as_os_str)
    }
}

#[cfg(unix)]
fn inode(entry: &DirEntry) -> u64 {
    std::os::unix::fs::DirEntryExt::ino(entry)
}

#[cfg(not(unix))]
fn inode(_entry: &DirEntry) -> u64 {
    0
}

#[cfg(unix)]
fn inode_of(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode_of(_metadata: &Metadata) -> u64 {
    0
}

/// The number of the device that `path` is on; `None` where there is none.
#[cfg(unix)]
fn device(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|metadata| metadata.dev())
}

#[cfg(not(unix))]
fn device(_path: &Path) -> Option<u64> {
    None
}
