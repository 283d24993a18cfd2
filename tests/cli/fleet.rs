//! Many machines: what `contrib/` has for Spark, DuckDB, GNU parallel and Kubernetes, run for real where that can be had.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::consumers::{command, python, script};
use crate::common::process::{GORIGIN, has, host, run, sample};
use crate::common::{fixture_bytes, skipped, testdata};

const PROGRAMS: [&str; 10] = [
    "linux-amd64-go1.27-deps-vcs",
    "linux-amd64-go1.24-deps-vcs",
    "linux-amd64-go1.22-deps",
    "linux-amd64-go1.27-cgo-s-w",
    "linux-amd64-go1.22-trimpath",
    "linux-amd64-go1.19-s-w",
    "darwin-fat-go1.27-s-w",
    "windows-amd64-go1.27-default",
    "linux-amd64-go1.27-no-id",
    "linux-amd64-go1.19-x-goroot",
];

/// A folder `d` of programs, an archive and what is no program, a list of them and of what is not
/// there, and a host.
fn scene() -> TempDir {
    let scene = tempfile::tempdir().unwrap();
    let path = |name: &str| scene.path().join(name);
    fs::create_dir(path("d")).unwrap();
    let mut list = String::from("d/missing\n");
    for name in PROGRAMS {
        fs::write(path("d").join(name), fixture_bytes(&format!("carved/{name}"))).unwrap();
        list += &format!("d/{name}\n");
    }
    // No fixture is from a person's home, so one is moved there.
    let mut moved = fixture_bytes("carved/linux-amd64-go1.22-s-w");
    let (from, to) = (b"/build/gorigin-fixtures", b"/home/alice/src/fixture");
    let places: Vec<usize> =
        (0..moved.len() - from.len()).filter(|&at| moved[at..].starts_with(from)).collect();
    places.iter().for_each(|&at| moved[at..at + to.len()].copy_from_slice(to));
    assert!(!places.is_empty());
    fs::write(path("d/from home"), moved).unwrap();
    list += "d/from home\n";
    fs::copy(sample(), path("d/the same")).unwrap();
    fs::copy(sample(), path("d/agent")).unwrap();
    fs::copy(testdata().join("release.tar.gz"), path("d/release.tar.gz")).unwrap();
    fs::write(path("d/text"), "text").unwrap();
    fs::copy(host(), path("host.json")).unwrap();
    list += "d/the same\nd/agent\nd/release.tar.gz\nd/text\n";
    fs::write(path("list"), list).unwrap();
    scene
}

const SCAN: &str = "$GORIGIN scan -q --host host.json -f ndjson";

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

fn records(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn contrib() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib")
}

/// How many of `records` have each answer.
fn counts(records: &[Value], of: impl Fn(&Value) -> Vec<Value>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for answer in records.iter().filter(|it| it["outcome"] == "go").flat_map(of) {
        *counts.entry(answer.to_string()).or_default() += 1;
    }
    counts
}

/// The rows of an answer: a column, or several, and the number of programs.
fn rows(answer: &Value, columns: &[&str], count: &str) -> BTreeMap<String, u64> {
    let of = |row: &Value| match columns {
        [column] => row[column].clone(),
        _ => columns.iter().map(|column| row[column].clone()).collect(),
    };
    let rows = answer.as_array().unwrap().iter();
    rows.map(|row| (of(row).to_string(), row[count].as_u64().unwrap())).collect()
}

fn minor(record: &Value) -> u64 {
    let version = record["go_version"]["value"].as_str().unwrap();
    version.strip_prefix("go1.").unwrap().split('.').next().unwrap().parse().unwrap()
}

