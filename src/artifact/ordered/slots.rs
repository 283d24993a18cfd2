//! How many threads are at work.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Threads that are at work. An item that has much work for others may start threads of its own
/// while others are idle.
#[derive(Debug)]
pub(in crate::artifact) struct Slots {
    pub(super) taken: AtomicUsize,
    most: usize,
}

/// One thread that is at work.
pub(in crate::artifact) struct Slot<'s>(&'s Slots);

impl Slots {
    /// Slots for that many threads.
    pub(in crate::artifact) fn new(most: usize) -> Self {
        Self { taken: AtomicUsize::new(0), most }
    }

    /// A slot, in any case.
    pub(super) fn occupy(&self) -> Slot<'_> {
        self.taken.fetch_add(1, Ordering::AcqRel);
        Slot(self)
    }

    /// A slot; `None` where all threads are at work.
    pub(in crate::artifact) fn take(&self) -> Option<Slot<'_>> {
        let more = |taken: usize| (taken < self.most).then(|| taken.saturating_add(1));
        let taken = self.taken.fetch_update(Ordering::AcqRel, Ordering::Acquire, more);
        taken.is_ok().then_some(Slot(self))
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Ordering::AcqRel);
    }
}
