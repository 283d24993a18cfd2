//! Installations found by their GOROOT.

use super::data::{GoKind, Toolchain};
use super::kind::go_kind;
use crate::go::path::join;
use crate::host::HostView;

/// How many bytes of `VERSION` are read.
const HEAD: u64 = 256;

/// The installation with that GOROOT.
pub(super) fn at_goroot(view: &dyn HostView, goroot: &str, found_by: &str) -> Toolchain {
    let go = view.os().go_in(goroot);
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

/// Whether a directory looks like a Go installation: it holds a go command or a VERSION file.
pub(super) fn is_installation(view: &dyn HostView, goroot: &str) -> bool {
    view.is_file(&view.os().go_in(goroot)) || version_file(view, goroot).is_some()
}

/// The first line of `VERSION`, if it names a Go version.
pub(crate) fn version_file(view: &dyn HostView, goroot: &str) -> Option<String> {
    let bytes = view.head(&join(goroot, "VERSION", view.os().path_style()), HEAD).ok()?;
    let line = bytes.split(|&byte| byte == b'\n').next()?;
    let line = std::str::from_utf8(line).ok()?.trim();
    (line.starts_with("go") || line.starts_with("devel")).then(|| line.to_owned())
}
