//! Judges a program by every rule.

use super::about::About;
use super::check::Check;
use super::needles;
use super::remark::Finding;
use super::table::CHECKS;
use crate::leak::Texts;

/// Every finding about a program: ours in the order of the table, then those of `more`.
pub fn judge(about: &About<'_>, more: &[&dyn Check]) -> Vec<Finding> {
    let ours = CHECKS.iter().filter(|check| check.applies_to(about));
    let ours = ours.flat_map(|check| run(*check, about));
    ours.chain(more.iter().flat_map(|check| run(*check, about))).collect()
}

/// The finding about what a search has found in a file that is not a Go program.
pub fn judge_texts(texts: &Texts) -> Option<Finding> {
    let remark = needles::found(texts)?;
    Some(Finding::new(*needles::NEEDLE_FOUND.rule(), remark))
}

fn run(check: &dyn Check, about: &About<'_>) -> impl Iterator<Item = Finding> {
    let rule = *check.rule();
    check.check(about).into_iter().map(move |remark| Finding::new(rule, remark))
}
