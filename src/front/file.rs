//! One file, by its path.

use std::path::{Path, PathBuf};

use crate::analysis::{Analysis, Options, analyse};
use crate::artifact::{self, OpenError, Opened};
use crate::report::Record;

/// An opened file that has not been read yet.
pub struct File {
    opened: Opened,
    path: PathBuf,
}

/// Opens a file. Never waits: named pipes, sockets and devices are refused.
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
/// [`OpenError`] if the system refuses, or if no file has that path.
pub fn open(path: impl AsRef<Path>) -> Result<File, OpenError> {
    let path = path.as_ref();
    Ok(File { opened: artifact::open(path)?, path: path.to_owned() })
}

impl File {
    /// The records of the file: one, or one for each slice of a fat Mach-O file. Never fails: the
    /// records say what is wrong.
    pub fn inspect(&self, options: &Options<'_>) -> Vec<Record> {
        self.analyse(options).iter().map(Analysis::record).collect()
    }

    /// The analyses of the file, from which records can be made at any time.
    pub fn analyse(&self, options: &Options<'_>) -> Vec<Analysis> {
        let options = Options { path: options.path.or(Some(&self.path)), ..options.clone() };
        analyse(self.opened.source(), &options)
    }
}
