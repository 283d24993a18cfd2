//! One file, by its path, or a file inside a container.

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use super::inspector::Files;
use crate::analysis::{Analysis, Hashing, Options, analyse};
use crate::artifact::{self, Keep, OpenError, Outermost, Way};
use crate::report::Record;

/// An opened file that has not been read yet.
pub struct File {
    outermost: Outermost,
    path: PathBuf,
    way: Option<Way>,
}

/// Opens a file, or a folder that is one container image. Never waits: named pipes, sockets and
/// devices are refused. A path that does not
/// exist as it is written may name a file inside a container: `release.tar.gz!/bin/agent`.
///
/// ```
/// use gorigin::{Options, open};
///
/// let records = open("testdata/sample/linux-amd64-go1.22-s-w")?.inspect(&Options::default());
/// assert_eq!(records[0].go_version.as_ref().map(|it| it.value.as_str()), Some("go1.22.10"));
/// # Ok::<(), gorigin::OpenError>(())
/// ```
///
/// # Errors
/// [`OpenError`] if the system refuses, or if no file has that path. What is missing inside a
/// container is in a record of kind `not-found`.
pub fn open(path: impl AsRef<Path>) -> Result<File, OpenError> {
    let path = path.as_ref();
    let error = match Outermost::open(path) {
        Ok(outermost) => return Ok(File { outermost, path: path.to_owned(), way: None }),
        Err(error) => error,
    };
    let is_missing = matches!(&error, OpenError::Io(error)
        if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory));
    let Some(way) = Way::of(path).filter(|_| is_missing) else { return Err(error) };
    let outer = way.outer().to_owned();
    Ok(File { outermost: Outermost::open(&outer)?, path: outer, way: Some(way) })
}

impl File {
    /// The records of the file: one, or one for each slice of a fat Mach-O file. For an archive, a
    /// package or another container those of the files in it: a record for each Go program, and for
    /// what could not be read; one that says so where there is neither. Never fails: the records
    /// say what is wrong.
    ///
    /// ```
    /// use gorigin::{Options, open};
    ///
    /// let records = open("testdata/release.tar.gz")?.inspect(&Options::default());
    /// assert_eq!(records[0].path, "testdata/release.tar.gz!/where-1.0/bin/where");
    /// assert_eq!(records[0].container, ["testdata/release.tar.gz"]);
    /// # Ok::<(), gorigin::OpenError>(())
    /// ```
    pub fn inspect(&self, options: &Options<'_>) -> Vec<Record> {
        let threads = available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let named = Options { path: None, place: None, ..options.clone() };
        let met = Options { recover_unrecognised: false, ..named.clone() };
        let files =
            Files { named, met, keep: Keep::Relevant, demanded: Hashing::Check, rulings: None };
        let path = options.path.unwrap_or(&self.path);
        let way = self.way.as_ref();
        artifact::read(&self.outermost, path, way, threads, &options.limits, &files)
    }

    /// The analyses of the file itself, from which records can be made at any time. A container is
    /// not opened for them, and a folder has none.
    pub fn analyse(&self, options: &Options<'_>) -> Vec<Analysis> {
        let options = Options { path: options.path.or(Some(&self.path)), ..options.clone() };
        match &self.outermost {
            Outermost::File(opened) => analyse(opened.source(), &options),
            Outermost::Image(_) => Vec::new(),
        }
    }
}
