//! What is known of one layer while it is read, and of one that another image has too.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::names::Names;
use crate::archive::{Layer, Place};

/// The most links from a hidden name to the next.
const MOST_LINKS: usize = 16;

/// What is known of one layer.
#[derive(Debug)]
pub(super) struct Pass {
    /// Its number, counted from the highest.
    pub(super) number: usize,
    /// How places in it are marked: where its files are visible, and where they are hidden.
    visible: Arc<Layer>,
    hidden: Arc<Layer>,
    /// The folder of all layers.
    root: Place,
    /// What it has.
    pub(super) own: Names,
    /// What it removes.
    pub(super) gone: Names,
    /// Files that nobody was shown, since they are hidden.
    skipped: HashSet<u64>,
    /// Links that nobody was shown yet, and where they lead.
    skipped_links: HashMap<u64, Vec<u8>>,
    /// What is no file, and links to that.
    no_files: HashSet<u64>,
    /// Files that were first shown under the name of a link.
    shown_as: HashMap<u64, Place>,
    /// Files that were skipped and have a name that is visible.
    pub(super) needed: HashMap<Vec<u8>, Vec<Place>>,
    /// Files that somebody took, with the place where they were.
    pub(super) taken: Vec<(Vec<u8>, Place)>,
    taken_keys: HashSet<u64>,
    /// Whether all that another image could show is in `taken`.
    pub(super) is_whole: bool,
}

/// Where the bytes of a hard link are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bytes {
    /// They were shown at that place.
    Shown(Place),
    /// They were skipped; the path of their file.
    Skipped(Vec<u8>),
    /// They are in no file that was met.
    Unmet(Vec<u8>),
    /// There are none: it leads to a symbolic link or a device.
    None,
}

impl Pass {
    /// A layer of which nothing was read yet. `names` lends its keys.
    pub(super) fn new(number: usize, layer: Layer, root: &Place, names: &Names) -> Self {
        Self {
            number,
            hidden: Arc::new(Layer { hidden: true, ..layer.clone() }),
            visible: Arc::new(layer),
            root: root.clone(),
            own: names.like(),
            gone: names.like(),
            skipped: HashSet::new(),
            skipped_links: HashMap::new(),
            no_files: HashSet::new(),
            shown_as: HashMap::new(),
            needed: HashMap::new(),
            taken: Vec::new(),
            taken_keys: HashSet::new(),
            is_whole: true,
        }
    }

    /// The place of the file at `path`.
    pub(super) fn place(&self, path: &[u8], is_hidden: bool) -> Place {
        let layer = if is_hidden { &self.hidden } else { &self.visible };
        self.root.inside(path).in_layer(layer)
    }

    /// The place of the layer itself.
    pub(super) fn place_of_layer(&self) -> Place {
        self.place(self.visible.digest.as_bytes(), false)
    }

    /// Remembers a file that nobody was shown.
    pub(super) fn skip(&mut self, path: &[u8]) {
        self.skipped.insert(self.own.key(path));
        self.is_whole = false;
    }

    /// Remembers that what is at `path` is no file.
    pub(super) fn no_file(&mut self, path: &[u8]) {
        self.no_files.insert(self.own.key(path));
    }

    /// Remembers a link that nobody was shown, or not before its file is met.
    pub(super) fn skip_link(&mut self, path: &[u8], target: Vec<u8>) {
        self.skipped_links.insert(self.own.key(path), target);
        self.is_whole = false;
    }

    /// Remembers that the file at `path` was shown at `first`.
    pub(super) fn show(&mut self, path: &[u8], first: &Place, is_taken: bool) {
        let key = self.own.key(path);
        self.skipped_links.remove(&key);
        if first.name() != path || first.layer() != Some(&self.visible) {
            self.shown_as.insert(key, first.clone());
        }
        if is_taken {
            self.taken_keys.insert(key);
            self.taken.push((path.to_vec(), first.clone()));
        }
    }

    /// Remembers the link at `path` to the file that was shown at `first` and lies at `target`.
    pub(super) fn show_link(&mut self, path: &[u8], target: &[u8], first: &Place) {
        let is_taken = self.taken_keys.contains(&self.own.key(target));
        self.show(path, first, is_taken);
    }

    /// Where the bytes of the link to `target` are.
    pub(super) fn bytes(&self, target: &[u8]) -> Bytes {
        let mut target = target;
        for _ in 0..MOST_LINKS {
            match self.skipped_links.get(&self.own.key(target)) {
                Some(next) => target = next,
                None => break,
            }
        }
        let key = self.own.key(target);
        if let Some(first) = self.shown_as.get(&key) {
            Bytes::Shown(first.clone())
        } else if self.skipped.contains(&key) {
            Bytes::Skipped(target.to_vec())
        } else if self.no_files.contains(&key) {
            Bytes::None
        } else if self.own.has(target) {
            Bytes::Shown(self.place(target, false))
        } else {
            Bytes::Unmet(target.to_vec())
        }
    }
}
