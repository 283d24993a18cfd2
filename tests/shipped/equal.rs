//! The record of a program inside is the record of the same bytes unpacked: where a program lies
//! changes nothing in what it is.

use std::collections::BTreeMap;
use std::fs;

use crate::bombs::program;
use crate::samples::{sample, table};
use crate::scanned::scan;
use serde_json::Value;

/// What tells where a program lies, and may differ.
const PLACE: &[&str] = &["path", "container", "package", "image", "layer", "modified"];

/// A record without what tells where the program lies.
pub(crate) fn elsewhere(record: &Value) -> Value {
    let mut record = record.clone();
    for name in PLACE {
        record.as_object_mut().unwrap().remove(*name);
    }
    record
}

/// The fields in which two records differ.
pub(crate) fn differences(left: &Value, right: &Value) -> Vec<String> {
    let (left, right) = (left.as_object().unwrap(), right.as_object().unwrap());
    let names: std::collections::BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    let differ = names.into_iter().filter(|name| left.get(*name) != right.get(*name));
    differ.map(|name| format!("{name}: {:?} / {:?}", left.get(name), right.get(name))).collect()
}

#[test]
fn as_unpacked() {
    let folder = tempfile::tempdir().unwrap();
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for options in [&[][..], &["--verify"], &["--deep", "--needle", "go.buildid"]] {
        let mut bare = BTreeMap::new();
        for row in table() {
            // A hole behind the program makes other bytes of it.
            if row.file.starts_with("sparse.") || !row.is_opened() {
                continue;
            }
            let path = sample(&row.file, folder.path());
            let records = scan(&path, options).records;
            for record in records.iter().filter(|record| record["outcome"] == "go") {
                // The program with an archive behind it is not the same file.
                if record["path"] == path.to_str().unwrap() && row.file.starts_with("self-") {
                    continue;
                }
                seen += 1;
                // A name may say something of its own, so the bare file has the same.
                let path = record["path"].as_str().unwrap();
                let name = path.rsplit(['/', '!']).next().unwrap().to_owned();
                let want = bare.entry(name).or_insert_with_key(|name| {
                    let bare = folder.path().join("bare").join(name);
                    fs::create_dir_all(bare.parent().unwrap()).unwrap();
                    fs::write(&bare, program()).unwrap();
                    let records = scan(&bare, options).records;
                    assert_eq!(records.len(), 1);
                    elsewhere(&records[0])
                });
                let differ = differences(want, &elsewhere(record));
                if !differ.is_empty() {
                    let differ: String = differ.join("; ").chars().take(400).collect();
                    wrong.push(format!("{} {options:?}: {differ}", record["path"]));
                }
            }
        }
    }
    println!("{seen} records compared");
    assert!(wrong.is_empty(), "{} of {seen} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(seen > 0, "no program found in any sample");
}
