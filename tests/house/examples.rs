//! The examples of the library run, and are short enough to be read.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Lines that an example may have.
const LONGEST: usize = 40;
const SAMPLE: &str = "testdata/sample/linux-amd64-go1.22-s-w";

/// Each example, what it is given, and what it must say.
const EXAMPLES: [(&str, &str, &[&str]); 6] = [
    ("one_file", SAMPLE, &["Go version: go1.22.10", "GOROOT: /opt/hostedtoolcache/go/1.22.10/x64"]),
    ("folder", "testdata/sample", &["go1.24.11: testdata/sample/", "4 Go programs among 4 files"]),
    ("host_agrees", SAMPLE, &["GOROOT here: "]),
    ("custom_rule", SAMPLE, &["built-elsewhere: ", "/opt/hostedtoolcache/go/1.22.10/x64 at 0x"]),
    (
        "release",
        "testdata/release.tar.gz",
        &["testdata/release.tar.gz!/where-1.0/bin/where: as built"],
    ),
    ("rebuild_check", SAMPLE, &["content ID: "]),
];

#[test]
fn every_example_says_what_it_should() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // They are there already where all tests were built.
    let build = ["build", "--quiet", "--profile", "test", "--examples", "--offline", "--locked"];
    let status = Command::new(env!("CARGO")).args(build).current_dir(root).status().unwrap();
    assert!(status.success());
    let folder = Path::new(env!("CARGO_BIN_EXE_gorigin")).parent().unwrap().join("examples");
    for (name, argument, wanted) in EXAMPLES {
        let run = Command::new(folder.join(name)).arg(argument).current_dir(root).output().unwrap();
        let (out, err) =
            (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
        assert!(run.status.success(), "{name}: {err}");
        for want in wanted {
            assert!(out.contains(want), "{name}: {want:?} is not in {out}");
        }
        let none = Command::new(folder.join(name)).output().unwrap();
        assert!(!none.status.success(), "{name} without an argument");
    }
}

#[test]
fn every_example_is_short_and_tested() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(EXAMPLES.iter().any(|(it, ..)| *it == name), "{name} is not run");
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= LONGEST, "{name}: {lines} lines");
    }
}
