//! How the work is done.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use crate::progress::When;

/// How the work is done.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Work")]
pub(crate) struct Work {
    /// Use this many threads; by default one for each processor, and never more than 4 for each or 64
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// Compare with the machine whose layout is in this file, as `gorigin host -f json` writes it
    #[arg(long, value_name = "FILE")]
    pub(crate) host: Option<PathBuf>,
    /// Compare with no machine, not even this one
    #[arg(long, conflicts_with = "host")]
    pub(crate) no_host: bool,
    /// Show on a terminal how far a long scan has come
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub(crate) progress: When,
}
