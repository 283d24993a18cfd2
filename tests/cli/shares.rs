//! Scans that many machines share, and scans that go on where one was killed: nothing is missing, nothing is
//! there twice.
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::process::{finish, has, host, run, sample, shell, wait};
use crate::common::{fixture_bytes, testdata};

/// A folder with programs, a fat one, an archive with a program, an archive without, texts, a damaged
/// program, names that are odd, and a list of some of it and of what is not there.
fn scene() -> TempDir {
    let scene = tempfile::tempdir().unwrap();
    let path = |name: &str| scene.path().join(name);
    fs::create_dir_all(path("d/deep")).unwrap();
    for at in 0..12 {
        fs::hard_link(sample(), path(&format!("d/agent{at}")))
            .or_else(|_| fs::copy(sample(), path(&format!("d/agent{at}"))).map(drop))
            .unwrap();
        fs::write(path(&format!("d/deep/text{at}")), "text").unwrap();
    }
    fs::write(path("d/fat"), fixture_bytes("carved/darwin-fat-go1.27-s-w")).unwrap();
    fs::copy(testdata().join("release.tar.gz"), path("d/release.tar.gz")).unwrap();
    fs::write(path("d/cut"), &fs::read(sample()).unwrap()[..200_000]).unwrap();
    fs::copy(sample(), scene.path().join(std::ffi::OsStr::from_bytes(b"d/\xff"))).unwrap();
    fs::copy(host(), path("h.json")).unwrap();
    let run = run(
        scene.path(),
        "tar czf d/texts.tgz d/deep && ln d/release.tar.gz d/twice.tar.gz && \
         tar cf d/many.tar d/agent0 d/agent1 d/release.tar.gz d/agent2",
    );
    assert_eq!(run.code, 0, "{}", run.err);
    let mut list = fs::File::create(path("list")).unwrap();
    for entry in fs::read_dir(path("d")).unwrap() {
        let entry = entry.unwrap();
        list.write_all(b"d/").unwrap();
        list.write_all(entry.file_name().as_bytes()).unwrap();
        list.write_all(b"\n").unwrap();
    }
    list.write_all(b"missing\nalso/missing\nd/deep/text1\nd/release.tar.gz!/where-1.0/bin/where\n")
        .unwrap();
    scene
}

const SCAN: &str = "$GORIGIN scan --host h.json -f ndjson";

fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn all_shares_together_are_the_whole() {
    let scene = scene();
    for inputs in ["d", "--files-from list", "-a d", "d/fat ./d missing"] {
        let whole = run(scene.path(), &format!("{SCAN} {inputs}"));
        assert_eq!(whole.code, 3, "{inputs}: {}", whole.err);
        for (count, first) in [(1, 1), (2, 0), (3, 1), (8, 0), (8, 1)] {
            let mut all = String::new();
            let mut codes = Vec::new();
            for index in first..first + count {
                let run = run(scene.path(), &format!("{SCAN} --shard {index}/{count} {inputs}"));
                codes.push(run.code);
                all += &run.out;
            }
            assert!(lines(&all) == lines(&whole.out), "{inputs} {first} {count}");
            assert_eq!(codes.iter().max(), Some(&3), "{inputs} {codes:?}");
        }
    }
    // A share without any file is as good as any other, and no list at all is still nothing.
    let of_many = "for k in 1 2 3 4 5; do $GORIGIN scan --shard $k/5 h.json; echo $?; done";
    assert_eq!(lines(&run(scene.path(), of_many).out).iter().filter(|it| *it == "0").count(), 5);
    let run = run(scene.path(), "$GORIGIN scan --shard 1/5 --files-from /dev/null");
    assert_eq!(run.code, 4, "{}", run.err);
}

/// What the documentation says, in another language: who has a path can tell its share.
#[test]
fn a_share_is_told_by_other_tools() {
    if !has("sha256sum") {
        return;
    }
    let scene = scene();
    let script = format!(
        "for k in 0 1 2 3; do {SCAN} --shard $k/4 d | sed 's/^.\"schema\":\"[^\"]*\",\"path\":\"\\([^\"!]*\\).*/\\1/' | \
         while read -r path; do \
         n=$(printf %s \"$path\" | sha256sum | cut -c16); \
         echo $k $(( 0x$n % 4 )) \"$path\"; done; done"
    );
    let run = run(scene.path(), &script);
    let mut seen = 0;
    for line in run.out.lines().filter(|line| line.is_ascii()) {
        let words: Vec<&str> = line.split(' ').collect();
        assert_eq!(words[0], words[1], "{line}");
        seen += 1;
    }
    assert!(seen >= 15, "{}", run.out);
}

#[test]
fn a_list_that_is_none_is_told_in_every_share() {
    let scene = scene();
    fs::write(scene.path().join("junk"), vec![b'x'; 300_000]).unwrap();
    for index in 1..=3 {
        let run = run(scene.path(), &format!("$GORIGIN scan --shard {index}/3 --files-from junk"));
        assert_eq!(run.code, 3, "{}", run.err);
        assert!(run.err.contains("not a list"), "{}", run.err);
    }
}

