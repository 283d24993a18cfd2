//! Findings that are graver or lighter than their rule, and what is not told twice.

use super::nolabel::Garbled;
use crate::common::{fixture, fixture_bytes};
use gorigin::evidence::Depth;
use gorigin::finding::{Demands, FailOn, Policy, Severity};
use gorigin::host::{Host, HostLayout};
use gorigin::report::FindingRecord;
use gorigin::{Options, inspect};

const STATIC: &str = "sample/linux-amd64-go1.22-s-w";

fn host(text: &str) -> Host {
    Host::of_layout(serde_json::from_str::<HostLayout>(text).unwrap())
}

fn findings(program: &[u8], options: &Options<'_>) -> Vec<FindingRecord> {
    inspect(&program, options).remove(0).findings
}

fn severity(findings: &[FindingRecord], rule: &str) -> Option<Severity> {
    findings.iter().find(|it| it.rule == rule).map(|it| it.severity)
}

/// The program with the source files of go/build: one name in the place of another as long.
fn with_go_build() -> Vec<u8> {
    let mut bytes = fixture_bytes(STATIC);
    let at = memchr::memmem::find(&bytes, b"/x64/src/runtime/malloc.go\0").unwrap();
    let name = b"/x64/src/go/build/build.go\0";
    bytes[at..at + name.len()].copy_from_slice(name);
    bytes
}

#[test]
fn a_goroot_that_is_not_here_matters_where_something_asks_for_it() {
    let (plain, asking) = (fixture_bytes(STATIC), with_go_build());
    let without = include_str!("../snapshots/host-without-go.json");
    let golden = include_str!("../snapshots/golden-host.json");
    let resolved = "\"goroot_resolved\": \"/opt/hostedtoolcache/go/1.22.10/x64\",";
    assert!(golden.contains(resolved));
    let claiming = golden.replace(resolved, "");
    for (what, program, host, want) in [
        ("nobody asks", &plain, host(without), Some(Severity::Note)),
        ("the program asks", &asking, host(without), Some(Severity::Warning)),
        ("the machine names it", &plain, host(&claiming), Some(Severity::Warning)),
        ("it is here", &asking, host(golden), None),
    ] {
        // A scan says the same as a full look.
        for depth in [Depth::Quick, Depth::Full] {
            let options = Options { host: Some(&host), depth, ..Options::default() };
            let findings = findings(program, &options);
            assert_eq!(severity(&findings, "goroot-missing-on-host"), want, "{what} {depth:?}");
        }
    }
}

#[test]
fn no_build_info_is_a_note_where_go_wrote_none() {
    let none = |version: &[u8]| {
        let mut bytes = fixture_bytes("carved/linux-amd64-go1.15-s-w");
        for (from, to) in [(&b"\xff Go buildinf:"[..], &[0; 14][..]), (b"go1.15", version)] {
            while let Some(at) = memchr::memmem::find(&bytes, from).filter(|_| from != to) {
                bytes[at..at + to.len()].copy_from_slice(to);
            }
        }
        severity(&findings(&bytes, &Options::default()), "no-build-info")
    };
    assert_eq!(none(b"go1.15"), Some(Severity::Warning));
    assert_eq!(none(b"go1.13"), Some(Severity::Warning));
    assert_eq!(none(b"go1.12"), Some(Severity::Note));
    let garbled = Garbled::new(&fixture(STATIC)).bytes;
    let found = findings(&garbled, &Options { depth: Depth::Full, ..Options::default() });
    assert_ne!(severity(&found, "no-build-info"), Some(Severity::Note));
}

#[test]
fn what_trimming_would_remove_is_told_once() {
    let program = fixture_bytes("sample/windows-386-go1.19-custom-id");
    let full = || Options { depth: Depth::Full, ..Options::default() };
    let all = findings(&program, &full());
    let once = all.iter().find(|it| it.rule == "not-trimmed").unwrap();
    assert!(once.evidence.iter().any(|it| it.starts_with("/build/gorigin-fixtures ")), "{once:?}");
    assert_eq!(severity(&all, "path-leak-build"), None);
    // Who does not want the one gets the other.
    let policy = Policy::new(FailOn::Error).ignoring(["not-trimmed"]);
    let other = findings(&program, &Options { policy, ..full() });
    assert_eq!(severity(&other, "path-leak-build"), Some(Severity::Note));
    // Where it is required, the requirement tells it, with the same evidence.
    let demands = Demands { trimpath: true, ..Demands::default() };
    let required = findings(&program, &Options { demands, ..full() });
    assert_eq!(severity(&required, "path-leak-build"), None);
    let told = required.iter().find(|it| it.rule == "trimpath-required").unwrap();
    assert_eq!((&told.message, &told.evidence), (&once.message, &once.evidence));
}

#[test]
fn the_id_that_bazel_writes_is_no_finding() {
    let custom = fixture_bytes("sample/windows-386-go1.19-custom-id");
    let redacted = fixture_bytes("carved/linux-amd64-go1.22-relative-final");
    assert!(severity(&findings(&custom, &Options::default()), "build-id-custom").is_some());
    let record = inspect(&redacted, &Options::default()).remove(0);
    assert_eq!(record.build_id.known().unwrap().value, "redacted");
    assert_eq!(severity(&record.findings, "build-id-custom"), None);
}
