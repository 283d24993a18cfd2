//! The results of recomputed hashes, as lines of a card.

use gorigin::bytes::Named;
use gorigin::report::{
    ContentIdRecord, HostIdCheckRecord, HostIdVerdict, LinkActionRecord, LinkVerdict, Record,
    VerificationRecord,
};
use gorigin::verify::{Cause, ContentStatus, ContentVerdict, LinkStatus};

use super::ids::build_id_lines;
use super::lines::{Fact, Lines};
use crate::render::facts::content_meaning;
use crate::render::look::Meaning;
use crate::render::words::{place, safe, words};

/// The lines of a card that shows nothing else.
pub(super) fn only(lines: &mut Lines, record: &Record) {
    if let Some(id) = record.build_id.as_ref() {
        build_id_lines(lines, id);
    }
    let Some(verification) = record.verification.as_ref() else {
        if let Some(reason) = record.reasons.get("outcome") {
            lines.prose("content id", &safe(reason), Meaning::Aside);
        }
        return;
    };
    content_lines(lines, &verification.content_id);
    if let Some(id) = record.host_id.as_ref() {
        let aside = place(None, Some(id.offset));
        lines.fact(&words(&id.kind), Fact::new(safe(&id.value)).aside(aside));
    }
    if verification.host_id.status.known().is_some() {
        host_id_line(lines, "host id", &verification.host_id);
    }
    let mut label = "path hash";
    for hash in &verification.path_hashes {
        let held = if hash.embedded { "is in the build ID" } else { "in no part of any ID" };
        let aside = format!("{}, {}, {held}", safe(&hash.goroot), words(&hash.origin));
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
pub(super) fn beside_ids(lines: &mut Lines, verification: &VerificationRecord, has_host_id: bool) {
    if verification.content_id.cause != Some(Cause::Skipped.into()) {
        content_lines(lines, &verification.content_id);
    }
    if has_host_id && verification.host_id.status.known().is_some() {
        host_id_line(lines, "host id", &verification.host_id);
    }
}

/// The verdict in words.
fn verdict_words(content: &ContentIdRecord) -> String {
    let alteration = content.alteration.clone().unwrap_or_default();
    match (content.verdict.known(), alteration.but_for, alteration.tool) {
        (Some(ContentVerdict::VerifiedButFor), Some(what), _) => {
            format!("verified but for {}", safe(&what))
        }
        (Some(ContentVerdict::Altered), _, Some(tool)) => {
            format!("altered by {}, cannot be undone", safe(&tool))
        }
        (Some(ContentVerdict::Altered), ..) => "altered, cannot be undone".to_owned(),
        (Some(ContentVerdict::NotRun), ..) => "not checked".to_owned(),
        (Some(verdict), ..) => verdict.name().to_owned(),
        // A record from before there were verdicts.
        (None, ..) => content.status.to_string(),
    }
}

fn content_lines(lines: &mut Lines, content: &ContentIdRecord) {
    let mark = match (content.verdict.known(), content.status.known()) {
        (Some(ContentVerdict::Verified | ContentVerdict::VerifiedButFor), _)
        | (None, Some(ContentStatus::Verified)) => "✓ ",
        (Some(ContentVerdict::Changed), _) | (None, Some(ContentStatus::Mismatch)) => "✗ ",
        _ => "",
    };
    let text = format!("{mark}{}: {}", verdict_words(content), safe(&content.reason));
    lines.prose("content id", &text, content_meaning(content));
    let marks = content.alteration.iter().flat_map(|it| &it.marks);
    for detail in marks.chain(&content.details) {
        lines.prose("", &safe(detail), Meaning::Plain);
    }
    if let (true, Some(expected), Some(actual)) =
        (content.status == ContentStatus::Mismatch, &content.expected, &content.actual)
    {
        let text = format!("expected {}, the file gives {}", safe(expected), safe(actual));
        lines.fact("", Fact::new(text).meaning(Meaning::Aside));
    }
}

fn host_id_line(lines: &mut Lines, label: &str, host_id: &HostIdCheckRecord) {
    let (mark, meaning) = match host_id.status.known() {
        Some(HostIdVerdict::Derived) => ("✓ ", Meaning::Good),
        _ => ("", Meaning::Plain),
    };
    let text = format!("{mark}{}: {}", safe(&host_id.status), safe(&host_id.reason));
    lines.prose(label, &text, meaning);
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
        let sign = if candidate.matches { "is the binary's" } else { "is not" };
        let goroot =
            if candidate.goroot.is_empty() { "(none)".to_owned() } else { safe(&candidate.goroot) };
        let aside = format!("{goroot}, {}, {sign}", words(&candidate.origin));
        lines.fact("", Fact::new(safe(&candidate.link_action)).aside(aside));
    }
}
