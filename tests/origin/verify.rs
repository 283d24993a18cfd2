//! Every fixture's hashes against what Go's own tools say of them, and what becomes of a program
//! that was verified when something is done to it.

use crate::common::skipped;
use crate::common::{fixture, fixtures};
use gorigin::bytes::ByteSource;
use gorigin::inspect::{Depth, Hashing, Options, inspect};
use gorigin::report::{Record, VerificationRecord};
use serde_json::{Value, json};

fn records(bytes: &impl ByteSource) -> Vec<Record> {
    let options = Options { depth: Depth::Full, hashing: Hashing::Check, ..Options::default() };
    inspect(bytes, &options)
}

fn verification(bytes: &impl ByteSource) -> VerificationRecord {
    records(bytes).remove(0).verification.known().expect("a verification")
}

#[test]
fn every_fixture_as_gos_tools_say() {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for fixture in fixtures() {
        let expected = &fixture.expected;
        let rows: Vec<&Value> = match expected["slices"].as_array() {
            Some(slices) => slices.iter().collect(),
            None => vec![expected],
        };
        for (row, record) in rows.into_iter().zip(records(&fixture.bytes())) {
            let Some(want) = row["content_id"].as_object() else {
                if record.verification.is_some() {
                    wrong.push(format!("{}: verified, but it is no Go program", fixture.name));
                }
                continue;
            };
            compared += 1;
            let Some(verification) = record.verification.known() else {
                wrong.push(format!("{}: not verified", fixture.name));
                continue;
            };
            let got = verification.content_id;
            let mut want_of = vec![
                ("status", json!(got.status), want["status"].clone()),
                ("expected", json!(got.expected), want["expected"].clone()),
                ("actual", json!(got.actual), want["actual"].clone()),
            ];
            if let Some(derived) = row["host_id"]["derived"].as_bool() {
                let got = verification.host_id.status == "derived";
                if verification.host_id.status != "absent" {
                    want_of.push(("host_id", json!(got), json!(derived)));
                }
            }
            for (fact, got, want) in want_of {
                if got != want {
                    wrong.push(format!("{}: {fact}: {got}, expected {want}", fixture.name));
                }
            }
        }
    }
    assert!(compared > 190, "only {compared} compared");
    assert!(wrong.is_empty(), "{} disagreements:\n{}", wrong.len(), wrong.join("\n"));
}

