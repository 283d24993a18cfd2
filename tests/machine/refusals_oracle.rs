//! What each release refuses to run with, against what real go commands say: one row for each row of
//! the tables, and its neighbours.
//!
//! A Go 1.19 in `/usr/lib/go-1.19` is asked too.
#![cfg(unix)]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex};

use crate::common::toolchains::toolchains;
use gorigin::artifact::open;
use gorigin::diagnosis::{Outcome, examine};
use gorigin::go::Release;
use gorigin::host::{BuiltInGoroot, HostLayout, Os, Program, Rooted, refused_flags};
use gorigin::inspect::build_facts;

/// What a program says of itself, each read once.
fn program(path: &Path) -> Option<Program> {
    static KNOWN: LazyLock<Mutex<HashMap<PathBuf, Option<Program>>>> =
        LazyLock::new(Mutex::default);
    let real = path.canonicalize().ok()?;
    KNOWN.lock().unwrap().entry(real).or_insert_with_key(|path| read(path)).clone()
}

fn read(path: &Path) -> Option<Program> {
    let program = build_facts(open(path).ok()?.source())?;
    let built_in = match program.goroot {
        Some(path) => BuiltInGoroot::Path(path),
        None => BuiltInGoroot::Trimmed,
    };
    let (version, target, path) = (program.version, program.target, program.path);
    Some(Program { version, built_in, target, path, ..Program::default() })
}

/// The go commands to ask.
fn commands() -> Vec<PathBuf> {
    let debian = Path::new("/usr/lib/go-1.19");
    let mut found: Vec<_> =
        toolchains().iter().map(|it| Path::new(&it.goroot).join("bin")).collect();
    if !found.is_empty() && debian.is_dir() {
        found.push(debian.join("bin"));
    }
    found
}

/// The settings of the environment and, behind a bar, of the env file.
const SETTINGS: &[&str] = &[
    "GOEXPERIMENT=nope",
    "GOEXPERIMENT=nonope",
    "GOEXPERIMENT=none",
    "GOEXPERIMENT=,none,",
    "GOEXPERIMENT=regabi,noregabi",
    "GOEXPERIMENT=FieldTrack",
    "GOEXPERIMENT=aliastypeparams",
    "GOEXPERIMENT=allocheaders",
    "GOEXPERIMENT=arenas",
    "GOEXPERIMENT=boringcrypto",
    "GOEXPERIMENT=cacheprog",
    "GOEXPERIMENT=cgocheck2",
    "GOEXPERIMENT=coverageredesign",
    "GOEXPERIMENT=dwarf5",
    "GOEXPERIMENT=exectracer2",
    "GOEXPERIMENT=nofieldtrack",
    "GOEXPERIMENT=goroutineleakprofile",
    "GOEXPERIMENT=greenteagc",
    "GOEXPERIMENT=heapminimum512kib",
    "GOEXPERIMENT=jsonv2",
    "GOEXPERIMENT=loopvar",
    "GOEXPERIMENT=mapsplitgroup",
    "GOEXPERIMENT=newinliner",
    "GOEXPERIMENT=pagetrace",
    "GOEXPERIMENT=preemptibleloops",
    "GOEXPERIMENT=randomizedheapbase64",
    "GOEXPERIMENT=range",
    "GOEXPERIMENT=rangefunc",
    "GOEXPERIMENT=runtimefreegc",
    "GOEXPERIMENT=runtimesecret",
    "GOEXPERIMENT=simd",
    "GOEXPERIMENT=sizespecializedmalloc",
    "GOEXPERIMENT=spinbitmutex",
    "GOEXPERIMENT=staticlockranking",
    "GOEXPERIMENT=swissmap",
    "GOEXPERIMENT=synchashtriemap",
    "GOEXPERIMENT=synctest",
    "GOEXPERIMENT=unified",
    "|GOEXPERIMENT=nope",
    "GOAMD64=v4",
    "GOAMD64=v9",
    "|GOAMD64=v9",
    "GOARM=7",
    "GOARM=7,softfloat",
    "GOARM=9",
    "GOARM=9 GOARM64=v8.0",
    "GO386=x",
    "GOARM64=v8.0",
    "GOARM64=v9.5,lse,crypto",
    "GOARM64=v9.6",
    "GOARM64=x",
    "GOMIPS=x",
    "GOMIPS64=x",
    "GOPPC64=power10",
    "GOPPC64=x",
    "GORISCV64=rva22u64",
    "GORISCV64=rva23u64",
    "GORISCV64=x",
    "|GORISCV64=x",
    "GOWASM=satconv,signext",
    "GOWASM=satconv,x",
    "GOWASM=x,y",
    "GOMIPS=x GOWASM=y",
    "GOFIPS140=off",
    "GOFIPS140=latest",
    "GOFIPS140=inprocess",
    "GOFIPS140=certified",
    "GOFIPS140=v1.0.0",
    "GOFIPS140=v1.0.0-c2097c7c",
    "GOFIPS140=v1.26.0",
    "GOFIPS140=v1.26.0-rc1",
    "GOFIPS140=v1.9.9",
    "GOFIPS140=v9.9.9",
    "GOFIPS140=nope",
    "GOFIPS140=../x",
    "|GOFIPS140=nope",
    "|GOFIPS140=v1.0.0",
    "|GOFIPS140=../x",
    "GOFIPS140=nope GOMIPS=x",
    "GOFIPS140=nope GOEXPERIMENT=nope",
    "GODEBUG=nope=1",
    "GODEBUG=x509sha1=1",
    "GODEBUG=x509sha1=0",
    "GODEBUG=tlskyber=0",
    "GODEBUG=gotypesalias=0",
    "GODEBUG=tlsunsafeekm=1",
    "GODEBUG=tlsrsakex=1",
    "GODEBUG=tls3des=1",
    "GODEBUG=tls10server=1",
    "GODEBUG=x509keypairleaf=0",
    "GODEBUG=x509keypairleaf=1",
    "GODEBUG=asynctimerchan=1",
    "GODEBUG=asynctimerchan=2,tls3des=1",
    "GODEBUG=gctrace=0,asynctimerchan=1",
    "GODEBUG=asynctimerchan=0",
    "GODEBUG=asynctimerchan=1 GOROOT=/nowhere",
    "GOMIPS=x GOROOT=/nowhere",
    "GOMIPS=x GOPATH=relative",
    "|GODEBUG=asynctimerchan=1",
];

