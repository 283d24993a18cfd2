//! Runs work on many threads and returns results in order: the results do not depend on the number
//! of threads.

mod queue;
mod slots;
#[cfg(test)]
mod tests;
mod workers;

use std::collections::BTreeMap;
use std::iter;
use std::ops::ControlFlow;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use self::queue::{Closing, Queue};
pub use self::queue::{Pace, Threads};
pub(super) use self::slots::Slots;
use self::workers::{Batch, Crew};
pub(super) use self::workers::{Give, Time, Waiting};

/// How long to wait for a result before checking again whether to stop.
const PATIENCE: Duration = Duration::from_millis(50);

/// How many items behind one that may take long another thread does as well, when this one does what is brief: to
/// start a thread takes some 40 µs, and a brief item two or three more there than here.
const RUN: usize = 16;

/// Takes results, in the order of their items.
pub(super) trait Taker<T> {
    /// Why it cannot continue.
    type Error;

    /// Takes one result.
    fn take(&mut self, result: T) -> Result<(), Self::Error>;

    /// Whether to stop. Asked after each result, and every 50 ms while there is none; while one thread does brief
    /// work, after each result and each item.
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
/// A thread is started when the one before it has found work and `items` does not know that it is at its
/// end, so there are never more threads than items. Where the system starts no more threads, the existing ones continue; where it starts
/// none, this thread does all the work.
///
/// With one thread, this one does the work where it is brief: `work` gives an item back that may take long, and
/// gives nothing for it. To pass everything on from another thread costs more, and a process of a single thread
/// opens and reads files quicker.
///
/// # Errors
/// The first error of `taker`, which receives nothing afterwards.
///
/// # Panics
/// Where `work`, `items` or `taker` panics.
pub(super) fn in_order<I, T, K>(
    mut items: I,
    threads: Threads,
    slots: &Slots,
    work: impl Fn(I::Item, Time, &mut Give<'_, T>) -> Option<I::Item> + Sync,
    taker: &mut K,
) -> Result<(), K::Error>
where
    I: Iterator + Send,
    I::Item: Send,
    T: Waiting + Send,
    K: Taker<T>,
{
    if threads.most() > 1 || threads.pace != Pace::AllThere {
        return on_threads(items, threads, slots, &work, taker).map(|_| ());
    }
    while let ControlFlow::Continue(Some(first)) = here(&mut items, Time::Brief, &work, taker)? {
        let items = iter::once(first).chain(items.by_ref().take(RUN));
        if on_threads(items, threads, slots, &work, taker)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Does the work on other threads, or on this one where that is what is asked or there are none. Breaks where it
/// was stopped.
fn on_threads<I, T, K>(
    items: I,
    threads: Threads,
    slots: &Slots,
    work: &(impl Fn(I::Item, Time, &mut Give<'_, T>) -> Option<I::Item> + Sync),
    taker: &mut K,
) -> Result<ControlFlow<()>, K::Error>
where
    I: Iterator + Send,
    I::Item: Send,
    T: Waiting + Send,
    K: Taker<T>,
{
    let queue = Queue::new(items, threads);
    if threads.pace == Pace::AtOnce {
        let _slot = slots.occupy();
        return alone(&queue, work, taker);
    }
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(queue.ahead);
        let more = threads.most().saturating_sub(1);
        let crew = Crew { scope, queue: &queue, slots, work };
        if crew.start(sender, more).is_err() {
            return alone(&queue, work, taker);
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
                Err(RecvTimeoutError::Disconnected) => return Ok(end(taker)),
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
                return Ok(ControlFlow::Break(()));
            }
        }
    })
}

/// What is to be done when no item is left: they may have ended because there is to be a stop.
fn end<T, K: Taker<T>>(taker: &mut K) -> ControlFlow<()> {
    if taker.wants_stop() {
        taker.stopped();
        return ControlFlow::Break(());
    }
    ControlFlow::Continue(())
}

/// Does work on this thread: all that takes no longer than `time`, up to the first item that may, which is given.
/// Nobody could stop the work on that one here; those behind it are left in `items`. Breaks where it was stopped.
fn here<I, T, K: Taker<T>>(
    items: impl Iterator<Item = I>,
    time: Time,
    work: &impl Fn(I, Time, &mut Give<'_, T>) -> Option<I>,
    taker: &mut K,
) -> Result<ControlFlow<(), Option<I>>, K::Error> {
    for item in items {
        let mut done = Ok(());
        let left = work(item, time, &mut |result| {
            // After an error nothing more is taken.
            if done.is_ok() {
                done = taker.take(result);
            }
            done.is_ok() && !taker.wants_stop()
        });
        done?;
        if end(taker).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        if left.is_some() {
            return Ok(ControlFlow::Continue(left));
        }
    }
    Ok(end(taker).map_continue(|()| None))
}

fn take_all<T, K: Taker<T>>(batch: Vec<T>, taker: &mut K) -> Result<(), K::Error> {
    batch.into_iter().try_for_each(|result| taker.take(result))
}

/// Does all the work on this thread.
fn alone<I: Iterator, T, K: Taker<T>>(
    queue: &Queue<I>,
    work: &impl Fn(I::Item, Time, &mut Give<'_, T>) -> Option<I::Item>,
    taker: &mut K,
) -> Result<ControlFlow<()>, K::Error> {
    let items = queue.lock_source().items.take();
    let done = here(items.into_iter().flatten(), Time::Any, work, taker)?;
    Ok(done.map_continue(|_| ()))
}
