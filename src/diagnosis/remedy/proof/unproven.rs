//! Proofs that the program itself never makes: proofs of anything, to see how they are written.

use super::proven_path::ProvenPath;
use super::{BuildCache, GoTree, OwnFile, PartialToolchain};

fn place(path: &str) -> ProvenPath {
    ProvenPath { path: path.to_owned(), beside: Some(format!("{path}.old")) }
}

pub(in super::super) fn tree(path: &str) -> GoTree {
    GoTree { proven: place(path), sudo: "sudo ", inner_sudo: "sudo " }
}

pub(in super::super) fn toolchain(path: &str) -> PartialToolchain {
    PartialToolchain(place(path))
}

pub(in super::super) fn cache(path: &str) -> BuildCache {
    BuildCache(place(path))
}

pub(in super::super) fn file(path: &str) -> OwnFile {
    OwnFile(place(path))
}
