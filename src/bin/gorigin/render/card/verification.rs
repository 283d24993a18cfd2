//! The results of recomputed hashes, as lines of a card.

use gorigin::report::{ContentIdRecord, LinkActionRecord, LinkVerdict, Record, VerificationRecord};
use gorigin::verify::{Cause, ContentStatus, ContentVerdict, LinkStatus};

use super::ids::{build_id_lines, host_id_lines};
use super::lines::{Fact, Lines};
use super::said::plainly;
use crate::render::facts::content_meaning;
use crate::render::look::Meaning;
use crate::render::words::{safe, words};

/// The lines of a card that shows nothing else.
pub(super) fn only(lines: &mut Lines, record: &Record) {
    if let Some(id) = record.build_id.as_ref() {
        build_id_lines(lines, id);
    }
    let Some(verification) = record.verification.as_ref() else { return };
    content_lines(lines, record, &verification.content_id);
    host_id_lines(lines, record);
    let mut label = "path hash";
    let mut before = None;
    for hash in &verification.path_hashes {
        // One path may be named in several places.
        if !lines.shows_all()
            && before.replace((&hash.value, &hash.goroot)) == Some((&hash.value, &hash.goroot))
        {
            continue;
        }
        let held = if hash.embedded { "which the build ID holds" } else { "in no part of any ID" };
        let aside = format!("of {}, {}, {held}", safe(&hash.goroot), origin_words(&hash.origin));
        lines.fact(label, Fact::new(safe(&hash.value)).aside(aside));
        label = "";
    }
    if !verification.path_hash_truth.is_empty() {
        lines.prose(label, &safe(&verification.path_hash_truth), Meaning::Aside);
    }
    if let Some(link) = verification.link_action.as_ref() {
        link_lines(lines, link);
    }
}

/// The lines that stand below the IDs of a full card.
pub(super) fn beside_ids(lines: &mut Lines, record: &Record, verification: &VerificationRecord) {
    if verification.content_id.cause != Some(Cause::Skipped.into()) {
        content_lines(lines, record, &verification.content_id);
    }
}

/// What is behind the verdict: the reason where neither the verdict nor a finding says it, the marks, and
/// what could be ruled out.
fn content_lines(lines: &mut Lines, record: &Record, content: &ContentIdRecord) {
    let meaning = content_meaning(content);
    let mut label = "content id";
    let mut say = |text: &str, meaning: Meaning| {
        lines.prose(label, &safe(&plainly(text)), meaning);
        label = "";
    };
    use ContentVerdict::{Altered, NotRun, Uncheckable, Verified};
    let is_in_verdict =
        matches!(content.verdict.known(), Some(Verified | Altered | Uncheckable | NotRun));
    let is_found = record.findings.iter().any(|finding| finding.message == content.reason);
    if !is_in_verdict && !is_found && !content.reason.is_empty() {
        say(&content.reason, meaning);
    }
    let marks = content.alteration.iter().flat_map(|it| &it.marks);
    for detail in marks.chain(&content.details) {
        say(detail, Meaning::Plain);
    }
    if let (true, Some(expected), Some(actual)) =
        (content.status == ContentStatus::Mismatch, &content.expected, &content.actual)
    {
        let text = format!("the build ID says {expected}, the bytes give {actual}");
        say(&text, Meaning::Aside);
    }
}

/// Where a path comes from, as said of it.
fn origin_words(origin: &str) -> String {
    match origin {
        "binary" => "which the program names".to_owned(),
        "host" => "which is in effect here".to_owned(),
        "option" => "given by --goroot".to_owned(),
        "trace" => "of the trace".to_owned(),
        other => words(other),
    }
}

fn link_lines(lines: &mut Lines, link: &LinkActionRecord) {
    let (mark, meaning) = match link.status.known() {
        Some(LinkVerdict::Checked(LinkStatus::Match | LinkStatus::OtherGoroot)) => {
            ("✓ ", Meaning::Good)
        }
        _ => ("✗ ", Meaning::Odd),
    };
    lines.prose("link action", &format!("{mark}{}", safe(&link.reason)), meaning);
    for candidate in &link.candidates {
        let sign = if candidate.matches { "✓ is the program's" } else { "is not the program's" };
        let goroot = if candidate.goroot.is_empty() {
            "no GOROOT".to_owned()
        } else {
            safe(&candidate.goroot)
        };
        let aside = format!("{sign}: with {goroot}, {}", origin_words(&candidate.origin));
        lines.fact("", Fact::new(safe(&candidate.link_action)).aside(aside));
    }
}
