//! The layer of an image that a file was found in.

use super::Platform;

/// The layer of an image that a file was found in. Contains untrusted text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Layer {
    /// The name of the image, `REPOSITORY:TAG`; `None` where it has none.
    pub reference: Option<String>,
    /// Other names of the same image, at most 64.
    pub others: Vec<String>,
    /// The digest of the layer, as the manifest of the image or, in an archive of `docker save`,
    /// its config has it: `sha256:…`. The name of the file where there is none.
    pub digest: String,
    /// What the image is for; `None` where that is not said.
    pub platform: Option<Platform>,
    /// Whether a higher layer of the image removes or replaces the file.
    pub hidden: bool,
}
