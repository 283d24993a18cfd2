//! Files cut at every member boundary, and beside it: never silently fewer programs.

use std::collections::BTreeSet;
use std::fs;

use crate::bombs::{is_said_once, program};
use crate::common::process::has;
use crate::common::skipped;
use crate::samples::{sample, table};
use crate::scanned::scan;
use crate::tables::is_opened;
use crate::write::{deflated, stored, zip};

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

/// A zip file that lost its directory, which stands at its end: the programs before the cut are read,
/// and one record says that it is damaged.
#[test]
fn a_zip_without_its_directory() {
    if !is_opened("zip") {
        return;
    }
    let program = program();
    let [first, second] = [deflated("bin/first", &program), stored("second", &program)];
    let whole = zip(&[first, second, deflated("third", &program)]);
    let start = |which: usize| memchr::memmem::find_iter(&whole, b"PK\x03\x04").nth(which).unwrap();
    let directory = memchr::memmem::find(&whole, b"PK\x01\x02").unwrap();
    let all = ["bin/first", "second", "third"];
    let folder = tempfile::tempdir().unwrap();
    for (at, programs) in [
        (start(1) - 1, 0),
        (start(1), 1),
        (start(1) + 20, 1),
        (start(2), 2),
        (directory - 1, 2),
        (directory, 3),
        (whole.len() - 30, 3),
    ] {
        let path = folder.path().join(format!("{at}.zip"));
        fs::write(&path, &whole[..at]).unwrap();
        let scanned = scan(&path, &[]);
        assert_eq!(scanned.programs(&path), all[..programs], "{at}: {}", scanned.in_short());
        assert_eq!(scanned.complaints().len(), 1, "{at}: {}", scanned.in_short());
        is_said_once(&scanned, &["no directory"]);
    }
}

/// Also of such a zip file it is said that its names lead out of the folder.
#[test]
fn names_of_a_zip_without_its_directory() {
    if !is_opened("zip") {
        return;
    }
    let whole = zip(&[stored("../../etc/prog", &program()), stored("x", b"x")]);
    let directory = memchr::memmem::find(&whole, b"PK\x01\x02").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.zip");
    fs::write(&path, &whole[..directory]).unwrap();
    let scanned = scan(&path, &[]);
    let kinds = scanned.records.iter().map(|it| it["error"]["kind"].as_str());
    let kinds: Vec<_> = kinds.flatten().collect();
    assert!(kinds.contains(&"unsafe-name"), "{kinds:?} {}", scanned.in_short());
    is_said_once(&scanned, &["no directory"]);
}

/// A zip file that is cut behind a whole zip file inside it: the directory at its end is that of the inner
/// one. Of two files behind each other the directory of the second is meant.
#[test]
fn a_zip_that_ends_with_one_inside_it() {
    if !is_opened("zip") {
        return;
    }
    let program = program();
    let inner = zip(&[deflated("deep", &program)]);
    let whole = zip(&[deflated("first", &program), stored("inner.zip", &inner), stored("x", b"y")]);
    let end = memchr::memmem::find(&whole, &inner).unwrap() + inner.len();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.zip");
    fs::write(&path, &whole[..end]).unwrap();
    let scanned = scan(&path, &[]);
    assert_eq!(scanned.programs(&path), ["first", "inner.zip!/deep"], "{}", scanned.in_short());
    is_said_once(&scanned, &["no directory"]);
    fs::write(&path, [zip(&[deflated("one", &program)]), inner].concat()).unwrap();
    let scanned = scan(&path, &[]);
    assert_eq!(scanned.programs(&path), ["deep", "one"], "{}", scanned.in_short());
}

