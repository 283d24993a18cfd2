//! Archives, packages, disk images and installers: those of kinds that are not opened are said to be
//! so, counted, and no success. Each is made by its own tool; what a machine has no tool for is
//! skipped, and said so.

use std::path::Path;
use std::process::{Command, Output};

use gorigin::archive::{behind, recognise};

use crate::common::process::{GORIGIN, host};
use crate::common::skipped;
use serde_json::Value;

/// A kind, the tool, and the script that makes `out` of `program`, `text`, `object` and the folder
/// `files`. Kind `-` is none: what is in it is no program.
const MADE: &[(&str, &str, &str)] = &[
    ("zip", "zip", "zip -q out.zip program && mv out.zip out"),
    ("zip", "zip", "{ echo '#!/usr/bin/env python3'; zip -q z.zip program; cat z.zip; } > out"),
    ("-", "zip", "zip -q out.zip text && zip -q -d out.zip text; mv out.zip out"),
    ("gzip", "gzip", "gzip -c program > out"),
    ("gzip", "gzip", "tar -cf - files | gzip > out"),
    ("-", "gzip", "gzip -c text > out"),
    ("-", "gzip", "gzip -c object > out"),
    ("-", "gzip", "gzip -c /dev/null > out"),
    ("xz", "xz", "xz -c program > out"),
    ("bzip2", "bzip2", "bzip2 -c program > out"),
    ("bzip2", "bzip2", "bzip2 -c /dev/null > out"),
    ("zstd", "zstd", "zstd -q -c program > out"),
    ("lz4", "lz4", "lz4 -q -c program > out"),
    ("lzip", "lzip", "lzip -c program > out"),
    ("lzop", "lzop", "lzop -c program > out"),
    ("tar", "tar", "tar --format=v7 -cf out files"),
    ("tar", "tar", "tar --format=ustar -cf out files"),
    ("tar", "tar", "tar --format=pax -cf out files"),
    ("cpio", "cpio", "find files | cpio --quiet -o -H bin > out"),
    ("cpio", "cpio", "find files | cpio --quiet -o -H odc > out"),
    ("cpio", "cpio", "find files | cpio --quiet -o -H newc > out"),
    (
        "deb",
        "dpkg-deb",
        "mkdir -p p/DEBIAN && printf 'Package: x\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@x.x>\\nDescription: x\\n' > p/DEBIAN/control && dpkg-deb -b p out",
    ),
    ("ar", "ar", "ar rc out program"),
    ("-", "ar", "ar rc out object"),
    ("7z", "7z", "7z a -bd out.7z program && mv out.7z out"),
    ("7z", "7z", "7z a -bd out.7z program && cat other out.7z > out"),
    ("cab", "gcab", "gcab -c out program"),
    ("squashfs", "mksquashfs", "mksquashfs files out -quiet -no-progress"),
    ("iso", "genisoimage", "genisoimage -quiet -o out files"),
    ("ext", "mke2fs", "truncate -s 4M out && mke2fs -q -t ext4 out"),
    (
        "nsis",
        "makensis",
        "printf 'OutFile \"out\"\\nSection\\nSetOutPath $TEMP\\nFile \"text\"\\nSectionEnd\\n' > x.nsi && makensis -V1 x.nsi",
    ),
    ("makeself", "makeself", "makeself --quiet files out x true"),
];

fn run(folder: &Path, arguments: &[&str]) -> (Output, String) {
    let mut command = Command::new(GORIGIN);
    let output = command.args(arguments).arg("--host").arg(host()).current_dir(folder).output();
    let output = output.unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, text)
}

