//! Files made to be read at great cost, or not at all: each ends as its row says, within bounds,
//! and none costs more than in proportion to its size.

use std::time::{Duration, Instant};

use crate::common::forge::{
    self, Elf, build_info, fat, go_note, note_with, pclntab, put, section_table,
};
use crate::common::{Counting, fixture_bytes};
use crate::{ALLOCATOR, alone};
use gorigin::bytes::Endian;
use gorigin::evidence::Depth;
use gorigin::report::{Outcome, Record, json};
use gorigin::{Options, inspect};
use memchr::memmem;

/// What reading one file may take: the memory beside a multiple of its size, and a time that only
/// an endless loop exceeds.
const MEMORY: usize = 16 << 20;
const MEMORY_PER_BYTE: usize = 12;
const TIME: Duration = Duration::from_secs(10);

pub(crate) const VERSION: &str = "go1.22.3";
const ID: &str =
    "abcdefghijklmnopqrst/abcdefghijklmnopqrst/abcdefghijklmnopqrst/abcdefghijklmnopqrst";
const LINUX: &str = "sample/linux-amd64-go1.22-s-w";
const WINDOWS: &str = "carved/windows-amd64-go1.25-s-w";
const DARWIN: &str = "sample/darwin-arm64-go1.24-s-w";

/// What a file is read as: outcome, whether partial, version, and a part of some damage's message.
type Want = (Outcome, bool, Option<&'static str>, &'static str);

const NOT_GO: Want = (Outcome::NotGo, false, None, "");

fn whole(version: &'static str) -> Want {
    (Outcome::Go, false, Some(version), "")
}

fn damaged(version: &'static str, message: &'static str) -> Want {
    (Outcome::Go, true, Some(version), message)
}

/// Reads a file in one depth, and judges its cost.
fn read(name: &str, file: &[u8], depth: Depth, failures: &mut Vec<String>) -> (Vec<Record>, u64) {
    let source = Counting::new(file);
    let cross_check = true;
    let options = Options { depth, recover_unrecognised: true, cross_check, ..Options::default() };
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let start = Instant::now();
    let records = inspect(&source, &options);
    let (time, memory) = (start.elapsed(), ALLOCATOR.peak_usage().saturating_sub(before));
    if time > TIME {
        failures.push(format!("{name}: took {time:?}"));
    }
    if memory > MEMORY + MEMORY_PER_BYTE * file.len() {
        failures.push(format!("{name}: held {memory} bytes for {} of the file", file.len()));
    }
    for record in &records {
        let mut line = Vec::new();
        json::write_line(&mut line, record).unwrap();
        let text = String::from_utf8(line).unwrap();
        if text.trim_end().chars().any(gorigin::bytes::is_unsafe) {
            failures.push(format!("{name}: unsafe text in the record"));
        }
    }
    (records, source.read())
}

fn check(name: &str, file: &[u8], want: Want, failures: &mut Vec<String>) {
    for depth in [Depth::Quick, Depth::Full] {
        let (records, _) = read(name, file, depth, failures);
        let go = records.iter().find(|record| record.outcome == Outcome::Go);
        let first = go.unwrap_or(&records[0]);
        let version = first.go_version.as_ref().filter(|it| it.exact).map(|it| it.value.as_str());
        let messages: Vec<_> = first.damage.iter().map(|it| it.message.as_str()).collect();
        let (outcome, partial, wanted, message) = want;
        let got = (first.outcome, first.partial, version);
        if got != (outcome, partial, wanted) {
            failures.push(format!("{name} {depth:?}: {got:?}, not {want:?}: {messages:?}"));
        } else if !messages.iter().any(|it| it.contains(message)) && !message.is_empty() {
            failures.push(format!("{name} {depth:?}: no {message:?} in {messages:?}"));
        }
    }
}

/// A real file with some bytes overwritten.
fn patched(name: &str, patches: &[(usize, &[u8])]) -> Vec<u8> {
    let mut file = fixture_bytes(name);
    for (at, bytes) in patches {
        put(&mut file, *at, bytes);
    }
    file
}

fn word_at(file: &[u8], at: usize) -> usize {
    usize::try_from(u32::from_le_bytes(file[at..at + 4].try_into().unwrap())).unwrap()
}

