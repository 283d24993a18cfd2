//! The settings worked out by the host layer against those that real go commands print.
//!
//! Each toolchain is run as `go env -json` in every layout below, and every value
//! and every refusal must be the same. Nothing is downloaded: a layout in which go would do so has
//! a GOPROXY that leads nowhere.
#![cfg(unix)]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use crate::common::toolchains::toolchains;
use gorigin::artifact::open;
use gorigin::host::{BuiltInGoroot, HostLayout, Os, Program, Rooted};
use gorigin::inspect::build_facts;

struct Toolchain {
    version: String,
    go: PathBuf,
    goroot: PathBuf,
}

impl Toolchain {
    /// 1.22.10.
    fn number(&self) -> Vec<u32> {
        let number = self.version.trim_start_matches("go");
        number.split('.').map(|part| part.parse().unwrap()).collect()
    }
}

/// A temporary directory with the toolchain under test linked and copied about in it.
struct Disk<'t> {
    root: tempfile::TempDir,
    toolchain: &'t Toolchain,
    /// Another one, `+` in layouts.
    other: &'t Toolchain,
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

    /// A text of a layout: `@` is the disk, `%` the version under test, `+` the other one.
    fn text(&self, text: &str) -> String {
        let root = self.root.path().to_str().unwrap();
        let plus = |text: &str| text.replace("<+>", &self.other.version[2..]);
        plus(text).replace("<%>", &self.toolchain.version[2..]).replace('@', root)
    }

    fn put(&self, what: &Put<'_>) {
        match *what {
            Put::Dir(path) => fs::create_dir_all(self.path(&self.text(path))).unwrap(),
            Put::File(path, text) => {
                fs::write(self.parent(&self.text(path)), self.text(text)).unwrap();
            }
            Put::Link(path, to) => symlink(self.text(to), self.parent(&self.text(path))).unwrap(),
            Put::Go(path) => self.put_go(self.toolchain, path),
            Put::Other(path) => self.put_go(self.other, &self.text(path)),
            Put::Tree(goroot) => self.put_tree(self.toolchain, goroot),
            Put::OtherTree(goroot) => self.put_tree(self.other, goroot),
            Put::Cached => {
                let name = self.text("v0.0.1-go<+>.linux-amd64");
                // The path has an @ of its own.
                let goroot = format!("h/go/pkg/mod/golang.org/toolchain@{name}");
                self.put_tree(self.other, &goroot);
                let sum = format!("h/go/pkg/mod/cache/download/golang.org/toolchain/@v/{name}");
                let hash = "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
                fs::write(self.parent(&format!("{sum}.ziphash")), hash).unwrap();
            }
        }
    }

    fn put_go(&self, toolchain: &Toolchain, path: &str) {
        let to = self.parent(path);
        if fs::hard_link(&toolchain.go, &to).is_err() {
            fs::copy(&toolchain.go, &to).unwrap();
        }
    }

    fn put_tree(&self, toolchain: &Toolchain, goroot: &str) {
        fs::create_dir_all(self.path(goroot).join("pkg/tool")).unwrap();
        self.put_go(toolchain, &format!("{goroot}/bin/go"));
        let _ = fs::copy(toolchain.goroot.join("go.env"), self.path(goroot).join("go.env"));
        // Later toolchains look for these two when they come from the module cache.
        for name in ["src/go.mod", "src/_go.mod"] {
            fs::write(self.parent(&format!("{goroot}/{name}")), "").unwrap();
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
    /// The go command of the other toolchain.
    Other(&'p str),
    /// As much of the other toolchain.
    OtherTree(&'p str),
    /// The other toolchain in the module cache of the home directory `h`.
    Cached,
}
use Put::{Cached, Dir, File, Go, Link, Other, OtherTree, Tree};

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
    ("home", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h")]),
    ("home is relative", &[], &[("PATH", "@/go/bin"), ("HOME", "h")]),
    ("home is empty", &[], &[("PATH", "@/go/bin"), ("HOME", "")]),
    ("home ends in a slash", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h/")]),
    ("home holds GOROOT", &[Tree("h/go")], &[("PATH", "@/h/go/bin"), ("HOME", "@/h")]),
    (
        "home holds GOROOT, named",
        &[Tree("h/go")],
        &[("PATH", "@/h/go/bin"), ("HOME", "@/h"), ("GOROOT", "@/h/go")],
    ),
    (
        "home holds GOROOT by a link",
        &[Link("h/go", "@/go")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    ("GOPATH", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOPATH", "@/p")]),
    ("GOPATH is a list", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOPATH", "@/p:@/q")]),
    (
        "GOPATH starts with nothing",
        &[],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOPATH", ":@/q")],
    ),
    ("GOPATH ends with a slash", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOPATH", "@/p/")]),
    ("GOPATH is relative", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOPATH", "p")]),
    (
        "GOPATH is relative in the list",
        &[],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOPATH", "@/p:q")],
    ),
    ("GOPATH with a tilde", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOPATH", "~/go")]),
    ("GOPATH is GOROOT", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOPATH", "@/go")]),
    (
        "GOPATH is GOROOT with a slash",
        &[],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOPATH", "@/go/")],
    ),
    (
        "GOPATH is relative and GOROOT missing",
        &[],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOPATH", "p"), ("GOROOT", "@/nowhere")],
    ),
    (
        "GOPATH in the env file",
        &[File("h/.config/go/env", "GOPATH=@/p\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "GOPATH in the env file, relative",
        &[File("h/.config/go/env", "GOPATH=p\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "GOPATH in both",
        &[File("h/.config/go/env", "GOPATH=@/p\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOPATH", "@/q")],
    ),
    (
        "GOPATH holds go.mod",
        &[File("h/go/go.mod", "module m\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    ("GOMODCACHE", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOMODCACHE", "@/m")]),
    ("GOMODCACHE is relative", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOMODCACHE", "m")]),
    (
        "GOMODCACHE in the env file",
        &[File("h/.config/go/env", "GOMODCACHE=@/m/\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    ("GOBIN", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOBIN", "@/b")]),
    ("GOBIN is relative", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOBIN", "b")]),
    (
        "GOBIN in the env file",
        &[File("h/.config/go/env", "GOBIN=@/b\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "GOBIN without modules",
        &[],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            ("GO111MODULE", "off"),
            ("GOPATH", "@/p:@/q"),
            (".", "@/q"),
        ],
    ),
    (
        "GOBIN with modules perhaps",
        &[],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            ("GO111MODULE", "auto"),
            ("GOPATH", "@/p:@/q"),
            (".", "@/q"),
        ],
    ),
    (
        "GOBIN with modules after all",
        &[File("q/go.mod", "module m\n")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            ("GO111MODULE", "auto"),
            ("GOPATH", "@/p:@/q"),
            (".", "@/q"),
        ],
    ),
    ("GO111MODULE is odd", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GO111MODULE", "yes")]),
    ("GOCACHE", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOCACHE", "@/c/")]),
    ("GOCACHE is off", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOCACHE", "off")]),
    ("GOCACHE is relative", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOCACHE", "c")]),
    (
        "GOCACHE in the env file",
        &[File("h/.config/go/env", "GOCACHE=@/c\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    ("XDG_CACHE_HOME", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("XDG_CACHE_HOME", "@/x")]),
    (
        "XDG_CACHE_HOME is relative",
        &[],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("XDG_CACHE_HOME", "x")],
    ),
    ("XDG_CACHE_HOME alone", &[], &[("PATH", "@/go/bin"), ("XDG_CACHE_HOME", "@/x")]),
    ("GOEXE is not heeded", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOEXE", ".com")]),
    ("GOOS", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOOS", "windows")]),
    (
        "GOOS in the env file",
        &[File("h/.config/go/env", "GOOS=windows\nGOARCH=arm64\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "GOTOOLDIR is not heeded",
        &[],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOTOOLDIR", "@/t")],
    ),
    ("GOARCH", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOARCH", "arm64")]),
    ("GOFLAGS", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOFLAGS", "-mod=mod -ldflags=-s")]),
    ("GOFLAGS is odd", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOFLAGS", "-foo bar")]),
    (
        "GOFLAGS in the env file, CRLF",
        &[File("h/.config/go/env", "GOFLAGS=-mod=mod\r\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    ("GOPROXY", &[], &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOPROXY", "direct")]),
    (
        "GOPROXY in the env file",
        &[File("h/.config/go/env", "GOPROXY=off\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "GOPROXY emptied in the env file",
        &[File("h/.config/go/env", "GOPROXY=\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "GOPROXY in go.env",
        &[File("go/go.env", "# here\nGOPROXY=direct\nGOFLAGS=-mod=mod\nGOPATH=@/p\nGOROOT=@/x\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "go.env is missing",
        &[File("w/x", ""), Go("t/bin/go"), Dir("t/pkg/tool")],
        &[("PATH", "@/t/bin"), ("HOME", "@/h")],
    ),
    (
        "go.env of another GOROOT",
        &[OtherTree("o"), File("o/go.env", "GOPROXY=direct\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOROOT", "@/o")],
    ),
    (
        "go.env of the env file's GOROOT",
        &[
            OtherTree("o"),
            File("o/go.env", "GOPROXY=direct\n"),
            File("h/.config/go/env", "GOROOT=@/o\n"),
        ],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOROOT", "@/go")],
    ),
    (
        "GOTOOLCHAIN is local",
        &[],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOTOOLCHAIN", "local")],
    ),
    (
        "GOTOOLCHAIN is itself",
        &[],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOTOOLCHAIN", "go<%>")],
    ),
    (
        "GOTOOLCHAIN is itself at least",
        &[],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOTOOLCHAIN", "go<%>+auto")],
    ),
    (
        "GOTOOLCHAIN in the env file",
        &[File("h/.config/go/env", "GOTOOLCHAIN=local\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "GOTOOLCHAIN in go.env",
        &[File("go/go.env", "GOTOOLCHAIN=local\n")],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "GOTOOLCHAIN is no version",
        &[],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOTOOLCHAIN", "1.22")],
    ),
    (
        "GOTOOLCHAIN has an odd suffix",
        &[],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOTOOLCHAIN", "go1.22.1+maybe")],
    ),
    (
        "GOTOOLCHAIN has an odd minimum",
        &[],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOTOOLCHAIN", "bash+auto")],
    ),
    (
        "GOTOOLCHAIN has a path",
        &[],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOTOOLCHAIN", "go1.22/x")],
    ),
    (
        "GOTOOLCHAIN in a GOROOT that is missing",
        &[],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            ("GOROOT", "@/nowhere"),
            ("GOTOOLCHAIN", "go1.99.0+path"),
        ],
    ),
    (
        "toolchain on PATH",
        &[OtherTree("o"), Link("p/go<+>", "@/o/bin/go")],
        &[("PATH", "@/go/bin:@/p"), ("HOME", "@/h"), ("GOTOOLCHAIN", "go<+>")],
    ),
    (
        "toolchain on PATH, GOROOT goes",
        &[OtherTree("o"), Link("p/go<+>", "@/o/bin/go")],
        &[("PATH", "@/go/bin:@/p"), ("HOME", "@/h"), ("GOTOOLCHAIN", "go<+>"), ("GOROOT", "@/go")],
    ),
    (
        "toolchain on PATH only",
        &[OtherTree("o"), Link("p/go<+>", "@/o/bin/go")],
        &[("PATH", "@/go/bin:@/p"), ("HOME", "@/h"), ("GOTOOLCHAIN", "go<+>+path")],
    ),
    (
        "toolchain not on PATH",
        &[],
        &[("PATH", "@/go/bin:@/p"), ("HOME", "@/h"), ("GOTOOLCHAIN", "go<+>+path")],
    ),
    (
        "toolchain on PATH is another version",
        &[Tree("o"), Link("p/go1.99.0", "@/o/bin/go")],
        &[("PATH", "@/go/bin:@/p"), ("HOME", "@/h"), ("GOTOOLCHAIN", "go1.99.0")],
    ),
    (
        "toolchain by a relative PATH",
        &[OtherTree("o"), Link("p/go<+>", "@/o/bin/go")],
        &[("PATH", "@/go/bin:p"), ("HOME", "@/h"), ("GOTOOLCHAIN", "go<+>+path")],
    ),
    (
        "toolchain copied onto PATH",
        &[Other("p/go<+>")],
        &[("PATH", "@/go/bin:@/p"), ("HOME", "@/h"), ("GOTOOLCHAIN", "go<+>")],
    ),
    (
        "toolchain on PATH with another env file",
        &[
            OtherTree("o"),
            Link("p/go<+>", "@/o/bin/go"),
            File("h/.config/go/env", "GOROOT=@/go\nGOTOOLCHAIN=go<+>\n"),
        ],
        &[("PATH", "@/go/bin:@/p"), ("HOME", "@/h")],
    ),
    (
        "toolchain in the module cache",
        &[Cached],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            ("GOTOOLCHAIN", "go<+>"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "toolchain in the module cache, GOROOT set",
        &[Cached],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            ("GOTOOLCHAIN", "go<+>"),
            ("GOROOT", "@/go"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "toolchain in the module cache, GOROOT missing",
        &[Cached],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            ("GOTOOLCHAIN", "go<+>"),
            ("GOROOT", "@/nowhere"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "toolchain nowhere",
        &[],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            ("GOTOOLCHAIN", "go1.99.0"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "toolchain nowhere, a language version",
        &[],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            ("GOTOOLCHAIN", "go1.99"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "toolchain nowhere, no proxy",
        &[],
        &[("PATH", "@/go/bin"), ("HOME", "@/h"), ("GOTOOLCHAIN", "go1.99.0"), ("GOPROXY", "off")],
    ),
    (
        "toolchain with a relative module cache",
        &[],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            ("GOTOOLCHAIN", "go1.99.0"),
            ("GOMODCACHE", "m"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "go.mod is old",
        &[File("w/go.mod", "module m\n\ngo 1.18\n")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "go.mod wants the other",
        &[Cached, File("w/go.mod", "module m\n\ngo <+>\n")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "go.mod has a toolchain line",
        &[Cached, File("w/go.mod", "module m\n\ngo 1.18\ntoolchain go<+>\n")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "go.mod above",
        &[Cached, File("w/go.mod", "module m\n\ngo <+> // why\n"), Dir("w/a/b")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w/a/b"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "go.mod above, GOTOOLCHAIN local",
        &[Cached, File("w/go.mod", "module m\n\ngo <+>\n"), Dir("w/a/b")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w/a/b"),
            ("GOTOOLCHAIN", "local"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "go.mod without modules",
        &[Cached, File("w/go.mod", "module m\n\ngo <+>\n")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w"),
            ("GO111MODULE", "off"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "go.mod with default",
        &[Cached, File("w/go.mod", "module m\n\ngo <+>\ntoolchain default\n")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "go.mod with an odd toolchain",
        &[File("w/go.mod", "module m\n\ngo 1.18\ntoolchain nope\n"), Dir("w/a")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w/a"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "go.mod wants what is nowhere",
        &[File("w/go.mod", "module m\n\ngo 1.99\n")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "go.mod wants what is not on PATH",
        &[File("w/go.mod", "module m\n\ngo 1.99\n")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w"),
            ("GOTOOLCHAIN", "path"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "go.mod of its own version",
        &[File("w/go.mod", "module m\n\ngo <%>\ntoolchain go<%>-own\n")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "go.mod is a directory",
        &[Dir("w/go.mod")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "go.work before go.mod",
        &[Cached, File("w/go.work", "go <+>\n"), File("w/a/go.mod", "module m\n\ngo 1.18\n")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w/a"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "GOWORK is off",
        &[Cached, File("w/go.work", "go <+>\n"), File("w/a/go.mod", "module m\n\ngo 1.18\n")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w/a"),
            ("GOWORK", "off"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "GOWORK names a file",
        &[Cached, File("x/go.work", "go <+>\n"), Dir("w")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w"),
            ("GOWORK", "@/x/go.work"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "GOWORK names nothing",
        &[Cached, File("w/go.mod", "module m\n\ngo <+>\n")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w"),
            ("GOWORK", "@/x/go.work"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "GOWORK is relative",
        &[Dir("w")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            (".", "@/w"),
            ("GOWORK", "go.work"),
            ("GOPROXY", "file:///nonexistent"),
            ("GOSUMDB", "off"),
        ],
    ),
    (
        "everything in the env file",
        &[File(
            "h/.config/go/env",
            "GOPATH=@/p\nGOBIN=@/b\nGOCACHE=@/c\nGOMODCACHE=@/m\nGOFLAGS=-v\nGOPROXY=off\nGOTOOLCHAIN=local\n",
        )],
        &[("PATH", "@/go/bin"), ("HOME", "@/h")],
    ),
    (
        "another GOENV, everything in the environment",
        &[File("e", "GOPATH=@/p\n")],
        &[
            ("PATH", "@/go/bin"),
            ("HOME", "@/h"),
            ("GOENV", "@/e"),
            ("GOBIN", "@/b"),
            ("GOFLAGS", "-v"),
        ],
    ),
];

/// What is compared.
const NAMES: [&str; 11] = [
    "GOROOT",
    "GOTOOLDIR",
    "GOCACHE",
    "GOMODCACHE",
    "GOPATH",
    "GOBIN",
    "GOENV",
    "GOEXE",
    "GOTOOLCHAIN",
    "GOFLAGS",
    "GOPROXY",
];

/// What a go command prints: the values, or why it refuses to run.
type Answer = Result<BTreeMap<String, String>, String>;

/// An environment, and the current directory.
struct Start {
    env: Vec<(&'static str, String)>,
    directory: PathBuf,
}

impl Start {
    fn of(disk: &Disk<'_>, env: &[(&'static str, &str)]) -> Self {
        let (here, env): (Vec<_>, Vec<_>) =
            env.iter().map(|(name, value)| (*name, disk.text(value))).partition(|it| it.0 == ".");
        let directory = here.first().map_or(disk.root.path().to_owned(), |(_, path)| path.into());
        fs::create_dir_all(&directory).unwrap();
        Self { env, directory }
    }
}

fn go_env(start: &Start) -> Answer {
    let output = Command::new("go")
        .args(["env", "-json"])
        .args(NAMES)
        .env_clear()
        .envs(start.env.iter().map(|(name, value)| (name, value)))
        .current_dir(&start.directory)
        .output()
        .unwrap();
    if output.status.success() {
        return Ok(serde_json::from_slice(&output.stdout).unwrap());
    }
    let errors = String::from_utf8(output.stderr).unwrap();
    let talk = |line: &&str| {
        !line.starts_with("warning: ")
            && !line.starts_with("go: warning: ")
            && !line.starts_with("go: downloading ")
    };
    let errors: Vec<&str> = errors.trim_end_matches('\n').split('\n').filter(talk).collect();
    Err(errors.join("\n"))
}

/// What the host layer says that it prints.
fn computed(start: &Start, known: &'static Known) -> Answer {
    let view = Rooted::new("/", Os::current(), |_| None)
        .with_program(|path| known.program(path))
        .with_current_dir(start.directory.to_str().unwrap());
    let view = start.env.iter().fold(view, |view, (name, value)| view.with_env(name, value));
    let layout = HostLayout::read(&view);
    if let Some(error) = layout.goroot.error {
        assert_eq!(layout.goroot.value, None);
        assert_eq!(layout.env, []);
        let trace = layout.goroot.trace.last().unwrap();
        assert_eq!(trace.result, error);
        return Err(error.trim_end_matches('\n').to_owned());
    }
    let mut values: BTreeMap<_, _> =
        layout.env.into_iter().map(|value| (value.name, value.value)).collect();
    values.insert("GOROOT".to_owned(), layout.goroot.value.unwrap());
    Ok(values)
}

/// What programs say of themselves, each read once.
#[derive(Default)]
struct Known(Mutex<HashMap<(u64, u64), Option<Program>>>);

impl Known {
    fn program(&self, path: &Path) -> Option<Program> {
        let metadata = fs::metadata(path).ok()?;
        let mut known = self.0.lock().unwrap();
        known.entry((metadata.dev(), metadata.ino())).or_insert_with(|| read(path)).clone()
    }
}

fn read(path: &Path) -> Option<Program> {
    let program = build_facts(open(path).ok()?.source())?;
    let built_in = match program.goroot {
        Some(path) => BuiltInGoroot::Path(path),
        None => BuiltInGoroot::Trimmed,
    };
    let (version, target, path) = (program.version, program.target, program.path);
    let is_gccgo = program.is_gccgo;
    Some(Program { version, built_in, target, path, is_gccgo, ..Program::default() })
}

fn asked() -> Vec<Toolchain> {
    let all = toolchains().into_iter().map(|it| {
        let go = Path::new(&it.goroot).join("bin/go").canonicalize().expect("bin/go");
        Toolchain { version: it.version, go, goroot: it.goroot.into() }
    });
    all.collect()
}

/// Toolchains that the one under test is made to switch to: the newest and the oldest that can.
fn others(toolchains: &[Toolchain], index: usize) -> Vec<&Toolchain> {
    let mut others: Vec<_> =
        (0..).zip(toolchains).filter(|it| it.0 != index).map(|it| it.1).collect();
    others.sort_by_key(|it| it.number());
    match others.len() {
        0 => vec![&toolchains[index]],
        1 => others,
        last => vec![others[0], others[last - 1]],
    }
}

#[test]
fn go_env_values() {
    let toolchains = asked();
    if toolchains.is_empty() {
        return;
    }
    let known: &'static Known = Box::leak(Box::default());
    let (mut wrong, mut count, mut values, mut refusals) = (Vec::new(), 0, 0, 0);
    for (index, toolchain) in toolchains.iter().enumerate() {
        for (name, put, env) in LAYOUTS {
            let switches = put.iter().any(|it| matches!(it, Other(_) | OtherTree(_) | Cached));
            for other in others(&toolchains, index).iter().take(if switches { 2 } else { 1 }) {
                let disk = Disk { root: tempfile::tempdir().unwrap(), toolchain, other };
                disk.put(&Tree("go"));
                put.iter().for_each(|what| disk.put(what));
                let start = Start::of(&disk, env);
                let (want, got) = (go_env(&start), computed(&start, known));
                count += 1;
                match &want {
                    Ok(want) => values += want.len(),
                    Err(_) => refusals += 1,
                }
                if want != got {
                    let (version, other) = (&toolchain.version, &other.version);
                    wrong.push(format!("{version} {name} ({other}): {}", difference(&want, &got)));
                }
            }
        }
    }
    println!(
        "{} toolchains in {} layouts: {count} comparisons, {values} values and {refusals} refusals",
        toolchains.len(),
        LAYOUTS.len()
    );
    assert!(wrong.is_empty(), "{} of {count} differ\n{}", wrong.len(), wrong.join("\n"));
}

/// What two answers differ in.
fn difference(want: &Answer, got: &Answer) -> String {
    match (want, got) {
        (Ok(want), Ok(got)) => {
            let differ = |name: &&str| want.get(*name) != got.get(*name);
            let show =
                |name| format!("{name}: go {:?}, computed {:?}", want.get(name), got.get(name));
            NAMES
                .iter()
                .copied()
                .filter(|name| differ(name))
                .map(show)
                .collect::<Vec<_>>()
                .join("; ")
        }
        _ => format!("go {want:?}, computed {got:?}"),
    }
}
