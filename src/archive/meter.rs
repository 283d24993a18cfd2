//! What one outermost file has cost so far, with everything inside it.

use std::cell::Cell;

use super::Fault;
use super::escapes::Escapes;
use crate::bytes::{LimitExceeded, Limits, within};

/// Unpacked bytes below which the ratio is not looked at: small files may be all zeros.
const GRACE: u64 = 64 << 20;

/// What one outermost file has cost so far.
#[derive(Debug)]
pub(super) struct Meter {
    limits: Limits,
    /// The size of the outermost file in bytes.
    size: u64,
    entries: Cell<u64>,
    unpacked: Cell<u64>,
}

impl Meter {
    pub(super) fn new(limits: &Limits, size: u64) -> Self {
        Self { limits: limits.clone(), size, entries: Cell::new(0), unpacked: Cell::new(0) }
    }

    /// The limits that it counts against.
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Counts one entry of any container.
    pub(super) fn count_entry(&self) -> Result<(), LimitExceeded> {
        let entries = self.entries.get().saturating_add(1);
        within("entries", entries, self.limits.entries)?;
        self.entries.set(entries);
        Ok(())
    }

    /// Whether that many names may be kept.
    pub(super) fn check_names(&self, count: usize) -> Result<(), LimitExceeded> {
        within("entries", u64::try_from(count).unwrap_or(u64::MAX), self.limits.entries)
    }

    /// Looks at a name that a container gives; `false` where it is too long for a file to be read.
    pub(super) fn check_entry(&self, name: &[u8], escapes: &mut Escapes) -> bool {
        escapes.look(name, self.limits.name)
    }

    /// Whether a name may have that many bytes, in a container that cannot be read on without it.
    pub(super) fn check_name_size(&self, size: u64) -> Result<(), LimitExceeded> {
        within("name", size, self.limits.name)
    }

    /// How many bytes of a name to read: one more than it may have.
    pub(super) fn name_to_read(&self, size: u64) -> u64 {
        size.min(self.limits.name.saturating_add(1))
    }

    /// Counts `more` unpacked bytes of a run for which `taken` compressed bytes gave `given` so
    /// far. Many small runs cost as much as one long one, so all of them together are held against
    /// the outermost file too.
    pub(super) fn count_unpacked(&self, more: u64, taken: u64, given: u64) -> Result<(), Fault> {
        let all = self.unpacked.get().saturating_add(more);
        self.unpacked.set(all);
        within("inflated", all, self.limits.inflated)?;
        self.check_ratio("inflate-ratio", given, taken)?;
        self.check_ratio("inflate-ratio-in-all", all, self.size)
    }

    fn check_ratio(&self, name: &'static str, given: u64, taken: u64) -> Result<(), Fault> {
        let limit = self.limits.inflate_ratio;
        let most = taken.max(1).saturating_mul(limit).max(GRACE);
        Ok(within(name, given, most).map_err(|_| LimitExceeded { name, limit })?)
    }
}
