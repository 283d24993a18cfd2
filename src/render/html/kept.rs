//! One record as the page keeps it.

use super::pool::Id;
use super::row::Shown;
use crate::finding::Severity;

/// One record, with the texts of its findings and details in the pools.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// The number of its scan.
    pub(super) scan: usize,
    pub(super) shown: Shown,
    pub(super) findings: Vec<(Severity, Id)>,
    pub(super) groups: Vec<Id>,
}
