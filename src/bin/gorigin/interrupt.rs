//! Signals that ask the command to end. The only user of signal-hook. The first signal only sets a
//! mark, so that the findings can still be written; the second one ends the process at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::{register, register_conditional_default, register_usize};

/// The mark that a signal sets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt {
    signal: Arc<AtomicUsize>,
}

impl Interrupt {
    /// Listens from now on. A signal that is ignored at the start stays ignored, as with `nohup`.
    pub(crate) fn listen() -> Self {
        let interrupt = Self::default();
        let ignored = ignored_signals();
        for signal in signals() {
            if !is_in(ignored, signal) {
                // A signal that cannot be caught ends the process as usual.
                let _ = interrupt.catch(signal);
            }
        }
        interrupt
    }

    fn catch(&self, signal: i32) -> io::Result<()> {
        let caught = Arc::new(AtomicBool::new(false));
        register_conditional_default(signal, Arc::clone(&caught))?;
        register(signal, caught)?;
        let number = usize::try_from(signal).unwrap_or_default();
        register_usize(signal, Arc::clone(&self.signal), number)?;
        Ok(())
    }

    /// The mark itself: 0, or the number of the signal that has come.
    pub(crate) fn mark(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.signal)
    }

    /// The number of the signal that has come; `None` where none has.
    pub(crate) fn signal(&self) -> Option<u8> {
        let signal = self.signal.load(Ordering::Relaxed);
        u8::try_from(signal).ok().filter(|&signal| signal > 0)
    }
}

/// Makes a write over the limit of a file's size (`ulimit -f`) an error and not the end.
pub(crate) fn ignore_file_size_signal() {
    #[cfg(unix)]
    let _ = register(signal_hook::consts::SIGXFSZ, Arc::default());
}

/// The signals that ask the command to end.
fn signals() -> impl Iterator<Item = i32> {
    #[cfg(unix)]
    // Without the file that lists the ignored signals, a hangup keeps ending the process: a user
    // who wants it ignored has good reasons, and a user who closes a terminal has no reason to
    // wait.
    let more = cfg!(target_os = "linux").then_some(signal_hook::consts::SIGHUP);
    #[cfg(not(unix))]
    let more = None;
    [SIGINT, SIGTERM].into_iter().chain(more)
}

/// The signals that this process ignores, one bit each, as the system reports them.
fn ignored_signals() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    mask_in(&status)
}

/// Source: proc(5), `SigIgn`: a hexadecimal mask with signal 1 as its lowest bit.
fn mask_in(status: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    line.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
}

fn is_in(mask: u64, signal: i32) -> bool {
    let bit = signal.checked_sub(1).and_then(|bit| u32::try_from(bit).ok());
    bit.and_then(|bit| mask.checked_shr(bit)).is_some_and(|mask| mask & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored() {
        let status = "Name:\tx\nSigBlk:\t0000000000000002\nSigIgn:\t0000000000001001\n";
        let mask = mask_in(status);
        let ignored: Vec<i32> = (1..65).filter(|&signal| is_in(mask, signal)).collect();
        assert_eq!(ignored, [1, 13]);
        assert_eq!(mask_in(""), 0);
        assert!(!is_in(u64::MAX, 0));
    }
}
