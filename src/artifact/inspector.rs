//! Who reads the files of a scan, and which of them give a record.

use super::walk::Given;
use crate::archive::{Images, Place};
use crate::bytes::ByteSource;
use crate::report::Record;

/// Which files met in a walk give a record. Files that the user names always do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Go programs, and files that are damaged or unreadable.
    #[default]
    Relevant,
    /// All files.
    All,
}

/// Reads files, on any thread.
pub trait Inspector: Sync {
    /// The records of a file: none where it is plainly not a Go program.
    fn inspect(&self, source: &dyn ByteSource, given: Given, place: &Place) -> Vec<Record>;

    /// Whether a file in a container is worth reading that starts with `head`, which has up to 4608
    /// bytes. The others are skipped unread, and count as files that are not Go programs.
    fn wants(&self, head: &[u8]) -> bool;

    /// Whether a file that starts with `head` may take long, however small it is.
    fn may_take_long(&self, _head: &[u8]) -> bool {
        false
    }

    /// What is read of container images.
    fn images(&self) -> Images<'_> {
        Images::default()
    }
}
