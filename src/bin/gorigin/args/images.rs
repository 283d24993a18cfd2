//! What is read of container images.

use clap::Args;
use gorigin::archive::Platform;

/// What is read of container images.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Container images")]
pub(crate) struct ImageArgs {
    /// Read each layer of an image, also the files in it that a higher layer hides
    #[arg(long)]
    pub(crate) all_layers: bool,
    /// Read only images for this platform: linux/arm64, linux/arm/v7
    #[arg(long, value_name = "OS/ARCH")]
    pub(crate) platform: Option<Platform>,
}
