//! What memory is allocated with. The only user of mimalloc.
//!
//! The allocator of musl gives every larger piece back to the system at once and takes it anew for the next
//! file: a scan of 2,002 programs took 3.8 times the CPU time of one with glibc, three quarters of it in the
//! system; with mimalloc it takes 1.2 times (one thread, Rust 1.95, x86-64).
//!
//! Its feature `no_thp` keeps it from asking for huge pages, each of which the system clears before its first
//! byte is used: without it the same scan takes 18 MiB instead of 11 with one thread, and 57 instead of 33 with
//! sixteen. `.ci/release` defines what else makes a start cheaper; a static command that is built without it reads
//! `MIMALLOC_…` in the environment.
//!
//! In place of glibc's allocator it would take a tenth off the CPU time of many files and add 4 % to that of a
//! start, but a bomb then takes 28 MiB instead of 19 (mimalloc 3), or the command ends without a word where the
//! address space is small (mimalloc 2, which begins with a segment of 32 MiB).

#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
