//! Where a Go program meets another tool: one row for each meeting, with the real tool, over programs
//! that real toolchains built and over fixtures. What `verify` says of the result must be right.
//!
//! Without toolchains the rows run on fixtures alone. Rows whose tool is missing are skipped, and said to be. `GORIGIN_TOOLS` is a list
//! of folders that are searched for tools before `PATH`, for other versions of them.
#![cfg(unix)]

mod debug_files;
mod elf;
mod pe;
mod wasm;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::common::skipped;
use crate::common::toolchains::toolchains;
use gorigin::inspect::{Depth, Hashing, Options, inspect};
use gorigin::report::Record;

/// A program, and what kind it is: rows choose by that.
#[derive(Clone)]
pub(crate) struct Program {
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// One meeting.
pub(crate) struct Meeting {
    /// Programs of these kinds take part.
    pub(crate) kinds: &'static [&'static str],
    /// The tool.
    pub(crate) tool: &'static str,
    /// Its arguments: `{in}` is the program, `{out}` what it becomes. Without `{out}` the tool changes the
    /// file in place.
    pub(crate) arguments: &'static [&'static str],
    /// The verdict and the cause, a part of the tool's name and a part of a mark; the last two may be
    /// empty.
    pub(crate) want: [&'static str; 4],
}

pub(crate) fn meeting(
    kinds: &'static [&'static str],
    tool: &'static str,
    arguments: &'static [&'static str],
    want: [&'static str; 4],
) -> Meeting {
    Meeting { kinds, tool, arguments, want }
}

/// What became of a row.
pub(crate) enum Ran {
    Done(Vec<u8>),
    Missing,
    Failed(String),
}

/// Where a tool lies.
pub(crate) fn find(tool: &str) -> Option<PathBuf> {
    let folders = |name: &str| std::env::var_os(name).unwrap_or_default();
    let all = [folders("GORIGIN_TOOLS"), folders("PATH")];
    let all: Vec<PathBuf> = all.iter().flat_map(std::env::split_paths).collect();
    all.into_iter().map(|folder| folder.join(tool)).find(|path| path.is_file())
}

/// Runs a tool on `bytes`.
pub(crate) fn run(tool: &str, arguments: &[&str], bytes: &[u8]) -> Ran {
    let Some(path) = find(tool) else { return Ran::Missing };
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("in"), folder.path().join("out"));
    fs::write(&from, bytes).unwrap();
    let file = |path: &Path| path.to_str().unwrap().to_owned();
    let places = [("{in}", file(&from)), ("{out}", file(&to)), ("{folder}", file(folder.path()))];
    let filled = arguments.iter().map(|argument| {
        places.iter().fold((*argument).to_owned(), |text, (name, path)| text.replace(name, path))
    });
    let output = Command::new(path).current_dir(folder.path()).args(filled).output();
    let is_in_place = !arguments.iter().any(|argument| argument.contains("{out}"));
    let result = fs::read(if is_in_place { &from } else { &to });
    match (output, result) {
        // A tool that fails may have changed the file all the same.
        (Ok(output), Ok(bytes)) if output.status.success() || is_in_place => Ran::Done(bytes),
        (Ok(output), _) => Ran::Failed(String::from_utf8_lossy(&output.stderr).into_owned()),
        (Err(error), _) => Ran::Failed(error.to_string()),
    }
}

#[expect(clippy::ptr_arg, reason = "a source of bytes is a vector, not a slice")]
pub(crate) fn record(bytes: &Vec<u8>) -> Record {
    let options = Options { depth: Depth::Full, hashing: Hashing::Check, ..Options::default() };
    inspect(bytes, &options).remove(0)
}

