//! The command as its users meet it: exit codes, streams, odd files, odd names.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::common::process::{GORIGIN, wait};
use gorigin::report::{Outcome, Record};
use tempfile::TempDir;

/// How a run ended.
struct Run {
    code: Option<i32>,
    out: Vec<u8>,
    err: String,
}

impl Run {
    fn out(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap()
    }

    /// The records of `-f ndjson`.
    fn records(&self) -> Vec<Record> {
        self.out().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// A command that sees nothing of the machine's own settings.
fn gorigin() -> Command {
    let mut command = Command::new(GORIGIN);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs `gorigin` with `args`.
fn run<S: AsRef<OsStr>>(args: &[S]) -> Run {
    finish(gorigin().args(args).spawn().unwrap())
}

/// Runs `gorigin` with `args` and `input` on standard input.
fn run_with(args: &[&str], input: &[u8]) -> Run {
    let mut child = gorigin().args(args).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let run = finish(child);
    let _ = writer.join().unwrap();
    run
}

/// Waits for `child`, and kills it where it hangs.
fn finish(child: Child) -> Run {
    let output = wait(child);
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(!err.contains("panicked"), "{err}");
    Run { code: output.status.code(), out: output.stdout, err }
}

/// A directory with a few files, none of them Go.
fn tree() -> TempDir {
    let tree = tempfile::tempdir().unwrap();
    fs::create_dir_all(tree.path().join("d/empty")).unwrap();
    for (name, content) in [("README", "text"), ("d/script", "#!/bin/sh\n"), ("d/nothing", "")] {
        fs::write(tree.path().join(name), content).unwrap();
    }
    tree
}

fn args(first: &[&str], last: &[&Path]) -> Vec<OsString> {
    let first = first.iter().map(OsString::from);
    first.chain(last.iter().map(|path| path.as_os_str().to_owned())).collect()
}

fn outcomes(run: &Run) -> Vec<(String, Outcome, Option<String>)> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    run.records()
        .into_iter()
        .map(|record| {
            (name(&record.path), record.outcome, record.error.map(|it| it.kind.to_string()))
        })
        .collect()
}

/// Makes a named pipe, where the system can.
#[cfg(unix)]
fn make_pipe(path: &Path) -> bool {
    Command::new("mkfifo").arg(path).status().is_ok_and(|status| status.success())
}

#[test]
fn exit_codes_are_as_documented_and_the_format_does_not_change_them() {
    let tree = tree();
    let (d, empty) = (tree.path().join("d"), tree.path().join("d/empty"));
    let (file, missing) = (tree.path().join("README"), tree.path().join("missing"));
    for (first, last, want) in [
        (&["scan"][..], &[&d][..], 0),
        (&["scan", "--all"], &[&d], 0),
        (&["scan"], &[&file, &d], 0),
        (&["scan"], &[&d, &missing], 3),
        (&["scan"], &[&empty], 4),
        (&["scan", "--allow-empty"], &[&empty], 0),
        (&["scan", "--fail-on", "never"], &[&missing], 3),
        (&["inspect"], &[&file], 0),
        (&["inspect"], &[&missing], 3),
        (&["inspect"], &[&d], 3),
        (&["inspect", "--fail-on", "sometimes"], &[&file], 2),
        (&["inspect", "--no-such-option"], &[&file], 2),
        (&["inspect", "--select", "no-such-rule"], &[&file], 2),
        (&["scan", "--max-depth", "0"], &[&d], 2),
        (&["scan", "-j", "0"], &[&d], 2),
        (&["scan", "-0"], &[&d], 2),
        (&["inspect"], &[], 2),
        (&["-q"], &[], 2),
        (&[], &[], 2),
    ] {
        let last: Vec<&Path> = last.iter().map(|path| path.as_path()).collect();
        for format in ["table", "json", "ndjson"] {
            let mut first = first.to_vec();
            if first.len() > usize::from(first.contains(&"-q")) {
                first.extend(["-f", format]);
            }
            let run = run(&args(&first, &last));
            assert_eq!(run.code, Some(want), "{first:?} {last:?}\n{}", run.err);
        }
    }
}

#[test]
fn what_can_be_asked_without_any_input() {
    for (args, word) in [
        (&["--version"][..], "gorigin 0."),
        (&["--help"], "Exit codes:"),
        (&["scan", "--help"], "--files-from"),
        (&["--limits"], "bytes-read"),
        (&["scan", "--limits"], "bytes-read"),
        (&["rules"], "goroot-conflict"),
        (&["rules", "not-trimmed"], "What to do"),
        (&["help"], "Exit codes:"),
        (&["help", "scan"], "--files-from"),
        (&["help", "not-trimmed"], "What to do"),
        (&["version"], "gorigin 0."),
        (&["--limits"], "16,384  known vulnerabilities of one program"),
        (&["--limits"], "64 MiB  bytes held by one read"),
        (&["--limits"], "1,024 ×  bytes unpacked for each packed one"),
        (&["rules", "--json"], "\"name\": \"not-trimmed\""),
        (&["rules", "-f", "ndjson"], "\"name\":\"not-trimmed\""),
        (&["completions", "bash"], "--files-from"),
        (&["completions", "zsh"], "--files-from"),
        (&["completions", "fish"], "files-from"),
        (&["completions", "powershell"], "--files-from"),
        (&["completions", "elvish"], "--files-from"),
    ] {
        let run = run(args);
        assert_eq!(run.code, Some(0), "{args:?}: {}", run.err);
        assert!(run.out().contains(word), "{args:?}: {}", run.out());
        assert_eq!(run.err, "", "{args:?}");
    }
}

#[test]
fn an_unknown_rule_is_answered_with_a_near_one() {
    for args in [
        &["scan", "--select", "goroot-conflic", "."][..],
        &["inspect", "--ignore", "not-trimmed,goroot-conflic", "x"],
        &["scan", "--severity", "goroot-conflic=off", "."],
        &["rules", "goroot-conflic"],
    ] {
        let run = run(args);
        assert_eq!(run.code, Some(2), "{args:?}");
        assert!(run.err.contains("similar value exists: 'goroot-conflict'"), "{}", run.err);
    }
    for (args, near) in [
        (["rules", "leak"], "'path-leak-host', 'path-leak-user', 'path-leak-build'"),
        (["rules", "trimmed"], "'not-trimmed'"),
        (["scan", "--severity=no-pie=warn"], "similar value exists: 'warning'"),
        (["scan", "--severity=no-pie"], "write RULE=LEVEL"),
        (["rules", "xyz"], "`gorigin rules` lists the rules"),
    ] {
        let run = run(&args);
        assert_eq!(run.code, Some(2), "{args:?}");
        assert!(run.err.contains(near), "{args:?}: {}", run.err);
        assert!(run.err.lines().count() < 10, "{args:?}: {}", run.err);
    }
}

/// A rule that the command never reports: with `--select` all would be well.
#[test]
fn a_rule_about_something_else_is_refused() {
    for (args, said) in [
        (
            &["scan", "--select", "goroot-missing", "."][..],
            "a similar rule is goroot-missing-on-host",
        ),
        (&["scan", "--ignore", "goroot-missing", "."], "goroot-missing is a rule about machines"),
        (&["inspect", "--severity", "gobin-not-on-path=off", "."], "gorigin doctor reports it"),
        (&["doctor", "--select", "not-trimmed"], "not-trimmed is a rule about programs"),
        (&["verify", "--select", "not-trimmed", "."], "gorigin verify does not report not-trimmed"),
        (&["scan", "--format", "openvex", "."], "openvex needs a database"),
        (&["verify", "--format", "openvex", "."], "openvex needs a database"),
    ] {
        let run = run(args);
        assert_eq!(run.code, Some(2), "{args:?}: {}", run.err);
        assert!(run.err.contains(said), "{args:?}: {}", run.err);
    }
    let run =
        run(&["verify", "--ignore", "not-trimmed", "--select", "content-id-mismatch", "-q", "."]);
    assert_ne!(run.code, Some(2), "{}", run.err);
}

/// One that this run does not ask is named, with what is missing.
#[test]
fn a_selected_rule_that_is_not_asked_is_named() {
    for (args, said) in [
        (&["scan", "--select", "vulnerable-function"][..], "no database is asked; add --vulndb"),
        (
            &["scan", "--select", "not-trimmed,modules-differ"],
            "modules-differ is not looked for: paths",
        ),
        (&["inspect", "--select", "needle-found"], "needle-found is not looked for: the bytes"),
        (&["scan", "--select", "content-id-mismatch"], "files are not hashed; add --verify"),
        (&["scan", "--no-host", "--select", "goroot-missing-on-host"], "no machine is compared"),
        (&["inspect", "--select", "modules-differ,content-id-mismatch"], ""),
        (&["scan", "--deep", "--verify", "--select", "modules-differ,content-id-mismatch"], ""),
        (&["verify", "--select", "content-id-mismatch"], ""),
    ] {
        let file = format!("{}/testdata/sample/linux-amd64-go1.22-s-w", env!("CARGO_MANIFEST_DIR"));
        let run = run(&[args, &[&*file]].concat());
        assert_eq!(
            run.err.contains("is not looked for"),
            !said.is_empty(),
            "{args:?}: {}",
            run.err
        );
        assert!(run.err.contains(said), "{args:?}: {}", run.err);
    }
}

/// What a message quotes may be the name of a file, which drives no terminal and begins no line.
#[test]
fn what_a_mistake_quotes_is_escaped() {
    const WORD: &str = "x\ngorigin: all is well\r\u{1b}[31m\u{202e}";
    for args in [
        &["scan", "--format", WORD][..],
        &["scan", "--jobs", WORD],
        &["scan", "--fail-on", WORD],
        &["scan", "--severity", WORD],
        &["scan", "--severity=no-pie=x\ngorigin: all is well\u{1b}[31m"],
        &["scan", "--select", WORD],
        &["scan", "--shard", WORD],
        &["scan", "--max-depth", WORD],
        &["scan", "--glob", "[x\ngorigin: all is well\r\u{1b}[31m\u{202e}"],
        &["inspect", "--min-go", WORD],
        &["inspect", "--target", WORD],
        &["inspect", "--target-cpu", WORD],
        &["inspect", "--target-glibc", WORD],
        &["inspect", "--platform", WORD],
        &["inspect", "--expect-revision", WORD],
        &["verify", "--require", WORD],
        &["rules", WORD],
        &["schema", WORD],
        &["help", WORD],
        &["remap", "--to", WORD],
        &["diff", "a", "b", WORD],
        &["scan", "--no\ngorigin: all is well\u{1b}[31m"],
        &[WORD],
    ] {
        let run = run(args);
        assert_eq!(run.code, Some(2), "{args:?}: {}", run.err);
        let is_control = |it: char| it.is_control() && it != '\n' || it == '\u{202e}';
        assert!(!run.err.contains(is_control), "{args:?}: {:?}", run.err);
        let begins = run.err.lines().any(|line| line.starts_with("gorigin: all"));
        assert!(!begins, "{args:?}: {:?}", run.err);
    }
}

#[test]
fn standard_input_is_an_input_called_dash() {
    for args in [&["inspect", "-f", "ndjson", "-"][..], &["scan", "-f", "ndjson", "-"]] {
        let run = run_with(args, b"not a program");
        let records = run.records();
        assert_eq!((run.code, records.len()), (Some(0), 1), "{args:?}");
        assert_eq!((records[0].path.as_str(), records[0].size), ("-", Some(13)), "{args:?}");
        assert_eq!(records[0].outcome, Outcome::NotGo, "{args:?}");
    }
}

#[test]
fn an_input_that_cannot_be_read_is_an_error_line_a_hint_and_a_record() {
    let tree = tree();
    let missing = tree.path().join("missing");
    for (path, kind, message, hint) in [
        (&missing, "not-found", "no such file or directory", "hint: check the spelling"),
        (&tree.path().join("d"), "is-directory", "is a directory", "hint: `gorigin scan "),
    ] {
        let run = run(&args(&["inspect", "-f", "ndjson"], &[path]));
        assert_eq!(run.code, Some(3));
        let error = run.records()[0].error.clone().unwrap();
        assert_eq!((error.kind.name(), error.message.as_str()), (kind, message));
        let lines: Vec<_> = run.err.lines().collect();
        assert_eq!(lines[0], format!("gorigin: {}: {message}", path.display()));
        assert!(lines[1].starts_with(hint), "{}", run.err);
        assert_eq!(lines.len(), 2, "{}", run.err);
    }
    let quiet = run(&args(&["inspect", "-q"], &[&missing]));
    assert_eq!((quiet.code, quiet.out(), quiet.err.as_str()), (Some(3), "", ""));
}

#[test]
fn a_walk_gives_records_only_for_what_matters() {
    let tree = tree();
    let quiet = run(&args(&["scan", "-f", "ndjson"], &[tree.path()]));
    assert_eq!((quiet.code, quiet.out()), (Some(0), ""));
    let all = run(&args(&["scan", "-f", "ndjson", "--all"], &[tree.path()]));
    let names: Vec<_> = outcomes(&all).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, ["README", "nothing", "script"]);
    let shallow = run(&args(&["scan", "-af", "ndjson", "--max-depth", "1"], &[tree.path()]));
    assert_eq!(outcomes(&shallow).len(), 1);
    let chosen = run(&args(&["scan", "-af", "ndjson", "-g", "s*"], &[tree.path()]));
    assert_eq!(outcomes(&chosen).len(), 1);
    let without = run(&args(&["scan", "-af", "ndjson", "-g", "!d"], &[tree.path()]));
    assert_eq!(outcomes(&without).len(), 1);
    let table = run(&args(&["scan"], &[tree.path()]));
    assert_eq!(table.out(), "0 Go programs in 3 files\n");
}

#[test]
fn json_is_one_document_with_a_summary() {
    let tree = tree();
    let run = run(&args(&["scan", "-f", "json"], &[tree.path(), &tree.path().join("missing")]));
    let document: serde_json::Value = serde_json::from_slice(&run.out).unwrap();
    assert_eq!(document["schema"], "gorigin.report/1");
    assert_eq!(document["records"].as_array().unwrap().len(), 1);
    assert_eq!(document["records"][0]["schema"], "gorigin.record/1");
    assert_eq!(document["summary"]["files"], 4);
    assert_eq!(document["summary"]["not_go"], 3);
    assert_eq!(document["summary"]["unreadable"], 1);
}

#[test]
fn the_result_can_go_to_a_file() {
    let tree = tree();
    let to = tempfile::tempdir().unwrap();
    let file = to.path().join("result");
    let run = run(&args(&["scan", "-f", "json", "-o"], &[&file, tree.path()]));
    assert_eq!((run.code, run.out()), (Some(0), ""));
    let document: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(document["summary"]["files"], 3);
    let nowhere = to.path().join("no/such/directory");
    let run = self::run(&args(&["scan", "-o"], &[&nowhere, tree.path()]));
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("cannot write: no such file or directory"), "{}", run.err);
    let input = tree.path().join("README");
    let run = self::run(&args(&["inspect", "-o"], &[&input, &input]));
    assert_eq!(run.code, Some(2), "{}", run.err);
    assert_eq!(fs::read(&input).unwrap(), b"text");
}

