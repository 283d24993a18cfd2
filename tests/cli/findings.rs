//! Findings below a table and as lines, their severities, `-q`, and what fingers type.

use std::fs;

use crate::common::process::{host, run, sample};

/// A folder with as many copies of a program, and a text.
fn folder(copies: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("dist")).unwrap();
    for copy in 0..copies {
        fs::copy(sample(), folder.path().join(format!("dist/agent{copy}"))).unwrap();
    }
    fs::write(folder.path().join("dist/note.txt"), "the project is called falcon\n").unwrap();
    folder
}

fn scan(arguments: &str) -> String {
    format!("\"$GORIGIN\" scan --host '{}' {arguments} dist", host().display())
}

#[test]
fn each_finding_is_one_line_under_the_table() {
    let one = folder(1);
    let ran = run(one.path(), &scan(""));
    let line = "dist/agent0: note[not-trimmed] built without -trimpath (gorigin rules not-trimmed)";
    assert!(ran.out.lines().any(|it| it == line), "{}", ran.out);
    let plain = run(one.path(), &scan("-f plain"));
    let lines: Vec<&str> = plain.out.lines().collect();
    assert!(lines.contains(&line), "{}", plain.out);
    let is_line = |it: &&str| it.starts_with("dist/agent0: ") && it.contains(" (gorigin rules ");
    assert!(lines.iter().all(is_line), "{}", plain.out);
    assert!(lines.iter().all(|it| ran.out.contains(*it)), "{}", ran.out);
    // What many files share is one line of the table, and each has its own in plain text.
    let many = folder(5);
    let table = run(many.path(), &scan(""));
    let shared = line.replace("agent0", "agent0 and 4 more files");
    assert!(table.out.lines().any(|it| it == shared), "{}", table.out);
    assert_eq!(table.out.matches("note[not-trimmed]").count(), 1, "{}", table.out);
    let plain = run(many.path(), &scan("-f plain"));
    assert_eq!(plain.out.matches("note[not-trimmed]").count(), 5, "{}", plain.out);
}

/// One with a newline in its name, and one with a backslash and an n.
#[cfg(unix)]
#[test]
fn files_that_are_shown_alike_are_counted_apart() {
    let folder = folder(3);
    for name in ["dist/x\ny", "dist/x\\ny"] {
        fs::copy(sample(), folder.path().join(name)).unwrap();
    }
    let table = run(folder.path(), &scan(""));
    assert!(table.out.contains("dist/agent0 and 4 more files: note[not-trimmed]"), "{}", table.out);
}

#[test]
fn texts_that_were_searched_for_are_told_with_their_places() {
    let folder = folder(1);
    for format in ["table", "plain"] {
        let ran =
            run(folder.path(), &scan(&format!("--needle falcon --needle main.main -f {format}")));
        for want in [
            "dist/note.txt: found[needle] falcon at 0x16: the project is called falcon",
            "dist/note.txt: warning[needle-found] falcon in 1 place: ",
            "dist/agent0: found[needle] main.main at 0x",
            "dist/agent0: warning[needle-found] main.main in ",
        ] {
            assert!(ran.out.lines().any(|it| it.starts_with(want)), "{format} {want}: {}", ran.out);
        }
    }
    let deep = run(folder.path(), &scan("--deep -f plain"));
    let root = "dist/agent0: found[goroot] /opt/hostedtoolcache/go/1.22.10/x64";
    let is_place = |it: &str| it.starts_with(root) && it.contains(" at 0x");
    assert!(deep.out.lines().any(is_place), "{}", deep.out);
}

#[test]
fn severities_decide_the_exit_code_in_every_form() {
    let folder = folder(1);
    for (arguments, code) in [
        ("", 0),
        ("--fail-on note", 1),
        ("--severity not-trimmed=error", 1),
        ("--severity not-trimmed=warning", 0),
        ("--severity not-trimmed=warning --fail-on warning", 1),
        ("--fail-on note --select not-trimmed --severity not-trimmed=off", 0),
        ("--fail-on note --select not-trimmed --severity not-trimmed=off,not-trimmed=note", 1),
        ("--severity not-trimmed=error --ignore not-trimmed", 0),
        ("--severity not-trimmed=error --fail-on never", 0),
    ] {
        for format in ["table", "plain", "ndjson"] {
            let ran = run(folder.path(), &scan(&format!("{arguments} -f {format}")));
            assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{arguments} {format}");
        }
    }
    let ran = run(folder.path(), &scan("--severity not-trimmed=error -f ndjson"));
    let record: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let findings = record["findings"].as_array().unwrap();
    let severity = findings.iter().find(|it| it["rule"] == "not-trimmed").unwrap();
    assert_eq!(severity["severity"], "error");
}

