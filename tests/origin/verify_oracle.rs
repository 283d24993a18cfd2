//! Programs that real toolchains build, verified; and what the trace of one build predicts of the
//! build with another spelling of the same GOROOT, against that build.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Instant;

use crate::common::skipped;
use crate::common::toolchains::toolchains;
use gorigin::go::Release;
use gorigin::inspect::{Hashing, Options, inspect};
use gorigin::report::VerificationRecord;
use gorigin::verify::Trace;

/// It takes in nothing but the runtime, so that little is compiled.
const MAIN: &str = r#"package main

import "runtime"

func main() { println(runtime.GOROOT()) }
"#;

const LIBRARY: &str = r#"package main

import "C"

//export Answer
func Answer() int { return 42 }

func main() {}
"#;

const CGO: &str = r#"package main

// int four(void) { return 4; }
import "C"

func main() { println(C.four()) }
"#;

/// How a program is built: a name, the environment and the arguments.
type Build = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

const BUILDS: &[Build] =
    &[("default", &[], &[]), ("bare", &[], &["-ldflags=-s -w"]), ("trimmed", &[], &["-trimpath"])];

/// For each of these the runtime is built anew, so only one toolchain of each rule builds them.
const FOREIGN_BUILDS: &[Build] = &[
    ("windows", &[("GOOS", "windows"), ("GOARCH", "amd64")], &[]),
    ("darwin", &[("GOOS", "darwin"), ("GOARCH", "arm64")], &[]),
    ("wasm", &[("GOOS", "js"), ("GOARCH", "wasm")], &[]),
];

struct Toolchain<'f> {
    release: Release,
    goroot: PathBuf,
    folder: &'f Path,
}

impl Toolchain<'_> {
    fn go(&self, goroot: &Path, env: &[(&str, &str)], arguments: &[&str]) -> Output {
        let mut command = Command::new(self.goroot.join("bin/go"));
        command.current_dir(self.folder.join("src")).args(arguments);
        command.env("GOROOT", goroot).env("GOTOOLCHAIN", "local").env("GOFLAGS", "-mod=mod");
        command.env("GOENV", "off").env("HOME", self.folder);
        command.env("GOCACHE", self.folder.join("cache")).envs(env.iter().copied());
        command.output().unwrap()
    }

    fn build(&self, goroot: &Path, (name, env, arguments): Build) -> (PathBuf, Output) {
        let to = self.folder.join(name);
        let _ = fs::remove_file(&to);
        let mut all = vec!["build", "-o", to.to_str().unwrap()];
        all.extend(arguments);
        let output = self.go(goroot, env, &[&all[..], &["."]].concat());
        (to, output)
    }
}

fn verify(path: &Path, trace: Option<&Trace>, goroots: &[String]) -> VerificationRecord {
    let bytes = fs::read(path).unwrap();
    let options = Options { hashing: Hashing::Check, trace, goroots, ..Options::default() };
    inspect(&bytes, &options).remove(0).verification.known().expect("a verification")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).lines().rev().take(3).collect::<Vec<_>>().join("; ")
}