/// Values of GOFLAGS.
const FLAGS: &[&str] = &[
    "-v",
    "--v",
    "-foo",
    "-foo=1 -v",
    "bar",
    "-",
    "---v",
    "-=x",
    "'-ldflags=-s -w'",
    "'-ldflags=-s -w",
    "\"-v",
    "-ldflags=-s -w",
    "-mod=mod",
    "-mod=x",
    "-mod=",
    "-modfile=x",
    "-p=x",
    "-p=0",
    "-p=2",
    "-p=99999999999999999999",
    "-race=zz",
    "-a=zz",
    "-asan=zz",
    "-linkshared=zz",
    "-modcacherw=zz",
    "-msan=zz",
    "-n=zz",
    "-trimpath=zz",
    "-trimpath=True",
    "-v=zz",
    "-work=zz",
    "-x=zz",
    "-buildvcs=zz",
    "-buildvcs=auto",
    "-compiler=zz",
    "-buildmode=zz",
    "-buildmode=pie",
    "-asmflags=zz",
    "-gcflags=zz",
    "-gcflags=all=-N",
    "-ldflags=zz",
    "-gccgoflags=zz",
    "-pgo=off",
    "-skip=x",
    "-fullpath",
    "-artifacts",
    "-test.v",
    "-test.nope",
    "-toolchain=x",
    "-ignore=x",
    "-tool",
    "-changed",
];

/// A go command, an environment, and a home with an env file.
struct Start {
    bin: PathBuf,
    home: tempfile::TempDir,
    env: Vec<(String, String)>,
}

