//! Reads many inputs at once and returns their records in the order of the walk.

use std::io;
use std::path::{Path, PathBuf};

use super::open::{FileKind, OpenError, open, read_all};
use super::ordered::{Taker, Threads, in_order};
use super::walk::{Entry, Given};
use crate::bytes::{ByteSource, Limits};
use crate::report::{ErrorKind, ErrorRecord, Outcome, Record, Summary};

/// Which files met in a walk give a record. Files that the user names always do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Go programs, and files that are damaged or unreadable.
    #[default]
    Relevant,
    /// All files.
    All,
}

/// Reads one input and returns its records, none for one that is plainly not a Go program. Takes the bytes,
/// how the input was met, and its path.
pub type Inspect<'i> = dyn Fn(&dyn ByteSource, Given, &Path) -> Vec<Record> + Sync + 'i;

/// Makes a row from a record, on the thread that read the file.
pub type MakeRow<'r, T> = dyn Fn(&Record) -> T + Sync + 'r;

/// Receives the results of a scan, in the order of the walk.
pub trait Sink<T> {
    /// Takes one record and the row made from it.
    ///
    /// # Errors
    /// Any error ends the scan.
    fn record(&mut self, record: Record, row: T) -> io::Result<()>;

    /// Called for a directory entry that was not opened.
    fn skipped(&mut self, _path: &Path, _kind: FileKind) {}

    /// Called for a file in a directory that gives no record, though it is not plainly something
    /// else.
    fn passed_over(&mut self, _path: &Path, _why: &str) {}

    /// Called after each entry with the counts so far.
    fn progress(&mut self, _so_far: &Summary) {}

    /// Whether the scan should end now. Asked after each entry, and some twenty times a second
    /// while there is none.
    fn wants_stop(&mut self) -> bool {
        false
    }

    /// Called when the scan ends because [`Sink::wants_stop`] said so. All finished records have
    /// been given, and threads that still read have not ended yet. May end the process instead of
    /// waiting for them.
    fn stopped(&mut self, _so_far: &Summary) {}
}

/// An input is the file that the result would replace: its content would be lost.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is an input, and would be overwritten")]
pub struct InputIsTarget {
    /// The path under which the walk met it.
    pub path: PathBuf,
}

/// The result for one entry.
enum Seen {
    Records(Vec<Record>),
    NotGo,
    /// A file with damaged or odd headers that is not a Go program, and what is odd.
    Odd(PathBuf, String),
    /// A file that may hold programs, and its kind.
    Unopened(PathBuf, String),
    /// A file that no longer exists.
    Vanished(PathBuf),
    Skipped(PathBuf, FileKind),
    Target(PathBuf),
}

/// Reads every entry with `inspect` on several threads, makes rows of the records there, and gives
/// both to `sink`, always in the order of the entries. Where fewer threads can be started, the scan
/// uses those, or this thread alone.
///
/// # Errors
/// The first error of `sink`, and [`InputIsTarget`] inside an [`io::Error`]. An error of an input
/// is in its record.
pub fn scan<T: Send>(
    entries: impl Iterator<Item = Entry> + Send,
    keep: Keep,
    threads: Threads,
    limits: &Limits,
    inspect: &Inspect<'_>,
    make_row: &MakeRow<'_, T>,
    sink: &mut dyn Sink<T>,
) -> io::Result<Summary> {
    let work = |entry| {
        let seen = look(entry, keep, limits, inspect);
        let rows: Vec<T> = seen.records().iter().map(make_row).collect();
        (seen, rows)
    };
    let mut counting = Counting { summary: Summary::default(), sink };
    in_order(entries, threads, work, &mut counting)?;
    Ok(counting.summary)
}

impl Seen {
    fn records(&self) -> &[Record] {
        match self {
            Self::Records(records) => records,
            _ => &[],
        }
    }
}

/// Counts entries, and passes the records on.
struct Counting<'s, T> {
    summary: Summary,
    sink: &'s mut dyn Sink<T>,
}

