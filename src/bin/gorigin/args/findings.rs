//! What becomes of findings.

use clap::Args;
use clap::builder::PossibleValuesParser;
use gorigin::finding::all_rules;

use crate::policy::{FailOn, Policy};

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
        Policy::new(self.fail_on, &self.select, &self.ignore)
    }
}

/// The names of all rules; anything else is refused.
pub(super) fn rule_names() -> PossibleValuesParser {
    PossibleValuesParser::new(all_rules().map(|rule| rule.name))
}
