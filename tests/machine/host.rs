//! The host layer over made-up machines: each test fills a temporary directory and looks at it as
//! the root of a machine of some system.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::common::skipped;
use gorigin::agree::{GorootMatch, ToolchainMatch, compare};
use gorigin::host::{
    BuiltInGoroot, DecidedBy, Decision, GoKind, HOST_SCHEMA, HostLayout, HostView, Links, Os,
    Program, Rooted, StepKind, ViewError,
};
use gorigin::origin::Verdict;

/// A machine in a temporary directory. A `go` in it is a file with a zero byte, a version, and a
/// built-in GOROOT.
struct Disk(tempfile::TempDir);

impl Disk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn real(&self, path: &str) -> std::path::PathBuf {
        self.0.path().join(path.trim_start_matches('/'))
    }

    fn dir(&self, path: &str) -> &Self {
        fs::create_dir_all(self.real(path)).unwrap();
        self
    }

    fn file(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let real = self.real(path);
        fs::create_dir_all(real.parent().unwrap()).unwrap();
        fs::write(&real, content).unwrap();
        let mode = if path.ends_with("/go") { 0o755 } else { 0o644 };
        fs::set_permissions(&real, fs::Permissions::from_mode(mode)).unwrap();
        self
    }

    /// A `go` command of that version with that built-in GOROOT.
    fn go(&self, path: &str, version: &str, built_in: &str) -> &Self {
        self.file(path, format!("\x7fELF\0{version}\0{built_in}"))
    }

    /// A whole Go tree.
    fn tree(&self, goroot: &str, version: &str) -> &Self {
        self.go(&format!("{goroot}/bin/go"), version, "")
            .file(&format!("{goroot}/VERSION"), format!("{version}\ntime 2024-01-01T00:00:00Z\n"))
            .dir(&format!("{goroot}/pkg/tool"))
    }

    fn link(&self, path: &str, target: &str) -> &Self {
        let real = self.real(path);
        fs::create_dir_all(real.parent().unwrap()).unwrap();
        symlink(target, real).unwrap();
        self
    }

    fn host(&self, os: Os, env: &[(&str, &str)]) -> Rooted {
        let host = Rooted::new(self.0.path(), os, |_| None).with_program(program);
        env.iter().fold(host, |host, (name, value)| host.with_env(name, value))
    }

    fn linux(&self, env: &[(&str, &str)]) -> Rooted {
        self.host(Os::Linux, env)
    }

    fn decision(&self, env: &[(&str, &str)]) -> Decision {
        HostLayout::read(&self.linux(env)).goroot
    }
}

fn program(path: &Path) -> Option<Program> {
    let built_in = match field(path, 2) {
        Some(path) if !path.is_empty() => BuiltInGoroot::Path(path),
        _ => BuiltInGoroot::Trimmed,
    };
    let target = Some(("linux".to_owned(), "amd64".to_owned()));
    let version = Some(field(path, 1)?);
    let module = field(path, 3).unwrap_or_else(|| "cmd/go".to_owned());
    let is_gccgo = module == "gccgo";
    let path = Some(module).filter(|_| !is_gccgo);
    Some(Program { version, built_in, target, path, is_gccgo, ..Program::default() })
}

fn field(path: &Path, index: usize) -> Option<String> {
    let content = fs::read_to_string(path).ok()?;
    let mut fields = content.split('\0');
    (fields.next()? == "\x7fELF").then(|| fields.nth(index - 1).map(str::to_owned))?
}

/// What a decision comes to, short enough for a table.
fn short(decision: &Decision) -> (Option<&str>, DecidedBy, Option<&str>) {
    (decision.candidate(), decision.decided_by, decision.error.as_deref())
}

const TRIMMED: &str =
    "go: cannot find GOROOT directory: 'go' binary is trimmed and GOROOT is not set";

