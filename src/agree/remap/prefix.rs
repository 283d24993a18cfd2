//! Whether one path lies below another, as text.

use crate::go::path::{PathStyle, is_absolute, join};

pub(super) fn parent(directory: &str, style: PathStyle) -> Option<String> {
    let above = join(directory, "..", style);
    (above != directory).then_some(above)
}

pub(super) fn below_or_same(path: &str, directory: &str) -> bool {
    let trimmed = |path: &str| path.trim_end_matches(['/', '\\']).to_owned();
    trimmed(path) == trimmed(directory) || below(path, directory).is_some()
}

/// The rest of a path below a directory.
pub(super) fn below<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    let directory = directory.trim_end_matches(['/', '\\']);
    path.strip_prefix(directory)?.strip_prefix(['/', '\\'])
}

pub(super) fn is_anywhere_absolute(path: &str) -> bool {
    is_absolute(path, PathStyle::Slash) || is_absolute(path, PathStyle::Windows)
}
