//! The threads that do the work.

use std::io;
use std::sync::mpsc::SyncSender;
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use super::queue::{Closing, Queue};
use super::slots::Slots;

/// How long one batch should keep a thread busy: long enough that the lock is taken seldom, short
/// enough that the threads end together.
const BUSY: Duration = Duration::from_millis(1);

/// The most items in one batch, however cheap they are: their results do not have to wait.
const MOST_ITEMS: usize = 192;

/// The most results of one item, or batch of items, that wait for the turn of their batch.
const MOST_WAITING: usize = 256;
/// For how many results one counts that has records, each of which takes some 5 KiB.
const HEAVY: usize = 8;

/// Gives away one result of an item; `false` where nobody wants any more.
pub(in crate::artifact) type Give<'g, T> = dyn FnMut(T) -> bool + 'g;

/// How long the work on an item may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::artifact) enum Time {
    /// A moment.
    Brief,
    /// Any.
    Any,
}

/// A result that may wait.
pub(in crate::artifact) trait Waiting {
    /// Whether it takes much memory.
    fn is_heavy(&self) -> bool {
        false
    }
}

/// The data that the threads share.
pub(super) struct Crew<'scope, 'env, I, W> {
    pub(super) scope: &'scope Scope<'scope, 'env>,
    pub(super) queue: &'scope Queue<I>,
    pub(super) slots: &'scope Slots,
    pub(super) work: &'scope W,
}

impl<I, W> Clone for Crew<'_, '_, I, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I, W> Copy for Crew<'_, '_, I, W> {}

impl<'scope, I, W> Crew<'scope, '_, I, W>
where
    I: Iterator + Send,
    I::Item: Send,
{
    /// Starts one thread, which starts the `more` others once it has found work and more may be left.
    pub(super) fn start<T>(self, sender: SyncSender<Batch<T>>, more: usize) -> io::Result<()>
    where
        W: Fn(I::Item, Time, &mut Give<'_, T>) -> Option<I::Item> + Sync,
        T: Waiting + Send + 'scope,
    {
        let run = move || self.run(sender, more);
        thread::Builder::new().spawn_scoped(self.scope, run).map(|_| ())
    }

    fn run<T>(self, sender: SyncSender<Batch<T>>, more: usize)
    where
        W: Fn(I::Item, Time, &mut Give<'_, T>) -> Option<I::Item> + Sync,
        T: Waiting + Send + 'scope,
    {
        let _closing = Closing { queue: self.queue, is_taker: false };
        let _slot = self.slots.occupy();
        let mut count = 1;
        let mut more = Some(more).filter(|&more| more > 0);
        while let Some((turn, items)) = self.queue.take(count) {
            if let Some(more) = more.take()
                && !self.queue.is_exhausted()
            {
                // Where no more threads can be started, the existing ones do the work.
                let _ = self.start(sender.clone(), more.saturating_sub(1));
            }
            let start = Instant::now();
            let taken = items.len();
            let mut outlet =
                Outlet { turn, results: Vec::new(), weight: 0, sender: &sender, queue: self.queue };
            let mut is_wanted = true;
            for item in items {
                (self.work)(item, Time::Any, &mut |result| {
                    is_wanted = is_wanted && outlet.give(result);
                    is_wanted
                });
            }
            count = next_count(taken, start.elapsed());
            if !is_wanted || !outlet.end() {
                break;
            }
        }
    }
}

/// Results of a batch of items.
pub(super) struct Batch<T> {
    pub(super) turn: u64,
    pub(super) results: Vec<T>,
    /// Whether no more results of the batch come.
    pub(super) is_all: bool,
}

/// Where the results of a batch go while it is worked on.
struct Outlet<'o, I, T> {
    turn: u64,
    results: Vec<T>,
    /// How many results these count for.
    weight: usize,
    sender: &'o SyncSender<Batch<T>>,
    queue: &'o Queue<I>,
}

impl<I, T: Waiting> Outlet<'_, I, T> {
    /// Keeps a result. Where there are too many, waits for the turn of the batch and sends them.
    fn give(&mut self, result: T) -> bool {
        self.weight = self.weight.saturating_add(if result.is_heavy() { HEAVY } else { 1 });
        self.results.push(result);
        self.weight < MOST_WAITING || self.queue.wait_for(self.turn) && self.send(false)
    }

    fn end(mut self) -> bool {
        self.send(true)
    }

    fn send(&mut self, is_all: bool) -> bool {
        let results = std::mem::take(&mut self.results);
        self.weight = 0;
        self.sender.send(Batch { turn: self.turn, results, is_all }).is_ok()
    }
}

/// How many items to take next, given how long the last `taken` ones took.
pub(super) fn next_count(taken: usize, lasted: Duration) -> usize {
    let each = lasted.as_micros().checked_div(u128::try_from(taken).unwrap_or(1)).unwrap_or(0);
    let fit = BUSY.as_micros().checked_div(each.max(1)).unwrap_or(1);
    usize::try_from(fit).unwrap_or(MOST_ITEMS).clamp(1, MOST_ITEMS)
}
