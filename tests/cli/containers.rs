//! Archives as their users meet them: what is in them, as a whole or by name, is read like files
//! outside.

use std::fs;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::common::fixture;
use crate::common::process::{Run, host, run};

/// A tar archive; a content that starts with `->` is a hard link.
fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut all = Vec::new();
    for (name, content) in files {
        let link = content.strip_prefix(b"->");
        let content = if link.is_some() { &[][..] } else { content };
        let mut header = vec![0; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..107].copy_from_slice(b"0000755");
        header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        header[156] = if link.is_some() { b'1' } else { b'0' };
        let link = link.unwrap_or_default();
        header[157..157 + link.len()].copy_from_slice(link);
        header[257..265].copy_from_slice(b"ustar\x0000");
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        all.extend(header);
        all.extend(content);
        all.resize(all.len().next_multiple_of(512), 0);
    }
    all.resize(all.len() + 1024, 0);
    all
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut to = GzEncoder::new(Vec::new(), Compression::fast());
    std::io::Write::write_all(&mut to, bytes).unwrap();
    to.finish().unwrap()
}

pub(crate) fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A zip archive whose entries are stored; one whose name starts with `?` is encrypted.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut all, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let flags = u16::from(name.starts_with('?'));
        let size = u32::try_from(content.len()).unwrap().to_le_bytes();
        let mut fields = vec![20, 0];
        fields.extend(flags.to_le_bytes());
        fields.extend([0; 6]);
        fields.extend(crc(content).to_le_bytes());
        fields.extend([size, size].concat());
        fields.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        fields.extend([0, 0]);
        let at = u32::try_from(all.len()).unwrap();
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&fields);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
        all.extend(b"PK\x03\x04");
        all.extend(&fields);
        all.extend(name.as_bytes());
        all.extend(*content);
    }
    let (at, count) = (u32::try_from(all.len()).unwrap(), u16::try_from(files.len()).unwrap());
    let size = u32::try_from(directory.len()).unwrap();
    all.extend(directory);
    all.extend(b"PK\x05\x06\0\0\0\0");
    all.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    all.extend([size.to_le_bytes(), at.to_le_bytes()].concat());
    all.extend([0, 0]);
    all
}

/// A folder with programs, and with archives of them.
fn scene() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let good = fixture("intact/linux-386-go1.24-tiny-s-w").bytes();
    let other = fixture("intact/linux-amd64-go1.19-tiny-s-w").bytes();
    let mut changed = good.clone();
    changed[0x1100] ^= 1;
    let (a, b): (&[u8], &[u8]) = (&good, &other);
    write("good", a);
    write("other", b);
    let one = tar(&[("./p-1/", b""), ("./p-1/bin/x", a), ("./p-1/README", b"text\n")]);
    write("one.tar.gz", &gzip(&one));
    let two = tar(&[("p-2/bin/x", a), ("p-2/bin/y", b), ("p-2/bin/z", b"->p-2/bin/y")]);
    write("two.tar", &two);
    write("changed.tgz", &gzip(&tar(&[("x", a), ("y", &changed)])));
    write("nested.zip", &zip(&[("in/one.tar.gz", &gzip(&one)), ("in/text", b"text"), ("b", b)]));
    write("texts.zip", &zip(&[("a", b"text"), ("b/c", b"text too")]));
    write("secret.zip", &zip(&[("?x", a), ("y", b)]));
    write("rar.zip", &zip(&[("a.rar", b"Rar!\x1a\x07\x01\0"), ("y", b)]));
    write("cut.tar", &two[..two.len() - b.len() - 4000]);
    write("x.gz", &gzip(a));
    write("escape.tar", &tar(&[("../../x", a)]));
    folder
}

fn gorigin(folder: &Path, arguments: &str) -> Run {
    run(folder, &format!("\"$GORIGIN\" {arguments} --host '{}'", host().display()))
}

