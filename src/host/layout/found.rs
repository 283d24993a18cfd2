//! Installations found by their GOROOT.

use super::data::{GoKind, Toolchain};
use super::kind::go_kind;
use crate::go::path::join;
use crate::host::{HostView, Os};

/// How many bytes of `VERSION` are read.
const HEAD: u64 = 256;

/// The installation with that GOROOT.
pub(super) fn at_goroot(view: &dyn HostView, goroot: &str, found_by: &str) -> Toolchain {
    let go = go_in(view, goroot);
    let (kind, program) = go_kind(view, &go);
    Toolchain {
        goroot: Some(goroot.to_owned()),
        goroot_resolved: view.canonicalize(goroot).ok(),
        found_by: found_by.to_owned(),
        go_path_resolved: view.canonicalize(&go).ok(),
        version_file: version_file(view, goroot),
        go_version: program.filter(|_| kind == GoKind::Binary).and_then(|it| it.version),
        kind,
        go_path: Some(go),
        ..Toolchain::default()
    }
}

pub(super) fn go_in(view: &dyn HostView, goroot: &str) -> String {
    let os = view.os();
    let name = if os == Os::Windows { "bin/go.exe" } else { "bin/go" };
    join(goroot, name, os.path_style())
}

/// Whether a directory looks like a Go installation: it holds a go command or a VERSION file.
pub(super) fn is_installation(view: &dyn HostView, goroot: &str) -> bool {
    view.is_file(&go_in(view, goroot)) || version_file(view, goroot).is_some()
}

/// The first line of `VERSION`, if it names a Go version.
pub(super) fn version_file(view: &dyn HostView, goroot: &str) -> Option<String> {
    let bytes = view.head(&join(goroot, "VERSION", view.os().path_style()), HEAD).ok()?;
    let line = bytes.split(|&byte| byte == b'\n').next()?;
    let line = std::str::from_utf8(line).ok()?.trim();
    (line.starts_with("go") || line.starts_with("devel")).then(|| line.to_owned())
}
