//! Every trait against programs that real toolchains build.
//!
//! Builds that a toolchain or this machine cannot make are named.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::skipped;
use crate::common::toolchains::{Toolchain, toolchains};
use gorigin::evidence::Depth;
use gorigin::go::Release;
use gorigin::report::{Record, Traits};
use gorigin::{Options, inspect};

const MAIN: &str = r#"package main

import (
	"crypto/sha256"
	"os"
)

func main() { println(sha256.Sum256([]byte(os.Args[0]))[0]) }
"#;

const TEST: &str = r#"package main

import "testing"

func TestNothing(t *testing.T) {}
"#;

/// What a build must be told to be.
type Want = fn(&Traits) -> bool;

/// A build: its name, the oldest Go that can do it, environment, arguments, what it must be.
struct Build {
    name: &'static str,
    since: u32,
    env: &'static [(&'static str, &'static str)],
    arguments: &'static [&'static str],
    want: Want,
}

const NO_CGO: (&str, &str) = ("CGO_ENABLED", "0");
const CGO: (&str, &str) = ("CGO_ENABLED", "1");

const BUILDS: &[Build] = &[
    Build {
        name: "plain",
        since: 13,
        env: &[NO_CGO],
        arguments: &["build"],
        want: |it| {
            it.link_mode.as_deref() == Some("internal")
                && it.relro.as_deref() == Some("none")
                && it.pie == Some(false)
                && it.nx == Some(true)
                && it.libraries.as_deref() == Some(&[])
        },
    },
    Build {
        name: "pie",
        since: 15,
        env: &[NO_CGO],
        arguments: &["build", "-buildmode=pie"],
        want: |it| it.pie == Some(true) && it.relro.as_deref().is_some_and(|it| it != "none"),
    },
    Build {
        name: "level",
        since: 18,
        env: &[NO_CGO, ("GOAMD64", "v3")],
        arguments: &["build", "-trimpath", "-ldflags=-s -w"],
        want: |it| it.arch_level.as_deref() == Some("GOAMD64=v3"),
    },
    Build {
        name: "race",
        since: 13,
        env: &[CGO],
        arguments: &["build", "-race"],
        want: |it| it.race == Some(true),
    },
    Build {
        name: "asan",
        since: 18,
        env: &[CGO],
        arguments: &["build", "-asan"],
        want: |it| it.asan == Some(true),
    },
    Build {
        name: "cover",
        since: 20,
        env: &[NO_CGO],
        arguments: &["build", "-cover"],
        want: |it| it.cover == Some(true) && it.test_binary == Some(false),
    },
    Build {
        name: "test",
        since: 13,
        env: &[NO_CGO],
        arguments: &["test", "-c"],
        want: |it| it.test_binary == Some(true) && it.cover != Some(true),
    },
    Build {
        name: "debug",
        since: 18,
        env: &[NO_CGO],
        arguments: &["build", "-gcflags=all=-N -l"],
        want: |it| it.debug_build == Some(true),
    },
    Build {
        name: "external",
        since: 18,
        env: &[CGO],
        arguments: &["build", "-ldflags=-linkmode=external"],
        want: |it| it.link_mode.as_deref() == Some("external") && it.glibc_floor.is_some(),
    },
    Build {
        name: "experiment",
        since: 20,
        env: &[NO_CGO, ("GOEXPERIMENT", "arenas")],
        arguments: &["build"],
        want: |it| it.experiments.as_deref() == Some(&["arenas".to_owned()]),
    },
    Build {
        name: "boring",
        since: 19,
        env: &[CGO, ("GOEXPERIMENT", "boringcrypto")],
        arguments: &["build"],
        want: |it| it.fips.as_deref() == Some("boringcrypto"),
    },
    Build {
        name: "fips-latest",
        since: 24,
        env: &[NO_CGO, ("GOFIPS140", "latest")],
        arguments: &["build"],
        want: |it| it.fips.as_deref() == Some("latest") && it.fips_mode.as_deref() == Some("on"),
    },
    Build {
        name: "fips-module",
        since: 24,
        env: &[NO_CGO, ("GOFIPS140", "v1.0.0")],
        arguments: &["build"],
        want: |it| it.fips.as_deref().is_some_and(|it| it.starts_with("v1.0.0")),
    },
    Build {
        name: "experiments-off",
        since: 22,
        env: &[NO_CGO, ("GOEXPERIMENT", "none")],
        arguments: &["build"],
        want: |it| it.experiments.iter().flatten().all(|name| name != "none"),
    },
    Build {
        name: "reactor",
        since: 24,
        env: &[NO_CGO, ("GOOS", "wasip1"), ("GOARCH", "wasm")],
        arguments: &["build", "-buildmode=c-shared"],
        want: |it| it.build_mode.as_deref() == Some("c-shared"),
    },
    Build {
        name: "windows",
        since: 16,
        env: &[NO_CGO, ("GOOS", "windows")],
        arguments: &["build"],
        want: |it| it.pe.as_ref().is_some_and(|it| it.aslr && it.nx && it.high_entropy),
    },
    Build {
        name: "darwin",
        since: 16,
        env: &[NO_CGO, ("GOOS", "darwin"), ("GOARCH", "arm64")],
        arguments: &["build"],
        want: |it| {
            let macho = it.macho.as_ref();
            macho.is_some_and(|it| {
                it.platform.as_deref() == Some("macos")
                    && it.signature.as_deref() == Some("linker")
                    && it.hardened_runtime == Some(false)
            })
        },
    },
];

