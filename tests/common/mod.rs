//! What the test programs share: the fixtures and what Go's own tools say about them, forged files,
//! and the running of the command.
#![allow(dead_code, reason = "each test program uses its own part")]

pub(crate) mod consumers;
#[allow(unreachable_pub, reason = "the fuzz targets use it too")]
pub(crate) mod forge;
pub(crate) mod golden;
pub(crate) mod nulls;
pub(crate) mod process;
pub(crate) mod schema;
pub(crate) mod toolchains;

use std::fmt::Display;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use gorigin::bytes::{ByteSource, PartOffset};
use lzma_rust2::XzReader;
use serde_json::Value;

/// Says what is skipped, and why, where everyone sees it: what a test prints is shown only if it fails.
pub(crate) fn skipped(what: impl Display) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    let _ = writeln!(io::stderr(), "skipped in {test}: {what}");
}

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
        stored_bytes(&testdata().join(self.expected["path"].as_str().expect("a path")))
    }
}

/// The bytes of a fixture by folder and name, without asking what is expected of it.
pub(crate) fn fixture_bytes(name: &str) -> Vec<u8> {
    let plain = testdata().join(name);
    if plain.exists() {
        return stored_bytes(&plain);
    }
    stored_bytes(&testdata().join(format!("{name}.xz")))
}

/// The bytes of a file as they were before it was compressed.
fn stored_bytes(path: &Path) -> Vec<u8> {
    let stored = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if path.extension().is_none_or(|it| it != "xz") {
        return stored;
    }
    let mut bytes = Vec::new();
    XzReader::new(stored.as_slice(), false)
        .read_to_end(&mut bytes)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    bytes
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

/// A file in memory that counts what is read of it, and how often.
pub(crate) struct Counting<'b> {
    bytes: &'b [u8],
    read: AtomicU64,
    reads: AtomicU64,
}

impl<'b> Counting<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, read: AtomicU64::new(0), reads: AtomicU64::new(0) }
    }

    /// The reads so far.
    pub(crate) fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    /// The bytes read so far.
    pub(crate) fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }
}

impl ByteSource for Counting<'_> {
    fn size(&self) -> u64 {
        self.bytes.size()
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read_at(at, buffer)?;
        self.read.fetch_add(u64::try_from(count).unwrap(), Ordering::Relaxed);
        self.reads.fetch_add(1, Ordering::Relaxed);
        Ok(count)
    }
}
