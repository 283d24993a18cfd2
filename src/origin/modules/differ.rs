//! Modules that names of source files tell otherwise than the build info.

use std::collections::HashSet;

use super::file_name::Name;
use super::listed::{Listed, OfPath};
use super::packages;
use super::seen::{self, Seen};
use crate::bytes::PartOffset;
use crate::evidence::{ModuleInfo, Program};

/// The most that are told.
const MOST: usize = 64;

/// A module that names of source files and functions tell otherwise than the build info.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleDifference {
    /// The module path.
    pub path: String,
    /// The version by the names of source files.
    pub version: String,
    /// The version by the build info; `None` where that does not name the module.
    pub listed: Option<String>,
    /// How many source files tell it.
    pub files: u64,
    /// Where the first of them is listed.
    pub at: PartOffset,
}

/// The differences of a program whose build info names its modules. Nothing is said of what honest
/// builds do too: a module built in its own folder in the cache, code of a folder that replaces a module,
/// generated code that names another version beside the one that is listed.
pub(super) fn of(program: &Program<'_>, listed: &ModuleInfo) -> Vec<ModuleDifference> {
    let Some(table) = program.file_table().filter(|_| listed.cut.is_none()) else {
        return Vec::new();
    };
    let names = seen::collect(table);
    let listed = Listed::of(listed);
    // Paths under which files of the listed versions are known.
    let mut known: HashSet<String> = HashSet::new();
    let mut others: Vec<(&Name<'_>, &Seen<'_>)> = Vec::new();
    for (name, seen) in &names {
        let candidates = name.candidates();
        if !listed.has(&candidates, &name.version().unwrap_or_default()) {
            others.push((name, seen));
            continue;
        }
        let mut paths = candidates.into_iter().map(|it| it.path);
        known.extend(paths.find(|path| listed.names(path)));
    }
    if others.is_empty() {
        return Vec::new();
    }
    let (packages, _) = packages::of(program, others.iter().copied());
    let told = others.into_iter().filter_map(|(name, seen)| {
        let (path, is_imported) = name.placed(&seen.folders, &packages)?;
        let listed = match listed.of_path(&path) {
            _ if !is_imported || known.contains(&path) => return None,
            OfPath::Other => return None,
            OfPath::Nothing => None,
            OfPath::Version(version) => Some(version),
        };
        let (version, files, at) = (name.version()?, seen.files, seen.at);
        Some(ModuleDifference { path, version, listed, files, at })
    });
    told.take(MOST).collect()
}
