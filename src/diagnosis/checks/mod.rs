//! The checks, a folder for each theme and a file for each subject. A check stands beside its rule.

pub(super) mod caches;
pub(super) mod command;
pub(super) mod editors;
pub(super) mod files;
pub(super) mod goroot;
pub(super) mod installed;
pub(super) mod settings;
pub(super) mod toolchain;
pub(super) mod tree;
