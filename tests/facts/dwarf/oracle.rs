//! Programs that real toolchains build, against what the debug packages of Go's own library read in
//! them, and `llvm-dwarfdump` where it is installed.
//!
//! The first of the toolchains also builds the reader. `GORIGIN_DWARF`, a folder, adds every file in
//! it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::toolchains::{Toolchain, toolchains};
use gorigin::bytes::{Budget, Input, Limits};
use gorigin::container::Around;
use gorigin::evidence::{Depth, Dwarf, NoDwarf, Program};
use serde_json::Value;

const MAIN: &str =
    "package main\n\nimport \"runtime\"\n\nfunc main() { println(runtime.GOROOT()) }\n";
const CGO: &str = "package main\n\n// static int answer(void) { return 42; }\nimport \"C\"\n\n\
                   func main() { println(C.answer()) }\n";

/// Folder, environment, arguments.
type Build = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

const BUILDS: &[Build] = &[
    ("plain", &[], &[]),
    ("plain", &[], &["-ldflags=-compressdwarf=false"]),
    ("plain", &[], &["-trimpath"]),
    ("plain", &[], &["-gcflags=all=-N -l"]),
    ("plain", &[], &["-ldflags=-w"]),
    ("cgo", &[("CGO_ENABLED", "1")], &[]),
    ("cgo", &[("CGO_ENABLED", "1")], &["-ldflags=-linkmode=external"]),
    ("plain", &[("GOEXPERIMENT", "nodwarf5")], &[]),
    ("plain", &[("GOOS", "windows"), ("GOARCH", "amd64")], &[]),
    ("plain", &[("GOOS", "darwin"), ("GOARCH", "arm64")], &[]),
    ("plain", &[("GOOS", "freebsd"), ("GOARCH", "amd64")], &[]),
    ("plain", &[("GOARCH", "386")], &[]),
    ("plain", &[("GOARCH", "s390x")], &[]),
    ("plain", &[("GOARCH", "mips")], &[]),
];

#[test]
fn what_real_toolchains_write() {
    let toolchains = toolchains();
    if toolchains.is_empty() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    for (name, text) in [("plain", MAIN), ("cgo", CGO)] {
        fs::create_dir(at.join(name)).unwrap();
        fs::write(at.join(name).join("go.mod"), "module example.com/p\n\ngo 1.19\n").unwrap();
        fs::write(at.join(name).join("main.go"), text).unwrap();
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/facts/dwarf/reader");
    let mut reader: Option<PathBuf> = None;
    let (mut compared, mut skipped, mut wrong) = (0, 0, Vec::new());
    for Toolchain { version, goroot } in &toolchains {
        let go = |from: &Path, to: &Path, env: &[(&str, &str)], arguments: &[&str]| {
            let mut command = Command::new(Path::new(goroot).join("bin/go"));
            command.current_dir(from).args(["build", "-o"]).arg(to).args(arguments).arg(".");
            command.env("GOROOT", goroot).env("GOTOOLCHAIN", "local").env("GOENV", "off");
            command.env("GOFLAGS", "-mod=mod").env("HOME", at).env("CGO_ENABLED", "0");
            command.env("GOCACHE", at.join("cache")).envs(env.iter().copied());
            command.output().unwrap().status.success()
        };
        let reader = reader.get_or_insert_with(|| {
            assert!(go(&source, &at.join("reader"), &[], &[]), "the reader is not built");
            at.join("reader")
        });
        for (folder, env, arguments) in BUILDS {
            let program = at.join("program");
            let _ = fs::remove_file(&program);
            if !go(&at.join(folder), &program, env, arguments) {
                crate::common::skipped(format_args!(
                    "{version} {env:?} {arguments:?} is not built"
                ));
                skipped += 1;
                continue;
            }
            compared += 1;
            for difference in compare(&program, reader) {
                wrong.push(format!("{version} {env:?} {arguments:?}: {difference}"));
            }
        }
    }
    if let (Some(folder), Some(reader)) = (std::env::var_os("GORIGIN_DWARF"), &reader) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            compared += 1;
            wrong.extend(
                compare(&path, reader).iter().map(|it| format!("{}: {it}", path.display())),
            );
        }
    }
    println!("{compared} programs compared, {skipped} not built");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where the two, or all three, differ.
fn compare(path: &Path, reader: &Path) -> Vec<String> {
    let bytes = fs::read(path).unwrap();
    let budget = Budget::new(&Limits::default());
    let input = Input::open(&bytes, &budget).unwrap();
    let program = match Program::open(&input, &Around::default(), Depth::Full) {
        Ok(Some(program)) => program,
        _ => return Vec::new(),
    };
    let output = Command::new(reader).arg(path).output().unwrap();
    let theirs: Value = serde_json::from_slice(&output.stdout).unwrap();
    let dwarf = match program.dwarf() {
        Ok(dwarf) => dwarf,
        Err(NoDwarf::Damaged(damage)) => return vec![format!("damaged: {damage:?}")],
        Err(_) if theirs["units"] == 0 || !theirs["error"].as_str().unwrap().is_empty() => {
            return Vec::new();
        }
        Err(why) => return vec![format!("{why}, but there are {} units", theirs["units"])],
    };
    let mut wrong = Vec::new();
    if !dwarf.damage.is_empty() {
        wrong.push(format!("damage {:?}", dwarf.damage));
    }
    if theirs["error"] == "" {
        by_go(dwarf, &theirs, &mut wrong);
    }
    by_llvm(dwarf, path, &mut wrong);
    wrong
}

fn by_go(dwarf: &Dwarf, theirs: &Value, wrong: &mut Vec<String>) {
    if theirs["units"] != dwarf.units {
        wrong.push(format!("{} units, not {}", dwarf.units, theirs["units"]));
    }
    let counts =
        |value: &Value| -> BTreeMap<String, u64> { serde_json::from_value(value.clone()).unwrap() };
    let mut producers = BTreeMap::new();
    for producer in dwarf.producers() {
        *producers.entry(producer.text.to_lossy()).or_insert(0) += producer.units;
    }
    let dirs = dwarf.comp_dirs().map(|it| (it.text.to_lossy(), it.count));
    for (what, ours, theirs) in [
        ("producers", producers, counts(&theirs["producers"])),
        ("directories of units", dirs.collect(), counts(&theirs["comp_dirs"])),
    ] {
        if ours != theirs {
            wrong.push(format!("{what}: {ours:?}, not {theirs:?}"));
        }
    }
}

fn by_llvm(dwarf: &Dwarf, path: &Path, wrong: &mut Vec<String>) {
    let dump = Command::new("llvm-dwarfdump").arg("--debug-line").arg(path).output();
    let Ok(dump) = dump else { return };
    let text = String::from_utf8_lossy(&dump.stdout);
    let theirs: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("include_directories["))
        .filter_map(|line| Some(line.split_once("] = \"")?.1.strip_suffix('"')?.to_owned()))
        .collect();
    let ours: BTreeSet<_> = dwarf.line_directories().map(|it| it.text.to_lossy()).collect();
    // It inflates no sections of PE files.
    if !theirs.is_empty() && ours != theirs {
        let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
            one.difference(other).take(3).cloned().collect::<Vec<_>>()
        };
        wrong.push(format!(
            "only ours {:?}, only llvm's {:?}",
            only(&ours, &theirs),
            only(&theirs, &ours)
        ));
    }
}