#[test]
fn lists_of_paths() {
    let tree = tree();
    let path = |name: &str| tree.path().join(name).to_str().unwrap().to_owned();
    let (readme, script, missing) = (path("README"), path("d/script"), path("missing"));
    let list = tree.path().join("list");
    fs::write(&list, format!("{readme}\n\n{script}\n{missing}\n")).unwrap();
    let want = [
        ("README".to_owned(), Outcome::NotGo, None),
        ("script".to_owned(), Outcome::NotGo, None),
        ("missing".to_owned(), Outcome::Unreadable, Some("not-found".to_owned())),
    ];
    let from_file = run(&args(&["scan", "-f", "ndjson", "--files-from"], &[&list]));
    assert_eq!((from_file.code, outcomes(&from_file)), (Some(3), want.to_vec()));

    let nul = format!("{readme}\0{script}\0");
    let from_stdin = run_with(&["scan", "-f", "ndjson", "--files-from", "-", "-0"], nul.as_bytes());
    assert_eq!((from_stdin.code, outcomes(&from_stdin)), (Some(0), want[..2].to_vec()));

    for (first, want) in [(&["scan"][..], 4), (&["scan", "--allow-empty"], 0)] {
        let empty = run_with(&[first, &["--files-from", "-"]].concat(), b"");
        assert_eq!(empty.code, Some(want), "{}", empty.err);
    }
    let both = run_with(&["scan", "--files-from", "-", "-"], b"");
    assert_eq!(both.code, Some(2));
    let no_list = run(&args(&["scan", "--files-from"], &[Path::new(&missing)]));
    assert_eq!(no_list.code, Some(2));
    assert!(no_list.err.contains("no such file"), "{}", no_list.err);
}

