//! A path that was proven, and the name that it can be moved to.

use crate::diagnosis::facts::Scene;
use crate::go::path::{clean, is_absolute};
use crate::host::{FileKind, Links};

/// A path that may be moved or changed, and a free name beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) struct ProvenPath {
    pub(super) path: String,
    pub(super) beside: Option<String>,
}

impl ProvenPath {
    /// The path.
    pub(in crate::diagnosis) fn path(&self) -> &str {
        &self.path
    }

    /// The path it is moved aside to; `None` where no name is free, or this user may not move it.
    pub(in crate::diagnosis) fn beside(&self) -> Option<&str> {
        self.beside.as_deref()
    }
}

/// The cleaned path of a directory, if no link leads to it.
pub(super) fn plain_directory(scene: &Scene<'_>, path: &str) -> Option<String> {
    let path = clean(path, scene.style());
    if !is_absolute(&path, scene.style()) {
        return None;
    }
    let is_plain = scene.view.kind(&path, Links::Keep) == Ok(FileKind::Directory)
        && scene.view.canonicalize(&path).is_ok_and(|it| it == path);
    is_plain.then_some(path)
}

/// A free name beside a path: `X.old`, `X.old2` and so on.
pub(super) fn free_name(scene: &Scene<'_>, path: &str) -> Option<String> {
    let names = std::iter::once(String::new()).chain((2..10).map(|n| n.to_string()));
    let mut names = names.map(|number| format!("{path}.old{number}"));
    names.find(|name| scene.view.kind(name, Links::Keep).is_err())
}
