//! Windows programs and binutils, LLVM, signing tools, resedit and LIEF.

use super::{Meeting, Ran, built, check, find, fixtures, meeting, record, run};
use crate::common::skipped;

const ALL: &[&str] = &["windows", "windows-bare", "windows-cgo"];
const GNU: [&str; 4] = ["altered", "stripped", "GNU", "symbol"];
const LLVM: [&str; 4] = ["altered", "stripped", "llvm", "symbol"];

fn meetings() -> Vec<Meeting> {
    let m = meeting;
    vec![
        m(&["windows", "windows-cgo"], "strip", &["-o", "{out}", "{in}"], GNU),
        m(&["windows"], "x86_64-w64-mingw32-strip", &["-o", "{out}", "{in}"], GNU),
        m(&["windows", "windows-cgo"], "llvm-strip", &["-o", "{out}", "{in}"], LLVM),
        m(
            &["windows", "windows-cgo"],
            "strip",
            &["-g", "-o", "{out}", "{in}"],
            ["altered", "debug-rewritten", "GNU", "no DWARF"],
        ),
        m(
            &["windows", "windows-bare", "windows-386-bare"],
            "objcopy",
            &["{in}", "{out}"],
            ["altered", "rewritten", "GNU", "SizeOfInitializedData"],
        ),
        m(
            &["windows-bare"],
            "objcopy",
            &["{in}", "{out}"],
            ["altered", "rewritten", "GNU", "SizeOfHeaders is 0x400"],
        ),
        m(
            &["windows", "windows-bare", "windows-386-bare"],
            "llvm-objcopy",
            &["{in}", "{out}"],
            ["altered", "rewritten", "llvm", "SizeOfInitializedData"],
        ),
        m(
            &["windows-cgo"],
            "objcopy",
            &["{in}", "{out}"],
            ["altered", "rewritten", "GNU", "CheckSum is that of the finished file"],
        ),
        m(
            &["windows-cgo"],
            "llvm-objcopy",
            &["{in}", "{out}"],
            ["altered", "rewritten", "llvm", "CheckSum is 0"],
        ),
        m(
            &["windows-bare", "windows-386-bare"],
            "resedit",
            &["{in}", "{out}", "--company-name", "x", "--product-name", "y"],
            ["verified-but-for", "section-added", "", ""],
        ),
    ]
}

#[test]
fn programs_of_toolchains() {
    check(&meetings(), &built(ALL));
}

#[test]
fn programs_of_the_repository() {
    check(&meetings(), &fixtures(&[("windows-386-bare", "intact/windows-386-go1.19-tiny-s-w")]));
}

/// A key and a certificate of its own.
fn certificate() -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new("openssl");
    command.current_dir(folder.path()).args(["req", "-x509", "-newkey", "rsa:2048", "-nodes"]);
    command.args(["-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=test"]);
    let made = command.output().is_ok_and(|output| output.status.success());
    made.then_some(folder)
}

