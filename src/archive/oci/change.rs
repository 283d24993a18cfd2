//! What an entry of a layer says: a file, a folder, or that something is gone.

use super::names::clean;
use crate::archive::tar::{Entry, What};

/// Before the name of what is gone.
const GONE: &[u8] = b".wh.";
/// The name of a mark in a folder of which everything in lower layers is gone.
const OPAQUE: &[u8] = b".wh..wh..opq";
/// Before names that the file system of a layer keeps for itself. Hard links may lead to files
/// there.
const OWN: &[u8] = b".wh..wh.";

/// What an entry of a layer says; paths are clean.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// There is a file.
    File(Vec<u8>),
    /// There is a file that is no part of the root, but may be linked to.
    Aside(Vec<u8>),
    /// There is another name of a file.
    Link {
        path: Vec<u8>,
        target: Vec<u8>,
    },
    Folder(Vec<u8>),
    /// There is something else that hides what is below: a symbolic link, a device.
    Other(Vec<u8>),
    /// What lower layers have at the path and beneath it is gone.
    Gone(Vec<u8>),
    Nothing,
}

impl Change {
    /// What `entry` says.
    pub(super) fn of(entry: &Entry) -> Self {
        let path = clean(&entry.name);
        let is_file = matches!(entry.what, What::File | What::Sparse(_));
        let (folder, name) = match path.iter().rposition(|byte| *byte == b'/') {
            Some(at) => path.split_at(at.saturating_add(1)),
            None => path.split_at(0),
        };
        if name == OPAQUE {
            return Self::Gone(clean(folder));
        }
        if path.split(|byte| *byte == b'/').any(|part| part.starts_with(OWN)) {
            return if is_file { Self::Aside(path) } else { Self::Nothing };
        }
        if let Some(gone) = name.strip_prefix(GONE) {
            return match gone {
                b"" | b"." | b".." => Self::Nothing,
                gone => Self::Gone([folder, gone].concat()),
            };
        }
        match &entry.what {
            _ if path.is_empty() => Self::Nothing,
            What::File | What::Sparse(_) => Self::File(path),
            What::HardLink(target) => Self::Link { path, target: clean(target) },
            What::Folder => Self::Folder(path),
            What::SymLink(_) | What::Other => Self::Other(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, what: What) -> Change {
        Change::of(&Entry { name: name.into(), what, size: 0, start: 0 })
    }

    #[test]
    fn files_marks_and_links() {
        let gone = |path: &str| Change::Gone(path.into());
        assert_eq!(of("./usr/bin/.wh.x", What::File), gone("usr/bin/x"));
        assert_eq!(of(".wh.x", What::File), gone("x"));
        assert_eq!(of("opt/.wh..wh..opq", What::File), gone("opt"));
        assert_eq!(of("./.wh..wh..opq", What::File), gone(""));
        assert_eq!(of("opt/.wh.", What::File), Change::Nothing);
        assert_eq!(of("opt/.wh...", What::File), Change::Nothing);
        assert_eq!(of(".wh..wh.plnk/", What::Folder), Change::Nothing);
        assert_eq!(of(".wh..wh.aufs", What::File), Change::Aside(b".wh..wh.aufs".to_vec()));
        let link = of("a/b", What::HardLink(b"./.wh..wh.plnk/1.2".to_vec()));
        assert_eq!(link, Change::Link { path: b"a/b".into(), target: b".wh..wh.plnk/1.2".into() });
        assert_eq!(of("./", What::Folder), Change::Nothing);
        assert_eq!(of("a.wh.b", What::File), Change::File(b"a.wh.b".to_vec()));
    }
}
