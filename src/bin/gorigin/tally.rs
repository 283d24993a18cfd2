//! Counts the inputs of a scan ahead of it, on a thread of its own, so that the progress line can name a
//! total. Only the folders are read once more, and only where a line is shown.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use gorigin::artifact::{Entry, Root, Walk, WalkOptions};

/// The inputs, counted or to be counted.
#[derive(Debug)]
pub(crate) struct Tally {
    /// What is still to be counted; nothing once that has begun.
    to_count: Option<(Vec<PathBuf>, WalkOptions)>,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    count: AtomicU64,
    is_whole: AtomicBool,
    is_unwanted: AtomicBool,
}

/// A number of inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Total {
    pub(crate) count: u64,
    /// Whether there are no more.
    pub(crate) is_whole: bool,
}

impl Tally {
    /// Of what a walk of `paths` meets.
    pub(crate) fn new(paths: Vec<PathBuf>, walk: WalkOptions) -> Self {
        Self { to_count: Some((paths, walk)), state: Arc::default() }
    }

    /// The number so far. The first call begins to count.
    pub(crate) fn total(&mut self) -> Total {
        if let Some((paths, walk)) = self.to_count.take() {
            let state = Arc::clone(&self.state);
            let count = move || state.count(paths, walk);
            // Without a thread there is no total.
            let _ = thread::Builder::new().name("tally".to_owned()).spawn(count);
        }
        let is_whole = self.state.is_whole.load(Ordering::Acquire);
        Total { count: self.state.count.load(Ordering::Relaxed), is_whole }
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        self.state.is_unwanted.store(true, Ordering::Relaxed);
    }
}

impl State {
    fn count(&self, paths: Vec<PathBuf>, walk: WalkOptions) {
        for entry in Walk::new(paths.into_iter().map(Root::Path), walk) {
            if self.is_unwanted.load(Ordering::Relaxed) {
                return;
            }
            if !matches!(entry, Entry::Skipped { .. } | Entry::Target { .. }) {
                self.count.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.is_whole.store(true, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_a_walk_meets() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a", "b", "c"] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        let paths = vec![folder.path().to_owned(), folder.path().join("missing")];
        let mut tally = Tally::new(paths, WalkOptions::default());
        let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while !tally.total().is_whole {
            assert!(std::time::Instant::now() < until);
            thread::yield_now();
        }
        assert_eq!(tally.total(), Total { count: 4, is_whole: true });
    }
}
