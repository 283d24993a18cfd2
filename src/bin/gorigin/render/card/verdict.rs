//! The second and third line of a card: whether the bytes are those that were built, whether the host
//! agrees, and the names of the findings.

use gorigin::agree::{GorootMatch, ToolchainMatch};
use gorigin::finding::Severity;
use gorigin::report::{ContentIdRecord, HostRecord, Outcome, Record};
use gorigin::verify::{Cause, ContentStatus, ContentVerdict};

use super::lines::Lines;
use super::said::plainly;
use crate::render::facts::{content_meaning, host_meaning};
use crate::render::look::Meaning;
use crate::render::words::{counted, safe};

/// What can be said of the program in one line, and its findings in another.
pub(super) fn verdict_lines(lines: &mut Lines, record: &Record) {
    if record.outcome != Outcome::Go {
        if let Some(reason) = record.reasons.get("outcome") {
            lines.prose("verdict", &safe(&plainly(reason)), Meaning::Plain);
        }
        if record.findings.is_empty() {
            return;
        }
    } else {
        let content = record.verification.as_ref().map(|it| &it.content_id);
        let (bytes, of_bytes) = content.map_or_else(not_checked, bytes_words);
        let (host, of_host) = record.host.as_ref().map_or_else(not_compared, host_words);
        lines.prose("verdict", &format!("{bytes}; {host}"), graver(of_bytes, of_host));
    }
    let (names, meaning) = finding_names(record);
    lines.prose("findings", &names, meaning);
}

fn not_checked() -> (String, Meaning) {
    ("bytes not checked".to_owned(), Meaning::Plain)
}

fn not_compared() -> (String, Meaning) {
    ("compared with no host".to_owned(), Meaning::Plain)
}

/// Whether the bytes are those that were built.
fn bytes_words(content: &ContentIdRecord) -> (String, Meaning) {
    let reason = || safe(&plainly(&content.reason));
    let built = "✓ verified: these are the bytes that go build wrote";
    let text = match content.verdict.known() {
        _ if content.cause == Some(Cause::Skipped.into()) => return not_checked(),
        Some(ContentVerdict::NotRun) => return not_checked(),
        Some(ContentVerdict::Verified) => built.to_owned(),
        Some(ContentVerdict::VerifiedButFor) => {
            let what = content.alteration.as_ref().and_then(|it| it.but_for.as_deref());
            format!("✓ verified but for {}", what.map_or_else(|| "a change".to_owned(), safe))
        }
        Some(ContentVerdict::Changed) => {
            "✗ changed: these are not the bytes that go build wrote".to_owned()
        }
        Some(ContentVerdict::Altered) => format!("altered after the build: {}", reason()),
        Some(ContentVerdict::Undecided) => {
            "changed or altered since it was built, which of the two is not certain".to_owned()
        }
        Some(ContentVerdict::Unfinalized) => {
            "not verified: go build did not finish this file".to_owned()
        }
        Some(ContentVerdict::Uncheckable) => format!("not verified: {}", reason()),
        // A record from before there were verdicts.
        _ => match content.status.known() {
            Some(ContentStatus::Verified) => built.to_owned(),
            Some(ContentStatus::Mismatch) => {
                "✗ changed: these are not the bytes that go build wrote".to_owned()
            }
            _ => format!("not verified: {}", reason()),
        },
    };
    (text, content_meaning(content))
}

/// Whether the program and the host agree.
fn host_words(host: &HostRecord) -> (String, Meaning) {
    let mut text = match host.goroot.known() {
        Some(GorootMatch::Match) => "✓ its GOROOT is the one in effect here".to_owned(),
        Some(GorootMatch::Mismatch) => "✗ its GOROOT is not the one in effect here".to_owned(),
        Some(GorootMatch::Missing) => "its GOROOT is not on this host".to_owned(),
        Some(GorootMatch::Foreign) => "its GOROOT is of another system".to_owned(),
        _ => not_applicable(&host.detail),
    };
    if host.toolchain == ToolchainMatch::Drift {
        text.push_str(", but the Go there is another release");
    }
    (text, host_meaning(host))
}

fn not_applicable(detail: &str) -> String {
    // The line of the GOROOT says why there is none.
    if detail.is_empty() || detail.ends_with(": no GOROOT to compare") {
        return "no GOROOT to compare with this host".to_owned();
    }
    format!("GOROOT not compared: {}", safe(detail))
}

/// `1 error: goroot-host-mismatch; 2 notes: no-pie, not-trimmed`.
fn finding_names(record: &Record) -> (String, Meaning) {
    let mut parts = Vec::new();
    let mut meaning = Meaning::Plain;
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let of_it = record.findings.iter().filter(|finding| finding.severity == severity);
        let names: Vec<String> = of_it.map(|finding| safe(&finding.rule)).collect();
        if names.is_empty() {
            continue;
        }
        if parts.is_empty() {
            meaning = severity.into();
        }
        let count = u64::try_from(names.len()).unwrap_or(u64::MAX);
        parts.push(format!("{}: {}", counted(count, severity.name()), names.join(", ")));
    }
    match parts.is_empty() {
        true => ("none".to_owned(), meaning),
        false => (parts.join("; "), meaning),
    }
}

/// The worse of two pieces of news; good only where both are.
fn graver(one: Meaning, other: Meaning) -> Meaning {
    let order = [Meaning::Bad, Meaning::Odd, Meaning::Plain, Meaning::Aside];
    let of_both = |meaning: &Meaning| one == *meaning || other == *meaning;
    order.into_iter().find(of_both).unwrap_or(Meaning::Good)
}
