//! Reads many inputs at once and returns their records in the order of the walk.

use std::io;
use std::path::{Path, PathBuf};

use super::inspector::{Inspector, Keep};
use super::look::Looker;
use super::open::FileKind;
use super::ordered::{Give, Slots, Taker, Threads, Waiting, in_order};
use super::seen::Seen;
use super::walk::Entry;
use crate::archive::Pool;
use crate::bytes::Limits;
use crate::report::{Addend, Record, Summary};

/// Makes a row from a record, on the thread that read the file: there it is also dropped, if the row does
/// not take it, which is quicker than on another thread.
pub type MakeRow<'r, T> = dyn Fn(&mut Record) -> T + Sync + 'r;

/// Receives the results of a scan, in the order of the walk.
pub trait Sink<T> {
    /// Takes the row made from one record.
    ///
    /// # Errors
    /// Any error ends the scan.
    fn record(&mut self, row: T) -> io::Result<()>;

    /// Called for a directory entry that was not opened.
    fn skipped(&mut self, _path: &Path, _kind: FileKind) {}

    /// Called for a file in a directory that gives no record, though it is not plainly something
    /// else.
    fn passed_over(&mut self, _path: &Path, _why: &str) {}

    /// Called after each entry with the counts so far.
    fn progress(&mut self, _so_far: &Summary) {}

    /// Whether the scan should end now. Asked after each entry, and some twenty times a second
    /// while there is none; of a scan with one thread, after each while they are small.
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

/// Reads every entry with `inspector` on several threads, makes rows of the records there, and gives
/// them to `sink`, always in the order of the entries. Where fewer threads can be started, the scan
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
    inspector: &dyn Inspector,
    make_row: &MakeRow<'_, T>,
    sink: &mut dyn Sink<T>,
) -> io::Result<Summary> {
    let slots = Slots::new(threads.count.get());
    let pool = Pool::new(threads.count.get());
    let looker = Looker { keep, limits, inspector, pool, slots: &slots };
    let work = |entry, time, give: &mut Give<'_, Told<T>>| {
        looker.look(entry, time, &mut |seen| give(Told::of(seen, make_row)))
    };
    let mut counting = Counting { summary: Summary::default(), sink };
    in_order(entries, threads, &slots, work, &mut counting)?;
    Ok(counting.summary)
}

/// What is passed on of one file.
enum Told<T> {
    /// Its rows, and what each adds to the summary.
    File(Vec<(Addend, T)>),
    /// Likewise of what kept files in a container from being read.
    Trouble(Addend, T),
    /// Something without a record.
    Other(Seen),
}

impl<T> Told<T> {
    fn of(seen: Seen, make_row: &MakeRow<'_, T>) -> Self {
        // Where they are: a record is large.
        let told = |record: &mut Record| (Addend::of(record), make_row(record));
        match seen {
            Seen::Records(mut records) => Self::File(records.iter_mut().map(told).collect()),
            Seen::Trouble(mut record) => {
                let (addend, row) = told(&mut record);
                Self::Trouble(addend, row)
            }
            other => Self::Other(other),
        }
    }
}

impl<T> Waiting for Told<T> {
    fn is_heavy(&self) -> bool {
        match self {
            Self::File(rows) => !rows.is_empty(),
            Self::Trouble(..) => true,
            Self::Other(_) => false,
        }
    }
}

/// Counts entries, and passes the rows on.
struct Counting<'s, T> {
    summary: Summary,
    sink: &'s mut dyn Sink<T>,
}

impl<T> Counting<'_, T> {
    /// Takes what is seen of a file without a record.
    fn other(&mut self, seen: Seen) -> io::Result<()> {
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
            Seen::Opened(kind) => {
                bump(&mut summary.files);
                bump(summary.opened.entry(kind.name().to_owned()).or_default());
            }
            Seen::Note(path, what) => sink.passed_over(&path, &what),
            Seen::Inside(files) => summary.inside = summary.inside.saturating_add(files),
            Seen::Vanished(path) => {
                bump(&mut summary.vanished);
                sink.passed_over(&path, "gone before it could be read");
            }
            // These have records.
            Seen::Records(_) | Seen::Trouble(_) => {}
        }
        Ok(())
    }
}

impl<T> Taker<Told<T>> for Counting<'_, T> {
    type Error = io::Error;

    fn take(&mut self, told: Told<T>) -> io::Result<()> {
        match told {
            Told::File(rows) => {
                self.summary.files = self.summary.files.saturating_add(1);
                for (addend, row) in rows {
                    self.summary.count(addend);
                    self.sink.record(row)?;
                }
            }
            Told::Trouble(addend, row) => {
                self.summary.count_trouble(&addend);
                self.sink.record(row)?;
            }
            Told::Other(seen) => self.other(seen)?,
        }
        self.sink.progress(&self.summary);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Place;
    use crate::artifact::{Given, Root, Walk, WalkOptions};
    use crate::bytes::ByteSource;
    use crate::bytes::{PartOffset, Word};
    use crate::report::{ErrorRecord, Outcome};
    use std::fs;

    #[derive(Default)]
    struct Notes(Vec<String>);

    impl Sink<Record> for Notes {
        fn record(&mut self, record: Record) -> io::Result<()> {
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
    struct ByFirstByte;

    impl Inspector for ByFirstByte {
        fn inspect(&self, source: &dyn ByteSource, _given: Given, place: &Place) -> Vec<Record> {
            by_first_byte(source, &place.path())
        }

        fn wants(&self, head: &[u8]) -> bool {
            head.first() != Some(&b'-')
        }
    }

    fn by_first_byte(source: &dyn ByteSource, path: &Path) -> Vec<Record> {
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
        let summary =
            scan(walk, keep, threads, &limits, &ByFirstByte, &std::mem::take, &mut notes).unwrap();
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
                    "zip NotGo",
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
}
