//! Which part of the inputs one run looks at.

use std::path::PathBuf;

use clap::Args;
use gorigin::artifact::Shard;

/// Which part of the inputs one run looks at.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Many machines")]
pub(crate) struct ShareArgs {
    /// Look only at the files of share K of N, which are chosen by a hash of their paths; 1/8 to 8/8 are
    /// all, and so are 0/8 to 7/8
    #[arg(long, value_name = "K/N", conflicts_with = "write_baseline")]
    pub(crate) shard: Option<Shard>,
    /// Go on with this file of records: leave out the inputs that it has, and append the records of the
    /// others; with -f ndjson
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "redact", "write_baseline"])]
    pub(crate) resume: Option<PathBuf>,
}

impl ShareArgs {
    /// Whether every input is looked at.
    pub(crate) fn is_all(&self) -> bool {
        self.shard.is_none() && self.resume.is_none()
    }
}
