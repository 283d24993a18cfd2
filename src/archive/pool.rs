//! Memory for unpacked files, shared by all threads of a scan.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Memory for one thread.
const PER_THREAD: u64 = 8 << 20;
/// Memory beside that.
const SHARED: u64 = 4 << 20;
/// The least part of a file that is kept in memory.
const LEAST: usize = 256 << 10;
/// The most buffers that are kept for the next file.
const KEPT: usize = 4;

/// Memory for unpacked files: 4 MiB, and 8 MiB for each thread. A file that does not fit into what
/// is free goes to a temporary file.
#[derive(Clone, Debug)]
pub struct Pool(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    size: u64,
    free: AtomicU64,
    /// Buffers that are not in use; their room counts as taken until they are dropped.
    idle: Mutex<Vec<Vec<u8>>>,
}

/// The bytes of a file in memory. Its room is free again when it is dropped.
#[derive(Debug)]
pub struct Held {
    buffer: Vec<u8>,
    size: usize,
    pool: Pool,
}

impl Pool {
    /// Memory for that many threads.
    pub fn new(threads: usize) -> Self {
        let threads = u64::try_from(threads).unwrap_or(u64::MAX);
        let size = PER_THREAD.saturating_mul(threads).saturating_add(SHARED);
        let free = AtomicU64::new(size);
        Self(Arc::new(Inner { size, free, idle: Mutex::new(Vec::new()) }))
    }

    /// Whether there is room for that many bytes once nothing else is held.
    pub(super) fn fits(&self, size: usize) -> bool {
        u64::try_from(size).is_ok_and(|size| size <= self.0.size)
    }

    /// A buffer of at least `size` bytes; `None` where there is no room for it.
    pub(super) fn take(&self, size: usize) -> Option<Held> {
        let mut idle = self.0.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let fitting = idle.iter().enumerate().filter(|(_, buffer)| buffer.len() >= size);
        let smallest = fitting.min_by_key(|(_, buffer)| buffer.len()).map(|(at, _)| at);
        if let Some(buffer) = smallest.map(|at| idle.swap_remove(at)) {
            return Some(self.held(buffer));
        }
        // The largest one grows: its pages are there already, those of a new buffer are not.
        let mut buffer = largest(&mut idle);
        loop {
            let more = size.saturating_sub(buffer.len());
            if self.reserve(more) {
                drop(idle);
                enlarge(&mut buffer, size);
                return Some(self.held(buffer));
            }
            match idle.pop() {
                // Another buffer that nobody uses may make the difference.
                Some(other) => self.give_back(other.len()),
                None => {
                    keep(&mut idle, buffer);
                    return None;
                }
            }
        }
    }

    /// A buffer of as many of `size` bytes as there is room for; `None` where that is too little to be
    /// worth it.
    pub(super) fn take_rest(&self, size: usize) -> Option<Held> {
        let mut idle = self.0.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let mut buffer = largest(&mut idle);
        idle.drain(..).for_each(|other| self.give_back(other.len()));
        let free = usize::try_from(self.0.free.load(Ordering::Acquire)).unwrap_or(usize::MAX);
        let more = size.saturating_sub(buffer.len()).min(free);
        let most = buffer.len().saturating_add(more);
        if most < LEAST || !self.reserve(more) {
            keep(&mut idle, buffer);
            return None;
        }
        drop(idle);
        enlarge(&mut buffer, most);
        Some(self.held(buffer))
    }

    fn held(&self, buffer: Vec<u8>) -> Held {
        Held { buffer, size: 0, pool: self.clone() }
    }

    fn reserve(&self, size: usize) -> bool {
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        let less = |free: u64| free.checked_sub(size);
        self.0.free.fetch_update(Ordering::AcqRel, Ordering::Acquire, less).is_ok()
    }

    fn give_back(&self, size: usize) {
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        self.0.free.fetch_add(size, Ordering::AcqRel);
    }
}

/// Takes the largest of the buffers; an empty one where there are none.
fn largest(idle: &mut Vec<Vec<u8>>) -> Vec<u8> {
    let found = idle.iter().enumerate().max_by_key(|(_, buffer)| buffer.len()).map(|(at, _)| at);
    found.map(|at| idle.swap_remove(at)).unwrap_or_default()
}

/// Keeps a buffer that was taken out for nothing.
fn keep(idle: &mut Vec<Vec<u8>>, buffer: Vec<u8>) {
    if !buffer.is_empty() {
        idle.push(buffer);
    }
}

/// Makes `buffer` that long, if it is shorter.
fn enlarge(buffer: &mut Vec<u8>, size: usize) {
    let more = size.saturating_sub(buffer.len());
    if buffer.is_empty() {
        // What the system gives is zero, and nothing is touched.
        *buffer = vec![0; size];
    } else if more > 0 {
        buffer.reserve_exact(more);
        buffer.resize(size, 0);
    }
}

impl Held {
    /// The bytes of the file.
    pub(super) fn bytes(&self) -> &[u8] {
        self.buffer.get(..self.size).unwrap_or_default()
    }

    /// The room behind the bytes.
    pub(super) fn room(&mut self) -> &mut [u8] {
        self.buffer.get_mut(self.size..).unwrap_or_default()
    }

    /// Counts `more` bytes that were written into the room.
    pub(super) fn advance(&mut self, more: usize) {
        self.size = self.size.saturating_add(more).min(self.buffer.len());
    }

    /// Makes the room twice as large; `false` where there is no memory for it.
    pub(super) fn grow(&mut self) -> bool {
        let more = self.buffer.len().max(64 << 10);
        let is_granted = self.pool.reserve(more);
        if is_granted {
            let size = self.buffer.len().saturating_add(more);
            enlarge(&mut self.buffer, size);
        }
        is_granted
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        let mut idle = self.pool.0.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(buffer);
        } else {
            self.pool.give_back(buffer.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_used_again() {
        let pool = Pool::new(1);
        let large = pool.take(8 << 20).unwrap();
        assert!(pool.take(5 << 20).is_none());
        let mut small = pool.take(2 << 20).unwrap();
        assert!(small.grow() && !small.grow());
        drop(large);
        drop(small);
        // Idle buffers make room for a larger one.
        assert!(pool.take(12 << 20).is_some());
        // What is left of a file that is too large uses the same memory again.
        let rest = pool.take_rest(20 << 20).unwrap();
        assert_eq!(rest.buffer.len(), 12 << 20);
        assert!(pool.take_rest(1 << 20).is_none());
        let place = rest.buffer.as_ptr();
        drop(rest);
        assert_eq!(pool.take_rest(20 << 20).unwrap().buffer.as_ptr(), place);
    }
}