#[test]
fn the_order_does_not_depend_on_the_number_of_threads() {
    let tree = tempfile::tempdir().unwrap();
    for directory in 0..40 {
        let directory = tree.path().join(format!("d{directory}"));
        fs::create_dir(&directory).unwrap();
        for file in 0..50 {
            fs::write(directory.join(format!("f{file}")), vec![b'x'; file * 100]).unwrap();
        }
    }
    for format in ["table", "json", "ndjson"] {
        let one = run(&args(&["scan", "--all", "-j1", "-f", format], &[tree.path()]));
        assert_eq!(one.code, Some(0));
        for jobs in ["-j2", "-j8", "-j33"] {
            let many = run(&args(&["scan", "--all", jobs, "-f", format], &[tree.path()]));
            assert!(one.out == many.out, "{format} {jobs}");
        }
        assert!(one.out.iter().filter(|&&byte| byte == b'\n').count() >= 2000, "{format}");
    }
}

#[test]
fn colour_only_where_it_is_wanted() {
    let file = tree().keep().join("README");
    let colored = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = gorigin();
        command.args(args).arg(&file).envs(variables.iter().copied());
        finish(command.spawn().unwrap()).out().contains('\x1b')
    };
    for (args, variables, want) in [
        (&["scan"][..], &[][..], false),
        (&["scan", "--color", "always"], &[], true),
        (&["inspect", "--color", "always"], &[], true),
        (&["scan", "--color", "always"], &[("NO_COLOR", "1")], true),
        (&["scan"], &[("CLICOLOR_FORCE", "1")], true),
        (&["scan"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        (&["scan", "--color", "never"], &[("CLICOLOR_FORCE", "1")], false),
        (&["scan", "-f", "json", "--color", "always"], &[], false),
    ] {
        assert_eq!(colored(args, variables), want, "{args:?} {variables:?}");
    }
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn pipes_sockets_and_devices_are_never_opened() {
        let tree = tree();
        let (pipe, socket) = (tree.path().join("d/pipe"), tree.path().join("d/socket"));
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let zero = PathBuf::from("/dev/zero");
        let mut named: Vec<&Path> = vec![&socket, &zero];
        let mut walked = vec!["socket: skipped, is a socket"];
        if make_pipe(&pipe) {
            named.push(&pipe);
            walked.insert(0, "pipe: skipped, is a named pipe");
        }
        for command in ["scan", "inspect"] {
            let run = run(&args(&[command, "-f", "ndjson"], &named));
            assert_eq!(run.code, Some(3));
            for record in run.records() {
                assert_eq!(record.error.unwrap().kind, "not-a-file", "{}", record.path);
            }
        }
        let run = run(&args(&["scan", "-v"], &[tree.path()]));
        assert_eq!(run.code, Some(0));
        let lines: Vec<_> = run.err.lines().collect();
        assert_eq!(lines.len(), walked.len(), "{lines:?}");
        for (line, want) in lines.iter().zip(&walked) {
            assert!(line.ends_with(want), "{line}");
        }
        assert!(run.out().contains(&format!(", {} skipped", walked.len())), "{}", run.out());
    }

    #[test]
    fn loops_of_links_end() {
        let tree = tree();
        symlink("..", tree.path().join("d/up")).unwrap();
        symlink("self", tree.path().join("self")).unwrap();
        let skipped = run(&args(&["scan", "-f", "ndjson"], &[tree.path()]));
        assert_eq!((skipped.code, skipped.out()), (Some(0), ""));
        let followed = run(&args(&["scan", "-L", "-f", "ndjson"], &[tree.path()]));
        assert_eq!(followed.code, Some(3));
        let kinds: Vec<_> = outcomes(&followed).into_iter().map(|(.., kind)| kind).collect();
        assert_eq!(kinds, [Some("link-loop".to_owned()), Some("io".to_owned())]);
        let named = run(&args(&["inspect", "-f", "ndjson"], &[&tree.path().join("self")]));
        assert_eq!(named.code, Some(3));
    }

    #[test]
    fn names_that_are_not_utf8_survive() {
        let tree = tempfile::tempdir().unwrap();
        let name = OsStr::from_bytes(b"caf\xe9");
        if fs::write(tree.path().join(name), "").is_err() {
            return; // Some file systems refuse such names.
        }
        let run = gorigin()
            .current_dir(tree.path())
            .args(["scan", "--all", "-f", "ndjson", "."])
            .output()
            .unwrap();
        let record: Record = serde_json::from_slice(&run.stdout).unwrap();
        assert_eq!(record.path, "./caf\u{fffd}");
        assert_eq!(record.path_b64.as_deref(), Some("Li9jYWbp"));
        let mut command = gorigin();
        command.current_dir(tree.path()).args(["inspect", "-f", "ndjson"]).arg(name);
        assert_eq!(finish(command.spawn().unwrap()).code, Some(0));
    }

    #[test]
    fn escape_sequences_in_names_reach_no_stream() {
        let tree = tempfile::tempdir().unwrap();
        let names =
            ["a\x1b]0;title\x07", "b\x1b[2J", "c\u{9b}31m", "d\u{202e}exe", "e\nf\r", "-\x1b[31m"];
        for name in names {
            fs::write(tree.path().join(name), "").unwrap();
            symlink("nowhere", tree.path().join(format!("{name}link"))).unwrap();
        }
        let is_bad = |c: char| gorigin::bytes::is_unsafe(c) && c != '\n';
        for format in ["table", "json", "ndjson"] {
            let run = run(&args(&["scan", "-v", "--all", "-L", "-f", format], &[tree.path()]));
            // Links that lead nowhere are skipped, followed or not.
            assert_eq!(run.code, Some(0));
            assert!(!run.out().contains(is_bad) && !run.err.contains(is_bad), "{format}");
            assert!(!run.out().lines().any(|line| line == "f\\r"), "{format}");
        }
        let mut command = gorigin();
        command.current_dir(tree.path()).arg("scan").args(names);
        let mistake = finish(command.spawn().unwrap());
        assert_eq!(mistake.code, Some(2));
        assert!(!mistake.err.contains(is_bad), "{:?}", mistake.err);
    }

    #[test]
    fn what_may_not_be_read_is_a_record() {
        let tree = tree();
        for (name, mode) in [("README", 0o000), ("d", 0o000)] {
            let mode = fs::Permissions::from_mode(mode);
            fs::set_permissions(tree.path().join(name), mode).unwrap();
        }
        fs::set_permissions(tree.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let ndjson = ["scan", "-f", "ndjson"];
        let run = if fs::read(tree.path().join("README")).is_err() {
            run(&args(&ndjson, &[tree.path()]))
        } else {
            // Root may read everything, so somebody else has to try.
            let program = tree.path().join("gorigin");
            crate::common::process::copy_command(&program);
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
            command.args(ndjson).args(["-g", "!gorigin"]).arg(tree.path());
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            let Ok(child) = command.spawn() else { return };
            finish(child)
        };
        fs::set_permissions(tree.path().join("d"), fs::Permissions::from_mode(0o755)).unwrap();
        let denied = Some("permission-denied".to_owned());
        assert_eq!(run.code, Some(3), "{}", run.err);
        assert_eq!(
            outcomes(&run),
            [
                ("README".to_owned(), Outcome::Unreadable, denied.clone()),
                ("d".to_owned(), Outcome::Unreadable, denied)
            ]
        );
        assert_eq!(run.err.matches("permission denied").count(), 2, "{}", run.err);
    }

    #[test]
    fn a_path_that_is_too_long_is_a_record() {
        let tree = tempfile::tempdir().unwrap();
        // Neither half is too long to be made; one moved into the other is.
        let half =
            |name: &str| (0..15).fold(tree.path().join(name), |path, _| path.join("x".repeat(200)));
        fs::create_dir_all(half("a")).unwrap();
        fs::create_dir_all(half("b")).unwrap();
        fs::write(half("b").join("file"), "").unwrap();
        if fs::rename(tree.path().join("b"), half("a").join("b")).is_err() {
            return; // Some systems refuse that.
        }
        let run = run(&args(&["scan", "-f", "ndjson"], &[tree.path()]));
        assert_eq!(run.code, Some(3), "{}", run.err);
        let records = run.records();
        assert_eq!(records.len(), 1);
        let error = records[0].error.clone().unwrap();
        assert!(error.message.contains("too long"), "{error:?}");
    }

    #[test]
    fn output_that_cannot_be_written_is_said_once() {
        let tree = tree();
        let Ok(full) = fs::File::options().write(true).open("/dev/full") else { return };
        for args in [
            &["scan", "--all"][..],
            &["scan", "--all", "-f", "json"],
            &["inspect", "-f", "ndjson"],
            &["rules"],
            &["man"],
            &["--limits"],
        ] {
            let mut command = gorigin();
            command.args(args).stdout(full.try_clone().unwrap());
            if matches!(args[0], "scan" | "inspect") {
                command.arg(tree.path().join("README"));
            }
            let run = finish(command.spawn().unwrap());
            assert_eq!(run.code, Some(2), "{args:?}");
            assert_eq!(run.err, "gorigin: cannot write the result: no space left on device\n");
        }
    }

    #[test]
    fn a_closed_pipe_is_a_quiet_end() {
        let tree = tempfile::tempdir().unwrap();
        for file in 0..3000 {
            fs::write(tree.path().join(format!("a rather long name of a file {file}")), "")
                .unwrap();
        }
        for args in [&["scan", "--all", "-f", "ndjson"][..], &["scan", "--all", "-j1"]] {
            let mut child = gorigin().args(args).arg(tree.path()).spawn().unwrap();
            drop(child.stdout.take());
            let run = finish(child);
            assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{args:?}");
        }
    }
}
