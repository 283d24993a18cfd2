//! What becomes of findings.

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use gorigin::finding::{self, Policy, all_rules};

/// The least severity that makes the command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// An error.
    Error,
    /// An error or a warning.
    Warning,
    /// Nothing.
    Never,
}

impl From<FailOn> for finding::FailOn {
    fn from(least: FailOn) -> Self {
        match least {
            FailOn::Error => Self::Error,
            FailOn::Warning => Self::Warning,
            FailOn::Never => Self::Never,
        }
    }
}

/// What becomes of findings.
#[derive(Debug, Args)]
#[command(next_help_heading = "Findings")]
pub(crate) struct Judgement {
    /// Exit with 1 on a finding of this severity or above
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,
    /// Report only findings of these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule_names())]
    #[arg(hide_possible_values = true)]
    select: Vec<String>,
    /// Do not report findings of these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule_names())]
    #[arg(hide_possible_values = true)]
    ignore: Vec<String>,
}

impl Judgement {
    /// Which findings count.
    pub(crate) fn policy(&self) -> Policy {
        Policy::new(self.fail_on.into()).selecting(&self.select).ignoring(&self.ignore)
    }
}

/// The names of all rules; anything else is refused.
pub(super) fn rule_names() -> PossibleValuesParser {
    PossibleValuesParser::new(all_rules().map(|rule| rule.name))
}