/// A program of which some tool hides a part: its name, environment, arguments.
struct Hidden {
    name: &'static str,
    env: &'static [(&'static str, &'static str)],
    arguments: &'static [&'static str],
}

const WHERE: &str = r#"package main

import "C"
import "runtime"

//export where
func where() int { return len(runtime.GOROOT()) }

func main() { println(runtime.GOROOT(), runtime.Version()) }
"#;
/// The same without C.
const WHERE_PURE: &str = r#"package main

import "runtime"

func main() { println(runtime.GOROOT(), runtime.Version()) }
"#;

/// Programs whose string variables only the loader fills, as LLD writes them and as the linker does for
/// plugins; and those without a build ID, of formats that have no sections for what is Go's.
const HIDDEN: &[Hidden] = &[
    Hidden { name: "plugin", env: &[CGO], arguments: &["-buildmode=plugin"] },
    Hidden {
        name: "PIE by LLD",
        env: &[CGO],
        arguments: &["-buildmode=pie", "-ldflags=-linkmode=external -extldflags=-fuse-ld=lld"],
    },
    Hidden {
        name: "library by LLD",
        env: &[CGO],
        arguments: &["-buildmode=c-shared", "-ldflags=-extldflags=-fuse-ld=lld"],
    },
    Hidden {
        name: "library by LLD, packed relocations",
        env: &[CGO],
        arguments: &[
            "-buildmode=c-shared",
            "-ldflags=-extldflags '-fuse-ld=lld -Wl,--pack-dyn-relocs=android'",
        ],
    },
    Hidden {
        name: "AIX without an ID",
        env: &[NO_CGO, ("GOOS", "aix"), ("GOARCH", "ppc64")],
        arguments: &["-ldflags=-buildid="],
    },
    Hidden {
        name: "Plan 9 without an ID",
        env: &[NO_CGO, ("GOOS", "plan9")],
        arguments: &["-ldflags=-buildid="],
    },
    Hidden {
        name: "Plan 9 without an ID or symbols",
        env: &[NO_CGO, ("GOOS", "plan9")],
        arguments: &["-ldflags=-s -w -buildid="],
    },
];

