//! Proofs that the program itself never makes: proofs of anything, to see how they are written.

use super::proven_path::ProvenPath;
use super::{BuildCache, GoTree, OwnFile, PartialToolchain};

fn place(path: &str) -> ProvenPath {
    ProvenPath { path: path.to_owned(), beside: Some(format!("{path}.old")) }
}

pub(in super::super) fn tree(path: &str) -> GoTree {
    GoTree::unproven(place(path))
}

pub(in super::super) fn toolchain(path: &str) -> PartialToolchain {
    PartialToolchain::unproven(place(path))
}

pub(in super::super) fn cache(path: &str) -> BuildCache {
    BuildCache::unproven(place(path))
}

pub(in super::super) fn file(path: &str) -> OwnFile {
    OwnFile::unproven(place(path))
}
