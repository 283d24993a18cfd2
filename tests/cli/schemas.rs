//! What the command writes is what `gorigin schema` says, in every field.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::common::golden;
use crate::common::process::{host, run, sample};
use crate::common::schema::complaints;
use crate::common::testdata;

fn schema(name: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let got = run(folder.path(), &format!("\"$GORIGIN\" schema {name}"));
    assert_eq!((got.code, got.err.as_str()), (0, ""), "{name}");
    serde_json::from_str(&got.out).unwrap()
}

/// The JSON line of every fixture at every depth, and made-up records.
fn records() -> Vec<Value> {
    golden::fixtures().into_iter().map(|(_, record)| record).collect()
}

#[test]
fn records_of_every_fixture() {
    let schema = schema("record");
    let (mut wrong, all) = (Vec::new(), records());
    assert!(all.len() > 500, "{}", all.len());
    for record in &all {
        wrong.extend(complaints(&schema, record));
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // What is wrong is seen.
    for (field, bad) in [
        ("schema", json!("gorigin.record/2")),
        ("outcome", json!("maybe")),
        ("size", json!(-1)),
        ("size", json!("5")),
        ("build", json!({ "deps": [] })),
        ("more", json!(1)),
    ] {
        let mut record = all[0].clone();
        record[field] = bad.clone();
        assert!(!complaints(&schema, &record).is_empty(), "{field}: {bad}");
    }
}

#[test]
fn documents_of_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let (sample, host) = (sample(), host());
    let release = testdata().join("release.tar.gz");
    let (sample, host, release) = (sample.display(), host.display(), release.display());
    fs::create_dir_all(folder.path().join("root/usr/local/go/bin")).unwrap();
    fs::write(folder.path().join("root/usr/local/go/VERSION"), "go1.22.10\n").unwrap();
    let old = testdata().join("not-go/c-program");
    for (name, script) in [
        ("report", format!("$GORIGIN scan -f json '{sample}' --host '{host}'")),
        ("report", format!("$GORIGIN inspect -f json '{sample}' '{}' nowhere", old.display())),
        ("record", format!("$GORIGIN inspect -f ndjson '{sample}'")),
        ("host", "$GORIGIN host -f json".to_owned()),
        ("doctor", "$GORIGIN doctor -f json".to_owned()),
        ("doctor", "$GORIGIN doctor -f json --root root --env PATH=/usr/local/go/bin".to_owned()),
        ("diff", format!("$GORIGIN diff -f json '{sample}' '{sample}'")),
        ("diff", format!("$GORIGIN diff -f ndjson '{sample}' '{release}!/where-1.0/bin/where'")),
        ("rules", "$GORIGIN rules -f json".to_owned()),
        ("rules", "$GORIGIN rules -f json not-trimmed".to_owned()),
        ("remap", format!("$GORIGIN remap -f json --for delve '{sample}'")),
    ] {
        let got = run(folder.path(), &script);
        let value: Value = serde_json::from_str(&got.out)
            .unwrap_or_else(|error| panic!("{script}: {error}\n{}\n{}", got.out, got.err));
        let wrong = complaints(&schema(name), &value);
        assert!(wrong.is_empty(), "{script}:\n{}", wrong.join("\n"));
    }
}

#[test]
fn schemas_for_engines() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    for (engine, name) in [
        ("duckdb", "duckdb.sql"),
        ("polars", "polars.py"),
        ("spark", "spark.json"),
        ("arrow", "arrow.py"),
    ] {
        let got = run(folder.path(), &format!("$GORIGIN schema record --for {engine}"));
        let want = fs::read_to_string(kept.join(format!("record.{name}"))).unwrap();
        assert_eq!((got.code, got.out), (0, want), "{}", got.err);
    }
    assert_eq!(run(folder.path(), "$GORIGIN schema rules --for duckdb").code, 2);
    let list = run(folder.path(), "$GORIGIN schema");
    let mut names: Vec<_> =
        list.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    names.sort();
    let mut files = Vec::new();
    for entry in fs::read_dir(kept).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        files.extend(name.strip_suffix(".schema.json").map(str::to_owned));
    }
    files.sort();
    assert_eq!((list.code, names), (0, files.iter().map(String::as_str).collect()));
}
