//! Threads that help with the files of one container while its decoder goes on.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, Scope};

use super::ordered::Slots;

/// The most jobs that wait for each helper.
const WAITING: usize = 2;

/// Jobs and their results, in the order of the jobs.
pub(super) struct Crew<J, R> {
    state: Mutex<State<J, R>>,
    /// Signalled when there is a job, a result, or the end.
    changed: Condvar,
}

struct State<J, R> {
    jobs: VecDeque<(u64, J)>,
    /// Results that have not been taken, the first of them of job `taken`.
    results: VecDeque<Option<R>>,
    given: u64,
    taken: u64,
    /// Jobs that somebody works on.
    running: usize,
    helpers: usize,
    is_closed: bool,
}

impl<J: Send, R: Send> Crew<J, R> {
    pub(super) fn new() -> Self {
        let state = State {
            jobs: VecDeque::new(),
            results: VecDeque::new(),
            given: 0,
            taken: 0,
            running: 0,
            helpers: 0,
            is_closed: false,
        };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Keeps a result in its order.
    pub(super) fn add_result(&self, result: R) {
        let mut state = self.lock();
        state.given = state.given.saturating_add(1);
        state.results.push_back(Some(result));
    }

    /// Leaves a job to a helper, and starts one more if a thread is idle; gives the job back where
    /// no helper has time for it.
    pub(super) fn delegate<'scope, W>(
        &'scope self,
        job: J,
        scope: &'scope Scope<'scope, '_>,
        slots: &'scope Slots,
        work: &'scope W,
    ) -> Result<(), J>
    where
        W: Fn(J) -> R + Sync,
    {
        let mut state = self.lock();
        if state.jobs.len() >= state.helpers.saturating_mul(WAITING)
            && !self.start(&mut state, scope, slots, work)
        {
            return Err(job);
        }
        let number = state.given;
        state.given = number.saturating_add(1);
        state.results.push_back(None);
        state.jobs.push_back((number, job));
        self.changed.notify_all();
        Ok(())
    }

    fn start<'scope, W>(
        &'scope self,
        state: &mut State<J, R>,
        scope: &'scope Scope<'scope, '_>,
        slots: &'scope Slots,
        work: &'scope W,
    ) -> bool
    where
        W: Fn(J) -> R + Sync,
    {
        let Some(slot) = slots.take() else { return false };
        let help = move || {
            let _slot = slot;
            while let Some((number, job)) = self.next_job() {
                self.run(number, job, work);
            }
        };
        let is_started = Builder::new().spawn_scoped(scope, help).is_ok();
        if is_started {
            state.helpers = state.helpers.saturating_add(1);
        }
        is_started
    }

    fn run<W: Fn(J) -> R>(&self, number: u64, job: J, work: &W) {
        // A panic passes through here, and nobody may wait for the result then.
        let _running = Running(self);
        let result = work(job);
        let mut state = self.lock();
        let place = number.checked_sub(state.taken).and_then(|at| usize::try_from(at).ok());
        if let Some(slot) = place.and_then(|at| state.results.get_mut(at)) {
            *slot = Some(result);
        }
    }

    fn next_job(&self) -> Option<(u64, J)> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                state.running = state.running.saturating_add(1);
                return Some(job);
            }
            if state.is_closed {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The next result, if it is there.
    pub(super) fn take(&self) -> Option<R> {
        let mut state = self.lock();
        let result = state.results.front_mut()?.take()?;
        state.results.pop_front();
        state.taken = state.taken.saturating_add(1);
        Some(result)
    }

    /// Does a job that waits, or waits until another one is done; `false` where there is none.
    pub(super) fn do_one<W: Fn(J) -> R>(&self, work: &W) -> bool {
        let mut state = self.lock();
        if let Some((number, job)) = state.jobs.pop_front() {
            state.running = state.running.saturating_add(1);
            drop(state);
            self.run(number, job, work);
            return true;
        }
        let before = state.running;
        while state.running > 0 && state.running >= before {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        before > 0
    }

    /// Lets the helpers end once there are no more jobs.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<J, R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A job that is being worked on.
struct Running<'c, J: Send, R: Send>(&'c Crew<J, R>);

impl<J: Send, R: Send> Drop for Running<'_, J, R> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.running = state.running.saturating_sub(1);
        drop(state);
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn results_come_in_order_whoever_does_the_work() {
        for threads in [1, 2, 8] {
            let slots = Slots::new(threads);
            let crew = Crew::new();
            let work = |job: u64| {
                thread::sleep(std::time::Duration::from_micros(job % 7 * 50));
                job * job
            };
            let mut got = Vec::new();
            thread::scope(|scope| {
                for job in 0..500 {
                    if let Err(job) = crew.delegate(job, scope, &slots, &work) {
                        crew.add_result(work(job));
                    }
                    got.extend(std::iter::from_fn(|| crew.take()));
                }
                while crew.do_one(&work) {}
                got.extend(std::iter::from_fn(|| crew.take()));
                crew.close();
            });
            assert_eq!(got, (0..500).map(|it| it * it).collect::<Vec<u64>>());
        }
    }
}
