//! The layer of a container image that a file was found in.

use serde::{Deserialize, Serialize};

use crate::archive::Layer;

/// The layer of a container image that a file was found in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ImageRecord {
    /// The name of the image: `REPOSITORY:TAG`, or what its layout calls it; left out where it has
    /// none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// All names of the image, that one first and at most 64 more; left out where it has only one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
    /// The digest of the layer: that of the compressed layer as the manifest has it, in an archive
    /// of `docker save` that of the layer as it is unpacked; the name of its file where no digest
    /// is given.
    pub layer: String,
    /// What the image is for, `linux/arm64`; left out where that is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// Whether a higher layer removes or replaces the file; left out where none does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
}

impl ImageRecord {
    pub(super) fn of(layer: &Layer) -> Self {
        Self {
            reference: layer.reference.clone(),
            references: match layer.others.is_empty() {
                true => Vec::new(),
                false => layer.reference.iter().chain(&layer.others).cloned().collect(),
            },
            layer: layer.digest.clone(),
            platform: layer.platform.as_ref().map(ToString::to_string),
            hidden: layer.hidden,
        }
    }
}
