//! Whether a program starts: here, or on the system that the user names.
//!
//! A program for another system or processor is not judged by this machine: it was not meant for
//! it. If a target is named, every program is judged by that target. One finding, with a rule of
//! its own, lists what cannot be known.

pub(super) mod cpu;
pub(super) mod loader;
pub(super) mod macos;
pub(super) mod unknown;
pub(super) mod whereto;
