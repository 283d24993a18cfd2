//! Judges a program by every rule.

use super::about::About;
use super::check::Check;
use super::needles;
use super::policy::Policy;
use super::remark::Finding;
use super::table::CHECKS;
use crate::leak::Texts;

/// Every finding about a program that counts: our own in the order of the table, then those of
/// `more`.
pub(crate) fn judge(about: &About<'_>, more: &[&dyn Check], policy: &Policy) -> Vec<Finding> {
    let counts = |check: &dyn Check| policy.counts(check.rule().name);
    let ours = CHECKS.iter().filter(|check| check.applies_to(about) && counts(**check));
    let theirs = more.iter().filter(|check| counts(**check));
    let ours = ours.flat_map(|check| run(*check, about));
    ours.chain(theirs.flat_map(|check| run(*check, about))).collect()
}

/// The finding about texts in a file that is not a Go program, if it counts.
pub(crate) fn judge_texts(texts: &Texts, policy: &Policy) -> Option<Finding> {
    let rule = *needles::NEEDLE_FOUND.rule();
    let remark = needles::found(texts).filter(|_| policy.counts(rule.name))?;
    Some(Finding::new(rule, remark))
}

fn run(check: &dyn Check, about: &About<'_>) -> impl Iterator<Item = Finding> {
    let rule = *check.rule();
    check.check(about).into_iter().map(move |remark| Finding::new(rule, remark))
}
