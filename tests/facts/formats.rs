//! Formats beside ELF, PE and Mach-O: the places of facts, archives of object files, other toolchains
//! than gc, and all of them damaged. That what they hold is told right is in `testdata.rs`.

use crate::common::fixture_bytes;
use gorigin::evidence::Depth;
use gorigin::inspect::Hashing;
use gorigin::report::{Outcome, Record};
use gorigin::{Options, inspect};

const PROGRAMS: [&str; 6] = [
    "sealed/aix-ppc64-go1.27-s-w",
    "carved/aix-ppc64-go1.19-s-w",
    "sealed/plan9-amd64-go1.27-s-w",
    "carved/plan9-amd64-go1.19-s-w",
    "sealed/js-wasm-go1.27-s-w",
    "carved/js-wasm-go1.22-s-w",
];

fn read(bytes: &[u8]) -> Record {
    let options = Options {
        depth: Depth::Full,
        hashing: Hashing::Check,
        recover_unrecognised: true,
        ..Options::default()
    };
    inspect(&bytes, &options).remove(0)
}

fn content(record: &Record) -> &str {
    record.verification.as_ref().map_or("", |it| it.content_id.status.name())
}

/// What the record says lies at its places does lie there.
#[test]
fn places_are_those_of_the_file() {
    for name in PROGRAMS {
        let bytes = fixture_bytes(name);
        let record = read(&bytes);
        let at = |offset: u64, text: &str| {
            let start = usize::try_from(offset).unwrap();
            let found = &bytes[start..start + text.len()];
            assert_eq!(String::from_utf8_lossy(found), text, "{name}: {offset:#x}");
        };
        let goroot = record.goroot.known().unwrap();
        let table = goroot.evidence.iter().find(|it| it.origin == "file-table").unwrap();
        at(table.offset.unwrap(), &format!("{}/src/", table.value));
        let id = record.build_id.known().unwrap();
        at(id.offset, &id.value);
        let version = record.go_version.known().unwrap();
        if version.source == "build-info" {
            at(version.offset.unwrap(), &version.value);
        }
        let header = usize::try_from(record.pclntab.known().unwrap().offset).unwrap();
        let magic = [bytes[header], bytes[header + 3]];
        assert!(magic.contains(&0xff) && magic.iter().any(|it| it & 0xf0 == 0xf0), "{name}");
        assert_eq!(record.toolchain.as_deref(), Some("gc"), "{name}");
    }
}

#[test]
fn content_is_verified() {
    for name in PROGRAMS {
        let mut bytes = fixture_bytes(name);
        let want = if name.starts_with("sealed") { "verified" } else { "mismatch" };
        assert_eq!(content(&read(&bytes)), want, "{name}");
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert_eq!(content(&read(&bytes)), "mismatch", "{name}");
    }
}

fn member(name: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, content.len());
    let padding: &[u8] = if content.len() % 2 == 1 { b"\n" } else { b"" };
    [head.as_bytes(), content, padding].concat()
}

#[test]
fn program_in_an_archive() {
    let program = fixture_bytes("sealed/linux-amd64-go1.24-s-w");
    let alone = read(&program);
    let archive =
        [b"!<arch>\n".to_vec(), member("go.o/", &program), member("000000.o/", b"C")].concat();
    let record = read(&archive);
    let start = 8 + 60;
    assert_eq!(record.outcome, Outcome::Go);
    assert_eq!(
        (record.format.as_deref(), record.object_format.as_deref()),
        (Some("archive"), Some("elf"))
    );
    assert_eq!((&record.os, &record.arch), (&alone.os, &alone.arch));
    let (version, want) = (record.go_version.as_ref().unwrap(), alone.go_version.known().unwrap());
    assert_eq!(version.value, want.value);
    assert_eq!(version.section, want.section);
    assert_eq!(version.offset, want.offset.map(|at| at + start));
    let (id, want) = (record.build_id.as_ref().unwrap(), alone.build_id.known().unwrap());
    assert_eq!((&id.value, id.offset), (&want.value, want.offset + start));
    let (table, want) = (record.pclntab.as_ref().unwrap(), alone.pclntab.known().unwrap());
    assert_eq!((&table.section, table.offset), (&want.section, want.offset + start));
    // Of an archive of a program that was none before, the hash covers something else.
    assert_eq!(content(&record), "mismatch");

    // Of C's object files, and of what may be a program, by `e_type`.
    for (kind, want) in
        [(1, "an archive without a Go object file"), (2, "not opened: ar, a program inside")]
    {
        let member_of = [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 9], &[kind, 0]].concat();
        let c = [b"!<arch>\n".to_vec(), member("a.o/", &member_of), member("b.o/", b"")].concat();
        let record = read(&c);
        assert_eq!(record.outcome, Outcome::NotGo);
        assert_eq!(record.reasons.get("outcome"), Some(want));
    }
    let cut = read(&archive[..archive.len() - 30]);
    assert_eq!((cut.outcome, cut.partial), (Outcome::Go, true));
}

