//! The GOROOT worked out by the host layer against the one that real go commands print.
//!
//! Set `GORIGIN_GO` to a list of toolchains, `VERSION=GOROOT:VERSION=GOROOT…`, such as
//! `go1.22.10=/usr/local/go`. Each is run as `go env GOROOT` in every layout below.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use gorigin::host::{BuiltInGoroot, HostLayout, Os, Rooted};

struct Toolchain {
    version: String,
    go: PathBuf,
    built_in: Option<String>,
}

/// A temporary directory with the toolchain under test linked and copied about in it.
struct Disk<'t> {
    root: tempfile::TempDir,
    toolchain: &'t Toolchain,
}

impl Disk<'_> {
    fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    fn parent(&self, path: &str) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    fn put(&self, what: &Put<'_>) {
        let root = self.root.path().to_str().unwrap();
        match *what {
            Put::Dir(path) => fs::create_dir_all(self.path(path)).unwrap(),
            Put::File(path, text) => fs::write(self.parent(path), text.replace('@', root)).unwrap(),
            Put::Link(path, to) => symlink(to.replace('@', root), self.parent(path)).unwrap(),
            Put::Go(path) => {
                let to = self.parent(path);
                if fs::hard_link(&self.toolchain.go, &to).is_err() {
                    fs::copy(&self.toolchain.go, &to).unwrap();
                }
            }
            Put::Tree(goroot) => {
                fs::create_dir_all(self.path(goroot).join("pkg/tool")).unwrap();
                self.put(&Put::Go(&format!("{goroot}/bin/go")));
            }
        }
    }
}

