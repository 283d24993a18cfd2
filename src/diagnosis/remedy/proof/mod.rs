//! Paths that may be moved or changed as a whole: each was proven to be what it is taken for, and
//! not to be a home, a cache or a part of the system.

mod build_cache;
mod env_file;
mod go_tree;
mod protected;
mod proven_path;
mod toolchain;
#[cfg(test)]
pub(super) mod unproven;

pub(in crate::diagnosis) use build_cache::BuildCache;
pub(in crate::diagnosis) use env_file::OwnFile;
pub(in crate::diagnosis) use go_tree::GoTree;
pub(in crate::diagnosis) use proven_path::ProvenPath;
pub(in crate::diagnosis) use toolchain::{PartialToolchain, is_toolchain_version};
