//! How to walk.

use super::glob::Globs;
use super::identity::FileId;

/// The files that this run itself writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnFiles {
    /// The file that the result will replace, which therefore cannot be an input.
    pub target: Option<FileId>,
    /// Whether that holds the result of an earlier run: then it is skipped in a directory.
    pub is_old_result: bool,
    /// Others, which are passed over in silence in directories.
    pub others: Vec<FileId>,
}

/// Whether symbolic links inside directories are followed. Those that are named always are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Links {
    /// They are skipped.
    #[default]
    Skip,
    /// They are followed; one that leads back to a directory it lies in is an error.
    Follow,
}

/// What becomes of a directory that is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Directories {
    /// It is walked.
    #[default]
    Walk,
    /// It is an error.
    Refuse,
}

/// How to walk.
#[derive(Clone, Debug, Default)]
pub struct WalkOptions {
    /// What becomes of directories.
    pub directories: Directories,
    /// What becomes of symbolic links.
    pub links: Links,
    /// How far to descend: 1 is the directory's own entries.
    pub max_depth: Option<usize>,
    /// Whether directories on other file systems are left out.
    pub one_file_system: bool,
    /// Which names of a directory are wanted.
    pub globs: Globs,
    /// The files that this run itself writes.
    pub own: OwnFiles,
}
