//! Files made or damaged to be read wrongly, at great cost, or not at all: reading ends, within its
//! bounds, and what is still there is found. Each test takes [`alone`] first.
#![allow(clippy::restriction, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

/// A million mutants of small inputs, of every parser; the fuzz targets are the same.
mod campaign;
/// Small containers, whole, cut and with single bytes changed.
mod containers;
/// A program whose headers are not whole is unreadable.
mod cut_headers;
/// Fixtures damaged in many ways: what is still there is still found.
mod damage;
/// Debug sections, forged and broken.
mod dwarf;
/// Forged files, each with what it must be read as and what that may cost.
mod files;
/// Twice as many texts cost about twice as much.
mod growth;
/// Counts in headers that the file is too small for are damage.
mod impossible_counts;
/// Every limit, hit: the record is partial and names it.
mod limits;

use std::sync::{Mutex, MutexGuard, PoisonError};

#[global_allocator]
static ALLOCATOR: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

/// Lets one test of this program run at a time: the allocator counts the memory of all threads.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}