/// The records of a file, cut anywhere, and a run that goes on: the same bytes as of one run.
#[test]
fn a_cut_result_is_completed() {
    let scene = scene();
    for inputs in ["d", "--files-from list", "-a d h.json"] {
        let go = format!("{SCAN} --resume r.ndjson -j3 {inputs}");
        let file = scene.path().join("r.ndjson");
        let _ = fs::remove_file(&file);
        let first = run(scene.path(), &go);
        let whole = fs::read(&file).unwrap();
        assert_eq!((first.code, first.out.as_str()), (3, ""), "{inputs}: {}", first.err);
        let count = whole.iter().filter(|&&byte| byte == b'\n').count();
        assert!(count > 20, "{inputs}: {count}");
        let ends: Vec<usize> =
            whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|it| it.0).collect();
        let cuts = ends.iter().flat_map(|end| [*end, end + 1, end.saturating_sub(700)]);
        let step = if inputs == "d" { 1 } else { 7 };
        for cut in cuts.step_by(step).chain([0, 1, 30]) {
            fs::write(&file, &whole[..cut]).unwrap();
            let run = run(scene.path(), &go);
            assert_eq!(run.code, 3, "{inputs} {cut}: {}", run.err);
            assert!(fs::read(&file).unwrap() == whole, "{inputs}: cut at {cut}");
        }
    }
}

#[test]
fn a_list_gives_each_input_once() {
    let scene = scene();
    let run = run(
        scene.path(),
        &format!("{SCAN} --resume r.ndjson d/fat d/cut d/fat d/cut missing missing"),
    );
    assert_eq!(run.code, 3, "{}", run.err);
    let text = fs::read_to_string(scene.path().join("r.ndjson")).unwrap();
    let path = |line: &str| serde_json::from_str::<Value>(line).unwrap()["path"].to_string();
    let paths: Vec<String> = text.lines().map(path).collect();
    assert_eq!(paths, ["\"d/fat\"", "\"d/fat\"", "\"d/cut\"", "\"missing\""]);
}

/// A folder of many programs, scanned by runs that are killed, again and again, until one comes to its end.
#[test]
fn a_killed_scan_goes_on() {
    let scene = scene();
    for at in 0..300 {
        fs::hard_link(scene.path().join("d/many.tar"), scene.path().join(format!("d/{at}.tar")))
            .unwrap();
    }
    let whole = run(scene.path(), &format!("{SCAN} d"));
    let script = format!("exec {SCAN} -j2 --resume r.ndjson d");
    for signal in ["KILL", "TERM"] {
        let _ = fs::remove_file(scene.path().join("r.ndjson"));
        let (mut kills, mut pause) = (0, 60);
        let code = loop {
            let child = shell(scene.path(), &script).stdout(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(pause));
            let kill = ["-s", signal, &child.id().to_string()].map(str::to_owned);
            let _ = Command::new("kill").args(kill).stderr(Stdio::null()).status();
            let run = finish(child);
            if run.code <= 4 {
                break run.code;
            }
            kills += 1;
            pause = pause.saturating_mul(5) / 4;
            assert!(kills < 40, "{}", run.err);
        };
        assert_eq!(code, whole.code, "{signal}");
        let text = fs::read_to_string(scene.path().join("r.ndjson")).unwrap();
        assert!(text == whole.out, "{signal}: {kills} kills");
        assert!(kills > 0, "{signal}: not one was killed in time");
    }
}

#[test]
fn what_was_found_before_decides_the_exit_code_too() {
    let scene = scene();
    let go = format!("{SCAN} --fail-on note --resume r.ndjson d/agent0 d/deep/text0 d/deep/text1");
    assert_eq!(run(scene.path(), &go).code, 1);
    // The program has its record, and only what is behind it is done again.
    assert_eq!(run(scene.path(), &go).code, 1);
    let said = run(scene.path(), &go).err;
    assert!(said.contains("gorigin: r.ndjson: has the records of 2 inputs"), "{said}");
}

#[test]
fn files_of_something_else_stay_as_they_are() {
    let scene = scene();
    let redacted = run(
        scene.path(),
        "$GORIGIN scan -f ndjson --redact d/agent0 >redacted.ndjson; \
        $GORIGIN scan -f json d/agent0 >report.json; printf x >x; mkfifo fifo; ln -s x link",
    );
    assert_eq!(redacted.code, 0, "{}", redacted.err);
    for name in
        ["d/agent0", "list", "h.json", "redacted.ndjson", "report.json", "x", "link", "d", "none/x"]
    {
        let before = fs::read(scene.path().join(name)).ok();
        let run = run(scene.path(), &format!("{SCAN} --resume {name} d/agent0"));
        assert_eq!(run.code, 2, "{name}: {}", run.err);
        assert!(fs::read(scene.path().join(name)).ok() == before, "{name}");
    }
    for wrong in [
        "--resume r -o o d",
        "--resume r --redact d",
        "--resume fifo d",
        "--shard 9/8 d",
        "--shard 1 d",
        "--shard 1/0 d",
    ] {
        assert_eq!(run(scene.path(), &format!("{SCAN} {wrong}")).code, 2, "{wrong}");
    }
    let table = run(scene.path(), "$GORIGIN scan --resume r d");
    assert!(table.code == 2 && table.err.contains("-f ndjson"), "{}", table.err);
    assert!(!Path::new(&scene.path().join("r")).exists());
}

#[test]
fn two_runs_do_not_append_to_one_file() {
    let scene = scene();
    let script = format!("exec {SCAN} --resume r.ndjson --files-from -");
    let mut child = shell(scene.path(), &script).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"d/agent0\nd/agent1\n").unwrap();
    let file = scene.path().join("r.ndjson");
    while fs::metadata(&file).map_or(0, |it| it.len()) == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let other = run(scene.path(), &format!("{SCAN} --resume r.ndjson d/agent2"));
    assert!(other.code == 2 && other.err.contains("another run appends"), "{}", other.err);
    drop(stdin);
    assert_eq!(wait(child).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 2);
}
