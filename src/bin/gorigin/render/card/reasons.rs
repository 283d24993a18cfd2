//! The missing facts with their reasons, and the damage.

use gorigin::report::{ErrorRecord, Record};

use super::lines::{Fact, Lines};
use crate::render::look::Meaning;
use crate::render::words::{joined, place, safe, words};

/// Why facts are missing, or why they are as they are.
pub(super) fn reason_lines(lines: &mut Lines, record: &Record) {
    // A debug file has no traits to show, so it misses none.
    let is_missed = |field: &str| record.debug_file.is_none() || !field.starts_with("traits.");
    for (field, reason) in record.reasons.iter().filter(|(field, _)| is_missed(field)) {
        reason_line(lines, field, reason);
    }
}

fn reason_line(lines: &mut Lines, field: &str, reason: &str) {
    let label = safe(field).replace(['_', '.'], " ");
    match field {
        // Facts that are left out on purpose.
        "paths" | "paths.main_dir" => {}
        // Facts that a card never shows.
        "arch" | "bits" | "endian" | "format" | "host" | "os" => {}
        "build.main_package" | "build.module" | "build_id.segments" | "goroot.referenced" => {}
        "path_hash.host" | "path_hash.host_match" | "verification.link_action" => {}
        "traits.cgo" | "traits.dwarf" | "traits.pie" | "traits.static" | "traits.stripped" => {}
        "traits.trimpath" => {}
        _ if field.starts_with("traits.macho.") || field.starts_with("traits.pe.") => {}
        "outcome" => lines.prose("why", &safe(reason), Meaning::Plain),
        "dwarf" => lines.fact("DWARF", Fact::new("none").aside(safe(reason))),
        "go_version.exact" => lines.fact("", Fact::new("not exact").aside(safe(reason))),
        _ => lines.fact(&label, Fact::new("none found").aside(safe(reason))),
    }
}

pub(super) fn damage(lines: &mut Lines, record: &Record) {
    let more = record.damage.iter().filter(|damage| Some(*damage) != record.error.as_ref());
    for ErrorRecord { kind, message, offset } in record.error.iter().chain(more) {
        let aside = joined(&[words(kind), place(None, *offset)]);
        lines.fact("damage", Fact::new(safe(message)).meaning(Meaning::Bad).aside(aside));
    }
}
