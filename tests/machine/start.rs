//! Whether a program starts: here, by what a host's layout says, or where the user names a target.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::fixture_bytes;
use crate::common::skipped;
use crate::common::toolchains::{Toolchain, toolchains};
use gorigin::finding::{Demands, Target};
use gorigin::go::Release;
use gorigin::host::{Cpu, Host, HostLayout, Os, System};
use gorigin::inspect::Depth;
use gorigin::origin::CpuLevel;
use gorigin::report::Record;
use gorigin::{Options, inspect};

const RULES: [&str; 10] = [
    "target-mismatch",
    "target-loader",
    "target-cpu",
    "target-macos",
    "cpu-level",
    "loader-missing",
    "macho-unsigned",
    "macos-refuses",
    "macho-no-uuid",
    "start-unknown",
];

/// What the rules about starting say, each as `rule: message`.
fn said(record: &Record) -> Vec<String> {
    let ours = record.findings.iter().filter(|it| RULES.contains(&&*it.rule));
    ours.map(|it| format!("{}: {}", it.rule, it.message)).collect()
}

/// A program with `from` replaced by `to` wherever it stands.
fn patched(name: &str, from: &str, to: &str) -> Vec<u8> {
    replaced(fixture_bytes(name), from, to)
}

fn replaced(mut bytes: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut count = 0;
    for at in 0..bytes.len().saturating_sub(from.len()) {
        if bytes[at..].starts_with(from.as_bytes()) {
            bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
            count += 1;
        }
    }
    assert!(count > 0, "no {from}");
    bytes
}

const V3: &str =
    "cx16 lahf_lm pni popcnt sse4_1 sse4_2 ssse3 abm avx avx2 bmi1 bmi2 f16c fma movbe";

fn linux(arch: &str, features: &str, loaders: &[&str]) -> HostLayout {
    let list = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let cpu = Cpu { source: "/proc/cpuinfo".into(), model: None, features: list(features) };
    let system = System {
        arch: Some(arch.to_owned()),
        cpu: (!features.is_empty()).then_some(cpu),
        macos: None,
        loader_directories: list("/lib /lib64"),
        loaders: loaders.iter().map(|it| (*it).to_owned()).collect(),
    };
    HostLayout { os: Os::Linux, system, ..HostLayout::default() }
}

fn mac(arch: &str, version: Option<&str>) -> HostLayout {
    let macos = version.map(str::to_owned);
    let system = System { arch: Some(arch.to_owned()), macos, ..System::default() };
    HostLayout { os: Os::Darwin, system, ..HostLayout::default() }
}

const PIE: &str = "carved/linux-amd64-go1.27-pie-s-w";
const STATIC: &str = "sample/linux-amd64-go1.22-s-w";
const MAC_122: &str = "sealed/darwin-amd64-go1.22-w";
const MAC_124: &str = "sample/darwin-arm64-go1.24-s-w";
const GLIBC: &str = "/lib64/ld-linux-x86-64.so.2";
const MUSL: &str = "/lib/ld-musl-x86_64.so.1";

