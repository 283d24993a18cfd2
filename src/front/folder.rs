//! Many files, given by their paths or by the folders that hold them.

use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread::available_parallelism;

use super::inspector::Files;
use crate::analysis::{Hashing, Options};
use crate::artifact::{self, Keep, Pace, Root, Sink, Threads, Walk, WalkOptions};
use crate::report::{Record, Summary};

/// Reads every file that `paths` name or that lies in a folder they name, on all cores, and gives
/// the records to `each`, always in the order of the paths and, within a folder, by name. Archives,
/// packages and other containers are opened, and the files in them read as well. Files of a folder
/// or container that are plainly not Go programs give no record, but are counted.
///
/// ```
/// use gorigin::{Options, scan};
///
/// let mut versions = Vec::new();
/// let summary = scan(["testdata/sample"], &Options::default(), |record| {
///     versions.extend(record.go_version.map(|version| version.value));
/// })?;
/// assert_eq!(versions[..2], ["go1.24.11", "go1.27.3"]);
/// assert_eq!(summary.go, 4);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// When no thread could be started. Faults of a file are in its record.
pub fn scan<P: Into<PathBuf>>(
    paths: impl IntoIterator<Item = P>,
    options: &Options<'_>,
    each: impl FnMut(Record),
) -> io::Result<Summary> {
    let roots: Vec<Root> = paths.into_iter().map(|path| Root::Path(path.into())).collect();
    let entries = Walk::new(roots.into_iter(), WalkOptions::default());
    let count = available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let threads = Threads { count, pace: Pace::AllThere };
    let met = Options { recover_unrecognised: false, ..options.clone() };
    let files = Files {
        named: options.clone(),
        met,
        keep: Keep::Relevant,
        demanded: Hashing::Check,
        rulings: None,
    };
    artifact::scan(
        entries,
        Keep::Relevant,
        threads,
        &options.limits,
        &files,
        &std::mem::take,
        &mut Each(each),
    )
}

struct Each<F>(F);

impl<F: FnMut(Record)> Sink<Record> for Each<F> {
    fn record(&mut self, record: Record) -> io::Result<()> {
        (self.0)(record);
        Ok(())
    }
}