#[test]
fn what_a_program_hides() {
    let toolchains = toolchains();
    // The newest alone: each kind of library is a build of the standard library of its own.
    let newest = toolchains.iter().max_by_key(|it| Release::parse(&it.version));
    let Some(Toolchain { version, goroot }) = newest else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    fs::write(folder.path().join("go.mod"), "module example.com/m\n\ngo 1.16\n").unwrap();
    for row in HIDDEN {
        let source = if row.env.contains(&CGO) { WHERE } else { WHERE_PURE };
        fs::write(folder.path().join("main.go"), source).unwrap();
        let arguments: Vec<_> = ["build"].iter().chain(row.arguments).copied().collect();
        let arguments = arguments.leak();
        let plain = Build { name: row.name, since: 0, env: row.env, arguments, want: |_| true };
        let output = build(Path::new(goroot), folder.path(), &plain);
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            skipped(format_args!("{}: {}", row.name, said.lines().last().unwrap_or_default()));
            continue;
        }
        let path = folder.path().join("program");
        for depth in [Depth::Quick, Depth::Full] {
            let record = read(&path, depth, &mut wrong, row.name);
            let said = record.goroot.known().unwrap_or_default();
            let known = record.go_version.map(|it| it.value).unwrap_or_default();
            if (said.verdict.name(), said.value.as_deref()) != ("found", Some(goroot)) {
                wrong.push(format!("{}: {depth:?}: {} {:?}", row.name, said.verdict, said.value));
            }
            if !said.evidence.iter().any(|it| it.origin == "default-goroot") || known != *version {
                wrong.push(format!("{}: {depth:?}: {known}, {:?}", row.name, said.evidence));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn build(goroot: &Path, folder: &Path, build: &Build) -> Output {
    let mut command = Command::new(goroot.join("bin/go"));
    command.current_dir(folder).args(build.arguments).args(["-o", "program", "."]);
    command.env("GOROOT", goroot).env("GOTOOLCHAIN", "local").env("GOFLAGS", "-mod=mod");
    command.env("GOENV", "off").env("GOPROXY", "off").env("HOME", folder);
    command.env("GOOS", "linux").env("GOARCH", "amd64").env("GOCACHE", folder.join("cache"));
    command.envs(build.env.iter().copied());
    command.output().unwrap()
}

/// The record, which must not contradict itself.
fn read(path: &Path, depth: Depth, complaints: &mut Vec<String>, name: &str) -> Record {
    let bytes = fs::read(path).unwrap();
    let options = Options { depth, cross_check: true, ..Options::default() };
    let record = inspect(&bytes, &options).remove(0);
    for found in &record.findings {
        let odd = ["trait-conflict", "go-version-conflict", "readers-disagree"];
        if odd.contains(&&*found.rule) {
            complaints.push(format!("{name}: {}: {}", found.rule, found.message));
        }
    }
    record
}

#[test]
fn traits_of_real_builds() {
    let toolchains = toolchains();
    if toolchains.is_empty() {
        return;
    }
    let (mut told, mut complaints) = (0, Vec::new());
    for Toolchain { version, goroot } in &toolchains {
        let release = Release::parse(version).expect("a version");
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("go.mod"), "module example.com/m\n\ngo 1.16\n").unwrap();
        fs::write(folder.path().join("main.go"), MAIN).unwrap();
        fs::write(folder.path().join("main_test.go"), TEST).unwrap();
        for row in BUILDS.iter().filter(|row| release.minor >= row.since) {
            let name = format!("{version} {}", row.name);
            let output = build(Path::new(goroot), folder.path(), row);
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr);
                skipped(format_args!("{name}: {}", said.lines().last().unwrap_or_default()));
                continue;
            }
            let path = folder.path().join("program");
            let traits = read(&path, Depth::Full, &mut complaints, &name).traits;
            if !(row.want)(&traits) {
                complaints.push(format!("{name}: {traits:?}"));
            }
            // What a quick look knows, it knows rightly.
            let quick = read(&path, Depth::Quick, &mut complaints, &name).traits;
            for (fact, quick, full) in [
                ("race", quick.race, traits.race),
                ("msan", quick.msan, traits.msan),
                ("asan", quick.asan, traits.asan),
                ("cover", quick.cover, traits.cover),
                ("test_binary", quick.test_binary, traits.test_binary),
            ] {
                if quick.is_some() && quick != full {
                    complaints.push(format!("{name}: {fact}: quick {quick:?}, full {full:?}"));
                }
            }
            told += 1;
            fs::remove_file(&path).unwrap();
        }
    }
    println!("{told} builds");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