impl Start {
    fn new(bin: &Path, env: &[(&str, &str)], file: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let config = home.path().join(".config/go");
        fs::create_dir_all(&config).unwrap();
        fs::write(config.join("env"), file).unwrap();
        fs::write(home.path().join("go.mod"), "module m\n\ngo 1.19\n").unwrap();
        fs::write(home.path().join("m.go"), "package main\n\nfunc main() {}\n").unwrap();
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let mut all = vec![
            ("PATH".to_owned(), text(bin)),
            ("HOME".to_owned(), text(home.path())),
            ("GOTOOLCHAIN".to_owned(), "local".to_owned()),
            ("GOPROXY".to_owned(), "off".to_owned()),
        ];
        all.extend(env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        Self { bin: bin.to_owned(), home, env: all }
    }

    /// What go prints to standard error, without warnings, or to standard output.
    fn go(&self, args: &[&str]) -> Result<String, String> {
        let mut command = Command::new(self.bin.join("go"));
        command.args(args).env_clear().envs(self.env.iter().map(|(name, value)| (name, value)));
        let output = command.current_dir(self.home.path()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        let errors = text(&output.stderr);
        let is_fatal = errors.starts_with("fatal error:");
        let lines = errors.lines().filter(|line| !line.starts_with("warning: "));
        // What follows a fatal error is a stack.
        let lines: Vec<_> = lines.take(if is_fatal { 1 } else { usize::MAX }).collect();
        Err(lines.join("\n"))
    }

    fn view(&self) -> Rooted {
        let view = Rooted::new("/", Os::current(), |_| None)
            .with_program(program)
            .with_current_dir(self.home.path().to_str().unwrap());
        self.env.iter().fold(view, |view, (name, value)| view.with_env(name, value))
    }
}

#[test]
fn settings_that_a_release_refuses() {
    let commands = commands();
    if commands.is_empty() {
        return;
    }
    let (mut wrong, mut count, mut refusals) = (Vec::new(), 0, 0);
    for bin in &commands {
        for settings in SETTINGS {
            let (env, file) = settings.split_once('|').unwrap_or((settings, ""));
            let env: Vec<_> = env.split(' ').filter_map(|it| it.split_once('=')).collect();
            let start = Start::new(bin, &env, &format!("{file}\n"));
            let want = start.go(&["env", "GOROOT"]);
            let layout = HostLayout::read(&start.view());
            let got = match layout.goroot.error {
                Some(error) => Err(error),
                None => Ok(layout.goroot.value.unwrap()),
            };
            count += 1;
            refusals += usize::from(want.is_err());
            if want != got {
                wrong.push(format!("{} {settings}: go {want:?}, here {got:?}", bin.display()));
            }
        }
    }
    println!("{} go commands: {count} comparisons, {refusals} refusals", commands.len());
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn flags_that_a_release_refuses() {
    let commands = commands();
    if commands.is_empty() {
        return;
    }
    let (mut wrong, mut count, mut refusals) = (Vec::new(), 0, 0);
    for bin in &commands {
        for flags in FLAGS {
            let start = Start::new(bin, &[("GOFLAGS", flags)], "");
            // `go list` with every flag that building takes.
            let want = start.go(&["list", "."]).err();
            let want = want.map(|it| it.lines().next().unwrap_or_default().to_owned());
            let version = program(&bin.join("go")).and_then(|it| it.version);
            let got = refused_flags(flags, version.as_deref().and_then(Release::parse));
            count += 1;
            refusals += usize::from(want.is_some());
            if want != got {
                wrong.push(format!("{} {flags}: go {want:?}, here {got:?}", bin.display()));
            }
        }
    }
    println!("{} go commands: {count} comparisons, {refusals} refusals", commands.len());
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
}

/// Settings that some release removed, and two that every one has.
const GODEBUG_LINES: &[&str] = &[
    "x509sha1",
    "tlskyber",
    "gotypesalias",
    "tlsunsafeekm",
    "tlsrsakex",
    "tls3des",
    "tls10server",
    "x509keypairleaf",
    "asynctimerchan",
    "panicnil",
    "execerrdot",
];

#[test]
fn godebug_lines_that_a_release_refuses() {
    let commands = commands();
    if commands.is_empty() {
        return;
    }
    let (mut wrong, mut count, mut refusals) = (Vec::new(), 0, 0);
    for bin in &commands {
        for (value, is_block) in [(0, false), (1, false), (2, false), (1, true)] {
            let start = Start::new(bin, &[], "");
            let file = start.home.path().join("go.mod");
            let word = if is_block { "\t" } else { "godebug " };
            let lines: String =
                GODEBUG_LINES.iter().map(|key| format!("{word}{key}={value} // why\n")).collect();
            let lines = if is_block { format!("godebug (\n{lines})\n") } else { lines };
            fs::write(&file, format!("module m\n\ngo 1.19\n\n{lines}")).unwrap();
            let printed = start.go(&["list", "."]).err().unwrap_or_default();
            // Where a directive is not known, a block of it is one error of other words.
            let numbers = |text: &str| -> Vec<String> {
                let rest = text.lines().filter_map(|line| line.split_once("go.mod:"));
                let pairs = rest.filter_map(|(_, rest)| rest.split_once(": "));
                pairs.map(|(number, says)| format!("{number}: {says}")).collect()
            };
            let mut want = numbers(&printed);
            let view = start.view();
            let checked = examine(&view, &HostLayout::read(&view));
            let check = checked.into_iter().find(|it| it.rule.name == "godebug-refused").unwrap();
            let mut got = match check.outcome {
                Outcome::Found(complaints) => numbers(&complaints[0].seen.join("\n")),
                _ => Vec::new(),
            };
            if want.iter().any(|it| it.contains("unknown block type")) {
                want.truncate(0);
                want.push("block".to_owned());
                got = vec![if got.is_empty() { "" } else { "block" }.to_owned()];
            }
            count += 1;
            refusals += want.len();
            if want != got {
                wrong.push(format!("{} {value}: go {want:#?}, here {got:#?}", bin.display()));
            }
        }
    }
    println!("{} go commands: {count} files, {refusals} lines refused", commands.len());
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
}
