//! The samples in `testdata/shipped/`, which need no tool.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{fixture_bytes, testdata};
use crate::tables::{Row, check, rows};

/// What all of them may weigh, in bytes.
const HEAVIEST: u64 = 1_500_000;

/// The folder of the samples.
fn shipped() -> PathBuf {
    testdata().join("shipped")
}

/// The table of the samples.
pub(crate) fn table() -> Vec<Row> {
    rows(&shipped().join("expected.tsv"))
}

/// The sample as a tool wrote it: in `folder`, if it is stored smaller.
pub(crate) fn sample(file: &str, folder: &Path) -> PathBuf {
    let stored = shipped().join(file);
    if stored.exists() {
        return stored;
    }
    let path = folder.join(file);
    fs::write(&path, fixture_bytes(&format!("shipped/{file}"))).unwrap();
    path
}

#[test]
fn every_sample_gives_its_programs() {
    let folder = tempfile::tempdir().unwrap();
    check(&table(), |row| sample(&row.file, folder.path()));
}

#[test]
fn samples_are_listed_and_light() {
    let names: Vec<String> = table().into_iter().map(|row| row.file).collect();
    let mut weight = 0;
    for entry in walkdir::WalkDir::new(shipped()) {
        let entry = entry.unwrap();
        weight += entry.metadata().map_or(0, |it| if it.is_file() { it.len() } else { 0 });
        let name = entry.file_name().to_str().unwrap();
        if entry.depth() != 1 || matches!(name, "expected.tsv" | "README.md" | "keep.py") {
            continue;
        }
        let plain = name.strip_suffix(".xz").unwrap_or(name).to_owned();
        let is_listed = names.contains(&plain) || names.iter().any(|it| it == name);
        assert!(is_listed, "testdata/shipped/{name} has no row");
    }
    assert!(weight <= HEAVIEST, "{weight} bytes");
}
