//! Work on many threads, results in order: nobody can tell from the results how many there were.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long the items that a thread takes at once should keep it busy: long enough that the lock
/// is taken seldom, short enough that the threads end together.
const BUSY: Duration = Duration::from_micros(500);

/// The most items taken at once, however cheap they are.
const MOST_ITEMS: usize = 64;

/// Batches that may be under way or waiting for their turn, for each thread.
const BATCHES_AHEAD: usize = 4;

/// Calls `work` for each of `items` on `jobs` threads, and `sink` for each result on this thread,
/// in the order of the items. `items` is advanced by one thread at a time, and only so far ahead
/// of `sink` that few results wait: memory does not grow with the number of items.
///
/// # Errors
/// The first error of `sink`; nothing is passed to it afterwards.
///
/// # Panics
/// Where `work`, `items` or `sink` does.
pub(super) fn in_order<I, T, E>(
    items: I,
    jobs: NonZeroUsize,
    work: impl Fn(I::Item) -> T + Sync,
    mut sink: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E>
where
    I: Iterator + Send,
    I::Item: Send,
    T: Send,
{
    if jobs.get() == 1 {
        return items.into_iter().try_for_each(|item| sink(work(item)));
    }
    let queue = Queue::new(items, jobs);
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(jobs.get().saturating_mul(BATCHES_AHEAD));
        for _ in 0..jobs.get() {
            let sender = sender.clone();
            scope.spawn(|| run(&queue, &work, sender));
        }
        drop(sender);
        let _closing = Closing(&queue);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        // Ends when every worker has: all done, or one has panicked, which the scope passes on.
        for (turn, batch) in receiver {
            waiting.insert(turn, batch);
            while let Some(batch) = waiting.remove(&next) {
                batch.into_iter().try_for_each(&mut sink)?;
                next = queue.pass(next);
            }
        }
        Ok(())
    })
}

fn run<I: Iterator, T>(
    queue: &Queue<I>,
    work: &impl Fn(I::Item) -> T,
    sender: SyncSender<(u64, Vec<T>)>,
) {
    let _closing = Closing(queue);
    let mut count = 1;
    while let Some((turn, items)) = queue.take(count) {
        let start = Instant::now();
        let taken = items.len();
        let batch = items.into_iter().map(work).collect();
        count = next_count(taken, start.elapsed());
        if sender.send((turn, batch)).is_err() {
            break;
        }
    }
}

/// How many items to take after `taken` have lasted so long.
fn next_count(taken: usize, lasted: Duration) -> usize {
    let each = lasted.as_micros().checked_div(u128::try_from(taken).unwrap_or(1)).unwrap_or(0);
    let fit = BUSY.as_micros().checked_div(each.max(1)).unwrap_or(1);
    usize::try_from(fit).unwrap_or(MOST_ITEMS).clamp(1, MOST_ITEMS)
}

/// The items that are left, and whose turn it is.
struct Queue<I> {
    state: Mutex<State<I>>,
    /// Signalled whenever a batch has been passed on, and at the end.
    room: Condvar,
    ahead: u64,
}

struct State<I> {
    items: Option<I>,
    taken: u64,
    passed: u64,
}

impl<I: Iterator> Queue<I> {
    fn new(items: I, jobs: NonZeroUsize) -> Self {
        let ahead = jobs.get().saturating_mul(BATCHES_AHEAD);
        Self {
            state: Mutex::new(State { items: Some(items), taken: 0, passed: 0 }),
            room: Condvar::new(),
            ahead: u64::try_from(ahead).unwrap_or(u64::MAX),
        }
    }

    /// The next batch and its turn; `None` when there are no more or the queue is closed. Waits
    /// while too many are ahead. That cannot be for ever: whoever works on the batch that is
    /// waited for has not come here to wait.
    fn take(&self, count: usize) -> Option<(u64, Vec<I::Item>)> {
        let mut state = self.lock();
        while state.items.is_some() && state.taken.saturating_sub(state.passed) >= self.ahead {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let batch: Vec<_> = state.items.as_mut()?.take(count).collect();
        if batch.is_empty() {
            state.items = None;
            return None;
        }
        let turn = state.taken;
        state.taken = turn.saturating_add(1);
        Some((turn, batch))
    }

    /// Makes room after the batch of `turn`, and gives the next turn.
    fn pass(&self, turn: u64) -> u64 {
        let next = turn.saturating_add(1);
        self.lock().passed = next;
        self.room.notify_all();
        next
    }
}

impl<I> Queue<I> {
    /// A panic in `items` poisons the lock, and ends the queue as any other panic does.
    fn lock(&self) -> MutexGuard<'_, State<I>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes the queue when its thread ends, so that a panic leaves nobody waiting. At the usual end
/// there is nothing left to take.
struct Closing<'q, I>(&'q Queue<I>);

impl<I> Drop for Closing<'_, I> {
    fn drop(&mut self) {
        self.0.lock().items = None;
        self.0.room.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicU64, Ordering};

    fn jobs(count: usize) -> NonZeroUsize {
        NonZeroUsize::new(count).unwrap()
    }

    /// Takes a while for some items, so that threads overtake one another.
    fn slow_square(item: u64) -> u64 {
        if item.is_multiple_of(37) {
            thread::sleep(Duration::from_millis(1));
        }
        item * item
    }

    #[test]
    fn results_are_in_order_whatever_the_threads_do() {
        let want: Vec<u64> = (0..3000).map(|item| item * item).collect();
        for threads in [1, 2, 3, 8, 64] {
            let mut got = Vec::new();
            let done = in_order(0..3000, jobs(threads), slow_square, |result| {
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
        let done = in_order(items, jobs(4), work, |_| {
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
            let done = in_order(0.., jobs(threads), slow_square, |_| {
                seen += 1;
                if seen == 100 { Err("full") } else { Ok(()) }
            });
            assert_eq!((done, seen), (Err("full"), 100));
        }
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
                in_order(items, jobs(4), work, |result| {
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
