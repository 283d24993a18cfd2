//! The Go build ID.

use gorigin::evidence::BuildIdKind;
use gorigin::report::BuildIdRecord;

use super::lines::{Fact, Lines};
use crate::render::words::{joined, place, safe, words};

pub(super) fn build_id_lines(lines: &mut Lines, id: &BuildIdRecord) {
    let kind = if id.kind == BuildIdKind::Go { "" } else { id.kind.name() };
    let place = place(id.section.as_deref(), Some(id.offset));
    let aside = joined(&[kind.to_owned(), words(&id.source), place]);
    lines.fact("go build id", Fact::new(safe(&id.value)).aside(aside));
}
