//! Known vulnerabilities in programs that real toolchains build for the purpose, and of the real programs
//! in `GORIGIN_CORPUS` against a matcher that was written a second time.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::common::process::{GORIGIN, run};
use crate::common::skipped;
use crate::common::toolchains::toolchains;

const MAIN: &str = r#"package main

import (
	"example.org/lib"
	"example.org/lib/only"
)

type shower interface{ Show() string }

func main() {
	lib.Called(len(only.Name))
	println(lib.Inlined(len(only.Name)), lib.Generic([]int{1, 2, 3}))
	t := &lib.T{N: len(only.Name)}
	println(t.Pointer(), (*t).Value())
	f := t.MethodValue
	println(f())
	var s shower = t
	println(s.Show())
	lib.Closure()()
}
"#;

const LIB: &str = r#"// Package lib has functions of every kind.
package lib

import "os"

type T struct{ N int }

func init() { println(len(os.Args)) }

func init() { println(len(os.Args) + 1) }

//go:noinline
func Called(n int) { println(n) }

func Inlined(n int) int { return n*n + len(os.Args) }

func Dead(n int) int { return n + 1 }

//go:noinline
func Generic[E int | string](all []E) E { return all[len(all)-1] }

//go:noinline
func (t *T) Pointer() int { return t.N }

//go:noinline
func (t T) Value() int { return t.N + 1 }

//go:noinline
func (t *T) MethodValue() int { return t.N + 2 }

func (t *T) DeadMethod() int { return t.N + 4 }

func (t *T) Show() string { return os.Args[0] }

//go:noinline
func Closure() func() { return func() { println(len(os.Args)) } }
"#;

const ONLY: &str = "package only\n\nvar Name = get()\n\n//go:noinline\nfunc get() string { return \"name\" }\n\nfunc Other() {}\n";

/// Each function with the verdict on an advisory about it.
const ADVISORIES: &[(&str, &str, &str)] = &[
    ("example.org/lib", "Called", "present"),
    ("example.org/lib", "Inlined", "present"),
    ("example.org/lib", "Dead", "no-listed-function"),
    ("example.org/lib", "Generic", "present"),
    ("example.org/lib", "T.Pointer", "present"),
    ("example.org/lib", "T.Value", "present"),
    ("example.org/lib", "T.MethodValue", "present"),
    ("example.org/lib", "T.DeadMethod", "no-listed-function"),
    ("example.org/lib", "T.Show", "present"),
    ("example.org/lib", "Closure", "present"),
    ("example.org/lib", "init#1", "present"),
    ("example.org/lib", "init#2", "present"),
    ("example.org/lib", "init#3", "no-listed-function"),
    ("example.org/lib/only", "Other", "no-listed-function"),
    ("example.org/lib/never", "F", "package-absent"),
];

/// The folder of a module that requires and vendors another.
fn module(top: &Path) {
    let vendored = top.join("vendor/example.org/lib");
    fs::create_dir_all(vendored.join("only")).unwrap();
    fs::create_dir_all(vendored.join("never")).unwrap();
    for (name, text) in [
        ("go.mod", "module example.com/m\n\ngo 1.18\n\nrequire example.org/lib v1.2.3\n"),
        ("main.go", MAIN),
        (
            "vendor/modules.txt",
            "# example.org/lib v1.2.3\n## explicit; go 1.18\nexample.org/lib\nexample.org/lib/only\n",
        ),
        ("vendor/example.org/lib/lib.go", LIB),
        ("vendor/example.org/lib/only/only.go", ONLY),
    ] {
        fs::write(top.join(name), text).unwrap();
    }
}

/// A database with an advisory about each of those functions.
fn database(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for (at, (package, symbol, _)) in ADVISORIES.iter().enumerate() {
        let record = json!({
            "id": format!("T-{at:02}"),
            "affected": [{
                "package": {"name": "example.org/lib", "ecosystem": "Go"},
                "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.2.4"}]}],
                "ecosystem_specific": {"imports": [{"path": package, "symbols": [symbol]}]},
            }],
        });
        fs::write(folder.join(format!("T-{at:02}.json")), record.to_string()).unwrap();
    }
}

/// Builds the module; `None` where this toolchain cannot.
fn build(goroot: &str, top: &Path, (goos, goarch): (&str, &str), flags: &str) -> Option<PathBuf> {
    let name = format!("{goos}-{goarch}{}", flags.replace([' ', '='], ""));
    let mut command = Command::new(Path::new(goroot).join("bin/go"));
    command.current_dir(top).args(["build", "-mod=vendor", "-o", &name]);
    command.args((!flags.is_empty()).then(|| format!("-ldflags={flags}"))).arg(".");
    command.env("GOROOT", goroot).env("GOTOOLCHAIN", "local").env("GOFLAGS", "");
    command.env("GOENV", "off").env("GOPROXY", "off").env("CGO_ENABLED", "0");
    command.env("GOOS", goos).env("GOARCH", goarch);
    command.env("HOME", top).env("GOCACHE", top.join("cache"));
    let output = command.output().ok()?;
    output.status.success().then(|| top.join(name))
}

