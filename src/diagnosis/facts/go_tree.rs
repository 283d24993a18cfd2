//! The parts of a Go tree, and their versions.

use crate::diagnosis::facts::Scene;
use crate::host::Os;
use crate::host::layout::version_file;

/// Parts of the standard library that every release since 1.19 has.
pub(in crate::diagnosis) const SOURCES: &[&str] = &[
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

/// The commands that every build needs.
pub(in crate::diagnosis) const TOOLS: &[&str] = &["asm", "compile", "link"];

/// The version of each part of a tree that names one: VERSION, the go command, the tools.
pub(in crate::diagnosis) fn versions(scene: &Scene<'_>, goroot: &str) -> Vec<(String, String)> {
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

pub(in crate::diagnosis) fn executable(scene: &Scene<'_>, path: &str) -> String {
    if scene.os() == Os::Windows { format!("{path}.exe") } else { path.to_owned() }
}

/// The directory of the tools that the go command runs.
pub(in crate::diagnosis) fn tool_directory(scene: &Scene<'_>, goroot: &str) -> String {
    if let Some(directory) = scene.value("GOTOOLDIR") {
        return directory.to_owned();
    }
    let target = scene.view.program(&scene.go_in(goroot)).and_then(|it| it.target);
    let (os, arch) = target.unwrap_or_else(|| (scene.os().to_string(), "amd64".to_owned()));
    scene.join(goroot, &format!("pkg/tool/{os}_{arch}"))
}

/// Whether a directory has everything that every Go tree has.
pub(in crate::diagnosis) fn looks_like_root(scene: &Scene<'_>, path: &str) -> bool {
    scene.view.is_directory(&scene.join(path, "src/runtime"))
        && scene.view.is_directory(&scene.join(path, "pkg/tool"))
        && scene.view.is_file(&scene.join(path, "VERSION"))
}

impl<'h> Scene<'h> {
    /// Whether a directory is a Go tree, perhaps one that lacks parts.
    pub(in crate::diagnosis) fn is_tree(&self, path: &str) -> bool {
        let says_so = self.version_file(path).is_some()
            || self.view.is_directory(&self.join(path, "src/runtime"));
        let parts = ["pkg/tool", "src/runtime", "src/fmt"];
        says_so
            && (self.view.is_file(&self.go_in(path))
                || parts.iter().any(|part| self.view.is_directory(&self.join(path, part))))
    }

    pub(in crate::diagnosis) fn go_in(&self, goroot: &str) -> String {
        self.os().go_in(goroot)
    }

    /// The first line of a GOROOT's VERSION.
    pub(in crate::diagnosis) fn version_file(&self, goroot: &str) -> Option<String> {
        version_file(self.view, goroot)
    }
}
