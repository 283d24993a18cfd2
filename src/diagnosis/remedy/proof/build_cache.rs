//! Build caches.

use super::protected::is_protected;
use super::proven_path::{ProvenPath, free_name, plain_directory};
use crate::diagnosis::facts::Scene;

/// How a build cache describes itself.
///
/// Source: `cmd/go/internal/cache/default.go` (`cacheREADME`), Go 1.19.8 to 1.27.3.
const CACHE_README: &[u8] =
    b"This directory holds cached build artifacts from the Go build system.";

/// A build cache, proven by the file that go puts in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) struct BuildCache(pub(super) ProvenPath);

impl BuildCache {
    /// Proves that a directory is one.
    pub(in crate::diagnosis) fn prove(scene: &Scene<'_>, path: &str) -> Option<Self> {
        let path = plain_directory(scene, path)?;
        let size = u64::try_from(CACHE_README.len()).ok()?;
        let head = scene.view.head(&scene.join(&path, "README"), size).ok()?;
        if head != CACHE_README || is_protected(scene, &path, Some(&path)) {
            return None;
        }
        // Moving needs permission to write into the directory around it.
        let may_move = scene.may_write(&scene.join(&path, "..")) == Some(true);
        let beside = free_name(scene, &path).filter(|_| may_move);
        Some(Self(ProvenPath { path, beside }))
    }

    /// Its path.
    pub(in crate::diagnosis) fn proven(&self) -> &ProvenPath {
        &self.0
    }
}