#[test]
fn compiled_package() {
    let text = b"go object linux arm64 go1.22.3 GOARM64=v8.0 X:regabi\nbuild id \"aaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbbbbbbbbbbb\"\n\n";
    let definitions = [&text[..], b"\n$$B\n"].concat();
    let object = [&text[..], b"!\n\0go120ld"].concat();
    let archive =
        [b"!<arch>\n".to_vec(), member("__.PKGDEF", &definitions), member("_go_.o", &object)];
    let archive = archive.concat();
    let record = read(&archive);
    assert_eq!(record.outcome, Outcome::Go);
    assert_eq!(record.object_format.as_deref(), Some("go-object"));
    assert_eq!((record.os.as_deref(), record.arch.as_deref()), (Some("linux"), Some("arm64")));
    let version = record.go_version.as_ref().unwrap();
    assert_eq!((version.value.as_str(), version.source.name()), ("go1.22.3", "object-header"));
    assert_eq!(record.build_id.as_ref().unwrap().kind, "package");
    assert_eq!(content(&record), "mismatch");
    assert!(record.partial, "the object ends behind its magic");
    // Met in a walk, it is passed over.
    let met = inspect(&archive.as_slice(), &Options::default()).remove(0);
    assert_eq!((met.outcome, met.partial), (Outcome::NotGo, false));
    for cut in 0..archive.len() {
        read(&archive[..cut]);
    }
}

#[test]
fn of_gccgo() {
    let mut bytes = fixture_bytes("not-go/c-program");
    assert_eq!(read(&bytes).outcome, Outcome::NotGo);
    // The name of a section, with another in its place that ends in time.
    let name = b".eh_frame_hdr\0";
    let at = bytes.windows(name.len()).position(|it| it == name).unwrap();
    bytes[at..at + name.len()].copy_from_slice(b".go_export\0dr\0");
    let record = read(&bytes);
    assert_eq!(record.outcome, Outcome::Go);
    assert_eq!(record.toolchain.as_deref(), Some("gccgo"));
    assert!(record.go_version.is_none() && record.pclntab.is_none() && record.build.is_none());
    for fact in ["go_version", "build_id", "build", "pclntab"] {
        let reason = record.reasons.get(fact).unwrap_or_default();
        assert!(reason.contains("gccgo"), "{fact}: {reason}");
    }
    assert_eq!(record.findings, []);
    // A package compiled for others to link: read where it is named, passed over where it is met.
    bytes[16] = 1;
    let quick = Options { recover_unrecognised: true, ..Options::default() };
    let full = Options { depth: Depth::Full, ..Options::default() };
    for (named, options) in [(true, quick), (false, Options::default()), (false, full)] {
        let record = inspect(&bytes.as_slice(), &options).remove(0);
        let want = if named { Outcome::Go } else { Outcome::NotGo };
        assert_eq!(record.outcome, want, "{:?}", options.depth);
        assert_eq!(record.toolchain.as_deref(), named.then_some("gccgo"));
    }
}

/// A module with one import and one producer.
fn module(import: (&str, &str), producer: (&str, &str)) -> Vec<u8> {
    let text = |text: &str| [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
    let section = |kind: u8, content: &[u8]| {
        [&[kind, u8::try_from(content.len()).unwrap()], content].concat()
    };
    let imports = [&[1][..], &text(import.0), &text(import.1), &[0, 0]].concat();
    let producers =
        [text("producers"), vec![1], text("language"), vec![1], text(producer.0), text(producer.1)];
    let producers = section(0, &producers.concat());
    [&b"\0asm\x01\0\0\0"[..], &section(2, &imports), &producers].concat()
}

#[test]
fn modules_of_all_kinds() {
    for (import, producer, outcome, toolchain) in [
        (("env", "runtime.ticks"), ("C99", "17"), Outcome::Go, Some("tinygo")),
        (("gojs", "runtime.ticks"), ("Go", "go1.22"), Outcome::Go, Some("tinygo")),
        (("gojs", "runtime.wasmExit"), ("Go", "go1.22.3"), Outcome::Go, Some("gc")),
        (("env", "memory"), ("Rust", "1.80"), Outcome::NotGo, None),
    ] {
        let record = read(&module(import, producer));
        assert_eq!(record.outcome, outcome, "{import:?}");
        assert_eq!(record.toolchain.as_deref(), toolchain, "{import:?}");
        let version = record.go_version.as_ref().map(|it| it.source.name());
        assert_eq!(version, (toolchain == Some("gc")).then_some("producers"), "{import:?}");
    }
}

/// Anything may be in a file; nothing makes reading it fail, or take long.
#[test]
fn damaged() {
    let mut state = 7_u64;
    let mut random = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap()
    };
    let quick = Options { recover_unrecognised: true, ..Options::default() };
    for name in PROGRAMS {
        let bytes = fixture_bytes(name);
        for cut in [1, 8, 20, 24, 32, 40, 100, 500, 4096, bytes.len() / 2, bytes.len() - 1] {
            inspect(&&bytes[..cut], &quick);
        }
        for round in 0..60 {
            let mut mutant = bytes.clone();
            // In the headers, in the first table of segments, anywhere.
            let within = [512, 4096, bytes.len()][round % 3];
            for _ in 0..=round % 4 {
                mutant[random() % within] =
                    [0, 0xff, 0x80, u8::try_from(random() & 0xff).unwrap()][round % 4];
            }
            let record = inspect(&mutant, &quick).remove(0);
            // What was changed by a few bytes is still told to be Go's.
            assert!(
                record.outcome == Outcome::Go || within < bytes.len() || round % 4 > 0,
                "{name} {round}"
            );
        }
    }
}