#[test]
fn goroot_by_the_place_of_the_executable() {
    let disk = Disk::new();
    disk.tree("/usr/local/go", "go1.22.10")
        .tree("/old", "go1.19.8")
        .link("/bin-links/go", "/usr/local/go/bin/go")
        .link("/relative-link/go", "../usr/local/go/bin/go")
        .link("/chain/go", "../bin-links/go")
        .link("/current", "usr/local/go")
        .link("/dangling/go", "/nowhere/go")
        .link("/loop/go", "again")
        .link("/loop/again", "go")
        .go("/copied/bin/go", "go1.22.10", "")
        .go("/built-in/bin/go", "go1.19.8", "/old/")
        .go("/built-in-gone/bin/go", "go1.19.8", "/gone")
        .go("/cross/bin/linux_arm64/go", "go1.21.13", "")
        .dir("/cross/pkg/tool")
        .go("/cross-old/bin/linux_arm64/go", "go1.21.0", "")
        .dir("/cross-old/pkg/tool")
        .go("/cross-development/bin/linux_arm64/go", "devel +abc", "")
        .dir("/cross-development/pkg/tool")
        .go("/decoy/opt/go", "go1.22.10", "")
        .dir("/decoy/pkg/tool")
        .go("/nested/usr/local/go/bin/go", "go1.22.10", "")
        .dir("/nested/usr/local/go/pkg/tool")
        .dir("/nested/usr/local/pkg/tool")
        .go("/tool-file/bin/go", "go1.22.10", "")
        .file("/tool-file/pkg/tool", "")
        .go("/tool-link/bin/go", "go1.22.10", "")
        .link("/tool-link/pkg/tool", "/usr/local/go/pkg/tool")
        .go("/alias/bin/go", "go1.19.8", "/alias-name")
        .dir("/alias/pkg/tool")
        .link("/alias-name", "alias")
        .dir("/directory/go")
        .file("/not-executable/go.txt", "");

    for (path, value, by, error) in [
        ("/usr/local/go/bin", Some("/usr/local/go"), DecidedBy::Executable, None),
        ("/bin-links", Some("/usr/local/go"), DecidedBy::Executable, None),
        ("/relative-link", Some("/usr/local/go"), DecidedBy::Executable, None),
        ("/chain", Some("/usr/local/go"), DecidedBy::Executable, None),
        ("/current/bin", Some("/usr/local/go"), DecidedBy::Executable, None),
        ("/copied/bin", None, DecidedBy::Nothing, Some(TRIMMED)),
        ("/built-in/bin", Some("/old"), DecidedBy::BuiltIn, None),
        (
            "/built-in-gone/bin",
            Some("/gone"),
            DecidedBy::BuiltIn,
            Some("go: cannot find GOROOT directory: /gone"),
        ),
        ("/cross/bin/linux_arm64", Some("/cross"), DecidedBy::Executable, None),
        ("/cross-old/bin/linux_arm64", None, DecidedBy::Nothing, Some(TRIMMED)),
        (
            "/cross-development/bin/linux_arm64",
            Some("/cross-development"),
            DecidedBy::Executable,
            None,
        ),
        ("/decoy/opt", Some("/decoy"), DecidedBy::Executable, None),
        ("/nested/usr/local/go/bin", Some("/nested/usr/local/go"), DecidedBy::Executable, None),
        ("/tool-file/bin", None, DecidedBy::Nothing, Some(TRIMMED)),
        ("/tool-link/bin", Some("/tool-link"), DecidedBy::Executable, None),
        // The same directory as the built-in one: in the latter's spelling.
        ("/alias/bin", Some("/alias-name"), DecidedBy::Executable, None),
        // Passed over: links to nowhere, directories, what cannot be executed.
        ("/dangling:/usr/local/go/bin", Some("/usr/local/go"), DecidedBy::Executable, None),
        ("/loop:/usr/local/go/bin", Some("/usr/local/go"), DecidedBy::Executable, None),
        ("/directory:/usr/local/go/bin", Some("/usr/local/go"), DecidedBy::Executable, None),
        (
            "/none::\"/old/bin\":/usr/local/go/bin",
            Some("/usr/local/go"),
            DecidedBy::Executable,
            None,
        ),
        ("usr/local/go/bin", Some("/usr/local/go"), DecidedBy::Executable, None),
        // The first on PATH wins.
        ("/old/bin:/usr/local/go/bin", Some("/old"), DecidedBy::Executable, None),
        (
            "/nowhere",
            None,
            DecidedBy::Nothing,
            Some("no go command on PATH, and GOROOT is not set"),
        ),
    ] {
        let decision = disk.decision(&[("PATH", path), ("HOME", "/home/u")]);
        assert_eq!(short(&decision), (value, by, error), "{path}: {:#?}", decision.trace);
    }
}

