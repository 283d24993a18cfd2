//! The env file of the user.

use super::proven_path::{ProvenPath, free_name};
use crate::diagnosis::facts::Scene;
use crate::go::path::{clean, is_absolute};
use crate::host::{FileKind, Links};

/// The env file at its usual place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) struct OwnFile(pub(super) ProvenPath);

impl OwnFile {
    /// The env file, unless a variable decides where it is.
    pub(in crate::diagnosis) fn env_file(scene: &Scene<'_>) -> Option<Self> {
        let path = scene.settings.env_file()?.to_owned();
        let is_usual = scene.settings.of_environment("GOENV").is_none()
            && is_absolute(&path, scene.style())
            && clean(&path, scene.style()) == path;
        let kind = scene.view.kind(&path, Links::Keep);
        if !is_usual || !matches!(kind, Ok(FileKind::File { .. })) {
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
