//! Every rule about programs fires on some program: a rule that nothing can break is no rule, and one
//! that is new needs a row here. (Rules about hosts have theirs in `tests/machine/doctor`.)

use std::collections::BTreeSet;
use std::path::Path;

use super::id_conflict::with_note;
use super::leaks::leaky;
use super::nolabel::Garbled;
use super::verify::authenticode;
use crate::common::forge::{self, Elf};
use crate::common::{fixture, fixture_bytes};
use gorigin::bytes::{Text, Wild};
use gorigin::evidence::Depth;
use gorigin::finding::{Demands, ForbiddenSetting, Revision, Target, all_rules};
use gorigin::go::Release;
use gorigin::host::{Cpu, Host, HostLayout, Os, System};
use gorigin::inspect::Hashing;
use gorigin::leak::DeepSearch;
use gorigin::origin::GlibcVersion;
use gorigin::vuln::{Builder, Database};
use gorigin::{Options, inspect};

const STATIC: &str = "sample/linux-amd64-go1.22-s-w";
const PIE: &str = "carved/linux-amd64-go1.27-pie-s-w";
const MAC_122: &str = "sealed/darwin-amd64-go1.22-w";
const MAC_124: &str = "sample/darwin-arm64-go1.24-s-w";
const DEPS: &str = "carved/linux-amd64-go1.27-deps";
const INTACT: &str = "intact/linux-386-go1.24-tiny-s-w";

/// A program with `from` replaced by `to`, which is as long, wherever it stands.
fn replaced(name: &str, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = fixture_bytes(name);
    let places: Vec<usize> = memchr::memmem::find_iter(&bytes, from).collect();
    assert!(!places.is_empty(), "{name}: no {from:?}");
    places.iter().for_each(|at| bytes[*at..*at + to.len()].copy_from_slice(to));
    bytes
}

fn flipped(name: &str, at: usize) -> Vec<u8> {
    let mut bytes = fixture_bytes(name);
    bytes[at] ^= 1;
    bytes
}

/// A made program with these build settings.
fn built(settings: &str) -> Vec<u8> {
    let modules = format!("path\texample.com/m\nmod\texample.com/m\t(devel)\t\n{settings}\n");
    Elf::new().section(".go.buildinfo", forge::build_info("go1.22.10", &modules)).build()
}

/// A program of which one file is called as the one that `go test` writes. There are as many files as
/// before: what is left of its own name is joined to that of the next.
fn tested() -> Vec<u8> {
    let mut bytes = fixture_bytes(STATIC);
    let name = b"/opt/hostedtoolcache/go/1.22.10/x64/src/internal/abi/type.go\0";
    let at = memchr::memmem::find(&bytes, name).unwrap();
    forge::put(&mut bytes, at, b"_testmain.go\0");
    forge::put(&mut bytes, at + name.len() - 1, b"x");
    bytes
}

/// An ELF program in which 32 bits of the program header of that type are changed, `by` bytes in.
fn with_segment(name: &str, kind: u32, by: usize, value: u32) -> Vec<u8> {
    let mut bytes = fixture_bytes(name);
    let mut at = u64::from_le_bytes(bytes[0x20..0x28].try_into().unwrap()) as usize;
    while bytes[at..at + 4] != kind.to_le_bytes() {
        at += 56;
    }
    forge::put(&mut bytes, at + by, &value.to_le_bytes());
    bytes
}

/// A Mach-O program whose signature no load command names.
fn unsigned(name: &str) -> Vec<u8> {
    const LC_CODE_SIGNATURE: u32 = 0x1d;
    const LC_SOURCE_VERSION: u32 = 0x2a;
    let mut bytes = fixture_bytes(name);
    let mut at = 32;
    while bytes[at..at + 4] != LC_CODE_SIGNATURE.to_le_bytes() {
        at += u32::from_le_bytes(bytes[at + 4..at + 8].try_into().unwrap()) as usize;
    }
    forge::put(&mut bytes, at, &LC_SOURCE_VERSION.to_le_bytes());
    bytes
}