#[test]
fn quiet_leaves_the_exit_code_and_files() {
    let folder = folder(2);
    for (command, code) in [
        ("scan -q dist", 0),
        ("scan -q --fail-on note dist", 1),
        ("scan -q dist missing", 3),
        ("scan -q --fail-on note dist missing", 1),
        ("inspect -q dist/agent0", 0),
        ("verify -q --fail-on note dist/agent0", 0),
        ("diff -q dist/agent0 dist/agent1", 0),
        ("doctor -q --fail-on never", 0),
    ] {
        let ran = run(
            folder.path(),
            &format!("\"$GORIGIN\" {command} >out; code=$?; cat out; exit $code"),
        );
        let quiet = ran.out.is_empty() && !ran.err.contains("dist");
        let is_code = ran.code == code || command.starts_with("doctor");
        assert!(quiet && is_code, "{command}: {} {} {}", ran.code, ran.out, ran.err);
    }
    let ran = run(folder.path(), "\"$GORIGIN\" scan -q -o lines dist");
    let lines = fs::read_to_string(folder.path().join("lines")).unwrap();
    assert!(ran.out.is_empty() && lines.contains("note[not-trimmed]"), "{lines}");
    // A form that is asked for is written.
    let ran = run(folder.path(), "\"$GORIGIN\" scan -q -f ndjson dist missing");
    assert_eq!((ran.code, ran.out.lines().count(), ran.err.as_str()), (3, 3, ""));
    // Standard output need not even be there.
    assert_eq!(run(folder.path(), "\"$GORIGIN\" scan -q dist >&-").code, 0);
}

#[test]
fn what_fingers_type() {
    let folder = folder(1);
    fs::write(folder.path().join("dist/agent.exe"), fs::read(sample()).unwrap()).unwrap();
    let ran = |arguments: &str| {
        let ran = run(folder.path(), &format!("\"$GORIGIN\" {arguments}"));
        (ran.code, ran.out, ran.err)
    };
    for (short, long) in [
        ("dist/agent0", "inspect dist/agent0"),
        ("dist", "scan dist"),
        ("--json --no-host dist/agent0", "inspect -f json --no-host dist/agent0"),
        ("-f plain dist", "scan -f plain dist"),
        ("dist/agent0 dist", "scan dist/agent0 dist"),
        ("--needle falcon dist/note.txt", "inspect --needle falcon dist/note.txt"),
        ("./missing", "inspect ./missing"),
        ("scan --no-host -f ndjson", "scan --no-host -f ndjson ."),
        ("help doctor", "doctor --help"),
        ("scan --json", "scan -f json"),
        ("host --json", "host -f json"),
        ("scan -g 'dist/*.exe'", "scan -g 'agent.*'"),
        ("scan -g '**/*.{exe,dll}'", "scan -g 'agent.*'"),
        ("scan -g '!**/*.e[wx]e' .", "scan -g '!agent.exe' ."),
        ("scan -g '!dist/'", "scan --max-depth 1"),
    ] {
        assert_eq!(ran(short), ran(long), "{short}");
    }
    let (code, _, err) = ran("scna dist");
    assert!(code == 2 && err.contains("'scan'"), "{err}");
    let (code, _, err) = ran("scan --json -f csv dist");
    assert!(code == 2 && err.contains("cannot be used with"), "{err}");
}

#[test]
fn no_host_is_compared_with_none() {
    let folder = folder(1);
    let ran = run(folder.path(), "\"$GORIGIN\" scan --no-host -f json dist");
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert!(report["host"].is_null() && report["records"][0]["host"].is_null(), "{}", ran.out);
    assert!(!ran.out.contains("goroot-missing-on-host"), "{}", ran.out);
    let both = run(folder.path(), &scan("--no-host"));
    assert!(both.code == 2 && both.err.contains("--no-host"), "{}", both.err);
}
