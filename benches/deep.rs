//! The deep search against one pass of memmem for a needle that is not there, over the same bytes, by
//! one core and by two: `cargo bench --bench deep`, or with files of one's own behind `--`.
//!
//! The bytes are fixtures one after another, 256 MiB, or the files that are named. The aim is at
//! least 0.7 of memmem's rate. See `benches/README.md` for the numbers.
#![allow(clippy::restriction, reason = "benches")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench")]

#[path = "../tests/common/mod.rs"]
mod common;
mod pass;
mod record;

use std::time::{Duration, Instant};

use gorigin::bytes::{ByteSource, Limits};
use gorigin::leak::{DeepSearch, Known};
use pass::{absent, open};

const SIZE: usize = 256 << 20;
const ROUNDS: usize = 7;
const PLANTED: &[u8] = b"\0/home/somebody/planted/x.c\0";

fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let mut bytes = Vec::new();
    for name in &named {
        bytes.extend(std::fs::read(name).unwrap());
    }
    let fixtures = [
        "intact/linux-amd64-go1.19-tiny-s-w",
        "intact/linux-386-go1.24-tiny-s-w",
        "intact/darwin-arm64-go1.24-tiny-s-w",
        "intact/linux-amd64-go1.19-c-shared-s-w",
    ];
    while named.is_empty() && bytes.len() < SIZE {
        fixtures.iter().for_each(|name| bytes.extend(common::fixture_bytes(name)));
    }
    let slashes = memchr::memchr_iter(b'/', &bytes).count();
    println!("{} MiB, a slash in {} bytes", bytes.len() >> 20, bytes.len() / slashes.max(1));
    bytes.extend(PLANTED);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all");
    std::fs::write(&path, &bytes).unwrap();
    let search = DeepSearch::new(&[], None);

    let size = bytes.len();
    let memory = (|| absent(&bytes), || deep(&search, &bytes));
    let file = (|| absent(&open(&path)), || deep(&search, &open(&path)));
    report("in memory, one core", size, &memory.0, &memory.1);
    report("from the page cache, one core", size, &file.0, &file.1);
    let two = |work: &(dyn Fn() + Sync)| {
        std::thread::scope(|scope| {
            scope.spawn(work);
            work();
        });
    };
    let both = (|| two(&file.0), || two(&file.1));
    report("from the page cache, two cores", size * 2, &both.0, &both.1);
}

fn report(what: &str, size: usize, absent: &dyn Fn(), deep: &dyn Fn()) {
    let (mut best, mut best_deep) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        absent();
        best = best.min(start.elapsed());
        let start = Instant::now();
        deep();
        best_deep = best_deep.min(start.elapsed());
    }
    let rate = |time: Duration| size as f64 / time.as_secs_f64() / 1e9;
    let (absent, deep) = (rate(best), rate(best_deep));
    let case = format!("{} MiB {what}", size >> 20);
    for (measure, value) in [("memmem GB/s", absent), ("deep GB/s", deep), ("ratio", deep / absent)]
    {
        record::row("deep", &case, measure, value);
    }
    println!("{what:<32} memmem {absent:.2} GB/s  deep {deep:.2} GB/s  ratio {:.2}", deep / absent);
}

fn deep(search: &DeepSearch, source: &dyn ByteSource) {
    let texts = search.search(source, &Known::default(), &Limits::default());
    let planted = texts.found.iter().filter(|it| it.value.to_string().contains("somebody"));
    assert_eq!(planted.count(), 1);
}