fn records(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn paths(records: &[Value]) -> Vec<&str> {
    records.iter().map(|record| record["path"].as_str().unwrap()).collect()
}

#[test]
fn a_file_inside_is_named_by_the_path_that_is_printed() {
    let scene = scene();
    for (path, code, want, err) in [
        ("one.tar.gz!/./p-1/bin/x", 0, &["one.tar.gz!/./p-1/bin/x"][..], ""),
        ("one.tar.gz!/p-1/bin/x", 0, &["one.tar.gz!/./p-1/bin/x"], ""),
        ("one.tar.gz!/p-1", 0, &["one.tar.gz!/./p-1/bin/x"], ""),
        ("one.tar.gz!/", 0, &["one.tar.gz!/./p-1/bin/x"], ""),
        // What is named gives a record, whatever it is.
        ("one.tar.gz!/p-1/README", 0, &["one.tar.gz!/./p-1/README"], ""),
        (
            "two.tar!/p-2/bin/",
            0,
            &["two.tar!/p-2/bin/x", "two.tar!/p-2/bin/y", "two.tar!/p-2/bin/z"],
            "",
        ),
        ("two.tar!/p-2/bin/z", 0, &["two.tar!/p-2/bin/z"], ""),
        (
            "nested.zip!/in/one.tar.gz!/p-1/bin/x",
            0,
            &["nested.zip!/in/one.tar.gz!/./p-1/bin/x"],
            "",
        ),
        ("nested.zip!/in/one.tar.gz", 0, &["nested.zip!/in/one.tar.gz!/./p-1/bin/x"], ""),
        ("nested.zip!/b", 0, &["nested.zip!/b"], ""),
        ("x.gz!/x", 0, &["x.gz!/x"], ""),
        ("texts.zip!/b", 0, &["texts.zip!/b"], ""),
        ("secret.zip!/y", 0, &["secret.zip!/y"], ""),
        ("secret.zip!/?x", 3, &["secret.zip!/?x"], "encrypted, so not read"),
        ("rar.zip!/a.rar", 3, &["rar.zip!/a.rar"], "not opened: 1 rar"),
        (
            "one.tar.gz!/bin/x",
            3,
            &["one.tar.gz!/bin/x"],
            "there is no bin/x in one.tar.gz; similar: one.tar.gz!/./p-1/bin/x\nhint: `gorigin scan one.tar.gz` lists",
        ),
        (
            "nested.zip!/in/one.tar.gz!/q",
            3,
            &["nested.zip!/in/one.tar.gz!/q"],
            "there is no q in nested.zip!/in/one.tar.gz",
        ),
        ("nested.zip!/b!/x", 3, &["nested.zip!/b!/x"], "nested.zip!/b is not a container"),
        ("good!/x", 3, &["good!/x"], "not a container of a kind that is opened"),
        ("none.zip!/x", 3, &["none.zip!/x"], "no such file or directory"),
    ] {
        let run = gorigin(scene.path(), &format!("inspect --fail-on never -f ndjson '{path}'"));
        assert_eq!(run.code, code, "{path}: {run:?}");
        assert_eq!(paths(&records(&run)), want, "{path}");
        assert!(
            run.err.contains(err) && (!err.is_empty() || run.err.is_empty()),
            "{path}: {run:?}"
        );
    }
}

/// Every path that a scan prints names the same file alone.
#[test]
fn a_path_that_is_printed_leads_back() {
    let scene = scene();
    let of = |path: &str| {
        let line = format!("scan --ignore-unopened --fail-on never -f ndjson '{path}'");
        records(&gorigin(scene.path(), &line))
    };
    let mut seen = 0;
    for record in of(".").iter().filter(|record| record["outcome"] == "go") {
        let path = record["path"].as_str().unwrap();
        let alone = of(path);
        let (programs, others): (Vec<_>, Vec<_>) =
            alone.iter().partition(|it| it["outcome"] == "go");
        assert_eq!(programs, [record], "{path}");
        // What is wrong with the container is said in any case.
        assert!(others.iter().all(|it| it["error"]["kind"] == "unsafe-name"), "{others:?}");
        seen += 1;
    }
    assert!(seen >= 14, "{seen}");
}

#[test]
fn facts_inside_are_those_outside() {
    let scene = scene();
    for command in ["inspect", "inspect --deep --needle tiny", "verify", "scan --deep"] {
        let of = |path: &str| {
            let run = gorigin(scene.path(), &format!("{command} --fail-on never -f ndjson {path}"));
            let mut record = records(&run).remove(0);
            let fields = record.as_object_mut().unwrap();
            (fields.remove("path"), fields.remove("container")).0.unwrap();
            fields.remove("findings").map(|it| (it, record)).unwrap()
        };
        let outside = of("good");
        for path in ["one.tar.gz", "one.tar.gz!/p-1/bin/x", "nested.zip!/in", "x.gz"] {
            assert_eq!(of(path), outside, "{command} {path}");
        }
    }
}

#[test]
fn every_member_is_verified() {
    let scene = scene();
    for (arguments, code, out, err) in [
        ("verify one.tar.gz", 0, "one.tar.gz!/p-1/bin/x  ELF", ""),
        ("verify --require verified two.tar", 0, "two.tar!/p-2/bin/z", ""),
        ("verify changed.tgz", 1, "✗ changed", ""),
        ("verify --require verified --fail-on never changed.tgz", 1, "✓ verified", ""),
        ("verify changed.tgz!/x", 0, "✓ verified", ""),
        ("verify texts.zip", 3, "none of which is a Go program", "texts.zip: not a Go program"),
        ("verify secret.zip", 3, "secret.zip!/y", "encrypted"),
        ("verify --require verified secret.zip", 1, "", "encrypted"),
        ("verify cut.tar", 3, "", "tar ends early"),
        ("verify rar.zip", 3, "rar, not opened", "rar.zip!/a.rar: not opened"),
    ] {
        let run = gorigin(scene.path(), arguments);
        let fits = run.code == code && run.out.contains(out) && run.err.contains(err);
        assert!(fits, "{arguments}: {run:?}");
    }
}

#[test]
fn containers_are_counted() {
    let scene = scene();
    for (arguments, code, want) in [
        ("one.tar.gz", 0, "1 Go program in 3 files, 2 of them in 1 container (1 gzip)"),
        ("nested.zip", 0, "2 Go programs in 6 files, 5 of them in 2 containers (1 gzip, 1 zip)"),
        ("texts.zip", 0, "0 Go programs in 3 files, 2 of them in 1 container (1 zip)"),
        ("rar.zip", 3, "1 not opened (1 rar)"),
        ("rar.zip --ignore-unopened", 0, "1 not opened (1 rar)"),
        ("secret.zip --ignore-unopened", 3, "1 unreadable"),
        ("cut.tar", 3, "1 partial"),
        ("escape.tar", 3, "1 Go program in 2 files"),
        ("--min-go 1.20 two.tar", 1, "3 Go programs in 4 files"),
    ] {
        let run = gorigin(scene.path(), &format!("scan {arguments}"));
        assert_eq!(run.code, code, "{arguments}: {run:?}");
        assert!(run.out.contains(want), "{arguments}: {run:?}");
    }
    let run = gorigin(scene.path(), "scan --fail-on never -f json nested.zip");
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let inner = &report["records"][0];
    assert_eq!(inner["container"], serde_json::json!(["nested.zip", "in/one.tar.gz"]));
    let summary = &report["summary"];
    assert_eq!(summary["opened"], serde_json::json!({ "gzip": 1, "zip": 1 }), "{summary}");
    assert_eq!((&summary["files"], &summary["inside"]), (&6.into(), &5.into()), "{summary}");
}

#[test]
fn programs_of_two_containers_are_compared() {
    let scene = scene();
    for (arguments, code, out, err) in [
        ("one.tar.gz one.tar.gz", 0, "nothing differs", ""),
        ("one.tar.gz good", 0, "one.tar.gz!/./p-1/bin/x and good\n", ""),
        ("one.tar.gz!/p-1/bin/x x.gz", 0, "nothing differs", ""),
        // Folders that carry the release are no difference; what only one has is said.
        ("one.tar.gz two.tar", 1, "one.tar.gz!/./p-1/bin/x and two.tar!/p-2/bin/x\n", ""),
        ("one.tar.gz two.tar", 1, "two.tar!/p-2/bin/y\n  only in b", ""),
        ("-f ndjson two.tar one.tar.gz", 1, "\"only\":\"a\"", ""),
        ("two.tar two.tar", 0, "two.tar!/p-2/bin/z and two.tar!/p-2/bin/z\n", ""),
        ("one.tar.gz texts.zip", 3, "", "texts.zip: not a Go program that can be compared"),
        ("other secret.zip", 3, "nothing differs", "encrypted"),
        ("other rar.zip", 3, "nothing differs", "rar.zip!/a.rar: not opened: rar"),
    ] {
        let run = run(scene.path(), &format!("\"$GORIGIN\" diff {arguments}"));
        let fits = run.code == code && run.out.contains(out) && run.err.contains(err);
        assert!(fits, "{arguments}: {run:?}");
    }
}

/// The result never replaces an archive that is read.
#[test]
fn an_archive_that_is_read_is_not_overwritten() {
    let scene = scene();
    let before = fs::read(scene.path().join("one.tar.gz")).unwrap();
    for path in ["one.tar.gz", "one.tar.gz!/p-1/bin/x"] {
        let run = gorigin(scene.path(), &format!("inspect -o one.tar.gz '{path}'"));
        assert_eq!(run.code, 2, "{run:?}");
        assert_eq!(fs::read(scene.path().join("one.tar.gz")).unwrap(), before);
    }
}

/// A program with an archive behind it is two things; a script is only the archive behind it. Neither
/// is a damaged program.
#[test]
fn what_is_behind_a_program_or_script() {
    let scene = scene();
    let good = fixture("intact/linux-386-go1.24-tiny-s-w").bytes();
    let other = fixture("intact/linux-amd64-go1.19-tiny-s-w").bytes();
    let script = b"#!/bin/sh\n# This script was generated using Makeself 2.4\nskip=\"4\"\nexit\n";
    let zipped = zip(&[("in/x", &other)]);
    for (bytes, want) in [
        ([&good[..], &zipped].concat(), &["file", "file!/in/x"][..]),
        ([b"#!/usr/bin/env python3\n", &zipped[..]].concat(), &["file", "file!/in/x"]),
        ([&script[..], &tar(&[("./x", &other)])].concat(), &["file!/./x"]),
        ([&script[..], &gzip(&tar(&[("./x", &other)]))].concat(), &["file!/./x"]),
    ] {
        fs::write(scene.path().join("file"), &bytes).unwrap();
        let found = gorigin(scene.path(), "inspect -f ndjson file");
        let found = records(&found);
        assert_eq!(paths(&found), want);
        assert_eq!(found.last().unwrap()["outcome"], "go");
        let named = gorigin(scene.path(), &format!("inspect -f ndjson '{}'", want.last().unwrap()));
        assert_eq!(paths(&records(&named)), [*want.last().unwrap()]);
        // The same inside another container.
        fs::write(scene.path().join("outer.tar"), tar(&[("a", &bytes)])).unwrap();
        let found = records(&gorigin(scene.path(), "scan -f ndjson outer.tar"));
        let want: Vec<_> = want
            .iter()
            .map(|path| path.replacen("file", "outer.tar!/a", 1))
            .filter(|path| bytes.starts_with(b"\x7fELF") || path.contains("a!/"))
            .collect();
        assert_eq!(paths(&found), want);
    }
}
