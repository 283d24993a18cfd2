//! The budget that counts against the limits.

use std::cell::Cell;

use thiserror::Error;

use super::Limits;

/// A limit was reached; what lies beyond it is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("limit {name} of {limit} reached")]
pub struct LimitExceeded {
    /// The limit's name, as in [`Limits::table`].
    pub name: &'static str,
    /// Its value.
    pub limit: u64,
}

/// What one input has cost so far, counted against its [`Limits`]. The count depends on the bytes
/// alone, so the same input always stops at the same place.
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    bytes_read: Cell<u64>,
    passes: Cell<u64>,
    debug_bytes: Cell<u64>,
    exhausted: Cell<Option<LimitExceeded>>,
}

impl Budget {
    /// A fresh budget for one input.
    pub fn new(limits: &Limits) -> Self {
        Self {
            limits: limits.clone(),
            bytes_read: Cell::new(0),
            passes: Cell::new(0),
            debug_bytes: Cell::new(0),
            exhausted: Cell::new(None),
        }
    }

    /// The limits this budget counts against.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.get()
    }

    /// Pays for reading `count` bytes.
    ///
    /// # Errors
    /// [`LimitExceeded`] where one read is too large or the input has been read too often.
    pub fn pay_for_read(&self, count: u64) -> Result<(), LimitExceeded> {
        self.keep(within("bytes-at-once", count, self.limits.bytes_at_once))?;
        let total = self.bytes_read.get().saturating_add(count);
        self.keep(within("bytes-read", total, self.limits.bytes_read))?;
        self.bytes_read.set(total);
        Ok(())
    }

    /// Pays for one pass over all relocations.
    ///
    /// # Errors
    /// [`LimitExceeded`] where there have been too many.
    pub fn pay_for_pass(&self) -> Result<(), LimitExceeded> {
        self.passes.set(self.passes.get().saturating_add(1));
        self.keep(within("passes", self.passes.get(), self.limits.passes))
    }

    /// Pays for reading `count` bytes of debug sections.
    ///
    /// # Errors
    /// [`LimitExceeded`] where there have been too many.
    pub fn pay_for_debug(&self, count: u64) -> Result<(), LimitExceeded> {
        self.debug_bytes.set(self.debug_bytes.get().saturating_add(count));
        self.keep(within("debug-bytes", self.debug_bytes.get(), self.limits.debug_bytes))
    }

    /// Checks like [`within`], for a limit on reading or searching. A caller may treat the failure
    /// as an absence, so the budget remembers it.
    ///
    /// # Errors
    /// [`LimitExceeded`], naming the limit.
    pub fn within(&self, name: &'static str, count: u64, limit: u64) -> Result<(), LimitExceeded> {
        self.keep(within(name, count, limit))
    }

    /// The first limit on reading and searching that was reached; `None` where none was. The record
    /// of the input must report it.
    pub fn exhausted(&self) -> Option<LimitExceeded> {
        self.exhausted.get()
    }

    fn keep(&self, paid: Result<(), LimitExceeded>) -> Result<(), LimitExceeded> {
        if let (Err(limit), None) = (paid, self.exhausted.get()) {
            self.exhausted.set(Some(limit));
        }
        paid
    }
}

/// Fails where `count` is over `limit`.
///
/// # Errors
/// [`LimitExceeded`], naming the limit.
pub(crate) fn within(name: &'static str, count: u64, limit: u64) -> Result<(), LimitExceeded> {
    if count > limit { Err(LimitExceeded { name, limit }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_are_counted_and_end() {
        let limits = Limits { bytes_read: 10, bytes_at_once: 6, ..Limits::default() };
        let budget = Budget::new(&limits);
        assert_eq!(budget.pay_for_read(7).unwrap_err().name, "bytes-at-once");
        budget.pay_for_read(6).unwrap();
        assert_eq!(budget.pay_for_read(5).unwrap_err().name, "bytes-read");
        budget.pay_for_read(4).unwrap();
        assert_eq!(budget.bytes_read(), 10);
        // Only the first is kept.
        assert_eq!(budget.exhausted().unwrap().name, "bytes-at-once");
        assert_eq!(Budget::new(&limits).exhausted(), None);
    }
}
