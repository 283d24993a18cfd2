//! The Go build ID, and the ID that the host's tools know.

use gorigin::bytes::Word;
use gorigin::evidence::BuildIdKind;
use gorigin::image::Format;
use gorigin::report::{BuildIdRecord, FileFormat, HostIdVerdict, Record};

use super::lines::{Fact, Lines};
use super::said::plainly;
use crate::render::look::Meaning;
use crate::render::words::{joined, place, safe, words};

pub(super) fn build_id_lines(lines: &mut Lines, id: &BuildIdRecord) {
    let kind = if id.kind == BuildIdKind::Go { "" } else { id.kind.name() };
    let place = place(id.section.as_deref(), Some(id.offset));
    let aside = joined(&[kind.to_owned(), words(&id.source), place]);
    lines.fact("go build id", Fact::new(safe(&id.value)).aside(aside));
}

/// The GNU build-id or the LC_UUID, and whether it follows from the Go build ID; where there is none,
/// why.
pub(super) fn host_id_lines(lines: &mut Lines, record: &Record) {
    let check = record.verification.as_ref().map(|it| &it.host_id);
    let reason = check.map(|it| safe(&plainly(&it.reason))).filter(|it| !it.is_empty());
    if let Some(id) = record.host_id.as_ref() {
        let aside = place(None, Some(id.offset));
        lines.fact(&words(&id.kind), Fact::new(safe(&id.value)).aside(aside));
        let is_derived = check.is_some_and(|it| it.status == HostIdVerdict::Derived);
        let (mark, meaning) =
            if is_derived { ("✓ ", Meaning::Good) } else { ("", Meaning::Plain) };
        if let Some(reason) = reason {
            lines.prose("", &format!("{mark}{reason}"), meaning);
        }
        return;
    }
    // Only these two kinds of file have one, so only there it can be missing.
    let label = match record.format.and_then(Word::known) {
        Some(FileFormat::Image(Format::Elf)) => "gnu build-id",
        Some(FileFormat::Image(Format::MachO)) => "LC_UUID",
        _ => return,
    };
    let why = reason.or_else(|| record.reasons.get("host_id").map(|it| safe(&plainly(it))));
    if let Some(why) = why {
        lines.fact(label, Fact::new("none").aside(why));
    }
}
