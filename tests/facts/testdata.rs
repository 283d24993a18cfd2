//! Every fixture against what Go's own tools say of it.

use crate::common::{Fixture, fixtures};
use gorigin::evidence::Depth;
use gorigin::{Options, inspect};
use serde_json::{Value, json};

/// Where the record differs from what Go's tools say, and is right, or knows that it does not know.
/// Fixture (or the end of its name), fact, and why.
const EXPLAINED: [(&str, &str, &str); 5] = [
    (
        "go1.15-trimpath-s-w",
        "goroot.variable",
        "null: up to Go 1.16 nothing marks the variable but that it spells the file table's root",
    ),
    (
        "c-shared-s-w",
        "build_mode",
        "null: up to Go 1.19 nothing in an ELF library tells c-shared from plugin",
    ),
    (
        "carved/linux-amd64-go1.27-no-sections",
        "host_id",
        "the GNU note follows Go's, in no program header",
    ),
    ("carved/linux-amd64-go1.22-upx", "outcome", "not-go: everything of Go's is compressed"),
    ("no-sections", "pclntab.section", "null: there is no section"),
];

#[test]
fn quick() {
    compare_all(Depth::Quick);
}

#[test]
fn full() {
    compare_all(Depth::Full);
}

fn compare_all(depth: Depth) {
    let mut wrong = Vec::new();
    let mut used = [false; EXPLAINED.len()];
    let mut compared = 0;
    for fixture in fixtures() {
        compare(&fixture, depth, &mut wrong, &mut used);
        compared += 1;
    }
    assert!(compared > 190, "only {compared} fixtures");
    for ((name, fact, why), _) in EXPLAINED.iter().zip(used).filter(|(_, used)| !used) {
        wrong.push(format!("{name}: {fact} agrees now; it was explained by: {why}"));
    }
    assert!(wrong.is_empty(), "{} disagreements:\n{}", wrong.len(), wrong.join("\n"));
}

fn compare(fixture: &Fixture, depth: Depth, wrong: &mut Vec<String>, used: &mut [bool]) {
    let options = Options { depth, ..Options::default() };
    let bytes = fixture.bytes();
    let records = inspect(&bytes, &options);
    let expected = &fixture.expected;
    let rows: Vec<&Value> = match expected["slices"].as_array() {
        Some(slices) => slices.iter().collect(),
        None => vec![expected],
    };
    if rows.len() != records.len() {
        wrong.push(format!("{}: {} records for {} rows", fixture.name, records.len(), rows.len()));
        return;
    }
    for (number, (row, record)) in rows.iter().zip(records).enumerate() {
        let mut record = serde_json::to_value(record).unwrap();
        if rows.len() > 1 {
            // Go's readers are given one slice; its offset is the third field of its entry.
            let start = bytes[8 + 20 * number..][8..12].try_into().unwrap();
            let offset = &mut record["pclntab"]["offset"];
            *offset = json!(offset.as_u64().unwrap() - u64::from(u32::from_be_bytes(start)));
        }
        for (fact, got, want) in facts(&record, row, expected) {
            if got == want {
                continue;
            }
            match EXPLAINED.iter().position(|it| fixture.name.ends_with(it.0) && it.1 == fact) {
                Some(row) => used[row] = true,
                None => wrong.push(format!("{}: {fact}: {got}, expected {want}", fixture.name)),
            }
        }
    }
}

/// Each fact with what the record and what Go's tools say.
fn facts(record: &Value, row: &Value, file: &Value) -> Vec<(&'static str, Value, Value)> {
    let mut facts = vec![("outcome", record["outcome"].clone(), file["outcome"].clone())];
    if file["outcome"] != "go" || row["traits"]["packed"] == true {
        return facts;
    }
    let mut add = |fact, got: &Value, want: &Value| facts.push((fact, got.clone(), want.clone()));
    for fact in ["format", "bits", "endian"] {
        add(fact, &record[fact], &row[fact]);
    }
    add("os", &record["os"], &row["goos"]);
    add("arch", &record["arch"], &row["goarch"]);
    add("partial", &record["partial"], &json!(false));
    // What Go's tools cannot read was built with this toolchain all the same.
    let unread = row.get("version_error").is_some();
    let version = if unread { &row["toolchain"] } else { &row["go_version"] };
    add("go_version", &record["go_version"]["value"], version);
    add("go_version.exact", &record["go_version"]["exact"], &json!(true));
    add("goroot.verdict", &record["goroot"]["verdict"], &row["goroot"]["verdict"]);
    add("build_id", &record["build_id"]["value"], &row["build_id"]);
    add("host_id", &record["host_id"]["kind"], &row["host_id"]["kind"]);
    let hexadecimal = |id: &Value| id.as_str().map(|id| id.replace('-', "").to_lowercase());
    let (id, want) = (&record["host_id"]["value"], &row["host_id"]["value"]);
    add("host_id", &json!(hexadecimal(id)), &json!(hexadecimal(want)));
    if !row["goroot"]["path_hash"].is_null() {
        add("goroot.value", &record["goroot"]["value"], &row["goroot"]["value"]);
        add("path_hash", &record["path_hash"]["value"], &row["goroot"]["path_hash"]);
    }
    // The runtime's variable, found in stripped programs too.
    if let Some(want) = row["goroot"].get("variable") {
        let evidence = record["goroot"]["evidence"].as_array().unwrap();
        let found = evidence.iter().find(|it| it["origin"] == "default-goroot");
        add("goroot.variable", found.map_or(&Value::Null, |it| &it["value"]), want);
    }
    for trait_name in ["trimpath", "stripped", "dwarf", "cgo", "build_mode"] {
        if !row["traits"][trait_name].is_null() {
            add(trait_name, &record["traits"][trait_name], &row["traits"][trait_name]);
        }
    }
    let (build, want) = (&record["build"], &row["build"]);
    if !want.is_null() && !unread {
        add("main_package", &build["main_package"], &want["main_package"]);
        add("module", &modules(&build["module"]), &modules(&want["module"]));
        add("deps", &modules(&build["deps"]), &modules(&want["deps"]));
        add("settings", &build["settings"], &want["settings"]);
    }
    let (table, want) = (&record["pclntab"], &row["pclntab"]);
    // Only in memory is that of a module in one piece.
    if row["format"] == "wasm" {
        add("pclntab.section", &table["section"], &json!("data"));
        return facts;
    }
    add("pclntab.offset", &table["offset"], &want["offset"]);
    // Go's own reader of XCOFF is not open to others, so the oracle searched the file.
    let text = json!(".text");
    let section = if row["format"] == "xcoff" { &text } else { &want["section"] };
    add("pclntab.section", &table["section"], section);
    add("pclntab.files", &table["files"], &want["files"]);
    if !record["goroot"]["referenced"].is_null() {
        let want = &want["names_runtime_GOROOT"];
        add("goroot.referenced", &record["goroot"]["referenced"], want);
    }
    facts
}

/// Modules without the difference between an empty and an absent checksum.
fn modules(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(modules).collect(),
        Value::Object(module) => {
            let sum = module.get("sum").and_then(Value::as_str).unwrap_or_default();
            json!({
                "path": module["path"],
                "version": module["version"],
                "sum": sum,
                "replace": module.get("replace").map(modules),
            })
        }
        other => other.clone(),
    }
}