#[test]
fn on_this_machine() {
    let v3 = || patched(STATIC, "GOAMD64=v1", "GOAMD64=v3");
    let odd = || patched(PIE, "/lib64/ld-linux", "/libxx/ld-linux");
    let nowhere = HostLayout { os: Os::Linux, ..HostLayout::default() };
    let rows: Vec<(&str, Vec<u8>, HostLayout, &[&str])> = vec![
        ("glibc on glibc", fixture_bytes(PIE), linux("amd64", V3, &[GLIBC]), &[]),
        (
            "glibc on musl",
            fixture_bytes(PIE),
            linux("amd64", V3, &[MUSL]),
            &["loader-missing: its interpreter /lib64/ld-linux-x86-64.so.2 (glibc's) is not on \
               this machine"],
        ),
        ("static on musl", fixture_bytes(STATIC), linux("amd64", V3, &[MUSL]), &[]),
        ("another processor", fixture_bytes(PIE), linux("arm64", "fp", &[]), &[]),
        ("another system", fixture_bytes(PIE), mac("amd64", Some("26.1")), &[]),
        ("a directory nobody looked in", odd(), linux("amd64", V3, &[GLIBC]), &[]),
        ("a host of which nothing is known", fixture_bytes(PIE), nowhere, &[]),
        ("v3 on v3", v3(), linux("amd64", V3, &[GLIBC]), &[]),
        (
            "v3 on less",
            v3(),
            linux("amd64", &V3.replace("avx2 ", ""), &[GLIBC]),
            &["cpu-level: compiled for GOAMD64=v3, and this machine's processor has no avx2"],
        ),
        ("v3 on an unknown processor", v3(), linux("amd64", "", &[GLIBC]), &[]),
        (
            "no UUID, elsewhere",
            fixture_bytes(MAC_122),
            linux("amd64", V3, &[]),
            &["macho-no-uuid: macOS 26 and later refuse to start it"],
        ),
        (
            "no UUID on macOS 26",
            fixture_bytes(MAC_122),
            mac("amd64", Some("26.1")),
            &["macos-refuses: has no LC_UUID, and this is macOS 26.1, which refuses it"],
        ),
        ("no UUID on macOS 15", fixture_bytes(MAC_122), mac("amd64", Some("15.5")), &[]),
        ("a UUID", fixture_bytes(MAC_124), mac("arm64", Some("26.1")), &[]),
        (
            "too old a macOS",
            fixture_bytes(MAC_122),
            mac("amd64", Some("10.14.6")),
            &["macos-refuses: needs macOS 10.15, and this is macOS 10.14"],
        ),
    ];
    for (what, program, layout, want) in rows {
        for depth in [Depth::Quick, Depth::Full] {
            let host = Host::of_layout(layout.clone());
            let options = Options { depth, host: Some(&host), ..Options::default() };
            assert_eq!(said(&inspect(&program, &options)[0]), want, "{what} {depth:?}");
        }
    }
}

#[test]
fn on_a_target() {
    let v3 = || patched(STATIC, "GOAMD64=v1", "GOAMD64=v3");
    let unsaid = || patched("carved/linux-arm64-go1.26-pie-s-w", "GOARM64=v8.0", "GOXRM64=v8.0");
    let rows: Vec<(&str, Vec<u8>, &[&str])> = vec![
        ("linux/amd64:glibc:v1", fixture_bytes(PIE), &[]),
        (
            "linux/amd64:musl",
            fixture_bytes(PIE),
            &["target-loader: it asks for the interpreter of glibc, and is to run with musl"],
        ),
        (
            "linux/amd64:none",
            fixture_bytes(PIE),
            &["target-loader: it asks for the interpreter /lib64/ld-linux-x86-64.so.2, and there \
               is to be none"],
        ),
        (
            "linux/amd64",
            fixture_bytes(PIE),
            &["start-unknown: it asks for the interpreter /lib64/ld-linux-x86-64.so.2 (glibc's), \
               and --target names no C library"],
        ),
        (
            "linux/amd64:musl",
            fixture_bytes("sealed/linux-amd64-go1.24-c-shared-s-w"),
            &["target-loader: it needs the libraries of glibc, and is to run with musl"],
        ),
        ("linux/amd64:none:v2", fixture_bytes(STATIC), &[]),
        (
            "linux/arm64",
            fixture_bytes(STATIC),
            &["target-mismatch: it is for linux/amd64, and is to run on linux/arm64"],
        ),
        ("linux/amd64:v3", v3(), &[]),
        (
            "linux/amd64:v2",
            v3(),
            &["target-cpu: compiled for GOAMD64=v3, and is to run on GOAMD64=v2"],
        ),
        (
            "linux/amd64",
            v3(),
            &["start-unknown: it was compiled for GOAMD64=v3, and --target names no level"],
        ),
        (
            "linux/arm64:glibc:v8.0",
            unsaid(),
            &[
                "start-unknown: the level of the processor that it needs: the build settings do not \
               say the level, and nothing else tells it",
            ],
        ),
        (
            "darwin/amd64:26",
            fixture_bytes(MAC_122),
            &["target-macos: has no LC_UUID, and is to run on macOS 26, which refuses it"],
        ),
        ("darwin/amd64:15", fixture_bytes(MAC_122), &[]),
        (
            "darwin/amd64:10.14",
            fixture_bytes(MAC_122),
            &["target-macos: needs macOS 10.15, and is to run on macOS 10.14"],
        ),
        (
            "darwin/amd64",
            fixture_bytes(MAC_122),
            &["start-unknown: it has no LC_UUID, which macOS 26 asks for, and --target names no \
               version of macOS"],
        ),
        ("darwin/arm64:26", fixture_bytes(MAC_124), &[]),
    ];
    for (target, program, want) in rows {
        let host = Host::of_layout(linux("amd64", "fpu", &[]));
        for depth in [Depth::Quick, Depth::Full] {
            let demands =
                Demands { target: Some(Target::parse(target).unwrap()), ..Demands::default() };
            let options = Options { depth, host: Some(&host), demands, ..Options::default() };
            assert_eq!(said(&inspect(&program, &options)[0]), want, "{target} {depth:?}");
        }
    }
}