/// Where a PE file's COFF header lies, and its section headers.
fn pe_headers(file: &[u8]) -> (usize, usize) {
    let coff = word_at(file, 0x3c) + 4;
    let optional = usize::from(u16::from_le_bytes(file[coff + 16..coff + 18].try_into().unwrap()));
    (coff, coff + 20 + optional)
}

fn segment_command(file: &[u8], name: &[u8]) -> usize {
    memmem::find(file, name).unwrap() - 8
}

#[test]
fn hostile_files() {
    let _alone = alone();
    let mut failures = Vec::new();
    let mut row = |name: &str, file: Vec<u8>, want: Want| check(name, &file, want, &mut failures);
    let max = &u32::MAX.to_le_bytes()[..];

    let plain = Elf::go(VERSION);
    row("a forged program", plain.build(), whole_without_pclntab());

    // What another program inside says is not said of the one around it.
    let files = ["/go/src/runtime/proc.go", "/go/src/runtime/chan.go", "/go/src/runtime/mgc.go"];
    let around = || Elf::new().section(".gopclntab", pclntab(Endian::Little, &files, 3));
    let unknown = |partial, message| (Outcome::Go, partial, None, message);
    row(
        "a program inside one whose build info was overwritten",
        around().section(".go.buildinfo", vec![0; 64]).section(".data", plain.build()).build(),
        unknown(true, "its section does not hold it"),
    );
    row(
        "a program inside one whose build info was removed",
        around().section(".data", plain.build()).build(),
        unknown(false, ""),
    );

    // Notes. The first two lengths wrap a 32-bit sum (cmd/internal/buildid/note.go, Go 1.27.3).
    let notes = |bytes| plain.clone().notes(".note.go.buildid", bytes).build();
    let cut = "notes at";
    row(
        "note, huge description",
        notes(note_with(4, u32::MAX, 4, b"Go\0\0", b"x")),
        damaged(VERSION, cut),
    );
    row(
        "note, huge name",
        notes(note_with(u32::MAX - 3, 8, 4, b"Go\0\0", b"x")),
        damaged(VERSION, cut),
    );
    row(
        "note, lengths that overflow",
        notes(note_with(u32::MAX, u32::MAX, 4, b"", b"")),
        damaged(VERSION, cut),
    );
    row("note of nothing (go#62097)", notes(vec![0; 16]), damaged(VERSION, cut));
    let many: Vec<u8> = std::iter::repeat_n(note_with(0, 0, 9, b"", b""), 5000).flatten().collect();
    row("5000 notes", notes(many.clone()), damaged(VERSION, "limit notes"));
    row(
        "2000 program headers for 5000 notes",
        plain.clone().notes(".note.x", many).more_notes(".note.x", 1999).build(),
        damaged(VERSION, "limit notes"),
    );
    row(
        "3000 program headers",
        plain.clone().notes(".note.x", go_note(ID)).more_notes(".note.x", 3000).build(),
        damaged(VERSION, "limit segments"),
    );

    // Section headers.
    let mut file = plain.build();
    put(&mut file, 0x3c, &[0, 0]);
    let table = section_table(&file);
    put(&mut file, table + 32, &u64::MAX.to_le_bytes());
    row("extended section count, huge (go#56129)", file, damaged(VERSION, "section headers"));
    let names = |count: usize, size: usize| {
        let mut elf = plain.clone();
        for index in 0..count {
            elf = elf.section(&format!("s{index}"), Vec::new());
        }
        elf.names = Some([b"\0.go.buildinfo\0".to_vec(), vec![b'a'; size]].concat());
        elf.name_offsets = [vec![1], vec![15; count]].concat();
        elf.build()
    };
    row("30,000 sections named by one mebibyte", names(30_000, 1 << 20), whole_without_pclntab());
    row("70,000 sections", names(70_000, 8), damaged(VERSION, "limit sections"));
    let mut file = plain.build();
    let table = section_table(&file);
    put(
        &mut file,
        table + 64 + 24,
        &[(u64::MAX - 16).to_le_bytes(), u64::MAX.to_le_bytes()].concat(),
    );
    row("a section at the end of all offsets", file, damaged(VERSION, "lie outside"));

    // Build info.
    let info = |blob: Vec<u8>| Elf::new().section(".go.buildinfo", blob).build();
    let long = |length| forge::build_info_with_length(VERSION, length);
    row("module text of 2^63 bytes", info(long(1 << 63)), damaged(VERSION, "limit module-text"));
    row("module text past the end", info(long(4096)), damaged(VERSION, "lie outside"));
    row("module text without its frame", info(long(7)), damaged(VERSION, "frame"));
    let overlong = [forge::build_info_header(8, 2), vec![0xff; 20]].concat();
    row(
        "length of more than 64 bits",
        info(overlong),
        (Outcome::NotGo, true, None, "longer than 64 bits"),
    );
    row(
        "version of 2^63 bytes",
        info([forge::build_info_header(8, 2), vec![0x80; 9], vec![1]].concat()),
        (Outcome::NotGo, true, None, "bytes wanted"),
    );
    let deps = "dep\ta\tv\n".repeat(80_000);
    row(
        "eighty thousand dependencies",
        info(build_info(VERSION, &deps)),
        damaged(VERSION, "limit modules"),
    );
    let replaced = format!("mod\ta\tv\n{}", "=>\tb\tw\n".repeat(140_000));
    row(
        "one module replaced 140,000 times",
        info(build_info(VERSION, &replaced)),
        whole_without_pclntab(),
    );
    row(
        "an open quote, eighty thousand times",
        info(build_info(VERSION, &"build\tk=\"\\\n".repeat(80_000))),
        damaged(VERSION, "quoted"),
    );
    row(
        "nearly a mebibyte of escapes",
        info(build_info(VERSION, &format!("build\tk=\"{}\"\n", "\\x1b".repeat(250 << 10)))),
        damaged(VERSION, "limit text"),
    );
    row(
        "a path of nearly a mebibyte",
        info(build_info(VERSION, &format!("path\t{}\n", "\u{202e}a".repeat(250 << 10)))),
        damaged(VERSION, "limit text"),
    );
    row(
        "more module text than is read",
        info(build_info(VERSION, &format!("path\t{}\n", "a".repeat(17 << 20)))),
        damaged(VERSION, "limit module-text"),
    );
    row(
        "a version of 300 bytes",
        info(build_info(&format!("go1.{}", "2".repeat(300)), "")),
        (Outcome::NotGo, true, None, "does not hold it"),
    );
    let decoys = |header: Vec<u8>, count: usize| header.repeat(count);
    let constants = decoys(forge::build_info_header(0, 0), 3000);
    row(
        "3000 constants before the blob",
        info([constants, build_info(VERSION, "")].concat()),
        whole_without_pclntab(),
    );
    let constants = decoys(forge::build_info_header(0, 0), 5000);
    row(
        "5000 constants before the blob",
        info([constants, build_info(VERSION, "")].concat()),
        damaged(VERSION, "limit candidates"),
    );

    // Pclntabs.
    let with_table = |bytes| plain.clone().section(".gopclntab", bytes).build();
    let files = ["/go/src/runtime/proc.go", "/go/src/runtime/panic.go", "/go/src/runtime/chan.go"];
    row("a forged pclntab", with_table(pclntab(Endian::Little, &files, 3)), whole(VERSION));
    row(
        "more files than there are",
        with_table(pclntab(Endian::Little, &files, 40)),
        damaged(VERSION, "another number"),
    );
    row(
        "2^40 files",
        with_table(pclntab(Endian::Little, &files, 1 << 40)),
        damaged(VERSION, "pclntab header"),
    );
    let fakes = pclntab(Endian::Little, &[], 0).repeat(5000);
    row(
        "5000 pclntabs",
        plain.clone().section(".rodata", fakes.clone()).build(),
        damaged(VERSION, "limit candidates"),
    );
    let empty = fakes.iter().map(|byte| if *byte == 2 { 0 } else { *byte }).collect();
    row(
        "5000 pclntabs without a function",
        plain.clone().section(".rodata", empty).build(),
        damaged_only(VERSION),
    );

    // PE.
    let file = fixture_bytes(WINDOWS);
    let (coff, sections) = pe_headers(&file);
    row(
        "PE, 65,535 sections",
        patched(WINDOWS, &[(coff + 2, &[0xff, 0xff])]),
        damaged("go1.25.5", ""),
    );
    row("PE, no section", patched(WINDOWS, &[(coff + 2, &[0, 0])]), damaged("go1.25.5", ""));
    row("PE, VirtualSize of 4 GiB", patched(WINDOWS, &[(sections + 8, max)]), whole("go1.25.5"));
    row(
        "PE, section of 4 GiB",
        patched(WINDOWS, &[(sections + 8, max), (sections + 16, max)]),
        damaged("go1.25.5", "lie outside"),
    );
    let impossible = "more symbols are announced";
    row("PE, 2^32 symbols", patched(WINDOWS, &[(coff + 12, max)]), damaged("go1.25.5", impossible));
    row(
        "PE, symbols at the end of all offsets",
        patched(WINDOWS, &[(coff + 8, &[0xff; 8])]),
        damaged("go1.25.5", impossible),
    );
    row(
        "PE, header at the end of all offsets",
        patched(WINDOWS, &[(0x3c, max)]),
        damaged("go1.25.5", "no PE header"),
    );
    row(
        "PE, optional header of 64 KiB",
        patched(WINDOWS, &[(coff + 16, &[0xff, 0xff])]),
        damaged("go1.25.5", ""),
    );

    // Mach-O.
    let file = fixture_bytes(DARWIN);
    let text = segment_command(&file, b"__TEXT\0");
    row(
        "Mach-O, 2^32 load commands",
        patched(DARWIN, &[(16, max)]),
        damaged("go1.24.11", "limit load-commands"),
    );
    row(
        "Mach-O, no load command",
        patched(DARWIN, &[(16, &[0; 4])]),
        damaged("go1.24.11", "neither sections nor segments"),
    );
    row(
        "Mach-O, load commands of 4 GiB",
        patched(DARWIN, &[(20, max)]),
        damaged("go1.24.11", "load commands"),
    );
    row(
        "Mach-O, a load command of no size",
        patched(DARWIN, &[(text + 4, &[0; 4])]),
        damaged("go1.24.11", "load commands"),
    );
    row(
        "Mach-O, 2^32 sections",
        patched(DARWIN, &[(text + 64, max)]),
        damaged("go1.24.11", "section headers"),
    );
    let symbols = memmem::find(&file, &[2, 0, 0, 0, 24, 0, 0, 0]).unwrap();
    row(
        "Mach-O, 2^32 symbols",
        patched(DARWIN, &[(symbols + 12, max)]),
        damaged("go1.24.11", impossible),
    );

    // Fat Mach-O.
    let (amd64, arm64) = (0x0100_0007, 0x0100_000c);
    let thin = |header: Vec<u8>| {
        let mut file = header;
        file.resize(0x4000, 0);
        [file, fixture_bytes(DARWIN)].concat()
    };
    let size = fixture_bytes(DARWIN).len() as u32;
    row("fat, one slice", thin(fat(1, &[(arm64, 0x4000, size)])), whole("go1.24.11"));
    row("fat, no slice (llvm#202773)", thin(fat(0, &[])), damaged("go1.24.11", "fat header"));
    row(
        "fat, 42 slices",
        thin(fat(42, &[(arm64, 0x4000, size)])),
        damaged("go1.24.11", "limit slices"),
    );
    row(
        "fat, slices of itself",
        thin(fat(2, &[(amd64, 0, 0x4000 + size), (arm64, 0, 0x4000 + size)])),
        damaged("go1.24.11", "overlap"),
    );
    row(
        "fat, the same slice 30 times",
        thin(fat(30, &[(arm64, 0x4000, size); 30])),
        damaged("go1.24.11", "overlap"),
    );
    row(
        "fat, a slice past the end",
        thin(fat(1, &[(arm64, u32::MAX, u32::MAX)])),
        damaged("go1.24.11", "neither a Mach-O file"),
    );
    row(
        "fat, nothing but the header",
        fat(2, &[(amd64, 0x4000, size), (arm64, 0x8000, size)]),
        (Outcome::NotGo, true, None, "fat header"),
    );
    row(
        "a Java class file (yara#1317)",
        b"\xca\xfe\xba\xbe\0\0\0\x34\0\x1d\x0a\0\x06\0\x0f\x09".repeat(64),
        NOT_GO,
    );

    // Files without a header.
    let headless = |fill: &[u8]| {
        let mut file = fixture_bytes(LINUX);
        file[..512].fill(0);
        put(&mut file, 0, fill);
        file
    };
    row("no header", headless(b""), damaged("go1.22.10", "of no known format"));
    row("an archive that holds a program", headless(b"!<arch>\n"), NOT_GO);
    row(
        "a tar file that holds a program",
        [vec![0; 257], b"ustar\x0000".to_vec(), vec![0; 247], fixture_bytes(LINUX)].concat(),
        NOT_GO,
    );
    row("a build info alone", [vec![0; 64], build_info(VERSION, "path\tx\n")].concat(), NOT_GO);
    row("words of Go's", fixture_bytes("not-go/go-words.txt"), NOT_GO);
    row("a million marks of a build ID", b"\xff Go build ID: \"".repeat(1_000_000), NOT_GO);
    row("a million names of a note", b"Go\0\0".repeat(1_000_000), NOT_GO);
    row(
        "a million starts of a Mach-O file",
        b"\xcf\xfa\xed\xfe".repeat(1_000_000),
        (Outcome::NotGo, true, None, "load commands"),
    );

    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A forged program without a pclntab, which every real one has.
fn whole_without_pclntab() -> Want {
    whole(VERSION)
}

fn damaged_only(version: &'static str) -> Want {
    damaged(version, "")
}

/// Every file shorter than its first page.
#[test]
fn first_pages() {
    let _alone = alone();
    let mut failures = Vec::new();
    for name in
        [LINUX, WINDOWS, DARWIN, "carved/darwin-fat-go1.22-s-w", "sealed/linux-s390x-go1.27-s-w"]
    {
        let file = fixture_bytes(name);
        for size in 0..=4096 {
            let row = format!("{name}, {size} bytes");
            let (records, _) = read(&row, &file[..size], Depth::Full, &mut failures);
            if records.iter().any(|record| record.outcome == Outcome::Go && !record.partial) {
                failures.push(format!("{row}: Go, and not partial"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Files of a size to be chosen, each the worst of its kind: twice the size is at most 2.2 times
/// the work, counted in bytes read.
#[test]
fn work_grows_with_the_size() {
    let _alone = alone();
    type Generator = (&'static str, fn(usize) -> Vec<u8>);
    let generators: [Generator; 22] = [
        ("notes", |n| {
            Elf::go(VERSION).notes(".note.x", note_with(0, 0, 9, b"", b"").repeat(n)).build()
        }),
        ("program headers for notes", |n| {
            Elf::go(VERSION)
                .notes(".note.x", note_with(0, 0, 9, b"", b""))
                .more_notes(".note.x", n / 4)
                .build()
        }),
        ("sections", |n| {
            (0..n).fold(Elf::go(VERSION), |elf, i| elf.section(&format!("s{i}"), vec![])).build()
        }),
        ("section names", |n| {
            let mut elf = Elf::go(VERSION);
            elf.names = Some([vec![0], vec![b'a'; n * 64]].concat());
            elf.build()
        }),
        ("constants like a blob", |n| {
            Elf::go(VERSION).section(".data", forge::build_info_header(8, 0).repeat(n)).build()
        }),
        ("blobs without a version", |n| {
            Elf::new().section(".go.buildinfo", forge::build_info_header(8, 2).repeat(n)).build()
        }),
        ("blobs with a huge version", |n| {
            Elf::new()
                .section(
                    ".go.buildinfo",
                    [forge::build_info_header(8, 2), vec![0x80, 0x80, 0x80, 1]].concat().repeat(n),
                )
                .build()
        }),
        ("blobs that point nowhere", |n| {
            let header = [forge::build_info_header(8, 0)[..16].to_vec(), vec![0x77; 16]].concat();
            Elf::new().section(".go.buildinfo", header.repeat(n)).build()
        }),
        ("blobs that point to each other", |n| {
            let pointers =
                [Elf::address(0x100).to_le_bytes(), Elf::address(0x140).to_le_bytes()].concat();
            let header = [forge::build_info_header(8, 0)[..16].to_vec(), pointers].concat();
            Elf::new().section(".go.buildinfo", header.repeat(n)).build()
        }),
        ("blobs of relocated pointers", |n| {
            let entry = [Elf::address(1 << 30), 8, 0].map(u64::to_le_bytes).concat();
            Elf::new()
                .section(".go.buildinfo", forge::build_info_header(8, 0).repeat(n))
                .relocations(entry.repeat(n))
                .build()
        }),
        ("words in data", |n| {
            let elf = Elf::new().section(".gopclntab", Vec::new());
            let elf = elf.section(".data", 8_u64.to_le_bytes().repeat(n * 32));
            (0..n / 4).fold(elf, |elf, i| elf.section(&format!("s{i}"), vec![0; 16])).build()
        }),
        ("segments of the same bytes", |n| {
            let elf = Elf::new().section(".gopclntab", vec![0; 1 << 16]);
            elf.more_segments(n / 64).build()
        }),
        ("modules", |n| {
            Elf::new()
                .section(".go.buildinfo", build_info(VERSION, &"dep\ta\tv\n".repeat(n)))
                .build()
        }),
        ("pclntabs", |n| {
            Elf::go(VERSION).section(".rodata", pclntab(Endian::Little, &[], 0).repeat(n)).build()
        }),
        ("magics of a pclntab", |n| {
            Elf::go(VERSION).section(".rodata", b"\xf1\xff\xff\xff\0\0\x01\x08".repeat(n)).build()
        }),
        ("oldest magics of a pclntab", |n| {
            Elf::go(VERSION)
                .section(".rodata", b"\xfb\xff\xff\xff\0\0\x01\x08\x01\0\0\0\0\0\0\0".repeat(n))
                .build()
        }),
        ("names of releases", |n| {
            Elf::go(VERSION).section(".rodata", b"go1.15.1".repeat(n)).build()
        }),
        ("strings in data", |n| {
            let string = [Elf::address(0).to_le_bytes(), 4096_u64.to_le_bytes()].concat();
            Elf::go(VERSION).section(".data", string.repeat(n)).build()
        }),
        ("roots", |n| {
            let anchors = ["proc.go", "panic.go", "chan.go"];
            let names: Vec<_> =
                (0..n).map(|i| format!("/g{}/src/runtime/{}", i / 3, anchors[i % 3])).collect();
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            Elf::go(VERSION)
                .section(".gopclntab", pclntab(Endian::Little, &names, names.len() as u64))
                .build()
        }),
        ("libraries needed", |n| {
            Elf::go(VERSION).dynamic(&[1_u64, 0].map(u64::to_le_bytes).concat().repeat(n)).build()
        }),
        ("versions needed", |n| {
            // Each entry is the next library and the next version too.
            let entry = [1_u16.to_le_bytes(), 1_u16.to_le_bytes()].concat();
            let entry = [entry, [0_u32, 16, 16].map(u32::to_le_bytes).concat()].concat();
            Elf::go(VERSION).dynamic(&entry.repeat(n)).build()
        }),
        ("source files", |n| {
            let names: Vec<_> = (0..n).map(|i| format!("/go/src/p{i}/runtime/proc.go")).collect();
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            Elf::go(VERSION)
                .section(".gopclntab", pclntab(Endian::Little, &names, names.len() as u64))
                .build()
        }),
    ];
    let mut failures = Vec::new();
    for (name, generate) in generators {
        for depth in [Depth::Quick, Depth::Full] {
            let mut before = None;
            for n in [32_000, 64_000, 128_000] {
                let file = generate(n);
                let start = Instant::now();
                let (_, work) = read(name, &file, depth, &mut failures);
                println!(
                    "{name:<32} {depth:?} {n:>6} {:>9} bytes, {work:>10} read, {:?}",
                    file.len(),
                    start.elapsed()
                );
                if before.is_some_and(|before| work as f64 > before as f64 * 2.2) {
                    failures.push(format!("{name} {depth:?}: {n} take {work}, half {before:?}"));
                }
                before = Some(work);
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