fn verdicts(folder: &Path, program: &Path) -> Vec<String> {
    let script = format!("$GORIGIN vulns --no-host --db db -f ndjson {}", program.display());
    let got = run(folder, &script);
    let record: Value = serde_json::from_str(&got.out).unwrap_or_else(|_| panic!("{got:?}"));
    let all = record["vulnerabilities"].as_array().unwrap().iter();
    all.map(|it| it["verdict"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn functions_of_every_kind_stripped_and_not() {
    let want: Vec<&str> = ADVISORIES.iter().map(|it| it.2).collect();
    let mut wrong = Vec::new();
    for toolchain in toolchains() {
        let top = tempfile::tempdir().unwrap();
        module(top.path());
        database(&top.path().join("db"));
        for target in
            [("linux", "amd64"), ("windows", "386"), ("darwin", "arm64"), ("linux", "s390x")]
        {
            for flags in ["", "-s -w"] {
                let Some(program) = build(&toolchain.goroot, top.path(), target, flags) else {
                    wrong.push(format!("{} {target:?}: not built", toolchain.version));
                    continue;
                };
                let got = verdicts(top.path(), &program);
                for ((package, symbol, want), got) in ADVISORIES.iter().zip(&got) {
                    if got != want {
                        let version = &toolchain.version;
                        wrong.push(format!(
                            "{version} {target:?} {flags:?}: {package}.{symbol}: {got}, not {want}"
                        ));
                    }
                }
                assert_eq!(got.len(), want.len());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The programs of the corpus that the second matcher can read: it unpacks nothing.
fn programs(corpus: &str) -> Vec<Value> {
    let output = Command::new(GORIGIN)
        .args(["scan", "--no-host", "-f", "ndjson", "-g", "!control", "-g", "!*.tsv", corpus])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let all = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    all.filter(|it| it["outcome"] == "go" && it.get("unpacked").is_none())
        .filter(|it| it["container"].as_array().unwrap().is_empty() && it["slice"].is_null())
        .collect()
}

#[test]
fn real_programs_against_the_second_matcher() {
    let var = |name: &str| std::env::var(name).ok();
    let (Some(corpus), Some(database)) = (var("GORIGIN_CORPUS"), var("GORIGIN_VULNDB")) else {
        return skipped("GORIGIN_CORPUS or GORIGIN_VULNDB names no folder");
    };
    let python = var("GORIGIN_PYTHON").unwrap_or_else(|| "python3".to_owned());
    let folder = tempfile::tempdir().unwrap();
    let programs = programs(&corpus);
    assert!(programs.len() > 20, "{}", programs.len());
    let lines: Vec<String> = programs.iter().map(|it| format!("{it}\n")).collect();
    fs::write(folder.path().join("records.ndjson"), lines.concat()).unwrap();
    let paths: Vec<&str> = programs.iter().map(|it| it["path"].as_str().unwrap()).collect();
    fs::write(folder.path().join("files"), paths.join("\n")).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/vulns_reference.py");
    let reference = Command::new(python)
        .arg(script)
        .arg(&database)
        .stdin(fs::File::open(folder.path().join("records.ndjson")).unwrap())
        .output()
        .unwrap();
    assert!(reference.status.success(), "{}", String::from_utf8_lossy(&reference.stderr));
    let reference = String::from_utf8(reference.stdout).unwrap();
    let reference: BTreeSet<String> = reference.lines().map(str::to_owned).collect();
    let own = run(
        folder.path(),
        &format!("$GORIGIN vulns --no-host --db '{database}' --files-from files -f ndjson"),
    );
    let own: BTreeSet<String> = own.out.lines().flat_map(rows).collect();
    let differing: Vec<&String> = own.symmetric_difference(&reference).take(20).collect();
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(own.len() > 1000, "{}", own.len());
}

/// What the second matcher would print.
fn rows(line: &str) -> Vec<String> {
    let record: Value = serde_json::from_str(line).unwrap();
    let all = record["vulnerabilities"].as_array().unwrap().iter();
    all.map(|it| {
        let text = |name: &str| it[name].as_str().unwrap();
        let path = record["path"].as_str().unwrap();
        let words = [path, text("id"), text("module"), text("version"), text("verdict")];
        format!("{}\t{}\t{}", words.join("\t"), it["matched"], it["listed"])
    })
    .collect()
}
