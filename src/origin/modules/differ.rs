//! Modules that names of source files tell otherwise than the build info.

use super::file_name::Name;
use super::packages;
use super::seen::{self, Seen};
use crate::bytes::PartOffset;
use crate::evidence::{Module, ModuleInfo, Program};

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
    let (known, others): (Vec<_>, Vec<_>) =
        names.iter().partition(|(name, _)| name.is_listed_in(listed));
    if others.is_empty() {
        return Vec::new();
    }
    let (packages, _) = packages::of(program, others.iter().copied());
    let known: Vec<String> = known.iter().filter_map(|(name, _)| path_in(name, listed)).collect();
    let placed = others.into_iter().filter_map(|(name, seen): (&Name<'_>, &Seen<'_>)| {
        let (path, is_imported) = name.placed(&seen.folders, &packages)?;
        (is_imported && !known.contains(&path)).then_some((path, name, seen))
    });
    let told = placed.filter_map(|(path, name, seen)| {
        let listed = listed_version(&path, listed)?;
        Some(ModuleDifference {
            path,
            version: name.version()?,
            listed,
            files: seen.files,
            at: seen.at,
        })
    });
    told.take(MOST).collect()
}

/// The path of a listed module by which a name calls it.
fn path_in(name: &Name<'_>, listed: &ModuleInfo) -> Option<String> {
    let is = |it: &Module, path: &str| it.path.as_bytes() == path.as_bytes();
    let mut paths = name.candidates().into_iter().map(|it| it.path);
    paths.find(|path| listed.main.iter().chain(&listed.deps).any(|module| is(module, path)))
}

/// The version in which a module is listed, `Some(None)` where it is not; `None` where other code may
/// stand in its place.
fn listed_version(path: &str, listed: &ModuleInfo) -> Option<Option<String>> {
    let is = |it: &&Module| it.path.as_bytes() == path.as_bytes();
    if listed.main.iter().any(|main| is(&main)) {
        return None;
    }
    match listed.deps.iter().find(is) {
        Some(module) if module.replace.is_some() => None,
        Some(module) => Some(Some(module.version.to_lossy())),
        None => Some(None),
    }
}
