//! The line that names the cause of most differences.

use super::facts::{FactDiffRecord, rank};
use super::segments::SegmentDiffRecord;
use crate::report::Record;
use crate::verify::ContentVerdict;

/// The most facts that the decisive line names.
const DECISIVE: usize = 5;

/// The cause of most other differences.
pub(super) fn decisive(
    a: &Record,
    b: &Record,
    segments: &[SegmentDiffRecord],
    facts: &[FactDiffRecord],
) -> Option<String> {
    let is_one_build = segments.len() == 4 && segments.iter().all(|it| it.equal);
    if is_one_build {
        let done: Vec<String> = [("a", a), ("b", b)]
            .into_iter()
            .filter_map(|(side, it)| what_was_done(side, it))
            .collect();
        if !done.is_empty() {
            return Some(done.join("; "));
        }
    }
    let shown = |value: &Option<String>| {
        value.as_deref().map_or_else(|| "none".to_owned(), |it| clipped(it, 60))
    };
    let causes = facts.iter().filter(|it| rank(&it.name) <= 21);
    let named: Vec<String> = causes
        .take(DECISIVE)
        .map(|it| format!("{}: {} and {}", it.name, shown(&it.a), shown(&it.b)))
        .collect();
    (!named.is_empty()).then(|| named.join("; "))
}

/// What was done to one of the files since it was built.
fn what_was_done(side: &str, record: &Record) -> Option<String> {
    let check = &record.verification.as_ref()?.content_id;
    let is_as_built = check.verdict == ContentVerdict::Verified || check.actual.is_none();
    if is_as_built {
        return None;
    }
    let tool = check.alteration.as_ref().and_then(|it| it.tool.as_deref());
    let tool = tool.map(|tool| format!(" (by {tool})")).unwrap_or_default();
    Some(format!("{side} was changed after it was built: {}{tool}", check.reason))
}

fn clipped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