#[test]
fn what_real_toolchains_build() {
    let toolchains = toolchains();
    if toolchains.is_empty() {
        return;
    }
    let (mut wrong, mut rules) = (Vec::new(), BTreeSet::new());
    for crate::common::toolchains::Toolchain { version, goroot } in &toolchains {
        let start = Instant::now();
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("src/library")).unwrap();
        fs::write(folder.path().join("src/go.mod"), "module example.com/p\n\ngo 1.19\n").unwrap();
        fs::write(folder.path().join("src/main.go"), MAIN).unwrap();
        fs::write(folder.path().join("src/library/main.go"), LIBRARY).unwrap();
        let toolchain = Toolchain {
            release: Release::parse(version).expect("a Go version"),
            goroot: PathBuf::from(goroot),
            folder: folder.path(),
        };
        let mut complain = |what: &str| wrong.push(format!("{version}: {what}"));
        // First, as it builds everything whether or not it is in the cache.
        check_trace(&toolchain, &mut complain);
        check_builds(&toolchain, BUILDS, &mut complain);
        let is_new_rule = rules.insert(rule_of(toolchain.release));
        if is_new_rule {
            check_builds(&toolchain, FOREIGN_BUILDS, &mut complain);
        }
        check_unfinished(&toolchain, &mut complain);
        let archive = check_archive(&toolchain, &mut complain);
        if is_new_rule && archive == "verified" {
            check_asked_for(&toolchain, &mut complain);
        }
        let foreign = if is_new_rule { "with" } else { "without" };
        let seconds = start.elapsed().as_secs();
        println!("{version}: {foreign} foreign builds, c-archive {archive}, in {seconds} s");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check_builds(toolchain: &Toolchain<'_>, builds: &[Build], complain: &mut impl FnMut(&str)) {
    let since_1_24 = toolchain.release >= Release::new(1, 24, 0);
    for &build in builds {
        let (path, output) = toolchain.build(&toolchain.goroot, build);
        if !output.status.success() {
            complain(&format!("{}: not built: {}", build.0, said(&output)));
            continue;
        }
        let got = verify(&path, None, &[]);
        if got.content_id.status != "verified" {
            complain(&format!("{}: {}", build.0, got.content_id.reason));
        }
        let host_id = since_1_24 && !matches!(build.0, "windows" | "wasm");
        if host_id && got.host_id.status != "derived" {
            complain(&format!("{}: host ID {}", build.0, got.host_id.reason));
        }
    }
}

/// How often, up to `release`, the hashing of the content or of the host ID changed.
fn rule_of(release: Release) -> usize {
    [22, 24, 25, 27].iter().filter(|&&minor| release >= Release::new(1, minor, 0)).count()
}

/// A program for C to link, which needs cgo and so a C compiler. Returns how it went.
fn check_archive(toolchain: &Toolchain<'_>, complain: &mut impl FnMut(&str)) -> &'static str {
    let to = toolchain.folder.join("lib.a");
    let arguments = ["build", "-o", to.to_str().unwrap(), "-buildmode=c-archive", "./library"];
    let has_compiler = Command::new("gcc").arg("--version").output().is_ok();
    if !has_compiler {
        return "SKIPPED: there is no gcc";
    }
    let env = [("CGO_ENABLED", "1"), ("CC", "gcc")];
    let output = toolchain.go(&toolchain.goroot, &env, &arguments);
    if !output.status.success() {
        complain(&format!("c-archive: not built: {}", said(&output)));
        return "not built";
    }
    let got = verify(&to, None, &[]);
    if got.content_id.status != "verified" || got.host_id.reason.contains("removed") {
        complain(&format!("c-archive: {}; {}", got.content_id.reason, got.host_id.reason));
        return "not verified";
    }
    check_linked(toolchain, &to, complain);
    check_stripped_archive(toolchain, &to, complain);
    "verified"
}

fn ran(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// What a C linker makes of the archive holds the archive's ID: there is nothing to check.
fn check_linked(toolchain: &Toolchain<'_>, archive: &Path, complain: &mut impl FnMut(&str)) {
    let source = toolchain.folder.join("use.c");
    let text = "extern long long Answer(void); int twice(void) { return 2 * (int)Answer(); }\n\
                int main(void) { return twice() - 84; }\n";
    fs::write(&source, text).unwrap();
    for (name, flags) in [("linked", &[][..]), ("linked.so", &["-shared", "-fPIC"])] {
        let to = toolchain.folder.join(name);
        let mut gcc = Command::new("gcc");
        gcc.args(flags).arg("-o").arg(&to).arg(&source).arg(archive).arg("-lpthread");
        if !ran(&mut gcc) {
            complain(&format!("c-archive: {name}: not linked"));
            continue;
        }
        let _ = ran(Command::new("strip").arg(&to).args(["-o"]).arg(to.with_extension("stripped")));
        for path in [to.clone(), to.with_extension("stripped")].iter().filter(|it| it.exists()) {
            let got = verify(path, None, &[]);
            let (content, host) = (got.content_id, got.host_id);
            if content.cause.as_deref() != Some("c-archive") || host.status != "uncheckable" {
                complain(&format!("{}: {}; {}", path.display(), content.reason, host.reason));
            }
        }
    }
}

/// An archive that was stripped is told as such; one whose list of members changed is not.
fn check_stripped_archive(
    toolchain: &Toolchain<'_>,
    archive: &Path,
    complain: &mut impl FnMut(&str),
) {
    let stripped = toolchain.folder.join("stripped.a");
    let fewer = toolchain.folder.join("fewer.a");
    fs::copy(archive, &fewer).unwrap();
    let is_stripped = ran(Command::new("strip").arg("-g").arg(archive).arg("-o").arg(&stripped));
    let is_fewer = ran(Command::new("ar").arg("d").arg(&fewer).arg("000001.o"));
    for (path, is_made, want) in
        [(&stripped, is_stripped, "altered"), (&fewer, is_fewer, "undecided")]
    {
        if !is_made {
            skipped(format_args!("{}: no binutils", path.display()));
            continue;
        }
        let got = verify(path, None, &[]).content_id;
        if got.verdict != want {
            complain(&format!("{}: {}: {}", path.display(), got.verdict, got.reason));
        }
    }
}

/// A host ID that the flags of the build ask for is no contradiction.
fn check_asked_for(toolchain: &Toolchain<'_>, complain: &mut impl FnMut(&str)) {
    let folder = toolchain.folder.join("src/cgo");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("main.go"), CGO).unwrap();
    for (flags, c_flags, want) in [
        ("-extldflags=-Wl,--build-id=sha1", "", "foreign"),
        ("-extldflags '-static -Wl,--build-id=0x0102030405060708'", "", "foreign"),
        ("-extldflags=-Wl,--build-id=none", "", "absent"),
        ("", "-Wl,--build-id=md5", "foreign"),
    ] {
        let to = toolchain.folder.join("asked");
        let _ = fs::remove_file(&to);
        let env = [("CGO_ENABLED", "1"), ("CC", "gcc"), ("CGO_LDFLAGS", c_flags)];
        let flags = format!("-ldflags={flags}");
        let arguments = ["build", "-o", to.to_str().unwrap(), &flags, "./cgo"];
        let output = toolchain.go(&toolchain.goroot, &env, &arguments);
        if !output.status.success() {
            complain(&format!("{flags} {c_flags}: not built: {}", said(&output)));
            continue;
        }
        let bytes = fs::read(&to).unwrap();
        let options = Options { hashing: Hashing::Check, ..Options::default() };
        let record = inspect(&bytes, &options).remove(0);
        let host = record.verification.known().unwrap().host_id;
        let is_found = record.findings.iter().any(|it| it.rule == "host-id-mismatch");
        let since_1_24 = toolchain.release >= Release::new(1, 24, 0);
        let says = host.reason.contains("--build-id") || !since_1_24;
        if host.status != want || is_found || !says {
            complain(&format!("{flags} {c_flags}: {}: {}", host.status, host.reason));
        }
    }
}

/// `go run` leaves the placeholder up to Go 1.23.
fn check_unfinished(toolchain: &Toolchain<'_>, complain: &mut impl FnMut(&str)) {
    let to = toolchain.folder.join("run");
    let arguments = ["run", "-exec", "cp", ".", to.to_str().unwrap()];
    let output = toolchain.go(&toolchain.goroot, &[], &arguments);
    if !output.status.success() {
        complain(&format!("go run: {}", said(&output)));
        return;
    }
    let since_1_24 = toolchain.release >= Release::new(1, 24, 0);
    let want = if since_1_24 { "verified" } else { "unfinalized" };
    let got = verify(&to, None, &[]).content_id;
    if got.status != want {
        complain(&format!("go run: {}, expected {want}: {}", got.status, got.reason));
    }
}

/// Two spellings of one GOROOT: the trace of the first build, with the second in its place, gives
/// the ID that the second build has.
fn check_trace(toolchain: &Toolchain<'_>, complain: &mut impl FnMut(&str)) {
    let other = toolchain.folder.join("spelled-otherwise");
    symlink(&toolchain.goroot, &other).unwrap();
    let traced: Build = ("traced", &[("GODEBUG", "gocachehash=1")], &["-a"]);
    let (first, output) = toolchain.build(&toolchain.goroot, traced);
    let trace = match Trace::read(&mut output.stderr.as_slice()) {
        Ok(trace) => trace,
        Err(error) => return complain(&format!("trace: {error}")),
    };
    let link = verify(&first, Some(&trace), &[]).link_action.known().expect("a link action");
    if link.status != "match" {
        complain(&format!("trace: {}", link.reason));
    }
    let (second, output) = toolchain.build(&other, ("other", &[], &[]));
    if !output.status.success() {
        return complain(&format!("other spelling: {}", said(&output)));
    }
    let spelled = other.to_str().unwrap().to_owned();
    let link =
        verify(&second, Some(&trace), std::slice::from_ref(&spelled)).link_action.known().unwrap();
    if link.status != "other-goroot" || link.proven.as_deref() != Some(&spelled) {
        complain(&format!("other spelling: {}: {}", link.status, link.reason));
    }
}
