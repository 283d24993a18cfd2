//! Facts of a record in a few words, and how good the news is: the same in a table and on a card.

use gorigin::report::{
    ContentIdRecord, GorootRecord, HostRecord, ModuleRecord, Record, VersionRecord,
};

use super::look::Meaning;
use super::words::safe;

/// The path of an input, behind the files that it is in and before the part that is meant.
pub(crate) fn path_text(record: &Record) -> String {
    let mut text: String =
        record.container.iter().map(|container| format!("{}!", safe(container))).collect();
    text.push_str(&safe(&record.path));
    if let Some(slice) = &record.slice {
        text.push_str(&format!(" ({})", safe(slice)));
    }
    text
}

/// The version; one that is only an estimate says so.
pub(crate) fn version_text(version: &VersionRecord) -> String {
    let value = safe(&version.value);
    if version.exact { value } else { format!("{value} (estimate)") }
}

/// The path, or the verdict in parentheses where there is none to show; both where the path is not
/// simply the builder's GOROOT.
pub(crate) fn goroot_text(goroot: &GorootRecord) -> String {
    let verdict = safe(&goroot.verdict);
    match (&goroot.value, goroot.verdict.as_str()) {
        (Some(value), "found") => safe(value),
        (Some(value), _) => format!("{} ({verdict})", safe(value)),
        (None, _) => format!("({verdict})"),
    }
}

/// How good the news is.
pub(crate) fn goroot_meaning(goroot: &GorootRecord) -> Meaning {
    match goroot.verdict.as_str() {
        "found" => Meaning::Plain,
        "conflicting" | "hidden" => Meaning::Odd,
        _ => Meaning::Aside,
    }
}

/// `path@version`, and what replaces it.
pub(crate) fn module_text(module: &ModuleRecord) -> String {
    let mut text = safe(&module.path);
    if !module.version.is_empty() {
        text.push('@');
        text.push_str(&safe(&module.version));
    }
    if let Some(replacement) = &module.replace {
        text.push_str(" => ");
        text.push_str(&safe(&replacement.path));
    }
    text
}

/// How good the news is.
pub(crate) fn host_meaning(host: &HostRecord) -> Meaning {
    match (host.goroot.as_str(), host.toolchain.as_str()) {
        ("mismatch", _) => Meaning::Bad,
        ("missing", _) | (_, "drift") => Meaning::Odd,
        ("match", _) => Meaning::Good,
        _ => Meaning::Plain,
    }
}

/// How good the news is.
pub(crate) fn content_meaning(content: &ContentIdRecord) -> Meaning {
    match content_verdict(content) {
        "verified" => Meaning::Good,
        "verified-but-for" if content.status == "verified" => Meaning::Good,
        "changed" => Meaning::Bad,
        "verified-but-for" | "undecided" | "unfinalized" => Meaning::Odd,
        _ => Meaning::Plain,
    }
}

/// The verdict; of records that were written before there were verdicts, the status.
pub(crate) fn content_verdict(content: &ContentIdRecord) -> &str {
    if content.verdict.is_empty() { &content.status } else { &content.verdict }
}
