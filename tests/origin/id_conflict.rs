//! Two Go build IDs in one file that differ are a finding, two that are equal or that belong to something
//! else are none.

use crate::common::{fixture_bytes, fixtures};
use gorigin::evidence::Depth;
use gorigin::report::Record;
use gorigin::{Options, inspect};

const ELF: &str = "carved/linux-amd64-go1.22-w";
const MACH_O: &str = "carved/darwin-arm64-go1.22-w";
const PE: &str = "carved/windows-amd64-go1.22-w";
const WASM: &str = "carved/js-wasm-go1.22-s-w";
const OTHER: &str = "another/id";

fn record(bytes: &[u8], depth: Depth) -> Record {
    inspect(&bytes.to_vec(), &Options { depth, ..Options::default() }).remove(0)
}

/// What the finding says, and rests on.
fn conflict(record: &Record) -> Option<(String, Vec<String>)> {
    let found = record.findings.iter().find(|it| it.rule == "build-id-conflict")?;
    Some((found.message.clone(), found.evidence.clone()))
}

fn word(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()).try_into().unwrap()
}

fn marker(id: &str) -> Vec<u8> {
    [b"\xff Go build ID: \"".as_slice(), id.as_bytes(), b"\"\n \xff"].concat()
}

/// The stack's program header becomes one of a note at the end of the file.
pub(super) fn with_note(bytes: &[u8], id: &str) -> Vec<u8> {
    const STACK: usize = 0x6474_e551;
    let mut changed = bytes.to_vec();
    changed.resize(bytes.len().next_multiple_of(4), 0);
    let mut header = word(bytes, 0x20);
    while word(bytes, header) != STACK {
        header += 56;
    }
    let at = u64::try_from(changed.len()).unwrap();
    for field in [4_u32, id.len().try_into().unwrap(), 4] {
        changed.extend(field.to_le_bytes());
    }
    changed.extend(b"Go\0\0");
    changed.extend(id.as_bytes());
    changed.resize(changed.len().next_multiple_of(4), 0);
    let size = u64::try_from(changed.len()).unwrap() - at;
    changed[header..header + 4].copy_from_slice(&4_u32.to_le_bytes());
    changed[header + 8..header + 16].copy_from_slice(&at.to_le_bytes());
    changed[header + 32..header + 40].copy_from_slice(&size.to_le_bytes());
    changed
}

/// Marked text `by` bytes behind where the code starts.
fn with_marker(name: &str, by: usize, text: &[u8]) -> Vec<u8> {
    let mut bytes = fixture_bytes(name);
    let code = match name {
        ELF => 0x1000,
        PE => 0x600,
        _ => {
            let section = record(&bytes, Depth::Quick).build_id.known().unwrap();
            section.offset.try_into().unwrap()
        }
    };
    bytes[code + by..code + by + text.len()].copy_from_slice(text);
    bytes
}

/// A custom section behind the others.
fn with_section(bytes: &[u8], id: &str) -> Vec<u8> {
    let content = marker(id);
    let size = 1 + 10 + content.len();
    let section = [&[0, size.try_into().unwrap(), 10], b"go:buildid".as_slice(), &content].concat();
    [bytes, &section].concat()
}

#[test]
fn ids_that_differ() {
    let own = |name| record(&fixture_bytes(name), Depth::Quick).build_id.known().unwrap().value;
    let elf = fixture_bytes(ELF);
    let wasm = fixture_bytes(WASM);
    let marked = |name, id: &str| with_marker(name, 0x200, &marker(id));
    let broken = &marker(OTHER)[..20];
    for (what, bytes, fires) in [
        ("two notes", with_note(&elf, OTHER), true),
        ("a note and marked text", marked(ELF, OTHER), true),
        ("two marked texts, PE", marked(PE, OTHER), true),
        ("two marked texts, Mach-O", marked(MACH_O, OTHER), true),
        ("two sections", with_section(&wasm, OTHER), true),
        ("two equal notes", with_note(&elf, &own(ELF)), false),
        ("a note and equal marked text", marked(ELF, &own(ELF)), false),
        ("two equal marked texts, PE", marked(PE, &own(PE)), false),
        ("two equal marked texts, Mach-O", marked(MACH_O, &own(MACH_O)), false),
        ("two equal sections", with_section(&wasm, &own(WASM)), false),
        ("an empty note", with_note(&elf, ""), false),
        // Cannot know: what is broken is no ID, nor is what stands where no linker puts one.
        ("broken marked text", with_marker(ELF, 0x200, broken), false),
        ("far inside the code", with_marker(ELF, 0xa000, &marker(OTHER)), false),
        ("at the end", [elf.clone(), marker(OTHER)].concat(), false),
    ] {
        let got = record(&bytes, Depth::Full);
        let found = conflict(&got);
        assert_eq!(found.is_some(), fires, "{what}: {found:?} {:?}", got.build_id);
        if let Some((message, places)) = found {
            assert_eq!(message, "the file has 2 different Go build IDs", "{what}");
            assert!(places.iter().any(|it| it.starts_with(OTHER)), "{what}: {places:?}");
        }
    }
}

#[test]
fn honest_programs_have_one() {
    for it in fixtures() {
        for got in inspect(&it.bytes(), &Options { depth: Depth::Full, ..Options::default() }) {
            assert_eq!(conflict(&got), None, "{}", it.name);
        }
    }
}
