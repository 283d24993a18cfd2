//! Judges a program by every rule.

use super::about::About;
use super::check::Check;
use super::choice::Policy;
use super::needles;
use super::remark::{Finding, Remark};
use super::table::CHECKS;
use crate::leak::Texts;
use crate::rule::Rule;

/// Every finding about a program that counts: our own in the order of the table, then those of
/// `more`.
pub(crate) fn judge(about: &About<'_>, more: &[&dyn Check], policy: &Policy) -> Vec<Finding> {
    let counts_all = policy.counts_all();
    let counts = |check: &dyn Check| counts_all || policy.counts(check.rule().name);
    let mut all: Vec<Finding> = Vec::new();
    for check in CHECKS.iter().filter(|check| check.applies_to(about) && counts(**check)) {
        check.each(about, |remark| all.extend(finding(*check.rule(), remark, policy)));
    }
    for check in more.iter().filter(|check| counts(**check)) {
        let remarks = check.check(about).into_iter();
        all.extend(remarks.filter_map(|remark| finding(*check.rule(), remark, policy)));
    }
    if all.iter().all(|finding| finding.remark.told_by.is_none()) {
        return all;
    }
    let rules: Vec<&'static str> = all.iter().map(|finding| finding.rule.name).collect();
    all.retain(|finding| !is_told(finding, &rules));
    all
}

/// The finding about texts in a file that is not a Go program, if it counts.
pub(crate) fn judge_texts(texts: &Texts, policy: &Policy) -> Option<Finding> {
    let rule = *needles::NEEDLE_FOUND.rule();
    let remark = needles::found(texts)?;
    finding(rule, remark, policy)
}

/// Whether one of `rules`, which have findings, says the same.
fn is_told(finding: &Finding, rules: &[&str]) -> bool {
    finding.remark.told_by.is_some_and(|rule| rules.contains(&rule))
}

fn finding(rule: Rule, remark: Remark, policy: &Policy) -> Option<Finding> {
    let severity = policy.severity(&rule, remark.severity)?;
    Some(Finding { rule, severity, remark })
}
