//! A database of advisories, in memory.

use std::collections::HashMap;

use super::advisory::{Advisory, Entry, Versions};
use super::catalogue::Catalogue;
use super::module::{STDLIB, TOOLCHAIN};
use super::semver::Semver;
use super::texts::{TextId, Texts};
use crate::bytes::Date;

/// Advisories, found by the modules that they are about.
#[derive(Clone, Debug, Default)]
pub struct Database {
    pub(super) date: Option<Date>,
    pub(super) texts: Texts,
    pub(super) advisories: Box<[Advisory]>,
    by_module: HashMap<Box<str>, Vec<Found>>,
    newest_go: Option<TextId>,
    pub(super) catalogue: Catalogue,
}

/// An entry of an advisory, by their numbers.
#[derive(Clone, Copy, Debug)]
struct Found {
    advisory: usize,
    entry: usize,
}

impl Database {
    /// The database of those advisories.
    pub(super) fn new(date: Option<Date>, texts: Texts, advisories: Box<[Advisory]>) -> Self {
        let mut by_module: HashMap<Box<str>, Vec<Found>> = HashMap::new();
        for (advisory, it) in advisories.iter().enumerate() {
            for (entry, it) in it.entries.iter().enumerate() {
                let found = Found { advisory, entry };
                match by_module.get_mut(texts.get(it.module)) {
                    Some(all) => all.push(found),
                    None => {
                        by_module.insert(texts.get(it.module).into(), vec![found]);
                    }
                }
            }
        }
        let catalogue = Catalogue::of(&advisories, &texts);
        let mut database = Self { date, texts, advisories, by_module, newest_go: None, catalogue };
        database.newest_go = database.find_newest_go();
        database
    }

    /// The newest version of Go that an advisory names.
    fn find_newest_go(&self) -> Option<TextId> {
        let entries = [STDLIB, TOOLCHAIN].into_iter().flat_map(|module| self.of(module));
        let ids = entries.flat_map(|(_, entry)| entry.version_ids());
        ids.max_by_key(|id| Semver::parse(self.texts.get(*id)))
    }

    /// The day of the data; `None` where nothing says it.
    pub fn date(&self) -> Option<Date> {
        self.date
    }

    /// The same data, with the day that they are of.
    #[must_use]
    pub fn of_date(self, date: Date) -> Self {
        Self { date: Some(date), ..self }
    }

    /// How many advisories there are.
    pub fn len(&self) -> usize {
        self.advisories.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.advisories.is_empty()
    }

    /// How many modules they are about.
    pub fn modules(&self) -> usize {
        self.by_module.len()
    }

    /// Whether an advisory is about the module.
    pub fn knows(&self, module: &str) -> bool {
        self.by_module.contains_key(module)
    }

    /// The newest version of Go that the data name: they know nothing of newer ones.
    pub fn newest_go(&self) -> Option<&str> {
        self.newest_go.map(|id| self.texts.get(id))
    }

    /// The entries about a module, in the order of the advisories.
    pub(super) fn of(&self, module: &str) -> impl Iterator<Item = (&Advisory, &Entry)> {
        let found = self.by_module.get(module).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|it| {
            let advisory = self.advisories.get(it.advisory)?;
            Some((advisory, advisory.entries.get(it.entry)?))
        })
    }

    /// Whether the entry is about that version; `None` where it does not say that.
    pub(super) fn covers(&self, entry: &Entry, version: &Semver<'_>) -> Option<bool> {
        match &entry.versions {
            Versions::All => Some(true),
            Versions::In(ranges) => {
                Some(ranges.iter().any(|range| range.covers(version, &self.texts)))
            }
            Versions::Unusable => None,
        }
    }

    /// The lowest version above `version` that mends the advisory for good: no entry about the
    /// module covers it again.
    pub(super) fn fix(
        &self,
        advisory: &Advisory,
        module: TextId,
        version: &Semver<'_>,
    ) -> Option<&str> {
        let entries = || advisory.entries.iter().filter(move |entry| entry.module == module);
        let fixes = entries().flat_map(Entry::fix_ids).map(|id| self.texts.get(id));
        let sound = fixes.filter_map(|text| Some((Semver::parse(text)?, text)));
        let lasting = sound.filter(|(fix, _)| {
            fix > version && !entries().any(|entry| self.covers(entry, fix) == Some(true))
        });
        lasting.min_by(|(one, _), (other, _)| one.cmp(other)).map(|(_, text)| text)
    }
}

impl Entry {
    /// The versions that mend it.
    fn fix_ids(&self) -> impl Iterator<Item = TextId> {
        self.ranges().iter().flat_map(super::range::Range::fixes)
    }

    /// The versions of all bounds.
    fn version_ids(&self) -> impl Iterator<Item = TextId> {
        self.ranges().iter().flat_map(super::range::Range::versions)
    }

    fn ranges(&self) -> &[super::range::Range] {
        match &self.versions {
            Versions::In(ranges) => ranges,
            Versions::All | Versions::Unusable => &[],
        }
    }
}
