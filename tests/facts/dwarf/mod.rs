//! DWARF: what the debug sections of real programs say.

mod oracle;

use gorigin::evidence::Depth;
use gorigin::report::Outcome;
use gorigin::{Options, inspect};

use crate::common::fixtures;

/// Every fixture that has DWARF: its Go units are of its version, and its line tables name the
/// GOROOT that its file table names.
#[test]
fn fixtures_agree_with_themselves() {
    let (mut with, mut without) = (0, 0);
    for fixture in fixtures() {
        let options = Options { depth: Depth::Full, ..Options::default() };
        for record in inspect(&fixture.bytes(), &options) {
            let name = &fixture.name;
            if record.outcome != Outcome::Go || record.traits.dwarf.is_none() {
                continue;
            }
            let Some(dwarf) = record.dwarf.as_ref() else {
                assert!(record.reasons.get("dwarf").is_some(), "{name}");
                assert_ne!(record.traits.dwarf, Some(true), "{name}");
                without += 1;
                continue;
            };
            with += 1;
            assert!(!record.partial, "{name}: {:?}", record.damage);
            let version = record.go_version.as_ref().unwrap().value.clone();
            let plain = version.split(' ').next().unwrap();
            let go: Vec<_> =
                dwarf.producers.iter().filter_map(|it| it.go_version.as_deref()).collect();
            if go.is_empty() {
                // Without Go's own the C linker still puts in that of the C runtime.
                assert!(name.ends_with("c-shared-w"), "{name}");
                continue;
            }
            assert!(go.iter().all(|it| *it == plain), "{name}: {go:?}");
            // Up to Go 1.15 every file has its directory in its name.
            let whole_names = plain.starts_with("go1.15");
            assert_eq!(dwarf.line_directories == 0, whole_names, "{name}");
            let evidence = &record.goroot.as_ref().unwrap().evidence;
            let by = |origin| evidence.iter().find(|it| it.origin == origin).map(|it| &it.value);
            assert_eq!(by("dwarf-line"), by("file-table"), "{name}");
            assert!(record.findings.iter().all(|it| it.rule != "go-version-conflict"), "{name}");
        }
    }
    println!("{with} records with DWARF, {without} without");
    assert!(with > 10, "only {with}");
}
