//! How the program and the host agree, beyond the verdict.

use gorigin::agree::{GorootMatch, SourcesHere};
use gorigin::report::{HostRecord, Record};

use super::lines::{Fact, Lines};
use crate::render::facts::host_meaning;
use crate::render::look::Meaning;
use crate::render::words::{counted, safe};

/// What is behind the verdict, where no finding says it, and the sources here.
pub(super) fn host_lines(lines: &mut Lines, record: &Record, host: &HostRecord) {
    let is_found = record.findings.iter().any(|finding| finding.message == host.detail);
    let is_in_verdict = host.goroot == GorootMatch::NotApplicable;
    if !host.detail.is_empty() && !is_found && !is_in_verdict {
        lines.fact("host", Fact::words(safe(&host.detail)).meaning(host_meaning(host)));
    }
    if let Some(sources) = &host.sources {
        lines.fact("sources", sources_fact(sources));
    }
}

fn sources_fact(sources: &SourcesHere) -> Fact {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let files = counted(count(sources.looked_for), "file");
    let goroot = safe(&sources.goroot);
    let version = sources.version.as_deref().map(|it| format!(" ({})", safe(it)));
    let goroot = format!("{goroot}{}", version.unwrap_or_default());
    let (text, meaning) = match sources.missing {
        0 => (format!("✓ all {files} of its standard library are in {goroot}"), Meaning::Good),
        missing => {
            let missing = format!("✗ {missing} of {files} of its standard library");
            (format!("{missing} are not in {goroot}"), Meaning::Odd)
        }
    };
    Fact::words(text).meaning(meaning)
}
