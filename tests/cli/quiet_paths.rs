//! What the system is asked: no path out of a file that is read, no connection, no other program, and
//! nothing is written.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;

use crate::common::skipped;
use tempfile::TempDir;

use crate::common::process::{GORIGIN, has, run, sample};

/// A directory that is in no file system, of the same length as the one in the sample; that a look
/// at it would go to the network is what automounters are for.
const BUILT_IN: &str = "/opt/hostedtoolcache";
const ELSEWHERE: &str = "/net/qqautomounterxx";

/// A home with a project, installed programs, and a program built under [`ELSEWHERE`].
fn scene() -> TempDir {
    let scene = tempfile::tempdir().unwrap();
    let mut program = fs::read(sample()).unwrap();
    let (from, to) = (BUILT_IN.as_bytes(), ELSEWHERE.as_bytes());
    assert_eq!(from.len(), to.len());
    let mut count = 0;
    for at in 0..=program.len() - from.len() {
        if program[at..].starts_with(from) {
            program[at..at + to.len()].copy_from_slice(to);
            count += 1;
        }
    }
    assert!(count > 1);
    fs::create_dir_all(scene.path().join("go/bin")).unwrap();
    for name in ["agent", "other", "go/bin/tool"] {
        fs::write(scene.path().join(name), &program).unwrap();
    }
    // An installation of the program's own version, in which its sources are looked for.
    fs::create_dir_all(scene.path().join("sdk/go1.22.10/src/runtime")).unwrap();
    fs::write(scene.path().join("sdk/go1.22.10/VERSION"), "go1.22.10\n").unwrap();
    fs::write(scene.path().join("go.mod"), "module example.com/m\n\ngo 1.22\n").unwrap();
    scene
}

/// The system calls of one run.
fn calls(scene: &Path, command: &str) -> Option<Vec<String>> {
    let script = format!(
        "HOME=$PWD exec strace -f -s 4096 -o calls -e trace=%file,%network,%process,io_uring_setup \
         $GORIGIN {command}"
    );
    let run = run(scene, &script);
    let log = fs::read_to_string(scene.join("calls")).unwrap_or_default();
    if !log.contains("execve(") {
        skipped(format_args!("strace may not trace here: {}", run.err.trim()));
        return None;
    }
    assert!((0..=4).contains(&run.code), "{command}: {} {}", run.code, run.err);
    Some(log.lines().map(str::to_owned).collect())
}

#[test]
fn no_path_of_a_file_reaches_the_system() {
    if !has("strace") {
        return;
    }
    let scene = scene();
    let mut with_files = 0;
    for command in [
        "inspect agent",
        "inspect -f json agent other",
        "inspect --redact --deep --cross-check agent",
        "scan .",
        "scan --deep --verify -f json -j 3 .",
        "scan --needle automounter --fail-on never .",
        "verify agent",
        "diff agent other",
        "remap agent",
        "remap --for gdb agent",
        "remap --for lldb agent",
        "remap --for vscode agent",
        "doctor",
        "doctor --explain go",
        "host",
        "rules",
    ] {
        let Some(calls) = calls(scene.path(), command) else { return };
        assert!(calls.len() > 10, "{command}");
        with_files += usize::from(calls.iter().any(|call| call.contains("\"agent\"")));
        for (at, call) in calls.iter().enumerate() {
            let is = |name: &str| call.contains(&format!(" {name}("));
            assert!(!call.contains(ELSEWHERE), "{command}: {call}");
            // What the builder's machine called its sources, as it stands in the file.
            assert!(!call.contains("\"/build/gorigin-fixtures"), "{command}: {call}");
            let connects = ["socket", "socketpair", "connect", "bind", "io_uring_setup"];
            assert!(!connects.iter().any(|name| is(name)), "{command}: {call}");
            let runs =
                is("execve") && at > 0 || ["execveat", "fork", "vfork"].iter().any(|name| is(name));
            assert!(!runs, "{command}: {call}");
            let is_process = is("clone") || is("clone3");
            assert!(!is_process || call.contains("CLONE_THREAD"), "{command}: {call}");
            let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"];
            let writes = writes.iter().any(|flag| call.contains(flag));
            let changes =
                ["rename", "unlink", "mkdir", "chmod", "fchmodat", "link(", "symlink", "truncate"];
            let changes = changes.iter().any(|name| call.contains(&format!(" {name}")));
            assert!(!writes && !changes, "{command}: {call}");
        }
    }
    assert!(with_files >= 9, "{with_files}");
    let sources = calls(scene.path(), "inspect agent").unwrap_or_default();
    let looked = |call: &&String| call.contains("/sdk/go1.22.10/src/");
    assert!(sources.iter().filter(looked).count() > 50);
    // The test sees what it is to see.
    let seen = calls(scene.path(), &format!("scan {ELSEWHERE}/go")).unwrap_or_default();
    assert!(seen.iter().any(|call| call.contains(ELSEWHERE)), "{GORIGIN}");
}

#[test]
fn only_the_file_of_output_is_written() {
    if !has("strace") {
        return;
    }
    let scene = scene();
    let Some(calls) = calls(scene.path(), "scan -f json -o result .") else { return };
    let written: Vec<&String> = calls
        .iter()
        .filter(|call| {
            ["O_WRONLY", "O_RDWR", "O_CREAT", "rename", "unlink"].iter().any(|it| call.contains(it))
        })
        .collect();
    assert!(!written.is_empty());
    for call in written {
        assert!(call.contains("result"), "{call}");
    }
}
