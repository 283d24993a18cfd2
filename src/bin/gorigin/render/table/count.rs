//! The line below the table.

use gorigin::report::Summary;

use crate::render::words::{counted, grouped, kinds, unopened_kinds};

/// One line that accounts for every input.
pub(super) fn count(summary: &Summary) -> String {
    let mut text =
        format!("{} in {}", counted(summary.go, "Go program"), counted(summary.files, "file"));
    if let Some(kinds) = kinds(&summary.opened) {
        let (inside, opened) = (grouped(summary.inside), summary.all_opened());
        let containers = counted(opened, "container");
        text.push_str(&format!(", {inside} of them in {containers} ({kinds})"));
    }
    for (count, what) in [
        (summary.unreadable, "unreadable"),
        (summary.partial, "partial"),
        (summary.skipped, "skipped"),
        (summary.odd, "odd, not Go"),
        (summary.vanished, "vanished"),
    ] {
        if count > 0 {
            text.push_str(&format!(", {} {what}", grouped(count)));
        }
    }
    if let Some(kinds) = unopened_kinds(summary) {
        let count = grouped(summary.all_unopened());
        text.push_str(&format!(", {count} not opened ({kinds})"));
    }
    let findings: Vec<_> =
        [(summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note")]
            .into_iter()
            .filter(|&(count, _)| count > 0)
            .map(|(count, noun)| counted(count, noun))
            .collect();
    if !findings.is_empty() {
        text.push_str(&format!("; findings: {}", findings.join(", ")));
    }
    if summary.interrupted {
        text.push_str("; interrupted");
    }
    text
}
