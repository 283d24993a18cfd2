//! What GOROOT holds: the versions of its parts, its tools, its standard library.

use super::check::{Check, Complaint, Outcome, Theme};
use super::releases;
use super::remedy::{Act, Gives, GoTree, Package, Remedy};
use super::scene::{Scene, visible};
use crate::go::{Release, plain_version};
use crate::host::{FileKind, Links, Os};
use crate::rule::{Rule, Severity};

/// How many alien files are listed.
const SHOWN: usize = 5;
/// With fewer alien files than this, a backport may be the reason.
const ENOUGH: usize = 3;

/// Parts of the standard library that every release since 1.19 has.
pub(super) const SOURCES: &[&str] = &[
    "archive/tar/reader.go",
    "bufio/bufio.go",
    "bytes/buffer.go",
    "compress/gzip/gunzip.go",
    "container/list/list.go",
    "context/context.go",
    "crypto/sha256/sha256.go",
    "crypto/tls/tls.go",
    "database/sql/sql.go",
    "encoding/json/encode.go",
    "errors/errors.go",
    "flag/flag.go",
    "fmt/print.go",
    "go/ast/ast.go",
    "hash/hash.go",
    "html/template/template.go",
    "image/image.go",
    "internal/abi/abi.go",
    "internal/cpu/cpu.go",
    "io/io.go",
    "log/log.go",
    "math/bits/bits.go",
    "mime/type.go",
    "net/net.go",
    "net/http/server.go",
    "os/file.go",
    "path/filepath/path.go",
    "reflect/value.go",
    "regexp/regexp.go",
    "runtime/proc.go",
    "runtime/cgo/cgo.go",
    "sort/sort.go",
    "strconv/quote.go",
    "strings/strings.go",
    "sync/pool.go",
    "syscall/syscall.go",
    "testing/testing.go",
    "text/template/template.go",
    "time/time.go",
    "unicode/utf8/utf8.go",
    "unsafe/unsafe.go",
    "vendor/modules.txt",
];

/// The commands that no build does without.
pub(super) const TOOLS: &[&str] = &["asm", "compile", "link"];

/// The version of each part of a tree that says one: VERSION, the go command, the tools.
pub(super) fn versions(scene: &Scene<'_>, goroot: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Some(version) = scene.version_file(goroot) {
        found.push((scene.join(goroot, "VERSION"), version));
    }
    let go = scene.go_in(goroot);
    let directory = tool_directory(scene, goroot);
    let tools = TOOLS.iter().map(|tool| executable(scene, &scene.join(&directory, tool)));
    for path in std::iter::once(go).chain(tools) {
        if let Some(version) = scene.view.go_version(&path) {
            found.push((path, version));
        }
    }
    found
}

fn executable(scene: &Scene<'_>, path: &str) -> String {
    if scene.os() == Os::Windows { format!("{path}.exe") } else { path.to_owned() }
}

/// The directory of the tools that the go command runs.
fn tool_directory(scene: &Scene<'_>, goroot: &str) -> String {
    if let Some(directory) = scene.value("GOTOOLDIR") {
        return directory.to_owned();
    }
    let target = scene.view.program(&scene.go_in(goroot)).and_then(|it| it.target);
    let (os, arch) = target.unwrap_or_else(|| (scene.os().to_string(), "amd64".to_owned()));
    scene.join(goroot, &format!("pkg/tool/{os}_{arch}"))
}

pub(super) static GOROOT_STOMPED: Check = Check::new(
    Theme::Tree,
    stomped,
    Rule::new("goroot-stomped", Severity::Error)
        .means("GOROOT mixes files of several Go releases.")
        .because(
            "A release unpacked over an older one leaves files that do not belong: packages fail \
             with `redeclared in this block` or `undefined`.",
        )
        .mend("Move the whole directory aside, then unpack one release."),
);

/// Rank 2: one release was unpacked over another.
fn stomped(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let versions = versions(scene, goroot);
    let Some((_, first)) = versions.first() else {
        return Outcome::unknown(format!("{goroot} does not say its version"));
    };
    let mixed = versions.iter().any(|(_, it)| plain_version(it) != plain_version(first));
    let Some(release) = Release::parse(first) else {
        return Outcome::unknown(format!("{first} is no release"));
    };
    let is_there = |path: &str| scene.view.is_file(&scene.join(goroot, &format!("src/{path}")));
    let aliens: Vec<_> = releases::aliens(release).filter(|(path, _)| is_there(path)).collect();
    if !mixed && aliens.len() < ENOUGH {
        return Outcome::Clear;
    }
    let mut seen: Vec<String> =
        versions.iter().map(|(path, version)| format!("{path}: {version}")).collect();
    seen.extend(aliens.iter().take(SHOWN).map(|(path, why)| format!("{goroot}/src/{path}: {why}")));
    if let Some(more) = aliens.len().checked_sub(SHOWN).filter(|&more| more > 0) {
        seen.push(format!("and {more} more files of other releases"));
    }
    seen.extend(later_than_release(scene, goroot));
    let message = match (mixed, aliens.len()) {
        (true, 0) => format!("{goroot} mixes parts of several Go versions"),
        (_, count) => {
            format!("{goroot} holds {count} files that {} does not have", plain_version(first))
        }
    };
    Outcome::found(Complaint {
        message,
        seen,
        cause: "a release was unpacked over an older tree without removing that first: packages \
            fail with `redeclared in this block` or `undefined`"
            .to_owned(),
        fix: anew(scene, goroot, first),
    })
}

