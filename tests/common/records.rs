//! Made-up records, as `tests/records/` has them, and the texts they must become:
//! `tests/snapshots/`, rewritten where `UPDATE=1` is set. Used by the tests inside of the library and
//! of the command, each of which has a `Record` of its own.

use std::fs;
use std::path::Path;

/// A program with everything, a trimmed one, a slice of a fat file, a packed one, one with hostile
/// strings, a damaged one, one that is not Go, one that cannot be read.
pub(super) fn records<R: serde::de::DeserializeOwned>() -> Vec<R> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/records");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    files.iter().map(|it| serde_json::from_str(&fs::read_to_string(it).unwrap()).unwrap()).collect()
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
