//! `gorigin rules`: what the rules behind the findings mean.

use gorigin::finding::{Rule, all_rules, rule};

use super::whole::write_list;
use crate::args::{Global, Rules};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::render::rules;

/// Runs the command.
pub(super) fn run(options: &Rules, global: &Global) -> Result<Exit, Failure> {
    let output = Output::open(options.result.file(), [], global.color)?;
    let chosen = options.rule.as_deref().and_then(rule);
    let rules: Vec<Rule> = match chosen {
        Some(rule) => vec![*rule],
        None => all_rules().copied().collect(),
    };
    let values: Vec<_> = rules.iter().map(rules::RuleRecord::from).collect();
    write_list(output, options.result.format(), &values, |to, look| match chosen {
        Some(rule) => rules::page(to, rule, look),
        None => rules::table(to, &rules, look),
    })?;
    Ok(Exit::Clean)
}