/// A program for Windows whose header names more data directories than there is room for.
fn of_two_meanings() -> Vec<u8> {
    let mut bytes = fixture_bytes("sample/windows-386-go1.19-custom-id");
    let at = u32::from_le_bytes(bytes[0x3c..0x40].try_into().unwrap()) as usize;
    forge::put(&mut bytes, at + 24 + 92, &[0xff, 0xff, 0, 0]);
    bytes
}

fn host_id_changed() -> Vec<u8> {
    let record = inspect(&fixture_bytes(INTACT), &Options::default()).remove(0);
    flipped(INTACT, record.host_id.known().unwrap().offset as usize + 9)
}

/// A machine whose Go is of that version.
fn machine(version: &str) -> Host {
    let text = include_str!("../snapshots/golden-host.json").replace("go1.22.10\"", version);
    Host::of_layout(serde_json::from_str(&text).unwrap())
}

fn system(os: Os, arch: &str, features: &[&str], macos: Option<&str>, loaders: &[&str]) -> Host {
    let list = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let cpu = Cpu { source: "/proc/cpuinfo".into(), model: None, features: list(features) };
    let system = System {
        arch: Some(arch.to_owned()),
        cpu: Some(cpu),
        macos: macos.map(str::to_owned),
        loader_directories: list(&["/lib", "/lib64"]),
        loaders: list(loaders),
    };
    Host::of_layout(HostLayout { os, system, ..HostLayout::default() })
}

/// A program that something is demanded of.
fn demanding(ask: impl FnOnce(&mut Demands)) -> Ask {
    let mut demands = Demands::default();
    ask(&mut demands);
    Ask::Demanding(Box::new(demands))
}

