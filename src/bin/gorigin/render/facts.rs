//! Facts of a record in a few words, and how good the news is: the same in a table and on a card.

use gorigin::agree::{GorootMatch, ToolchainMatch};
use gorigin::bytes::Named;
use gorigin::origin::Verdict;
use gorigin::report::{
    ContentIdRecord, GorootRecord, HostRecord, ModuleRecord, Record, VersionRecord,
};

use gorigin::verify::{ContentStatus, ContentVerdict};

use super::look::Meaning;
use super::words::safe;

/// The path of an input, before the part in question. Names inside a container are shown without
/// `./`, which many packages write in front of them; the path leads there all the same.
pub(crate) fn path_text(record: &Record) -> String {
    let mut text = match record.container.is_empty() {
        true => safe(&record.path),
        false => safe(&record.path.replace("!/./", "!/")),
    };
    if let Some(slice) = &record.slice {
        text.push_str(&format!(" ({})", safe(slice)));
    }
    text
}

/// The version, marked if it is only an estimate.
pub(crate) fn version_text(version: &VersionRecord) -> String {
    let value = safe(&version.value);
    if version.exact { value } else { format!("{value} (estimate)") }
}

/// The path, or the verdict in parentheses where there is no path; both where the path is not
/// simply the builder's GOROOT.
pub(crate) fn goroot_text(goroot: &GorootRecord) -> String {
    let verdict = goroot.verdict;
    match &goroot.value {
        Some(value) if verdict == Verdict::Found => safe(value),
        Some(value) => format!("{} ({verdict})", safe(value)),
        None => format!("({verdict})"),
    }
}

/// How good the news about GOROOT is.
pub(crate) fn goroot_meaning(goroot: &GorootRecord) -> Meaning {
    match goroot.verdict.known() {
        Some(Verdict::Found) => Meaning::Plain,
        Some(Verdict::Conflicting | Verdict::Hidden) => Meaning::Odd,
        _ => Meaning::Aside,
    }
}

/// `path@version`, and its replacement.
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

/// How good the news about the host is.
pub(crate) fn host_meaning(host: &HostRecord) -> Meaning {
    match (host.goroot.known(), host.toolchain.known()) {
        (Some(GorootMatch::Mismatch), _) => Meaning::Bad,
        (Some(GorootMatch::Missing), _) | (_, Some(ToolchainMatch::Drift)) => Meaning::Odd,
        (Some(GorootMatch::Match), _) => Meaning::Good,
        _ => Meaning::Plain,
    }
}

/// How good the news about the content is.
pub(crate) fn content_meaning(content: &ContentIdRecord) -> Meaning {
    use ContentVerdict::{Changed, Undecided, Unfinalized, Verified, VerifiedButFor};
    let is_same = content.status == ContentStatus::Verified;
    match content.verdict.known() {
        Some(Verified) => Meaning::Good,
        Some(VerifiedButFor) | None if is_same => Meaning::Good,
        Some(Changed) => Meaning::Bad,
        Some(VerifiedButFor | Undecided | Unfinalized) => Meaning::Odd,
        None if content.status == ContentStatus::Unfinalized => Meaning::Odd,
        _ => Meaning::Plain,
    }
}

/// The verdict; for records from before there were verdicts, the status.
pub(crate) fn content_verdict(content: &ContentIdRecord) -> &'static str {
    content.verdict.known().map_or(content.status.name(), ContentVerdict::name)
}
