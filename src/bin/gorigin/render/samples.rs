//! Made-up records, as `tests/records/` has them, and the texts they must become:
//! `tests/snapshots/`, rewritten where `UPDATE=1` is set.

use std::fs;
use std::path::Path;

use gorigin::report::{Record, Summary};

use super::renderer::Render;

/// What `renderer` writes about `records`.
pub(super) fn rendered(renderer: &mut dyn Render, records: &[Record]) -> String {
    let mut out = Vec::new();
    renderer.start(&mut out).unwrap();
    for record in records {
        renderer.record(&mut out, record).unwrap();
    }
    renderer.finish(&mut out, &summary_of(records)).unwrap();
    String::from_utf8(out).unwrap()
}

/// As many files as records.
pub(super) fn summary_of(records: &[Record]) -> Summary {
    let mut summary =
        Summary { files: u64::try_from(records.len()).unwrap(), ..Summary::default() };
    records.iter().for_each(|record| summary.add(record));
    summary
}

/// Compares with the snapshot called `name`, or rewrites it.
pub(super) fn check(name: &str, got: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, got).unwrap();
    }
    let want = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(got, want, "{name} differs; UPDATE=1 rewrites it");
}

/// A program with everything, a trimmed one, a slice of a fat file, a packed one, one with hostile
/// strings, a damaged one, one that is not Go, one that cannot be read.
pub(super) fn records() -> Vec<Record> {
    let names =
        ["full", "trimmed", "slice", "packed", "hostile", "damaged", "not-go", "unreadable"];
    names.map(record).into()
}

fn record(name: &str) -> Record {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/records").join(name);
    let text = fs::read_to_string(path.with_extension("json")).unwrap();
    serde_json::from_str(&text).unwrap()
}
