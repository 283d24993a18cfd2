//! Files cut at every member boundary, and beside it: never silently fewer programs.

use std::collections::BTreeSet;
use std::fs;

use crate::samples::{sample, table};
use crate::scanned::scan;

/// What a member, stream, frame or entry starts with.
const STARTS: &[&[u8]] = &[
    b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd",
    b"\xfd7zXZ\0",
    b"BZh9",
    b"\x04\x22\x4d\x18",
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"PK\x06\x07",
    b"PK\x07\x08",
    b"070701",
    b"07070X",
    b"070707",
    b"\xc7\x71",
    b"`\n",
    b"\x8e\xad\xe8",
    b"ustar",
    b"CD001",
];

/// Kinds in which an end at the right place is no damage: tape archives need no end, and these
/// samples have other files before and behind the program.
const MAY_END: &[&str] = &["tar", "gem", "docker-save", "docker-archive", "oci-archive"];

/// Samples, and so many of their first bytes as are whole by themselves or show no kind: an image of a
/// disc is known by its sector 16, an initramfs may be early microcode alone, and a program is one
/// without the archive behind it.
const WHOLE_BEFORE: &[(&str, usize)] = &[
    ("rr-joliet.iso", 32_774),
    ("bare.iso", 32_774),
    ("initramfs-zstd.img", 3_076),
    ("self-extract.bin", 786_436),
];

/// Where to cut `bytes`: at every boundary, a byte to either side of it, and at some other places.
fn places(bytes: &[u8]) -> BTreeSet<usize> {
    let mut places = BTreeSet::new();
    for start in STARTS {
        let found = memchr::memmem::find_iter(bytes, start);
        for at in found.take(40) {
            let at = if *start == b"ustar" { at.saturating_sub(257) } else { at };
            let at = if *start == b"`\n" { at.saturating_sub(58) } else { at };
            places.extend([at.saturating_sub(1), at, at + 1]);
        }
    }
    let long = bytes.len();
    places.extend([0, 1, 4, 16, 32, 96, 100, 512, 1024, 4096, long / 4, long / 2, long / 4 * 3]);
    places.extend((1..=64).filter_map(|less| long.checked_sub(less * less)));
    places.into_iter().filter(|at| *at < long).collect()
}

#[test]
fn cut_at_every_boundary() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for row in table() {
        let folder = tempfile::tempdir().unwrap();
        let whole = sample(&row.file, folder.path());
        if !whole.is_file() || !row.is_opened() {
            continue;
        }
        let before = scan(&whole, &[]);
        let programs = before.programs(&whole);
        if programs.is_empty() {
            continue;
        }
        let bytes = fs::read(&whole).unwrap();
        let cuts = tempfile::tempdir().unwrap();
        let places = places(&bytes);
        for at in &places {
            fs::write(cuts.path().join(format!("{at:09}")), &bytes[..*at]).unwrap();
        }
        seen += places.len();
        let scanned = scan(cuts.path(), &[]);
        for at in &places {
            let file = cuts.path().join(format!("{at:09}"));
            let name = file.to_str().unwrap();
            let of_it = scanned.records.iter().filter(|record| {
                let path = record["path"].as_str().unwrap();
                path == name || path.strip_prefix(name).is_some_and(|it| it.starts_with("!/"))
            });
            let of_it: Vec<_> = of_it.collect();
            let found = of_it.iter().filter(|record| record["outcome"] == "go").count();
            let is_said = of_it.iter().any(|record| {
                record["error"].is_object()
                    || record["unopened"].is_string()
                    || record["partial"] == true
                    || record["damage"].as_array().is_some_and(|it| !it.is_empty())
            });
            // So little says no longer what it was.
            let whole = WHOLE_BEFORE.iter().find(|it| it.0 == row.file).map_or(512, |it| it.1);
            let is_tiny = *at < whole;
            let may_end = MAY_END.contains(&row.kind.as_str());
            if found < programs.len() && !is_said && !is_tiny && !may_end {
                wrong.push(format!(
                    "{}: cut at {at} of {}: {found} programs, and not a word",
                    row.file,
                    bytes.len()
                ));
            }
        }
    }
    println!("{seen} cuts");
    let few = wrong.iter().take(60).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {seen} cuts:\n{few}", wrong.len());
}
