//! Places: whatever a program lies in, every place that is reported of it is one in the file: that in
//! the bare program, and where that starts.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test"
)]

use std::collections::BTreeMap;

use crate::common::fixture_bytes;
use gorigin::evidence::Depth;
use gorigin::finding::Demands;
use gorigin::inspect::Hashing;
use gorigin::leak::DeepSearch;
use gorigin::origin::GlibcVersion;
use gorigin::report::Record;
use gorigin::report::json::write_line;
use gorigin::{Options, inspect};
use serde_json::Value;

/// Programs of every format that a member `go.o` may have, and of every age.
const PROGRAMS: &[&str] = &[
    "carved/linux-amd64-go1.27-cgo-s-w",
    "carved/linux-amd64-go1.22-w",
    "carved/linux-amd64-go1.27-c-shared-s-w",
    "carved/linux-amd64-go1.15-default",
    "carved/linux-386-go1.27-s-w",
    "carved/linux-amd64-go1.27-no-sections",
    "carved/darwin-arm64-go1.27-default",
    "carved/darwin-amd64-go1.19-s-w",
    "carved/windows-amd64-go1.27-default",
    "carved/aix-ppc64-go1.19-s-w",
    "carved/js-wasm-go1.22-s-w",
    "carved/plan9-amd64-go1.19-s-w",
];

/// An archive of one member, and where its content starts.
fn archive(program: &[u8]) -> (Vec<u8>, u64) {
    let mut file = b"!<arch>\n".to_vec();
    file.extend(format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", "a.txt/", 0, 0, 0, 644, 8).bytes());
    file.extend(b"8 bytes.");
    let size = program.len();
    file.extend(
        format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", "go.o/", 0, 0, 0, 644, size).bytes(),
    );
    let start = file.len() as u64;
    file.extend(program);
    if size % 2 == 1 {
        file.push(b'\n');
    }
    (file, start)
}

/// A fat Mach-O file of one slice, and where that starts.
fn fat(slice: &[u8], cpu: u32) -> (Vec<u8>, u64) {
    const START: u32 = 0x4000;
    let mut file = 0xcafe_babe_u32.to_be_bytes().to_vec();
    file.extend(1_u32.to_be_bytes());
    for word in [cpu, 0, START, u32::try_from(slice.len()).unwrap(), 14] {
        file.extend(word.to_be_bytes());
    }
    file.resize(START as usize, 0);
    file.extend(slice);
    (file, START.into())
}

/// What is done to a program before it is packed up.
fn changes(program: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut changed = vec![("whole".to_owned(), program.to_vec())];
    let edit = |what: &str, from: &[u8], to: &[u8]| {
        let places: Vec<usize> = (0..program.len().saturating_sub(from.len()))
            .filter(|&at| program[at..].starts_with(from))
            .collect();
        let mut bytes = program.to_vec();
        for at in &places {
            bytes[*at..at + to.len()].copy_from_slice(to);
        }
        (!places.is_empty()).then(|| (what.to_owned(), bytes))
    };
    changed.extend(edit("another GOARCH", b"GOARCH=amd64", b"GOARCH=arm64"));
    changed.extend(edit("another GOARCH", b"GOARCH=arm64", b"GOARCH=amd64"));
    changed.extend(edit("another GOOS", b"GOOS=linux", b"GOOS=illum"));
    changed.extend(edit("another version", b"go1.27", b"go1.23"));
    changed.extend(edit("another file", b"runtime/proc.go", b"runtime/prob.go"));
    changed.extend(edit(
        "a broken build info",
        b"Go buildinf:\x08\x02",
        b"Go buildinf:\x08\x02\xff\xff\xff",
    ));
    changed.extend(edit("a broken build ID", b"Go build ID: \"", b"Go build ID: 'x"));
    changed.extend(edit(
        "a broken pclntab",
        b"\xf1\xff\xff\xff\0\0\x01\x08",
        b"\xf1\xff\xff\xff\0\0\x01\x08\xff\xff\xff\xff",
    ));
    for (what, part) in [("a quarter", 4), ("a half", 2)] {
        changed.push((what.to_owned(), program[..program.len() / part].to_vec()));
    }
    let mut bent = program.to_vec();
    // The number of sections of an ELF file, or whatever stands there.
    bent[60] = 0xff;
    changed.push(("a bent header".to_owned(), bent));
    changed
}

fn options(depth: Depth, search: &DeepSearch) -> Options<'_> {
    let target_glibc = GlibcVersion::parse("2.2");
    let demands = Demands { target_glibc, ..Demands::default() };
    Options {
        depth,
        demands,
        hashing: Hashing::Check,
        recover_unrecognised: true,
        cross_check: true,
        search: Some(search),
        ..Options::default()
    }
}

