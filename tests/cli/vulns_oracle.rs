//! Known vulnerabilities against another's word: programs that real toolchains build for the purpose, and
//! real programs, by `tests/vulns/reference.py`, which was written from the rules alone.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::common::process::{has, run};
use crate::common::skipped;
use crate::common::toolchains::toolchains;

/// What must come out of the program that uses everything, by advisory.
const WANTED: &[(&str, &str)] = &[
    ("absent-package", "package-absent"),
    ("assembly", "present"),
    ("closure", "present"),
    ("dead", "no-listed-function"),
    ("dotted-package", "present"),
    ("fixed-later", "present"),
    ("folder", "present"),
    ("generic", "present"),
    ("generic-dead", "no-listed-function"),
    ("generic-method", "present"),
    ("init-1", "present"),
    ("init-2", "present"),
    ("init-3", "no-listed-function"),
    ("inlined", "present"),
    ("kept-by-interface", "present"),
    ("linked", "present"),
    ("method-value", "present"),
    ("not-kept-by-interface", "no-listed-function"),
    ("only-package", "no-listed-function"),
    ("other-processor", "other-platform"),
    ("other-system", "other-platform"),
    ("pointer-method", "present"),
    ("pseudo-before", "present"),
    ("replacement", "present"),
    ("replacement-inside", "present"),
    ("second-major", "present"),
    ("second-major-of-first", "package-absent"),
    ("since-then", "present"),
    ("standard-library", "present"),
    ("twice", "no-listed-function"),
    ("uncalled-method", "no-listed-function"),
    ("value-method", "present"),
    ("whole-module", "cannot-tell"),
    ("whole-package", "package-present"),
];

/// Advisory, module and version, with the verdict and the functions that were found.
type Verdicts = BTreeMap<(String, String, String), (String, Vec<String>)>;

/// What is said of one program.
#[derive(Debug, PartialEq)]
struct Told {
    verdicts: Verdicts,
    unknown: Vec<String>,
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vulns").join(name)
}

fn python(name: &str, arguments: &[String]) -> Vec<String> {
    let output = Command::new("python3").arg(script(name)).args(arguments).output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A version as either spells it.
fn version(value: &Value) -> String {
    text(value).trim_start_matches('v').to_owned()
}

/// The same, where the other can read them: it does not unpack.
fn product(folder: &Path, database: &Path, files: &[String]) -> Vec<(Value, Told)> {
    let mut all = product_of_any(folder, database, files);
    all.retain(|(record, _)| record["toolchain"] == "gc" && !is_packed(record));
    all
}

fn is_packed(record: &Value) -> bool {
    record.get("unpacked").is_some()
}

/// What the command says: the record of each program, and what it tells.
fn product_of_any(folder: &Path, database: &Path, files: &[String]) -> Vec<(Value, Told)> {
    std::fs::write(folder.join("files.txt"), files.join("\n")).unwrap();
    let database = database.display();
    let command = format!(
        "$GORIGIN scan --files-from files.txt --vulndb '{database}' -f ndjson --fail-on never --no-config"
    );
    let got = run(folder, &command);
    let records = got.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let of_go = records.filter(|it| it["outcome"] == "go");
    let told = |record: Value| {
        let mut verdicts = Verdicts::new();
        for it in list(&record["vulnerabilities"]) {
            let key = (text(&it["id"]), text(&it["module"]), version(&it["version"]));
            let named = list(&it["functions"]).iter().filter(|it| it["name"].is_string());
            let mut names: Vec<String> =
                named.map(|it| format!("{}.{}", text(&it["package"]), text(&it["name"]))).collect();
            names.sort();
            verdicts.insert(key, (text(&it["verdict"]), names));
        }
        let check = &record["vulnerability_check"];
        let unknown = list(&check["unknown"]).iter().map(|it| text(&it["module"])).collect();
        (record, Told { verdicts, unknown })
    };
    of_go.map(told).collect()
}

/// What the other says of the programs of these records.
fn reference(database: &Path, records: &[(Value, Told)]) -> Vec<Told> {
    let mut arguments = vec![database.display().to_string()];
    for (record, _) in records {
        let go = text(&record["go_version"]["value"]);
        let go = go.split(' ').next().unwrap_or_default();
        let argument = format!("{}={go}", text(&record["path"]));
        // A universal file has a record for each program in it.
        if arguments.last() != Some(&argument) {
            arguments.push(argument);
        }
    }
    let told = |line: &String| {
        let value: Value = serde_json::from_str(line).unwrap();
        let mut verdicts = Verdicts::new();
        for row in list(&value["vulnerabilities"]) {
            let names = list(&row[4]).iter().map(text).collect();
            let key = (text(&row[0]), text(&row[1]), version(&row[2]));
            verdicts.insert(key, (text(&row[3]), names));
        }
        Told { verdicts, unknown: list(&value["unknown"]).iter().map(text).collect() }
    };
    python("reference.py", &arguments).iter().map(told).collect()
}

/// Holds both against each other; how many verdicts there were.
fn compare(records: &[(Value, Told)], others: &[Told]) -> usize {
    assert_eq!(records.len(), others.len());
    let mut differ = Vec::new();
    let mut count = 0;
    for ((record, own), other) in records.iter().zip(others) {
        let path = text(&record["path"]);
        let keys = own.verdicts.keys().chain(other.verdicts.keys());
        for key in keys.collect::<std::collections::BTreeSet<_>>() {
            count += 1;
            let (own, other) = (own.verdicts.get(key), other.verdicts.get(key));
            if own != other {
                differ.push(format!("{path} {key:?}: {own:?}, by the other {other:?}"));
            }
        }
        if own.unknown != other.unknown {
            differ.push(format!("{path} {:?}, by the other {:?}", own.unknown, other.unknown));
        }
    }
    assert!(differ.is_empty(), "{} of {count}:\n{}", differ.len(), differ.join("\n"));
    count
}

#[test]
fn programs_built_for_the_purpose() {
    if !has("python3") {
        return;
    }
    let all = toolchains();
    for (number, toolchain) in all.iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let mut arguments = vec![toolchain.goroot.clone(), path.display().to_string()];
        // The others differ in their linkers, and not in the systems.
        let every_system = number == 0 || number + 1 == all.len();
        arguments.extend(every_system.then(|| "all".to_owned()));
        let built = python("programs.py", &arguments);
        let built: Vec<(&str, &str)> = built.iter().filter_map(|it| it.split_once(' ')).collect();
        let files: Vec<String> = built.iter().map(|(_, path)| (*path).to_owned()).collect();
        let database = path.join("database");
        let records = product(path, &database, &files);
        assert_eq!(records.len(), built.len(), "{}", toolchain.version);
        compare(&records, &reference(&database, &records));
        let of = |name: &str| {
            let at = built.iter().position(|(it, _)| *it == name).unwrap();
            &records[at].1
        };
        for (name, _) in &built {
            let verdicts = &of(name).verdicts;
            // Whatever the system and however stripped, the same.
            let whole = of(if name.starts_with("less") { "less" } else { "linux" });
            assert_eq!(verdicts, &whole.verdicts, "{} {name}", toolchain.version);
        }
        let short = |it: &(String, String, String)| it.0.trim_start_matches("GO-TEST-").to_owned();
        let linux = &of("linux").verdicts;
        let got: Vec<_> = linux.iter().map(|(key, it)| (short(key), it.0.as_str())).collect();
        let got: Vec<_> = got.iter().map(|(name, verdict)| (name.as_str(), *verdict)).collect();
        assert_eq!(got, WANTED, "{}", toolchain.version);
        let less = &of("less").verdicts;
        let present: Vec<_> = less.iter().filter(|(_, it)| it.0 == "present").collect();
        assert_eq!(present.len(), 1, "{}: {present:?}", toolchain.version);
    }
}

