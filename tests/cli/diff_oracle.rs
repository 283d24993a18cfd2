//! Programs of real toolchains compared: built in two folders, with and without `-trimpath`, and
//! changed after the build by real tools.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::skipped;
use crate::common::toolchains::{Toolchain, toolchains};
use gorigin::inspect::{Depth, Hashing, diff};
use gorigin::report::DiffRecord;
use gorigin::{Options, bytes::ByteSource};

const MAIN: &str =
    "package main\n\nimport \"example.com/m/inner\"\n\nfunc main() { inner.Say() }\n";
const INNER: &str = "package inner\n\n//go:noinline\nfunc Say() { println(\"here\") }\n";

/// Builds the same module in a folder of that name.
fn build(goroot: &Path, top: &Path, name: &str, arguments: &[&str]) -> Option<PathBuf> {
    let folder = top.join(name);
    fs::create_dir_all(folder.join("inner")).unwrap();
    fs::write(folder.join("go.mod"), "module example.com/m\n\ngo 1.18\n").unwrap();
    fs::write(folder.join("main.go"), MAIN).unwrap();
    fs::write(folder.join("inner/inner.go"), INNER).unwrap();
    let program = folder.join("program");
    let mut command = Command::new(goroot.join("bin/go"));
    command.current_dir(&folder).args(["build", "-o", "program"]).args(arguments).arg(".");
    command.env("GOROOT", goroot).env("GOTOOLCHAIN", "local").env("GOFLAGS", "");
    command.env("GOENV", "off").env("GOPROXY", "off").env("CGO_ENABLED", "0");
    command.env("HOME", top).env("GOCACHE", top.join("cache"));
    command.output().ok()?.status.success().then_some(program)
}

fn compared(a: &Path, b: &Path) -> DiffRecord {
    let (a, b) = (fs::read(a).unwrap(), fs::read(b).unwrap());
    let both: [(&str, &dyn ByteSource); 2] = [("a", &a), ("b", &b)];
    let how = Options { depth: Depth::Full, hashing: Hashing::Check, ..Options::default() };
    diff(both, &how).unwrap().remove(0)
}

#[test]
fn real_programs_side_by_side() {
    let Some(Toolchain { goroot, .. }) = toolchains().into_iter().next() else { return };
    let top = tempfile::tempdir().unwrap();
    let made = |name: &str, arguments: &[&str]| {
        build(Path::new(&goroot), top.path(), name, arguments).unwrap()
    };
    let (one, other) = (made("one", &[]), made("other/folder", &[]));
    let trimmed = made("trimmed", &["-trimpath"]);
    let decisive = |diff: &DiffRecord| diff.decisive.clone().unwrap_or_default();

    // The folder is no source file.
    let folders = compared(&one, &other);
    let files = folders.files.as_ref().unwrap();
    assert_eq!((files.only_a, files.only_b), (0, 0), "{files:?}");
    assert!(files.common > 50, "{files:?}");
    assert!(decisive(&folders).starts_with("main_dir: "), "{folders:?}");

    let trim = compared(&one, &trimmed);
    let files = trim.files.as_ref().unwrap();
    assert_eq!((files.only_a, files.only_b), (0, 0), "{files:?}");
    assert!(decisive(&trim).starts_with("setting -trimpath: none and true"), "{trim:?}");
    assert_eq!(trim.facts.first().unwrap().name, "setting -trimpath");

    assert!(compared(&one, &one).is_empty());
    let copy = |name: &str| {
        let path = top.path().join(name);
        fs::copy(&one, &path).unwrap();
        path
    };
    let stripped = copy("stripped");
    if Command::new("strip").arg(&stripped).status().is_ok_and(|it| it.success()) {
        let strip = compared(&one, &stripped);
        assert!(decisive(&strip).starts_with("b was changed after it was built: "), "{strip:?}");
        assert!(decisive(&strip).contains("strip"), "{strip:?}");
        let differs = |name: &str| strip.facts.iter().any(|it| it.name == name);
        assert!(differs("symbols") && differs("dwarf") && differs("content_id"), "{strip:?}");
        let sections = strip.sections.as_ref().unwrap();
        let gone: Vec<_> = sections.only_a.iter().map(|it| it.name.as_str()).collect();
        assert!(gone.contains(&".symtab") && gone.contains(&".debug_info"), "{gone:?}");
    } else {
        skipped("strip is not installed");
    }
}
