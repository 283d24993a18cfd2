//! Which policy holds, and which findings are known.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Which policy holds.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Policy")]
pub(crate) struct PolicyArgs {
    /// Use the policy in this file; by default the first gorigin.toml in this directory or one above
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Use no policy
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,
}

/// Which findings are known.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Policy")]
pub(crate) struct BaselineArgs {
    /// Do not report the findings that are known by this file, which --write-baseline made
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write all findings to this file, and report none of them: they are known from now on
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    pub(crate) write_baseline: Option<PathBuf>,
}

/// What is done with a policy.
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Say in words what a policy asks, what is wrong with it, and which ignores end soon
    Check(PolicyCheck),
}

#[derive(Debug, Args)]
pub(crate) struct PolicyCheck {
    /// Check this file; by default the first gorigin.toml in this directory or one above
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// The same, by the option of the other commands
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    pub(crate) config: Option<PathBuf>,
    /// Say only what holds for this path, which may be inside an archive: a.tar.gz!/bin/agent
    #[arg(long, value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
}
