//! The options of `gorigin host`.

use clap::Args;

use super::result::ResultOptions;

#[derive(Debug, Args)]
pub(crate) struct Host {
    #[command(flatten)]
    pub(crate) result: ResultOptions,
}
