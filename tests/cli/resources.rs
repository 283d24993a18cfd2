//! The command with too little of everything: it ends as documented, in silence or with a line, and
//! never by a panic (101) or an abort (134).
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use object::{Object, ObjectSegment};
use tempfile::TempDir;

use crate::common::process::{Run, copy_command, has, run, sample};

/// A folder with the command and programs that anyone may read.
fn scene() -> TempDir {
    let scene = tempfile::tempdir().unwrap();
    let path = |name: &str| scene.path().join(name);
    fs::create_dir(path("d")).unwrap();
    for name in ["a", "b", "c", "e"] {
        fs::copy(sample(), path("d").join(name)).unwrap();
    }
    copy_command(&path("gorigin"));
    for folder in [".", "d"] {
        fs::set_permissions(path(folder), fs::Permissions::from_mode(0o755)).unwrap();
    }
    scene
}

const COMMANDS: [&str; 6] = [
    "scan -j 8 d",
    "scan -j 8 -f json --verify --deep d",
    "inspect d/a d/b d/c",
    "verify d/a",
    "host",
    "doctor",
];

/// Runs `command` under `limit`; the shell's own end by the limit is none of the command's.
fn limited(scene: &Path, limit: &str, command: &str) -> Run {
    let script = format!("{limit} && exec ./gorigin {command}");
    let run = run(scene, &script);
    let context = format!("{script}: {} {}", run.code, run.err);
    assert!(![101, 134].contains(&run.code), "{context}");
    assert!(!run.err.contains("panicked") && !run.err.contains("memory allocation"), "{context}");
    run
}

fn is_documented(run: &Run) -> bool {
    matches!(run.code, 0..=4)
}

#[test]
fn any_number_of_threads_may_be_asked_for() {
    let scene = scene();
    let one = run(scene.path(), "./gorigin scan -j 1 -f ndjson d");
    for jobs in ["2", "100", "100000", "4294967295", "18446744073709551615"] {
        let run = limited(scene.path(), "true", &format!("scan -j {jobs} -f ndjson d"));
        assert_eq!((run.code, &run.out), (one.code, &one.out), "{jobs}: {}", run.err);
    }
    for jobs in ["0", "-1", "18446744073709551616", "x"] {
        let run = limited(scene.path(), "true", &format!("scan -j {jobs} d"));
        assert_eq!(run.code, 2, "{jobs}: {}", run.err);
    }
}

#[test]
fn few_processes_and_threads() {
    let scene = scene();
    let whole = run(scene.path(), "./gorigin scan -f ndjson d").out;
    // The limit does not count for root.
    let is_root =
        fs::metadata(scene.path()).is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0);
    let prefix = match is_root {
        true if !has("setpriv") => return,
        true => "setpriv --reuid=65533 --regid=65533 --clear-groups sh -c ",
        false => "sh -c ",
    };
    for limit in [1, 2, 3, 5, 9] {
        for command in ["scan -j 8 -f ndjson d", "inspect -q d/a d/b"] {
            let script = format!("{prefix}'ulimit -u {limit}; exec ./gorigin {command}'");
            let run = run(scene.path(), &script);
            assert!(is_documented(&run), "{script}: {} {}", run.code, run.err);
            assert!(!run.err.contains("panicked"), "{script}: {}", run.err);
            if command.starts_with("scan") {
                assert_eq!(run.out, whole, "{script}: {}", run.err);
            }
        }
    }
}

/// Whether not even the system's own loader could open what the command needs to start: so with 3
/// files, and with more where the caller of the tests has left some open.
fn is_unstarted(run: &Run) -> bool {
    run.code == 127 && run.err.contains("error while loading shared libraries")
}

#[test]
fn few_open_files() {
    let scene = scene();
    for limit in [3, 4, 5, 6, 8, 16] {
        for command in COMMANDS {
            let run = limited(scene.path(), &format!("ulimit -n {limit}"), command);
            let is_sound = is_documented(&run) || is_unstarted(&run);
            assert!(is_sound, "{command}: {} {}", run.code, run.err);
        }
        let out = limited(scene.path(), &format!("ulimit -n {limit}"), "scan -o result d");
        let is_sound = is_documented(&out) || is_unstarted(&out);
        assert!(is_sound, "{limit}: {} {}", out.code, out.err);
    }
}

#[test]
fn a_small_stack() {
    let scene = scene();
    for limit in [32, 64, 128, 256, 1024, 8192] {
        for command in COMMANDS {
            let run = limited(scene.path(), &format!("ulimit -s {limit}"), command);
            assert!(is_documented(&run), "{limit} {command}: {} {}", run.code, run.err);
        }
    }
}

#[test]
fn little_address_space() {
    let scene = scene();
    // The command itself, which is twice as large without optimisation, and what it needs to speak.
    let command = fs::read(scene.path().join("gorigin")).unwrap();
    let image = object::File::parse(&command[..]).unwrap();
    let size = image.segments().map(|it| it.size()).sum::<u64>() >> 10;
    let least = size + 14_000;
    assert!(least < 48_000, "{size} KiB");
    for kib in [2000, 8000, least, 48_000, 96_000, 98_304, 120_000, 160_000, 262_144, 524_288] {
        for command in COMMANDS {
            let run = limited(scene.path(), &format!("ulimit -v {kib}"), command);
            // With less the system cannot load the command, whatever that would do.
            if kib >= least {
                assert!(is_documented(&run), "{kib} {command}: {} {}", run.code, run.err);
            }
            if (least..98_304).contains(&kib) {
                assert_eq!(run.code, 2, "{kib} {command}: {}", run.err);
                let line = "gorigin: the address space is limited to ";
                assert!(run.err.starts_with(line) && run.err.lines().count() == 2, "{}", run.err);
            }
            let is_scan = command.starts_with("scan") && kib >= 98_304;
            assert!(!is_scan || run.out.contains("go1.22.10"), "{kib}: {}", run.err);
        }
    }
}