/// The same of one that was written to a pipe: the sizes stand behind the contents.
#[test]
fn a_zip_from_a_pipe_without_its_directory() {
    if !is_opened("zip") || !has("zip") {
        return skipped("no zip");
    }
    let folder = tempfile::tempdir().unwrap();
    for name in ["a", "b", "c"] {
        fs::write(folder.path().join(name), program()).unwrap();
    }
    let zip = "zip -q - a b c | cat >whole.zip";
    let made = std::process::Command::new("sh").args(["-c", zip]).current_dir(&folder).status();
    assert!(made.unwrap().success());
    let whole = fs::read(folder.path().join("whole.zip")).unwrap();
    let directory = memchr::memmem::find(&whole, b"PK\x01\x02").unwrap();
    for (at, programs) in [(whole.len() / 2, 1), (directory - 20, 2), (directory, 3)] {
        let path = folder.path().join("cut.zip");
        fs::write(&path, &whole[..at]).unwrap();
        let scanned = scan(&path, &[]);
        assert_eq!(scanned.programs(&path), ["a", "b", "c"][..programs], "{}", scanned.in_short());
        assert_eq!(scanned.complaints().len(), 1, "{at}: {}", scanned.in_short());
        is_said_once(&scanned, &["no directory"]);
    }
}

/// What only its end tells is said in a container as it is in a folder.
#[test]
fn images_of_disks_that_only_their_ends_tell() {
    let folder = tempfile::tempdir().unwrap();
    let with = |start: &[u8], trailer: &[u8]| {
        let mut bytes = vec![0x78; 200_000];
        bytes[..start.len()].copy_from_slice(start);
        bytes.extend(trailer);
        bytes.resize(200_512, 0);
        bytes
    };
    let (dmg, vhd) = (with(b"\x78\xda\x01", b"koly\0\0\0\x04"), with(b"\x02\x03", b"conectix"));
    for (name, bytes, kind) in [("App.dmg", &dmg, "dmg"), ("disk.VHD", &vhd, "vhd")] {
        fs::write(folder.path().join(name), bytes).unwrap();
        let tar = crate::write::tar(&[(name, bytes), ("text.dmg", b"no image of a disk")]);
        fs::write(folder.path().join("x.tar.gz"), crate::write::gzip(&tar)).unwrap();
        fs::write(folder.path().join("x.zip"), zip(&[deflated(name, bytes)])).unwrap();
        let scanned = scan(folder.path(), &[]);
        let kinds = scanned.records.iter().filter_map(|it| it["unopened"].as_str());
        assert_eq!(kinds.collect::<Vec<_>>(), [kind; 3], "{}", scanned.in_short());
        fs::remove_file(folder.path().join(name)).unwrap();
    }
}

/// An archive that ends inside an archive in it is one answer: of the inner one, which says most.
#[test]
fn a_cut_is_told_once() {
    let program = program();
    let inner = crate::write::tar(&[("a", &program), ("b", &program)]);
    let packed = crate::write::gzip(&inner);
    let zipped = zip(&[deflated("a", &program), deflated("b", &program)]);
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [("in.tar", &inner), ("in.tar.gz", &packed), ("in.zip", &zipped)] {
        let whole = crate::write::tar(&[(name, bytes)]);
        let cut = &whole[..512 + bytes.len() * 3 / 4];
        for (outer, bytes) in [("x.tar", cut.to_vec()), ("x.tar.gz", crate::write::gzip(cut))] {
            let path = folder.path().join(outer);
            fs::write(&path, bytes).unwrap();
            let scanned = scan(&path, &[]);
            let said = scanned.complaints();
            assert_eq!(said.len(), 1, "{name} in {outer}: {}", scanned.in_short());
            let unread = scanned.records.iter().find(|it| it["outcome"] == "unreadable").unwrap();
            let place = unread["path"].as_str().unwrap();
            assert!(place.ends_with(&format!("!/{name}")), "{outer}: {place}");
        }
        // What is cut behind a damaged one is told of both.
        let mut two = crate::write::tar_file(name.as_bytes(), &bytes[..bytes.len() / 2]);
        two.extend([0x78; 100]);
        let path = folder.path().join("two.tar");
        fs::write(&path, two).unwrap();
        let scanned = scan(&path, &[]);
        let places = scanned.records.iter().filter(|it| it["outcome"] == "unreadable").count();
        assert!(places == 2 || name == "in.tar", "{name}: {}", scanned.in_short());
    }
}