/// The answers of `contrib/sql`, each against what follows from the records themselves.
fn check_answers(answers: &Value, all: &[Value]) {
    assert_eq!(answers["count"], json!([[all.len()]]));
    let one = |it: &Value, pointer: &str| vec![it.pointer(pointer).cloned().unwrap_or_default()];
    let answer = |name: &str| &answers[name];
    assert_eq!(
        rows(answer("01-releases"), &["go"], "programs"),
        counts(all, |it| one(it, "/go_version/value"))
    );
    assert_eq!(
        rows(answer("02-goroots"), &["verdict", "goroot"], "programs"),
        counts(all, |it| vec![json!([it["goroot"]["verdict"], it["goroot"]["value"]])])
    );
    let users = counts(all, |it| it["paths"]["users"].as_array().cloned().unwrap_or_default());
    assert_eq!(rows(answer("03-users"), &["who"], "programs"), users);
    assert!(!users.is_empty());
    let old = |it: &Value| if minor(it) < 26 { one(it, "/go_version/value") } else { vec![] };
    assert_eq!(rows(answer("05-unsupported"), &["go"], "programs"), counts(all, old));
    let content = |it: &Value| match it.pointer("/build_id/segments/content") {
        Some(Value::String(content)) if !content.is_empty() => vec![json!(content)],
        _ => vec![],
    };
    let mut copies = counts(all, content);
    copies.retain(|_, count| *count > 1);
    assert_eq!(rows(answer("06-duplicates"), &["content"], "copies"), copies);
    assert!(!copies.is_empty());
    let untrimmed = |it: &Value| match it["traits"]["trimpath"] == false {
        true => vec![it.pointer("/build/module/path").cloned().unwrap_or(json!("(unknown)"))],
        false => vec![],
    };
    assert_eq!(rows(answer("07-not-trimmed"), &["module"], "programs"), counts(all, untrimmed));
    let dirty = answer("08-dirty").as_array().unwrap();
    let settings = |path: &Value| {
        let record = all.iter().find(|it| it["path"] == *path).unwrap();
        record["build"]["settings"].clone()
    };
    for row in dirty {
        let settings = settings(&row["path"]);
        let is_dirty = settings["vcs.modified"] == "true";
        assert_eq!(row["why"] == "changed tree", is_dirty, "{row}");
        assert!(is_dirty || settings["vcs.revision"].is_null(), "{row}");
    }
    assert!(!dirty.is_empty());
    let go = all.iter().filter(|it| it["outcome"] == "go").count();
    let needs = answer("09-c-library").as_array().unwrap();
    let programs: u64 = needs.iter().map(|row| row["programs"].as_u64().unwrap()).sum();
    assert_eq!(programs, u64::try_from(go).unwrap());
    assert!(needs.iter().any(|row| row["c_library"] == "glibc" && row["glibc"].is_string()));
    let compiled = |it: &Value| {
        let deps = it["build"]["deps"].as_array().cloned().unwrap_or_default();
        let used = |dep: &Value| match &dep["replace"] {
            Value::Null => json!([dep["path"], dep["version"], null]),
            by => json!([by["path"], by["version"], dep["path"]]),
        };
        deps.iter().map(used).collect()
    };
    let modules = rows(answer("10-modules"), &["module", "version", "replaces"], "programs");
    assert_eq!(modules, counts(all, compiled));
    assert!(modules.keys().any(|key| !key.ends_with(",null]")), "{modules:?}");
}

