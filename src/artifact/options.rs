//! Options of a walk.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::glob::Globs;
use super::identity::FileId;

/// The files that this run itself writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnFiles {
    /// The files that results will replace, so none can be an input.
    pub targets: Vec<Target>,
    /// Other files of this run, which a walk skips silently in directories.
    pub others: Vec<FileId>,
}

/// A file that a result will replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The file.
    pub id: FileId,
    /// Whether it holds the result of an earlier run; a walk then skips it in a directory.
    pub is_old_result: bool,
}

/// Whether symbolic links inside directories are followed. Links that the user names always are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Links {
    /// They are skipped.
    #[default]
    Skip,
    /// They are followed; a link back to a directory that contains it is an error.
    Follow,
}

/// How a named directory is handled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Directories {
    /// It is walked.
    #[default]
    Walk,
    /// It is an error.
    Refuse,
}

/// Options of a walk.
#[derive(Clone, Debug, Default)]
pub struct WalkOptions {
    /// How named directories are handled.
    pub directories: Directories,
    /// How symbolic links are handled.
    pub links: Links,
    /// The greatest depth: 1 is the directory's own entries.
    pub max_depth: Option<usize>,
    /// Whether directories on other file systems are skipped.
    pub one_file_system: bool,
    /// Which names in a directory are included.
    pub globs: Globs,
    /// The files that this run itself writes.
    pub own: OwnFiles,
    /// Ends the walk before its next entry as soon as it holds anything but 0: a walk that meets nothing may
    /// take long, and a scan with one thread cannot do anything else meanwhile. `None` where nothing ends it.
    pub end: Option<Arc<AtomicUsize>>,
}

impl WalkOptions {
    /// Whether the walk is to end now.
    pub(super) fn is_ended(&self) -> bool {
        self.end.as_ref().is_some_and(|end| end.load(Ordering::Relaxed) != 0)
    }
}
