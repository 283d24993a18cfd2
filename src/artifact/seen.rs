//! What was seen of one file, and what of it is worth a record.

use std::path::{Path, PathBuf};

use super::open::{FileKind, OpenError};
use crate::archive::Kind;
use crate::report::{ErrorKind, ErrorRecord, Outcome, Record};

/// The result for one file.
pub(super) enum Seen {
    /// Its records.
    Records(Vec<Record>),
    NotGo,
    /// A file with damaged or odd headers that is not a Go program, and what is odd.
    Odd(PathBuf, String),
    /// A container that was opened: its files follow.
    Opened(Kind),
    /// What kept files in a container that was opened from being read.
    Trouble(Box<Record>),
    /// Something odd about a container of which everything was read.
    Note(PathBuf, String),
    /// How many files there are in the container that was read last.
    Inside(u64),
    /// A file that no longer exists.
    Vanished(PathBuf),
    Skipped(PathBuf, FileKind),
    Target(PathBuf),
}

impl Seen {
    /// The records in it.
    pub(super) fn records(&self) -> &[Record] {
        match self {
            Self::Records(records) => records,
            Self::Trouble(record) => std::slice::from_ref(record),
            _ => &[],
        }
    }

    /// The result for a file that gives no record: as far as its bytes show it is not a Go program,
    /// cannot hold one, and holds no text that the user searches for. `None` where the file gives a
    /// record.
    pub(super) fn in_passing(path: &Path, records: &[Record]) -> Option<Self> {
        // A broken header can make the file unreadable as an image; every byte was still searched.
        let is_odd = |error: &ErrorRecord| {
            [ErrorKind::Malformed, ErrorKind::Truncated].iter().any(|kind| error.kind == *kind)
        };
        let is_passed = |record: &Record| {
            let is_match = record.text.iter().flatten().any(|row| row.needle.is_some());
            let mut errors = record.error.iter().chain(&record.damage);
            let is_plain = record.outcome != Outcome::Go && record.unopened.is_none();
            !is_match && is_plain && errors.all(is_odd)
        };
        if !records.iter().all(is_passed) {
            return None;
        }
        let error = records.iter().find_map(|record| record.error.as_ref());
        Some(match error {
            Some(error) => Self::Odd(path.to_owned(), error.message.clone()),
            None => Self::NotGo,
        })
    }
}

/// Marks a record that was read while its file changed: any part of it may come from either state.
pub(super) fn distrust(record: &mut Record, error: &OpenError) {
    record.partial = true;
    record.damage.extend(record.error.replace(ErrorRecord::from(error)));
    record.damage.dedup();
}