/// A file whose time is not the release's: in an official archive all are. Only a hint, since
/// packages of systems and of languages set times of their own.
fn later_than_release(scene: &Scene<'_>, goroot: &str) -> Option<String> {
    let text = scene.view.head(&scene.join(goroot, "VERSION"), 256).ok()?;
    let text = String::from_utf8(text).ok()?;
    let time = text.lines().find_map(|line| line.strip_prefix("time "))?.to_owned();
    let stamp = scene.status(&scene.join(goroot, "VERSION"))?.modified?;
    let go = scene.status(&scene.go_in(goroot))?.modified?;
    (stamp != go).then(|| {
        format!(
            "VERSION says time {time}, but bin/go and VERSION were written \
        at different times (a hint only)"
        )
    })
}

pub(super) static STD_SOURCES_MISSING: Check = Check::new(
    Theme::Tree,
    sources_missing,
    Rule::new("std-sources-missing", Severity::Error)
        .means("GOROOT lacks parts of the standard library.")
        .because(
            "Go compiles the standard library from its sources: without them nothing builds. \
             Minimal images and split packages leave them out.",
        )
        .mend("Install the package with the sources, or unpack a whole release."),
);

/// Rank 10: the standard library is not there.
fn sources_missing(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let source = scene.join(goroot, "src");
    let there = |path: &str| scene.view.kind(&scene.join(&source, path), Links::Follow).is_ok();
    let missing: Vec<&str> = SOURCES.iter().copied().filter(|path| !there(path)).collect();
    let header = scene.join(goroot, "pkg/include/textflag.h");
    let no_header = !scene.view.is_file(&header);
    if missing.is_empty() && !no_header {
        return Outcome::Clear;
    }
    let mut seen = Vec::new();
    let all = missing.len() == SOURCES.len();
    let message = if all {
        format!("{goroot} lacks the standard library")
    } else if missing.is_empty() {
        format!("{goroot} lacks pkg/include/textflag.h")
    } else {
        format!("{goroot} lacks {} of {} packages looked for", missing.len(), SOURCES.len())
    };
    match scene.view.kind(&source, Links::Keep) {
        Ok(FileKind::Link) => {
            let target = scene.view.read_link(&source).unwrap_or_default();
            let state = if scene.view.is_directory(&source) { "" } else { ", which is not there" };
            seen.push(format!("{source} is a link to {target}{state}"));
        }
        Ok(FileKind::Directory) => {}
        Ok(_) => seen.push(format!("{source} is no directory")),
        Err(error) => seen.push(format!("{source}: {error}")),
    }
    if !all {
        seen.extend(missing.iter().take(SHOWN).map(|path| format!("{source}/{path}: not there")));
    }
    if no_header {
        seen.push(format!("{header}: not there; assembly fails with `#include: open textflag.h`"));
    }
    Outcome::found(Complaint {
        message,
        seen,
        cause: "the Go tree was copied in part, as minimal images do, or the package with the \
            sources is not installed: builds fail with `package fmt is not in std`"
            .to_owned(),
        fix: anew(scene, goroot, &scene.version().unwrap_or_default()),
    })
}

/// How to get a whole tree of a version: by whoever installed this one, or by moving it aside and
/// unpacking a release in its place; where another whole one is there, by starting that.
fn anew(scene: &Scene<'_>, goroot: &str, version: &str) -> Remedy {
    let release = plain_version(version);
    let unpack = |tree: GoTree| {
        let unpacked = Act::Unpack { goroot: goroot.to_owned(), version: release.to_owned() };
        Remedy::of(Act::MoveTree(tree)).and(&unpacked)
    };
    let unpacked = match Release::parse(version) {
        // Without a version nothing says what to unpack.
        Some(_) => GoTree::prove(scene, goroot).map(unpack).unwrap_or_default(),
        None => Remedy::default(),
    };
    let undone = if scene.goroot_is_set() { scene.undo("GOROOT") } else { Remedy::default() };
    by_package(scene, goroot, version)
        .or(undone)
        .or(unpacked)
        .or(super::goroot::other_command(scene))
        .or_decide(
            "install a whole Go release in a directory of its own and put its bin first on PATH: \
            https://go.dev/dl",
        )
}