/// The ten questions, asked of NDJSON with DuckDB: of real records, and of these with hostile ones.
#[test]
fn questions_are_answered() {
    let Some(python) = python() else { return };
    let scene = scene();
    let run = run(scene.path(), &format!("{SCAN} --deep --files-from list"));
    assert_eq!(run.code, 3, "{}", run.err);
    let all = records(&run.out);
    // The scan before had one program less, one more, and one that was another.
    let mut before = all.clone();
    let at = |it: &[Value], path: &str| it.iter().position(|it| it["path"] == path).unwrap();
    let gone = at(&before, "d/linux-amd64-go1.19-s-w");
    before[gone]["path"] = json!("d/gone");
    let changed = at(&before, "d/linux-amd64-go1.27-cgo-s-w");
    before[changed]["build_id"]["segments"]["content"] = json!("another");
    before[changed]["go_version"]["value"] = json!("go1.26.1");
    let lines = |all: &[Value]| all.iter().map(|it| format!("{it}\n")).collect::<String>();
    let file = |name: &str| scene.path().join(name).to_str().unwrap().to_owned();
    fs::write(file("before.ndjson"), lines(&before)).unwrap();
    fs::write(file("scan.ndjson"), &run.out).unwrap();
    let sql = contrib().join("sql");
    let ask = |scan: &str| {
        let arguments = [sql.to_str().unwrap(), "ndjson", scan, &file("before.ndjson")];
        serde_json::from_str::<Value>(&script(&python, "questions.py", &arguments)).unwrap()
    };
    let answers = ask(&file("scan.ndjson"));
    check_answers(&answers, &all);
    let changes: Vec<Value> = answers["04-changed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!([row["what"], row["path"], row["go_before"], row["go_now"]]))
        .collect();
    let now = &all[changed]["go_version"]["value"];
    let old = &all[gone]["go_version"]["value"];
    let want = [
        json!(["changed", all[changed]["path"], "go1.26.1", now]),
        json!(["gone", "d/gone", old, null]),
        json!(["new", "d/linux-amd64-go1.19-s-w", null, old]),
    ];
    assert_eq!(changes, want);
    // What inference of types stumbles over: settings that differ in case alone, numbers beyond 63 bits,
    // a host ID that is a UUID in one file, a field that no one knows, first in the file.
    let mut odd = all[changed].clone();
    odd["path"] = json!("d/odd \u{fffd}");
    odd["path_b64"] = json!("ZC9vZGQg/w==");
    odd["size"] = json!(u64::MAX);
    odd["build"]["settings"]["goos"] = json!("LINUX");
    odd["build"]["settings"]["a.b\"c'd"] = json!("\u{1}\u{202e}");
    odd["host_id"] = json!({"value": "4c4c44af-5555-3144-a1de-d2f1ee51a1e4", "kind": "uuid"});
    odd["new_field"] = json!({"x": []});
    let mut with_odd = vec![odd];
    with_odd.extend(all);
    fs::write(file("odd.ndjson"), lines(&with_odd)).unwrap();
    check_answers(&ask(&file("odd.ndjson")), &with_odd);
}

/// `contrib/spark/scan.py` with a Spark of this machine; what it prints where it fails.
fn spark(scene: &Path, python: &Path, arguments: &[&str]) {
    let local = "--master local[2] --conf spark.driver.bindAddress=127.0.0.1 \
                 --conf spark.driver.host=127.0.0.1 --conf spark.ui.enabled=false pyspark-shell";
    let output = Command::new(python)
        .arg(contrib().join("spark/scan.py"))
        .args(["--gorigin", GORIGIN, "--list", "list", "--output", "records.parquet"])
        .args(arguments)
        .env("PYSPARK_SUBMIT_ARGS", local)
        .env("PYSPARK_PYTHON", python)
        .current_dir(scene)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn spark_gives_the_rows_of_one_process() {
    let Some(python) = python().filter(|_| has("java")) else { return };
    let scene = scene();
    // Named twice, and a name that is not UTF-8.
    let mut list = fs::read(scene.path().join("list")).unwrap();
    list.extend_from_slice(b"d/agent\nd/not \xff\n");
    fs::write(scene.path().join("list"), &list).unwrap();
    let sorted_list = format!("LC_ALL=C sort -u list | {SCAN} --deep --files-from -");
    let whole = run(scene.path(), &sorted_list);
    spark(scene.path(), &python, &["--partitions", "3", "--", "--host", "host.json", "--deep"]);
    let parts = fs::read_dir(scene.path().join("records.parquet")).unwrap();
    let is_part = |name: &str| name.starts_with("part-") && name.ends_with(".parquet");
    let parts = parts.filter(|it| is_part(it.as_ref().unwrap().file_name().to_str().unwrap()));
    assert_eq!(parts.count(), 3);
    let parquet = scene.path().join("records.parquet/*.parquet");
    fs::write(scene.path().join("whole.ndjson"), &whole.out).unwrap();
    let before = scene.path().join("whole.ndjson");
    let sql = contrib().join("sql");
    let arguments = [&sql, Path::new("parquet"), &parquet, &before].map(|it| it.to_str().unwrap());
    let answers: Value =
        serde_json::from_str(&script(&python, "questions.py", &arguments)).unwrap();
    let rows: Vec<&str> =
        answers["records"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert!(rows == sorted(&whole.out), "{} rows, {}", rows.len(), whole.out.lines().count());
    check_answers(&answers, &records(&whole.out));
    assert_eq!(answers["04-changed"], json!([]));
}

/// Objects are fetched, looked at one at a time, and told by their names.
#[test]
fn spark_looks_at_objects() {
    let Some(python) = python().filter(|_| has("java")) else { return };
    let scene = scene();
    let store = scene.path().join("fetch.sh");
    fs::write(&store, "cp \"d/${1#store://bucket/}\" \"$2\"\n").unwrap();
    let list = "store://bucket/agent\nstore://bucket/release.tar.gz\nstore://bucket/none\n";
    fs::write(scene.path().join("list"), list).unwrap();
    let fetch = format!("sh {}", store.display());
    let more = ["--fetch", &fetch, "--partitions", "2", "--", "--host", "host.json"];
    spark(scene.path(), &python, &more);
    let parquet = scene.path().join("records.parquet/*.parquet");
    let nothing = scene.path().join("nothing.ndjson");
    fs::write(&nothing, "").unwrap();
    let sql = contrib().join("sql");
    let arguments = [&sql, Path::new("parquet"), &parquet, &nothing].map(|it| it.to_str().unwrap());
    let answers: Value =
        serde_json::from_str(&script(&python, "questions.py", &arguments)).unwrap();
    let text = run(
        scene.path(),
        &format!("cd d; {}", SCAN.replace("host.json", "../host.json") + " agent release.tar.gz"),
    )
    .out;
    let mut want: Vec<String> = text.lines().map(str::to_owned).collect();
    want.sort();
    let rows = answers["records"].as_array().unwrap();
    let rows: Vec<Value> =
        rows.iter().map(|it| serde_json::from_str(it.as_str().unwrap()).unwrap()).collect();
    assert_eq!(rows.len(), 3);
    let programs: Vec<_> = rows.iter().filter(|it| it["outcome"] == "go").collect();
    assert_eq!((programs.len(), want.len()), (2, 2));
    for (row, line) in programs.into_iter().zip(&want) {
        let mut direct: Value = serde_json::from_str(line).unwrap();
        direct["path"] = json!(format!("store://bucket/{}", direct["path"].as_str().unwrap()));
        if let Some(outer) = direct["container"].get_mut(0) {
            *outer = json!(format!("store://bucket/{}", outer.as_str().unwrap()));
        }
        assert_eq!(*row, direct);
    }
    let lost = rows.iter().find(|it| it["outcome"] == "unreadable").unwrap();
    assert_eq!(lost["path"], "store://bucket/none");
    assert!(
        lost["error"]["message"].as_str().unwrap().contains("could not be fetched: "),
        "{lost}"
    );
}

/// What `contrib/README.md` says of GNU parallel.
#[test]
fn parallel_gives_the_records_of_one_process() {
    if !has("parallel") {
        return;
    }
    let scene = scene();
    let whole = run(scene.path(), &format!("{SCAN} --files-from list"));
    let script = format!(
        "tr '\\n' '\\0' <list | parallel --will-cite -k --pipe --recend '\\0' -N 3 \
         '{SCAN} --files-from - -0'"
    );
    let piped = run(scene.path(), &script);
    if piped.code == 127 || piped.err.contains("unknown option") {
        skipped("parallel is not GNU's");
        return;
    }
    assert!(piped.out == whole.out, "{}", piped.err);
    let script = format!(
        "seq 5 | parallel --will-cite -j2 '{SCAN} --shard {{}}/5 --resume s{{}} --files-from list'"
    );
    let shares = run(scene.path(), &script);
    let all = run(scene.path(), "cat s1 s2 s3 s4 s5").out;
    assert_eq!(sorted(&all), sorted(&whole.out), "{}", shares.err);
    // Its exit code is the number of commands that failed, whatever their codes.
    assert_eq!((whole.code, shares.code), (3, 1), "{}", shares.err);
}

/// The Indexed Job: its command line with the indices that Kubernetes counts, one run for each.
#[test]
fn the_pods_of_the_job_share_the_work() {
    let job = fs::read_to_string(contrib().join("kubernetes/indexed-job.yaml")).unwrap();
    let number = |key: &str| -> u32 {
        let line = job.lines().find_map(|line| line.trim().strip_prefix(key)).unwrap();
        line.trim().parse().unwrap()
    };
    let completions = number("completions:");
    let (_, rest) = job.split_once("args:\n").unwrap();
    let arguments: Vec<&str> =
        rest.lines().map_while(|line| line.trim().strip_prefix("- ")).collect();
    assert!(arguments.contains(&&*format!("--shard=$(JOB_COMPLETION_INDEX)/{completions}")));
    let scene = scene();
    fs::create_dir(scene.path().join("records")).unwrap();
    let whole = run(scene.path(), &format!("{SCAN} d"));
    let mut codes = Vec::new();
    for index in 0..completions {
        let line = arguments.join(" ").replace("$(JOB_COMPLETION_INDEX)", &index.to_string());
        let line = line.replace("/records/", "records/").replace("/settings/", "");
        let line = line.replace("/programs", "d");
        codes.push(run(scene.path(), &format!("$GORIGIN {line}")).code);
    }
    assert!(codes.iter().all(|&code| code == whole.code), "{codes:?}");
    let all = run(scene.path(), "cat records/*.ndjson").out;
    assert_eq!(sorted(&all), sorted(&whole.out));
    assert!(!whole.out.is_empty());
}

/// Kubernetes' own schemas take the Job, and refuse one with a mistake.
#[test]
fn the_job_is_one_for_kubernetes() {
    let Some(python) = python() else { return };
    let job = contrib().join("kubernetes/indexed-job.yaml");
    let text = fs::read_to_string(&job).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (wrong, old) = (folder.path().join("wrong.yaml"), folder.path().join("old.yaml"));
    fs::write(&wrong, text.replace("completionMode", "completionmode")).unwrap();
    fs::write(&old, text.replace("            status: \"True\"\n", "")).unwrap();
    for (file, version, is_right) in [
        (&job, "1.29", true),
        (&job, "1.34", true),
        (&job, "1.37", true),
        (&wrong, "1.37", false),
        (&old, "1.34", false),
        (&old, "1.35", true),
    ] {
        let mut validate = Command::new(command(&python, "kubernetes-validate"));
        let output = validate.args(["--strict", "-k", version]).arg(file).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.success(), is_right, "{} {version}: {said}", file.display());
    }
}
