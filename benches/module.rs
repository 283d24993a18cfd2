//! A quick look at WebAssembly modules against one pass of memmem over the same files for a needle that is
//! not there: `cargo bench --bench module`, or with modules of one's own behind `--`.
//!
//! Most of a module is code, which a quick look does not read. The aim is at most 1.5 times the pass. See
//! `benches/README.md` for the numbers.
#![allow(clippy::restriction, reason = "benches")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench")]

#[path = "../tests/common/mod.rs"]
mod common;
mod pass;
mod record;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use gorigin::Options;
use gorigin::evidence::Depth;
use gorigin::inspect::{Hashing, inspect};
use gorigin::report::Outcome;
use pass::{absent, open};

const ROUNDS: usize = 101;

fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut paths: Vec<PathBuf> = named.iter().map(PathBuf::from).collect();
    for name in ["carved/js-wasm-go1.22-s-w", "sealed/js-wasm-go1.27-s-w"] {
        let path = folder.path().join(name.split_once('/').unwrap().1);
        if named.is_empty() {
            std::fs::write(&path, common::fixture_bytes(name)).unwrap();
            paths.push(path);
        }
    }
    let quick = Options { depth: Depth::Quick, hashing: Hashing::Skip, ..Options::default() };
    for path in paths {
        let (mut pass, mut look) = (Duration::MAX, Duration::MAX);
        for _ in 0..ROUNDS {
            let start = Instant::now();
            absent(&open(&path));
            pass = pass.min(start.elapsed());
            let start = Instant::now();
            let records = inspect(&open(&path), &quick);
            look = look.min(start.elapsed());
            assert_eq!(records[0].outcome, Outcome::Go);
        }
        let micros = |time: Duration| time.as_secs_f64() * 1e6;
        let (pass, look) = (micros(pass), micros(look));
        let case = path.file_name().unwrap().to_string_lossy().into_owned();
        for (measure, value) in [("memmem us", pass), ("look us", look), ("ratio", look / pass)] {
            record::row("module", &case, measure, value);
        }
        println!("{case:<32} memmem {pass:.0} us  look {look:.0} us  ratio {:.2}", look / pass);
    }
}
