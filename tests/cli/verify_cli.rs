//! `gorigin verify`, `diff`, and the content check of `inspect` and `scan`, as their users meet them.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::fixture;
use crate::common::process::GORIGIN;

fn run(arguments: &[&str], folder: &Path) -> (Option<i32>, String, String) {
    run_with(Stdio::null(), arguments, folder)
}

fn run_with(stdin: Stdio, arguments: &[&str], folder: &Path) -> (Option<i32>, String, String) {
    let mut command = Command::new(GORIGIN);
    let output = command.current_dir(folder).args(arguments).stdin(stdin).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn verify_diff_inspect_and_scan() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let bytes = fixture("intact/linux-386-go1.24-tiny-s-w").bytes();
    fs::write(at.join("good"), &bytes).unwrap();
    let mut changed = bytes.clone();
    changed[0x1100] ^= 1;
    fs::write(at.join("changed"), changed).unwrap();
    fs::write(at.join("longer"), [&bytes[..], b"tail"].concat()).unwrap();
    fs::write(at.join("wasm"), fixture("sealed/js-wasm-go1.27-s-w").bytes()).unwrap();
    fs::write(at.join("other"), fixture("intact/linux-amd64-go1.19-tiny-s-w").bytes()).unwrap();
    fs::write(at.join("text"), "no program\n").unwrap();
    fs::write(at.join("empty"), "").unwrap();
    fs::write(at.join("archive.rar"), "Rar!\x1a\x07\x01\0").unwrap();
    fs::write(at.join("archive.a"), "!<arch>\n").unwrap();
    fs::write(at.join("custom"), fixture("carved/linux-amd64-go1.22-custom-id").bytes()).unwrap();
    fs::write(at.join("trace"), "HASH[link p]\nHASH[link p]: \"x\"\nHASH[link p]: 00\n").unwrap();
    for (arguments, code, out, err) in [
        (&["verify", "good"][..], 0, "✓ verified: these are the bytes that go build wrote", ""),
        (&["verify", "good"], 0, "✓ follows from the Go build ID as go1.24", ""),
        (&["verify", "good"], 0, "no part of a Go build ID is the hash of a path", ""),
        (&["verify", "wasm"], 0, "✓ verified", ""),
        (&["verify", "changed"], 1, "bytes changed in place", ""),
        (&["verify", "changed"], 1, "not the work of strip or objcopy", ""),
        (&["verify", "longer"], 0, "✓ verified but for bytes at its end", ""),
        (&["verify", "longer"], 0, "warning       resized-after-build", ""),
        (&["verify", "--fail-on", "warning", "longer"], 1, "appended", ""),
        (&["verify", "--fail-on", "never", "longer"], 0, "appended", ""),
        (&["verify", "--ignore", "content-id-mismatch", "changed"], 0, "changed", ""),
        (&["verify", "-f", "ndjson", "good"], 0, "\"status\":\"verified\"", ""),
        (
            &["verify", "text"],
            3,
            "not a Go program",
            "text: not a Go program, so nothing was verified",
        ),
        (&["verify", "empty"], 3, "an empty file", "empty: not a Go program"),
        (&["verify", "archive.rar"], 3, "not opened: rar", "archive.rar: not opened, so nothing"),
        (&["verify", "archive.a"], 3, "of no format that holds Go programs", "not a Go program"),
        (&["verify", "good", "text"], 3, "verified", "text: not a Go program"),
        (&["-q", "verify", "text"], 3, "", ""),
        (&["verify", "--require", "verified", "good"], 0, "verified", ""),
        (&["verify", "--require", "verified", "text"], 1, "", "text: not a Go program"),
        (&["verify", "--require", "verified", "good", "longer"], 1, "verified but for", ""),
        (
            &["verify", "--require", "verified", "--fail-on", "never", "custom"],
            1,
            "set by hand",
            "",
        ),
        (&["verify", "custom"], 0, "not verified: the build ID was set by hand", ""),
        (&["verify", "--require", "verified", "good", "missing"], 1, "verified", "missing"),
        (&["verify", "good", "missing"], 3, "verified", "missing"),
        (&["verify", "good", "--goroot", "/go"], 2, "", "--trace"),
        (&["verify", "good", "--trace", "text"], 2, "", "not a trace"),
        (&["verify", "good", "--trace", "trace"], 2, "", "were changed"),
        (&["inspect", "--fail-on", "never", "good"], 0, "verdict       ✓ verified", ""),
        (
            &["inspect", "--fail-on", "never", "-f", "ndjson", "--no-verify", "longer"],
            0,
            "\"cause\":\"skipped\"",
            "",
        ),
        (&["scan", "--fail-on", "never", "--verify", "."], 3, "verified (appended)", ""),
        (&["scan", "--verify", "--fail-on", "never", "--ignore-unopened", "."], 0, "content", ""),
        (&["diff", "good", "good"], 0, "nothing differs", ""),
        (&["diff", "good", "changed"], 1, "at least one of the files was changed after it", ""),
        (&["diff", "good", "other"], 1, "another package main", ""),
        (&["diff", "-f", "json", "good", "other"], 1, "\"gorigin.diff/1\"", ""),
        (&["diff", "good", "text"], 3, "", "not a Go program"),
        (&["diff", "good", "missing"], 3, "", "missing"),
        (&["diff", "good"], 2, "", "Usage"),
    ] {
        let (got, stdout, stderr) = run(arguments, at);
        let fits = got == Some(code) && stdout.contains(out) && stderr.contains(err);
        assert!(
            fits,
            "{arguments:?}: {got:?}, want {code} and {out:?} {err:?}\n{stdout}\n{stderr}"
        );
    }
    let (_, unverified, _) = run(&["scan", "--fail-on", "never", "."], at);
    assert!(!unverified.contains("content"), "{unverified}");
}

/// Standard input is one of the two programs, and only one.
#[test]
fn diff_reads_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("good"), fixture("intact/linux-386-go1.24-tiny-s-w").bytes()).unwrap();
    fs::write(at.join("other"), fixture("intact/linux-amd64-go1.19-tiny-s-w").bytes()).unwrap();
    fs::write(at.join("text"), "no program\n").unwrap();
    for (stdin, arguments, code, out, err) in [
        ("good", ["diff", "-", "good"], 0, "nothing differs", ""),
        ("good", ["diff", "good", "-"], 0, "good and -\n", ""),
        ("other", ["diff", "good", "-"], 1, "another package main", ""),
        ("text", ["diff", "-", "good"], 3, "", "-: not a Go program"),
        ("good", ["diff", "-", "missing"], 3, "", "missing"),
        ("good", ["diff", "-", "-"], 2, "", "standard input cannot be both programs\nhint: "),
    ] {
        let stdin_file = File::open(at.join(stdin)).unwrap();
        let (got, stdout, stderr) = run_with(stdin_file.into(), &arguments, at);
        assert!(
            got == Some(code) && stdout.contains(out) && stderr.contains(err),
            "{arguments:?} < {stdin}: {got:?}, want {code} and {out:?} {err:?}\n{stdout}\n{stderr}"
        );
    }
}
