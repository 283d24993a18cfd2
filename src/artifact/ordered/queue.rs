//! The items that are left, and whose turn it is.

use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;

/// The most threads that share one queue, whatever the caller asks for. It also bounds the waiting
/// results.
const MOST_THREADS: usize = 1024;

/// Batches per thread that may be in progress or waiting for their turn.
const BATCHES_AHEAD: usize = 4;

/// How work is divided among threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threads {
    /// The most threads.
    pub count: NonZeroUsize,
    /// Whether the next item may take a while to arrive.
    pub pace: Pace,
}

/// Whether the next item may take a while to arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// All items are available: a thread takes several at a time.
    #[default]
    AllThere,
    /// All items are available and few, and the work on them takes less than to start a thread: the thread of
    /// the caller does it. Meanwhile it does not ask whether to stop.
    AtOnce,
    /// Another program may still be writing the list, and may wait for a result before it
    /// continues. A thread takes one item at a time, so that no item is held back until the next
    /// one arrives.
    AsTheyCome,
}

impl Threads {
    /// The most threads that are started.
    pub(super) fn most(self) -> usize {
        self.count.get().min(MOST_THREADS)
    }
}

/// The remaining items, and whose turn it is. There are two locks because the next item may be slow
/// to arrive, as from a list still being written, and other threads must not wait for it.
pub(super) struct Queue<I> {
    source: Mutex<Source<I>>,
    turns: Mutex<Turns>,
    /// Signalled whenever a batch has been passed on, and at the end.
    room: Condvar,
    pub(super) ahead: usize,
}

pub(super) struct Source<I> {
    pub(super) items: Option<I>,
    pace: Pace,
}

struct Turns {
    taken: u64,
    passed: u64,
    /// Whether no more items are taken.
    is_closed: bool,
    /// Whether no more turns come: nobody takes results, or a thread panicked.
    is_over: bool,
}

impl<I: Iterator> Queue<I> {
    pub(super) fn new(items: I, threads: Threads) -> Self {
        Self {
            source: Mutex::new(Source { items: Some(items), pace: threads.pace }),
            turns: Mutex::new(Turns { taken: 0, passed: 0, is_closed: false, is_over: false }),
            room: Condvar::new(),
            ahead: threads.most().saturating_mul(BATCHES_AHEAD),
        }
    }

    /// The next batch and its turn; `None` when there are no more or the queue is closed. Waits
    /// while too many batches are ahead. The wait always ends: the thread that works on the batch
    /// waited for is not itself waiting here.
    pub(super) fn take(&self, count: usize) -> Option<(u64, Vec<I::Item>)> {
        let mut source = self.lock_source();
        let ahead = u64::try_from(self.ahead).unwrap_or(u64::MAX);
        let mut turns = self.lock();
        while !turns.is_closed && turns.taken.saturating_sub(turns.passed) >= ahead {
            turns = self.room.wait(turns).unwrap_or_else(PoisonError::into_inner);
        }
        if turns.is_closed {
            return None;
        }
        drop(turns);
        let count = match source.pace {
            Pace::AsTheyCome => 1,
            Pace::AllThere | Pace::AtOnce => count,
        };
        let batch: Vec<_> = source.items.as_mut()?.take(count).collect();
        let items = source.items.as_ref();
        if batch.is_empty() || items.is_some_and(|items| items.size_hint().1 == Some(0)) {
            source.items = None;
        }
        if batch.is_empty() {
            return None;
        }
        // The items are still locked, so turns follow their order.
        let mut turns = self.lock();
        let turn = turns.taken;
        turns.taken = turn.saturating_add(1);
        Some((turn, batch))
    }

    /// Whether it is known that no batch is left. Who waits for an item holds the source, and nobody waits
    /// for that one here: there is work in hand.
    pub(super) fn is_exhausted(&self) -> bool {
        match self.source.try_lock() {
            Ok(source) => source.items.is_none(),
            Err(TryLockError::Poisoned(source)) => source.into_inner().items.is_none(),
            Err(TryLockError::WouldBlock) => false,
        }
    }

    /// Makes room after the batch of `turn`, and allows the next turn.
    pub(super) fn pass(&self, turn: u64) -> u64 {
        let next = turn.saturating_add(1);
        self.lock().passed = next;
        self.room.notify_all();
        next
    }
}

impl<I> Queue<I> {
    /// A panic in `items` poisons the lock, and ends the queue as any other panic does.
    pub(super) fn lock_source(&self) -> MutexGuard<'_, Source<I>> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is the turn of that batch; `false` where its turn never comes.
    pub(super) fn wait_for(&self, turn: u64) -> bool {
        let mut turns = self.lock();
        while !turns.is_over && turns.passed != turn {
            turns = self.room.wait(turns).unwrap_or_else(PoisonError::into_inner);
        }
        !turns.is_over
    }

    fn lock(&self) -> MutexGuard<'_, Turns> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes the queue when its thread ends, so that a panic leaves no thread waiting. At a normal end
/// no items are left.
pub(super) struct Closing<'q, I> {
    pub(super) queue: &'q Queue<I>,
    pub(super) is_taker: bool,
}

impl<I> Drop for Closing<'_, I> {
    fn drop(&mut self) {
        let mut turns = self.queue.lock();
        turns.is_closed = true;
        turns.is_over |= self.is_taker || thread::panicking();
        drop(turns);
        self.queue.room.notify_all();
    }
}
