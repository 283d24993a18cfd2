//! The resources that the system gives this process, and how many threads they are enough for.
//! Together with [`crate::streams`] the only user of rustix.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::exit::Failure;

/// The most threads that may be asked for, however few processors there are.
const MOST_THREADS: usize = 64;

/// The least address space to start with: a refused allocation would end the process without a
/// message. Measured, with room to spare.
const LEAST: u64 = 96 << 20;

/// The address space of one thread: its stack, the part of the heap that is reserved for it, and
/// the memory that one file may take.
const PER_THREAD: u64 = 128 << 20;

/// The least stack of the first thread, which the system sets; with less, the command moves to a
/// thread of its own.
const LEAST_STACK: u64 = 2 << 20;

/// The stack of that thread.
const STACK: usize = 8 << 20;

/// How many threads to use; `requested` is the user's number, by default one for each processor.
pub(crate) fn threads(requested: Option<NonZeroUsize>) -> NonZeroUsize {
    let processors = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let most = processors.get().saturating_mul(4).max(MOST_THREADS);
    let requested = requested.unwrap_or(processors).get().min(most);
    let fit = address_space().map_or(requested, |space| {
        let rest = space.saturating_sub(LEAST).checked_div(PER_THREAD).unwrap_or_default();
        usize::try_from(rest).unwrap_or(requested)
    });
    NonZeroUsize::new(requested.min(fit)).unwrap_or(NonZeroUsize::MIN)
}

/// Fails where there is too little memory to begin.
pub(crate) fn check() -> Result<(), Failure> {
    match address_space() {
        Some(space) if space < LEAST => {
            let (space, least) = (space >> 20, LEAST >> 20);
            Err(Failure::new(format!("the address space is limited to {space} MiB"))
                .with_hint(format!("{least} MiB are needed at least: ulimit -v and ulimit -d")))
        }
        _ => Ok(()),
    }
}

/// Runs `command`, on a thread of its own if the stack of this one is small.
pub(crate) fn with_stack<T: Send>(command: impl FnOnce() -> T + Send) -> Option<T> {
    if stack().is_none_or(|stack| stack >= LEAST_STACK) {
        return Some(command());
    }
    let command = Mutex::new(Some(command));
    let run = || {
        let command = command.lock().unwrap_or_else(PoisonError::into_inner).take();
        command.map(|command| command())
    };
    let thread = thread::Builder::new().stack_size(STACK);
    thread::scope(|scope| match thread.spawn_scoped(scope, run) {
        Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        Err(_) => run(),
    })
}

/// The limit of the address space or of the data in it, whichever is lower.
fn address_space() -> Option<u64> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit};
        let limits = [Resource::As, Resource::Data].map(|resource| getrlimit(resource).current);
        limits.into_iter().flatten().min()
    }
    #[cfg(not(unix))]
    None
}

/// The limit of the first thread's stack.
fn stack() -> Option<u64> {
    #[cfg(unix)]
    {
        rustix::process::getrlimit(rustix::process::Resource::Stack).current
    }
    #[cfg(not(unix))]
    None
}
