//! The GOROOT: the verdict, the places that name one, and its path hash.

use gorigin::go::Embedded;
use gorigin::origin::Verdict;
use gorigin::report::{GorootEvidenceRecord, GorootRecord, PathHashRecord, Record};

use super::lines::{Fact, Lines};
use super::said::plainly;
use crate::render::facts::{goroot_meaning, goroot_text};
use crate::render::look::Meaning;
use crate::render::words::{counted, joined, place, safe, words};

pub(super) fn goroot_lines(lines: &mut Lines, record: &Record, goroot: &GorootRecord) {
    // The places that say nothing else than the verdict does.
    let is_same = |it: &&GorootEvidenceRecord| Some(&it.value) == goroot.value.as_ref();
    let same: Vec<_> = goroot.evidence.iter().filter(is_same).map(said_at).collect();
    let fact = Fact::new(goroot_text(goroot)).meaning(goroot_meaning(goroot));
    let reason = match goroot.verdict.known() {
        Some(Verdict::Found) => String::new(),
        Some(Verdict::Trimmed) if !lines.shows_all() => String::new(),
        _ if record.findings.iter().any(|it| it.message == goroot.reason) => String::new(),
        _ => safe(&plainly(&goroot.reason)),
    };
    let mut places = same.into_iter();
    let first = places.next().unwrap_or_default();
    lines.fact("GOROOT", fact.aside(joined(&[reason, first])));
    match (lines.shows_all(), places.len()) {
        (_, 0) => {}
        (true, _) => places.for_each(|place| lines.fact("", Fact::words(format!("also {place}")))),
        (false, more) => {
            let more = counted(u64::try_from(more).unwrap_or(u64::MAX), "more place");
            lines.fact("", Fact::words(format!("named in {more} (-v)")).meaning(Meaning::Aside));
        }
    }
    if let Some(cleaned) =
        goroot.cleaned.as_ref().filter(|&path| Some(path) != goroot.value.as_ref())
    {
        lines.fact("", Fact::new(safe(cleaned)).aside("cleaned"));
    }
    for evidence in goroot.evidence.iter().filter(|it| !is_same(it)) {
        lines.fact("  says", Fact::new(safe(&evidence.value)).aside(said_at(evidence)));
    }
    match *goroot.referenced {
        Some(true) => lines.fact("", Fact::words("the program calls runtime.GOROOT")),
        Some(false) => lines.fact("", Fact::words("the program does not call runtime.GOROOT")),
        None => {}
    }
}

/// The origin of a piece of evidence, how often it is there, and its place.
fn said_at(evidence: &GorootEvidenceRecord) -> String {
    let count = match evidence.of {
        Some(all) => format!("{} of {all} files", evidence.count),
        None if evidence.count > 1 => counted(evidence.count, "time"),
        None => String::new(),
    };
    let place = place(evidence.section.as_deref(), evidence.offset);
    joined(&[words(&evidence.origin), count, place])
}

pub(super) fn path_hash_lines(lines: &mut Lines, hash: &PathHashRecord) {
    let in_build_id = match hash.in_build_id.known() {
        Some(Embedded::Match) => "of the GOROOT path; also in the build ID",
        Some(Embedded::Mismatch) => "of the GOROOT path; the build ID holds another path's",
        Some(Embedded::NotEmbedded) => "of the GOROOT path; not in the build ID",
        None => "of the GOROOT path",
    };
    lines.fact("path hash", Fact::new(safe(&hash.value)).aside(in_build_id));
    if hash.cleaned != hash.value {
        lines.fact("", Fact::new(safe(&hash.cleaned)).aside("of the cleaned path"));
    }
    if let Some(host) = hash.host.as_ref() {
        let (verdict, meaning) = match *hash.host_match {
            Some(true) => ("✓ this host's is the same", Meaning::Good),
            Some(false) => ("✗ this host's differs", Meaning::Odd),
            None => ("this host's", Meaning::Plain),
        };
        lines.fact("", Fact::new(safe(host)).meaning(meaning).aside(verdict));
    }
}
