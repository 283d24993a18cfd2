//! ELF programs and binutils, LLVM, elfutils, patchelf, debugedit and dwz.

use super::{Meeting, Ran, built, check, fixtures, meeting, record, run};
use crate::common::skipped;

const ALL: &[&str] = &["linux", "linux-bare", "linux-plain-dwarf", "pie", "cgo", "cgo-bare"];
const STRIPPED: [&str; 4] = ["altered", "stripped", "strip", ""];
const REWRITTEN: [&str; 4] = ["altered", "rewritten", "", "section headers"];

fn meetings() -> Vec<Meeting> {
    let m = meeting;
    vec![
        m(&["linux", "pie"], "strip", &["-o", "{out}", "{in}"], STRIPPED),
        m(&["linux", "pie"], "llvm-strip", &["-o", "{out}", "{in}"], STRIPPED),
        m(
            &["linux", "pie"],
            "eu-strip",
            &["-o", "{out}", "{in}"],
            ["altered", "stripped", "eu-strip", "no symbol table"],
        ),
        m(&["cgo"], "strip", &["-o", "{out}", "{in}"], STRIPPED),
        m(&["cgo"], "eu-strip", &["-o", "{out}", "{in}"], STRIPPED),
        m(
            &["cgo"],
            "llvm-strip",
            &["-o", "{out}", "{in}"],
            ["altered", "stripped", "", ".comment"],
        ),
        m(
            &["linux", "pie", "cgo"],
            "strip",
            &["-g", "-o", "{out}", "{in}"],
            ["altered", "debug-rewritten", "strip", "no DWARF"],
        ),
        m(&["linux", "pie", "linux-bare"], "objcopy", &["{in}", "{out}"], REWRITTEN),
        m(&["linux", "pie", "linux-bare"], "llvm-objcopy", &["{in}", "{out}"], REWRITTEN),
        m(
            &["cgo"],
            "objcopy",
            &["{in}", "{out}"],
            ["altered", "rewritten", "objcopy", "behind the compressed debug sections"],
        ),
        m(
            &["cgo"],
            "llvm-objcopy",
            &["{in}", "{out}"],
            ["altered", "rewritten", "llvm-objcopy", "names of the symbols"],
        ),
        m(
            &["cgo-bare"],
            "eu-strip",
            &["-o", "{out}", "{in}"],
            ["altered", "rewritten", "eu-strip", "names of the sections"],
        ),
        // Nothing was taken away: it is not stripped.
        m(
            &["linux", "cgo"],
            "objcopy",
            &["--add-gnu-debuglink={in}", "{in}", "{out}"],
            ["altered", "rewritten", "objcopy", ".gnu_debuglink"],
        ),
        m(
            &["linux", "cgo"],
            "objcopy",
            &["--strip-debug", "--add-gnu-debuglink={in}", "{in}", "{out}"],
            ["altered", "stripped", "objcopy", ".gnu_debuglink"],
        ),
        m(
            &["cgo"],
            "objcopy",
            &["-R", ".comment", "{in}", "{out}"],
            ["altered", "rewritten", "objcopy", ".comment"],
        ),
        m(
            &["linux", "cgo"],
            "objcopy",
            &["--compress-debug-sections=zstd", "{in}", "{out}"],
            ["altered", "debug-rewritten", "objcopy", "Zstandard"],
        ),
        m(
            &["linux", "cgo"],
            "objcopy",
            &["--decompress-debug-sections", "{in}", "{out}"],
            ["altered", "debug-rewritten", "objcopy", "no debug section is compressed"],
        ),
        m(
            &["linux", "linux-bare", "pie"],
            "objcopy",
            &["-R", ".note.go.buildid", "{in}", "{out}"],
            ["uncheckable", "no-id", "", ""],
        ),
        // Compressed DWARF is too much for debugedit, but not before it has changed the headers.
        m(
            &["linux", "pie"],
            "debugedit",
            &["-b", "/nowhere", "-d", "/usr/src/debug/p", "{in}"],
            ["verified-but-for", "debug-aligned", "", ""],
        ),
        m(
            &["pie"],
            "patchelf",
            &["--set-rpath", "/opt/lib", "{in}"],
            ["altered", "rewritten", "patchelf", "a segment that may be written"],
        ),
        m(
            &["pie"],
            "patchelf",
            &[
                "--set-interpreter",
                "/nix/store/cpbg0m4npc8ngwmzx3rzqy6pq8r0sp5g-glibc/ld.so",
                "{in}",
            ],
            ["altered", "rewritten", "patchelf", ".interp"],
        ),
        m(
            &["cgo", "cgo-bare"],
            "patchelf",
            &["--set-rpath", "/opt/a/folder/of/libraries", "{in}"],
            ["altered", "rewritten", "patchelf", "a segment that may be written"],
        ),
        // A static program has nothing for patchelf to change.
        m(&["linux"], "patchelf", &["--set-rpath", "/opt/lib", "{in}"], ["verified", "", "", ""]),
    ]
}

