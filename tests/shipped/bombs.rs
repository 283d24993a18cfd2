//! Things that grow without end when they are unpacked, and things nested without end: one record
//! that names the limit, and the rest of the batch is read.

use std::fs;
use std::path::Path;

use crate::common::fixture_bytes;
use crate::scanned::{Scanned, scan};
use crate::tables::{is_opened, most_memory};
use crate::write::{
    bzip2, deb, deflated, gzip, lz4, stored, tar, tar_file, tar_header, xz, zip, zstd,
};

/// Zeros of one member, stream or frame.
const RUN: usize = 64 << 20;

/// How a run of bytes is compressed; each gives one member, stream or frame, and they may be joined.
pub(crate) type Pack = fn(&[u8]) -> Vec<u8>;

pub(crate) const PACKS: &[(&str, Pack)] =
    &[("gz", gzip), ("zst", zstd), ("xz", xz), ("bz2", bzip2), ("lz4", lz4)];

/// A small Go program.
pub(crate) fn program() -> Vec<u8> {
    fixture_bytes("carved/linux-amd64-go1.19-s-w")
}

/// Scans `files` beside one good archive. That one must be read, the exit code must be 3, and memory
/// within bounds; the rest is returned.
pub(crate) fn beside_a_good_one(files: &[(&str, Vec<u8>)]) -> Scanned {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    fs::write(folder.path().join("zz.tar.gz"), gzip(&tar(&[("good", &program())]))).unwrap();
    let scanned = scan(folder.path(), &[]);
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let short = scanned.in_short();
    let programs = paths(&scanned, folder.path());
    assert!(programs.contains(&"zz.tar.gz!/good".to_owned()), "{names:?}: {short}");
    let memory = scanned.memory;
    println!("{names:?}: {:?}, {} KiB: {short}", scanned.took, memory >> 10);
    let most = names.iter().map(|name| most_memory(name)).max().unwrap();
    assert!(memory < most, "{names:?}: {memory} bytes of memory");
    scanned
}

/// The paths of the Go programs below `folder`.
fn paths(scanned: &Scanned, folder: &Path) -> Vec<String> {
    let go = scanned.records.iter().filter(|record| record["outcome"] == "go");
    let below = |path: &str| path.strip_prefix(folder.to_str().unwrap()).unwrap()[1..].to_owned();
    go.map(|record| below(record["path"].as_str().unwrap())).collect()
}

/// One record says what is wrong, with one of these words, and the exit code is 3. A second one may
/// say that the file also ends early, which is as true.
pub(crate) fn is_said_once(scanned: &Scanned, words: &[&str]) {
    let complaints = scanned.complaints();
    let short = scanned.in_short();
    assert!(matches!(complaints.len(), 1 | 2), "{short}\n{}", scanned.said);
    assert_eq!(scanned.code, 3, "{short}\n{}", scanned.said);
    let is_said = words.iter().any(|word| complaints.iter().any(|it| it.contains(word)));
    assert!(is_said, "none of {words:?}: {short}");
}

/// A tape archive with one file of `size` zeros, as far as `runs` goes, each run packed by itself.
fn endless(pack: Pack, size: u64, runs: usize, head: &[u8]) -> Vec<u8> {
    let mut first = tar_header(b"endless", b'0', size, b"").to_vec();
    first.extend(head);
    let mut all = pack(&first);
    let run = pack(&vec![0; RUN]);
    for _ in 0..runs {
        all.extend(&run);
    }
    all
}

/// Members that are no program are passed over, which must end too. A size of 8 TiB is not believed;
/// of one of 12 GiB the ratio tells, where the compression has one that is above all honest ones.
#[test]
fn zeros_without_end() {
    for (name, pack) in PACKS {
        let strong = !matches!(*name, "gz" | "lz4");
        for (size, runs) in [(8 << 40, 32), (12 << 30, 192)] {
            if size > 1 << 40 || strong {
                let name = format!("bomb.tar.{name}");
                let bomb = endless(*pack, size, runs, b"no program");
                is_said_once(&beside_a_good_one(&[(&name, bomb)]), &["limit "]);
            }
        }
    }
}

