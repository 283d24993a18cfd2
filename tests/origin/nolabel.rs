//! Programs without the labels that say what they are: no version, no build info, no build ID, no
//! section headers; and programs whose names or version were changed.

use std::path::{Path, PathBuf};

use crate::common::skipped;
use crate::common::{Fixture, fixture, fixtures};
use gorigin::inspect::Depth;
use gorigin::report::{Outcome, Record};
use gorigin::{Options, inspect};

fn records(bytes: &[u8], depth: Depth) -> Vec<Record> {
    inspect(&bytes.to_vec(), &Options { depth, ..Options::default() })
}

fn record(bytes: &[u8]) -> Record {
    records(bytes, Depth::Full).remove(0)
}

fn rules(record: &Record) -> Vec<&str> {
    record.findings.iter().map(|finding| &*finding.rule).collect()
}

/// Overwrites every `from` with `to`, which is as long.
fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let found: Vec<_> = memchr::memmem::find_iter(bytes, from).collect();
    for at in found {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
}

fn minor(version: &str) -> Option<u32> {
    let digits = version.strip_prefix("go1.")?;
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

/// The minor releases that a range names.
fn range(text: &str) -> (u32, u32) {
    let newest = 27;
    if let Some((from, to)) = text.split_once(" to ") {
        return (minor(from).unwrap(), minor(to).unwrap());
    }
    let only = minor(text).unwrap();
    match text {
        _ if text.ends_with(" or later") => (only, newest.max(only)),
        _ if text.ends_with(" or older") => (0, only),
        _ => (only, only),
    }
}

/// The same program without its build info and version.
fn scrubbed(bytes: &[u8], version: &str) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    replace(&mut bytes, b"\xff Go buildinf:", &[0; 14]);
    let word = version.split(' ').next().unwrap().as_bytes();
    let hidden: Vec<u8> = [b"x-", &word[2..]].concat();
    replace(&mut bytes, word, &hidden);
    bytes
}

/// How well a program's release is told without its version.
struct Told {
    name: String,
    minor: u32,
    value: String,
}

/// Tells it; `None` for what is no Go program of an exact release.
fn tell(name: &str, bytes: &[u8]) -> Option<Told> {
    let mut known = records(bytes, Depth::Quick);
    // What is packed cannot be scrubbed from outside.
    if known.len() != 1 || known[0].unpacked.is_some() {
        return None;
    }
    let version = known.remove(0).go_version.known().filter(|version| version.exact)?.value;
    let minor = minor(&version)?;
    let got = records(&scrubbed(bytes, &version), Depth::Quick).remove(0);
    assert_eq!(got.outcome, Outcome::Go, "{name}");
    let Some(told) = got.go_version.known() else {
        panic!("{name}: {version} is not told: {:?}", got.reasons);
    };
    assert!(!told.exact, "{name}: {} is still told", told.value);
    assert!(!told.facts.is_empty(), "{name}");
    Some(Told { name: name.to_owned(), minor, value: told.value.into() })
}

/// The first release since when every release is told from the next: those before have too few
/// marks of their own.
const TOLD_APART: u32 = 18;

/// Every range must hold the true release, and `percent` of those since go1.18 nothing else.
fn assert_told(told: &[Told], percent: usize) {
    let wrong: Vec<_> = told
        .iter()
        .filter(|it| {
            let (from, to) = range(&it.value);
            !(from..=to).contains(&it.minor)
        })
        .map(|it| format!("{}: go1.{}, told {}", it.name, it.minor, it.value))
        .collect();
    let is_one = |it: &&Told| range(&it.value) == (it.minor, it.minor);
    let one = told.iter().filter(is_one).count();
    let newer = || told.iter().filter(|it| it.minor >= TOLD_APART);
    let (exact, all) = (newer().filter(is_one).count(), newer().count());
    let mut wider: Vec<_> = told
        .iter()
        .filter(|it| range(&it.value) != (it.minor, it.minor))
        .map(|it| format!("go1.{} as {}", it.minor, it.value))
        .collect();
    wider.sort();
    println!("{} programs, {one} told as one minor release, {} wrong", told.len(), wrong.len());
    for group in wider.chunk_by(|a, b| a == b) {
        println!("  {} times {}", group.len(), group[0]);
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(exact * 100 >= all * percent, "{exact} of {all} since go1.18 told exactly");
}

#[test]
fn release_without_a_version() {
    let told: Vec<_> =
        fixtures().iter().filter_map(|fixture| tell(&fixture.name, &fixture.bytes())).collect();
    assert!(told.len() > 150);
    assert_told(&told, 90);
}

/// The same for real programs, where they were downloaded.
#[test]
fn release_of_real_programs() {
    let Some(folders) = std::env::var_os("GORIGIN_CORPUS") else {
        skipped("GORIGIN_CORPUS is not set; tests/corpus/README.md says how to get one");
        return;
    };
    let mut folders: Vec<PathBuf> = std::env::split_paths(&folders).collect();
    let mut told = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let (path, kind) = (entry.path(), entry.file_type().unwrap());
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && is_program(&path) {
                let bytes = std::fs::read(&path).unwrap();
                let conflict = records(&bytes, Depth::Full).into_iter().find(|record| {
                    rules(record).contains(&"go-version-conflict") || record.obfuscation.is_some()
                });
                assert!(conflict.is_none(), "{}: {:?}", path.display(), conflict.unwrap().findings);
                told.extend(tell(&path.display().to_string(), &bytes));
            }
        }
    }
    assert_told(&told, 75);
}

