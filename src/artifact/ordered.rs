//! Runs work on many threads and returns results in order: the results do not depend on the number
//! of threads.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

/// How long one batch should keep a thread busy: long enough that the lock is taken seldom, short
/// enough that the threads end together.
const BUSY: Duration = Duration::from_micros(500);

/// The most items in one batch, however cheap they are.
const MOST_ITEMS: usize = 64;

/// The most threads that share one queue, whatever the caller asks for. It also bounds the waiting
/// results.
const MOST_THREADS: usize = 1024;

/// Batches per thread that may be in progress or waiting for their turn.
const BATCHES_AHEAD: usize = 4;

/// How long to wait for a result before checking again whether to stop.
const PATIENCE: Duration = Duration::from_millis(50);

/// The most results of one item, or batch of items, that wait for the turn of their batch.
const MOST_WAITING: usize = 256;
/// For how many results one counts that has records, each of which takes some 5 KiB.
const HEAVY: usize = 8;

/// Gives away one result of an item; `false` where nobody wants any more.
pub(super) type Give<'g, T> = dyn FnMut(T) -> bool + 'g;

/// A result that may wait.
pub(super) trait Waiting {
    /// Whether it takes much memory.
    fn is_heavy(&self) -> bool {
        false
    }
}

/// Takes results, in the order of their items.
pub(super) trait Taker<T> {
    /// Why it cannot continue.
    type Error;

    /// Takes one result.
    fn take(&mut self, result: T) -> Result<(), Self::Error>;

    /// Whether to stop. Asked after each result, and every 50 ms while there is none.
    fn wants_stop(&mut self) -> bool {
        false
    }

    /// Called when the work was stopped: after the last result that was ready, and before threads
    /// still busy with other items have ended.
    fn stopped(&mut self) {}
}

impl<T, E, F: FnMut(T) -> Result<(), E>> Taker<T> for F {
    type Error = E;

    fn take(&mut self, result: T) -> Result<(), E> {
        self(result)
    }
}

