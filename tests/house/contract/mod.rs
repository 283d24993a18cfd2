//! The JSON contracts, read off the source: every type that is written, with its fields and what
//! their documentation says. Schemas for validators and for the engines that read tables are made of
//! it, kept in `schemas/`, and compiled into the command. UPDATE=1 rewrites them.

mod arrow;
mod definition;
mod duckdb;
mod json_schema;
mod polars;
mod spark;

use std::fs;
use std::path::Path;

use definition::Definitions;

/// The files whose types are written, beside those in `src/report/`.
const SOURCES: &[&str] = &[
    "src/agree/remap/mapping.rs",
    "src/agree/sources_here.rs",
    "src/bin/gorigin/render/rules.rs",
    "src/host/goenv/decision.rs",
    "src/host/goenv/toolchain.rs",
    "src/host/goenv/values.rs",
    "src/host/layout/data.rs",
    "src/host/os.rs",
    "src/host/settings.rs",
    "src/host/system.rs",
    "src/host/wrapper/resolution.rs",
    "src/rule.rs",
];

fn definitions() -> Definitions {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Definitions::default();
    let mut files: Vec<_> = SOURCES.iter().map(|name| root.join(name)).collect();
    let in_report = walkdir::WalkDir::new(root.join("src/report"));
    let in_report = in_report.into_iter().map(|entry| entry.unwrap().into_path());
    files.extend(in_report.filter(|path| path.extension().is_some_and(|it| it == "rs")));
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).unwrap_or_else(|_| panic!("{}", file.display()));
        all.read(&text);
    }
    all
}

/// Whether a type is met for the third time on the way down: a module's replacement is a module, and
/// has no replacement of its own.
fn is_inside_itself(inside: &[&str], name: &str) -> bool {
    inside.iter().filter(|it| **it == name).count() > 1
}

#[test]
fn schemas_are_up_to_date() {
    let all = definitions();
    let record = |make: fn(&Definitions, &str) -> String| make(&all, "Record");
    let mut files: Vec<(String, String)> = json_schema::all(&all);
    files.push(("record.duckdb.sql".to_owned(), record(duckdb::schema)));
    files.push(("record.polars.py".to_owned(), record(polars::schema)));
    files.push(("record.spark.json".to_owned(), record(spark::schema)));
    files.push(("record.arrow.py".to_owned(), record(arrow::schema)));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let mut stale = Vec::new();
    for (name, text) in &files {
        let path = folder.join(name);
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, text).unwrap();
        }
        if fs::read_to_string(&path).unwrap_or_default() != *text {
            stale.push(name);
        }
    }
    assert!(stale.is_empty(), "{stale:?} differ; UPDATE=1 rewrites them");
    assert_eq!(fs::read_dir(folder).unwrap().count(), files.len());
}
