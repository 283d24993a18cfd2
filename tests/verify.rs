//! Every fixture's hashes against what Go's own tools say of them, and what becomes of a program
//! that was verified when something is done to it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

mod common;

use common::{fixture, fixtures};
use gorigin::inspect::{Depth, Hashing, Options, inspect};
use gorigin::report::{Record, VerificationRecord};
use serde_json::{Value, json};

fn records(bytes: &[u8]) -> Vec<Record> {
    let options = Options { depth: Depth::Full, hashing: Hashing::Check, ..Options::default() };
    inspect(&bytes, &options)
}

fn verification(bytes: &[u8]) -> VerificationRecord {
    records(bytes).remove(0).verification.expect("a verification")
}

#[test]
fn every_fixture_as_gos_tools_say() {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for fixture in fixtures() {
        let expected = &fixture.expected;
        let rows: Vec<&Value> = match expected["slices"].as_array() {
            Some(slices) => slices.iter().collect(),
            None => vec![expected],
        };
        for (row, record) in rows.into_iter().zip(records(&fixture.bytes())) {
            let Some(want) = row["content_id"].as_object() else {
                if record.verification.is_some() {
                    wrong.push(format!("{}: verified, but it is no Go program", fixture.name));
                }
                continue;
            };
            compared += 1;
            let Some(verification) = record.verification else {
                wrong.push(format!("{}: not verified", fixture.name));
                continue;
            };
            let got = verification.content_id;
            let mut want_of = vec![
                ("status", json!(got.status), want["status"].clone()),
                ("expected", json!(got.expected), want["expected"].clone()),
                ("actual", json!(got.actual), want["actual"].clone()),
            ];
            if let Some(derived) = row["host_id"]["derived"].as_bool() {
                let got = verification.host_id.status == "derived";
                if verification.host_id.status != "absent" {
                    want_of.push(("host_id", json!(got), json!(derived)));
                }
            }
            for (fact, got, want) in want_of {
                if got != want {
                    wrong.push(format!("{}: {fact}: {got}, expected {want}", fixture.name));
                }
            }
        }
    }
    assert!(compared > 190, "only {compared} compared");
    assert!(wrong.is_empty(), "{} disagreements:\n{}", wrong.len(), wrong.join("\n"));
}

/// What the marks of a fixture's history say.
#[test]
fn reasons_of_carved_fixtures() {
    let mut wrong = Vec::new();
    for (name, cause) in [
        ("carved/linux-amd64-go1.15-strip", "stripped"),
        ("carved/linux-amd64-go1.22-strip", "stripped"),
        ("carved/linux-amd64-go1.23-llvm-strip", "stripped"),
        ("carved/linux-amd64-go1.27-strip", "stripped"),
        ("carved/linux-amd64-go1.22-no-sections", "sections-removed"),
        ("carved/linux-amd64-go1.27-no-sections", "sections-removed"),
        ("carved/linux-amd64-go1.22-upx", "packed"),
        ("carved/linux-amd64-go1.22-go-run", "placeholder"),
        ("carved/linux-amd64-go1.22-custom-id", "custom-id"),
        ("carved/linux-amd64-go1.27-no-id", "no-id"),
        // Carving zeroes the code in place: that is a change of bytes, and nothing else.
        ("carved/linux-amd64-go1.27-default", "changed"),
        ("carved/linux-amd64-go1.22-s-w", "changed"),
        ("carved/windows-amd64-go1.27-default", "changed"),
        ("carved/darwin-arm64-go1.27-default", "changed"),
    ] {
        let got = verification(&fixture(name).bytes()).content_id;
        if got.cause.as_deref() != Some(cause) {
            wrong.push(format!("{name}: {:?}, expected {cause}: {}", got.cause, got.reason));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
