//! The memory of decoders: how they count it, and what it means when they ask for too much.

use std::io;

use crate::archive::{Fault, Kind};
use crate::bytes::{LimitExceeded, Limits};

/// The fault of a decoder: more memory than the limits allow is one of them.
pub(in crate::archive) fn fault_of(kind: Kind, error: &io::Error, limits: &Limits) -> Fault {
    if error.get_ref().is_some_and(|inner| inner.is::<Fault>()) {
        return Fault::of(kind, error);
    }
    if error.kind() == io::ErrorKind::OutOfMemory {
        return LimitExceeded { name: "dictionary", limit: limits.dictionary }.into();
    }
    // The one for Zstandard only says so in words.
    if error.to_string().contains("too much memory") {
        return LimitExceeded { name: "window", limit: limits.window }.into();
    }
    Fault::of(kind, error)
}

/// Bytes as the decoders of LZMA count their memory.
#[cfg(feature = "archives")]
pub(in crate::archive) fn kibibytes(bytes: u64) -> u32 {
    u32::try_from(bytes >> 10).unwrap_or(u32::MAX)
}

/// The largest window of a Zstandard frame, as a power of two that its decoder takes.
pub(in crate::archive) fn window_log(limits: &Limits) -> u32 {
    limits.window.max(1).ilog2().clamp(10, 30)
}
