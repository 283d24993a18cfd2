//! What becomes of findings.

use clap::{Args, ValueEnum};
use gorigin::bytes::near;
use gorigin::finding::{self, Level, Rule, all_rules};
use gorigin::policy::Given;

use super::rule_name::{RuleLevel, RuleName};
use crate::exit::Failure;

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
#[derive(Debug, Default, Args)]
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
    /// Refuses rules that nothing is reported of here, since a finding of theirs would be waited for in
    /// vain: those about machines where programs are read, and the other way round.
    pub(crate) fn check_subject(&self, machines: bool) -> Result<(), Failure> {
        let levels = self.severity.iter().map(|(rule, _)| rule);
        let mut rules = self.select.iter().chain(&self.ignore).chain(levels);
        let Some(rule) = rules.find(|rule| finding::is_about_hosts(rule) != machines) else {
            return Ok(());
        };
        let (subject, other) = match machines {
            true => ("programs, and this looks at a machine", "gorigin scan"),
            false => ("machines, and this looks at programs", "gorigin doctor"),
        };
        let others = all_rules().map(|it| it.name);
        let near = near(rule, others.filter(|it| finding::is_about_hosts(it) == machines));
        let hint = match near.first() {
            Some(near) => format!("{other} reports it; a similar rule is {near}"),
            None => format!("{other} reports it"),
        };
        Err(Failure::new(format!("{rule} is a rule about {subject}")).with_hint(hint))
    }

    /// Refuses to report only rules of which none is in `scope`, which are those of `command`.
    pub(crate) fn check_scope(&self, scope: &[&Rule], command: &str) -> Result<(), Failure> {
        let is_in_scope = |name: &String| scope.iter().any(|rule| rule.name == name);
        match self.select.iter().find(|name| !is_in_scope(name)) {
            Some(name) => Err(Failure::new(format!("{command} does not report {name}"))
                .with_hint("gorigin inspect and gorigin scan report every rule about programs")),
            None => Ok(()),
        }
    }

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
