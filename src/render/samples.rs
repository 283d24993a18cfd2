//! What a form writes about made-up records.

use super::form::{Renderer, Writer};
use crate::report::{Record, Summary};

/// What both halves of a form write about `records`.
pub(super) fn rendered<R: Renderer>(
    renderer: &R,
    writer: &mut dyn Writer<R::Row>,
    records: &[Record],
) -> String {
    let mut out = Vec::new();
    writer.start(&mut out).unwrap();
    for record in records {
        writer.write(renderer.row(record).unwrap(), &mut out).unwrap();
    }
    writer.finish(&summary_of(records), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// As many files as records.
pub(super) fn summary_of(records: &[Record]) -> Summary {
    let files = u64::try_from(records.len()).unwrap();
    let mut summary = Summary { files, ..Summary::default() };
    records.iter().for_each(|record| summary.add(record));
    summary
}
