//! What several test programs share: the fixtures and what Go's own tools say about them.
#![allow(dead_code, reason = "each test program uses its own part")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The folder of the fixtures.
pub(crate) fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// A fixture: its bytes, and what Go's own tools said of them.
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) expected: Value,
}

impl Fixture {
    /// The file as it was before it was compressed.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let path = testdata().join(self.expected["path"].as_str().expect("a path"));
        let stored = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if path.extension().is_none_or(|it| it != "xz") {
            return stored;
        }
        let mut bytes = Vec::new();
        lzma_rust2::XzReader::new(stored.as_slice(), false)
            .read_to_end(&mut bytes)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        bytes
    }
}

/// Every fixture, by name.
pub(crate) fn fixtures() -> Vec<Fixture> {
    let path = testdata().join("expected.jsonl");
    let text = fs::read_to_string(&path).expect("testdata/expected.jsonl");
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a JSON row"));
    let fixture = |expected: Value| Fixture {
        name: expected["name"].as_str().expect("a name").to_owned(),
        expected,
    };
    rows.map(fixture).collect()
}

/// The fixture of that name.
pub(crate) fn fixture(name: &str) -> Fixture {
    let mut all = fixtures().into_iter();
    all.find(|fixture| fixture.name == name).unwrap_or_else(|| panic!("no fixture {name}"))
}