/// Every leaf of the record, by its path.
fn leaves(record: &Record) -> BTreeMap<String, Value> {
    fn walk(at: &str, value: &Value, found: &mut BTreeMap<String, Value>) {
        match value {
            Value::Object(fields) => {
                fields.iter().for_each(|(name, value)| walk(&format!("{at}/{name}"), value, found));
            }
            Value::Array(values) => {
                for (number, value) in values.iter().enumerate() {
                    // Another finding may come before it.
                    let name = value["rule"].as_str().map(str::to_owned);
                    let name = name.unwrap_or_else(|| number.to_string());
                    walk(&format!("{at}/{name}"), value, found);
                }
            }
            _ => drop(found.insert(at.to_owned(), value.clone())),
        }
    }
    let mut line = Vec::new();
    write_line(&mut line, record).unwrap();
    let mut found = BTreeMap::new();
    walk("", &serde_json::from_slice(&line).unwrap(), &mut found);
    found
}

/// `text` with every place in it `by` bytes further on. Addresses are no places. Where it ends with
/// the size of the part, which no longer is that of the file, it ends before that.
fn moved(text: &str, by: u64) -> String {
    let mut out = String::new();
    let mut rest = text.split(" lie outside the file of").next().unwrap();
    while let Some(at) = rest.find("0x") {
        let (before, number) = rest.split_at(at);
        let end =
            number[2..].find(|c: char| !c.is_ascii_hexdigit()).map_or(number.len(), |it| it + 2);
        out.push_str(before);
        match u64::from_str_radix(&number[2..end], 16) {
            Ok(place) if !before.ends_with("address ") => {
                out.push_str(&format!("{:#x}", place + by))
            }
            _ => out.push_str(&number[..end]),
        }
        rest = &number[end..];
    }
    out + rest
}

/// The places in `inner` that are others in `outer` than `by` bytes further on.
fn misplaced(inner: &Record, outer: &Record, by: u64) -> Vec<String> {
    let (inner, outer) = (leaves(inner), leaves(outer));
    let mut found = Vec::new();
    for (path, value) in &inner {
        let told = outer.get(path);
        let wanted = match value {
            Value::Number(at) if path.ends_with("/offset") => {
                Value::from(at.as_u64().unwrap() + by)
            }
            // The content of an archive is judged by another rule.
            Value::String(_) if path.contains("content") => continue,
            Value::String(text) if text.contains("0x") => Value::from(moved(text, by)),
            _ => continue,
        };
        let starts_so = |told: &Value| {
            let (told, wanted) = (told.as_str().unwrap_or_default(), wanted.as_str());
            wanted.is_some_and(|wanted| told.starts_with(wanted))
        };
        if told != Some(&wanted) && !told.is_some_and(starts_so) {
            let told = told.map_or("nothing".to_owned(), Value::to_string);
            found.push(format!("{path}: {value} is {told}, not {wanted}"));
        }
    }
    found
}

#[test]
fn of_a_program_in_an_archive() {
    let search = DeepSearch::default();
    let mut complaints = Vec::new();
    let mut places = 0;
    for name in PROGRAMS {
        for (what, program) in changes(&fixture_bytes(name)) {
            for depth in [Depth::Quick, Depth::Full, Depth::Deep] {
                let options = options(depth, &search);
                let inner = &inspect(&program, &options)[0];
                let (file, start) = archive(&program);
                let outer = &inspect(&file, &options)[0];
                places += leaves(inner).len();
                let found = misplaced(inner, outer, start);
                complaints
                    .extend(found.iter().map(|it| format!("{name}, {what}, {depth:?}: {it}")));
            }
        }
    }
    assert!(places > 1000, "only {places}");
    assert!(complaints.is_empty(), "{} misplaced:\n{}", complaints.len(), complaints.join("\n"));
}

/// Wraps something, and says where it starts then.
type Wrap = fn(&[u8]) -> (Vec<u8>, u64);

#[test]
fn of_a_slice_and_of_an_archive_in_one() {
    const AMD64: u32 = 0x0100_0007;
    let search = DeepSearch::default();
    let wraps: [(&str, Wrap); 2] = [
        ("slice", |program| fat(program, AMD64)),
        ("archive in a slice", |program| {
            let (archive, inner) = archive(program);
            let (file, outer) = fat(&archive, AMD64);
            (file, inner + outer)
        }),
    ];
    let mut complaints = Vec::new();
    for name in PROGRAMS.iter().filter(|name| name.contains("darwin")) {
        for (what, program) in changes(&fixture_bytes(name)) {
            for (wrap, wrapped) in wraps {
                let options = options(Depth::Full, &search);
                let inner = &inspect(&program, &options)[0];
                let (file, start) = wrapped(&program);
                let outer = &inspect(&file, &options)[0];
                assert_eq!(outer.slice.as_deref(), Some("amd64"), "{name}, {what}");
                let found = misplaced(inner, outer, start);
                complaints.extend(found.iter().map(|it| format!("{name}, {what}, {wrap}: {it}")));
            }
        }
    }
    assert!(complaints.is_empty(), "{} misplaced:\n{}", complaints.len(), complaints.join("\n"));
}
