//! What tools leave of Mach-O programs: which cause and which tool the verdict names.

use std::process::Command;

use crate::common::fixture;
use gorigin::inspect::{Depth, Hashing, Options, inspect};
use gorigin::report::{ContentIdRecord, Record};

fn record(bytes: &[u8]) -> Record {
    let options = Options { depth: Depth::Full, hashing: Hashing::Check, ..Options::default() };
    inspect(&bytes.to_vec(), &options).remove(0)
}

fn content_id(bytes: &[u8]) -> ContentIdRecord {
    record(bytes).verification.known().expect("a verification").content_id
}

fn u32_at(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

/// A program that loads a library under another name, as install_name_tool leaves it.
fn loading(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let old = b"/usr/lib/libSystem.B.dylib";
    let at = bytes.windows(old.len()).position(|it| it == old).unwrap();
    // The load command has room for 32 bytes.
    assert!(name.len() < 32);
    bytes[at..at + 32].fill(0);
    put(&mut bytes, at, name.as_bytes());
    bytes
}

/// A program with a run path more, in the room behind its load commands.
fn with_run_path(bytes: &[u8], path: &str) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let (count, size) = (u32_at(&bytes, 16), u32_at(&bytes, 20));
    let len = (12 + path.len() + 1).next_multiple_of(8);
    let at = 32 + size;
    for (index, word) in [0x8000_001c, len, 12].into_iter().enumerate() {
        put(&mut bytes, at + 4 * index, &(word as u32).to_le_bytes());
    }
    put(&mut bytes, at + 12, path.as_bytes());
    put(&mut bytes, 16, &(count as u32 + 1).to_le_bytes());
    put(&mut bytes, 20, &((size + len) as u32).to_le_bytes());
    bytes
}

#[test]
fn made_inputs() {
    let arm = fixture("intact/darwin-arm64-go1.24-tiny-s-w").bytes();
    let mac = fixture("sealed/darwin-amd64-go1.22-w").bytes();
    let mut code = arm.clone();
    code[0x2000] ^= 1;
    let mut wrong = Vec::new();
    for (what, bytes, verdict, tool) in [
        ("as built", arm.clone(), "verified", None),
        ("delocate", loading(&arm, "@loader_path/.dylibs/l.dylib"), "altered", Some("delocate")),
        ("delocate", loading(&mac, "@loader_path/../.dylibs/l.dylib"), "altered", Some("delocate")),
        ("relative", loading(&arm, "@rpath/l.dylib"), "altered", Some("install_name_tool")),
        ("another absolute name", loading(&arm, "/usr/lib/libX.dylib"), "changed", None),
        ("a run path", with_run_path(&arm, "@loader_path/x"), "altered", Some("arwen")),
        ("a run path", with_run_path(&mac, "@loader_path/x"), "altered", Some("arwen")),
        ("code", code, "changed", None),
    ] {
        let record = record(&bytes);
        let got = record.verification.clone().known().unwrap().content_id;
        let alteration = got.alteration.clone().unwrap_or_default();
        let names = match tool {
            Some(tool) => alteration.tool.is_some_and(|it| it.contains(tool)),
            None => alteration.tool.is_none(),
        };
        if got.verdict != verdict || !names {
            wrong.push(format!("{what}: {} {:?}: {}", got.verdict, got.alteration, got.reason));
        }
        let is_error = record.findings.iter().any(|it| it.rule == "content-id-mismatch");
        assert_eq!(is_error, verdict == "changed", "{what}");
        if verdict == "altered" {
            assert!(!alteration.marks.is_empty() && !alteration.undone, "{what}");
            assert!(got.details.iter().any(|it| it.starts_with("not excluded")), "{what}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A signature has a hash for each page, so it tells where a file was changed.
#[test]
fn the_signature_names_the_place() {
    let arm = fixture("intact/darwin-arm64-go1.24-tiny-s-w").bytes();
    let changed = |places: &[usize]| {
        let mut bytes = arm.clone();
        places.iter().for_each(|&at| bytes[at] ^= 1);
        bytes
    };
    for (bytes, want) in [
        (changed(&[0x2345]), "pages but the one at 0x2000, 4096 bytes"),
        (changed(&[0x2345, 0x9000]), "does not hold for 2 of its"),
        (with_run_path(&arm, "@loader_path/x"), "pages but the one at 0x0, 4096 bytes"),
    ] {
        let got = content_id(&bytes);
        assert!(got.details.iter().any(|it| it.contains(want)), "{want}: {:?}", got.details);
    }
}

/// The real tools, where they are installed.
#[test]
fn what_tools_do() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("in"), folder.path().join("out"));
    let mut wrong = Vec::new();
    let (mut ran, mut skipped) = (0, Vec::new());
    for input in ["intact/darwin-arm64-go1.24-tiny-s-w", "sealed/darwin-amd64-go1.22-w"] {
        let bytes = fixture(input).bytes();
        for (tools, arguments, in_place) in [
            (&["llvm-strip"][..], &["IN", "-o", "OUT"][..], false),
            (&["llvm-strip"], &["-x", "IN", "-o", "OUT"], false),
            (&["llvm-objcopy"], &["IN", "OUT"], false),
            (
                &[
                    "llvm-install-name-tool",
                    "llvm-install-name-tool-14",
                    "llvm-install-name-tool-19",
                ],
                &["-add_rpath", "@loader_path/x", "OUT"],
                true,
            ),
        ] {
            std::fs::write(&from, &bytes).unwrap();
            let _ = std::fs::remove_file(&to);
            if in_place {
                std::fs::write(&to, &bytes).unwrap();
            }
            let is_run = tools.iter().any(|tool| {
                let mut command = Command::new(tool);
                for argument in arguments {
                    match *argument {
                        "IN" => command.arg(&from),
                        "OUT" => command.arg(&to),
                        other => command.arg(other),
                    };
                }
                command.output().is_ok_and(|output| output.status.success())
            });
            if !is_run {
                skipped.push(tools[0]);
                continue;
            }
            ran += 1;
            let got = content_id(&std::fs::read(&to).unwrap());
            let tool = got.alteration.clone().and_then(|it| it.tool).unwrap_or_default();
            if got.verdict != "altered" || !tool.contains(tools[0]) {
                wrong.push(format!("{input}: {tools:?}: {}, {tool}: {}", got.verdict, got.reason));
            }
        }
    }
    println!("{ran} runs; skipped, not installed: {skipped:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
