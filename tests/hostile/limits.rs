//! Every limit, hit: the record is partial and names it.

#[allow(dead_code, unreachable_pub, reason = "only a part is used here")]
#[cfg(unix)]
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::alone;
use crate::common::fixture_bytes;
use crate::common::forge::{Elf, build_info};
use crate::common::skipped;
use gorigin::bytes::{FileSource, Limits};
use gorigin::evidence::Depth;
use gorigin::inspect::Hashing;
use gorigin::report::{Outcome, Record, TextRecord};
use gorigin::{Options, inspect};

/// The limits, one of them lowered.
fn lowered(name: &str, value: u64) -> Limits {
    let mut limits = Limits::default();
    let limit = match name {
        "bytes-read" => &mut limits.bytes_read,
        "bytes-at-once" => &mut limits.bytes_at_once,
        "bytes-hashed" => &mut limits.bytes_hashed,
        "bytes-searched" => &mut limits.bytes_searched,
        "stdin" => &mut limits.stdin,
        "segments" => &mut limits.segments,
        "sections" => &mut limits.sections,
        "load-commands" => &mut limits.load_commands,
        "slices" => &mut limits.slices,
        "data-segments" => &mut limits.data_segments,
        "members" => &mut limits.members,
        "notes" => &mut limits.notes,
        "module-text" => &mut limits.module_text,
        "modules" => &mut limits.modules,
        "settings" => &mut limits.settings,
        "secrets" => &mut limits.secrets,
        "candidates" => &mut limits.candidates,
        "symbols" => &mut limits.symbols,
        "source-files" => &mut limits.source_files,
        "passes" => &mut limits.passes,
        "debug-bytes" => &mut limits.debug_bytes,
        "debug-section" => &mut limits.debug_section,
        "debug-ratio" => &mut limits.debug_ratio,
        "debug-units" => &mut limits.debug_units,
        "debug-header" => &mut limits.debug_header,
        "debug-names" => &mut limits.debug_names,
        "dynamic" => &mut limits.dynamic,
        "unpacked" => &mut limits.unpacked,
        "unpacked-in-scan" => &mut limits.unpacked_in_scan,
        "unpack-ratio" => &mut limits.unpack_ratio,
        "leaks" => &mut limits.leaks,
        "text" => &mut limits.text,
        "record" => &mut limits.record,
        "depth" => &mut limits.depth,
        "entries" => &mut limits.entries,
        "member" => &mut limits.member,
        "inflated" => &mut limits.inflated,
        "inflate-ratio" => &mut limits.inflate_ratio,
        "name" => &mut limits.name,
        "window" => &mut limits.window,
        "dictionary" => &mut limits.dictionary,
        "linked" => &mut limits.linked,
        "ar-names" => &mut limits.ar_names,
        "cpio-links" => &mut limits.cpio_links,
        "tar-records" => &mut limits.tar_records,
        "tar-runs" => &mut limits.tar_runs,
        "rpm-header" => &mut limits.rpm_header,
        "xar-table" => &mut limits.xar_table,
        "7z-header" => &mut limits.seven_zip_header,
        "7z-files" => &mut limits.seven_zip_files,
        "msi-table" => &mut limits.msi_table,
        "image-document" => &mut limits.image_document,
        "image-files" => &mut limits.image_files,
        "image-indexes" => &mut limits.image_indexes,
        "image-layers" => &mut limits.image_layers,
        "carried" => &mut limits.carried,
        "inflate-ratio-in-all" => &mut limits.inflate_ratio,
        _ => panic!("limit {name} has no case here"),
    };
    *limit = value;
    limits
}

fn read(bytes: &[u8], depth: Depth, hashing: Hashing, limits: Limits) -> Vec<Record> {
    let recover_unrecognised = true;
    let options = Options { depth, hashing, limits, recover_unrecognised, ..Options::default() };
    inspect(&bytes, &options)
}

/// Whether one of the records says that the limit was hit.
fn is_said(records: &[Record], name: &str) -> bool {
    let words = format!("limit {name} of ");
    records.iter().any(|record| {
        let mut errors = record.error.iter().chain(&record.damage);
        let is_unread = record.outcome == Outcome::Unreadable;
        (record.partial || is_unread)
            && errors.any(|error| error.kind == "limit" && error.message.contains(&words))
    })
}

