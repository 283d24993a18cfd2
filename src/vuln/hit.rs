//! The advisories that are about the version of a module.

use std::ops::Range;

use super::database::Database;
use super::module::Module;
use super::verdict::Why;
use super::wanted::WantedPackage;

/// A module of the program that advisories are about.
pub(super) struct Concerned<'s> {
    pub(super) module: &'s Module,
    /// Where its version stands among those of the database.
    pub(super) place: u32,
    /// The longer paths of other modules of the program that begin as the module's does.
    pub(super) inner: Vec<&'s str>,
    pub(super) hits: Vec<Hit>,
}

/// An advisory that is about the version.
pub(super) struct Hit {
    pub(super) advisory: u32,
    /// All its entries about the module.
    pub(super) entries: Range<u32>,
    /// What its entries about the version ask.
    pub(super) questions: Vec<Question>,
}

/// What an entry asks.
pub(super) enum Question {
    /// What cannot be told of it.
    Unknown(Why),
    /// Whether a package has the functions of an import.
    Import { import: u32, package: Result<Option<WantedPackage>, Why>, is_platform_known: bool },
}

/// The module, if an advisory is about that version of it.
pub(super) fn collect<'s>(
    database: &Database,
    module: &'s Module,
    entries: Range<u32>,
    place: u32,
) -> Option<Concerned<'s>> {
    let mut hits: Vec<Hit> = Vec::new();
    for (advisory, entries) in by_advisory(database, entries) {
        let is_about = |entry| database.covers(entry, place) != Some(false);
        if entries.clone().any(is_about) {
            hits.push(Hit { advisory, entries, questions: Vec::new() });
        }
    }
    (!hits.is_empty()).then(|| Concerned { module, place, inner: Vec::new(), hits })
}

/// The entries about a module by their advisories.
pub(super) fn by_advisory(
    database: &Database,
    entries: Range<u32>,
) -> impl Iterator<Item = (u32, Range<u32>)> + '_ {
    let mut left = entries;
    std::iter::from_fn(move || {
        let first = left.next()?;
        let advisory = database.index.advisory_and_kind(first).0;
        let mut end = first.saturating_add(1);
        while left.start < left.end && database.index.advisory_and_kind(left.start).0 == advisory {
            left.next();
            end = end.saturating_add(1);
        }
        Some((advisory, first..end))
    })
}
