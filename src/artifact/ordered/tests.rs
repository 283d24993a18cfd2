use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::workers::next_count;
use super::*;

impl Waiting for () {}
impl Waiting for u64 {}
impl Waiting for (u64, u64) {}

/// Work that gives one result for each item, and may take long.
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
    let work = |item, time, give: &mut Give<'_, T>| {
        if time == Time::Brief {
            return Some(item);
        }
        give(work(item));
        None
    };
    super::in_order(items, threads, &slots, work, taker)
}

#[test]
fn an_item_may_give_many_results_or_none() {
    for threads in [1, 2, 7] {
        let most = AtomicUsize::new(0);
        let work = |item: u64, _, give: &mut Give<'_, (u64, u64)>| {
            let count = if item.is_multiple_of(10) { item * 10 } else { item % 3 };
            for number in 0..count {
                if !give((item, number)) {
                    return None;
                }
                most.fetch_max(1, Ordering::Relaxed);
            }
            None
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
        let work = |_, _, give: &mut Give<'_, u64>| {
            while give(1) {}
            None
        };
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
    assert!(ahead.unwrap() <= 4 * 4 * 192, "{ahead:?}");
}

#[test]
fn as_many_are_taken_as_keep_a_thread_busy() {
    for (taken, micros, want) in
        [(1, 0, 192), (1, 20_000, 1), (64, 640, 100), (10, 100, 100), (4, 1000, 4), (0, 5, 192)]
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
    let work = |item: u64, _, give: &mut Give<'_, u64>| {
        give(item * item);
        None
    };
    assert!(alone(&queue, &work, &mut taker).unwrap().is_continue());
    assert_eq!(got.len(), 10);
}

#[test]
fn what_takes_a_moment_needs_no_thread() {
    let here = thread::current().id();
    let work = |item: u64| {
        assert_eq!(thread::current().id(), here);
        item
    };
    let mut got = Vec::new();
    let mut taker = |result: u64| {
        got.push(result);
        Ok::<_, ()>(())
    };
    let threads = Threads { pace: Pace::AtOnce, ..jobs(4) };
    in_order(0..3_u64, threads, work, &mut taker).unwrap();
    assert_eq!(got, [0, 1, 2]);
}

#[test]
fn one_thread_hands_on_what_may_take_long() {
    let here = thread::current().id();
    let (given_back, elsewhere) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = |item: u64, time, give: &mut Give<'_, u64>| {
        let is_here = thread::current().id() == here;
        assert_eq!(time == Time::Brief, is_here, "{item}");
        if time == Time::Brief && item % 100 == 5 {
            given_back.fetch_add(1, Ordering::Relaxed);
            return Some(item);
        }
        elsewhere.fetch_add(usize::from(!is_here), Ordering::Relaxed);
        give(item);
        None
    };
    let mut got = Vec::new();
    let slots = Slots::new(1);
    super::in_order(0..400, jobs(1), &slots, work, &mut |result| {
        got.push(result);
        Ok::<_, ()>(())
    })
    .unwrap();
    assert!(got.into_iter().eq(0..400));
    assert_eq!((given_back.into_inner(), elsewhere.into_inner()), (4, 4 * (1 + RUN)));
}

#[test]
fn brief_work_is_stopped_between_items() {
    let work = |item, _, give: &mut Give<'_, u64>| {
        give(item);
        None
    };
    let mut taker = Stopping { taken: Vec::new(), asked: 0, stopped: false };
    super::in_order(0.., jobs(1), &Slots::new(1), work, &mut taker).unwrap();
    // It is asked after each result, and after each item.
    assert_eq!((taker.taken, taker.stopped), (vec![0, 1], true));
    // Items may end because of the stop, which is told all the same, with any number of threads.
    for threads in [1, 3] {
        let mut taker = Stopping { taken: Vec::new(), asked: 2, stopped: false };
        super::in_order(0..0, jobs(threads), &Slots::new(1), work, &mut taker).unwrap();
        assert_eq!((taker.taken, taker.stopped), (vec![], true), "{threads} threads");
    }
}

/// Items that know their end, and how often they were asked for one.
struct Ending(std::ops::Range<u64>, &'static AtomicUsize);

impl Iterator for Ending {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.0.is_empty().then_some(0))
    }
}

#[test]
fn no_second_thread_is_started_where_nothing_is_left() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    // Any other thread would ask for an item.
    let work = |item: u64| {
        thread::sleep(Duration::from_millis(100));
        item
    };
    let mut taker = |_: u64| Ok::<_, ()>(());
    in_order(Ending(0..1, &ASKED), jobs(4), work, &mut taker).unwrap();
    assert_eq!(ASKED.load(Ordering::Relaxed), 1);
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
