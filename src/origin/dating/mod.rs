//! Telling the Go release of a program that does not say it, and checking the word of one that does:
//! every fact that only some releases leave, each with its place, combined into one range.

pub(super) mod date;
pub(super) mod fact;
mod layout;
mod module_words;
mod names;

pub use fact::{Dating, FactKind, VersionFact};
