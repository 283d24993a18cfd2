//! Packages of the registries against the programs unpacked from them: the same records.
//!
//! `cargo xtask corpus` keeps both: `GORIGIN_CORPUS` names the folder of the programs, and
//! `GORIGIN_PACKAGES` that of the packages.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::common::skipped;
use crate::equal::{differences, elsewhere};
use crate::scanned::{plain, scan_with};
use serde_json::Value;

/// At least so many packages of each kind must be there for the test to say anything.
const FEWEST: usize = 20;

/// Packages with something in them that is not read in full, and why.
const EXPLAINED: &[(&str, &str)] = &[(
    "npm/cyclonedx-cdxgen-plugins-bin-1.2.0.tgz",
    "osqueryi is packed by UPX, and unpacks to more than the limit",
)];

/// A package file and the programs in it: their paths inside, and where they were unpacked to.
type Package = (PathBuf, Vec<(String, PathBuf)>);

fn folder(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(name).map(PathBuf::from);
    if folder.is_none() {
        skipped(format_args!("{name} is not set; tests/corpus/README.md says how to get it"));
    }
    folder
}

/// The packages that were downloaded, by kind and name.
fn packages(programs: &std::path::Path, packages: &std::path::Path) -> BTreeMap<String, Package> {
    let text = include_str!("../corpus/public.tsv");
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let names = lines.next().unwrap();
    let column = |name: &str| names.iter().position(|it| *it == name).unwrap();
    let [path, kind, member, file] = ["path", "kind", "member", "package_file"].map(column);
    let mut all: BTreeMap<String, Package> = BTreeMap::new();
    for row in lines {
        let package = packages.join(row[kind]).join(row[file]);
        let program = programs.join(row[path]);
        if package.is_file() && program.is_file() {
            let entry = all.entry(format!("{}/{}", row[kind], row[file]));
            let entry = entry.or_insert_with(|| (package, Vec::new()));
            entry.1.push((plain(row[member]), program));
        }
    }
    all
}

#[test]
fn packages_give_the_records_of_what_is_in_them() {
    let (Some(programs), Some(kept)) = (folder("GORIGIN_CORPUS"), folder("GORIGIN_PACKAGES"))
    else {
        return;
    };
    let all = packages(&programs, &kept);
    let (mut wrong, mut compared, mut others) = (Vec::new(), 0, 0);
    let patience = std::time::Duration::from_secs(300);
    for (name, (package, members)) in &all {
        let scanned = scan_with(package, &["--all", "--verify"], patience);
        let outer = package.to_str().unwrap();
        let inner = |record: &Value| {
            let path = record["path"].as_str().unwrap();
            plain(path.strip_prefix(outer).unwrap().trim_start_matches("!/"))
        };
        let mut inside: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
        for record in &scanned.records {
            inside.entry(inner(record)).or_default().push(record);
        }
        for (member, program) in members {
            let want = scan_with(program, &["--all", "--verify"], patience).records;
            let got = inside.remove(member).unwrap_or_default();
            compared += 1;
            if want.len() != got.len() {
                let wrong_number = format!("{} records, unpacked {}", got.len(), want.len());
                wrong.push(format!("{name}!/{member}: {wrong_number}; {}", scanned.in_short()));
                continue;
            }
            for (want, got) in want.iter().zip(got) {
                let differ = differences(&elsewhere(want), &elsewhere(got));
                if !differ.is_empty() {
                    let differ: String = differ.join("; ").chars().take(300).collect();
                    wrong.push(format!("{name}!/{member}: {differ}"));
                }
            }
        }
        others += inside.values().flatten().filter(|record| record["outcome"] == "go").count();
        if scanned.code != 0 && !EXPLAINED.iter().any(|it| it.0 == name) {
            wrong.push(format!("{name}: exit {}: {}", scanned.code, scanned.in_short()));
        }
    }
    println!("{} packages, {compared} programs compared, {others} others in them", all.len());
    assert!(all.len() >= FEWEST, "only {} packages in {}", all.len(), kept.display());
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
}
