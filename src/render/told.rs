//! What several forms ask of a record, in words.

use crate::bytes::{Escaped, counted, find_unsafe};
use crate::finding::Severity;
use crate::report::{Outcome, Record};

/// `text` with every character escaped that could control a terminal or mislead the eye, and those
/// that no XML may hold.
pub(super) fn safe(text: &str) -> String {
    if find_unsafe(text).is_none() && !text.contains(['\u{fffe}', '\u{ffff}']) {
        return text.to_owned();
    }
    let text = Escaped(text).to_string();
    text.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}")
}

/// The path, with the processor of a slice of a fat file.
pub(super) fn name(record: &Record) -> String {
    match &record.slice {
        Some(slice) => safe(&format!("{} ({slice})", record.path)),
        None => safe(&record.path),
    }
}

/// The SHA-256 of the file, if it was computed.
pub(super) fn sha256(record: &Record) -> Option<String> {
    record.sha256.as_deref().map(str::to_owned)
}

/// `linux/amd64`; empty where neither is known.
pub(super) fn target(record: &Record) -> String {
    match (record.os.as_deref(), record.arch.as_deref()) {
        (Some(os), Some(arch)) => format!("{os}/{arch}"),
        (os, arch) => os.or(arch).unwrap_or_default().to_owned(),
    }
}

/// What an input is that is no Go program: why it could not be read, or that it is something else;
/// `None` for a Go program.
pub(super) fn no_program(record: &Record) -> Option<String> {
    let error = || record.error.as_ref().map(|error| error.message.clone());
    match record.outcome {
        Outcome::Go => None,
        Outcome::NotGo => Some(match &record.unopened {
            Some(kind) => format!("not opened: {kind}"),
            None => "not a Go program".to_owned(),
        }),
        Outcome::Unreadable => Some(error().unwrap_or_else(|| "could not be read".to_owned())),
    }
}

/// How many findings of that severity a record has.
pub(super) fn count(record: &Record, severity: Severity) -> usize {
    record.findings.iter().filter(|it| it.severity == severity).count()
}

/// `1 error, 2 notes`; empty where there is nothing.
pub(super) fn counts(record: &Record) -> String {
    let words = Severity::ALL.into_iter().map(|it| (count(record, it), it.name()));
    let words = words.filter(|(count, _)| *count > 0);
    let words: Vec<_> = words
        .map(|(count, word)| counted(u64::try_from(count).unwrap_or(u64::MAX), word))
        .collect();
    words.join(", ")
}