#[test]
fn goroot_by_the_environment() {
    let disk = Disk::new();
    disk.tree("/go", "go1.27.3")
        .tree("/old", "go1.19.8")
        .file("/file", "")
        .link("/link", "/old")
        .link("/dangling", "/nowhere")
        .link("/loop", "/loop")
        .dir("/go/src");
    let gone = |path: &str| Some(format!("go: cannot find GOROOT directory: {path}"));
    for (set, new, old, missing) in [
        ("/old", "/old", "/old", false),
        ("/old/", "/old/", "/old", false),
        ("/go/src/..", "/go/src/..", "/go", false),
        ("/link", "/link", "/link", false),
        (".", ".", ".", false),
        ("old", "old", "old", false),
        ("/nowhere/", "/nowhere/", "/nowhere", true),
        ("/file", "/file", "/file", true),
        ("/dangling", "/dangling", "/dangling", true),
        ("/loop", "/loop", "/loop", true),
        ("\"/old\"", "\"/old\"", "\"/old\"", true),
        ("/old ", "/old ", "/old ", true),
        ("/old\r", "/old\r", "/old\r", true),
        ("~/go", "~/go", "~/go", true),
        ("$HOME/go", "$HOME/go", "$HOME/go", true),
    ] {
        for (path, want) in [("/go/bin", new), ("/old/bin", old), ("", new)] {
            let decision = disk.decision(&[("PATH", path), ("GOROOT", set)]);
            let error = if missing { gone(want) } else { None };
            let want = (Some(want), DecidedBy::Environment, error.as_deref());
            assert_eq!(short(&decision), want, "{set:?} {path:?}: {:#?}", decision.trace);
        }
    }
    // Empty counts as not set.
    let decision = disk.decision(&[("PATH", "/go/bin"), ("GOROOT", "")]);
    assert_eq!(short(&decision), (Some("/go"), DecidedBy::Executable, None));
}

#[test]
fn goroot_that_is_not_utf8_is_not_looked_up() {
    use std::os::unix::ffi::OsStrExt;
    let disk = Disk::new();
    disk.tree("/go", "go1.27.3");
    let name = std::ffi::OsStr::from_bytes(b"/caf\xe9");
    let view = disk.linux(&[("PATH", "/go/bin")]).with_env("GOROOT", name);
    let decision = HostLayout::read(&view).goroot;
    assert_eq!(short(&decision), (Some("/caf\u{fffd}"), DecidedBy::Environment, None));
    assert!(decision.trace.iter().any(|step| step.result.contains("UTF-8")));
}

#[test]
fn goroot_by_the_env_file() {
    let usual = "/home/u/.config/go/env";
    let path = "/go/bin";
    let home = ("HOME", "/home/u");
    let found = (Some("/old"), DecidedBy::EnvFile, None);
    let itself = (Some("/go"), DecidedBy::Executable, None);
    let huge = format!("{}\nGOROOT=/old\n", "#".repeat(2 << 20));
    let quoted = "go: cannot find GOROOT directory: \"/old\"";
    let unknown = "env file is larger than the limit of 1048576: what go reads there is not known";
    for (file, content, env, want) in [
        (usual, "GOROOT=/old\n", &[home][..], found),
        (usual, "# note\nGOFLAGS=-x\nGOROOT=/go\nGOROOT=/old/\n", &[home], found),
        (usual, "GOROOT=/old/../old\n", &[home], found),
        (usual, "GOROOT=\"/old\"\n", &[home], (Some("\"/old\""), DecidedBy::EnvFile, Some(quoted))),
        (
            usual,
            "GOROOT=/old\r\n",
            &[home],
            (Some("/old\r"), DecidedBy::EnvFile, Some("go: cannot find GOROOT directory: /old\r")),
        ),
        (usual, "GOROOT=\n", &[home], itself),
        (usual, " GOROOT=/old\n", &[home], itself),
        (usual, "GOROOT=/old\n", &[], itself),
        (usual, "GOROOT=/old\n", &[home, ("GOENV", "off")], itself),
        (usual, "GOROOT=/old\n", &[home, ("XDG_CONFIG_HOME", "/elsewhere")], itself),
        (
            usual,
            "GOROOT=/nowhere\n",
            &[home, ("GOROOT", "/old")],
            (Some("/old"), DecidedBy::Environment, None),
        ),
        (usual, &huge, &[home], (None, DecidedBy::Nothing, Some(unknown))),
        (usual, &huge, &[home, ("GOROOT", "/old")], (Some("/old"), DecidedBy::Environment, None)),
        ("/xdg/go/env", "GOROOT=/old\n", &[home, ("XDG_CONFIG_HOME", "/xdg/")], found),
        ("/xdg/go/env", "GOROOT=/old\n", &[home, ("XDG_CONFIG_HOME", "xdg")], itself),
        ("/my env", "GOROOT=/old\n", &[("GOENV", "/my env")], found),
        ("/my env", "GOROOT=/old\n", &[("GOENV", "my env")], found),
        // A directory in its place cannot be read, which go passes over in silence.
        ("/home/u/.config/go/env/x", "GOROOT=/old\n", &[home], itself),
    ] {
        let disk = Disk::new();
        disk.tree("/go", "go1.27.3").tree("/old", "go1.19.8").file(file, content);
        let env: Vec<_> = env.iter().copied().chain([("PATH", path)]).collect();
        let decision = disk.decision(&env);
        let line = content.lines().last().unwrap_or_default();
        assert_eq!(short(&decision), want, "{file} {line:?} {env:?}: {:#?}", decision.trace);
    }
}