/// Signed, and the signature removed again: each as the linker wrote it but for that.
#[test]
fn signed_and_unsigned() {
    let Some(folder) = certificate() else { return skipped("no openssl") };
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (key, cert) = (file("key.pem"), file("cert.pem"));
    let mut programs = fixtures(&[
        ("windows-386-bare", "intact/windows-386-go1.19-tiny-s-w"),
        ("windows-bare", "sealed/windows-arm64-go1.27-s-w"),
    ]);
    programs.extend(built(ALL));
    let signers: [(&str, Vec<&str>); 2] = [
        (
            "osslsigncode",
            vec!["sign", "-certs", &cert, "-key", &key, "-in", "{in}", "-out", "{out}"],
        ),
        ("sbsign", vec!["--cert", &cert, "--key", &key, "--output", "{out}", "{in}"]),
    ];
    let removers: [(&str, &[&str]); 3] = [
        ("osslsigncode", &["remove-signature", "-in", "{in}", "-out", "{out}"]),
        ("sbattach", &["--remove", "{in}"]),
        ("pesign", &["-r", "-u", "0", "-i", "{in}", "-o", "{out}"]),
    ];
    let mut wrong = Vec::new();
    for program in &programs {
        for (signer, arguments) in &signers {
            let Ran::Done(signed) = run(signer, arguments, &program.bytes) else {
                skipped(format_args!("{} × {signer}", program.name));
                continue;
            };
            let mut expect = |bytes: &Vec<u8>, how: &str, cause: &str| {
                let content = record(bytes).verification.known().unwrap().content_id;
                let got = (content.verdict.name(), content.cause.as_deref());
                if got != ("verified-but-for", Some(cause)) {
                    let (name, reason) = (&program.name, &content.reason);
                    wrong.push(format!("{name} × {signer}{how}: {got:?}: {reason}"));
                }
            };
            expect(&signed, "", "signed");
            for (remover, arguments) in removers {
                match run(remover, arguments, &signed) {
                    Ran::Done(bytes) => expect(&bytes, &format!(" × {remover}"), "unsigned"),
                    _ => skipped(format_args!("{} × {signer} × {remover}", program.name)),
                }
            }
            // What was changed besides is no matter of the signature.
            let mut changed = signed.clone();
            changed[0x1000] ^= 1;
            let content = record(&changed).verification.known().unwrap().content_id;
            assert_ne!(content.verdict, "verified-but-for", "{} × {signer}", program.name);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// LIEF adds a second `.reloc`.
#[test]
fn lief() {
    const SCRIPT: &str = "import sys, lief; lief.PE.parse(sys.argv[1]).write(sys.argv[2])";
    let has_lief = find("python3").is_some_and(|path| {
        let output = std::process::Command::new(path).args(["-c", "import lief"]).output();
        output.is_ok_and(|output| output.status.success())
    });
    if !has_lief {
        return skipped("there is no Python with lief");
    }
    let mut programs = fixtures(&[("windows-386-bare", "intact/windows-386-go1.19-tiny-s-w")]);
    programs.extend(built(&["windows", "windows-bare"]));
    for program in programs {
        let Ran::Done(bytes) = run("python3", &["-c", SCRIPT, "{in}", "{out}"], &program.bytes)
        else {
            skipped(format_args!("{} × lief", program.name));
            continue;
        };
        let content = record(&bytes).verification.known().unwrap().content_id;
        let got = (content.verdict.name(), content.cause.as_deref());
        assert_eq!(got, ("verified-but-for", Some("section-added")), "{}", program.name);
    }
}

/// The same as resedit does, by hand: a section of resources behind the last.
#[test]
fn an_added_section_of_resources() {
    let name = "intact/windows-386-go1.19-tiny-s-w";
    let mut bytes = crate::common::fixture_bytes(name);
    let u32_at =
        |bytes: &[u8], at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let header = u32_at(&bytes, 0x3c) as usize;
    let optional = header + 24;
    let count = u16::from_le_bytes(bytes[header + 6..header + 8].try_into().unwrap());
    let table =
        optional + u16::from_le_bytes(bytes[header + 20..header + 22].try_into().unwrap()) as usize;
    let end = table + 40 * count as usize;
    let (size, image) = (bytes.len() as u32, u32_at(&bytes, optional + 56));
    bytes[header + 6..header + 8].copy_from_slice(&(count + 1).to_le_bytes());
    bytes[optional + 56..optional + 60].copy_from_slice(&(image + 0x1000).to_le_bytes());
    bytes[optional + 112..optional + 120]
        .copy_from_slice(&[image.to_le_bytes(), 0x30_u32.to_le_bytes()].concat());
    let fields = [0x30, image, 0x200, size, 0, 0, 0, 0x4000_0040_u32];
    let mut section = b".rsrc\0\0\0".to_vec();
    fields.iter().for_each(|field| section.extend(field.to_le_bytes()));
    bytes[end..end + 40].copy_from_slice(&section);
    bytes.extend([7; 0x200]);
    let content = record(&bytes).verification.known().unwrap().content_id;
    let got = (content.verdict.name(), content.cause.as_deref());
    assert_eq!(got, ("verified-but-for", Some("section-added")), "{}", content.reason);
    bytes[0x1000] ^= 1;
    let content = record(&bytes).verification.known().unwrap().content_id;
    assert_ne!(content.verdict, "verified-but-for", "{}", content.reason);
}
