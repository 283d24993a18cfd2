//! How the program and the host agree.

use gorigin::agree::{GorootMatch, SourcesHere, ToolchainMatch};
use gorigin::report::HostRecord;

use super::lines::{Fact, Lines};
use crate::render::facts::host_meaning;
use crate::render::look::Meaning;
use crate::render::words::{counted, safe, words};

/// The GOROOT of both, and the sources here.
pub(super) fn host_lines(lines: &mut Lines, host: &HostRecord) {
    lines.fact("host", Fact::new(host_text(host)).meaning(host_meaning(host)));
    if let Some(sources) = &host.sources {
        lines.fact("sources", sources_fact(sources));
    }
}

fn host_text(host: &HostRecord) -> String {
    let mark = match host.goroot.known() {
        Some(GorootMatch::Match) => "✓ ",
        Some(GorootMatch::Mismatch | GorootMatch::Missing) => "✗ ",
        _ => "",
    };
    let drift = if host.toolchain == ToolchainMatch::Drift { ", toolchain drift" } else { "" };
    let detail =
        if host.detail.is_empty() { String::new() } else { format!(": {}", safe(&host.detail)) };
    format!("{mark}GOROOT {}{drift}{detail}", words(&host.goroot))
}

fn sources_fact(sources: &SourcesHere) -> Fact {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let files = counted(count(sources.looked_for), "standard file");
    let goroot = safe(&sources.goroot);
    let version = sources.version.as_deref().map(|it| format!(" ({})", safe(it)));
    let version = version.unwrap_or_default();
    match sources.missing {
        0 => Fact::new(format!("✓ all {files} in {goroot}{version}")).meaning(Meaning::Good),
        missing => {
            let missing = counted(count(missing), "file");
            let text = format!("✗ {missing} of {files} missing in {goroot}{version}");
            Fact::new(text).meaning(Meaning::Odd)
        }
    }
}
