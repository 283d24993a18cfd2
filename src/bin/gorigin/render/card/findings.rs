//! The findings of one record.

use gorigin::report::{FindingRecord, Record};

use super::lines::{Fact, Lines};
use super::said::plainly;
use crate::render::look::Meaning;
use crate::render::words::{counted, safe};

/// Each finding with what to do, and the evidence that the card has not shown.
pub(super) fn finding_lines(lines: &mut Lines, record: &Record) {
    record.findings.iter().for_each(|finding| one(lines, finding));
}

fn one(lines: &mut Lines, finding: &FindingRecord) {
    let rule = safe(&finding.rule);
    lines.fact(finding.severity.name(), Fact::new(rule).meaning(finding.severity.into()));
    lines.prose("", &safe(&plainly(&finding.message)), Meaning::Plain);
    let evidence: Vec<String> = finding.evidence.iter().map(|it| safe(&plainly(it))).collect();
    let new: Vec<&String> = evidence.iter().filter(|it| !is_told(lines, it)).collect();
    let shown = if lines.shows_all() { new.len() } else { 1 };
    for evidence in new.iter().take(shown) {
        lines.prose("", &format!("see {evidence}"), Meaning::Aside);
    }
    let left = new.len().saturating_sub(shown);
    if left > 0 {
        let left = counted(u64::try_from(left).unwrap_or(u64::MAX), "more place");
        lines.prose("", &format!("and {left} (-v)"), Meaning::Aside);
    }
    if !finding.help.is_empty() {
        lines.prose("  help", &safe(&finding.help), Meaning::Plain);
    }
}

/// Whether the card has said it: the same sentence, the same place in the file, or the same path, whose
/// other places only a longer card shows.
fn is_told(lines: &Lines, evidence: &str) -> bool {
    let mut words = evidence.split([' ', ',']);
    let place = words.find(|word| word.starts_with("0x"));
    let path = evidence.split_once(" in ").map(|(path, _)| path).filter(|_| !lines.shows_all());
    let told = [Some(evidence), place, path.filter(|_| place.is_some())];
    told.into_iter().flatten().any(|it| lines.has_told(it))
}