fn is_program(path: &Path) -> bool {
    let mut head = [0; 4];
    let read = std::fs::File::open(path)
        .and_then(|mut file| std::io::Read::read_exact(&mut file, &mut head));
    read.is_ok() && (matches!(&head, b"\x7fELF" | b"\xcf\xfa\xed\xfe") || head.starts_with(b"MZ"))
}

/// What a program tells of itself is of its own release, and its names are its own.
#[test]
fn programs_as_built_contradict_nothing() {
    let mut wrong = Vec::new();
    for fixture in fixtures() {
        for record in records(&fixture.bytes(), Depth::Full) {
            let found = rules(&record);
            if found.contains(&"go-version-conflict") || record.traits.obfuscated == Some(true) {
                wrong.push(format!("{}: {:?} {:?}", fixture.name, record.go_version, found));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn an_edited_version_is_not_believed() {
    let original = fixture("sample/linux-amd64-go1.22-s-w").bytes();
    for (version, quick, full) in [
        // Another magic, another padding: seen at once.
        ("go1.16.10", true, true),
        ("go1.26.10", true, true),
        // The same layout; source files tell.
        ("go1.24.10", false, true),
        ("go1.20.10", false, true),
        // Another patch release cannot be told.
        ("go1.22.99", false, false),
    ] {
        let mut bytes = original.clone();
        replace(&mut bytes, b"go1.22.10", version.as_bytes());
        for (depth, conflict) in [(Depth::Quick, quick), (Depth::Full, full)] {
            let got = records(&bytes, depth).remove(0);
            assert_eq!(rules(&got).contains(&"go-version-conflict"), conflict, "{version}");
            let told = got.go_version.known().unwrap();
            assert_eq!((told.value.as_str(), told.exact), (version, !conflict), "{version}");
        }
    }
}

fn remove_section_headers(bytes: &mut [u8]) {
    let (offset, counts) =
        if bytes[4] == 2 { (0x28..0x30, 0x3a..0x40) } else { (0x20..0x24, 0x2e..0x34) };
    bytes[offset].fill(0);
    bytes[counts].fill(0);
}

fn wipe_section_names(bytes: &mut [u8]) {
    let little = bytes[5] == 1;
    let number = |bytes: &[u8]| {
        let mut all = bytes.to_vec();
        if !little {
            all.reverse();
        }
        all.iter().rev().fold(0_usize, |sum, &byte| sum << 8 | usize::from(byte))
    };
    let wide = bytes[4] == 2;
    let field = |from: usize, len: usize| number(&bytes[from..from + len]);
    let (table, size, index) = if wide {
        (field(0x28, 8), field(0x3a, 2), field(0x3e, 2))
    } else {
        (field(0x20, 4), field(0x2e, 2), field(0x32, 2))
    };
    let header = table + index * size;
    let (at, len) = if wide {
        (field(header + 0x18, 8), field(header + 0x20, 8))
    } else {
        (field(header + 0x10, 4), field(header + 0x14, 4))
    };
    bytes[at..at + len].fill(0);
}

/// GOROOT, version, build ID and pclntab do not rest on section headers.
#[test]
fn without_section_headers_or_their_names() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for fixture in fixtures() {
        let original = fixture.bytes();
        if fixture.expected["format"] != "elf" || original[..4] != *b"\x7fELF" {
            continue;
        }
        let before = record(&original);
        let named = before.pclntab.as_ref().is_some_and(|table| table.section.is_some());
        if before.outcome != Outcome::Go || before.partial || !named {
            continue;
        }
        tried += 1;
        type Change = fn(&mut [u8]);
        let changes: [(&str, Change); 2] =
            [("no headers", remove_section_headers), ("no names", wipe_section_names)];
        for (what, change) in changes {
            let mut bytes = original.clone();
            change(&mut bytes);
            let after = record(&bytes);
            let version = |record: &Record| record.go_version.as_ref().map(|it| it.value.clone());
            let goroot =
                |record: &Record| record.goroot.as_ref().map(|it| (it.verdict, it.value.clone()));
            let table = |record: &Record| record.pclntab.as_ref().map(|it| it.offset);
            let id = |record: &Record| record.build_id.as_ref().map(|it| it.value.clone());
            let mut check = |fact: &str, same: bool| {
                if !same {
                    wrong.push(format!("{} {what}: {fact}", fixture.name));
                }
            };
            check("version", version(&before) == version(&after));
            check("goroot", goroot(&before) == goroot(&after));
            check("pclntab", table(&before) == table(&after));
            check("build ID", id(&before) == id(&after));
            check("conflict", !rules(&after).contains(&"go-version-conflict"));
        }
    }
    assert!(tried > 60, "{tried}");
    assert!(wrong.is_empty(), "{} of {tried} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A program changed as garble changes them: another magic, hashed directories of the same length,
/// encrypted starts of functions, no version, no modules, no build ID.
pub(super) struct Garbled {
    pub(super) bytes: Vec<u8>,
    table: usize,
}

impl Garbled {
    pub(super) fn new(fixture: &Fixture) -> Self {
        let mut bytes = fixture.bytes();
        let before = record(&bytes);
        let table = before.pclntab.known().unwrap().offset as usize;
        let version = before.go_version.known().unwrap().value;
        let mut garbled = Self { bytes: Vec::new(), table };
        let [_, _, _, _, _, file, pc, functab] = garbled.words(&bytes);
        hash_directories(&mut bytes[table + file..table + pc]);
        let functions = garbled.words(&bytes)[0];
        let entries = table + functab;
        for index in 0..functions {
            let at = entries + index * 8;
            let place = u32::from_le_bytes(bytes[at + 4..at + 8].try_into().unwrap()) as usize;
            for byte in &mut bytes[entries + place..entries + place + 4] {
                *byte ^= 0x5a;
            }
        }
        bytes[table..table + 4].copy_from_slice(&[0x67, 0x76, 0xe6, 0xad]);
        // In the build info the version stands behind its length, then the modules behind theirs.
        let info = memchr::memmem::find(&bytes, b"\xff Go buildinf:").unwrap() + 32;
        bytes[info] = 7;
        bytes[info + 1..info + 8].copy_from_slice(b"unknown");
        bytes[info + 8..info + 16].fill(0);
        let hidden: Vec<u8> = [b"x-", &version.as_bytes()[2..]].concat();
        replace(&mut bytes, version.as_bytes(), &hidden);
        if let Some(id) = before.build_id.known() {
            replace(&mut bytes, id.value.as_bytes(), &vec![0; id.value.len()]);
        }
        garbled.bytes = bytes;
        garbled
    }

    fn words(&self, bytes: &[u8]) -> [usize; 8] {
        let size = usize::from(bytes[self.table + 7]);
        std::array::from_fn(|index| {
            let at = self.table + 8 + index * size;
            let mut word = [0; 8];
            word[..size].copy_from_slice(&bytes[at..at + size]);
            usize::from_le_bytes(word)
        })
    }
}

/// Puts a hash of the same length in the place of each directory.
fn hash_directories(names: &mut [u8]) {
    for name in names.split_mut(|&byte| byte == 0) {
        let Some(slash) = name.iter().rposition(|&byte| byte == b'/') else { continue };
        let seed = name[..slash]
            .iter()
            .fold(7_u32, |sum, &byte| sum.wrapping_mul(16_777_619) ^ u32::from(byte));
        for (index, byte) in name[..slash].iter_mut().enumerate() {
            let hash = seed.rotate_left(index as u32 * 5) ^ seed.wrapping_mul(index as u32 + 1);
            *byte = b'a' + (hash % 26) as u8;
        }
    }
}

/// Programs whose functions are in the fixture.
const GARBLED: [(&str, &str); 3] = [
    ("sample/linux-amd64-go1.22-s-w", "section"),
    ("sample/windows-386-go1.19-custom-id", "moduledata"),
    ("sample/darwin-arm64-go1.24-s-w", "section"),
];

#[test]
fn garbled() {
    for (name, found_by) in GARBLED {
        let fixture = fixture(name);
        let before = record(&fixture.bytes());
        let got = record(&Garbled::new(&fixture).bytes);
        let (table, of_before) = (got.pclntab.as_ref().unwrap(), before.pclntab.as_ref().unwrap());
        assert_eq!(table.offset, of_before.offset, "{name}");
        assert_eq!(table.found_by, found_by, "{name}");
        assert_eq!(table.magic.as_deref(), Some("unknown (obfuscated)"), "{name}");
        let found = got.obfuscation.as_ref().unwrap();
        assert_eq!(found.tool.as_deref(), Some("garble"), "{name}");
        assert_eq!(found.confidence, "high", "{name}");
        let marks: Vec<_> = found.marks.iter().map(|mark| mark.mark.name()).collect();
        let want = ["pclntab-magic", "file-names", "function-entries", "go-version"];
        assert_eq!(marks, want, "{name}");
        assert_eq!(got.traits.obfuscated, Some(true), "{name}");
        assert_eq!((&got.os, &got.arch), (&before.os, &before.arch), "{name}");
        let goroot = got.goroot.as_ref().unwrap();
        assert_eq!(goroot.verdict, "hidden", "{name}: {}", goroot.reason);
        assert_eq!(goroot.value, None, "{name}");
        assert!(goroot.reason.contains("magic") && goroot.reason.contains("garble"), "{name}");
        assert!(rules(&got).contains(&"obfuscated"), "{name}");
        assert!(!got.partial, "{name}: {:?}", got.damage);
        let minor = minor(&before.go_version.as_ref().unwrap().value).unwrap();
        let told = got.go_version.as_ref().unwrap();
        let (from, to) = range(&told.value);
        assert!((from..=to).contains(&minor) && to - from <= 1, "{name}: {told:?}");
        assert_eq!((told.source.name(), told.exact), ("evidence", false), "{name}");
    }
}

/// Nothing but the magic may be amiss, and the file must point to the table.
#[test]
fn an_unknown_magic_alone_is_not_believed() {
    let fixture = fixture(GARBLED[0].0);
    let garbled = Garbled::new(&fixture);
    let size = usize::from(garbled.bytes[garbled.table + 7]);
    // Pad, quantum, pointer size, then the number of files and the places of all tables.
    let words = [1, 3, 4, 5, 6, 7].map(|word| 8 + word * size + 3);
    let fields = [4, 5, 6, 7].into_iter().chain(words);
    for at in fields {
        let mut bytes = garbled.bytes.clone();
        bytes[garbled.table + at] ^= 0x40;
        let got = record(&bytes);
        assert_eq!(got.pclntab.map(|it| it.offset), None, "changed at {at}");
    }
    // Quoted by a file that does not point to it: the file's own table is found.
    let outer = crate::common::fixture("sample/windows-386-go1.19-custom-id");
    let inner = Garbled::new(&fixture);
    let mut bytes = outer.bytes();
    let own = record(&bytes);
    let len = 0x1_0000;
    bytes[0x6_0000..0x6_0000 + len].copy_from_slice(&inner.bytes[inner.table..inner.table + len]);
    let got = record(&bytes);
    assert_eq!(got.pclntab, own.pclntab);
    assert_eq!(got.obfuscation, None);
}

/// Every change of one byte in the header of such a table, and every cut, ends well.
#[test]
fn damaged_headers_of_an_unknown_magic() {
    let garbled = Garbled::new(&fixture(GARBLED[2].0));
    for at in 0..72 {
        for value in [0, 1, 0x7f, 0xff] {
            let mut bytes = garbled.bytes.clone();
            bytes[garbled.table + at] = value;
            record(&bytes);
        }
    }
    for cut in (garbled.table..garbled.table + 160).step_by(7) {
        record(&garbled.bytes[..cut]);
    }
}
