//! The options of `gorigin rules`.

use clap::Args;

use super::findings::rule_names;
use super::result::ResultOptions;

#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// Explain this rule
    #[arg(value_name = "RULE", value_parser = rule_names(), hide_possible_values = true)]
    pub(crate) rule: Option<String>,
    #[command(flatten)]
    pub(crate) result: ResultOptions,
}
