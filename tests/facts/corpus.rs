//! Real programs against what Go's own tools say of them; see `tests/corpus/README.md`.
//!
//! Runs only where the programs were downloaded: `GORIGIN_CORPUS` names the folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::nulls;
use crate::common::process::GORIGIN;
use crate::common::skipped;
use serde_json::Value;

/// Where gorigin differs from a tool and is right: the end of the path, the fact, and why.
const EXPLAINED: &[(&str, &str, &str)] = &[];

/// Programs of which no Go tool tells the modules, for their build info is not where `debug/buildinfo`
/// looks or was taken out, while the module text stands in the program: the end of the path, the main
/// module, the main package, and how many modules the text names after it, counted in its bytes.
const FROM_MODULE_TEXT: &[(&str, &str, &str, usize)] = &[
    ("bin/go-turbo", "github.com/vercel/turbo/cli", "github.com/vercel/turbo/cli/cmd/turbo", 68),
    (
        "_esbuild__linux-x64_0.28.2/package/bin/esbuild",
        "github.com/evanw/esbuild",
        "github.com/evanw/esbuild/cmd/esbuild",
        1,
    ),
    // golang.org/x/sys is for Unix alone.
    (
        "_esbuild__win32-x64_0.28.2/package/esbuild.exe",
        "github.com/evanw/esbuild",
        "github.com/evanw/esbuild/cmd/esbuild",
        0,
    ),
    (
        "_esbuild__darwin-arm64_0.28.2/package/bin/esbuild",
        "github.com/evanw/esbuild",
        "github.com/evanw/esbuild/cmd/esbuild",
        1,
    ),
    ("bin/lefthook-mac", "github.com/Arkweid/lefthook", "github.com/Arkweid/lefthook", 19),
    ("bin/lefthook-win.exe", "github.com/Arkweid/lefthook", "github.com/Arkweid/lefthook", 18),
];

/// Formats of which Go's own tools read the build ID only.
const UNREAD_BY_GO: [&str; 2] = ["go-wasm", "go-xcoff"];

#[test]
fn corpus() {
    let Some(folder) = std::env::var_os("GORIGIN_CORPUS").map(PathBuf::from) else {
        skipped("GORIGIN_CORPUS is not set; tests/corpus/README.md says how to get one");
        return;
    };
    let (mut compared, mut absent) = (0, 0);
    let mut wrong = Vec::new();
    let records = scan(&folder);
    for line in include_str!("../corpus/oracle.jsonl").lines() {
        let oracle: Value = serde_json::from_str(line).unwrap();
        let path = oracle["path"].as_str().unwrap();
        let expect = oracle["expect"].as_str().unwrap();
        match records.get(path) {
            None if !folder.join(path).exists() => absent += 1,
            found => {
                compared += 1;
                let records = found.map_or(&[][..], Vec::as_slice);
                let complaints = if expect == "go-upx" {
                    packed_disagreements(&oracle["upx_inner"], records)
                } else {
                    disagreements(&oracle, expect, records)
                };
                for complaint in complaints {
                    if !EXPLAINED.iter().any(|it| path.ends_with(it.0) && complaint.0 == it.1) {
                        wrong.push(format!("{path}: {}: {}", complaint.0, complaint.1));
                    }
                }
            }
        }
    }
    // Every control file is named so, and none of them is Go.
    let control = records.iter().filter(|(path, _)| path.starts_with("control/"));
    for (path, records) in control {
        compared += 1;
        if records.iter().any(|record| record["outcome"] != "not-go") {
            wrong.push(format!("{path}: not a Go program, but so answered"));
        }
    }
    for (path, records) in &records {
        for fact in records.iter().flat_map(nulls::unexplained) {
            wrong.push(format!("{path}: {fact}: null without a reason"));
        }
        // Distributions strip and vendors sign, but none of these was tampered with.
        for record in records {
            let content = &record["verification"]["content_id"];
            if matches!(content["verdict"].as_str(), Some("changed" | "undecided")) {
                wrong.push(format!("{path}: {}: {}", content["verdict"], content["reason"]));
            }
        }
    }
    println!("{compared} compared, {absent} not downloaded");
    assert!(compared > 0, "nothing to compare in {}", folder.display());
    assert!(wrong.is_empty(), "{} disagreements:\n{}", wrong.len(), wrong.join("\n"));
}

/// The records of every file, by its path inside the folder.
fn scan(folder: &Path) -> HashMap<String, Vec<Value>> {
    let output = Command::new(GORIGIN)
        .args(["scan", "--all", "--verify", "--format", "ndjson", "--fail-on", "never"])
        .arg("--ignore-unopened")
        .arg(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut records: HashMap<String, Vec<Value>> = HashMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let path = Path::new(record["path"].as_str().unwrap());
        let path = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        records.entry(path).or_default().push(record);
    }
    records
}

