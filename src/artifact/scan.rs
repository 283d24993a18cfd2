//! Many inputs read at once, their records in the order of the walk.

use std::io;
use std::path::{Path, PathBuf};

use super::name::name_record;
use super::open::{FileKind, OpenError, open, read_all};
use super::ordered::{Taker, Threads, in_order};
use super::walk::{Entry, Given};
use crate::bytes::{ByteSource, Limits};
use crate::report::{ErrorRecord, Outcome, RECORD_SCHEMA, Record, Summary};

/// Which files met in a walk give a record. Those that are named always do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Go programs, and what is damaged or unreadable.
    #[default]
    Relevant,
    /// All.
    All,
}

/// Reads one input, of which is known how it was met and under which path, and gives its records
/// without the path.
pub type Inspect<'i> = dyn Fn(&dyn ByteSource, Given, &Path) -> Vec<Record> + Sync + 'i;

/// Takes what a scan finds, in the order of the walk.
pub trait Sink {
    /// Takes one record.
    ///
    /// # Errors
    /// Any error ends the scan.
    fn record(&mut self, record: Record) -> io::Result<()>;

    /// Hears of a directory entry that was not opened.
    fn skipped(&mut self, _path: &Path, _kind: FileKind) {}

    /// Hears how far the scan has come, after each entry.
    fn progress(&mut self, _so_far: &Summary) {}

    /// Whether the scan is to end now. Asked after each entry, and some twenty times a second while
    /// there is none.
    fn wants_stop(&mut self) -> bool {
        false
    }

    /// Hears that the scan ends because it was to: all that was finished has been given, and the
    /// threads that still read have not ended yet. May end the process, if those are not to be
    /// waited for.
    fn stopped(&mut self, _so_far: &Summary) {}
}

/// An input is the file that the result is to replace: what it holds would be lost.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is an input, and would be overwritten")]
pub struct InputIsTarget {
    /// The path under which it was met.
    pub path: PathBuf,
}

/// What became of one entry.
enum Seen {
    Records(Vec<Record>),
    NotGo,
    Skipped(PathBuf, FileKind),
    Target(PathBuf),
}

/// Reads every entry with `inspect` on several threads and gives the records to `sink`, always in
/// the order of the entries. The records that `inspect` gives need no path. Where fewer threads can
/// be started, it goes on with those, if need be with this one alone.
///
/// # Errors
/// The first error of `sink`, and [`InputIsTarget`] inside an [`io::Error`]. Whatever is wrong with an
/// input is in its record.
pub fn scan(
    entries: impl Iterator<Item = Entry> + Send,
    keep: Keep,
    threads: Threads,
    limits: &Limits,
    inspect: &Inspect<'_>,
    sink: &mut dyn Sink,
) -> io::Result<Summary> {
    let work = |entry| look(entry, keep, limits, inspect);
    let mut counting = Counting { summary: Summary::default(), sink };
    in_order(entries, threads, work, &mut counting)?;
    Ok(counting.summary)
}

/// Counts what is seen, and gives the records on.
struct Counting<'s> {
    summary: Summary,
    sink: &'s mut dyn Sink,
}

impl Taker<Seen> for Counting<'_> {
    type Error = io::Error;

    fn take(&mut self, seen: Seen) -> io::Result<()> {
        let Self { summary, sink } = self;
        let bump = |count: &mut u64| *count = count.saturating_add(1);
        match seen {
            Seen::Target(path) => return Err(io::Error::other(InputIsTarget { path })),
            Seen::Skipped(path, kind) => {
                bump(&mut summary.skipped);
                sink.skipped(&path, kind);
            }
            Seen::NotGo => {
                bump(&mut summary.files);
                bump(&mut summary.not_go);
            }
            Seen::Records(records) => {
                bump(&mut summary.files);
                for record in records {
                    summary.add(&record);
                    sink.record(record)?;
                }
            }
        }
        sink.progress(summary);
        Ok(())
    }

    fn wants_stop(&mut self) -> bool {
        self.sink.wants_stop()
    }

    fn stopped(&mut self) {
        self.summary.interrupted = true;
        self.sink.stopped(&self.summary);
    }
}

fn look(entry: Entry, keep: Keep, limits: &Limits, inspect: &Inspect<'_>) -> Seen {
    match entry {
        Entry::Skipped { path, kind } => Seen::Skipped(path, kind),
        Entry::Target { path } => Seen::Target(path),
        Entry::Failed { path, error } => Seen::Records(vec![unreadable(&path, error)]),
        Entry::Stdin => {
            let path = Path::new("-");
            match read_all(io::stdin().lock(), limits.stdin) {
                Ok(bytes) => Seen::Records(named(inspect(&bytes, Given::Named, path), path)),
                Err(error) => Seen::Records(vec![unreadable(path, ErrorRecord::from(&error))]),
            }
        }
        Entry::File { path, given } => look_at_file(&path, given, keep, inspect),
    }
}