impl<T> Taker<(Seen, Vec<T>)> for Counting<'_, T> {
    type Error = io::Error;

    fn take(&mut self, (seen, rows): (Seen, Vec<T>)) -> io::Result<()> {
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
            Seen::Odd(path, why) => {
                bump(&mut summary.files);
                bump(&mut summary.not_go);
                bump(&mut summary.odd);
                sink.passed_over(&path, &why);
            }
            Seen::Unopened(path, kind) => {
                bump(&mut summary.files);
                sink.passed_over(&path, &format!("unopened: {kind}"));
                bump(summary.unopened.entry(kind).or_default());
            }
            Seen::Vanished(path) => {
                bump(&mut summary.vanished);
                sink.passed_over(&path, "gone before it could be read");
            }
            Seen::Records(records) => {
                bump(&mut summary.files);
                for (record, row) in records.into_iter().zip(rows) {
                    summary.add(&record);
                    sink.record(record, row)?;
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
        Entry::Failed { path, error } => Seen::Records(vec![Record::unreadable(&path, error)]),
        Entry::Vanished { path } => Seen::Vanished(path),
        Entry::Stdin => {
            let path = Path::new("-");
            match read_all(io::stdin().lock(), limits.stdin) {
                Ok(bytes) => Seen::Records(inspect(&bytes, Given::Named, path)),
                Err(error) => {
                    Seen::Records(vec![Record::unreadable(path, ErrorRecord::from(&error))])
                }
            }
        }
        Entry::File { path, given } => look_at_file(&path, given, keep, inspect),
    }
}

fn look_at_file(path: &Path, given: Given, keep: Keep, inspect: &Inspect<'_>) -> Seen {
    let opened = match open(path) {
        Ok(opened) => opened,
        // A missing path that the user named is misspelt; one met in a directory existed a moment
        // ago.
        Err(OpenError::Io(error))
            if given == Given::Walked && error.kind() == io::ErrorKind::NotFound =>
        {
            return Seen::Vanished(path.to_owned());
        }
        Err(error) => {
            return Seen::Records(vec![Record::unreadable(path, ErrorRecord::from(&error))]);
        }
    };
    let mut records = inspect(opened.source(), given, path);
    let always_kept = given == Given::Named || keep == Keep::All;
    if !always_kept && let Some(seen) = seen_in_passing(path, &records) {
        return seen;
    }
    if let Err(error) = opened.check_unchanged() {
        records.iter_mut().for_each(|record| distrust(record, &error));
    }
    Seen::Records(records)
}

/// The result for a file that gives no record: as far as its bytes show it is not a Go program, and
/// it holds no text that the user searches for. `None` where the file gives a record.
fn seen_in_passing(path: &Path, records: &[Record]) -> Option<Seen> {
    // A broken header can make the file unreadable as an image; every byte was still searched.
    let is_odd = |error: &ErrorRecord| {
        [ErrorKind::Malformed, ErrorKind::Truncated].iter().any(|kind| error.kind == *kind)
    };
    let is_passed = |record: &Record| {
        let is_match = record.text.iter().flatten().any(|row| row.needle.is_some());
        let mut errors = record.error.iter().chain(&record.damage);
        !is_match && record.outcome != Outcome::Go && errors.all(is_odd)
    };
    if !records.iter().all(is_passed) {
        return None;
    }
    if let Some(kind) = records.iter().find_map(|record| record.unopened.clone()) {
        return Some(Seen::Unopened(path.to_owned(), kind));
    }
    let error = records.iter().find_map(|record| record.error.as_ref());
    Some(match error {
        Some(error) => Seen::Odd(path.to_owned(), error.message.clone()),
        None => Seen::NotGo,
    })
}

/// Marks a record that was read while its file changed: any part of it may come from either state.
fn distrust(record: &mut Record, error: &OpenError) {
    record.partial = true;
    record.damage.extend(record.error.replace(ErrorRecord::from(error)));
    record.damage.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::{Root, Walk, WalkOptions};
    use crate::bytes::{PartOffset, Word};
    use std::fs;

    #[derive(Default)]
    struct Notes(Vec<String>);

    impl Sink<usize> for Notes {
        fn record(&mut self, record: Record, row: usize) -> io::Result<()> {
            assert_eq!(row, record.path.len());
            let name = Path::new(&record.path).file_name().unwrap().to_string_lossy().into_owned();
            let error = record.error.map_or(String::new(), |error| format!(" {}", error.kind));
            self.0.push(format!("{name} {:?}{error}", record.outcome));
            Ok(())
        }

        fn passed_over(&mut self, path: &Path, why: &str) {
            self.0.push(format!("{}: {why}", path.file_name().unwrap().display()));
        }

        fn skipped(&mut self, path: &Path, kind: FileKind) {
            self.0.push(format!("{} {}", path.file_name().unwrap().display(), kind.name()));
        }
    }

    /// A file is Go where it starts with `G`, damaged where it starts with `D`.
    fn by_first_byte(source: &dyn ByteSource, _given: Given, path: &Path) -> Vec<Record> {
        let mut byte = [0];
        source.read_at(PartOffset(0), &mut byte).unwrap();
        let (outcome, kind) = match byte[0] {
            b'G' => (Outcome::Go, None),
            b'D' => (Outcome::NotGo, Some("truncated")),
            b'L' => (Outcome::NotGo, Some("limit")),
            _ => (Outcome::NotGo, None),
        };
        let error = kind.map(|kind| ErrorRecord {
            kind: Word::of_name(kind),
            message: "torn".to_owned(),
            offset: None,
        });
        let unopened = (byte[0] == b'Z').then(|| "zip".to_owned());
        let path = path.to_string_lossy().into_owned();
        let partial = error.is_some();
        vec![Record { path, outcome, partial, error, unopened, ..Record::default() }]
    }

    fn scan_tree(tree: &Path, keep: Keep, jobs: usize) -> (Vec<String>, Summary) {
        let roots = ["d", "n", "none"].map(|name| Root::Path(tree.join(name)));
        let walk = Walk::new(roots.into_iter(), WalkOptions::default());
        let mut notes = Notes::default();
        let count = std::num::NonZeroUsize::new(jobs).unwrap();
        let threads = Threads { count, pace: crate::artifact::Pace::AllThere };
        let limits = Limits::default();
        let path_length = |record: &Record| record.path.len();
        let summary =
            scan(walk, keep, threads, &limits, &by_first_byte, &path_length, &mut notes).unwrap();
        (notes.0, summary)
    }

    #[test]
    fn what_gives_a_record_and_what_is_only_counted() {
        let tree = tempfile::tempdir().unwrap();
        fs::create_dir(tree.path().join("d")).unwrap();
        for (name, content) in [
            ("d/go", "G"),
            ("d/limit", "L"),
            ("d/other", "-"),
            ("d/torn", "D"),
            ("d/zip", "Z"),
            ("n", "-"),
        ] {
            fs::write(tree.path().join(name), content).unwrap();
        }
        for jobs in [1, 3] {
            let (lines, summary) = scan_tree(tree.path(), Keep::Relevant, jobs);
            // A file that is not a Go program and merely odd is reported in passing.
            assert_eq!(
                lines,
                [
                    "go Go",
                    "limit NotGo limit",
                    "torn: torn",
                    "zip: unopened: zip",
                    "n NotGo",
                    "none Unreadable not-found"
                ]
            );
            let counts = (summary.files, summary.go, summary.not_go, summary.unreadable);
            assert_eq!(counts, (7, 1, 4, 1));
            assert_eq!((summary.odd, summary.all_unopened(), summary.partial), (1, 1, 1));
            let (lines, all) = scan_tree(tree.path(), Keep::All, jobs);
            assert_eq!(lines.len(), 7, "{lines:?}");
            // With its record, an odd file counts as partial.
            assert_eq!((all.partial, all.odd), (2, 0));
            assert_eq!(Summary { partial: 1, odd: 1, ..all }, summary);
        }
    }

    #[test]
    fn a_file_that_vanishes_is_counted_where_it_was_only_met() {
        let tree = tempfile::tempdir().unwrap();
        let path = tree.path().join("gone");
        for (given, is_error) in [(Given::Walked, false), (Given::Named, true)] {
            let entry = Entry::File { path: path.clone(), given };
            let seen = look(entry, Keep::All, &Limits::default(), &by_first_byte);
            assert_eq!(matches!(seen, Seen::Records(_)), is_error, "{given:?}");
            assert_eq!(matches!(seen, Seen::Vanished(_)), !is_error, "{given:?}");
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