/// How a program is looked at.
enum Ask {
    /// In full, its hash recomputed.
    Nothing,
    OnTarget(&'static str),
    Demanding(Box<Demands>),
    OnHost(Box<Host>),
    Named(&'static str),
    Needle(&'static str),
    /// A database of one advisory about package runtime, which lists these symbols.
    Database(&'static str),
    SecondReader,
}

#[test]
fn every_rule_fires() {
    let v3 = || replaced(STATIC, b"GOAMD64=v1", b"GOAMD64=v3");
    let root = b"/opt/hostedtoolcache/go/1.22.10/x64";
    let downloaded = b"/x/golang.org/toolchain@v0.0.1-go12";
    let linux = |features: &[&str], loaders: &[&str]| {
        Ask::OnHost(Box::new(system(Os::Linux, "amd64", features, None, loaders)))
    };
    let mac = |version| Ask::OnHost(Box::new(system(Os::Darwin, "amd64", &[], Some(version), &[])));
    let here = || Ask::OnHost(Box::new(machine("go1.22.10\"")));
    let newer = || Ask::OnHost(Box::new(machine("go1.22.11\"")));
    let least = Demands { min_go: Release::parse("go1.23"), ..Demands::default() };
    let glibc = Demands { target_glibc: GlibcVersion::parse("2.33"), ..Demands::default() };
    let pe = fixture_bytes("intact/windows-386-go1.19-tiny-s-w");
    let appended = [fixture_bytes(INTACT), b"and more".to_vec()].concat();
    let rows = [
        (
            "build-id-conflict",
            with_note(&fixture_bytes("carved/linux-amd64-go1.22-w"), "another/id"),
            Ask::Nothing,
        ),
        ("content-id-mismatch", flipped(INTACT, 0x2000), Ask::Nothing),
        (
            "forbidden-setting",
            built("build\t-race=true"),
            demanding(|it| it.forbidden_settings = vec![ForbiddenSetting::parse("-race").unwrap()]),
        ),
        (
            "glibc-floor",
            fixture_bytes("sealed/linux-amd64-go1.24-c-shared-s-w"),
            Ask::Demanding(Box::new(glibc)),
        ),
        ("go-version-conflict", forged_version(), Ask::Nothing),
        ("goroot-host-mismatch", fixture_bytes("carved/linux-amd64-go1.19-s-w"), here()),
        (
            "goroot-not-allowed",
            fixture_bytes(STATIC),
            demanding(|it| it.goroots = Some(vec![Wild::new("/usr/local/go")])),
        ),
        (
            "module-host-not-allowed",
            built("dep\tx.org/y\tv1.0.0"),
            demanding(|it| it.module_hosts = Some(Vec::new())),
        ),
        ("not-clean", built("build\tvcs.modified=true"), demanding(|it| it.clean = true)),
        ("not-verified", flipped(INTACT, 0x2000), demanding(|it| it.verified = true)),
        ("requirement-unknown", fixture_bytes(STATIC), demanding(|it| it.clean = true)),
        (
            "revision-mismatch",
            built("build\tvcs.revision=0123456789"),
            demanding(|it| it.revision = Revision::parse("0123457").ok()),
        ),
        ("trimpath-required", fixture_bytes(STATIC), demanding(|it| it.trimpath = true)),
        ("user-paths-forbidden", leaky(), demanding(|it| it.no_user_paths = true)),
        ("old-go", fixture_bytes(STATIC), Ask::Demanding(Box::new(least))),
        ("secret-in-flags", leaky(), Ask::Nothing),
        ("target-cpu", v3(), Ask::OnTarget("linux/amd64:v2")),
        ("target-loader", fixture_bytes(PIE), Ask::OnTarget("linux/amd64:musl")),
        ("target-macos", fixture_bytes(MAC_122), Ask::OnTarget("darwin/amd64:26")),
        ("target-mismatch", fixture_bytes(STATIC), Ask::OnTarget("linux/arm64")),
        (
            "content-id-undecided",
            fixture_bytes("carved/linux-amd64-go1.15-c-shared-s-w"),
            Ask::Nothing,
        ),
        ("cover-build", built("build\t-cover=true"), Ask::Nothing),
        ("cpu-level", v3(), linux(&["fpu"], &[])),
        ("debug-build", built("build\t-gcflags=-N"), Ask::Nothing),
        ("goroot-conflict", fixture_bytes("carved/linux-amd64-go1.22-x-goroot"), Ask::Nothing),
        ("goroot-missing-on-host", replaced(STATIC, root, downloaded), here()),
        ("host-id-mismatch", host_id_changed(), Ask::Nothing),
        ("loader-missing", fixture_bytes(PIE), linux(&["fpu"], &["/lib/ld-musl-x86_64.so.1"])),
        ("macho-unsigned", unsigned(MAC_124), Ask::Nothing),
        ("macos-refuses", fixture_bytes(MAC_122), mac("10.14.6")),
        ("modules-differ", replaced(DEPS, b"gamma/v2\tv2.0.1", b"gamma/v2\tv2.0.0"), Ask::Nothing),
        ("needle-found", leaky(), Ask::Needle("falconia")),
        ("no-build-info", replaced(STATIC, b"\xff Go buildinf:", &[0; 14]), Ask::Nothing),
        ("packed", fixture_bytes("packed/linux-amd64-go1.24-s-w-nrv2b"), Ask::Nothing),
        ("path-leak-host", leaky(), Ask::Nothing),
        ("path-leak-user", leaky(), Ask::Nothing),
        ("race-build", built("build\t-race=true"), Ask::Nothing),
        ("readers-disagree", of_two_meanings(), Ask::SecondReader),
        ("resized-after-build", appended, Ask::Nothing),
        ("sanitizer-build", built("build\t-asan=true"), Ask::Nothing),
        ("test-binary", tested(), Ask::Nothing),
        ("toolchain-drift", fixture_bytes(STATIC), newer()),
        ("trait-conflict", replaced(STATIC, b"GOARCH=amd64", b"GOARCH=arm64"), Ask::Nothing),
        ("unfinalized-build", fixture_bytes("carved/linux-amd64-go1.22-go-run"), Ask::Nothing),
        ("altered-after-build", fixture_bytes("carved/linux-amd64-go1.15-strip"), Ask::Nothing),
        ("arch-name-mismatch", fixture_bytes(STATIC), Ask::Named("tool-linux-arm64")),
        ("build-id-custom", fixture_bytes("carved/linux-amd64-go1.22-custom-id"), Ask::Nothing),
        ("build-id-missing", fixture_bytes("carved/linux-amd64-go1.24-no-id"), Ask::Nothing),
        ("dirty-build", built("build\tvcs.modified=true"), Ask::Nothing),
        ("exec-stack", with_segment(STATIC, 0x6474_e551, 4, 7), Ask::Nothing),
        ("goroot-in-home", fixture_bytes("carved/darwin-amd64-go1.25-s-w"), Ask::Nothing),
        ("goroot-in-module-cache", replaced(STATIC, root, downloaded), Ask::Nothing),
        ("local-replace", built("dep\tx.org/y\tv1.0.0\n=>\t./y\t\t"), Ask::Nothing),
        ("macho-no-uuid", fixture_bytes(MAC_122), Ask::Nothing),
        ("no-pie", fixture_bytes("carved/linux-amd64-go1.22-cgo"), Ask::Nothing),
        ("no-relro", with_segment(PIE, 0x6474_e552, 0, 0), Ask::Nothing),
        ("not-trimmed", fixture_bytes(STATIC), Ask::Nothing),
        ("vulnerable-function", fixture_bytes(STATIC), Ask::Database(r#", "symbols": ["main"]"#)),
        ("vulnerable-module", fixture_bytes(STATIC), Ask::Database("")),
        ("obfuscated", Garbled::new(&fixture(STATIC)).bytes, Ask::Nothing),
        ("path-leak-build", leaky(), Ask::Needle("acme")),
        ("signed-after-build", authenticode(&pe, 0, 5000), Ask::Nothing),
        ("start-unknown", fixture_bytes(PIE), Ask::OnTarget("linux/amd64")),
    ];
    let mut silent = Vec::new();
    let mut rules = BTreeSet::new();
    for (rule, program, ask) in rows {
        let search = DeepSearch::new(&needles(&ask), None);
        let database = database(&ask);
        let plain = Options { depth: Depth::Full, hashing: Hashing::Check, ..Options::default() };
        let options = match &ask {
            Ask::Nothing => plain,
            Ask::OnTarget(target) => {
                let target = Some(Target::parse(target).unwrap());
                Options { demands: Demands { target, ..Demands::default() }, ..plain }
            }
            Ask::Demanding(demands) => Options { demands: (**demands).clone(), ..plain },
            Ask::OnHost(host) => Options { host: Some(host), ..plain },
            Ask::Named(name) => Options { path: Some(Path::new(name)), ..plain },
            Ask::Needle(_) => Options { depth: Depth::Deep, search: Some(&search), ..plain },
            Ask::Database(_) => Options { vulndb: Some(&database), ..plain },
            Ask::SecondReader => Options { cross_check: true, ..plain },
        };
        let findings = inspect(&program, &options).remove(0).findings;
        if findings.iter().all(|it| it.rule != rule) {
            let others: Vec<_> = findings.iter().map(|it| &*it.rule).collect();
            silent.push(format!("{rule}, but {others:?}"));
        }
        rules.insert(rule);
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
    let of_hosts: BTreeSet<&str> = gorigin::diagnosis::rules().map(|rule| rule.name).collect();
    let of_programs = all_rules().map(|rule| rule.name).filter(|name| !of_hosts.contains(name));
    let missing: Vec<&str> = of_programs.filter(|name| !rules.contains(name)).collect();
    assert!(missing.is_empty(), "no row for {missing:?}");
}

fn needles(ask: &Ask) -> Vec<Text> {
    match ask {
        Ask::Needle(needle) => vec![Text::from(*needle)],
        _ => Vec::new(),
    }
}

/// A database of one advisory about package runtime, with these symbols.
fn database(ask: &Ask) -> Database {
    let mut builder = Builder::default();
    if let Ask::Database(symbols) = ask {
        let record = format!(
            r#"{{"id": "T-1", "affected": [{{"package": {{"name": "stdlib", "ecosystem": "Go"}},
            "ecosystem_specific": {{"imports": [{{"path": "runtime"{symbols}}}]}}}}]}}"#
        );
        builder.add("T-1.json", record.as_bytes()).unwrap();
    }
    builder.finish().unwrap().0
}

/// A program whose build info says another version than the runtime.
fn forged_version() -> Vec<u8> {
    let mut bytes = fixture_bytes(STATIC);
    let start = memchr::memmem::find(&bytes, b"\xff Go buildinf:").unwrap();
    let at = start + memchr::memmem::find(&bytes[start..], b"go1.22.10").unwrap();
    forge::put(&mut bytes, at, b"go1.22.11");
    bytes
}
