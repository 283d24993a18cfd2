//! One record as the page keeps it.

use super::pool::Id;
use super::row::Kind;
use crate::finding::Severity;

/// One record, with its texts in the pools.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// The number of its scan.
    pub(super) scan: usize,
    pub(super) file: String,
    pub(super) cells: String,
    pub(super) key: String,
    pub(super) state: String,
    pub(super) kind: Kind,
    pub(super) is_partial: bool,
    pub(super) version: Option<String>,
    pub(super) goroot: Option<String>,
    pub(super) folder: String,
    pub(super) findings: Vec<(Severity, Id)>,
    pub(super) groups: Vec<Id>,
}