/// A limit, a file that is over it, how it is read, and a value that the file exceeds.
type Case = (&'static str, File, Depth, Hashing, u64);

enum File {
    Fixture(&'static str),
    /// A fixture behind a script and a mebibyte of zeros.
    Hidden(&'static str),
    /// An archive with a fixture behind two other members.
    Archived(&'static str),
    /// A program with these build settings.
    Settings(&'static str),
}
use File::{Archived, Fixture, Hidden, Settings};

const QUICK: (Depth, Hashing) = (Depth::Quick, Hashing::Skip);
const GO: &str = "sealed/linux-amd64-go1.24-s-w";
const DARWIN: &str = "intact/darwin-arm64-go1.19-tiny-s-w";
const DEBUG: &str = "carved/linux-amd64-go1.22-trimpath";
const PACKED: &str = "packed/linux-mips-go1.19-s-w-lzma";
const DEPS: &str = "carved/linux-amd64-go1.27-deps-trimpath";
const SECRET: &str = "build\t-ldflags=\"-X main.apiToken=hunter2-hunter2\"\n";

/// Every limit on one input.
#[rustfmt::skip]
const CASES: &[Case] = &[
    ("bytes-read", Hidden(GO), QUICK.0, QUICK.1, 1 << 20),
    ("bytes-read", Fixture(GO), Depth::Deep, QUICK.1, 5000),
    ("bytes-at-once", Fixture(GO), QUICK.0, QUICK.1, 5000),
    ("bytes-at-once", Fixture(PACKED), QUICK.0, QUICK.1, 5000),
    ("bytes-hashed", Fixture(GO), QUICK.0, Hashing::Check, 5000),
    ("bytes-searched", Fixture(GO), Depth::Deep, QUICK.1, 5000),
    ("segments", Fixture(GO), QUICK.0, QUICK.1, 1),
    ("sections", Fixture(GO), QUICK.0, QUICK.1, 1),
    ("sections", Fixture(DARWIN), QUICK.0, QUICK.1, 1),
    ("sections", Fixture("carved/windows-amd64-go1.25-s-w"), QUICK.0, QUICK.1, 1),
    ("sections", Fixture("carved/js-wasm-go1.22-s-w"), QUICK.0, QUICK.1, 1),
    ("sections", Fixture("carved/aix-ppc64-go1.19-s-w"), QUICK.0, QUICK.1, 1),
    ("load-commands", Fixture(DARWIN), QUICK.0, QUICK.1, 1),
    ("slices", Fixture("carved/darwin-fat-go1.27-s-w"), QUICK.0, QUICK.1, 1),
    ("data-segments", Fixture("carved/js-wasm-go1.22-s-w"), QUICK.0, QUICK.1, 1),
    ("members", Archived(GO), Depth::Full, QUICK.1, 1),
    ("members", Archived(GO), Depth::Full, QUICK.1, 2),
    ("notes", Fixture("intact/linux-amd64-go1.19-c-shared-s-w"), QUICK.0, QUICK.1, 0),
    ("module-text", Fixture(GO), QUICK.0, QUICK.1, 10),
    ("module-text", Hidden(DEPS), QUICK.0, QUICK.1, 10),
    ("modules", Fixture(DEPS), QUICK.0, QUICK.1, 0),
    ("settings", Fixture(GO), QUICK.0, QUICK.1, 1),
    ("secrets", Settings(SECRET), QUICK.0, QUICK.1, 4),
    ("candidates", Fixture("intact/linux-amd64-go1.19-c-shared-s-w"), QUICK.0, QUICK.1, 1),
    ("candidates", Fixture("sealed/linux-amd64-go1.15-s-w"), QUICK.0, QUICK.1, 1),
    ("symbols", Fixture("sealed/darwin-amd64-go1.22-w"), Depth::Full, QUICK.1, 1),
    ("source-files", Fixture(GO), QUICK.0, QUICK.1, 1),
    ("source-files", Hidden(GO), QUICK.0, QUICK.1, 1),
    ("passes", Fixture("intact/linux-amd64-go1.19-c-shared-s-w"), Depth::Full, QUICK.1, 0),
    ("debug-bytes", Fixture(DEBUG), Depth::Full, QUICK.1, 1000),
    ("debug-section", Fixture(DEBUG), Depth::Full, QUICK.1, 40),
    ("debug-ratio", Fixture(DEBUG), Depth::Full, QUICK.1, 0),
    ("debug-units", Fixture(DEBUG), Depth::Full, QUICK.1, 1),
    ("debug-header", Fixture(DEBUG), Depth::Full, QUICK.1, 1),
    ("debug-names", Fixture(DEBUG), Depth::Full, QUICK.1, 1),
    ("dynamic", Fixture("carved/linux-amd64-go1.22-cgo"), Depth::Full, QUICK.1, 1),
    ("unpacked", Fixture(PACKED), QUICK.0, QUICK.1, 5000),
    ("unpacked-in-scan", Fixture(PACKED), QUICK.0, QUICK.1, 5000),
    ("unpack-ratio", Fixture(PACKED), QUICK.0, QUICK.1, 1),
    ("leaks", Fixture("intact/linux-amd64-go1.19-c-shared-s-w"), Depth::Deep, QUICK.1, 1),
    ("text", Fixture(GO), QUICK.0, QUICK.1, 40),
    ("record", Fixture(GO), QUICK.0, QUICK.1, 1000),
];

/// Those that are about no record's own bytes, and the tests below that hit them; and the one of
/// `image/carried.rs`, which is hit there.
const ELSEWHERE: &[&str] = &["stdin", "carried"];

/// A container over a limit.
enum Container {
    /// `release.tar.gz`.
    Release,
    /// A row of zeros that gzip has compressed a thousandfold.
    Zeros,
    /// Two of them, each too short for the limit on one.
    ManyZeros,
    /// That sample in `testdata/shipped`.
    Shipped(&'static str),
    /// An archive of `ar` with a table of long names.
    LongNames,
    /// An archive of 7z with one file `a`, unpacked by the coder of that ID with those properties.
    SevenZip(&'static [u8], &'static [u8], &'static [u8]),
}

/// A frame of Zstandard with a window of 8 MiB, and a stored block of the start of a program.
const WIDE: &[u8] = b"\x28\xb5\x2f\xfd\x00\x68\x39\x00\x00\x7fELF\x02\x01\x01";

/// Limits of containers, each with one that exceeds it, and the value that it exceeds.
const CONTAINERS: &[(&str, Container, u64)] = &[
    ("depth", Container::Release, 1),
    ("entries", Container::Release, 1),
    ("member", Container::Release, 5000),
    ("inflated", Container::Release, 5000),
    ("inflate-ratio", Container::Zeros, 100),
    ("inflate-ratio-in-all", Container::ManyZeros, 1),
    ("name", Container::Release, 4),
    ("window", Container::Shipped("skippable.tar.zst"), 0),
    ("dictionary", Container::Shipped("xz.deb"), 5000),
    ("dictionary", Container::Shipped("plain.lz"), 5000),
    ("dictionary", Container::Shipped("t.tar.lzma"), 5000),
    ("dictionary", Container::Shipped("lzma2.7z"), 5000),
    ("dictionary", Container::Shipped("lzma.zip"), 5000),
    ("window", Container::SevenZip(&[4, 0xf7, 0x11, 1], &[], WIDE), 1 << 20),
    ("dictionary", Container::SevenZip(&[3, 4, 1], &[6, 0, 0, 0, 0x10], &[0; 9]), 1 << 20),
    ("linked", Container::Shipped("links.cpio"), 0),
    ("ar-names", Container::LongNames, 4),
    ("cpio-links", Container::Shipped("links.cpio"), 4),
    ("tar-records", Container::Shipped("long.gnu.tar"), 4),
    ("tar-runs", Container::Shipped("sparse.gnu.tar"), 0),
    ("tar-runs", Container::Shipped("sparse.pax1.0.tar"), 0),
    ("rpm-header", Container::Shipped("w19.zstdio.rpm"), 100),
    ("xar-table", Container::Shipped("flat.pkg"), 100),
    ("7z-header", Container::Shipped("lzma2.7z"), 4),
    ("7z-files", Container::Shipped("lzma2.7z"), 0),
    ("msi-table", Container::Shipped("prog.msi"), 4),
    ("image-document", Container::Shipped("umoci.oci.tar"), 100),
    ("image-files", Container::Shipped("umoci.oci.tar"), 1),
    ("image-indexes", Container::Shipped("buildx-28.5.2+dfsg4-containerd.gzip.oci.tar"), 0),
    ("image-layers", Container::Shipped("umoci.oci.tar"), 0),
];

impl Container {
    /// Writes it to `folder`.
    fn write(&self, folder: &Path) -> PathBuf {
        let path = folder.join("container");
        let bytes = match self {
            Self::Release => fs::read(crate::common::testdata().join("release.tar.gz")).unwrap(),
            Self::Shipped(name) => fixture_bytes(&format!("shipped/{name}")),
            Self::Zeros => zeros(80),
            Self::ManyZeros => {
                let one = zeros(40);
                let one = [&one[..], if one.len() % 2 == 1 { b"\n" } else { b"" }].concat();
                let head = |name| head(name, one.len()).into_bytes();
                [b"!<arch>\n".to_vec(), head("a.gz/"), one.clone(), head("b.gz/"), one.clone()]
                    .concat()
            }
            Self::LongNames => {
                let names = "a-long-name-of-a-program/\n";
                let all = ["!<arch>\n", &head("//", names.len()), names, &head("/0", 2), "#!"];
                all.concat().into_bytes()
            }
            Self::SevenZip(id, properties, packed) => seven_zip(id, properties, packed),
        };
        fs::write(&path, bytes).unwrap();
        path
    }
}

/// An archive of 7z with one file of seven bytes; the layout stands in `src/archive/sevenz/`.
fn seven_zip(id: &[u8], properties: &[u8], packed: &[u8]) -> Vec<u8> {
    let byte = |length: usize| u8::try_from(length).unwrap();
    let flags = byte(id.len()) | if properties.is_empty() { 0 } else { 0x20 };
    let length: &[u8] = if properties.is_empty() { &[] } else { &[byte(properties.len())] };
    let header = [
        &[1, 4, 6, 0, 1, 9, byte(packed.len()), 0, 7, 11, 1, 0, 1, flags],
        id,
        length,
        properties,
        &[12, 7, 0, 0, 5, 1, 17, 5, 0, b'a', 0, 0, 0, 0, 0],
    ]
    .concat();
    let wide = |length: usize| (length as u64).to_le_bytes();
    let start = b"7z\xbc\xaf\x27\x1c\0\x04\0\0\0\0";
    let places = [wide(packed.len()), wide(header.len())].concat();
    [&start[..], &places, &[0; 4], packed, &header].concat()
}

/// So many mebibytes of zeros, compressed.
fn zeros(count: usize) -> Vec<u8> {
    let mut to = GzEncoder::new(Vec::new(), Compression::fast());
    to.write_all(b"\x7fELF\x02\x01\x01").unwrap();
    (0..count).for_each(|_| to.write_all(&vec![0; 1 << 20]).unwrap());
    to.finish().unwrap()
}

/// The header of a member of an archive.
fn head(name: &str, size: usize) -> String {
    format!("{name:<48}{size:<10}`\n")
}

impl File {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Fixture(name) => fixture_bytes(name),
            Hidden(name) => [script(), vec![0; 1 << 20], fixture_bytes(name)].concat(),
            Archived(name) => {
                let member = |name: &str, bytes: &[u8]| {
                    let head = head(name, bytes.len());
                    let padding: &[u8] = if bytes.len() % 2 == 1 { b"\n" } else { b"" };
                    [head.as_bytes(), bytes, padding].concat()
                };
                let program = member("go.o/", &fixture_bytes(name));
                [b"!<arch>\n".to_vec(), member("a.o/", b"C"), member("b.o/", b"C"), program]
                    .concat()
            }
            Settings(text) => {
                let text = format!("path\tmain\n{text}");
                Elf::new().section(".go.buildinfo", build_info("go1.24.1", &text)).build()
            }
        }
    }
}

fn script() -> Vec<u8> {
    b"#!/bin/sh\necho unpack me\nexit 0\n".to_vec()
}

#[test]
fn every_limit_has_a_case() {
    let _alone = alone();
    for (name, ..) in Limits::default().table() {
        let here = CASES.iter().any(|case| case.0 == name);
        let in_containers = CONTAINERS.iter().any(|(limit, ..)| *limit == name);
        assert!(
            here || in_containers || ELSEWHERE.contains(&name),
            "nothing hits the limit {name}"
        );
    }
}

/// A limit that `--limits` does not list is one that nobody can look up.
#[test]
fn every_limit_of_containers_is_listed() {
    let _alone = alone();
    let table = Limits::default().table();
    let mut met = 0;
    for folder in ["src/archive", "src/artifact"] {
        let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap());
        for file in files.filter(|entry| entry.file_type().is_file()) {
            let code = fs::read_to_string(file.path()).unwrap();
            for start in ["within(\"", "LimitExceeded { name: \"", "check_ratio(\""] {
                for rest in code.split(start).skip(1) {
                    let name = rest.split('"').next().unwrap();
                    met += 1;
                    assert!(table.iter().any(|row| row.0 == name), "{name} of {file:?}");
                }
            }
        }
    }
    assert!(met > 20, "{met}");
}

#[test]
fn a_limit_that_is_hit_is_said() {
    let _alone = alone();
    let mut failures = Vec::new();
    for (name, file, depth, hashing, value) in CASES {
        let bytes = file.bytes();
        let whole = read(&bytes, *depth, *hashing, Limits::default());
        let records = read(&bytes, *depth, *hashing, lowered(name, *value));
        if is_said(&whole, name) {
            failures.push(format!("{name}: said of the default too"));
        }
        if !is_said(&records, name) {
            let damage: Vec<_> = records.iter().flat_map(|record| &record.damage).collect();
            failures.push(format!("{name} of {value}, {depth:?}: not said in {damage:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_limit_that_is_hit_in_a_container_is_said() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let mut failures = Vec::new();
    for (name, container, value) in CONTAINERS {
        let file = container.write(folder.path());
        let of = |limits| {
            gorigin::open(&file).unwrap().inspect(&Options { limits, ..Options::default() })
        };
        if is_said(&of(Limits::default()), name) {
            failures.push(format!("{name}: said of the default too"));
        }
        let records = of(lowered(name, *value));
        if !is_said(&records, name) {
            let said: Vec<_> = records.iter().map(|it| (&it.path, &it.error)).collect();
            failures.push(format!("{name} of {value}: not said in {said:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Whatever a lower limit changes in a record, the record says why.
#[test]
fn no_limit_changes_a_record_in_silence() {
    let _alone = alone();
    let names = [GO, DARWIN, DEBUG, PACKED, "sealed/linux-amd64-go1.15-s-w"];
    let mut failures = Vec::new();
    for file in names.map(Fixture) {
        let bytes = file.bytes();
        for (depth, hashing) in [QUICK, (Depth::Deep, Hashing::Check)] {
            let whole = read(&bytes, depth, hashing, Limits::default());
            for (limit, ..) in Limits::default().table() {
                for value in [0, 2, 5000, 100_000] {
                    let records = read(&bytes, depth, hashing, lowered(limit, value));
                    if records != whole && !is_said(&records, limit) {
                        let Fixture(name) = &file else { continue };
                        failures.push(format!("{name}: {limit} of {value}, {depth:?}"));
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Standard input is held in memory: that of more than the limit is not read.
#[test]
#[cfg(unix)]
fn standard_input_over_its_limit() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let over = Limits::default().stdin + 1;
    let script =
        format!("head -c {over} /dev/zero | {} inspect -f json -", crate::common::process::GORIGIN);
    let run = crate::common::process::run(folder.path(), &script);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.out.contains("\"kind\": \"limit\""), "{}", run.out);
    assert!(run.out.contains("limit stdin of"), "{}", run.out);
}

/// A file with a hole before a program. `None`, said, where files have no holes here.
#[cfg(unix)]
fn with_hole(size: u64, program: &[u8]) -> Option<(fs::File, u64)> {
    use std::os::unix::fs::{FileExt, MetadataExt};
    let file = tempfile::tempfile().unwrap();
    file.write_all_at(&script(), 0).unwrap();
    file.write_all_at(program, size).unwrap();
    let metadata = file.metadata().unwrap();
    if metadata.blocks() * 512 > metadata.len() / 2 || !cfg!(target_os = "linux") {
        skipped("files have no holes here");
        return None;
    }
    Some((file, metadata.len()))
}

#[test]
#[cfg(unix)]
fn holes_cost_nothing() {
    let _alone = alone();
    let program = fixture_bytes(GO);
    let hole = 1100 << 20;
    let Some((file, size)) = with_hole(hole, &program) else { return };
    let source = FileSource::new(file, size);
    let mut limits = lowered("bytes-read", 64 << 20);
    limits.bytes_searched = 64 << 20;
    let recover_unrecognised = true;
    let search_others = true;
    for depth in [Depth::Quick, Depth::Deep] {
        let limits = limits.clone();
        let options =
            Options { depth, limits, recover_unrecognised, search_others, ..Options::default() };
        let record = inspect(&source, &options).remove(0);
        assert_eq!(record.outcome, Outcome::Go, "{depth:?}: {:?}", record.damage);
        assert!(record.damage.iter().all(|it| it.kind != "limit"), "{:?}", record.damage);
        let alone = read(&program, depth, Hashing::Skip, Limits::default()).remove(0);
        assert_eq!(
            record.go_version.known().unwrap().value,
            alone.go_version.known().unwrap().value
        );
        let id = record.build_id.known().unwrap();
        assert_eq!(id.offset, alone.build_id.known().unwrap().offset + hole);
        let places = |text: Option<Vec<TextRecord>>, more: u64| {
            let rows = text.into_iter().flatten().filter(|row| row.kind.is_some());
            rows.map(|row| (row.value, row.offset + more)).collect::<BTreeSet<_>>()
        };
        let (got, want) = (places(record.text, 0), places(alone.text, hole));
        assert!(want.is_subset(&got), "{depth:?}: {want:?} {got:?}");
    }
}
