//! What became of a policy in a run: which ignores matched, which known findings occurred.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::baseline::BaselineEntry;

/// What became of a policy in a run. Any thread may add to it; the result does not depend on their
/// order.
#[derive(Debug, Default)]
pub struct Tally(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    matched: BTreeSet<usize>,
    occurred: BTreeSet<String>,
    found: BTreeSet<BaselineEntry>,
    ignored: u64,
    known: u64,
}

impl Tally {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The ignore of that number left a finding out.
    pub(super) fn ignore(&self, number: usize) {
        let mut counts = self.counts();
        counts.ignored = counts.ignored.saturating_add(1);
        counts.matched.insert(number);
    }

    /// A finding with that fingerprint was known.
    pub(super) fn know(&self, fingerprint: String) {
        let mut counts = self.counts();
        counts.known = counts.known.saturating_add(1);
        counts.occurred.insert(fingerprint);
    }

    /// A finding for a new baseline.
    pub(super) fn find(&self, entry: BaselineEntry) {
        self.counts().found.insert(entry);
    }

    /// Whether the ignore of that number left any finding out.
    pub(super) fn has_matched(&self, number: usize) -> bool {
        self.counts().matched.contains(&number)
    }

    /// Whether a finding with that fingerprint occurred.
    pub(super) fn has_occurred(&self, fingerprint: &str) -> bool {
        self.counts().occurred.contains(fingerprint)
    }

    /// The findings for a new baseline.
    pub(super) fn found(&self) -> BTreeSet<BaselineEntry> {
        self.counts().found.clone()
    }

    /// How many findings were left out: those that are ignored, and those that are known.
    pub fn left_out(&self) -> (u64, u64) {
        let counts = self.counts();
        (counts.ignored, counts.known)
    }
}
