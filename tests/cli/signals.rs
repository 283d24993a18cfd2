//! Signals, closed pipes, and standard output that leads nowhere.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::common::skipped;
use tempfile::TempDir;

use crate::common::process::{Run, finish, has, host, run, sample, shell};

/// A folder with a program that has findings, and others that have none.
fn scene() -> TempDir {
    let scene = tempfile::tempdir().unwrap();
    fs::create_dir(scene.path().join("d")).unwrap();
    for number in 0..2000 {
        fs::write(scene.path().join(format!("d/a text with a rather long name {number}")), "")
            .unwrap();
    }
    fs::copy(sample(), scene.path().join("d/z")).unwrap();
    fs::copy(host(), scene.path().join("h.json")).unwrap();
    scene
}

/// A scan that has read a program, and waits for more of its list.
fn waiting(scene: &Path, arguments: &str, before: &str) -> (Child, std::process::ChildStdin) {
    let script = format!("{before} exec $GORIGIN scan {arguments} --files-from -");
    let mut child = shell(scene, &script).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"d/z\nmissing\n").unwrap();
    // What is said of the second file comes after the record of the first.
    let mut line = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut line).unwrap();
    assert!(line.contains("missing: no such file"), "{line}");
    child.stderr = None;
    std::thread::spawn(move || stderr.read_to_string(&mut String::new()));
    (child, stdin)
}

fn send(signal: &str, child: &Child) {
    let kill = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
}

/// Whether this process ignores a signal, and so each that it starts.
fn is_ignored(signal: &str) -> bool {
    let bit = match signal {
        "HUP" => 1,
        "INT" => 2,
        _ => 15,
    } - 1;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask >> bit & 1 == 1
}

#[test]
fn a_signal_ends_a_scan_with_what_was_found() {
    let scene = scene();
    for (signal, code) in [("HUP", 129), ("INT", 130), ("TERM", 143)] {
        if signal == "HUP" && !cfg!(target_os = "linux") {
            continue;
        }
        if is_ignored(signal) {
            skipped(format_args!("{signal} is ignored by what started this test, as nohup does"));
            continue;
        }
        for (arguments, jobs) in [("", 1), ("-f json", 1), ("-f ndjson", 3), ("-f json", 3)] {
            let (child, stdin) = waiting(scene.path(), &format!("{arguments} -j{jobs}"), "");
            send(signal, &child);
            let run = finish(child);
            drop(stdin);
            assert_eq!(run.code, code, "{signal} {arguments}");
            match arguments {
                "-f json" => {
                    let document: serde_json::Value = serde_json::from_str(&run.out).unwrap();
                    assert_eq!(document["records"][0]["path"], "d/z");
                    assert_eq!(document["records"][0]["outcome"], "go");
                    assert_eq!(document["summary"]["interrupted"], true);
                    assert_eq!(document["summary"]["files"], 2);
                }
                "-f ndjson" => {
                    let lines: Vec<_> = run.out.lines().collect();
                    assert_eq!(lines.len(), 2, "{lines:?}");
                    lines.iter().for_each(|line| {
                        serde_json::from_str::<serde_json::Value>(line).unwrap();
                    });
                }
                _ => {
                    assert!(run.out.contains("\nd/z "), "{}", run.out);
                    let last = run.out.lines().last().unwrap();
                    assert!(last.ends_with("; interrupted"), "{last}");
                }
            }
        }
    }
}

#[test]
fn a_summary_that_was_not_interrupted_does_not_say_so() {
    let scene = scene();
    let run = run(scene.path(), "$GORIGIN scan -f json d");
    let document: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(document["summary"]["interrupted"], serde_json::Value::Null);
}

#[test]
fn a_signal_that_is_ignored_stays_ignored() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let scene = scene();
    for signal in ["HUP", "INT", "TERM"] {
        let (child, stdin) = waiting(scene.path(), "", &format!("trap '' {signal};"));
        send(signal, &child);
        std::thread::sleep(std::time::Duration::from_millis(200));
        drop(stdin);
        let run = finish(child);
        assert_eq!(run.code, 3, "{signal}");
        assert!(!run.out.contains("interrupted"), "{}", run.out);
    }
}

