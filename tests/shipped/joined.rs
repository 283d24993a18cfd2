//! Streams made of two, padded, or behind something else: what every tool reads, and decoders of one
//! stream do not.

use std::fs;

use crate::bombs::program;
use crate::scanned::scan;
use crate::tables::is_opened;
use crate::write::{bzip2, gzip, lz4, stored, tar, xz, zip, zstd};

/// A tape archive of one program, cut into two.
fn halves() -> [Vec<u8>; 2] {
    let whole = tar(&[("bin/prog", &program())]);
    let (first, second) = whole.split_at(whole.len() / 2);
    [first.to_vec(), second.to_vec()]
}

#[test]
fn two_streams_are_one_file() {
    let [first, second] = halves();
    let folder = tempfile::tempdir().unwrap();
    let zeros = vec![0; 1024];
    let skippable = b"\x5a\x2a\x4d\x18\x04\0\0\0skip".to_vec();
    for (name, parts) in [
        ("two.tar.gz", vec![gzip(&first), gzip(&second)]),
        ("empty-between.tar.gz", vec![gzip(&first), gzip(b""), gzip(&second)]),
        ("padded.tar.gz", vec![gzip(&first), gzip(&second), zeros.clone()]),
        ("two.tar.bz2", vec![bzip2(&first), bzip2(&second)]),
        ("empty-between.tar.bz2", vec![bzip2(&first), bzip2(b""), bzip2(&second)]),
        ("two.tar.xz", vec![xz(&first), xz(&second)]),
        ("padded-between.tar.xz", vec![xz(&first), vec![0; 8], xz(&second), vec![0; 4]]),
        ("two.tar.zst", vec![zstd(&first), zstd(&second)]),
        ("skippable.tar.zst", vec![skippable.clone(), zstd(&first), skippable, zstd(&second)]),
        ("two.tar.lz4", vec![lz4(&first), lz4(&second)]),
        ("zeros.tar", vec![first.clone(), second.clone(), vec![0; 1 << 20]]),
        (
            "stored-stub.zip",
            vec![b"#!/bin/sh\nexit\n".to_vec(), zip(&[stored("bin/prog", &program())])],
        ),
    ] {
        if !is_opened(name) {
            continue;
        }
        let path = folder.path().join(name);
        fs::write(&path, parts.concat()).unwrap();
        let scanned = scan(&path, &[]);
        let short = scanned.in_short();
        assert_eq!(scanned.programs(&path), ["bin/prog"], "{name}: {short}");
        assert_eq!((scanned.code, scanned.complaints().len()), (0, 0), "{name}: {short}");
    }
}

/// Bytes behind the last stream are a note: the programs are there all the same.
#[test]
fn what_follows_is_a_note() {
    let [first, second] = halves();
    let whole = [first, second].concat();
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("trailing.tar.gz", gzip(&whole)),
        ("trailing.tar.bz2", bzip2(&whole)),
        ("trailing.tar.xz", xz(&whole)),
        ("trailing.tar.zst", zstd(&whole)),
        ("trailing.tar.lz4", lz4(&whole)),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, [bytes, b"and some text".to_vec()].concat()).unwrap();
        let scanned = scan(&path, &[]);
        assert_eq!(scanned.programs(&path), ["bin/prog"], "{name}: {}", scanned.in_short());
    }
}

/// A program with an archive behind it is two things.
#[test]
fn a_program_with_an_archive_behind_it() {
    if !is_opened("self-extract.bin") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("self-extracting");
    let archive = zip(&[stored("inner/prog", &program())]);
    fs::write(&path, [program(), archive].concat()).unwrap();
    let scanned = scan(&path, &[]);
    assert_eq!(scanned.programs(&path), [".", "inner/prog"], "{}", scanned.in_short());
}
