//! Documents in the hands of those who read them: validators and libraries of each form, and engines
//! that read tables, each with a spoilt twin that it must refuse (needs `GORIGIN_CONSUMERS`).
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::read::GzDecoder;

use crate::common::process::{run, sample};
use crate::common::{skipped, testdata};

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

/// The folder that `cargo xtask consumers` made.
fn consumers() -> Option<PathBuf> {
    let folder = std::env::var_os("GORIGIN_CONSUMERS").map(PathBuf::from);
    if folder.is_none() {
        skipped("GORIGIN_CONSUMERS names no folder with readers of documents");
    }
    folder
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a script of `tests/consumers`, which must end well, and returns what it says.
fn asked(consumers: &Path, script: &str, arguments: &[&OsStr]) -> String {
    let mut command = Command::new(consumers.join("bin/python"));
    command.arg(top().join("tests/consumers").join(script)).args(arguments);
    let got = command.env("GORIGIN_CONSUMERS", consumers).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&got.stdout), String::from_utf8_lossy(&got.stderr));
    assert!(got.status.success(), "{script} {arguments:?}: {out}{err}");
    out.trim().to_owned()
}

/// A document of made-up records, with hostile texts in them.
#[test]
fn documents_of_made_up_records() {
    let Some(consumers) = consumers() else { return };
    for (form, end) in FORMS {
        let path = top().join("tests/snapshots").join(format!("report.{end}"));
        println!("{}", asked(&consumers, "check.py", &[form.as_ref(), path.as_ref()]));
    }
}

/// All fixtures, in their archives and outside, and files with odd names.
#[test]
fn documents_of_a_scan() {
    let Some(consumers) = consumers() else { return };
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
    let mut script = format!("cd '{}' && \"$GORIGIN\" scan --verify", folder.path().display());
    for (form, _) in FORMS {
        script.push_str(&format!(" -f {form}=out.{form}"));
    }
    script.push_str(&format!(" -f cyclonedx@1.7=out.cyclonedx7 odd '{}'", testdata().display()));
    let got = run(folder.path(), &script);
    assert!(matches!(got.code, 1 | 3), "{}", got.err);
    for form in FORMS.iter().map(|(form, _)| *form).chain(["cyclonedx7"]) {
        let path = folder.path().join(format!("out.{form}"));
        let form = form.trim_end_matches('7');
        println!("{}", asked(&consumers, "check.py", &[form.as_ref(), path.as_ref()]));
    }
}

/// A scan without any Go program is a document too.
#[test]
fn documents_about_nothing() {
    let Some(consumers) = consumers() else { return };
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("text"), "text").unwrap();
    let forms = FORMS.map(|(form, _)| format!(" -f {form}=out.{form}")).concat();
    let got = run(folder.path(), &format!("\"$GORIGIN\" scan {forms} text"));
    assert_eq!(got.code, 0, "{}", got.err);
    for form in ["spdx", "cyclonedx", "sarif"] {
        let path = folder.path().join(format!("out.{form}"));
        asked(&consumers, "check.py", &["--empty".as_ref(), form.as_ref(), path.as_ref()]);
    }
}

/// The lines of every fixture, of made-up records, and of what files could choose to spoil a table.
#[test]
fn records_in_tables() {
    let Some(consumers) = consumers() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut lines = fs::read_to_string(top().join("tests/snapshots/report.ndjson")).unwrap();
    let mut golden = String::new();
    let file = fs::File::open(testdata().join("golden.jsonl.gz")).unwrap();
    GzDecoder::new(file).read_to_string(&mut golden).unwrap();
    for line in golden.lines() {
        lines.push_str(line.split_once('\t').unwrap().1);
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
        let arguments = [engine.as_ref(), schema.as_ref(), path.as_ref()];
        println!("{}", asked(&consumers, "engines.py", &arguments));
    }
}
