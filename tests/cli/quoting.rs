//! Command lines that gorigin prints are safe to copy: the shell sees the name as one word, and
//! nothing in it is run.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::common::process::{GORIGIN, copy_command, has, run};

/// Names that would do something, or break a word, if they were not quoted.
const NAMES: [&[u8]; 30] = [
    b"plain", b"$(id)", b"`id`", b"a b", b" ", b"it's", b"\"", b"\\", b"a\\", b"~", b"~root", b"*",
    b"?x", b"[a]", b"{a,b}", b"a;id", b"a&id", b"a|id", b">x", b"<x", b"#x", b"!x", b"!!", b"a=b",
    b"$HOME", b"${IFS}", b"-rf", b"--help", b"-", b"()",
];

/// Names that no plain quoting shows safely: no command line may hold them.
const UNSHOWABLE: [&[u8]; 5] =
    [b"a\nid", b"\x1b[2J", b"caf\xe9", "\u{202e}x".as_bytes(), "\u{200b}".as_bytes()];

/// The command lines in what was said: between backquotes at the ends of a line, or after a colon.
fn commands(said: &str) -> Vec<String> {
    let hints = said.lines().filter_map(|line| line.strip_prefix("hint: "));
    hints
        .filter_map(|hint| {
            if let Some(rest) = hint.strip_prefix('`') {
                let end = rest.rfind("` looks")?;
                return Some(rest[..end].to_owned());
            }
            hint.find(": gorigin ").map(|at| hint[at + 2..].to_owned())
        })
        .collect()
}

/// The words of a command line as the shell reads them; its first word is not run.
fn words(folder: &Path, line: &str) -> Vec<Vec<u8>> {
    let check = Command::new("sh").args(["-n", "-c", line]).status().unwrap();
    assert!(check.success(), "{line}");
    let line = line.replacen(" - < ", " - ", 1);
    let rest = line.strip_prefix("gorigin ").unwrap_or_else(|| panic!("{line}"));
    let output = Command::new("sh")
        .args(["-c", &format!("printf '%s\\0' {rest}")])
        .current_dir(folder)
        .output()
        .unwrap();
    output.stdout.split_terminator(|&byte| byte == 0).map(<[u8]>::to_vec).collect()
}

trait SplitTerminator {
    fn split_terminator(&self, is_end: impl Fn(&u8) -> bool) -> std::vec::IntoIter<&[u8]>;
}

impl SplitTerminator for [u8] {
    fn split_terminator(&self, is_end: impl Fn(&u8) -> bool) -> std::vec::IntoIter<&[u8]> {
        let mut parts: Vec<&[u8]> = self.split(|byte| is_end(byte)).collect();
        parts.pop();
        parts.into_iter()
    }
}

#[test]
fn a_name_in_a_hint_is_one_word() {
    let folder = tempfile::tempdir().unwrap();
    let (mut directories, mut pipes) = (0, 0);
    for name in NAMES.iter().chain(&UNSHOWABLE) {
        let name = OsStr::from_bytes(name);
        let is_showable = !UNSHOWABLE.contains(&name.as_bytes());
        let inspect = |named: &OsStr| {
            let output = Command::new(GORIGIN)
                .args(["inspect", "--"])
                .arg(named)
                .current_dir(folder.path())
                .output()
                .unwrap();
            String::from_utf8(output.stderr).unwrap()
        };
        // As it is, and with its folder; a hyphen alone is standard input.
        let with_folder = folder.path().join(name).into_os_string();
        let mut spellings = vec![with_folder];
        spellings.extend((name != "-").then(|| name.to_owned()));
        for kind in ["directory", "pipe"] {
            let path = folder.path().join(name);
            if kind == "directory" {
                if fs::create_dir(&path).is_err() {
                    continue; // Some file systems refuse such names.
                }
            } else if !Command::new("mkfifo").arg("--").arg(&path).status().unwrap().success() {
                continue;
            }
            for spelling in &spellings {
                let said = inspect(spelling);
                let found = commands(&said);
                assert!(!said.contains("sudo"), "{said}");
                if !is_showable {
                    assert_eq!(found, [""; 0], "{said}");
                    continue;
                }
                assert_eq!(found.len(), 1, "{said}");
                let words = words(folder.path(), &found[0]);
                let last = words.last().unwrap();
                let meant: &[u8] = spelling.as_bytes();
                let dotted = [b"./", meant].concat();
                assert!(last == meant || meant.starts_with(b"-") && *last == dotted, "{said}");
                assert_eq!(words.len(), if kind == "directory" { 2 } else { 3 }, "{said}");
                *(if kind == "directory" { &mut directories } else { &mut pipes }) += 1;
            }
            let _ =
                if kind == "directory" { fs::remove_dir(&path) } else { fs::remove_file(&path) };
        }
    }
    assert!(directories > 50 && pipes > 50, "{directories} {pipes}");
}

#[test]
fn a_hint_that_cannot_work_is_not_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("closed")).unwrap();
    fs::write(path("locked"), "x").unwrap();
    copy_command(&path("gorigin"));
    for (name, mode) in [("closed", 0o000), ("locked", 0o000), (".", 0o755)] {
        fs::set_permissions(path(name), fs::Permissions::from_mode(mode)).unwrap();
    }
    let mut prefix = "";
    if fs::read(path("locked")).is_ok() {
        if !has("setpriv") {
            return;
        }
        prefix = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
    }
    let _listener = std::os::unix::net::UnixListener::bind(path("socket")).unwrap();
    for (command, want) in [
        ("inspect closed", "gorigin: closed: is a directory\n"),
        ("inspect socket", "gorigin: socket: is a socket, not a file\n"),
        ("inspect /dev/zero", "gorigin: /dev/zero: is a device, not a file\n"),
        (
            "inspect locked",
            "gorigin: locked: permission denied\nhint: run gorigin as a user who may read it\n",
        ),
        (
            "scan closed",
            "gorigin: closed: permission denied\nhint: run gorigin as a user who may read it\n",
        ),
    ] {
        let run = run(folder.path(), &format!("{prefix}./gorigin {command} >/dev/null"));
        assert_eq!((run.code, run.err.as_str()), (3, want), "{command}");
    }
    fs::set_permissions(path("closed"), fs::Permissions::from_mode(0o755)).unwrap();
    // A name that was redacted cannot be typed.
    fs::create_dir_all(path("home/mariekejansen/x")).unwrap();
    let shown = format!("{}/home/mariekejansen/x", folder.path().display());
    let run = run(folder.path(), &format!("./gorigin inspect --redact {shown}"));
    assert!(run.err.contains("is a directory"), "{}", run.err);
    let is_redacted = !run.err.contains("mariekejansen");
    assert_eq!(is_redacted, commands(&run.err).is_empty(), "{}", run.err);
}