/// The system takes the slice that fits.
#[test]
fn of_a_fat_file_one_slice_must_fit() {
    let fat = fixture_bytes("carved/darwin-fat-go1.27-s-w");
    for (target, want) in [("darwin/arm64:26", 0), ("darwin/amd64:26", 0), ("linux/amd64", 2)] {
        let demands =
            Demands { target: Some(Target::parse(target).unwrap()), ..Demands::default() };
        let options = Options { demands, ..Options::default() };
        let records = inspect(&fat, &options);
        let found = records.iter().flat_map(said).filter(|it| it.starts_with("target-mismatch"));
        assert_eq!(found.count(), want, "{target}");
    }
}

#[test]
fn a_level_is_demanded_of_its_own_processor_alone() {
    for (level, want) in [("v2", true), ("v3", false), ("v8.0", false), ("power8", false)] {
        let program = patched(STATIC, "GOAMD64=v1", "GOAMD64=v3");
        let demands = Demands { target_cpu: CpuLevel::of_text(level), ..Demands::default() };
        let record = inspect(&program, &Options { demands, ..Options::default() }).remove(0);
        assert_eq!(!said(&record).is_empty(), want, "{level}");
    }
}

/// A program of a real toolchain, without the settings that say for which level it was compiled:
/// the message of its start tells.
#[test]
fn levels_of_real_builds_whose_settings_are_scrubbed() {
    let all = toolchains();
    let cache = tempfile::tempdir().unwrap();
    // The oldest and the newest.
    for (index, Toolchain { version, goroot }) in
        all.first().into_iter().chain(all.last()).enumerate()
    {
        let release = Release::parse(version).unwrap();
        for (goos, goarch, key, level, want) in [
            ("linux", "amd64", "GOAMD64", "v1", Some("GOAMD64=v1")),
            ("linux", "amd64", "GOAMD64", "v3", Some("GOAMD64=v3")),
            ("darwin", "amd64", "GOAMD64", "v4", Some("GOAMD64=v4")),
            ("linux", "arm64", "GOARM64", "v8.1", Some("GOARM64=v8.0,lse")),
        ] {
            if goarch == "arm64" && release.minor < 25 || index == 0 && level != "v3" {
                continue;
            }
            let Some(program) = build(
                Path::new(goroot),
                cache.path(),
                &[("GOOS", goos), ("GOARCH", goarch), (key, level)],
            ) else {
                skipped(format_args!("{version} {goos}/{goarch} could not be built"));
                continue;
            };
            let said = format!("{key}={level}");
            let scrubbed = replaced(program, &said, &said.replace("GOA", "GOX"));
            let options = Options { depth: Depth::Full, ..Options::default() };
            let record = inspect(&scrubbed, &options).remove(0);
            let got = record.traits.arch_level.as_deref();
            assert_eq!(got, want, "{version} {goos}/{goarch} {level}");
            assert_eq!(record.reasons.get("traits.arch_level").is_some(), want.is_none());
        }
    }
}

/// Builds a program that does nothing.
fn build(goroot: &Path, cache: &Path, env: &[(&str, &str)]) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("go.mod"), "module example.com/m\n\ngo 1.16\n").unwrap();
    fs::write(folder.path().join("main.go"), "package main\n\nfunc main() {}\n").unwrap();
    let mut command = Command::new(goroot.join("bin/go"));
    command.current_dir(folder.path()).args(["build", "-ldflags=-s -w", "-o", "program", "."]);
    command.env("GOROOT", goroot).env("GOTOOLCHAIN", "local").env("GOFLAGS", "");
    command.env("GOENV", "off").env("GOPROXY", "off").env("CGO_ENABLED", "0");
    command.env("HOME", folder.path()).env("GOCACHE", cache);
    command.envs(env.iter().copied());
    if !command.output().ok()?.status.success() {
        return None;
    }
    fs::read(folder.path().join("program")).ok()
}