fn records(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A program that is not Go's: an ELF file of two section headers, whose second is the names of both.
fn program(kind: u8) -> Vec<u8> {
    let mut file = vec![0; 64];
    file[..7].copy_from_slice(b"\x7fELF\x02\x01\x01");
    file[16..24].copy_from_slice(&[kind, 0, 62, 0, 1, 0, 0, 0]);
    file[40] = 80;
    file[52..64].copy_from_slice(&[64, 0, 56, 0, 0, 0, 64, 0, 2, 0, 1, 0]);
    file.extend(b"\0.shstrtab\0\0\0\0\0\0");
    let mut headers = vec![0; 128];
    headers[64..72].copy_from_slice(&[1, 0, 0, 0, 3, 0, 0, 0]);
    (headers[64 + 24], headers[64 + 32]) = (64, 11);
    file.extend(headers);
    file
}

#[test]
fn made_by_their_tools() {
    let mut seen = 0;
    for (kind, tool, script) in MADE {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        std::fs::create_dir(path.join("files")).unwrap();
        for (name, bytes) in [
            ("program", program(2)),
            ("other", program(2)),
            ("object", program(1)),
            ("text", b".TH GO 1\nplain text\n".to_vec()),
            ("files/program", program(2)),
        ] {
            std::fs::write(path.join(name), bytes).unwrap();
        }
        let has = Command::new("sh").args(["-c", &format!("command -v {tool}")]).output();
        if !has.is_ok_and(|output| output.status.success()) {
            skipped(format_args!("no {tool}, so no {kind} file"));
            continue;
        }
        let made = Command::new("sh").args(["-c", script]).current_dir(path).output().unwrap();
        assert!(made.status.success(), "{script}: {}", String::from_utf8_lossy(&made.stderr));
        let (output, said) = run(path, &["inspect", "-f", "ndjson", "out"]);
        let record = records(&output).remove(0);
        let bytes = std::fs::read(path.join("out")).unwrap();
        let head = &bytes[..bytes.len().min(4608)];
        let is_known = recognise(&bytes, head).unwrap().is_some();
        let is_open = *kind == "-" || is_known || behind(&bytes, head).unwrap().is_some();
        let wanted = if is_open { Value::Null } else { Value::from(*kind) };
        assert_eq!(record["unopened"], wanted, "{script}");
        assert_eq!(record["outcome"], "not-go", "{script}");
        assert_eq!(output.status.code(), Some(if is_open { 0 } else { 3 }), "{script}: {said}");
        assert_eq!(said.contains(&format!("not opened: 1 {kind}")), !is_open, "{script}: {said}");
        let reason = record["reasons"]["outcome"].as_str().unwrap();
        assert_eq!(reason.starts_with(&format!("not opened: {kind}")), !is_open, "{reason}");
        let (output, _) = run(path, &["verify", "out"]);
        assert_eq!(output.status.code(), Some(3), "{script}");
        seen += 1;
    }
    println!("{seen} of {} kinds", MADE.len());
    assert!(seen > 0);
}

/// Each gives a record, and one line says what there is of each kind.
#[test]
fn in_a_walk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    for at in 0..30 {
        std::fs::write(path.join(format!("{at}.rar")), b"Rar!\x1a\x07\x01\0").unwrap();
    }
    std::fs::write(path.join("a.crx"), b"Cr24\x03\0\0\0").unwrap();
    std::fs::write(path.join("text"), b"plain").unwrap();
    let (output, said) = run(path, &["scan", "-f", "ndjson", "."]);
    let found = records(&output);
    assert_eq!((found.len(), output.status.code()), (31, Some(3)));
    assert_eq!(found[0]["reasons"]["outcome"], "not opened: rar");
    assert!(said.starts_with("gorigin: not opened: 30 rar, 1 crx;"), "{said}");
    assert_eq!(said.matches("hint:").count(), 1, "{said}");
    let (output, said) = run(path, &["scan", "--ignore-unopened", "."]);
    assert_eq!((output.status.code(), said.as_str()), (Some(0), ""));
    let table = String::from_utf8(output.stdout).unwrap();
    let last = "\n0 Go programs in 32 files, 31 not opened (30 rar, 1 crx)\n";
    assert!(table.ends_with(last), "{table}");
    let (output, _) = run(path, &["scan", "--all", "-f", "json", "."]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let summary = &report["summary"];
    assert_eq!((&summary["files"], &summary["not_go"]), (&32.into(), &1.into()), "{summary}");
    assert_eq!(summary["unopened"], serde_json::json!({ "crx": 1, "rar": 30 }));
    assert_eq!(report["records"].as_array().map(Vec::len), Some(32));
}

/// What is no Go program and merely odd gives no record in a walk, and no failure; where it is named it
/// does. What is a Go program stays one, however damaged.
#[test]
fn odd_files() {
    // Notes that are padded, and cut short.
    let with_note = |note: &[u8]| {
        let mut file = program(3);
        let (headers, at) = (u16::try_from(file.len()).unwrap(), file.len() + 56);
        file[32..34].copy_from_slice(&headers.to_le_bytes());
        file[56] = 1;
        let mut header = vec![0; 56];
        (header[0], header[4]) = (4, 4);
        header[8..10].copy_from_slice(&u16::try_from(at).unwrap().to_le_bytes());
        let size = u8::try_from(note.len()).unwrap();
        (header[32], header[40]) = (size, size);
        file.extend(header);
        file.extend(note);
        file
    };
    let note = b"\x04\0\0\0\x04\0\0\0\x01\0\0\0GNU\0\0\0\0\0";
    let padded = [&note[..], &[0; 7]].concat();
    let mut dos = b"MZ\x50\0\x02\0\0\0\x04\0\x0f\0\xff\xff\0\0".to_vec();
    dos.resize(64, 0);
    dos.extend([0x90; 200]);
    let odd = [
        ("padded.so", with_note(&padded)),
        ("cut.so", with_note(&note[..18])),
        ("long.so", with_note(b"\x04\0\0\0\xff\xff\0\0\x01\0\0\0GNU\0\0\0\0\0")),
        ("dos.com", dos),
        ("header.so", program(3)[..60].to_vec()),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in &odd {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let (output, said) = run(folder.path(), &["scan", "-f", "ndjson", "."]);
    let found = records(&output);
    assert_eq!((found.len(), output.status.code()), (0, Some(0)), "{said}{found:#?}");
    assert_eq!(said, "");
    let (output, said) = run(folder.path(), &["scan", "-v", "."]);
    let table = String::from_utf8(output.stdout).unwrap();
    println!("{said}{table}");
    assert!(table.starts_with("0 Go programs in 5 files, "), "{table}");
    // Of what is named, and of a Go program, all is told.
    let (output, _) = run(folder.path(), &["scan", "header.so"]);
    assert_eq!(output.status.code(), Some(3));
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sample");
    let go = std::fs::read(sample.join("linux-amd64-go1.22-s-w")).unwrap();
    std::fs::write(folder.path().join("go"), &go[..go.len() / 2]).unwrap();
    let (output, said) = run(folder.path(), &["scan", "-f", "ndjson", "."]);
    let found = records(&output);
    assert_eq!((found.len(), output.status.code()), (1, Some(3)), "{said}");
    assert_eq!((&found[0]["outcome"], &found[0]["partial"]), (&"go".into(), &true.into()));
}
