//! Whole Go trees.

use super::protected::is_protected;
use super::proven_path::{ProvenPath, free_name, plain_directory};
use crate::diagnosis::facts::Scene;

/// A whole Go tree: it holds `VERSION`, `src/runtime` and a go command, no link leads to it, and it
/// is not, and does not hold, a directory of the system, a home, a GOPATH, a cache or a mount
/// point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) struct GoTree {
    pub(super) proven: ProvenPath,
    pub(super) sudo: &'static str,
    pub(super) inner_sudo: &'static str,
}

impl GoTree {
    /// Proves that a directory is one.
    pub(in crate::diagnosis) fn prove(scene: &Scene<'_>, path: &str) -> Option<Self> {
        let path = plain_directory(scene, path)?;
        let is_whole = scene.version_file(&path).is_some()
            && scene.view.is_directory(&scene.join(&path, "src/runtime"))
            && scene.view.is_file(&scene.go_in(&path));
        // A tree that holds modules is a GOPATH too.
        let is_gopath = scene.view.is_directory(&scene.join(&path, "pkg/mod"));
        if !is_whole || is_gopath || is_protected(scene, &path, None) {
            return None;
        }
        let beside = free_name(scene, &path);
        let sudo = scene.sudo(&scene.join(&path, ".."));
        let inner_sudo = scene.sudo(&path);
        Some(Self { proven: ProvenPath { path, beside }, sudo, inner_sudo })
    }

    /// Its path.
    pub(in crate::diagnosis) fn proven(&self) -> &ProvenPath {
        &self.proven
    }

    /// The prefix of a command that moves it: `sudo ` or nothing.
    pub(in crate::diagnosis::remedy) fn sudo(&self) -> &'static str {
        self.sudo
    }

    /// The prefix of a command that changes it: `sudo ` or nothing.
    pub(in crate::diagnosis::remedy) fn inner_sudo(&self) -> &'static str {
        self.inner_sudo
    }
}
