//! What `-o` never does: destroy a file that is read, or an old result while the new one is not
//! whole.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::common::process::{copy_command, finish, has, host, run, run_with, sample, shell};

/// A folder with a program, a text, a list, a layout, a trace, variables, and an old result.
fn scene() -> TempDir {
    let scene = tempfile::tempdir().unwrap();
    let path = |name: &str| scene.path().join(name);
    fs::create_dir(path("d")).unwrap();
    fs::copy(sample(), path("d/agent")).unwrap();
    fs::copy(host(), path("h.json")).unwrap();
    for (name, content) in [
        ("d/README", "text"),
        ("list", "d/README\nd/agent\n"),
        ("trace", "HASH[build x]\n"),
        ("env", "GOFLAGS=\n"),
        ("own.toml", "fail-on = 'error'\n"),
        ("old", "an old result"),
    ] {
        fs::write(path(name), content).unwrap();
    }
    fs::hard_link(path("d/agent"), path("hard")).unwrap();
    symlink("d/agent", path("soft")).unwrap();
    scene
}

/// Every file of the scene with its content.
fn contents(scene: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for folder in ["", "d"] {
        for entry in fs::read_dir(scene.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.strip_prefix(scene).unwrap().to_str().unwrap().to_owned();
                all.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    all.sort();
    all
}

#[test]
fn no_file_that_is_read_is_overwritten_and_no_failure_costs_the_old_result() {
    for script in [
        // Named, listed, by a link, by another name, on standard input.
        "$GORIGIN scan -o d/agent d/agent",
        "$GORIGIN scan -o d/agent d/README d/agent",
        "$GORIGIN scan -o hard d/agent",
        "$GORIGIN scan -o soft d/agent",
        "$GORIGIN scan -o d/agent soft",
        "$GORIGIN scan -o d/agent --files-from list",
        "$GORIGIN scan -o hard --files-from list",
        "$GORIGIN scan -o d/agent --files-from - <list",
        "$GORIGIN scan -o list --files-from list",
        "$GORIGIN scan -o list --files-from - <list",
        "$GORIGIN inspect -o d/agent d/agent",
        "$GORIGIN inspect -o ./d/../d/agent d/agent",
        "$GORIGIN inspect -o d/agent - <d/agent",
        "$GORIGIN verify -o d/agent d/agent",
        "$GORIGIN diff -o d/agent d/agent d/README",
        "$GORIGIN diff -o hard d/README d/agent",
        "$GORIGIN remap -o d/agent d/agent",
        // Met in a directory: a program, and any other file that is no result.
        "$GORIGIN scan -o d/agent d",
        "$GORIGIN scan -o hard d",
        "$GORIGIN scan -o d/README d",
        "$GORIGIN scan -j1 -o d/README .",
        // What is read besides.
        "$GORIGIN scan --host h.json -o h.json d",
        "$GORIGIN inspect --host h.json -o h.json d/agent",
        "$GORIGIN verify --host h.json -o h.json d/agent",
        "$GORIGIN verify --trace trace -o trace d/agent",
        "$GORIGIN doctor --env-file env -o env",
        "$GORIGIN doctor --config own.toml -o own.toml",
        "$GORIGIN doctor --json --config own.toml -o ./own.toml",
        "$GORIGIN scan --config own.toml -o own.toml d",
        "$GORIGIN inspect --config own.toml -f json=./own.toml d/agent",
        "$GORIGIN verify --config own.toml -o d/../own.toml d/agent",
        "mv own.toml gorigin.toml && cp gorigin.toml own.toml && $GORIGIN doctor -o gorigin.toml",
        "cd d && printf 'module m\n\ngo 1.21\n' >go.mod && $GORIGIN doctor -o go.mod",
        "mkdir x && echo go1.27 >x/VERSION && GOROOT=$PWD/x $GORIGIN host -o x/VERSION",
        "mkdir -p r/usr/local/go && echo go1.27 >r/usr/local/go/VERSION && \
         $GORIGIN doctor --root r -o r/usr/local/go/VERSION",
        // Failures at the start.
        "$GORIGIN scan --host /nonexistent -o old d",
        "$GORIGIN scan --files-from /nonexistent -o old",
        "$GORIGIN scan --files-from - -o old -",
        "$GORIGIN inspect --host list -o old d/agent",
        "$GORIGIN verify --trace /nonexistent -o old d/agent",
        "$GORIGIN verify --trace trace -o old d/agent",
        "$GORIGIN remap -o old d/README",
        "$GORIGIN doctor --root /nonexistent -o old",
        "$GORIGIN doctor --env-file list -o old",
        "$GORIGIN scan --select none -o old d",
        // Places where there can be no file.
        "$GORIGIN scan -o d d",
        "$GORIGIN scan -o none/ d",
        "$GORIGIN scan -o none/new d",
        "$GORIGIN scan -o list/new d",
        "$GORIGIN rules -o d",
    ] {
        let scene = scene();
        let mut before = contents(scene.path());
        let run = run(scene.path(), script);
        assert_eq!(run.code, 2, "{script}: {}", run.err);
        assert!(run.err.starts_with("gorigin: ") || run.err.starts_with("error: "), "{}", run.err);
        let after = contents(scene.path());
        // Some scripts make what they are about themselves.
        let is_made = |name: &str| name.ends_with("go.mod") || name == "gorigin.toml";
        before.extend(after.iter().filter(|(name, _)| is_made(name)).cloned());
        before.sort();
        assert!(before == after, "{script}: {}", run.err);
        let left = fs::read_dir(scene.path()).unwrap().map(|it| it.unwrap().file_name());
        let left: Vec<_> = left.filter(|name| name.to_str().unwrap().contains(".tmp")).collect();
        assert!(left.is_empty(), "{script}: {left:?}");
        for (file, content) in [
            ("d/go.mod", "module m\n\ngo 1.21\n"),
            ("x/VERSION", "go1.27\n"),
            ("gorigin.toml", "fail-on = 'error'\n"),
        ] {
            let now = fs::read_to_string(scene.path().join(file));
            assert!(now.is_err() || now.as_deref().ok() == Some(content), "{script}: {now:?}");
        }
    }
    let scene = scene();
    let run = run(scene.path(), "$GORIGIN diff -o old d/agent nowhere");
    assert_eq!(run.code, 3, "{}", run.err);
    assert_eq!(fs::read(scene.path().join("old")).unwrap(), b"an old result");
}

#[test]
fn an_old_result_in_the_tree_is_skipped_and_replaced() {
    for (format, name) in [("table", "d/result"), ("json", "d/r.json"), ("ndjson", "d/r.ndjson")] {
        let scene = scene();
        let script = format!("$GORIGIN scan -j2 -v -f {format} -o {name} d");
        let mut results = Vec::new();
        for skipped in [false, true, true] {
            let run = run(scene.path(), &script);
            assert_eq!((run.code, run.out.as_str()), (0, ""), "{script}: {}", run.err);
            let said = run.err.contains("skipped, is a file that is being written");
            assert_eq!(said, skipped, "{script}: {}", run.err);
            results.push(fs::read_to_string(scene.path().join(name)).unwrap());
            assert!(results[0].contains("agent") && !results[0].contains(".tmp"), "{results:?}");
        }
        assert_eq!(results[1], results[2], "{script}");
        // The same through a redirection, whose file is there before the command starts.
        let run = run(scene.path(), &format!("$GORIGIN scan -af {format} d >d/other; cat d/other"));
        assert!(!run.out.contains("d/other"), "{format}: {}", run.out);
    }
}

#[test]
fn mode_and_links_stay() {
    let scene = scene();
    let path = |name: &str| scene.path().join(name);
    let mode = |name: &str| fs::metadata(path(name)).unwrap().mode() & 0o7777;
    let scan = |name: &str| {
        let run =
            run(scene.path(), &format!("umask 027; $GORIGIN scan -f json -o {name} d/README"));
        assert_eq!(run.code, 0, "{name}: {}", run.err);
        let text = fs::read_to_string(path(name)).unwrap();
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{name}: {text}");
    };
    for (name, old) in [("old", 0o604), ("new", 0o640)] {
        if name == "old" {
            fs::set_permissions(path(name), fs::Permissions::from_mode(old)).unwrap();
        }
        scan(name);
        assert_eq!(mode(name), old, "{name}");
    }
    // Another hard link keeps the old content.
    fs::write(path("one"), "old").unwrap();
    fs::hard_link(path("one"), path("two")).unwrap();
    scan("one");
    assert_eq!(fs::read_to_string(path("two")).unwrap(), "old");
    // Links stay links, also one to another directory and one to nowhere.
    fs::create_dir(path("e")).unwrap();
    symlink("e/real", path("first")).unwrap();
    symlink("first", path("link")).unwrap();
    for _ in 0..2 {
        scan("link");
        for link in ["link", "first"] {
            assert!(fs::symlink_metadata(path(link)).unwrap().is_symlink(), "{link}");
        }
        assert!(fs::symlink_metadata(path("e/real")).unwrap().is_file());
    }
    symlink("self", path("self")).unwrap();
    assert_eq!(run(scene.path(), "$GORIGIN scan -o self d").code, 2);
}

#[test]
fn what_is_no_file_is_written_to_as_it_is() {
    let scene = scene();
    for (script, want) in [
        ("$GORIGIN rules -f ndjson -o /dev/null && test -c /dev/null && echo there", "there\n"),
        ("$GORIGIN scan -o /dev/stdout d/README | grep -c 'in 1 file'", "1\n"),
        (
            "$GORIGIN scan -o - d/README | grep -c 'in 1 file'; test -e ./- || echo none",
            "1\nnone\n",
        ),
        ("$GORIGIN rules -f ndjson -o - | grep -c '\"no-pie\"'", "1\n"),
        (
            "$GORIGIN scan -f csv=- -f json=/dev/null d/README | head -c 7; test -e ./- || echo",
            "\u{feff}path\n",
        ),
        ("echo before >log; $GORIGIN scan -o /dev/stdout d/README >>log; head -1 log", "before\n"),
        (
            "mkfifo pipe; $GORIGIN scan -o pipe d/README & grep -c 'in 1 file' pipe; test -p pipe",
            "1\n",
        ),
    ] {
        let run = run(scene.path(), script);
        assert_eq!((run.code, run.out.as_str()), (0, want), "{script}: {}", run.err);
    }
    // Two forms are not mixed, by whatever names their place goes.
    for script in
        ["-f csv=/dev/stdout -f json d >mixed", "-f csv=/dev/stdout -f json d | cat >mixed"]
    {
        let run = run(scene.path(), &format!("$GORIGIN scan {script}"));
        assert!(run.err.contains("two forms of the result go to"), "{script}: {}", run.err);
        assert_eq!(fs::read_to_string(scene.path().join("mixed")).unwrap(), "");
    }
    let apart = run(scene.path(), "$GORIGIN scan -f csv=/dev/null -f json d >/dev/null");
    assert_eq!((apart.code, apart.err.as_str()), (0, ""));
    if Path::new("/dev/full").exists() {
        for script in ["rules -o /dev/full", "scan -f json -f csv=/dev/full d"] {
            let run = run(scene.path(), &format!("$GORIGIN {script}"));
            let said = "gorigin: /dev/full: cannot write the result: no space left on device\n";
            assert_eq!((run.code, run.err.as_str()), (2, said), "{script}");
        }
    }
    // A limit of the file's size is an error, and the old result stays.
    let run = run(scene.path(), "ulimit -f 1; $GORIGIN rules -f json -o old");
    assert_eq!(
        (run.code, run.err.as_str()),
        (2, "gorigin: old: cannot write the result: file too large\n")
    );
    assert_eq!(fs::read(scene.path().join("old")).unwrap(), b"an old result");
}

#[test]
fn who_may_not_write_it_may_not_replace_it() {
    let scene = scene();
    let path = |name: &str| scene.path().join(name);
    copy_command(&path("gorigin"));
    fs::create_dir(path("mine")).unwrap();
    fs::write(path("mine/locked"), "locked").unwrap();
    fs::set_permissions(path("mine/locked"), fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(path("old"), fs::Permissions::from_mode(0o666)).unwrap();
    for (folder, mode) in [("mine", 0o777), (".", 0o755)] {
        fs::set_permissions(path(folder), fs::Permissions::from_mode(mode)).unwrap();
    }
    let mut prefix = "";
    if fs::metadata(path("old")).unwrap().uid() == 0 {
        if !has("setpriv") {
            return;
        }
        prefix = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
    } else {
        fs::set_permissions(path("."), fs::Permissions::from_mode(0o555)).unwrap();
    }
    for (target, words) in [("mine/locked", "permission denied"), ("old", "made beside it first")] {
        let run = run(scene.path(), &format!("{prefix}./gorigin rules -f json -o {target}"));
        assert_eq!(run.code, 2, "{target}: {}", run.err);
        let scan = self::run(scene.path(), &format!("{prefix}./gorigin scan d -o {target}"));
        assert_eq!(scan.code, 2, "{target}: {}", scan.err);
        assert!(scan.err.contains(words), "{target}: {}", scan.err);
    }
    fs::set_permissions(path("."), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(fs::read(path("mine/locked")).unwrap(), b"locked");
    assert_eq!(fs::read(path("old")).unwrap(), b"an old result");
}

/// A folder whose scan takes a while.
fn many_files(scene: &Path) {
    fs::create_dir(scene.join("many")).unwrap();
    let program = fs::read(sample()).unwrap();
    for number in 0..40 {
        fs::write(scene.join(format!("many/{number}")), &program).unwrap();
    }
}

#[test]
fn a_killed_run_leaves_the_old_result_or_the_new_one() {
    let scene = scene();
    many_files(scene.path());
    let script = "exec $GORIGIN scan -j2 -f json -o old many";
    let start = Instant::now();
    assert_eq!(run(scene.path(), script).code, 0);
    let whole = start.elapsed();
    let new = fs::read_to_string(scene.path().join("old")).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&new).is_ok());
    // The same sequence each time: x' = 5x + 3 mod 256 has every value of a byte in it.
    let mut step: u32 = 1;
    let (mut old_kept, mut replaced) = (0, 0);
    for round in 0..200 {
        step = (5 * step + 3) % 256;
        fs::write(scene.path().join("old"), "an old result").unwrap();
        let mut child = shell(scene.path(), script).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * step / 200);
        let _ = child.kill();
        finish(child);
        let now = fs::read_to_string(scene.path().join("old")).unwrap();
        match now.as_str() {
            "an old result" => old_kept += 1,
            now if now == new => replaced += 1,
            torn => panic!("round {round}: {} bytes", torn.len()),
        }
    }
    println!("{old_kept} old results, {replaced} new ones");
    assert!(old_kept > 20, "{old_kept} old results, {replaced} new ones");
}

#[test]
fn runs_at_once_do_not_mix() {
    let scene = scene();
    many_files(scene.path());
    let runs: Vec<_> = ["json", "table", "ndjson", "json", "table", "ndjson"]
        .map(|format| format!("exec $GORIGIN scan -f {format} -o old many"))
        .iter()
        .map(|script| shell(scene.path(), script).spawn().unwrap())
        .collect();
    for run in runs {
        let run = finish(run);
        assert_eq!(run.code, 0, "{}", run.err);
    }
    let got = fs::read_to_string(scene.path().join("old")).unwrap();
    let alone = ["json", "table", "ndjson"]
        .map(|format| run(scene.path(), &format!("$GORIGIN scan -f {format} many")).out);
    assert!(alone.contains(&got), "{got}");
    assert_eq!(fs::read_dir(scene.path()).unwrap().count(), 10);
}

#[test]
fn a_signal_leaves_the_old_result_and_no_other_file() {
    signalled("exec $GORIGIN scan -f json -o old --files-from -");
    // The thread that alone walks, which meets nothing, is the one that heeds the signal.
    let roots = " /usr".repeat(40);
    signalled(&format!("exec $GORIGIN scan -j 1 -f json -o old -g '*.none' {roots}"));
}

/// Ends the script by a signal while it scans nothing at all.
fn signalled(script: &str) {
    let scene = scene();
    let count = fs::read_dir(scene.path()).unwrap().count();
    let mut child = shell(scene.path(), script).stdin(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while fs::read_dir(scene.path()).unwrap().count() == count {
        assert!(start.elapsed() < Duration::from_secs(20), "no new file");
        std::thread::sleep(Duration::from_millis(5));
    }
    let stdin = child.stdin.take();
    let run = {
        let kill = run_with(scene.path(), &format!("kill -TERM {}", child.id()), b"");
        assert_eq!(kill.code, 0, "{}", kill.err);
        finish(child)
    };
    drop(stdin);
    assert_eq!(run.code, 143, "{}", run.err);
    assert_eq!(run.err, "gorigin: interrupted after 0 files; old is as it was\n");
    assert_eq!(fs::read_dir(scene.path()).unwrap().count(), count);
    assert_eq!(fs::read(scene.path().join("old")).unwrap(), b"an old result");
}
