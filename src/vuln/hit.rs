//! The advisories that are about the version of a module.

use super::advisory::{Advisory, Entry};
use super::database::Database;
use super::module::Module;
use super::semver::Semver;

/// An advisory that is about a module of the program, with the entries that are.
pub(super) struct Hit<'d> {
    pub(super) advisory: &'d Advisory,
    /// The number of the module.
    pub(super) module: usize,
    /// Its entries, and whether it is known that they are about the version.
    pub(super) entries: Vec<(&'d Entry, bool)>,
}

/// The advisories about that version of the module.
pub(super) fn collect<'d>(
    database: &'d Database,
    module: &Module,
    number: usize,
    version: &Semver<'_>,
    hits: &mut Vec<Hit<'d>>,
) {
    for (advisory, entry) in database.of(&module.path) {
        let is_known = match database.covers(entry, version) {
            Some(false) => continue,
            Some(true) => true,
            None => false,
        };
        let last = hits.last_mut();
        match last.filter(|hit| hit.module == number && hit.advisory.id == advisory.id) {
            Some(hit) => hit.entries.push((entry, is_known)),
            None => hits.push(Hit { advisory, module: number, entries: vec![(entry, is_known)] }),
        }
    }
}
