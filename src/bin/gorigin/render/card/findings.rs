//! The findings of one record.

use gorigin::report::{FindingRecord, Record};

use super::lines::{Fact, Lines};
use crate::render::look::Meaning;
use crate::render::words::safe;

/// Each finding with its evidence and what to do.
pub(super) fn finding_lines(lines: &mut Lines, record: &Record) {
    record.findings.iter().for_each(|finding| one(lines, finding));
}

fn one(lines: &mut Lines, finding: &FindingRecord) {
    let severity = finding.severity.to_string();
    let rule = safe(&finding.rule);
    lines.fact(&severity, Fact::new(rule).meaning(finding.severity.into()));
    lines.prose("", &safe(&finding.message), Meaning::Plain);
    for evidence in &finding.evidence {
        lines.prose("", &format!("see {}", safe(evidence)), Meaning::Aside);
    }
    if !finding.help.is_empty() {
        lines.prose("  help", &safe(&finding.help), Meaning::Plain);
    }
}
