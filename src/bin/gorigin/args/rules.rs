//! The options of `gorigin rules`.

use clap::Args;

use super::result::ResultOptions;
use super::rule_name::RuleName;

#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// Explain this rule
    #[arg(value_name = "RULE", value_parser = RuleName, hide_possible_values = true)]
    pub(crate) rule: Option<String>,
    #[command(flatten)]
    pub(crate) result: ResultOptions,
}
