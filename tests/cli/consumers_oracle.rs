//! Documents in the hands of those who read them: validators and libraries of each form, and engines
//! that read tables, each with a spoilt twin that it must refuse (needs `GORIGIN_PYTHON`).
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use serde_json::json;

use super::vulns::{record, records};
use crate::common::consumers::{python, script};
use crate::common::golden;
use crate::common::process::{run, sample};
use crate::common::testdata;

/// The forms, and the ends of the names of their snapshots.
const FORMS: [(&str, &str); 7] = [
    ("csv", "csv"),
    ("markdown", "md"),
    ("junit", "junit.xml"),
    ("github", "github.txt"),
    ("sarif", "sarif"),
    ("cyclonedx", "cdx.json"),
    ("spdx", "spdx.json"),
];

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A document of made-up records, with hostile texts in them.
#[test]
fn documents_of_made_up_records() {
    let Some(python) = python() else { return };
    for (form, end) in FORMS {
        let path = top().join("tests/snapshots").join(format!("report.{end}"));
        print!("{}", script(&python, "check.py", &[form, path.to_str().unwrap()]));
    }
}

/// All fixtures, in their archives and outside, and files with odd names.
#[test]
fn documents_of_a_scan() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("odd");
    fs::create_dir(&odd).unwrap();
    for name in [
        &b"=1+1"[..],
        b"None",
        b"1.10",
        b"a|b_c",
        b"[x] %41",
        b"a:b",
        b"\xff\xfe",
        b"a\nb",
        b"<i>&\"",
        b"C:\\x",
        b"a,b\"c",
        b"::error",
        b"\x1b[2J",
        "\u{202e}\u{fffe}".as_bytes(),
        b"]]>",
        b"__a__",
    ] {
        fs::copy(sample(), odd.join(OsStr::from_bytes(name))).unwrap();
    }
    let mut words = format!("cd '{}' && \"$GORIGIN\" scan --verify", folder.path().display());
    for (form, _) in FORMS {
        words.push_str(&format!(" -f {form}=out.{form}"));
    }
    words.push_str(&format!(" -f cyclonedx@1.7=out.cyclonedx7 odd '{}'", testdata().display()));
    let got = run(folder.path(), &words);
    assert!(matches!(got.code, 1 | 3), "{}", got.err);
    for form in FORMS.iter().map(|(form, _)| *form).chain(["cyclonedx7"]) {
        let path = folder.path().join(format!("out.{form}"));
        let form = form.trim_end_matches('7');
        print!("{}", script(&python, "check.py", &[form, path.to_str().unwrap()]));
    }
}

/// A scan without any Go program is a document too.
#[test]
fn documents_about_nothing() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("text"), "text").unwrap();
    let forms = FORMS.map(|(form, _)| format!(" -f {form}=out.{form}")).concat();
    let got = run(folder.path(), &format!("\"$GORIGIN\" scan {forms} text"));
    assert_eq!(got.code, 0, "{}", got.err);
    for form in ["spdx", "cyclonedx", "sarif"] {
        let path = folder.path().join(format!("out.{form}"));
        script(&python, "check.py", &["--empty", form, path.to_str().unwrap()]);
    }
}

/// Known vulnerabilities of every fixture, by made-up records, in the forms that hold them.
#[test]
fn documents_of_known_vulnerabilities() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("db")).unwrap();
    let mut records = records();
    let all = || json!([{"introduced": "0"}, {"fixed": "1.99.0"}]);
    records.push(record("T-8", all(), json!([{"path": "runtime", "symbols": ["mallocgc"]}])));
    records.push(record("T-9", json!([{"introduced": "0"}]), json!([{"path": "runtime"}])));
    let odd = "a|b <i>&\"\u{202e}\u{0}\n::error]]>\u{1b}[2J {placeholder} [x](y)";
    for (at, record) in records.iter_mut().enumerate() {
        record["summary"] = [odd, "", "Made up"][at % 3].into();
        record["aliases"] = json!(["CVE-2026-1", "GHSA-x", "CVE-2026-1"]);
        let name = format!("db/{}.json", record["id"].as_str().unwrap());
        fs::write(folder.path().join(name), record.to_string()).unwrap();
    }
    fs::copy(sample(), folder.path().join("=a b%")).unwrap();
    fs::write(folder.path().join("text"), "text").unwrap();
    let forms = "-f sarif=out.sarif -f cyclonedx=out.cyclonedx -f cyclonedx@1.7=out.cyclonedx7 \
                 -f openvex=out.openvex";
    let all = format!("scan --vulndb db {forms} '=a b%' '{}'", testdata().display());
    let none = format!("vulns --db db {forms} text");
    for (command, empty) in [(&all, None), (&none, Some("--empty"))] {
        let got = run(folder.path(), &format!("\"$GORIGIN\" {command}"));
        assert!(matches!(got.code, 0 | 1 | 3), "{}", got.err);
        for form in ["sarif", "cyclonedx", "cyclonedx7", "openvex"] {
            let path = folder.path().join(format!("out.{form}"));
            let text = fs::read_to_string(&path).unwrap();
            // Of what is no program nothing can be stated: the document of the run before stays.
            if form == "openvex" && empty.is_some() {
                assert!(text.contains("T-1"), "{text}");
                continue;
            }
            assert_eq!(text.contains("T-1"), empty.is_none(), "{command} {form}");
            let words = [form.trim_end_matches('7'), path.to_str().unwrap()];
            let words: Vec<&str> = empty.into_iter().chain(words).collect();
            print!("{}", script(&python, "check.py", &words));
        }
    }
}

/// The lines of every fixture, of made-up records, and of what files could choose to spoil a table.
#[test]
fn records_in_tables() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut lines = fs::read_to_string(top().join("tests/snapshots/report.ndjson")).unwrap();
    for (_, line) in golden::lines() {
        lines.push_str(&line);
        lines.push('\n');
    }
    let plain: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    for settings in
        [r#"{"GOOS":"linux","goos":"x"}"#, r#"{"":"","vcs.revision":"\u0000","a\"b":"\\"}"#, "{}"]
    {
        let mut record = plain.clone();
        record["build"]["settings"] = serde_json::from_str(settings).unwrap();
        record["size"] = u64::MAX.into();
        record["go_version"]["offset"] = u64::MAX.into();
        record["findings"] = serde_json::json!([]);
        lines.push_str(&format!("{record}\n"));
    }
    let path = folder.path().join("all.ndjson");
    fs::write(&path, lines).unwrap();
    for (engine, schema) in [
        ("duckdb", "duckdb.sql"),
        ("polars", "polars.py"),
        ("arrow", "arrow.py"),
        ("spark", "spark.json"),
        ("jsonschema", "schema.json"),
    ] {
        let schema = top().join("schemas").join(format!("record.{schema}"));
        let arguments = [engine, schema.to_str().unwrap(), path.to_str().unwrap()];
        print!("{}", script(&python, "engines.py", &arguments));
    }
}
