//! The options of `gorigin diff`.

use std::path::PathBuf;

use clap::Args;

use super::result::{Privacy, ResultOptions};

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// Compare this program, or the programs in this archive; ARCHIVE!/PATH is a file inside, - is
    /// standard input
    #[arg(value_name = "A", required_unless_present = "limits")]
    pub(crate) a: Option<PathBuf>,
    /// Compare it with this one; - is standard input
    #[arg(value_name = "B", required_unless_present = "limits")]
    pub(crate) b: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) result: ResultOptions,
    #[command(flatten)]
    pub(crate) privacy: Privacy,
}
