//! What memory is allocated with. The only user of mimalloc.
//!
//! On Linux, where it was measured (mimalloc 3, Rust 1.95, x86-64): small programs take four fifths of the
//! instructions that they take with glibc's allocator and nine tenths of the CPU time, a start three hundredths
//! more of it. The allocator of musl gives every larger piece back to the system at once and takes it anew for
//! the next file: a scan of 2,002 programs took 3.8 times the CPU time of one with glibc, three quarters of it
//! in the system.
//!
//! Its feature `no_thp` keeps it from asking for huge pages, each of which the system clears before its first
//! byte is used: without it the same scan takes 18 MiB instead of 11 with one thread, and 57 instead of 33 with
//! sixteen. `.ci/release` defines what else makes a start cheaper; the
//! environment is read for `MIMALLOC_…` by commands that are built otherwise. mimalloc 2 begins with a segment of 32 MiB:
//! where the address space is limited to little more, the command would end without a word.

#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