/// What the marks of a fixture's history say.
#[test]
fn reasons_of_carved_fixtures() {
    let mut wrong = Vec::new();
    for (name, status, cause) in [
        ("carved/linux-amd64-go1.15-strip", "mismatch", "stripped"),
        ("carved/linux-amd64-go1.22-strip", "mismatch", "stripped"),
        ("carved/linux-amd64-go1.23-llvm-strip", "mismatch", "stripped"),
        ("carved/linux-amd64-go1.27-strip", "mismatch", "stripped"),
        ("carved/linux-amd64-go1.22-no-sections", "mismatch", "sections-removed"),
        ("carved/linux-amd64-go1.27-no-sections", "mismatch", "sections-removed"),
        ("carved/linux-amd64-go1.22-upx", "uncheckable", "packed"),
        ("carved/linux-amd64-go1.22-go-run", "unfinalized", "placeholder"),
        ("carved/linux-amd64-go1.22-custom-id", "uncheckable", "custom-id"),
        ("carved/linux-amd64-go1.27-no-id", "uncheckable", "no-id"),
        // Carving zeroes the code in place: that is a change of bytes, and nothing else.
        ("carved/linux-amd64-go1.27-default", "mismatch", "changed"),
        ("carved/linux-amd64-go1.22-s-w", "mismatch", "changed"),
        ("carved/windows-amd64-go1.27-default", "mismatch", "changed"),
        ("carved/darwin-arm64-go1.27-default", "mismatch", "changed"),
    ] {
        let record = records(&fixture(name).bytes()).remove(0);
        // What was only stripped is no error.
        let is_error = record.findings.iter().any(|it| it.rule == "content-id-mismatch");
        assert_eq!(is_error, cause == "changed", "{name}");
        let got = record.verification.known().unwrap().content_id;
        if got.status != status || got.cause.as_deref() != Some(cause) {
            let (of, reason) = (got.cause.as_deref().unwrap_or("no cause"), got.reason);
            let want = format!("expected {status} ({cause})");
            wrong.push(format!("{name}: {} ({of}), {want}: {reason}", got.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `bytes` with the content hash that they have, where they hold another: what go build would have
/// written if it had linked these bytes.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let record = records(&bytes).remove(0);
    let content = record.verification.known().unwrap().content_id;
    let (Some(expected), Some(actual)) = (content.expected, content.actual) else {
        panic!("no hashes: {}", content.reason)
    };
    let id = record.build_id.known().unwrap().value;
    let new = format!("{}{actual}", id.strip_suffix(&expected).unwrap());
    let places: Vec<_> =
        bytes.windows(id.len()).enumerate().filter(|(_, it)| *it == id.as_bytes()).collect();
    let places: Vec<_> = places.into_iter().map(|(at, _)| at).collect();
    for at in places {
        bytes[at..at + new.len()].copy_from_slice(new.as_bytes());
    }
    let check = verification(&bytes).content_id;
    assert_eq!(check.status, "verified", "{}", check.reason);
    bytes
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

fn u32_at(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

fn appended(bytes: &[u8], more: &[u8]) -> Vec<u8> {
    [bytes, more].concat()
}

fn cut(bytes: &[u8], by: usize) -> Vec<u8> {
    bytes[..bytes.len() - by].to_vec()
}

fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 0x20;
    bytes
}

fn without_section_headers(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    put(&mut bytes, 0x28, &[0; 8]);
    put(&mut bytes, 0x3a, &[0; 6]);
    bytes
}

/// A PE file with certificates behind it, as signtool and osslsigncode add them.
pub(super) fn authenticode(bytes: &[u8], padding: usize, certificate: usize) -> Vec<u8> {
    let mut bytes = appended(bytes, &vec![0; padding]);
    let optional = u32_at(&bytes, 0x3c) + 24;
    let directories = if bytes[optional..optional + 2] == [0x0b, 0x02] { 112 } else { 96 };
    let start = bytes.len();
    bytes.extend(vec![0x30; certificate]);
    put(&mut bytes, optional + 64, &0xabcd_u32.to_le_bytes());
    put(&mut bytes, optional + directories + 32, &(start as u32).to_le_bytes());
    put(&mut bytes, optional + directories + 36, &(certificate as u32).to_le_bytes());
    bytes
}

/// The offset of the load command of that type whose data `is` what is wanted.
fn command(bytes: &[u8], kind: usize, is: impl Fn(&[u8]) -> bool) -> Option<usize> {
    let mut at = 32;
    for _ in 0..u32_at(bytes, 16) {
        if u32_at(bytes, at) == kind && is(&bytes[at..]) {
            return Some(at);
        }
        at += u32_at(bytes, at + 4);
    }
    None
}

fn link_edit(bytes: &[u8]) -> usize {
    command(bytes, 0x19, |it| it[8..].starts_with(b"__LINKEDIT")).unwrap()
}

/// A Mach-O file with a larger signature in place of its own, as codesign leaves it.
fn resigned(bytes: &[u8], size: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let signature = command(&bytes, 0x1d, |_| true).unwrap();
    let start = u32_at(&bytes, signature + 8);
    let link_edit = link_edit(&bytes);
    let len = (start + size - u32_at(&bytes, link_edit + 40)) as u64;
    put(&mut bytes, signature + 12, &(size as u32).to_le_bytes());
    put(&mut bytes, link_edit + 32, &len.next_multiple_of(0x4000).to_le_bytes());
    put(&mut bytes, link_edit + 48, &len.to_le_bytes());
    bytes.truncate(start);
    appended(&bytes, &vec![0xfa; size])
}

/// A Mach-O file as quill signs it, which goreleaser's notarisation runs: the old signature becomes
/// zeros, the load command is written anew, and `size` bytes of signature go to the end of the file;
/// the size of `__LINKEDIT` in memory is doubled until it suffices.
fn quilled(bytes: &[u8], size: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let link_edit = link_edit(&bytes);
    let (memory, file) = (u32_at(&bytes, link_edit + 32), u32_at(&bytes, link_edit + 48));
    let start = u32_at(&bytes, link_edit + 40) + file;
    if let Some(signature) = command(&bytes, 0x1d, |_| true) {
        let old = u32_at(&bytes, signature + 8);
        bytes[old..].fill(0);
        put(&mut bytes, signature + 8, &(start as u32).to_le_bytes());
        put(&mut bytes, signature + 12, &(size as u32).to_le_bytes());
    } else {
        let (count, commands) = (u32_at(&bytes, 16), u32_at(&bytes, 20));
        for (index, word) in [0x1d, 16, start, size].into_iter().enumerate() {
            put(&mut bytes, 32 + commands + 4 * index, &(word as u32).to_le_bytes());
        }
        put(&mut bytes, 16, &(count as u32 + 1).to_le_bytes());
        put(&mut bytes, 20, &(commands as u32 + 16).to_le_bytes());
    }
    let mut doubled = std::iter::successors(Some(memory), |it| Some(it * 2));
    let memory = doubled.find(|&it| it >= file + size).unwrap();
    put(&mut bytes, link_edit + 32, &(memory as u64).to_le_bytes());
    put(&mut bytes, link_edit + 48, &((file + size) as u64).to_le_bytes());
    appended(&bytes, &vec![0xfa; size])
}

/// A Mach-O file that had no signature, with one.
fn signed(bytes: &[u8], size: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let start = bytes.len().next_multiple_of(16);
    bytes.resize(start, 0);
    let link_edit = link_edit(&bytes);
    let len = (start + size - u32_at(&bytes, link_edit + 40)) as u64;
    put(&mut bytes, link_edit + 32, &len.next_multiple_of(0x1000).to_le_bytes());
    put(&mut bytes, link_edit + 48, &len.to_le_bytes());
    let (count, commands) = (u32_at(&bytes, 16), u32_at(&bytes, 20));
    for (index, word) in [0x1d, 16, start, size].into_iter().enumerate() {
        put(&mut bytes, 32 + commands + 4 * index, &(word as u32).to_le_bytes());
    }
    put(&mut bytes, 16, &(count as u32 + 1).to_le_bytes());
    put(&mut bytes, 20, &(commands as u32 + 16).to_le_bytes());
    appended(&bytes, &vec![0xfa; size])
}

/// What was done to a program, and what is said of it.
#[test]
fn what_was_done() {
    let of = |name: &str| fixture(name).bytes();
    let elf = sealed(of("carved/linux-amd64-go1.27-default"));
    let old = of("intact/linux-amd64-go1.19-tiny-s-w");
    let pe = of("intact/windows-386-go1.19-tiny-s-w");
    let pe64 = of("sealed/windows-arm64-go1.27-s-w");
    let arm = of("intact/darwin-arm64-go1.24-tiny-s-w");
    let mac = of("sealed/darwin-amd64-go1.22-w");
    let wasm = of("sealed/js-wasm-go1.27-s-w");
    let cgo = of("sealed/linux-amd64-go1.22-cgo-s-w");
    let mut wrong = Vec::new();
    for (what, bytes, status, cause) in [
        ("elf", elf.clone(), "verified", None),
        ("elf, appended", appended(&elf, b"more"), "mismatch", Some("appended")),
        ("elf, cut by one", cut(&elf, 1), "mismatch", Some("truncated")),
        ("elf, cut", cut(&elf, 50_000), "mismatch", Some("truncated")),
        ("elf, code", flipped(&elf, 0x1100), "mismatch", Some("changed")),
        ("elf, no sections", without_section_headers(&elf), "mismatch", Some("sections-removed")),
        ("old, appended", appended(&old, &[0; 9000]), "mismatch", Some("appended")),
        ("old, cut by one", cut(&old, 1), "mismatch", Some("truncated")),
        ("old, code", flipped(&old, 0x1100), "mismatch", Some("changed")),
        ("cgo, appended", appended(&cgo, b"#"), "mismatch", Some("appended")),
        ("cgo, code", flipped(&cgo, 0x1000), "mismatch", Some("changed")),
        ("pe, signed", authenticode(&pe, 0, 5000), "verified", Some("signed")),
        ("pe, signed, padded", authenticode(&pe, 5, 5000), "verified", Some("signed")),
        ("pe64, signed", authenticode(&pe64, 3, 800), "verified", Some("signed")),
        (
            "pe, signed, more behind",
            appended(&authenticode(&pe, 0, 800), &[1; 100]),
            "mismatch",
            Some("changed"),
        ),
        (
            "pe, signed and changed",
            flipped(&authenticode(&pe, 0, 800), 0x1000),
            "mismatch",
            Some("changed"),
        ),
        ("pe, appended", appended(&pe, b"zip"), "mismatch", Some("appended")),
        ("pe, code", flipped(&pe, 0x1000), "mismatch", Some("changed")),
        ("arm, signed anew", resigned(&arm, 20_000), "verified", Some("re-signed")),
        ("arm, signed smaller", resigned(&arm, 500), "verified", Some("re-signed")),
        (
            "arm, signed anew and changed",
            flipped(&resigned(&arm, 20_000), 0x2000),
            "mismatch",
            Some("changed"),
        ),
        ("arm, by quill", quilled(&arm, 20_000), "verified", Some("re-signed")),
        (
            "arm, by quill and changed",
            flipped(&quilled(&arm, 20_000), 0x2000),
            "mismatch",
            Some("changed"),
        ),
        (
            "arm, by quill, and something where the old signature was",
            flipped(&quilled(&arm, 20_000), arm.len() - 100),
            "mismatch",
            Some("changed"),
        ),
        ("mac, by quill", quilled(&mac, 9000), "verified", Some("signed")),
        ("arm, appended", appended(&arm, b"x"), "mismatch", Some("appended")),
        ("arm, cut", cut(&arm, 100), "mismatch", Some("truncated")),
        ("mac, signed", signed(&mac, 9000), "verified", Some("signed")),
        (
            "mac, signed and changed",
            flipped(&signed(&mac, 9000), 0x2000),
            "mismatch",
            Some("changed"),
        ),
        ("wasm, appended", appended(&wasm, b"x"), "mismatch", Some("appended")),
        // Whoever strips a module writes its sections anew, in fewer bytes.
        ("wasm, code", flipped(&wasm, 0x4000), "mismatch", Some("changed")),
    ] {
        let got = verification(&bytes).content_id;
        if (got.status.name(), got.cause.as_deref()) != (status, cause) {
            let (got, said, reason) = (got.status, got.cause, got.reason);
            wrong.push(format!("{what}: {got} {said:?}, expected {status} {cause:?}: {reason}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The content hash leaves out the ID, the host ID and a Mach-O signature; every other byte counts.
#[test]
fn one_flipped_byte() {
    let mut wrong = Vec::new();
    let mut outside = 0;
    for name in [
        "intact/linux-386-go1.24-tiny-s-w",
        "intact/windows-386-go1.19-tiny-s-w",
        "intact/darwin-arm64-go1.24-tiny-s-w",
    ] {
        let bytes = fixture(name).bytes();
        let record = records(&bytes).remove(0);
        let id = record.build_id.clone().known().unwrap();
        let id = id.offset as usize..id.offset as usize + id.value.len();
        let host =
            record.host_id.map(|it| it.offset as usize..it.offset as usize + it.value.len() / 2);
        let step = bytes.len() / 40;
        let places = (0..bytes.len()).step_by(step).chain([id.start + 5, id.end - 1]);
        for at in places.chain(host.iter().map(|it| it.start + 9)).chain([bytes.len() - 1]) {
            let record = records(&flipped(&bytes, at)).remove(0);
            let status = record.verification.as_ref().map(|it| it.content_id.status);
            if status.as_deref() != Some("verified") {
                continue;
            }
            outside += 1;
            let in_id = id.contains(&at) || host.as_ref().is_some_and(|it| it.contains(&at));
            let found = record.findings.iter().any(|it| it.rule == "host-id-mismatch");
            let is_signature = name.contains("arm64") && at > bytes.len() - 30_000;
            if !(is_signature || in_id && (found || host.is_none())) {
                wrong.push(format!("{name}: {at:#x} is not noticed"));
            }
        }
    }
    assert!(outside < 12, "{outside} places do not count");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Real tools, where they are installed.
#[test]
fn what_tools_do() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("in"), folder.path().join("out"));
    let elf = sealed(fixture("carved/linux-amd64-go1.27-default").bytes());
    let bare = fixture("intact/linux-amd64-go1.19-tiny-s-w").bytes();
    let link = format!("--add-gnu-debuglink={}", from.display());
    let mut wrong = Vec::new();
    let (mut ran, mut skipped) = (0, Vec::new());
    for (input, tool, options, cause) in [
        (&elf, "strip", &[][..], "stripped"),
        (&elf, "strip", &["-g"], "debug-rewritten"),
        (&elf, "objcopy", &[], "rewritten"),
        (&elf, "objcopy", &["--decompress-debug-sections"], "debug-rewritten"),
        (&elf, "objcopy", &["--strip-debug", &link], "stripped"),
        (&elf, "objcopy", &["-R", ".note.go.buildid"], "no-id"),
        (&elf, "llvm-strip", &[], "stripped"),
        (&elf, "llvm-objcopy", &["--strip-debug"], "debug-rewritten"),
        (&bare, "strip", &[], "rewritten"),
        (&bare, "upx", &["-q", "-1"], "packed"),
    ] {
        std::fs::write(&from, input).unwrap();
        let _ = std::fs::remove_file(&to);
        let mut command = std::process::Command::new(tool);
        command.args(options).arg(&from);
        command.args(if matches!(tool, "strip" | "llvm-strip" | "upx") {
            &["-o"][..]
        } else {
            &[]
        });
        match command.arg(&to).output() {
            Ok(output) if output.status.success() && to.exists() => {}
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                skipped.push(format!("{tool} {options:?}: {said}"));
                continue;
            }
            Err(_) => {
                skipped.push(format!("{tool}: not installed"));
                continue;
            }
        }
        ran += 1;
        let got = verification(&std::fs::read(&to).unwrap()).content_id;
        if got.cause.as_deref() != Some(cause) {
            let (said, reason) = (got.cause, got.reason);
            wrong.push(format!("{tool} {options:?}: {said:?}, expected {cause}: {reason}"));
        }
    }
    println!("{ran} tools ran; SKIPPED: {skipped:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A certificate of its own, and osslsigncode, where both can be had.
#[test]
fn what_osslsigncode_does() {
    let folder = tempfile::tempdir().unwrap();
    let run = |tool: &str, arguments: &[&str]| {
        let mut command = std::process::Command::new(tool);
        let output = command.current_dir(folder.path()).args(arguments).output();
        output.is_ok_and(|output| output.status.success())
    };
    let made = run(
        "openssl",
        &[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
            "-days",
            "2",
            "-subj",
            "/CN=gorigin test",
        ],
    );
    for name in ["intact/windows-386-go1.19-tiny-s-w", "sealed/windows-arm64-go1.27-s-w"] {
        std::fs::write(folder.path().join("in.exe"), fixture(name).bytes()).unwrap();
        let _ = std::fs::remove_file(folder.path().join("out.exe"));
        let arguments =
            ["sign", "-certs", "cert.pem", "-key", "key.pem", "-in", "in.exe", "-out", "out.exe"];
        if !made || !run("osslsigncode", &arguments) {
            skipped("no openssl or no osslsigncode");
            return;
        }
        let mut signed = std::fs::read(folder.path().join("out.exe")).unwrap();
        let got = verification(&signed).content_id;
        assert_eq!(
            (got.status.name(), got.cause.as_deref()),
            ("verified", Some("signed")),
            "{name}"
        );
        signed[0x1000] ^= 1;
        assert_eq!(verification(&signed).content_id.status, "mismatch", "{name}");
    }
}
