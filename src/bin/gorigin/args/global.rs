//! The options of every command.

use clap::Args;

use crate::output::Color;
use crate::talk::Volume;

/// Options of every command.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Print no table, no cards and no messages but why the command failed: the exit code is the answer
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more: every place of each fact on a card, and what was skipped
    #[arg(short, long, global = true)]
    verbose: bool,
    /// Colour the output
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    pub(crate) color: Color,
    /// List the limits that apply to each input and exit
    #[arg(long, global = true)]
    pub(crate) limits: bool,
}

impl Global {
    /// How much is said.
    pub(crate) fn volume(&self) -> Volume {
        match (self.quiet, self.verbose) {
            (true, _) => Volume::Quiet,
            (_, true) => Volume::Verbose,
            _ => Volume::Normal,
        }
    }
}