#[test]
fn programs_of_toolchains() {
    check(&meetings(), &built(ALL));
}

#[test]
fn programs_of_the_repository() {
    let programs = fixtures(&[
        ("linux-bare", "intact/linux-amd64-go1.19-tiny-s-w"),
        ("linux-bare", "sealed/linux-amd64-go1.24-s-w"),
        ("cgo-bare", "sealed/linux-amd64-go1.22-cgo-s-w"),
    ]);
    check(&meetings(), &programs);
}

/// patchelf 0.14 to 0.17 writes program headers over the first section header: nothing is missing.
#[test]
fn a_program_that_patchelf_changed_is_whole() {
    for program in built(&["pie"]) {
        let Ran::Done(bytes) =
            run("patchelf", &["--set-rpath", "/opt/lib", "{in}"], &program.bytes)
        else {
            return skipped("patchelf is not installed");
        };
        let record = record(&bytes);
        assert!(!record.partial, "{}: {:?}", program.name, record.damage);
        assert_eq!(record.error, None, "{}", program.name);
    }
}

/// dwz, which packagers run on debug files once they are split off: they stay what they are. It reads
/// DWARF of version 4 alone, so programs by Go before 1.25; and none that is compressed.
#[test]
fn dwz() {
    for program in built(&["linux-plain-dwarf", "linux"]) {
        let first: &[&str] = match program.kind {
            "linux" => &["--decompress-debug-sections", "{in}", "{out}"],
            _ => &["--only-keep-debug", "{in}", "{out}"],
        };
        let Ran::Done(bytes) = run("objcopy", first, &program.bytes) else {
            return skipped("objcopy is not installed");
        };
        let bytes = match run("dwz", &["-o", "{out}", "{in}"], &bytes) {
            Ran::Done(bytes) => bytes,
            Ran::Missing => return skipped("dwz is not installed"),
            Ran::Failed(why) => {
                skipped(format_args!("{}: {}", program.name, why.trim()));
                continue;
            }
        };
        let record = record(&bytes);
        let content = record.verification.known().unwrap().content_id;
        let want = match program.kind {
            "linux" => ("altered", "debug-rewritten"),
            _ => ("uncheckable", "debug-file"),
        };
        let got = (content.verdict.name(), content.cause.as_deref().unwrap_or_default());
        assert_eq!(got, want, "{}: {content:?}", program.name);
    }
}

/// DWARF has no vote against the program, and what it names instead is told.
#[test]
fn goroot_after_debugedit() {
    for program in built(&["linux-plain-dwarf"]) {
        let before = record(&program.bytes).goroot.known().unwrap();
        let root = before.value.clone().unwrap();
        let arguments = ["-b", &root, "-d", "/usr/src/debug/go", "{in}"];
        let Ran::Done(bytes) = run("debugedit", &arguments, &program.bytes) else {
            return skipped("debugedit is not installed");
        };
        if bytes == program.bytes {
            // debugedit 5.0 passes over the line tables of DWARF 5 that Go since 1.25 writes.
            skipped(format_args!("{}: debugedit changed nothing", program.name));
            continue;
        }
        let record = record(&bytes);
        let goroot = record.goroot.known().unwrap();
        assert_eq!(goroot.verdict, "found", "{}: {}", program.name, goroot.reason);
        assert_eq!(goroot.value.as_deref(), Some(root.as_str()), "{}", program.name);
        assert_eq!(goroot.in_dwarf.as_deref(), Some("/usr/src/debug/go"), "{}", program.name);
        assert!(!record.findings.iter().any(|it| it.rule == "goroot-conflict"));
        let alteration = record.verification.known().unwrap().content_id.alteration.unwrap();
        assert_eq!(alteration.tool.as_deref(), Some("debugedit"), "{}", program.name);
    }
}

/// What is gone was there: the linker was not asked to leave it out.
#[test]
fn a_removed_build_id() {
    for program in built(&["linux"]) {
        let arguments = ["-R", ".note.go.buildid", "{in}", "{out}"];
        let Ran::Done(bytes) = run("objcopy", &arguments, &program.bytes) else {
            return skipped("objcopy is not installed");
        };
        let reason = record(&bytes).verification.known().unwrap().content_id.reason;
        assert!(reason.contains("was removed"), "{}: {reason}", program.name);
    }
}