/// Runs every row, and lists all that went wrong.
pub(crate) fn check(meetings: &[Meeting], programs: &[Program]) {
    let (mut wrong, mut skipped, mut ran) = (Vec::new(), BTreeSet::new(), 0);
    for meeting in meetings {
        for program in programs.iter().filter(|it| meeting.kinds.contains(&it.kind)) {
            let row =
                format!("{} × {} {}", program.name, meeting.tool, meeting.arguments.join(" "));
            let bytes = match run(meeting.tool, meeting.arguments, &program.bytes) {
                Ran::Done(bytes) => bytes,
                Ran::Missing => {
                    skipped.insert(format!("{} is not installed", meeting.tool));
                    continue;
                }
                Ran::Failed(why) => {
                    let why = why.lines().next().unwrap_or_default().to_owned();
                    skipped.insert(format!("{row}: {why}"));
                    continue;
                }
            };
            ran += 1;
            let content = record(&bytes).verification.known().unwrap_or_default().content_id;
            let alteration = content.alteration.clone().unwrap_or_default();
            let [verdict, cause, tool, mark] = meeting.want;
            let fits = content.verdict == verdict
                && content.cause.as_deref().unwrap_or_default() == cause
                && alteration.tool.as_deref().unwrap_or_default().contains(tool)
                && (mark.is_empty() || alteration.marks.iter().any(|it| it.contains(mark)));
            if !fits {
                wrong.push(format!("{row}: want {:?}, got {content:?}", meeting.want));
            }
        }
    }
    println!("{ran} meetings");
    skipped.iter().for_each(crate::common::skipped);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// How a program is built: its kind, the environment, and the arguments of `go build`.
type Build = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

const BUILDS: &[Build] = &[
    ("linux", &[], &["."]),
    ("linux-bare", &[], &["-ldflags=-s -w", "."]),
    ("linux-plain-dwarf", &[], &["-ldflags=-compressdwarf=false", "."]),
    ("pie", &[], &["-buildmode=pie", "."]),
    ("cgo", &[("CGO_ENABLED", "1")], &["./c"]),
    ("cgo-bare", &[("CGO_ENABLED", "1")], &["-ldflags=-s -w", "./c"]),
    ("windows", &[("GOOS", "windows"), ("GOARCH", "amd64")], &["."]),
    ("windows-bare", &[("GOOS", "windows"), ("GOARCH", "amd64")], &["-ldflags=-s -w", "."]),
    (
        "windows-cgo",
        &[
            ("GOOS", "windows"),
            ("GOARCH", "amd64"),
            ("CGO_ENABLED", "1"),
            ("CC", "x86_64-w64-mingw32-gcc"),
        ],
        &["./c"],
    ),
    ("js", &[("GOOS", "js"), ("GOARCH", "wasm")], &["."]),
    ("js-bare", &[("GOOS", "js"), ("GOARCH", "wasm")], &["-ldflags=-s -w", "."]),
];

const MAIN: &str =
    "package main\n\nimport \"runtime\"\n\nfunc main() { println(runtime.GOROOT()) }\n";
const WITH_C: &str = "package main\n\n// int answer(void) { return 42; }\nimport \"C\"\n\n\
                      func main() { println(C.answer()) }\n";

/// What toolchains build of the kinds.
pub(crate) fn built(kinds: &[&str]) -> Vec<Program> {
    static ALL: OnceLock<Vec<Program>> = OnceLock::new();
    let all = ALL.get_or_init(build);
    if all.is_empty() {
        skipped("GORIGIN_GO names no toolchains");
    }
    all.iter().filter(|it| kinds.contains(&it.kind)).cloned().collect()
}

/// Builds every kind, with Go 1.22 or the oldest that is named, and with the newest.
fn build() -> Vec<Program> {
    let all = toolchains();
    let all: Vec<_> = all.iter().map(|it| (&it.version, &it.goroot)).collect();
    let old = all.iter().find(|(version, _)| version.starts_with("go1.22")).or(all.first());
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("src/c")).unwrap();
    fs::write(folder.path().join("src/go.mod"), "module example.com/p\n\ngo 1.20\n").unwrap();
    fs::write(folder.path().join("src/main.go"), MAIN).unwrap();
    fs::write(folder.path().join("src/c/main.go"), WITH_C).unwrap();
    let mut programs = Vec::new();
    for (version, goroot) in old.into_iter().chain(all.last().filter(|last| Some(*last) != old)) {
        for (kind, env, arguments) in BUILDS {
            let to = folder.path().join(format!("{version}-{kind}"));
            let mut command = Command::new(Path::new(goroot).join("bin/go"));
            command.current_dir(folder.path().join("src")).arg("build").arg("-o").arg(&to);
            command.env("GOROOT", goroot).env("GOTOOLCHAIN", "local").env("GOFLAGS", "-mod=mod");
            command.env("GOENV", "off").env("HOME", folder.path()).env("CGO_ENABLED", "0");
            command.env("GOCACHE", folder.path().join("cache")).envs(env.iter().copied());
            let output = command.args(*arguments).output().unwrap();
            match fs::read(&to) {
                Ok(bytes) => {
                    programs.push(Program { kind, name: format!("{version} {kind}"), bytes });
                }
                Err(_) => {
                    let why = String::from_utf8_lossy(&output.stderr).into_owned();
                    let why = why.lines().last().unwrap_or_default().to_owned();
                    skipped(format_args!("{version} {kind} is not built: {why}"));
                }
            }
        }
    }
    programs
}

/// Fixtures, each as a program of that kind.
pub(crate) fn fixtures(list: &[(&'static str, &str)]) -> Vec<Program> {
    let program = |(kind, name): &(&'static str, &str)| Program {
        kind,
        name: (*name).to_owned(),
        bytes: crate::common::fixture_bytes(name),
    };
    list.iter().map(program).collect()
}