/// The exit code of `script` whose reader goes away at once, or after one line.
fn unread(scene: &Path, script: &str, reader: &str) -> (i32, String) {
    let script =
        format!("({script}; echo $? >code) 2>err | {reader} >/dev/null; cat code; cat err");
    let run = run(scene, &script);
    let (code, err) = run.out.split_once('\n').unwrap();
    (code.parse().unwrap(), err.to_owned())
}

#[test]
fn a_closed_pipe_does_not_change_how_it_ends() {
    let scene = scene();
    for (script, want) in [
        // The program with findings is the last of all files.
        ("$GORIGIN scan --all --host h.json --fail-on note d", 1),
        ("$GORIGIN scan --all --host h.json --fail-on note -f ndjson d", 1),
        ("$GORIGIN scan --all --host h.json --fail-on note -f json -j1 d", 1),
        ("$GORIGIN scan --all --host h.json --fail-on never -f ndjson d", 0),
        ("$GORIGIN scan --all --host h.json -f ndjson d", 0),
        ("$GORIGIN scan --all -f ndjson d missing", 3),
        ("$GORIGIN inspect --host h.json --fail-on note d/z", 1),
        ("$GORIGIN inspect missing", 3),
        ("$GORIGIN rules", 0),
        ("$GORIGIN man", 0),
        ("$GORIGIN --help", 0),
        ("$GORIGIN completions bash", 0),
    ] {
        for reader in ["head -1", "true"] {
            let (code, err) = unread(scene.path(), script, reader);
            assert_eq!(code, want, "{script} | {reader}: {err}");
            assert!(!err.contains("pipe"), "{script} | {reader}: {err}");
        }
    }
    fs::copy(scene.path().join("d/z"), scene.path().join("other")).unwrap();
    fs::OpenOptions::new()
        .append(true)
        .open(scene.path().join("other"))
        .and_then(|mut file| file.write_all(b"more"))
        .unwrap();
    let whole = run(scene.path(), "$GORIGIN diff d/z other").code;
    assert_eq!(unread(scene.path(), "$GORIGIN diff d/z other", "true").0, whole);
}

#[test]
fn standard_output_that_leads_nowhere_is_an_error() {
    let scene = scene();
    let check = |Run { code, out, err }: Run, script: &str, message: &str| {
        assert_eq!((code, out.as_str()), (2, ""), "{script}: {err}");
        assert!(err.contains(message), "{script}: {err}");
    };
    for command in [
        "scan d",
        "inspect d/z",
        "verify d/z",
        "rules",
        "host",
        "man",
        "--limits",
        "--help",
        "--version",
        "scan --help",
        "completions bash",
        "doctor",
        "diff d/z d/z",
    ] {
        let script = format!("$GORIGIN {command} >&-");
        check(run(scene.path(), &script), &script, "gorigin: standard output is closed\n");
        let script = format!("$GORIGIN {command} </dev/null 1<&0");
        check(
            run(scene.path(), &script),
            &script,
            "gorigin: standard output is open for reading only\n",
        );
        if Path::new("/dev/full").exists() {
            let script = format!("$GORIGIN {command} >/dev/full");
            check(
                run(scene.path(), &script),
                &script,
                "gorigin: cannot write the result: no space left on device\n",
            );
        }
    }
    // Who wants no output is not told that there is none; and a file is another matter.
    for script in [
        "$GORIGIN scan d >/dev/null",
        "$GORIGIN scan d <>/dev/null >&0",
        "$GORIGIN scan d -o result >&-",
    ] {
        let run = run(scene.path(), script);
        assert_eq!(run.code, 0, "{script}: {}", run.err);
    }
    if has("python3") {
        let python = "python3 -c 'import os, subprocess; n = subprocess.DEVNULL; \
                      raise SystemExit(subprocess.run([os.environ[\"GORIGIN\"], \"scan\", \"d\"], \
                      stdout=n).returncode)'";
        let run = run(scene.path(), python);
        assert_eq!(run.code, 0, "{}", run.err);
    }
}
