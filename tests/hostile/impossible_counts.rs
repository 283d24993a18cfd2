//! Counts in headers that the file is too small for: they are damage, with the place of the field, and
//! spoil nothing else. No honest file has any, however it was stripped.

use crate::alone;
use crate::common::{fixture_bytes, fixtures};
use gorigin::bytes::{Budget, Input, Limits};
use gorigin::evidence::Depth;
use gorigin::image::{Format, Image};
use gorigin::report::{Outcome, Record};
use gorigin::{Options, inspect};

fn record(bytes: &[u8], depth: Depth) -> Record {
    inspect(&bytes.to_vec(), &Options { depth, ..Options::default() }).remove(0)
}

fn word(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()).try_into().unwrap()
}

/// Where the load command of that kind stands.
fn command(bytes: &[u8], kind: usize) -> usize {
    let mut at = 32;
    while word(bytes, at) != kind {
        at += word(bytes, at + 4);
    }
    at
}

/// Where the COFF header stands.
fn coff(bytes: &[u8]) -> usize {
    word(bytes, 0x3c) + 4
}

/// Where the symbols of a COFF file end.
fn coff_names(bytes: &[u8]) -> usize {
    word(bytes, coff(bytes) + 8) + 18 * word(bytes, coff(bytes) + 12)
}

type Place = fn(&[u8]) -> usize;

#[test]
fn what_cannot_be_is_damage() {
    let _alone = alone();
    const SYMBOLS: &str = "more symbols are announced than the file can hold";
    const NAMES: &str = "the names of the symbols are said to end behind the file";
    const PART: &str = "LC_DYSYMTAB announces more symbols than the symbol table holds";
    const TABLE: &str = "a table of LC_DYSYMTAB is said to end behind the file";
    const DIRECTORIES: &str = "more data directories are announced than the optional header holds";
    const SYMTAB: usize = 2;
    const DYSYMTAB: usize = 11;
    let pe = "carved/windows-amd64-go1.22-w";
    let mach_o = "carved/darwin-arm64-go1.22-w";
    let cases: [(&str, Place, &[u8], &str); 12] = [
        (pe, |it| coff(it) + 12, &[0xff; 4], SYMBOLS),
        (pe, |it| coff(it) + 12, &[0, 0, 0, 1], SYMBOLS),
        (pe, coff_names, &[0xff; 4], NAMES),
        (pe, |it| coff(it) + 20 + 108, &[17, 0, 0, 0], DIRECTORIES),
        (mach_o, |it| command(it, SYMTAB) + 12, &[0xff; 4], SYMBOLS),
        (mach_o, |it| command(it, SYMTAB) + 20, &[0xff; 4], NAMES),
        (mach_o, |it| command(it, DYSYMTAB) + 12, &[0, 0, 0, 1], PART),
        (mach_o, |it| command(it, DYSYMTAB) + 60, &[0xff; 4], TABLE),
        (mach_o, |it| command(it, DYSYMTAB) + 76, &[0xff; 4], TABLE),
        ("carved/aix-ppc64-go1.19-s-w", |_| 20, &[0x7f, 0, 0, 0], SYMBOLS),
        ("carved/linux-amd64-go1.22-no-sections", |_| 0x3c, &[0xff; 2], "more sections are"),
        ("carved/linux-amd64-go1.22-s-w", |_| 0x3c, &[0xff; 2], "section headers: "),
    ];
    for (name, place, forged, phrase) in cases {
        let mut bytes = fixture_bytes(name);
        let at = place(&bytes);
        for depth in [Depth::Quick, Depth::Full] {
            let whole = record(&bytes, depth);
            assert!(!whole.partial, "{name}: {:?}", whole.damage);
        }
        let whole = record(&bytes, Depth::Quick);
        bytes[at..at + forged.len()].copy_from_slice(forged);
        for depth in [Depth::Quick, Depth::Full] {
            let got = record(&bytes, depth);
            let said = got.damage.iter().find(|it| it.message.contains(phrase));
            assert!(got.partial && said.is_some(), "{name} at {at:#x}: {:?}", got.damage);
            assert!(said.unwrap().offset.is_some() || phrase.ends_with(": "), "{name}: {said:?}");
            if !phrase.ends_with(": ") {
                let place = said.and_then(|it| it.offset);
                assert_eq!(place, Some(at.try_into().unwrap()), "{name}: {phrase}");
            }
            let version = |it: &Record| it.go_version.as_ref().map(|it| it.value.clone());
            let id = |it: &Record| it.build_id.as_ref().map(|it| it.value.clone());
            assert_eq!((got.outcome, version(&got)), (Outcome::Go, version(&whole)), "{name}");
            assert_eq!(id(&got), id(&whole), "{name}");
        }
    }
}

#[test]
fn what_is_honest_is_not_accused() {
    let _alone = alone();
    let mut formats = Vec::new();
    for it in fixtures() {
        let (bytes, budget) = (it.bytes(), Budget::new(&Limits::default()));
        let input = Input::open(&bytes, &budget).unwrap();
        let Ok(image) = Image::read(&input) else { continue };
        assert!(image.impossible.is_empty(), "{}: {:?}", it.name, image.impossible);
        formats.push(image.format);
    }
    for format in [Format::Elf, Format::Pe, Format::MachO, Format::Xcoff] {
        assert!(formats.contains(&format), "{format:?}");
    }
}

/// A header with a count that cannot be makes no Go program of a file.
#[test]
fn what_is_no_go_program_stays_none() {
    let _alone = alone();
    let mut bytes = fixture_bytes("carved/windows-amd64-go1.22-w");
    let at = coff(&bytes) + 12;
    let end = word(&bytes, 0x3c) + 0x400;
    bytes[end..].fill(0);
    bytes[at..at + 4].fill(0xff);
    assert_eq!(record(&bytes, Depth::Quick).outcome, Outcome::NotGo);
}
