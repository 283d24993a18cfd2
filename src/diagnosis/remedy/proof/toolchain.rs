//! Toolchains in the module cache.

use super::protected::{holds, mount_points};
use super::proven_path::{ProvenPath, free_name, plain_directory};
use crate::diagnosis::facts::Scene;
use crate::go::path::is_absolute;

/// A toolchain in the module cache, proven by its place and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) struct PartialToolchain(pub(super) ProvenPath);

impl PartialToolchain {
    /// A toolchain of that name, such as `v0.0.1-go1.24.0.linux-amd64`, in a module cache.
    pub(in crate::diagnosis) fn prove(
        scene: &Scene<'_>,
        cache: &str,
        version: &str,
    ) -> Option<Self> {
        if !is_toolchain_version(version) || !is_absolute(cache, scene.style()) {
            return None;
        }
        let path = scene.join(cache, &format!("golang.org/toolchain@{version}"));
        let path = plain_directory(scene, &path)?;
        if !scene.view.is_directory(&scene.join(cache, "cache/download"))
            || holds(scene, &path, &mount_points(scene))
        {
            return None;
        }
        let beside = Some(free_name(scene, &path)?);
        Some(Self(ProvenPath { path, beside }))
    }

    /// Its path.
    pub(in crate::diagnosis) fn proven(&self) -> &ProvenPath {
        &self.0
    }
}

/// Whether a version of `golang.org/toolchain` has the form that go writes.
pub(in crate::diagnosis) fn is_toolchain_version(version: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    version.strip_prefix("v0.0.1-go1.").is_some_and(|rest| rest.contains('-'))
        && version.chars().all(plain)
        && !version.contains(".old")
}
