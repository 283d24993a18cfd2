//! The page of `-f html` and of `gorigin report` in a real browser: `tests/consumers/browser.py` opens it in Chromium.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::consumers::{python, script};
use crate::common::process::{has, host, run, sample};
use crate::common::testdata;

/// A Python with a browser; says so where there is none.
fn browser() -> Option<PathBuf> {
    python().filter(|_| has("chromium"))
}

/// Runs the script on a page and its scans.
fn look(python: &std::path::Path, mode: &str, folder: &TempDir, files: &[&str]) -> String {
    let files: Vec<_> = files.iter().map(|it| folder.path().join(it)).collect();
    let files = files.iter().map(|it| it.to_str().unwrap());
    let arguments: Vec<_> = std::iter::once(mode).chain(files).collect();
    script(python, "browser.py", &arguments)
}

/// The records of real programs, and of what is not.
fn scanned(folder: &TempDir, forms: &str) {
    let (host, data) = (host(), testdata());
    let scan = format!(
        "\"$GORIGIN\" scan --all -q --host '{}' {forms} '{}/carved' '{}/sample'",
        host.display(),
        data.display(),
        data.display()
    );
    let run = run(folder.path(), &scan);
    assert!([0, 1, 3].contains(&run.code), "{}", run.err);
}

fn report(folder: &TempDir, scans: &str) {
    let got = run(folder.path(), &format!("\"$GORIGIN\" report {scans} -o page.html"));
    assert_eq!((got.code, got.err.as_str(), got.out.as_str()), (0, "", ""), "{scans}");
}

fn records(folder: &TempDir, name: &str) -> Vec<Value> {
    let text = fs::read_to_string(folder.path().join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn write(folder: &TempDir, name: &str, records: &[Value]) {
    let text: String = records.iter().map(|it| format!("{it}\n")).collect();
    fs::write(folder.path().join(name), text).unwrap();
}

#[test]
fn a_page_says_what_the_records_say() {
    let Some(python) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    scanned(&folder, "-f html=page.html -f ndjson=scan.ndjson");
    look(&python, "numbers", &folder, &["page.html", "scan.ndjson"]);
    report(&folder, "scan.ndjson");
    look(&python, "numbers", &folder, &["page.html", "scan.ndjson"]);
}

#[test]
fn a_page_of_several_scans() {
    let Some(python) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    scanned(&folder, "-f ndjson=b.ndjson");
    let mut all = records(&folder, "b.ndjson");
    let (gone, mut before) = (all[3].clone(), all.clone());
    before[5]["build_id"]["value"] = json!("another");
    before.remove(7);
    write(&folder, "a.ndjson", &before);
    write(&folder, "between.ndjson", std::slice::from_ref(&gone));
    all.remove(3);
    write(&folder, "b.ndjson", &all);
    report(&folder, "a.ndjson between.ndjson b.ndjson");
    look(&python, "numbers", &folder, &["page.html", "a.ndjson", "between.ndjson", "b.ndjson"]);
}

/// Texts that would be scripts, elements, comments, or would turn the reading, in every place of a record.
#[test]
fn texts_of_files_are_texts() {
    const TEXTS: [&str; 8] = [
        "</script><script>ran = 1</script>",
        "<img src=x onerror=ran=1>",
        "<!--<script>",
        "\" autofocus onfocus=ran=1 x=\"' onload='ran=1",
        "</td></table></title></style><style>*{display:none}</style>",
        "{{data}}&lt;&#60;&amp;",
        "a\u{202e}b\u{2066}c\u{0}\u{1b}[31m\u{7f}\u{9b}\u{200b}\u{feff}\u{2028}",
        "\u{1}U+0041\u{2}",
    ];
    fn spoil(value: &mut Value, with: &str) {
        match value {
            Value::String(text) => *text = format!("{text}{with}"),
            Value::Array(all) => all.iter_mut().for_each(|it| spoil(it, with)),
            Value::Object(all) => {
                // Words of gorigin itself cannot come from a file.
                let own = ["schema", "outcome", "severity", "verdict", "origin", "kind"];
                all.iter_mut()
                    .filter(|(name, _)| !own.contains(&name.as_str()))
                    .for_each(|(_, it)| spoil(it, with));
                if let Some(settings) = all.get_mut("settings").and_then(Value::as_object_mut) {
                    settings.insert(with.to_owned(), json!(with));
                }
            }
            _ => {}
        }
    }
    let Some(python) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    let scan = format!("\"$GORIGIN\" inspect -f ndjson '{}'", sample().display());
    let record: Value = serde_json::from_str(&run(folder.path(), &scan).out).unwrap();
    let spoilt = TEXTS.map(|with| {
        let mut record = record.clone();
        for (name, value) in record.as_object_mut().unwrap() {
            // What the page tells by these is a number or a word of its own.
            if !["format", "toolchain", "endian", "os", "arch"].contains(&name.as_str()) {
                spoil(value, with);
            }
        }
        record["schema"] = json!("gorigin.record/1");
        record["outcome"] = json!("go");
        record
    });
    write(&folder, "scan.ndjson", &spoilt);
    report(&folder, "scan.ndjson");
    look(&python, "hostile", &folder, &["page.html", "scan.ndjson"]);
}

/// 10,000 records stay usable. On a busy machine with two cores it took 0.9 s to load, and 0.1 s to filter.
#[test]
fn many_records_stay_usable() {
    let Some(python) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    scanned(&folder, "-f ndjson=few.ndjson");
    let few = records(&folder, "few.ndjson");
    let go: Vec<_> =
        few.iter().filter(|it| it["build"].is_object() && it["build_id"].is_object()).collect();
    let modules = |at: usize| (0..at * 7 % 80).map(move |it| at * 31 + it * it * 7);
    let all: Vec<Value> = (0..10_000)
        .map(|at| {
            let mut record = go[at % go.len()].clone();
            record["path"] = json!(format!("/srv/node-{}/opt/bin/program-{at}", at % 40));
            record["build_id"]["value"] = json!(format!("{at:020}/{at:020}/{at:020}/{at:020}"));
            let dep = |it: usize| {
                let path = format!("example.com/group{}/module{}", it % 90, it % 2500);
                json!({"path": path, "version": format!("v1.{}.0", it % 13), "sum": "h1:x", "replace": null})
            };
            record["build"]["deps"] = modules(at).map(dep).collect();
            record
        })
        .collect();
    write(&folder, "scan.ndjson", &all);
    report(&folder, "scan.ndjson");
    let told = look(&python, "many", &folder, &["page.html", "scan.ndjson"]);
    println!("{told}");
    let told: Value = serde_json::from_str(&told).unwrap();
    for (name, most) in [
        ("MB", 24.0),
        ("load s", 10.0),
        ("filter ms", 500.0),
        ("clear ms", 500.0),
        ("sort ms", 1_000.0),
        ("open ms", 100.0),
        ("heap MB", 64.0),
    ] {
        let value = told[name].as_f64().unwrap();
        assert!(value > 0.0 && value <= most, "{name}: {value}, more than {most}");
    }
    assert_eq!(told["records"], 10_000.0);
}
