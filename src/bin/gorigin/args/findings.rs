//! What becomes of findings.

use clap::{Args, ValueEnum};
use gorigin::finding::{self, Level};
use gorigin::policy::Given;

use super::rule_name::{RuleLevel, RuleName};

/// The least severity that makes the command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// An error.
    Error,
    /// An error or a warning.
    Warning,
    /// Any finding.
    Note,
    /// Nothing.
    Never,
}

impl From<FailOn> for finding::FailOn {
    fn from(least: FailOn) -> Self {
        match least {
            FailOn::Error => Self::Error,
            FailOn::Warning => Self::Warning,
            FailOn::Note => Self::Note,
            FailOn::Never => Self::Never,
        }
    }
}

/// What becomes of findings.
#[derive(Debug, Args)]
#[command(next_help_heading = "Findings")]
pub(crate) struct Judgement {
    /// Exit with 1 on a finding of this severity or above; by default on an error, or as the policy says
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Report only findings of these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleName)]
    #[arg(hide_possible_values = true)]
    select: Vec<String>,
    /// Do not report findings of these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleName)]
    #[arg(hide_possible_values = true)]
    ignore: Vec<String>,
    /// Set the severity of a rule's findings: error, warning, note, or off
    #[arg(long, value_name = "RULE=LEVEL", value_delimiter = ',', value_parser = RuleLevel)]
    severity: Vec<(String, Level)>,
}

impl Judgement {
    /// What the command line says about findings.
    pub(crate) fn given(&self) -> Given {
        Given {
            fail_on: self.fail_on.map(Into::into),
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            levels: self.severity.clone(),
            ..Given::default()
        }
    }
}