/// What looks like a program is kept, up to a limit.
#[test]
fn a_program_without_end() {
    let head = &program()[..4096];
    for (name, pack) in PACKS {
        // No ratio tells of LZ4, which makes 255 bytes of one at most: what is passed over is unpacked.
        let gigabytes = if *name == "lz4" { 2 } else { 12 };
        let runs = usize::try_from(gigabytes).unwrap() << 30 >> 26;
        let bomb = endless(*pack, gigabytes << 30, runs, head);
        is_said_once(&beside_a_good_one(&[(&format!("bomb.tar.{name}"), bomb)]), &["limit "]);
    }
}

/// One compressed program that never ends, without an archive around it.
#[test]
fn a_bare_program_without_end() {
    for (name, pack) in PACKS {
        let mut bytes = pack(&program()[..4096]);
        let run = pack(&vec![0; RUN]);
        for _ in 0..256 {
            bytes.extend(&run);
        }
        let scanned = beside_a_good_one(&[(&format!("bomb.{name}"), bytes)]);
        is_said_once(&scanned, &["limit "]);
    }
}

/// Many names, one place: each is unpacked again.
#[test]
fn a_zip_whose_files_overlap() {
    let mut long = program()[..4096].to_vec();
    long.resize(32 << 20, 0);
    let first = deflated("0", &long);
    let mut files = vec![first.clone()];
    for at in 1..20_000 {
        let name = at.to_string().into_bytes();
        files.push(crate::write::Zipped { name, at: Some(0), ..first.clone() });
    }
    // The names in the local header differ, as in the bombs that are known.
    let scanned = beside_a_good_one(&[("overlap.zip", zip(&files))]);
    assert_eq!(scanned.code, 3, "{}", scanned.in_short());
    assert!(!scanned.complaints().is_empty(), "{}", scanned.in_short());
}

#[test]
fn nested_without_end() {
    let program = program();
    let nests: &[(&str, Pack)] = &[
        ("gz", gzip),
        ("zst", zstd),
        ("tar", |inner| tar(&[("inner", inner)])),
        ("zip", |inner| zip(&[stored("inner", inner)])),
        ("deflated.zip", |inner| zip(&[deflated("inner", inner)])),
        ("tar.gz", |inner| gzip(&tar(&[("inner", inner)]))),
        ("deb", |inner| deb("data.tar", &tar(&[("./inner.deb", inner)]))),
    ];
    for (name, nest) in nests.iter().filter(|(name, _)| is_opened(name)) {
        let mut bytes = program.clone();
        for _ in 0..200 {
            bytes = nest(&bytes);
        }
        let scanned = beside_a_good_one(&[(&format!("nested.{name}"), bytes)]);
        is_said_once(&scanned, &["limit depth"]);
    }
}

/// Sixteen archives in each of sixteen, five times: a million programs in a few kilobytes.
#[test]
fn a_tree_of_archives() {
    let mut long = program()[..4096].to_vec();
    long.resize(16 << 20, 0);
    let mut bytes = long;
    for _ in 0..5 {
        let files: Vec<_> = (0..16).map(|at| deflated(&format!("{at}.zip"), &bytes)).collect();
        bytes = zip(&files);
    }
    assert!(bytes.len() < 4 << 20, "{}", bytes.len());
    let scanned = beside_a_good_one(&[("tree.zip", bytes)]);
    assert_eq!(scanned.code, 3, "{}", scanned.in_short());
    let limits = scanned.complaints().iter().filter(|it| it.contains("limit ")).count();
    assert!(limits >= 1, "{}", scanned.in_short());
}

/// What is in a limit is read: a thousandfold, but small.
#[test]
fn much_air_is_no_bomb() {
    let mut air = tar_file(b"air", &vec![0; 32 << 20]);
    air.extend(tar(&[("prog", &program())]));
    let folder = tempfile::tempdir().unwrap();
    for (name, pack) in PACKS {
        let path = folder.path().join(format!("air.tar.{name}"));
        fs::write(&path, pack(&air)).unwrap();
        let scanned = scan(&path, &[]);
        assert_eq!((scanned.programs(&path), scanned.code), (vec!["prog".to_owned()], 0), "{name}");
    }
}
