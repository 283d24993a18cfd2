//! What a file named `go` is.

use super::data::GoKind;
use crate::go::Release;
use crate::go::path::join;
use crate::host::{HostView, Program};

/// How many bytes of a file are read to tell a script from a binary.
const HEAD: u64 = 256;

/// What a command named `go` is. Every executable format has a zero byte in its header; a script
/// has none. An executable is the go command only where its build info says so.
pub(super) fn go_kind(view: &dyn HostView, path: &str) -> (GoKind, Option<Program>) {
    match view.head(path, HEAD) {
        Ok(head) if !head.starts_with(b"#!") && head.contains(&0) => {
            let program = view.program(path);
            let kind = match &program {
                Some(program) if program.is_gccgo => GoKind::Gccgo,
                program if is_go(view, path, program.as_ref()) => GoKind::Binary,
                _ => GoKind::Wrapper,
            };
            (kind, program)
        }
        Ok(_) => (GoKind::Script, None),
        // The file is there, but this user may not read it, as some systems install their commands.
        Err(_) if view.is_file(path) => (GoKind::Binary, None),
        Err(_) => (GoKind::Missing, None),
    }
}

/// Whether an executable is the go command. Where its build info does not say, it is one if it lies
/// in a Go tree, or is older than the build info of such commands.
fn is_go(view: &dyn HostView, path: &str, program: Option<&Program>) -> bool {
    let style = view.os().path_style();
    let in_tree = || {
        let resolved = view.canonicalize(path).unwrap_or_else(|_| path.to_owned());
        view.is_directory(&join(&resolved, "../../pkg/tool", style))
    };
    let Some(program) = program else { return in_tree() };
    if let Some(package) = program.path.as_deref() {
        return package == "cmd/go";
    }
    let release = program.version.as_deref().and_then(Release::parse);
    release.is_some_and(|release| release < Release::new(1, 18, 0)) || in_tree()
}
