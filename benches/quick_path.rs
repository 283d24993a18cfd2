//! The quick path: single fixtures from memory, and a folder of them among files that are not Go's.
//!
//! `cargo bench`. Bytes per second are those that are read, which of a large program are few.
#![allow(clippy::restriction, reason = "benches")]

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use gorigin::artifact::{Keep, Root, Sink, Walk, WalkOptions, scan};
use gorigin::bytes::Limits;
use gorigin::front::Files;
use gorigin::inspect::Hashing;
use gorigin::report::{Outcome, Summary};
use gorigin::{Options, inspect};

#[path = "../tests/common/mod.rs"]
mod common;

use common::{Counting, fixture_bytes};

fn main() {
    divan::main();
}

/// A fixture of each format and what is rare in it.
const FIXTURES: [&str; 8] = [
    "sample/linux-amd64-go1.22-s-w",
    "sample/linux-386-go1.27-trimpath-s-w",
    // Pointers are relocated.
    "carved/linux-amd64-go1.22-pie-s-w",
    // No section is named for the pclntab.
    "carved/windows-amd64-go1.25-s-w",
    "sample/darwin-arm64-go1.24-s-w",
    // Two programs in one file.
    "carved/darwin-fat-go1.22-s-w",
    // The build info holds pointers.
    "carved/linux-amd64-go1.15-s-w",
    // No Go program.
    "not-go/c-program",
];

#[divan::bench(args = FIXTURES)]
fn one_file(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = fixture_bytes(name);
    let options = Options::default();
    let source = Counting::new(&bytes);
    let want = if name.starts_with("not-go") { Outcome::NotGo } else { Outcome::Go };
    for record in inspect(&source, &options) {
        assert_eq!(record.outcome, want, "{name}");
        assert_eq!(record.go_version.is_some(), want == Outcome::Go, "{name}");
    }
    let bencher = bencher.counter(BytesCount::new(source.read())).counter(ItemsCount::new(1_u32));
    bencher.bench_local(|| inspect(&bytes, &options));
}

/// How many Go programs the folder holds, and how many other files.
const PROGRAMS: usize = 100;
const OTHERS: usize = 2000;

#[divan::bench(args = [1, 2, 4], sample_count = 20)]
fn folder(bencher: Bencher<'_, '_>, jobs: usize) {
    let folder = make_folder();
    let jobs = NonZeroUsize::new(jobs).unwrap();
    let summary = scan_folder(folder.path(), jobs);
    let got = (summary.go, summary.not_go, summary.unreadable);
    assert_eq!(got, (PROGRAMS as u64, OTHERS as u64, 0));
    let bencher = bencher.counter(ItemsCount::new(PROGRAMS + OTHERS));
    bencher.bench_local(|| scan_folder(folder.path(), jobs));
}

fn make_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let program = fixture_bytes(FIXTURES[0]);
    let other = fixture_bytes("not-go/go-words.txt");
    for (count, bytes, kind) in [(PROGRAMS, &program, "program"), (OTHERS, &other, "text")] {
        for index in 0..count {
            let below = folder.path().join(format!("{}", index % 20));
            fs::create_dir_all(&below).unwrap();
            fs::write(below.join(format!("{kind}-{index}")), bytes).unwrap();
        }
    }
    folder
}

/// Keeps nothing.
struct Dropped;

impl Sink<()> for Dropped {
    fn record(&mut self, (): ()) -> std::io::Result<()> {
        Ok(())
    }
}

fn scan_folder(folder: &Path, jobs: NonZeroUsize) -> Summary {
    let roots = [Root::Path(PathBuf::from(folder))].into_iter();
    let walk = Walk::new(roots, WalkOptions::default());
    let (limits, options) = (Limits::default(), Options::default());
    let files = Files {
        named: options.clone(),
        met: options,
        keep: Keep::Relevant,
        demanded: Hashing::Check,
        rulings: None,
    };
    let threads =
        gorigin::artifact::Threads { count: jobs, pace: gorigin::artifact::Pace::AllThere };
    scan(
        walk,
        Keep::Relevant,
        threads,
        &limits,
        &files,
        &|it| drop(divan::black_box(std::mem::take(it))),
        &mut Dropped,
    )
    .unwrap()
}
