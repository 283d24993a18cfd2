//! The net: the JSON line of every fixture at every depth, word for word. A change that means to
//! keep what is said must leave it alone; one that means to change it shows here all that changed.
//!
//! `UPDATE=1 cargo test --test house golden` writes `testdata/golden.jsonl.gz` anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::common::{fixture_bytes, golden, testdata};
use flate2::Compression;
use flate2::write::GzEncoder;
use gorigin::evidence::Depth;
use gorigin::host::{Host, HostLayout};
use gorigin::inspect::Hashing;
use gorigin::leak::DeepSearch;
use gorigin::report::Record;
use gorigin::report::json::write_line;
use gorigin::{Options, inspect};
use serde_json::Value;

/// How many differences are shown.
const SHOWN: usize = 200;

#[test]
fn every_record_of_every_fixture() {
    let now = records();
    assert!(now.len() > 600, "only {} records", now.len());
    let path = testdata().join("golden.jsonl.gz");
    if std::env::var_os("UPDATE").is_some() {
        write(&path, &now);
        return;
    }
    let before = read();
    let differences = differences(&before, &now);
    let mut text = String::new();
    for difference in differences.iter().take(SHOWN) {
        writeln!(text, "{difference}").unwrap();
    }
    assert!(
        differences.is_empty(),
        "{} differences (UPDATE=1 takes them over):\n{text}",
        differences.len()
    );
}

/// What is written can be read back, and nothing is lost: no name of ours is missing in a list.
#[test]
fn every_record_can_be_read_back() {
    for (name, line) in read() {
        let record: Record = serde_json::from_str(&line).unwrap();
        let mut again = Vec::new();
        write_line(&mut again, &record).unwrap();
        assert_eq!(String::from_utf8(again).unwrap().trim_end(), line.trim_end(), "{name}");
    }
}

/// The lines, by fixture, way of looking and number of the record.
type Lines = BTreeMap<String, String>;

fn records() -> Lines {
    let names = names();
    let next = AtomicUsize::new(0);
    let search = DeepSearch::default();
    let host = Host::of_layout(
        serde_json::from_str::<HostLayout>(include_str!("../snapshots/golden-host.json")).unwrap(),
    );
    let work = || {
        let mut lines = Lines::new();
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            let bytes = fixture_bytes(name);
            for (way, options) in ways(&host, &search) {
                for (number, record) in inspect(&bytes, &options).iter().enumerate() {
                    lines.insert(format!("{name} {way} {number}"), line(record));
                }
            }
        }
        lines
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    })
}

fn line(record: &Record) -> String {
    let mut line = Vec::new();
    write_line(&mut line, record).unwrap();
    String::from_utf8(line).unwrap().trim_end().to_owned()
}

fn ways<'h>(host: &'h Host, search: &'h DeepSearch) -> [(&'static str, Options<'h>); 3] {
    let quick = Options::default();
    let full = Options {
        depth: Depth::Full,
        hashing: Hashing::Check,
        host: Some(host),
        recover_unrecognised: true,
        ..Options::default()
    };
    let deep = Options {
        depth: Depth::Deep,
        search: Some(search),
        search_others: true,
        cross_check: true,
        ..Options::default()
    };
    [("quick", quick), ("full", full), ("deep", deep)]
}

/// The fixtures, by folder and name.
fn names() -> Vec<String> {
    let root = testdata();
    let folders = ["carved", "intact", "not-go", "packed", "sample", "sealed"];
    let mut names: Vec<String> = folders
        .iter()
        .flat_map(|folder| walkdir::WalkDir::new(root.join(folder)))
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(&root).unwrap().to_str().unwrap();
            path.strip_suffix(".xz").unwrap_or(path).replace('\\', "/")
        })
        .collect();
    names.sort();
    names
}

fn write(path: &PathBuf, lines: &Lines) {
    let mut encoder = GzEncoder::new(fs::File::create(path).unwrap(), Compression::best());
    for (key, line) in lines {
        writeln!(encoder, "{key}\t{line}").unwrap();
    }
    encoder.finish().unwrap();
}

fn read() -> Lines {
    golden::lines().into_iter().collect()
}

fn differences(before: &Lines, now: &Lines) -> Vec<String> {
    let mut found = Vec::new();
    for (key, old) in before {
        match now.get(key) {
            None => found.push(format!("{key}: no such record any more")),
            Some(new) if new == old => {}
            Some(new) => {
                let count = found.len();
                let parse = |line: &str| serde_json::from_str::<Value>(line).unwrap();
                compare(key, "", &parse(old), &parse(new), &mut found);
                if found.len() == count {
                    found.push(format!("{key}: the same fields in another order or spelling"));
                }
            }
        }
    }
    let is_new = |key: &&String| !before.contains_key(*key);
    found.extend(now.keys().filter(is_new).map(|key| format!("{key}: a new record")));
    found
}

fn compare(key: &str, at: &str, old: &Value, new: &Value, found: &mut Vec<String>) {
    match (old, new) {
        (Value::Object(a), Value::Object(b)) => {
            let null = Value::Null;
            let names = a.keys().chain(b.keys().filter(|name| !a.contains_key(*name)));
            for name in names {
                let side = |map: &serde_json::Map<String, Value>| map.contains_key(name);
                let at = format!("{at}/{name}");
                if side(a) == side(b) {
                    compare(key, &at, &a[name], &b[name], found);
                } else {
                    let (a, b) = (a.get(name).unwrap_or(&null), b.get(name).unwrap_or(&null));
                    let what = if side_is_new(a) { "appears" } else { "is gone" };
                    found.push(format!("{key}: {at} {what}: {a} → {b}"));
                }
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (number, (a, b)) in a.iter().zip(b).enumerate() {
                compare(key, &format!("{at}/{number}"), a, b, found);
            }
        }
        _ if old == new => {}
        _ => found.push(format!("{key}: {at}: {old} → {new}")),
    }
}

fn side_is_new(old: &Value) -> bool {
    old.is_null()
}

/// A deep look is a full one that also searches every byte.
#[test]
fn a_deep_look_says_of_the_build_what_a_full_one_says() {
    let lines = read();
    let (mut count, mut wrong) = (0, Vec::new());
    for (key, full) in lines.iter().filter(|(key, _)| key.contains(" full ")) {
        let deep = &lines[&key.replace(" full ", " deep ")];
        let parse = |line: &str| serde_json::from_str::<Value>(line).unwrap()["traits"].clone();
        compare(key, "/traits", &parse(full), &parse(deep), &mut wrong);
        count += 1;
    }
    assert!(count > 190, "only {count} records");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_difference_is_named() {
    let lines = |text: &str| Lines::from([("a quick 0".to_owned(), text.to_owned())]);
    let old = lines(r#"{"x":1,"y":[1,{"z":"a"}],"gone":2}"#);
    let new = lines(r#"{"x":1,"y":[1,{"z":"b"}],"added":null}"#);
    assert_eq!(
        differences(&old, &new),
        [
            "a quick 0: /gone is gone: 2 → null",
            "a quick 0: /y/1/z: \"a\" → \"b\"",
            "a quick 0: /added appears: null → null",
        ]
    );
    assert_eq!(
        differences(&lines(r#"{"a":1,"b":2}"#), &lines(r#"{"b":2,"a":1}"#)),
        ["a quick 0: the same fields in another order or spelling"]
    );
    assert!(differences(&old, &old).is_empty());
}