/// Calls `work` for each of `items` on `jobs` threads, and `taker` for each result that it gives on
/// this thread, in the order of the items. One thread at a time advances `items`, and only so far ahead of
/// `taker` that few results wait: memory does not grow with the number of items.
///
/// A thread is started when the one before it has found work, so there are never more threads than
/// items. Where the system starts no more threads, the existing ones continue; where it starts
/// none, this thread does all the work.
///
/// # Errors
/// The first error of `taker`, which receives nothing afterwards.
///
/// # Panics
/// Where `work`, `items` or `taker` panics.
pub(super) fn in_order<I, T, K>(
    items: I,
    threads: Threads,
    slots: &Slots,
    work: impl Fn(I::Item, &mut Give<'_, T>) + Sync,
    taker: &mut K,
) -> Result<(), K::Error>
where
    I: Iterator + Send,
    I::Item: Send,
    T: Waiting + Send,
    K: Taker<T>,
{
    let queue = Queue::new(items, threads);
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(queue.ahead);
        let more = threads.count.get().min(MOST_THREADS).saturating_sub(1);
        let crew = Crew { scope, queue: &queue, slots, work: &work };
        if crew.start(sender, more).is_err() {
            return alone(&queue, &work, taker);
        }
        let _closing = Closing { queue: &queue, is_taker: true };
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        // Ends when every worker has ended: all work is done, or one panicked, which the scope
        // passes on.
        loop {
            match receiver.recv_timeout(PATIENCE) {
                // The start of a batch that is too long to wait for its end; it comes in its turn.
                Ok(Batch { is_all: false, results, .. }) => take_all(results, taker)?,
                Ok(Batch { turn, results, .. }) => {
                    waiting.insert(turn, results);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            while let Some(batch) = waiting.remove(&next) {
                take_all(batch, taker)?;
                next = queue.pass(next);
            }
            if taker.wants_stop() {
                // Results that are ready are passed on in order; the others are dropped.
                waiting.extend(receiver.try_iter().map(|it| (it.turn, it.results)));
                for batch in waiting.into_values() {
                    take_all(batch, taker)?;
                }
                taker.stopped();
                return Ok(());
            }
        }
    })
}

fn take_all<T, K: Taker<T>>(batch: Vec<T>, taker: &mut K) -> Result<(), K::Error> {
    batch.into_iter().try_for_each(|result| taker.take(result))
}

/// Does all the work on this thread.
fn alone<I: Iterator, T, K: Taker<T>>(
    queue: &Queue<I>,
    work: &impl Fn(I::Item, &mut Give<'_, T>),
    taker: &mut K,
) -> Result<(), K::Error> {
    let Some(items) = queue.lock_source().items.take() else { return Ok(()) };
    for item in items {
        let mut done = Ok(());
        work(item, &mut |result| {
            done = taker.take(result);
            done.is_ok() && !taker.wants_stop()
        });
        done?;
        if taker.wants_stop() {
            taker.stopped();
            break;
        }
    }
    Ok(())
}

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
    /// Another program may still be writing the list, and may wait for a result before it
    /// continues. A thread takes one item at a time, so that no item is held back until the next
    /// one arrives.
    AsTheyCome,
}

/// The data that the threads share.
struct Crew<'scope, 'env, I, W> {
    scope: &'scope Scope<'scope, 'env>,
    queue: &'scope Queue<I>,
    slots: &'scope Slots,
    work: &'scope W,
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
    /// Starts one thread, which starts the `more` others once it has found work.
    fn start<T>(self, sender: SyncSender<Batch<T>>, more: usize) -> io::Result<()>
    where
        W: Fn(I::Item, &mut Give<'_, T>) + Sync,
        T: Waiting + Send + 'scope,
    {
        let run = move || self.run(sender, more);
        thread::Builder::new().spawn_scoped(self.scope, run).map(|_| ())
    }

    fn run<T>(self, sender: SyncSender<Batch<T>>, more: usize)
    where
        W: Fn(I::Item, &mut Give<'_, T>) + Sync,
        T: Waiting + Send + 'scope,
    {
        let _closing = Closing { queue: self.queue, is_taker: false };
        let _slot = self.slots.occupy();
        let mut count = 1;
        let mut more = Some(more).filter(|&more| more > 0);
        while let Some((turn, items)) = self.queue.take(count) {
            if let Some(more) = more.take() {
                // Where no more threads can be started, the existing ones do the work.
                let _ = self.start(sender.clone(), more.saturating_sub(1));
            }
            let start = Instant::now();
            let taken = items.len();
            let mut outlet =
                Outlet { turn, results: Vec::new(), weight: 0, sender: &sender, queue: self.queue };
            let mut is_wanted = true;
            for item in items {
                (self.work)(item, &mut |result| {
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
struct Batch<T> {
    turn: u64,
    results: Vec<T>,
    /// Whether no more results of the batch come.
    is_all: bool,
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

/// Threads that are at work. An item that has much work for others may start threads of its own
/// while others are idle.
#[derive(Debug)]
pub(super) struct Slots {
    taken: AtomicUsize,
    most: usize,
}

/// One thread that is at work.
pub(super) struct Slot<'s>(&'s Slots);

impl Slots {
    /// Slots for that many threads.
    pub(super) fn new(most: usize) -> Self {
        Self { taken: AtomicUsize::new(0), most }
    }

    /// A slot, in any case.
    fn occupy(&self) -> Slot<'_> {
        self.taken.fetch_add(1, Ordering::AcqRel);
        Slot(self)
    }

    /// A slot; `None` where all threads are at work.
    pub(super) fn take(&self) -> Option<Slot<'_>> {
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

/// How many items to take next, given how long the last `taken` ones took.
fn next_count(taken: usize, lasted: Duration) -> usize {
    let each = lasted.as_micros().checked_div(u128::try_from(taken).unwrap_or(1)).unwrap_or(0);
    let fit = BUSY.as_micros().checked_div(each.max(1)).unwrap_or(1);
    usize::try_from(fit).unwrap_or(MOST_ITEMS).clamp(1, MOST_ITEMS)
}

/// The remaining items, and whose turn it is. There are two locks because the next item may be slow
/// to arrive, as from a list still being written, and other threads must not wait for it.
struct Queue<I> {
    source: Mutex<Source<I>>,
    turns: Mutex<Turns>,
    /// Signalled whenever a batch has been passed on, and at the end.
    room: Condvar,
    ahead: usize,
}

struct Source<I> {
    items: Option<I>,
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
    fn new(items: I, threads: Threads) -> Self {
        Self {
            source: Mutex::new(Source { items: Some(items), pace: threads.pace }),
            turns: Mutex::new(Turns { taken: 0, passed: 0, is_closed: false, is_over: false }),
            room: Condvar::new(),
            ahead: threads.count.get().min(MOST_THREADS).saturating_mul(BATCHES_AHEAD),
        }
    }

    /// The next batch and its turn; `None` when there are no more or the queue is closed. Waits
    /// while too many batches are ahead. The wait always ends: the thread that works on the batch
    /// waited for is not itself waiting here.
    fn take(&self, count: usize) -> Option<(u64, Vec<I::Item>)> {
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
            Pace::AllThere => count,
        };
        let batch: Vec<_> = source.items.as_mut()?.take(count).collect();
        if batch.is_empty() {
            source.items = None;
            return None;
        }
        // The items are still locked, so turns follow their order.
        let mut turns = self.lock();
        let turn = turns.taken;
        turns.taken = turn.saturating_add(1);
        Some((turn, batch))
    }

    /// Makes room after the batch of `turn`, and allows the next turn.
    fn pass(&self, turn: u64) -> u64 {
        let next = turn.saturating_add(1);
        self.lock().passed = next;
        self.room.notify_all();
        next
    }
}

impl<I> Queue<I> {
    /// A panic in `items` poisons the lock, and ends the queue as any other panic does.
    fn lock_source(&self) -> MutexGuard<'_, Source<I>> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is the turn of that batch; `false` where its turn never comes.
    fn wait_for(&self, turn: u64) -> bool {
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
struct Closing<'q, I> {
    queue: &'q Queue<I>,
    is_taker: bool,
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::AtomicU64;

    impl Waiting for () {}
    impl Waiting for u64 {}
    impl Waiting for (u64, u64) {}

    /// Work that gives one result for each item.
    fn in_order<I, T, K>(
        items: I,
        threads: Threads,
        work: impl Fn(I::Item) -> T + Sync,
        taker: &mut K,
    ) -> Result<(), K::Error>
    where
        I: Iterator + Send,
        I::Item: Send,
        T: Waiting + Send,
        K: Taker<T>,
    {
        let slots = Slots::new(threads.count.get());
        let work = |item, give: &mut Give<'_, T>| {
            give(work(item));
        };
        super::in_order(items, threads, &slots, work, taker)
    }

    #[test]
    fn an_item_may_give_many_results_or_none() {
        for threads in [1, 2, 7] {
            let most = AtomicUsize::new(0);
            let work = |item: u64, give: &mut Give<'_, (u64, u64)>| {
                let count = if item.is_multiple_of(10) { item * 10 } else { item % 3 };
                for number in 0..count {
                    if !give((item, number)) {
                        return;
                    }
                    most.fetch_max(1, Ordering::Relaxed);
                }
            };
            let mut got = Vec::new();
            let slots = Slots::new(threads);
            super::in_order(0..200, jobs(threads), &slots, work, &mut |result| {
                got.push(result);
                Ok::<_, ()>(())
            })
            .unwrap();
            assert!(got.is_sorted(), "{threads} threads");
            let all = (0..200).map(|it| if it % 10 == 0 { it * 10 } else { it % 3 });
            assert_eq!(got.len(), all.sum::<usize>());
            assert_eq!(slots.taken.load(Ordering::Relaxed), 0);
            // An error ends an item that would go on for ever.
            let work = |_, give: &mut Give<'_, u64>| while give(1) {};
            let mut left = 1000;
            let done = super::in_order(0..4, jobs(threads), &slots, work, &mut |_| {
                left -= 1;
                if left == 0 { Err(()) } else { Ok(()) }
            });
            assert_eq!(done, Err(()));
        }
    }

    fn jobs(count: usize) -> Threads {
        Threads { count: NonZeroUsize::new(count).unwrap(), pace: Pace::AllThere }
    }

    /// Takes longer for some items, so that threads overtake one another.
    fn slow_square(item: u64) -> u64 {
        if item.is_multiple_of(37) {
            thread::sleep(Duration::from_millis(1));
        }
        item * item
    }

    #[test]
    fn results_are_in_order_whatever_the_threads_do() {
        let want: Vec<u64> = (0..3000).map(|item| item * item).collect();
        for threads in [1, 2, 3, 8, 64, usize::MAX] {
            let mut got = Vec::new();
            let done = in_order(0..3000, jobs(threads), slow_square, &mut |result| {
                got.push(result);
                Ok::<_, ()>(())
            });
            assert_eq!(done, Ok(()));
            assert_eq!(got, want, "{threads} threads");
        }
    }

    #[test]
    fn a_slow_item_does_not_let_the_others_run_away() {
        let taken = AtomicU64::new(0);
        let items = (0..100_000_u64).inspect(|_| {
            taken.fetch_add(1, Ordering::Relaxed);
        });
        let mut ahead = None;
        let work = |item| {
            if item == 0 {
                thread::sleep(Duration::from_millis(50));
            }
            item
        };
        let done = in_order(items, jobs(4), work, &mut |_| {
            ahead.get_or_insert_with(|| taken.load(Ordering::Relaxed));
            Ok::<_, ()>(())
        });
        assert_eq!(done, Ok(()));
        assert!(ahead.unwrap() <= 4 * 4 * 64, "{ahead:?}");
    }

    #[test]
    fn as_many_are_taken_as_keep_a_thread_busy() {
        for (taken, micros, want) in
            [(1, 0, 64), (1, 20_000, 1), (64, 640, 50), (10, 100, 50), (4, 1000, 2), (0, 5, 64)]
        {
            let count = next_count(taken, Duration::from_micros(micros));
            assert_eq!(count, want, "{taken} in {micros} µs");
        }
    }

    #[test]
    fn an_error_of_the_sink_ends_it() {
        for threads in [1, 4] {
            let mut seen = 0;
            let done = in_order(0.., jobs(threads), slow_square, &mut |_| {
                seen += 1;
                if seen == 100 { Err("full") } else { Ok(()) }
            });
            assert_eq!((done, seen), (Err("full"), 100));
        }
    }

    #[test]
    fn no_more_threads_than_items() {
        let threads = Mutex::new(std::collections::BTreeSet::new());
        let work = |_| {
            threads.lock().unwrap().insert(format!("{:?}", thread::current().id()));
            thread::sleep(Duration::from_millis(2));
        };
        in_order(0..4, jobs(100_000), work, &mut |()| Ok::<_, ()>(())).unwrap();
        assert!(threads.lock().unwrap().len() <= 4);
    }

    /// Asks to stop after a few checks.
    struct Stopping {
        taken: Vec<u64>,
        asked: u32,
        stopped: bool,
    }

    impl Taker<u64> for Stopping {
        type Error = ();

        fn take(&mut self, result: u64) -> Result<(), ()> {
            self.taken.push(result);
            Ok(())
        }

        fn wants_stop(&mut self) -> bool {
            self.asked += 1;
            self.asked >= 3
        }

        fn stopped(&mut self) {
            self.stopped = true;
        }
    }

    #[test]
    fn what_is_ready_is_taken_before_it_stops() {
        for threads in [1, 4] {
            // The first item takes long: the other results are ready and wait for it.
            let work = |item: u64| {
                let wait = if item == 0 { 1500 } else { 1 };
                thread::sleep(Duration::from_millis(wait));
                item
            };
            let mut taker = Stopping { taken: Vec::new(), asked: 0, stopped: false };
            in_order(0.., jobs(threads), work, &mut taker).unwrap();
            let Stopping { taken, stopped, .. } = taker;
            assert!(stopped && taken.is_sorted(), "{taken:?}");
            assert_eq!(taken.is_empty(), threads == 1, "{taken:?}");
            assert!(!taken.contains(&0), "{taken:?}");
        }
    }

    #[test]
    fn items_that_are_long_in_coming_keep_nobody_waiting() {
        let (sender, receiver) = std::sync::mpsc::channel::<u64>();
        let (done, asked) = std::sync::mpsc::channel();
        let giver = thread::spawn(move || {
            for item in 0..100 {
                sender.send(item).unwrap();
                // Each result arrives before the next item exists.
                assert_eq!(asked.recv_timeout(Duration::from_secs(20)), Ok(item));
                thread::sleep(Duration::from_millis(1));
            }
        });
        let mut taker = |result| done.send(result).map_err(|_| ());
        let threads = Threads { pace: Pace::AsTheyCome, ..jobs(3) };
        in_order(receiver.into_iter(), threads, |item| item, &mut taker).unwrap();
        giver.join().unwrap();
    }

    #[test]
    fn one_thread_can_do_it_all() {
        let queue = Queue::new(0..10_u64, jobs(4));
        let mut got = Vec::new();
        let mut taker = |result| {
            got.push(result);
            Ok::<_, ()>(())
        };
        let work = |item: u64, give: &mut Give<'_, u64>| {
            give(item * item);
        };
        alone(&queue, &work, &mut taker).unwrap();
        assert_eq!(got.len(), 10);
    }

    #[test]
    fn a_panic_anywhere_is_passed_on_and_nothing_hangs() {
        let panics = |work_at: u64, items_at: u64, sink_at: u64| {
            let items = (0..10_000_u64).inspect(move |&item| assert_ne!(item, items_at));
            let work = |item| {
                assert_ne!(item, work_at);
                slow_square(item)
            };
            let run = || {
                in_order(items, jobs(4), work, &mut |result| {
                    assert_ne!(result, sink_at * sink_at);
                    Ok::<_, ()>(())
                })
            };
            catch_unwind(AssertUnwindSafe(run)).is_err()
        };
        let never = 1 << 20;
        assert!(panics(777, never, never));
        assert!(panics(never, 777, never));
        assert!(panics(never, never, 777));
        assert!(!panics(never, never, never));
    }
}