/// Something to put on a disk, by its path; `@` in what it holds is the disk.
enum Put<'p> {
    Dir(&'p str),
    File(&'p str, &'p str),
    Link(&'p str, &'p str),
    /// A copy of the go command; a hard link is as good, and quicker.
    Go(&'p str),
    /// As much of a Go tree as deciding takes.
    Tree(&'p str),
}
use Put::{Dir, File, Go, Link, Tree};

/// A layout: its name, what is on the disk besides the tree `go`, and the environment.
type Layout = (&'static str, &'static [Put<'static>], &'static [(&'static str, &'static str)]);

const LAYOUTS: &[Layout] = &[
    ("tree", &[], &[("PATH", "@/go/bin")]),
    ("command linked", &[Link("bin/go", "@/go/bin/go")], &[("PATH", "@/bin")]),
    ("command linked, relative", &[Link("bin/go", "../go/bin/go")], &[("PATH", "@/bin")]),
    (
        "command linked twice",
        &[Link("a/go", "../go/bin/go"), Link("b/go", "@/a/go")],
        &[("PATH", "@/b")],
    ),
    ("tree linked", &[Link("current", "go")], &[("PATH", "@/current/bin")]),
    ("command copied", &[Go("copy/bin/go")], &[("PATH", "@/copy/bin")]),
    (
        "copied beside a decoy",
        &[Go("decoy/bin/go"), Dir("decoy/pkg/tool")],
        &[("PATH", "@/decoy/bin")],
    ),
    (
        "copied under a decoy",
        &[Go("decoy/opt/bin/go"), Dir("decoy/pkg/tool")],
        &[("PATH", "@/decoy/opt/bin")],
    ),
    (
        "copied far under a decoy",
        &[Go("decoy/a/b/bin/go"), Dir("decoy/pkg/tool")],
        &[("PATH", "@/decoy/a/b/bin")],
    ),
    (
        "cross-compiled",
        &[Go("cross/bin/linux_arm64/go"), Dir("cross/pkg/tool")],
        &[("PATH", "@/cross/bin/linux_arm64")],
    ),
    (
        "nested trees",
        &[Tree("outer/inner"), Dir("outer/pkg/tool")],
        &[("PATH", "@/outer/inner/bin")],
    ),
    ("pkg/tool is a file", &[Go("x/bin/go"), File("x/pkg/tool", "")], &[("PATH", "@/x/bin")]),
    (
        "pkg/tool is a link",
        &[Go("x/bin/go"), Link("x/pkg/tool", "@/go/pkg/tool")],
        &[("PATH", "@/x/bin")],
    ),
    (
        "pkg/tool is a dangling link",
        &[Go("x/bin/go"), Link("x/pkg/tool", "@/nowhere")],
        &[("PATH", "@/x/bin")],
    ),
    ("relative PATH", &[], &[("PATH", "go/bin")]),
    (
        "PATH through a link and back",
        &[Dir("a/b"), Link("l", "a/b")],
        &[("PATH", "@/l/../../go/bin")],
    ),
    (
        "several on PATH",
        &[Tree("second"), Link("dangling/go", "@/nowhere"), Dir("directory/go")],
        &[("PATH", "@/none:@/dangling:@/directory:@/second/bin:@/go/bin")],
    ),
    ("not executable", &[File("x/go", "text")], &[("PATH", "@/x:@/go/bin")]),
    ("GOROOT", &[Tree("other")], &[("PATH", "@/go/bin"), ("GOROOT", "@/other")]),
    ("GOROOT with a slash", &[], &[("PATH", "@/go/bin"), ("GOROOT", "@/go/")]),
    ("GOROOT with dots", &[], &[("PATH", "@/go/bin"), ("GOROOT", "@/go/pkg/..")]),
    ("GOROOT with two slashes", &[], &[("PATH", "@/go/bin"), ("GOROOT", "@//go")]),
    ("GOROOT is .", &[], &[("PATH", "@/go/bin"), ("GOROOT", ".")]),
    ("GOROOT is relative", &[], &[("PATH", "@/go/bin"), ("GOROOT", "go")]),
    ("GOROOT is empty", &[], &[("PATH", "@/go/bin"), ("GOROOT", "")]),
    ("GOROOT is missing", &[], &[("PATH", "@/go/bin"), ("GOROOT", "@/nowhere/")]),
    ("GOROOT is quoted", &[], &[("PATH", "@/go/bin"), ("GOROOT", "\"@/go\"")]),
    ("GOROOT with a space", &[], &[("PATH", "@/go/bin"), ("GOROOT", "@/go ")]),
    ("GOROOT with a return", &[], &[("PATH", "@/go/bin"), ("GOROOT", "@/go\r")]),
    ("GOROOT is a file", &[File("file", "")], &[("PATH", "@/go/bin"), ("GOROOT", "@/file")]),
    ("GOROOT is a link", &[Link("link", "@/go")], &[("PATH", "@/go/bin"), ("GOROOT", "@/link")]),
    (
        "GOROOT is a dangling link",
        &[Link("link", "@/nowhere")],
        &[("PATH", "@/go/bin"), ("GOROOT", "@/link")],
    ),
    (
        "GOROOT is a circle of links",
        &[Link("a", "b"), Link("b", "a")],
        &[("PATH", "@/go/bin"), ("GOROOT", "@/a")],
    ),
    (
        "env file",
        &[File("h/.config/go/env", "GOROOT=@/go/\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "env file without a line feed",
        &[File("h/.config/go/env", "GOROOT=@/h")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "env file, CRLF",
        &[File("h/.config/go/env", "GOROOT=@/go\r\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "env file, quoted",
        &[File("h/.config/go/env", "GOROOT=\"@/go\"\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "env file, missing",
        &[File("h/.config/go/env", "GOROOT=@/nowhere/\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "env file, last line",
        &[File("h/.config/go/env", "GOROOT=@/x\nGOROOT=@/h\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "env file, emptied",
        &[File("h/.config/go/env", "GOROOT=@/x\nGOROOT=\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "env file, odd lines",
        &[File("h/.config/go/env", "=\n\n #\nx=y\n GOROOT=@/x\nexport GOROOT=@/x\nGOROOT =@/x\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "env file and GOROOT",
        &[File("h/.config/go/env", "GOROOT=@/x\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOROOT", "@/go")],
    ),
    (
        "env file is a directory",
        &[Dir("h/.config/go/env")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "GOENV",
        &[File("my env", "GOROOT=@/h\n"), Dir("h")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOENV", "@/my env")],
    ),
    (
        "GOENV is relative",
        &[File("my env", "GOROOT=@/h\n"), Dir("h")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOENV", "my env")],
    ),
    (
        "GOENV=off",
        &[File("h/.config/go/env", "GOROOT=@/h\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOENV", "off")],
    ),
    (
        "XDG_CONFIG_HOME",
        &[File("xdg/go/env", "GOROOT=@/xdg\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("XDG_CONFIG_HOME", "@/xdg")],
    ),
    (
        "XDG_CONFIG_HOME is relative",
        &[File("xdg/go/env", "GOROOT=@/xdg\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("XDG_CONFIG_HOME", "xdg")],
    ),
    (
        "XDG_CONFIG_HOME without HOME",
        &[File("xdg/go/env", "GOROOT=@/xdg\n")],
        &[("PATH", "@/go/bin"), ("XDG_CONFIG_HOME", "@/xdg")],
    ),
];

/// What the go command prints and with which status it ends. Its warnings are about `GOPATH`.
fn go_env(disk: &Disk<'_>, env: &[(&str, String)]) -> (String, String, Option<i32>) {
    let output = Command::new("go")
        .args(["env", "GOROOT"])
        .env_clear()
        .envs(env.iter().map(|(name, value)| (name, value)))
        .env("GOTOOLCHAIN", "local")
        .env("GOPROXY", "off")
        .env("GOTELEMETRY", "off")
        .current_dir(disk.root.path())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let errors = text(output.stderr);
    let errors = errors.split_inclusive('\n').filter(|line| !line.starts_with("warning: "));
    (text(output.stdout), errors.collect(), output.status.code())
}

/// What the host layer says that it prints.
fn computed(disk: &Disk<'_>, env: &[(&str, String)]) -> (String, String, Option<i32>) {
    let toolchain = disk.toolchain;
    let version = toolchain.version.clone();
    let built_in = match &toolchain.built_in {
        Some(path) => BuiltInGoroot::Path(path.clone()),
        None => BuiltInGoroot::Trimmed,
    };
    let view = Rooted::new("/", Os::current(), move |_| Some(version.clone()))
        .with_built_in_goroot(move |_| built_in.clone())
        .with_current_dir(disk.root.path().to_str().unwrap());
    let view = env.iter().fold(view, |view, (name, value)| view.with_env(name, value));
    let decision = HostLayout::read(&view).goroot;
    match (decision.error, decision.value) {
        (Some(error), _) => (String::new(), format!("{error}\n"), Some(2)),
        (None, value) => (format!("{}\n", value.unwrap_or_default()), String::new(), Some(0)),
    }
}

fn toolchains() -> Option<Vec<Toolchain>> {
    let list = std::env::var("GORIGIN_GO").ok()?;
    let toolchains = list.split(':').filter(|entry| !entry.is_empty()).map(|entry| {
        let (version, goroot) = entry.split_once('=').expect("VERSION=GOROOT");
        let go = Path::new(goroot).join("bin/go").canonicalize().expect("bin/go");
        let mut toolchain = Toolchain { version: version.to_owned(), go, built_in: None };
        // Far from any tree, a go command shows the GOROOT compiled into it.
        let disk = Disk { root: tempfile::tempdir().unwrap(), toolchain: &toolchain };
        disk.put(&Go("a/b/c/go"));
        let path = disk.path("a/b/c").to_str().unwrap().to_owned();
        let (built_in, _, _) = go_env(&disk, &[("PATH", path)]);
        drop(disk);
        toolchain.built_in = Some(built_in.trim_end().to_owned()).filter(|path| !path.is_empty());
        toolchain
    });
    Some(toolchains.collect())
}

#[test]
fn go_env_goroot() {
    let Some(toolchains) = toolchains() else {
        println!("skipped: GORIGIN_GO not set");
        return;
    };
    let mut wrong = Vec::new();
    for toolchain in &toolchains {
        for (name, put, env) in LAYOUTS {
            let disk = Disk { root: tempfile::tempdir().unwrap(), toolchain };
            disk.put(&Tree("go"));
            put.iter().for_each(|what| disk.put(what));
            let root = disk.root.path().to_str().unwrap();
            let env: Vec<_> =
                env.iter().map(|(name, value)| (*name, value.replace('@', root))).collect();
            let (want, got) = (go_env(&disk, &env), computed(&disk, &env));
            if want != got {
                wrong.push(format!("{} {name}: go {want:?}, computed {got:?}", toolchain.version));
            }
        }
    }
    println!("{} toolchains in {} layouts", toolchains.len(), LAYOUTS.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
