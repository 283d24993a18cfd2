//! The GOROOT: the verdict, the places that name one, and its path hash.

use gorigin::go::Embedded;
use gorigin::report::{GorootRecord, PathHashRecord};

use super::lines::{Fact, Lines};
use crate::render::facts::{goroot_meaning, goroot_text};
use crate::render::look::Meaning;
use crate::render::words::{joined, place, safe, words};

pub(super) fn goroot_lines(lines: &mut Lines, goroot: &GorootRecord) {
    let fact = Fact::new(goroot_text(goroot)).meaning(goroot_meaning(goroot));
    lines.fact("GOROOT", fact.aside(safe(&goroot.reason)));
    if let Some(cleaned) =
        goroot.cleaned.as_ref().filter(|&path| Some(path) != goroot.value.as_ref())
    {
        lines.fact("", Fact::new(safe(cleaned)).aside("cleaned"));
    }
    for evidence in &goroot.evidence {
        let count = match evidence.of {
            Some(all) => format!("{} of {all}", evidence.count),
            None if evidence.count > 1 => format!("{} times", evidence.count),
            None => String::new(),
        };
        let place = place(evidence.section.as_deref(), evidence.offset);
        let aside = joined(&[words(&evidence.origin), count, place]);
        lines.fact("  says", Fact::new(safe(&evidence.value)).aside(aside));
    }
    match *goroot.referenced {
        Some(true) => lines.fact("", Fact::new("the program calls runtime.GOROOT")),
        Some(false) => lines.fact("", Fact::new("the program does not call runtime.GOROOT")),
        None => {}
    }
}

pub(super) fn path_hash_lines(lines: &mut Lines, hash: &PathHashRecord) {
    let in_build_id = match hash.in_build_id.known() {
        Some(Embedded::Match) => "also in the build ID",
        Some(Embedded::Mismatch) => "the build ID holds another path's",
        Some(Embedded::NotEmbedded) => "not in the build ID",
        None => "",
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
