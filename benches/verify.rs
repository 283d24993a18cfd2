//! `gorigin verify` of one large program against a bare SHA-256 of the same bytes, by the same
//! library, read in the same steps, in one run: `cargo bench --bench verify`.
//!
//! The program is a fixture with 256 MiB of its own bytes behind it, sealed so that it verifies. The
//! aim is a ratio of at most 1.1. See `benches/README.md` for the numbers and for the choice of the
//! library.
#![allow(clippy::restriction, reason = "benches")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench")]

#[path = "../tests/common/mod.rs"]
mod common;
mod record;

use std::fs::File;
use std::io::Read;
use std::time::{Duration, Instant};

use gorigin::bytes::FileSource;
use gorigin::bytes::{Digest, Hasher};
use gorigin::inspect::{Hashing, Options, inspect};

const SIZE: usize = 256 << 20;
const ROUNDS: usize = 7;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large");
    let mut bytes = common::fixture("carved/linux-amd64-go1.27-default").bytes();
    let small = bytes.clone();
    while bytes.len() < SIZE {
        // Without the ID, which is in the first pages.
        bytes.extend_from_slice(&small[0x2000..]);
    }
    let bytes = seal(bytes);
    std::fs::write(&path, &bytes).unwrap();
    let want = Digest::of(&bytes);
    let (mut bare_best, mut verify_best) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        assert_eq!(bare(&path), want);
        bare_best = bare_best.min(start.elapsed());
        let start = Instant::now();
        assert_eq!(status(&path), "verified");
        verify_best = verify_best.min(start.elapsed());
    }
    let rate = |time: Duration| bytes.len() as f64 / time.as_secs_f64() / 1e9;
    let ratio = verify_best.as_secs_f64() / bare_best.as_secs_f64();
    for (measure, value) in
        [("bare GB/s", rate(bare_best)), ("verify GB/s", rate(verify_best)), ("ratio", ratio)]
    {
        record::row("verify", "256 MiB", measure, value);
    }
    println!("bare SHA-256   {:.3} GB/s", rate(bare_best));
    println!("verify         {:.3} GB/s", rate(verify_best));
    println!("ratio          {ratio:.3}");
}

/// Puts the hash of the bytes into their build ID.
fn seal(mut bytes: Vec<u8>) -> Vec<u8> {
    let options = Options { hashing: Hashing::Check, ..Options::default() };
    let record = inspect(&bytes, &options).remove(0);
    let (id, content) =
        (record.build_id.known().unwrap(), record.verification.known().unwrap().content_id);
    let end = usize::try_from(id.offset).unwrap() + id.value.len();
    bytes[end - 20..end].copy_from_slice(content.actual.unwrap().as_bytes());
    bytes
}

fn bare(path: &std::path::Path) -> Digest {
    let mut file = File::open(path).unwrap();
    let mut buffer = vec![0; 128 << 10];
    let mut hasher = Hasher::default();
    loop {
        match file.read(&mut buffer).unwrap() {
            0 => return hasher.digest(),
            count => hasher.update(&buffer[..count]),
        }
    }
}

fn status(path: &std::path::Path) -> String {
    let file = File::open(path).unwrap();
    let size = file.metadata().unwrap().len();
    let options = Options { hashing: Hashing::Check, ..Options::default() };
    let record = inspect(&FileSource::new(file, size), &options).remove(0);
    record.verification.known().unwrap().content_id.status.to_string()
}
