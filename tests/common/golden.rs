//! The records of every fixture, as `testdata/golden.jsonl.gz` has them. Used by the tests inside of the
//! command too.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The JSON line of each record, with the name of its fixture and how it was read before it.
pub(crate) fn lines() -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/golden.jsonl.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    let lines = text.lines().map(|line| line.split_once('\t').unwrap());
    lines.map(|(name, json)| (name.to_owned(), json.to_owned())).collect()
}

/// The records, each with that name.
pub(crate) fn fixtures<R: serde::de::DeserializeOwned>() -> Vec<(String, R)> {
    lines().into_iter().map(|(name, json)| (name, serde_json::from_str(&json).unwrap())).collect()
}