/// The files of the corpus, and the records.
fn corpus() -> Option<(Vec<String>, PathBuf)> {
    let folder = std::env::var_os("GORIGIN_CORPUS").map(PathBuf::from);
    let database = std::env::var_os("GORIGIN_OSV").map(PathBuf::from);
    let (Some(folder), Some(database)) = (folder, database) else {
        skipped("GORIGIN_CORPUS and GORIGIN_OSV name no programs and no records");
        return None;
    };
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let files = entries.filter_map(Result::ok).filter(|it| it.file_type().is_file());
    let files: Vec<String> = files.map(|it| it.path().display().to_string()).collect();
    has("python3").then_some((files, database))
}

/// What is said of a packed program is what is said of it as UPX unpacks it, and that is what the other says.
#[test]
fn packed_programs() {
    let Some((files, database)) = corpus() else { return };
    let upx = std::env::var("GORIGIN_UPX").unwrap_or_else(|_| "upx".to_owned());
    let upx = upx.split(':').next().unwrap();
    if Command::new(upx).arg("--version").output().is_err() {
        return skipped("no upx; GORIGIN_UPX names one");
    }
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path();
    let mut packed = product_of_any(path, &database, &files);
    packed.retain(|(record, _)| is_packed(record));
    let mut plain = Vec::new();
    for (number, (record, _)) in packed.iter().enumerate() {
        plain.push(path.join(number.to_string()).display().to_string());
        let (from, to) = (text(&record["path"]), plain.last().unwrap());
        let output = Command::new(upx).args(["-q", "-d", "-o", to, &from]).output().unwrap();
        assert!(output.status.success(), "{from}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let plain = product(path, &database, &plain);
    assert_eq!(packed.len(), plain.len());
    for ((record, packed), (_, plain)) in packed.iter().zip(&plain) {
        assert_eq!(packed, plain, "{}", record["path"]);
    }
    let count = compare(&plain, &reference(&database, &plain));
    assert!(plain.len() > 3 && count > 250, "{count} verdicts on {}", plain.len());
}

/// The library of another toolchain is none of Go's releases: nothing is said of advisories about it but that
/// it cannot be told.
#[test]
fn programs_of_other_toolchains() {
    let Some((files, database)) = corpus() else { return };
    let scratch = tempfile::tempdir().unwrap();
    let all = product_of_any(scratch.path(), &database, &files);
    let others: Vec<_> = all.iter().filter(|(record, _)| record["toolchain"] != "gc").collect();
    for (record, told) in &others {
        assert_eq!(told, &Told { verdicts: Verdicts::new(), unknown: vec!["stdlib".to_owned()] });
        assert_eq!(record["vulnerability_check"]["complete"], false);
        let database = database.display();
        let command = format!("$GORIGIN vulns --no-host --db '{database}' {}", record["path"]);
        let got = run(scratch.path(), &command);
        let said = "stdlib: gccgo has a library of its own, of no known version: ";
        assert!(got.code == 5 && got.out.contains(said), "{}", got.out);
        let card = run(
            scratch.path(),
            &command.replace(" vulns --no-host --db", " inspect --no-host --vulndb"),
        );
        assert!(card.out.contains("none by what is known of it"), "{}", card.out);
    }
    assert!(others.len() > 1, "{}", others.len());
}

#[test]
fn real_programs() {
    let Some((files, database)) = corpus() else { return };
    let scratch = tempfile::tempdir().unwrap();
    let records = product(scratch.path(), &database, &files);
    let count = compare(&records, &reference(&database, &records));
    assert!(records.len() > 30 && count > 3000, "{count} verdicts on {}", records.len());
}