/// How to get a whole tree back from the package manager whose it is.
fn by_package(scene: &Scene<'_>, goroot: &str, version: &str) -> Remedy {
    let sudo = if scene.user == Some(0) { "" } else { "sudo " };
    let has = |file: &str| scene.view.kind(file, Links::Follow).is_ok();
    let names = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
    let real = scene.view.canonicalize(goroot).unwrap_or_else(|_| goroot.to_owned());
    let name = real.rsplit('/').next().unwrap_or_default().to_owned();
    let directory = scene.join(&real, "..");
    let package = match (directory.as_str(), name.as_str()) {
        ("/usr/lib", "golang") if has("/usr/lib/sysimage/rpm") || has("/var/lib/rpm") => {
            Package::DnfAgain(names(&["golang", "golang-bin", "golang-src"]))
        }
        ("/usr/lib", "go") if has("/lib/apk/db/installed") => Package::ApkFix(names(&["go"])),
        ("/usr/lib", name) if has("/var/lib/dpkg/status") => {
            let Some(number) = name.strip_prefix("go-") else { return Remedy::default() };
            Package::AptAgain(vec![format!("golang-{number}-go"), format!("golang-{number}-src")])
        }
        _ if goroot.contains("/Cellar/go/") || goroot.ends_with("/opt/go/libexec") => {
            Package::BrewAgain(names(&["go"]))
        }
        _ => return Remedy::default(),
    };
    let sudo = if matches!(package, Package::BrewAgain(_)) { "" } else { sudo };
    let gives =
        Gives::Tree { goroot: goroot.to_owned(), version: plain_version(version).to_owned() };
    Remedy::of(Act::Install { package, sudo, gives })
}

pub(super) static TOOL_MISSING: Check = Check::new(
    Theme::Tree,
    tool_missing,
    Rule::new("tool-missing", Severity::Error)
        .means("GOROOT lacks the compiler, the assembler or the linker for this system.")
        .because("Builds end with `no such tool`.")
        .mend("Install the release for this system and processor."),
);

