//! What was seen of one file.

use std::path::{Path, PathBuf};

use super::open::FileKind;
use crate::archive::Kind;
use crate::report::Record;

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

    /// The result for a file that gives no record, since a walk passes it over. `None` where the
    /// file gives a record.
    pub(super) fn in_passing(path: &Path, records: &[Record]) -> Option<Self> {
        if !records.iter().all(Record::is_passed_over) {
            return None;
        }
        let error = records.iter().find_map(|record| record.error.as_ref());
        Some(match error {
            Some(error) => Self::Odd(path.to_owned(), error.message.clone()),
            None => Self::NotGo,
        })
    }
}
