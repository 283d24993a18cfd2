//! What a terminal shows: lines that fit, a progress line, and nothing of it after Ctrl-C.
#![cfg(unix)]

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::process::{finish, has, host, run, sample, shell};
use crate::common::skipped;

/// A folder with a program in a folder with a long name, and a pipe to which nobody writes.
fn scene() -> TempDir {
    let scene = tempfile::tempdir().unwrap();
    let deep = scene.path().join("releases/2026-11/linux-amd64/very-long-folder-name");
    fs::create_dir_all(&deep).unwrap();
    for name in ["agent", "server", "\u{7a0b}\u{5f0f}"] {
        fs::copy(sample(), deep.join(name)).unwrap();
    }
    fs::copy(host(), scene.path().join("h.json")).unwrap();
    assert_eq!(run(scene.path(), "mkfifo pipe").code, 0);
    scene
}

/// What a terminal of that width shows of a command; `None` where there is no Python.
fn shown(scene: &Path, columns: &str, until: &str, command: &str, before: &str) -> Option<Value> {
    if !has("python3") {
        skipped("no python3 to make a terminal");
        return None;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/on_terminal.py");
    let command = format!("{before} exec python3 {script} {columns} '{until}' {command}");
    let mut child = shell(scene, &command);
    child.env_remove("COLUMNS").env_remove("CI").env("TERM", "xterm").env("LC_ALL", "C.UTF-8");
    let run = finish(child.spawn().unwrap());
    assert_eq!(run.code, 0, "{}", run.err);
    Some(serde_json::from_str(&run.out).unwrap())
}

fn lines(shown: &Value, of: &str) -> Vec<String> {
    let lines = shown[of].as_array().unwrap().iter();
    lines.map(|line| line.as_str().unwrap().to_owned()).collect()
}

#[test]
fn nothing_is_left_of_the_progress_line_after_an_interrupt() {
    let scene = scene();
    // The shell keeps the pipe open, so that the scan waits for more of its list.
    let command = "$GORIGIN scan --host h.json releases --files-from pipe";
    let hold = "exec 3<>pipe;";
    // Without a rate: on a busy machine three files may be less than one a second.
    let Some(shown) = shown(scene.path(), "80", "3 Go programs", command, hold) else { return };
    assert_eq!(shown["code"], 130, "{shown}");
    let was_there = lines(&shown, "seen").iter().any(|it| it.contains("3 files, 3 Go programs"));
    assert!(was_there, "{shown}");
    assert_eq!((&shown["column"], &shown["hidden"]), (&Value::from(0), &Value::from(false)));
    let screen = lines(&shown, "screen");
    let is_spinner = |line: &String| line.contains(|c| ('\u{2800}'..='\u{28ff}').contains(&c));
    assert!(!screen.iter().any(is_spinner), "{screen:#?}");
    assert!(screen[0].starts_with("path "), "{screen:#?}");
    assert_eq!(screen[screen.len() - 2], "gorigin: interrupted after 3 files", "{screen:#?}");
    assert_eq!(screen.last().unwrap(), "");
}

#[test]
fn there_is_no_progress_line_for_a_machine() {
    let scene = scene();
    let command = "sh -c '(sleep 2; echo) > pipe & exec \"$GORIGIN\" scan --host h.json releases \
                   --files-from pipe'";
    for (before, want) in [("", true), ("export CI=true;", false), ("export TERM=dumb;", false)] {
        let Some(shown) = shown(scene.path(), "80", "-", command, before) else { return };
        let seen = lines(&shown, "seen").iter().any(|line| line.contains("3 files, 3 Go programs"));
        assert_eq!(seen, want, "{before}: {shown}");
    }
}

#[test]
fn a_table_fits_the_terminal_and_a_pipe_gets_whole_lines() {
    let scene = scene();
    let folder = "releases/2026-11/linux-amd64/very-long-folder-name/";
    for (before, columns) in [("", "80"), ("export COLUMNS=80;", "200")] {
        let command = "$GORIGIN scan --host h.json releases";
        let Some(shown) = shown(scene.path(), columns, "-", command, before) else { return };
        let screen = lines(&shown, "screen");
        assert_eq!(screen[2], folder, "{screen:#?}");
        assert!(screen[3].starts_with("  agent   "), "{screen:#?}");
        // A name of two wide characters takes as much room as one of four narrow ones.
        let goroot = |line: &str| line.split("go1.22.10").next().unwrap().chars().count();
        let wide = screen.iter().find(|line| line.contains('\u{7a0b}')).unwrap();
        assert_eq!(goroot(wide) + 2, goroot(&screen[3]), "{screen:#?}");
        assert!(screen.iter().all(|line| line.chars().count() <= 80), "{screen:#?}");
    }
    let piped = run(scene.path(), "COLUMNS=40 $GORIGIN scan --host h.json releases").out;
    assert!(piped.contains(&format!("\n{folder}agent  ")), "{piped}");
}

#[test]
fn vulnerabilities_fit_the_terminal_and_each_value_is_named() {
    let scene = scene();
    fs::create_dir(scene.path().join("db")).unwrap();
    let symbols = ["mallocgc", "newobject", "growslice", "makeslice", "noSuchFunction"];
    let record = serde_json::json!({
        "schema_version": "1.3.1", "id": "GO-2099-0001", "aliases": ["CVE-2099-12345"],
        "summary": "Made up", "modified": "0001-01-01T00:00:00Z",
        "affected": [{
            "package": {"name": "stdlib", "ecosystem": "Go"},
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.99.9"}]}],
            "ecosystem_specific": {"imports": [{"path": "runtime", "symbols": symbols}]},
        }],
    });
    fs::write(scene.path().join("db/GO-2099-0001.json"), record.to_string()).unwrap();
    let command = "$GORIGIN vulns -q --no-host --db db releases";
    let Some(shown) = shown(scene.path(), "80", "-", command, "") else { return };
    let screen = lines(&shown, "screen");
    assert!(screen.iter().all(String::is_empty), "{screen:#?}");
    let command = "$GORIGIN vulns --no-host --db db releases";
    let Some(shown) = self::shown(scene.path(), "80", "-", command, "") else { return };
    let screen = lines(&shown, "screen");
    assert!(screen.iter().all(|line| line.chars().count() <= 80), "{screen:#?}");
    let text = screen.join("\n");
    for said in [
        "very-long-folder-name/agent\n  go1.22.10 · linux/amd64\nGO-2099-0001 CVE-2099-12345\n",
        "  module stdlib; version 1.22.10; mended in 1.99.9; verdict present, not\n  reviewed; functions 4 of 5: ",
        "database of an unknown day, 1\n  advisory",
    ] {
        assert!(text.contains(said), "{said}:\n{text}");
    }
}

#[test]
fn other_answers_fit_the_terminal() {
    let scene = scene();
    let policy = "[require]\nverified = true\nmin-go = \"1.24\"\n";
    fs::write(scene.path().join("gorigin.toml"), policy).unwrap();
    let deep = "releases/2026-11/linux-amd64/very-long-folder-name";
    for (command, said) in [
        ("$GORIGIN policy check".to_owned(), "reads each\n    program whole)"),
        ("$GORIGIN policy check --path a".to_owned(), "required: built with go1.24 or newer"),
        (format!("$GORIGIN diff {deep}/agent {deep}/server"), "/agent\n  and releases/"),
        ("$GORIGIN --limits".to_owned(), "bytes of one text that a record shows"),
        ("$GORIGIN schema".to_owned(), "One program: a line of -f ndjson"),
    ] {
        let Some(shown) = shown(scene.path(), "80", "-", &command, "") else { return };
        let screen = lines(&shown, "screen");
        let wide: Vec<_> = screen.iter().filter(|line| line.chars().count() > 80).collect();
        assert!(wide.is_empty(), "{command}: {wide:#?}");
        let text = screen.join("\n");
        assert!(text.contains(said), "{command}: {said}:\n{text}");
    }
}
