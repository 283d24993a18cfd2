//! What a database of known vulnerabilities says, in numbers; the findings name what is in the program.

use gorigin::bytes::Named;
use gorigin::report::{Record, VulnerabilityRecord};
use gorigin::vuln::{ModulesKnown, Verdict};

use super::lines::{Fact, Lines};
use crate::render::vulns::day;
use crate::render::words::{counted, grouped, safe};

pub(super) fn vulnerability_lines(lines: &mut Lines, record: &Record) {
    let Some((check, all)) =
        record.vulnerability_check.as_ref().zip(record.vulnerabilities.as_deref())
    else {
        return;
    };
    let database = format!("database of {}", day(check));
    lines.fact("advisories", Fact::words(counts(all, check.complete)).aside(database));
    let modules = match check.modules.known() {
        Some(ModulesKnown::Listed) | None => None,
        Some(ModulesKnown::Found) => Some("some modules may be missing".to_owned()),
        Some(ModulesKnown::Unknown) => Some("no modules are known".to_owned()),
    };
    let unknown = check.unknown.len();
    let versions = (unknown > 0).then(|| {
        format!("{} without a version", counted(u64::try_from(unknown).unwrap_or(0), "module"))
    });
    let names = check.names_reason.as_deref().map(safe);
    let newer = check.newer_go.then(|| "its Go is newer than the database".to_owned());
    let untold: Vec<_> = [modules, versions, names, newer].into_iter().flatten().collect();
    if !untold.is_empty() {
        lines.fact("  not told", Fact::words(untold.join("; ")));
    }
}

/// `2 present, 73 package absent`, the gravest first.
fn counts(all: &[VulnerabilityRecord], is_complete: bool) -> String {
    let count = |verdict: Verdict| all.iter().filter(|it| it.verdict == verdict).count();
    let words = Verdict::ALL.iter().map(|verdict| (count(*verdict), verdict.name()));
    let words = words.filter(|(count, _)| *count > 0);
    let number = |count: usize| grouped(u64::try_from(count).unwrap_or(u64::MAX));
    let words: Vec<_> = words
        .map(|(count, name)| format!("{} {}", number(count), name.replace('-', " ")))
        .collect();
    match (words.is_empty(), is_complete) {
        (false, _) => words.join(", "),
        (true, true) => "no advisory is about its versions".to_owned(),
        (true, false) => "none by what is known of it".to_owned(),
    }
}