/// Rank 17: a tool is not there, or is for another processor.
fn tool_missing(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let directory = tool_directory(scene, goroot);
    let go = scene.command().and_then(|it| it.go_path.as_deref());
    let target = go.and_then(|go| scene.view.program(go)).and_then(|it| it.target);
    let mut seen = Vec::new();
    for tool in TOOLS {
        let path = executable(scene, &scene.join(&directory, tool));
        if !scene.view.is_file(&path) {
            seen.push(format!("{path}: not there"));
            continue;
        }
        let own = scene.view.program(&path).and_then(|it| it.target);
        if let (Some(own), Some(target)) = (own, &target)
            && own != *target
        {
            let ((os, arch), (go_os, go_arch)) = (own, target);
            seen.push(format!("{path}: for {os}/{arch}, but go is for {go_os}/{go_arch}"));
        }
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    let others = scene.view.read_dir(&scene.join(goroot, "pkg/tool"), 64).unwrap_or_default();
    seen.push(format!(
        "{goroot}/pkg/tool holds: {}",
        if others.is_empty() { "nothing".to_owned() } else { others.join(", ") }
    ));
    Outcome::found(Complaint {
        message: format!("{directory} lacks the tools that go runs"),
        seen,
        cause: "the tree is for another processor or was copied in part: builds fail with `go: \
            no such tool \"compile\"`"
            .to_owned(),
        fix: anew(scene, goroot, &scene.version().unwrap_or_default()),
    })
}

pub(super) static TOOL_BROKEN: Check = Check::new(
    Theme::Tree,
    tool_broken,
    Rule::new("tool-broken", Severity::Error)
        .means("A tool in GOROOT is not executable, or was cut short.")
        .because("Builds end with `permission denied` or a crash of the compiler.")
        .mend("Unpack the release again."),
);

/// Rank 18: a tool cannot be run.
fn tool_broken(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let directory = tool_directory(scene, goroot);
    let mut seen = Vec::new();
    let mut closed = Vec::new();
    let (mut cut, mut known) = (false, false);
    for tool in TOOLS {
        let path = executable(scene, &scene.join(&directory, tool));
        let Ok(kind) = scene.view.kind(&path, Links::Follow) else { continue };
        known = true;
        if kind == (FileKind::File { executable: false }) {
            closed.push(path.clone());
            seen.push(format!("{}, not executable", scene.described(&path)));
        }
        match scene.view.program(&path) {
            Some(program) if program.is_cut => {
                cut = true;
                seen.push(format!("{path}: shorter than its own headers say"));
            }
            None if scene.status(&path).is_some_and(|it| it.size == 0) => {
                cut = true;
                seen.push(format!("{path}: empty"));
            }
            _ => {}
        }
    }
    if !known {
        return Outcome::NotHere;
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    let version = scene.version().unwrap_or_default();
    let fix = match GoTree::prove(scene, goroot).filter(|_| !cut) {
        Some(tree) => Remedy::of(Act::MakeExecutable { tree, files: closed })
            .or(anew(scene, goroot, &version)),
        None => anew(scene, goroot, &version),
    };
    Outcome::found(Complaint {
        message: format!("the tools in {directory} cannot be run"),
        seen,
        cause: "unpacking was interrupted, or went through something that drops permission bits, \
            such as zip or a Windows drive"
            .to_owned(),
        fix,
    })
}

pub(super) static SOURCE_ONLY_TREE: Check = Check::new(
    Theme::Command,
    source_only,
    Rule::new("source-only-tree", Severity::Error)
        .means("A directory holds Go's sources and no commands.")
        .because("It is the archive for building Go, not for using it.")
        .mend("Unpack the archive for this system, or run make.bash in it."),
);

/// Rank 33: a source archive instead of a binary one.
fn source_only(scene: &Scene<'_>) -> Outcome {
    let candidates = scene.layout.toolchains.iter().filter_map(|it| it.goroot.as_deref());
    let mut seen = Vec::new();
    for goroot in candidates {
        let has = |rest: &str| scene.view.kind(&scene.join(goroot, rest), Links::Follow).is_ok();
        let windows = scene.os() == Os::Windows;
        if has("src/make.bash")
            && has("VERSION")
            && !has(if windows { "bin/go.exe" } else { "bin/go" })
            && !has("pkg/tool")
        {
            seen.push(goroot.to_owned());
        }
    }
    let Some(goroot) = seen.first().cloned() else { return Outcome::Clear };
    Outcome::found(Complaint {
        message: format!("{goroot} holds only Go's sources"),
        seen: seen
            .iter()
            .map(|it| format!("{it}: src/make.bash, but neither bin/go nor pkg/tool"))
            .collect(),
        cause: "the archive go1.X.src.tar.gz was unpacked, which must be built before it is of use"
            .to_owned(),
        fix: Remedy::decide(format!(
            "unpack the archive for this system instead, or build Go with {} in {}",
            if scene.os() == Os::Windows { "make.bat" } else { "make.bash" },
            visible(&scene.outer(&scene.join(&goroot, "src")))
        )),
    })
}

pub(super) static GOROOT_MODIFIED: Check = Check::new(
    Theme::Tree,
    modified,
    Rule::new("goroot-modified", Severity::Warning)
        .means("Files in GOROOT were changed by hand.")
        .because("The standard library is built anew, and not as released.")
        .mend("Install the release again."),
);

/// Rank 44: edits in the tree.
fn modified(scene: &Scene<'_>) -> Outcome {
    let Some(goroot) = scene.tree() else { return Outcome::NotHere };
    let source = scene.join(goroot, "src");
    if !scene.view.is_directory(&source) {
        return Outcome::unknown("there are no sources to look at");
    }
    let mut seen = Vec::new();
    for package in [
        "fmt",
        "runtime",
        "runtime/internal/sys",
        "internal/runtime/sys",
        "os",
        "net",
        "net/http",
        "crypto/tls",
        "time",
        "syscall",
    ] {
        let directory = scene.join(&source, package);
        for name in scene.view.read_dir(&directory, 4096).unwrap_or_default() {
            if name.ends_with(".orig")
                || name.ends_with(".rej")
                || name.ends_with('~')
                || name.ends_with(".swp")
            {
                seen.push(format!("{directory}/{name}: left by a patch or an editor"));
            }
        }
    }
    for path in ["runtime/internal/sys/zversion.go", "internal/runtime/sys/zversion.go"] {
        let path = scene.join(&source, path);
        let Ok(text) = scene.view.read(&path, 1 << 16) else { continue };
        if String::from_utf8_lossy(&text).contains("TheVersion") {
            seen.push(format!("{path}: declares TheVersion, which no release since 1.17 does"));
        }
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    Outcome::found(Complaint {
        message: format!("files in {source} were changed by hand"),
        seen,
        cause: "someone patched the standard library: all of it is built anew, and not as released"
            .to_owned(),
        fix: anew(scene, goroot, &scene.version().unwrap_or_default()),
    })
}
