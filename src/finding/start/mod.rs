//! Whether a program starts: here, or where the user says that it is to run.
//!
//! A program for another system or processor than this machine's is not judged by this machine: it
//! was not meant for it. Where a target is named, every program is judged by that, and what cannot
//! be known is said, in one finding of a rule of its own.

pub(super) mod cpu;
pub(super) mod loader;
pub(super) mod macos;
pub(super) mod unknown;
pub(super) mod whereto;
