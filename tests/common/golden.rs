//! The records of every fixture, as `testdata/golden.jsonl.gz` has them. Used by the tests inside of the
//! command.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The records, each with the name of its fixture and how it was read.
pub(super) fn fixtures<R: serde::de::DeserializeOwned>() -> Vec<(String, R)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/golden.jsonl.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    let lines = text.lines().map(|line| line.split_once('\t').unwrap());
    lines.map(|(name, json)| (name.to_owned(), serde_json::from_str(json).unwrap())).collect()
}
