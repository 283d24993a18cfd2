//! The modules that the names of a file table tell, as they are spelled there.

use std::collections::{BTreeMap, BTreeSet};

use super::file_name::{Name, marked};
use crate::bytes::PartOffset;
use crate::evidence::FileTable;

/// The most modules that are told apart: the largest programs have a thousand.
const MOST: usize = 1 << 14;

/// The files of a module.
pub(super) struct Seen<'n> {
    /// How many they are.
    pub(super) files: u64,
    /// Where the first is listed.
    pub(super) at: PartOffset,
    /// Their folders in the module.
    pub(super) folders: BTreeSet<&'n [u8]>,
}

/// The modules that names tell, as they are spelled there.
pub(super) fn collect(table: &FileTable) -> BTreeMap<Name<'_>, Seen<'_>> {
    let mut names = BTreeMap::new();
    for (at, file) in marked(table) {
        let Some((name, folder)) = Name::parse(file) else { continue };
        let is_known = names.contains_key(&name);
        if !is_known && names.len() >= MOST {
            continue;
        }
        let seen =
            names.entry(name).or_insert_with(|| Seen { files: 0, at, folders: BTreeSet::new() });
        seen.files = seen.files.saturating_add(1);
        seen.folders.insert(folder);
    }
    names
}
