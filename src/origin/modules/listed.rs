//! The modules of a build info, by their paths.

use std::collections::{HashMap, HashSet};

use super::file_name::Candidate;
use crate::evidence::{Module, ModuleInfo};

/// The modules that a build info lists: each look costs the same, however many there are.
pub(super) struct Listed<'m> {
    /// Of each path the first, and whether it is the main module.
    modules: HashMap<&'m [u8], (&'m Module, bool)>,
    /// Paths and versions, also of modules that stand in the place of others.
    versions: HashSet<(&'m [u8], &'m [u8])>,
}

/// What a build info lists of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OfPath {
    /// Nothing.
    Nothing,
    /// A module in that version.
    Version(String),
    /// Other code may stand in its place: it is the main module, or it is replaced.
    Other,
}

impl<'m> Listed<'m> {
    /// Those of that build info.
    pub(super) fn of(info: &'m ModuleInfo) -> Self {
        let (mut modules, mut versions) = (HashMap::new(), HashSet::new());
        let all =
            info.main.iter().map(|it| (it, true)).chain(info.deps.iter().map(|it| (it, false)));
        for (module, is_main) in all {
            modules.entry(module.path.as_bytes()).or_insert((module, is_main));
            let both = [Some(module), module.replace.as_deref()];
            let both = both.into_iter().flatten();
            versions.extend(both.map(|it| (it.path.as_bytes(), it.version.as_bytes())));
        }
        Self { modules, versions }
    }

    /// Whether one of those paths is listed in that version: by itself, or in the place of another. With
    /// `-trimpath` a module that was replaced keeps its path and version.
    pub(super) fn has(&self, candidates: &[Candidate], version: &str) -> bool {
        let is = |it: &Candidate| self.versions.contains(&(it.path.as_bytes(), version.as_bytes()));
        candidates.iter().any(is)
    }

    /// Whether a module has that path.
    pub(super) fn names(&self, path: &str) -> bool {
        self.modules.contains_key(path.as_bytes())
    }

    /// What is listed of that path.
    pub(super) fn of_path(&self, path: &str) -> OfPath {
        match self.modules.get(path.as_bytes()) {
            None => OfPath::Nothing,
            Some((module, is_main)) if *is_main || module.replace.is_some() => OfPath::Other,
            Some((module, _)) => OfPath::Version(module.version.to_lossy()),
        }
    }
}
