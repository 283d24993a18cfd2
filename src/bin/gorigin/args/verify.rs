//! The options of `gorigin verify`.

use std::path::PathBuf;

use clap::Args;

use super::images::ImageArgs;
use super::reporting::Reporting;
use crate::require::Require;

#[derive(Debug, Default, Args)]
pub(crate) struct Verify {
    /// Check these files, and what is in archives; ARCHIVE!/PATH is a file inside, - is standard input
    #[arg(value_name = "FILE", required_unless_present = "limits")]
    pub(crate) files: Vec<PathBuf>,
    /// Recompute the ID of the link from this trace, the standard error of
    /// `GODEBUG=gocachehash=1 go build`
    #[arg(long, value_name = "FILE")]
    pub(crate) trace: Option<PathBuf>,
    /// Try this GOROOT in the trace too
    #[arg(long, value_name = "PATH", requires = "trace")]
    pub(crate) goroot: Vec<String>,
    /// Exit with 1 unless every input is this
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) require: Option<Require>,
    #[command(flatten)]
    pub(crate) images: ImageArgs,
    #[command(flatten)]
    pub(crate) reporting: Reporting,
}