fn look_at_file(path: &Path, given: Given, keep: Keep, inspect: &Inspect<'_>) -> Seen {
    let opened = match open(path) {
        Ok(opened) => opened,
        Err(error) => return Seen::Records(vec![unreadable(path, ErrorRecord::from(&error))]),
    };
    let mut records = inspect(opened.source(), given, path);
    let wanted = given == Given::Named || keep == Keep::All;
    if !wanted && records.iter().all(is_plainly_not_go) {
        return Seen::NotGo;
    }
    if let Err(error) = opened.check_unchanged() {
        records.iter_mut().for_each(|record| distrust(record, &error));
    }
    Seen::Records(named(records, path))
}

/// Whether a walk passes over the file in silence: it is something else, undamaged, and holds no
/// text that the user looks for.
fn is_plainly_not_go(record: &Record) -> bool {
    let is_wanted = record.text.iter().flatten().any(|row| row.needle.is_some());
    !is_wanted && record.outcome == Outcome::NotGo && record.error.is_none() && !record.partial
}

/// Marks a record that was read while its file changed: any part of it may be of either state.
fn distrust(record: &mut Record, error: &OpenError) {
    record.partial = true;
    record.damage.extend(record.error.replace(ErrorRecord::from(error)));
    record.damage.dedup();
}

fn named(mut records: Vec<Record>, path: &Path) -> Vec<Record> {
    records.iter_mut().for_each(|record| name_record(record, path));
    records
}

fn unreadable(path: &Path, error: ErrorRecord) -> Record {
    let mut record = Record {
        schema: RECORD_SCHEMA.to_owned(),
        outcome: Outcome::Unreadable,
        error: Some(error),
        ..Record::default()
    };
    name_record(&mut record, path);
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::{Root, Walk, WalkOptions};
    use crate::bytes::FileOffset;
    use std::fs;

    #[derive(Default)]
    struct Notes(Vec<String>);

    impl Sink for Notes {
        fn record(&mut self, record: Record) -> io::Result<()> {
            let name = Path::new(&record.path).file_name().unwrap().to_string_lossy().into_owned();
            let error = record.error.map_or(String::new(), |error| format!(" {}", error.kind));
            self.0.push(format!("{name} {:?}{error}", record.outcome));
            Ok(())
        }

        fn skipped(&mut self, path: &Path, kind: FileKind) {
            self.0.push(format!("{} {}", path.file_name().unwrap().display(), kind.name()));
        }
    }

    /// A file is Go where it starts with `G`, damaged where it starts with `D`.
    fn by_first_byte(source: &dyn ByteSource, _given: Given, _path: &Path) -> Vec<Record> {
        let mut byte = [0];
        source.read_at(FileOffset(0), &mut byte).unwrap();
        let (outcome, partial) = match byte[0] {
            b'G' => (Outcome::Go, false),
            b'D' => (Outcome::NotGo, true),
            _ => (Outcome::NotGo, false),
        };
        vec![Record { outcome, partial, ..Record::default() }]
    }

    fn scan_tree(tree: &Path, keep: Keep, jobs: usize) -> (Vec<String>, Summary) {
        let roots = ["d", "n", "none"].map(|name| Root::Path(tree.join(name)));
        let walk = Walk::new(roots.into_iter(), WalkOptions::default());
        let mut notes = Notes::default();
        let count = std::num::NonZeroUsize::new(jobs).unwrap();
        let threads = Threads { count, pace: crate::artifact::Pace::AllThere };
        let limits = Limits::default();
        let summary = scan(walk, keep, threads, &limits, &by_first_byte, &mut notes).unwrap();
        (notes.0, summary)
    }

    #[test]
    fn what_gives_a_record_and_what_is_only_counted() {
        let tree = tempfile::tempdir().unwrap();
        fs::create_dir(tree.path().join("d")).unwrap();
        for (name, content) in [("d/go", "G"), ("d/other", "-"), ("d/torn", "D"), ("n", "-")] {
            fs::write(tree.path().join(name), content).unwrap();
        }
        for jobs in [1, 3] {
            let (lines, summary) = scan_tree(tree.path(), Keep::Relevant, jobs);
            assert_eq!(lines, ["go Go", "torn NotGo", "n NotGo", "none Unreadable not-found"]);
            let counts = (summary.files, summary.go, summary.not_go, summary.unreadable);
            assert_eq!(counts, (5, 1, 3, 1));
            let (lines, all) = scan_tree(tree.path(), Keep::All, jobs);
            assert_eq!(lines.len(), 5, "{lines:?}");
            assert_eq!(all, summary);
        }
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_partial() {
        let tree = tempfile::tempdir().unwrap();
        let path = tree.path().join("grows");
        fs::write(&path, "G").unwrap();
        let grow = |source: &dyn ByteSource, given, path: &Path| {
            fs::write(path, "Grown").unwrap();
            by_first_byte(source, given, path)
        };
        let entry = Entry::File { path: path.clone(), given: Given::Walked };
        let Seen::Records(records) = look(entry, Keep::Relevant, &Limits::default(), &grow) else {
            panic!("no record")
        };
        assert!(records[0].partial);
        assert_eq!(records[0].error.as_ref().unwrap().kind, "changed");
    }
}
