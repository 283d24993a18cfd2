//! Which paths the layers above hide from the layers below.
//!
//! | in a layer | hides below |
//! | --- | --- |
//! | a file, a link, a device | the path, and everything beneath it |
//! | `.wh.NAME` | the path `NAME` beside it, and everything beneath |
//! | `.wh..wh..opq` | everything beneath its folder |
//! | a folder, also one that is only implied | a file or link at its path |
//!
//! Source: OCI image specification 1.1, `layer.md`, "Applying Changesets" and "Whiteouts".

use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher, RandomState};

/// Paths by their hashes, of 64 bits with keys of this process: an image of a million paths would
/// have to be made ten million times for two of them to meet.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    keys: RandomState,
    /// Paths that hide what is at them and beneath them.
    covers: HashSet<u64>,
    /// Paths that hide what is at them unless it is a folder.
    folders: HashSet<u64>,
    /// Whether the whole root is hidden.
    all: bool,
}

impl Names {
    /// An empty set that can be added to this one.
    pub(super) fn like(&self) -> Self {
        Self { keys: self.keys.clone(), ..Self::default() }
    }

    /// How many paths there are.
    pub(super) fn count(&self) -> usize {
        self.covers.len().saturating_add(self.folders.len())
    }

    /// A path that hides what is at it and beneath it, and makes what is above it folders.
    pub(super) fn cover(&mut self, path: &[u8]) {
        if let Some(hash) = self.add_above(path) {
            self.covers.insert(hash);
        }
    }

    /// A path that is gone, with what is beneath it. Nothing is said of the folders above it.
    pub(super) fn remove(&mut self, path: &[u8]) {
        match hashes(&self.keys, path).last() {
            Some(hash) => {
                self.covers.insert(hash);
            }
            None => self.all = true,
        }
    }

    /// A path at which a folder is.
    pub(super) fn folder(&mut self, path: &[u8]) {
        if let Some(hash) = self.add_above(path) {
            self.folders.insert(hash);
        }
    }

    /// Adds the folders above `path`; returns its hash, `None` for the root.
    fn add_above(&mut self, path: &[u8]) -> Option<u64> {
        let mut last = None;
        for hash in hashes(&self.keys, path) {
            if let Some(above) = last.replace(hash) {
                self.folders.insert(above);
            }
        }
        last
    }

    /// Whether a file or link at `path` in a layer below is hidden.
    pub(super) fn hides(&self, path: &[u8]) -> bool {
        let mut last = None;
        self.all
            || hashes(&self.keys, path).any(|hash| {
                last = Some(hash);
                self.covers.contains(&hash)
            })
            || last.is_some_and(|hash| self.folders.contains(&hash))
    }

    /// Whether there is something other than a folder at `path`.
    pub(super) fn has(&self, path: &[u8]) -> bool {
        self.covers.contains(&self.key(path))
    }

    /// A number for `path`, which no other one has.
    pub(super) fn key(&self, path: &[u8]) -> u64 {
        hashes(&self.keys, path).last().unwrap_or_default()
    }

    /// Adds all paths of another set that is [like](Self::like) this one.
    pub(super) fn add(&mut self, other: &Self) {
        self.covers.extend(&other.covers);
        self.folders.extend(&other.folders);
        self.all |= other.all;
    }
}

/// The hash of each folder above `path`, and then of the path.
fn hashes<'p>(keys: &RandomState, path: &'p [u8]) -> impl Iterator<Item = u64> + use<'p> {
    let mut hasher = keys.build_hasher();
    path.split(|byte| *byte == b'/').filter(|part| !part.is_empty()).map(move |part| {
        hasher.write(part);
        hasher.write_u8(b'/');
        hasher.finish()
    })
}

/// A path in the root: without `.`, and with `..` taken away from it, which cannot lead above the
/// root.
pub(super) fn clean(name: &[u8]) -> Vec<u8> {
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in name.split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join(&b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden() {
        let mut names = Names::default();
        names.cover(b"usr/bin/file");
        names.folder(b"opt/d");
        for (path, want) in [
            ("usr/bin/file", true),
            ("usr/bin/file/beneath", true),
            ("usr/bin/file2", false),
            ("usr/bin/other", false),
            // A file where there is now a folder, which another path implies.
            ("usr/bin", true),
            ("opt/d", true),
            ("opt/d/x", false),
            ("usr/binfile", false),
        ] {
            assert_eq!(names.hides(path.as_bytes()), want, "{path}");
        }
        let mut more = names.like();
        more.remove(b"opt/d");
        assert!(!more.hides(b"usr/bin/file"));
        names.add(&more);
        assert!(names.hides(b"opt/d/x"));
        names.remove(b"");
        assert!(names.hides(b"anything"));
    }

    #[test]
    fn clean_paths() {
        for (name, want) in [
            ("./usr//bin/x", "usr/bin/x"),
            ("/usr/bin/", "usr/bin"),
            ("../../etc/x", "etc/x"),
            ("a/../../b", "b"),
            (".", ""),
            ("..a/.b", "..a/.b"),
        ] {
            assert_eq!(clean(name.as_bytes()), want.as_bytes(), "{name}");
        }
    }
}
