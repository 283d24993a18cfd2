//! The missing facts with their reasons, and the damage.

use gorigin::report::{ErrorRecord, Record};

use super::lines::{Fact, Lines};
use super::said::plainly;
use crate::render::look::Meaning;
use crate::render::words::{joined, place, safe, words};

/// Why facts are missing, or why they are as they are.
pub(super) fn reason_lines(lines: &mut Lines, record: &Record) {
    // A debug file has no traits to show, so it misses none.
    let is_missed = |field: &str| record.debug_file.is_none() || !field.starts_with("traits.");
    for (field, reason) in record.reasons.iter().filter(|(field, _)| is_missed(field)) {
        reason_line(lines, record, field, reason);
    }
}

fn reason_line(lines: &mut Lines, record: &Record, field: &str, reason: &str) {
    let is_found = record.findings.iter().any(|finding| finding.message == reason)
        || record.damage.iter().any(|damage| damage.message == reason);
    let is_told = match field {
        // The verdict says it.
        "outcome" => true,
        "build" | "build.module" => {
            is_found || record.findings.iter().any(|finding| finding.rule == "no-build-info")
        }
        // A file that is not hashed on purpose.
        "sha256" => true,
        // The line of the ID or of the version says it.
        "host_id" | "go_version.exact" => true,
        // Without a GOROOT there is nothing to hash, as the line of the GOROOT says.
        "path_hash" => record.goroot.as_ref().is_some_and(|it| it.value.is_none()),
        "dwarf" => *record.traits.dwarf == Some(false),
        _ => is_found,
    };
    if is_told {
        return;
    }
    let reason = safe(&plainly(reason));
    match field {
        // Facts that are left out on purpose.
        "paths" | "paths.main_dir" => {}
        // Facts that a card never shows.
        "arch" | "bits" | "endian" | "format" | "host" | "os" => {}
        "build.main_package" | "build_id.segments" | "goroot.referenced" => {}
        "path_hash.host" | "path_hash.host_match" | "verification.link_action" => {}
        "traits.cgo" | "traits.dwarf" | "traits.pie" | "traits.static" | "traits.stripped" => {}
        "traits.trimpath" | "traits.arch_level" => {}
        _ if field.starts_with("traits.macho.") || field.starts_with("traits.pe.") => {}
        _ => lines.fact(&label(field), Fact::new(absence(field)).aside(reason)),
    }
}

/// What a field is called on a card.
fn label(field: &str) -> String {
    match field {
        "build" => "build info".to_owned(),
        "build.module" => "module".to_owned(),
        "build_id" => "go build id".to_owned(),
        "dwarf" => "DWARF".to_owned(),
        "goroot" => "GOROOT".to_owned(),
        "unpacked.size" => "unpacked".to_owned(),
        other => safe(other.strip_prefix("traits.").unwrap_or(other)).replace(['_', '.'], " "),
    }
}

/// What is said of a field that has no value.
fn absence(field: &str) -> &'static str {
    match field {
        "unpacked.size" => "no",
        "dwarf" | "build" | "build.module" | "build_id" | "pclntab" | "path_hash" => "none",
        _ => "not known",
    }
}

pub(super) fn damage(lines: &mut Lines, record: &Record) {
    let more = record.damage.iter().filter(|damage| Some(*damage) != record.error.as_ref());
    for ErrorRecord { kind, message, offset } in record.error.iter().chain(more) {
        let aside = joined(&[words(kind), place(None, *offset)]);
        lines.fact("damage", Fact::words(safe(message)).meaning(Meaning::Bad).aside(aside));
    }
}