/// Each fact in which the records differ from the oracle, and how.
fn disagreements(oracle: &Value, expect: &str, records: &[Value]) -> Vec<(&'static str, String)> {
    if expect == "gccgo" {
        let by_gccgo = |record: &Value| record["outcome"] == "go" && record["toolchain"] == "gccgo";
        let wrong = records.len() != 1 || !records.iter().all(by_gccgo);
        return if wrong { vec![("toolchain", "not gccgo".to_owned())] } else { vec![] };
    }
    let unread = UNREAD_BY_GO.contains(&expect);
    if expect != "go" && !unread {
        let go = records.iter().filter(|record| record["outcome"] == "go").count();
        return if go == 0 { vec![] } else { vec![("outcome", format!("go, expected {expect}"))] };
    }
    // A tool answers for one slice of a fat file: the one with its build ID.
    let id = |record: &Value| record["build_id"]["value"].as_str().unwrap_or("").to_owned();
    let wanted = oracle["build_id"].as_str().unwrap_or("");
    let by_id = records.iter().find(|record| id(record) == wanted);
    let Some(record) = by_id.or(records.first()) else {
        return vec![("outcome", "no record".to_owned())];
    };
    let mut found = Vec::new();
    let mut check = |fact, got: &Value, want: &Value| {
        if got != want {
            found.push((fact, format!("{got}, expected {want}")));
        }
    };
    check("outcome", &record["outcome"], &"go".into());
    check("partial", &record["partial"], &false.into());
    check("go_version", &record["go_version"]["value"], &oracle["go_version_best"]);
    check("go_version.exact", &record["go_version"]["exact"], &true.into());
    check("build_id", &id(record).into(), &wanted.into());
    if unread {
        return found;
    }
    check_modules(oracle, &record["build"], &mut check);
    if let Some(settings) = oracle["settings"].as_object() {
        for (key, want) in settings {
            check("settings", &record["build"]["settings"][key], want);
        }
    }
    if let [Value::String(root)] = oracle["goroot_candidates"].as_array().unwrap().as_slice() {
        check_goroot(&record["goroot"], root, &mut check);
    }
    if record["format"] == "elf" {
        check("host_id", &record["host_id"]["value"], &oracle["gnu_build_id"]);
    }
    if let [table] = oracle["pclntab"].as_array().unwrap().as_slice() {
        check("pclntab.offset", &record["pclntab"]["offset"], &table["file_off"]);
        check("pclntab.functions", &record["pclntab"]["functions"], &table["funcs"]);
    }
    found
}

/// Likewise for a packed program, of which the oracle says what `go version -m` does after `upx -d`.
fn packed_disagreements(inner: &Value, records: &[Value]) -> Vec<(&'static str, String)> {
    let [record] = records else { return vec![("outcome", "not one record".to_owned())] };
    let build = &record["build"];
    let deps = build["deps"].as_array().map_or(0, Vec::len);
    let mut wrong = Vec::new();
    for (fact, got, want) in [
        ("outcome", &record["outcome"], &Value::from("go")),
        ("partial", &record["partial"], &Value::from(false)),
        ("packed", &record["traits"]["packed"], &Value::from("upx")),
        ("go_version", &record["go_version"]["value"], &inner["go_version"]),
        ("module", &build["module"]["path"], &inner["main_module"]),
        ("deps", &Value::from(deps), &inner["deps"]),
        ("goroot", &record["goroot"]["value"], &inner["goroot_candidates"][0]),
        ("settings", &build["settings"], &inner["settings"]),
    ] {
        if got != want {
            wrong.push((fact, format!("{got}, expected {want}")));
        }
    }
    wrong
}

fn check_modules(
    oracle: &Value,
    build: &Value,
    check: &mut impl FnMut(&'static str, &Value, &Value),
) {
    let path = oracle["path"].as_str().unwrap();
    let from_text = FROM_MODULE_TEXT.iter().find(|it| path.ends_with(it.0));
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned().into();
    let (module, package, deps, source): (Value, Value, Value, &str) = match from_text {
        Some(it) => (it.1.into(), it.2.into(), it.3.into(), "module-text"),
        None => {
            let (module, package) = (text(&oracle["main_module"]), text(&oracle["main_path"]));
            (module, package, oracle["deps"].clone(), "build-info")
        }
    };
    check("module", &text(&build["module"]["path"]), &module);
    check("package", &text(&build["main_package"]), &package);
    let found = build["deps"].as_array().map_or(0, Vec::len);
    check("deps", &found.into(), &deps);
    // Without modules there is nothing of which to tell the source.
    if module != "" {
        check("deps_source", &build["deps_source"], &source.into());
    }
}

fn check_goroot(goroot: &Value, root: &str, check: &mut impl FnMut(&'static str, &Value, &Value)) {
    let by_table = goroot["evidence"].as_array().unwrap().iter();
    let by_table = by_table.filter(|it| it["origin"] == "file-table").map(|it| it["value"].clone());
    let by_table: Vec<Value> = by_table.collect();
    let (verdict, roots): (&str, Vec<Value>) = match root {
        "(trimmed)" => ("trimmed", vec![]),
        "GOROOT" => ("relative", vec![root.into()]),
        root => ("found", vec![root.into()]),
    };
    check("goroot.verdict", &goroot["verdict"], &verdict.into());
    check("goroot", &by_table.into(), &roots.into());
}