#[test]
fn a_relative_xdg_config_home_counts_before_go_1_24() {
    for (version, want) in [("go1.23.9", "/old"), ("go1.24.0", "/go"), ("devel +abc", "/go")] {
        let disk = Disk::new();
        disk.tree("/go", version).tree("/old", "go1.19.8").file("/xdg/go/env", "GOROOT=/old\n");
        let decision = disk.decision(&[("PATH", "/go/bin"), ("XDG_CONFIG_HOME", "xdg")]);
        assert_eq!(decision.value.as_deref(), Some(want), "{version}");
    }
}

#[test]
fn an_unreadable_env_file_is_passed_over() {
    let disk = Disk::new();
    disk.tree("/go", "go1.27.3").tree("/old", "go1.19.8").file("/env", "GOROOT=/old\n");
    fs::set_permissions(disk.real("/env"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(disk.real("/env")).is_ok() {
        skipped("this user may read everything");
        return;
    }
    let decision = disk.decision(&[("PATH", "/go/bin"), ("GOENV", "/env")]);
    assert_eq!(short(&decision), (Some("/go"), DecidedBy::Executable, None));
    assert!(decision.trace.iter().any(|step| step.result == "ignored: permission denied"));
}

#[test]
fn where_the_system_gives_the_executable_as_started() {
    let disk = Disk::new();
    disk.tree("/go1.22", "go1.22.10")
        .link("/current", "go1.22")
        .link("/links/go", "/current/bin/go")
        .file("/home/u/Library/Application Support/go/env", "GOROOT=/current\n")
        .file("/home/u/.config/go/env", "GOROOT=/wrong\n");
    for (os, path, want) in [
        (Os::Linux, "/current/bin", "/go1.22"),
        (Os::Darwin, "/current/bin", "/current"),
        (Os::Openbsd, "/current/bin", "/current"),
        (Os::Freebsd, "/current/bin", "/go1.22"),
        (Os::Darwin, "/links", "/go1.22"),
    ] {
        let decision = HostLayout::read(&disk.host(os, &[("PATH", path)])).goroot;
        assert_eq!(decision.value.as_deref(), Some(want), "{os} {path}");
    }
    let env = [("PATH", "/links"), ("HOME", "/home/u")];
    let decision = HostLayout::read(&disk.host(Os::Darwin, &env)).goroot;
    assert_eq!(short(&decision), (Some("/current"), DecidedBy::EnvFile, None));
}

#[test]
fn windows() {
    let disk = Disk::new();
    disk.go("/Program Files/Go/bin/go.exe", "go1.27.3", "")
        .file("/Program Files/Go/VERSION", "go1.27.3\n")
        .dir("/Program Files/Go/pkg/tool")
        .go("/Go/bin/go.exe", "go1.19.8", "")
        .file("/Go/VERSION", "go1.19.8\r\n")
        .file("/shims/go.bat", "@echo off\r\n\"C:\\Program Files\\Go\\bin\\go.exe\" %*\r\n")
        .file("/Users/u/AppData/Roaming/go/env", "GOROOT=c:/go/\n");
    let shims = r#"C:\shims;"C:\Program Files\Go\bin""#;
    let layout = HostLayout::read(&disk.host(Os::Windows, &[("Path", shims)]));
    let want = (Some(r"C:\Program Files\Go"), DecidedBy::Executable, None);
    assert_eq!(short(&layout.goroot), want, "{:#?}", layout.goroot);
    let kinds: Vec<_> =
        layout.toolchains.iter().map(|found| (found.goroot.as_deref(), found.kind)).collect();
    assert_eq!(
        kinds,
        [
            (Some(r"C:\Program Files\Go"), GoKind::Script),
            (Some(r"C:\Program Files\Go"), GoKind::Binary),
            (Some(r"C:\Go"), GoKind::Binary),
        ]
    );
    let compared = |path| compare(Verdict::Found, Some(path), Some("go1.27.3"), &layout);
    for (path, want) in [
        ("c:/program files/go", GorootMatch::Match),
        (r"C:\GO", GorootMatch::Mismatch),
        (r"D:\Go", GorootMatch::Missing),
        (r"\\server\share\go", GorootMatch::Missing),
        ("/usr/local/go", GorootMatch::Foreign),
        (r"\Go", GorootMatch::NotApplicable),
    ] {
        assert_eq!(compared(path).goroot, want, "{path}: {}", compared(path).detail);
    }
    let env = [("PATH", shims), ("APPDATA", r"C:\Users\u\AppData\Roaming")];
    let decision = HostLayout::read(&disk.host(Os::Windows, &env)).goroot;
    assert_eq!(decision.candidate(), Some(r"c:\go"));
    assert_eq!(decision.decided_by, DecidedBy::EnvFile);
}

#[test]
fn every_toolchain_once() {
    let disk = Disk::new();
    disk.tree("/opt/go1.22", "go1.22.10")
        .link("/usr/local/go", "/opt/go1.22")
        .link("/usr/bin/go", "/usr/local/go/bin/go")
        .tree("/usr/lib/go-1.19", "go1.19.8")
        .tree("/home/u/sdk/go1.21.13", "go1.21.13")
        .dir("/home/u/sdk/gotip")
        .tree("/home/u/.asdf/installs/golang/1.23.9/go", "go1.23.9")
        .tree("/opt/hostedtoolcache/go/1.24.11/x64", "go1.24.11")
        .tree("/cache/golang.org/toolchain@v0.0.1-go1.25.5.linux-amd64", "go1.25.5")
        .file("/home/u/go/VERSION", "1.0 of my program\n")
        .file("/shims/go", "#!/bin/sh\nexec something\n")
        .link("/stale/go", "/gone/bin/go");
    let env = [
        ("PATH", "/stale:/usr/bin:/usr/local/go/bin:/usr/lib/go-1.19/bin:/shims"),
        ("HOME", "/home/u"),
        ("GOMODCACHE", "/cache"),
    ];
    let layout = HostLayout::read(&disk.linux(&env));
    assert_eq!(layout.schema, HOST_SCHEMA);
    assert_eq!(short(&layout.goroot), (Some("/opt/go1.22"), DecidedBy::Executable, None));
    let passed: Vec<_> = layout.goroot.trace.iter().take(2).map(|step| step.step).collect();
    assert_eq!(passed, [StepKind::GoCommand; 2]);
    let found: Vec<_> = layout
        .toolchains
        .iter()
        .map(|found| {
            (found.found_by.as_str(), found.goroot.as_deref(), found.version(), found.kind)
        })
        .collect();
    assert_eq!(
        found,
        [
            ("PATH", None, None, GoKind::Missing),
            ("PATH", Some("/opt/go1.22"), Some("go1.22.10"), GoKind::Binary),
            ("PATH", Some("/usr/lib/go-1.19"), Some("go1.19.8"), GoKind::Binary),
            ("PATH", None, None, GoKind::Script),
            (
                "runner's tool cache",
                Some("/opt/hostedtoolcache/go/1.24.11/x64"),
                Some("go1.24.11"),
                GoKind::Binary,
            ),
            ("golang.org/dl", Some("/home/u/sdk/go1.21.13"), Some("go1.21.13"), GoKind::Binary),
            (
                "module cache",
                Some("/cache/golang.org/toolchain@v0.0.1-go1.25.5.linux-amd64"),
                Some("go1.25.5"),
                GoKind::Binary,
            ),
            (
                "asdf",
                Some("/home/u/.asdf/installs/golang/1.23.9/go"),
                Some("go1.23.9"),
                GoKind::Binary,
            ),
        ]
    );
    let effective = layout.effective().unwrap();
    assert_eq!(effective.go_path.as_deref(), Some("/usr/bin/go"));
    assert_eq!(effective.go_path_resolved.as_deref(), Some("/opt/go1.22/bin/go"));
    assert_eq!(effective.other_go_paths, ["/usr/local/go/bin/go"]);
    assert_eq!(effective.other_spellings, ["/usr/local/go"]);

    let text = serde_json::to_string(&layout).unwrap();
    assert_eq!(serde_json::from_str::<HostLayout>(&text).unwrap(), layout);
    // A layout of a later version, with more fields and systems than this one knows.
    let later = r#"{"schema":"gorigin.host/1","os":"redox","new":1,"toolchains":[{"more":2}]}"#;
    let later: HostLayout = serde_json::from_str(later).unwrap();
    assert_eq!((later.os, later.toolchains.len()), (Os::Unix, 1));
}

#[test]
fn two_commands_in_one_goroot_are_two_entries() {
    let disk = Disk::new();
    disk.tree("/go", "go1.22.10").go("/go/extra/go", "go1.21.13", "");
    let layout = HostLayout::read(&disk.linux(&[("PATH", "/go/extra:/go/bin")]));
    let found: Vec<_> = layout
        .toolchains
        .iter()
        .map(|found| (found.goroot.as_deref(), found.go_version.as_deref(), found.in_effect))
        .collect();
    // The versions that count are those of the GOROOT itself, not of the command that led there.
    assert_eq!(
        found,
        [(Some("/go"), Some("go1.21.13"), false), (Some("/go"), Some("go1.22.10"), true)]
    );
}

#[test]
fn goroot_without_a_go_command() {
    let disk = Disk::new();
    disk.tree("/opt/sdk", "go1.22.10");
    let layout = HostLayout::read(&disk.linux(&[("GOROOT", "/opt/sdk")]));
    let effective = layout.effective().unwrap();
    assert_eq!(effective.found_by, "GOROOT");
    assert_eq!(effective.version_file.as_deref(), Some("go1.22.10"));
    assert_eq!(effective.go_version.as_deref(), Some("go1.22.10"));
    let layout = HostLayout::read(&disk.linux(&[]));
    assert!(layout.effective().is_none() && layout.goroot.error.is_some());
}

#[test]
fn a_wheel_sets_goroot_itself() {
    let disk = Disk::new();
    let package = "/venv/lib/python3.11/site-packages/go";
    disk.tree(package, "go1.22.10")
        .tree("/usr/local/go", "go1.19.8")
        .file("/venv/bin/go", "#!/venv/bin/python3\nimport re\nimport sys\nfrom go import main\n");
    let env = [("PATH", "/venv/bin:/usr/local/go/bin"), ("GOROOT", "/usr/local/go")];
    let layout = HostLayout::read(&disk.linux(&env));
    assert_eq!(short(&layout.goroot), (Some(package), DecidedBy::Wrapper, None));
    let effective = layout.effective().unwrap();
    assert_eq!(effective.version(), Some("go1.22.10"));
    // Without the package it cannot run, and the go behind it on PATH is not what a shell starts.
    fs::remove_dir_all(disk.real("/venv/lib")).unwrap();
    let layout = HostLayout::read(&disk.linux(&env[..1]));
    assert_eq!((layout.goroot.value.as_deref(), layout.goroot.unknown), (None, true));
}

#[test]
fn another_toolchain_is_followed() {
    let disk = Disk::new();
    let cached = "/home/u/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.0.linux-amd64";
    let hash = "/home/u/go/pkg/mod/cache/download/golang.org/toolchain/@v/";
    let hash = format!("{hash}v0.0.1-go1.24.0.linux-amd64.ziphash");
    disk.tree("/go", "go1.22.10")
        .tree("/old", "go1.19.8")
        .tree("/next", "go1.25.0")
        .link("/bin/go1.25.0", "/next/bin/go")
        .tree("/home/u/sdk/go1.26.0", "go1.26.0")
        .go("/dl/real/go", "go1.20", "\0golang.org/dl/go1.26.0")
        .link("/dl/go1.26.0", "real/go")
        .tree(cached, "go1.24.0")
        .file(&hash, "h1:x")
        .file("/asks/go.mod", "module m\ngo 1.24.0\n")
        .file("/asks-much/go.mod", "module m\ngo 1.99\n");
    let local = (Some("/go"), None);
    for (path, here, set, want) in [
        ("/go/bin:/bin", "/", "local", local),
        ("/go/bin:/bin", "/", "auto", local),
        ("/go/bin:/bin", "/asks", "local", local),
        ("/go/bin:/bin", "/asks", "auto", (Some(cached), None)),
        ("/go/bin:/bin", "/asks", "go1.25.0+auto", (Some("/next"), None)),
        ("/go/bin:/dl", "/", "go1.26.0", (Some("/home/u/sdk/go1.26.0"), None)),
        ("/go/bin", "/asks", "go1.25.0+path", (None, Some("go: cannot find \"go1.25.0\" in PATH"))),
        ("/go/bin", "/", "1.24", (None, Some("go: invalid GOTOOLCHAIN \"1.24\""))),
        (
            "/go/bin",
            "/asks-much",
            "auto",
            (None, Some("go would download go1.99.0: what runs then is not known")),
        ),
        ("/old/bin", "/asks", "auto", (Some("/old"), None)),
    ] {
        let env = [("PATH", path), ("HOME", "/home/u"), ("GOTOOLCHAIN", set)];
        let view = disk.linux(&env).with_current_dir(here);
        let decision = HostLayout::read(&view).goroot;
        let got = (decision.value.as_deref(), decision.error.as_deref());
        assert_eq!(got, want, "{path} {here} {set}: {:#?}", decision.trace);
    }
}

#[test]
fn verdicts() {
    let disk = Disk::new();
    disk.tree("/opt/go1.22", "go1.22.10")
        .link("/usr/local/go", "/opt/go1.22")
        .link("/unlisted-name", "/opt/go1.22")
        .tree("/usr/lib/go-1.19", "go1.19.8")
        .file("/file", "")
        .dir("/elsewhere");
    let view = disk.linux(&[("PATH", "/usr/local/go/bin")]);
    let layout = HostLayout::read(&view);
    let drifted = {
        let disk = Disk::new();
        disk.tree("/usr/local/go", "go1.27.3").file("/usr/local/go/VERSION", "go1.27.2\n");
        HostLayout::read(&disk.linux(&[("GOROOT", "/usr/local/go/")]))
    };
    let empty = HostLayout::read(&Disk::new().linux(&[]));
    let broken = HostLayout::read(&Disk::new().linux(&[("GOROOT", "/usr/local/go")]));
    let no_effect = {
        let disk = Disk::new();
        disk.tree("/usr/local/go", "go1.22.10");
        HostLayout::read(&disk.linux(&[]))
    };
    use GorootMatch as G;
    use ToolchainMatch as T;
    use Verdict::{Absent, Conflicting, Found, Hidden, Relative, Trimmed, Unexpanded};
    let here = &layout;
    let v = "go1.22.10";
    for ((verdict, path), version, layout, goroot, toolchain, part) in [
        ((Found, Some("/opt/go1.22")), v, here, G::Match, T::Match, "is the GOROOT in effect"),
        ((Found, Some("/opt/go1.22")), v, here, G::Match, T::Match, "is the GOROOT in effect"),
        ((Found, Some("/usr/local/go")), v, here, G::Match, T::Match, "is the GOROOT in effect"),
        ((Found, Some("/usr/local/go//")), v, here, G::Match, T::Match, "is the GOROOT in effect"),
        // It is there, and the same directory; but only the host's own roots are looked at.
        (
            (Found, Some("/unlisted-name")),
            v,
            here,
            G::Missing,
            T::Match,
            "none of the host's listed",
        ),
        ((Found, Some("/usr/local/go")), "go1.22.10 X:nodwarf5", here, G::Match, T::Match, ""),
        ((Found, Some("/usr/local/go")), "go1.22.10 (Red Hat 1)", here, G::Match, T::Match, ""),
        ((Found, Some("/usr/local/go")), "go1.22.10-microsoft", here, G::Match, T::Match, ""),
        (
            (Found, Some("/usr/local/go")),
            "go1.22.9",
            here,
            G::Match,
            T::Drift,
            "now holds go1.22.10",
        ),
        (
            (Found, Some("/usr/lib/go-1.19")),
            v,
            here,
            G::Mismatch,
            T::Match,
            "/opt/go1.22 is in effect",
        ),
        (
            (Found, Some("/usr/lib/go-1.19")),
            "go1.19.8",
            here,
            G::Mismatch,
            T::Unknown,
            "exists here",
        ),
        ((Found, Some("/elsewhere")), v, here, G::Missing, T::Match, "listed Go installations"),
        ((Found, Some("/file")), v, here, G::Missing, T::Match, "built elsewhere"),
        (
            (Found, Some("/home/ci/go")),
            "go1.19.8",
            here,
            G::Missing,
            T::Unknown,
            "go1.19.8 in /usr/lib/go",
        ),
        ((Found, Some("/home/ci/go")), "go1.1", here, G::Missing, T::Unknown, "built elsewhere"),
        ((Found, Some(r"C:\Go")), v, here, G::Foreign, T::Match, "a Windows path"),
        (
            (Found, Some("c:/hostedtoolcache/go")),
            v,
            here,
            G::Foreign,
            T::Match,
            "this host is linux",
        ),
        ((Found, Some("go")), v, here, G::NotApplicable, T::Match, "relative"),
        ((Found, Some("")), v, here, G::NotApplicable, T::Match, "relative"),
        ((Found, Some("/a\x1b[31m")), v, here, G::Missing, T::Match, "/a\\x1b[31m is none"),
        ((Trimmed, None), v, here, G::NotApplicable, T::Match, "-trimpath"),
        ((Trimmed, None), "go1.19.8", here, G::NotApplicable, T::Unknown, "-trimpath"),
        ((Unexpanded, None), v, here, G::NotApplicable, T::Match, "$GOROOT"),
        ((Relative, None), v, here, G::NotApplicable, T::Match, "relative"),
        ((Conflicting, None), v, here, G::NotApplicable, T::Match, "different"),
        ((Absent, None), v, here, G::NotApplicable, T::Match, "no GOROOT"),
        ((Hidden, None), v, here, G::NotApplicable, T::Match, "packed"),
        (
            (Found, Some("/usr/local/go")),
            "go1.27.3",
            &drifted,
            G::Match,
            T::Drift,
            "VERSION now says go1.27.2 and its go is go1.27.3",
        ),
        ((Found, Some("/usr/local/go")), v, &empty, G::Missing, T::Unknown, "elsewhere"),
        ((Found, Some("/usr/local/go")), v, &broken, G::Missing, T::Unknown, "elsewhere"),
        ((Found, Some("/usr/local/go")), v, &no_effect, G::NotApplicable, T::Unknown, "no GOROOT"),
    ] {
        let got = compare(verdict, path, Some(version), layout);
        let row = format!("{verdict:?} {path:?} {version}: {got:?}");
        assert_eq!((got.goroot, got.toolchain), (goroot, toolchain), "{row}");
        assert!(got.detail.contains(part), "{row}");
        assert!(!got.detail.chars().any(char::is_control), "{row}");
    }
    let got = compare(Found, Some("/opt/go1.22"), None, &layout);
    assert_eq!((got.goroot, got.toolchain), (G::Match, T::Unknown));
}

#[test]
fn rooted_stays_inside() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret"), "x").unwrap();
    let secret = outside.path().join("secret");
    let disk = Disk::new();
    disk.file("/etc/own", "inside")
        .link("/absolute", "/etc/own")
        .link("/up", "../../../../../../../../etc/own")
        .link("/out", secret.to_str().unwrap())
        .link("/a", "b")
        .link("/b", "a")
        .link("/directory", "/etc");
    let view = disk.linux(&[]).with_current_dir("/etc");
    for (path, want) in [
        ("/etc/own", Ok("/etc/own")),
        ("own", Ok("/etc/own")),
        ("./../etc//own", Ok("/etc/own")),
        ("/absolute", Ok("/etc/own")),
        ("/up", Ok("/etc/own")),
        ("/../../etc/own", Ok("/etc/own")),
        ("/directory/own", Ok("/etc/own")),
        ("/directory/../etc/own", Ok("/etc/own")),
        ("/out", Err(ViewError::NotFound)),
        ("/a", Err(ViewError::LinkLoop)),
        ("/etc/own/", Err(ViewError::NotFound)),
        ("/etc/own/..", Err(ViewError::NotFound)),
        ("", Err(ViewError::NotFound)),
    ] {
        let want = want.map(str::to_owned);
        assert_eq!(view.canonicalize(path), want, "{path}");
        assert_eq!(view.read(path, 100).is_ok(), want.is_ok(), "{path}");
    }
    assert_eq!(view.kind("/a", Links::Keep), Ok(gorigin::host::FileKind::Link));
    assert_eq!(view.read("/etc/own", 5), Err(ViewError::TooLarge { limit: 5 }));
    assert_eq!(view.read("/etc/own", 6).as_deref(), Ok(&b"inside"[..]));
    assert_eq!(view.read("/etc", 6), Err(ViewError::NotAFile));
    assert_eq!(view.read_dir("/etc", 0), Err(ViewError::TooLarge { limit: 0 }));
    assert_eq!(view.read_dir("/etc", 1), Ok(vec!["own".to_owned()]));
}
