//! A database of advisories: an index, and what is asked of it.

use std::ops::Range;
use std::sync::OnceLock;

use super::index::{ALL, IN, Index, row_of};
use super::module::{STDLIB, TOOLCHAIN};
use super::semver::Semver;
use super::texts::TextId;
use super::words::Words;
use crate::bytes::Date;

/// The most versions of which it is asked whether they mend an advisory for good.
const MOST_FIXES: usize = 256;

/// Advisories, found by the modules that they are about.
#[derive(Clone, Default)]
pub struct Database {
    date: Option<Date>,
    pub(super) index: Index,
    newest_go: OnceLock<Option<TextId>>,
    /// What the functions of each package are called, made when a program first has it.
    words: Box<[OnceLock<Box<Words>>]>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Database({:?}, {} advisories)", self.date, self.len())
    }
}

impl Database {
    /// The database in an index.
    pub(super) fn new(date: Option<Date>, index: Index) -> Self {
        let words = (0..index.packages()).map(|_| OnceLock::new()).collect();
        Self { date, index, newest_go: OnceLock::new(), words }
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
        self.index.advisories()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many modules they are about.
    pub fn modules(&self) -> usize {
        self.index.modules()
    }

    /// The newest version of Go that the data name: they know nothing of newer ones.
    pub fn newest_go(&self) -> Option<&str> {
        let find = || {
            let entries = [STDLIB, TOOLCHAIN].into_iter().flat_map(|it| self.index.entries_of(it));
            let ranges = entries.flat_map(|entry| self.index.ranges(entry));
            let events = ranges.flat_map(|range| self.index.events(range)).copied();
            events.filter_map(row_of).max().map(|row| self.index.version(row))
        };
        self.newest_go.get_or_init(find).map(|id| self.index.text(id))
    }

    /// What the functions are called that advisories list of a package.
    pub(super) fn words(&self, package: u32) -> Option<&Words> {
        let words = usize::try_from(package).ok().and_then(|at| self.words.get(at))?;
        let make = || {
            let ids = self.index.functions(package).iter();
            Box::new(Words::of(ids.map(|id| self.index.text_bytes(TextId::of_bytes(*id)))))
        };
        Some(words.get_or_init(make))
    }

    /// The function of a package that is called so, or the method of that type, if an advisory lists it.
    pub(super) fn function(
        &self,
        package: u32,
        receiver: Option<&[u8]>,
        name: &[u8],
    ) -> Option<TextId> {
        self.words(package)?.may_hold(receiver, name).then_some(())?;
        let symbol = receiver.map(|receiver| [receiver, b".", name].concat());
        let symbol = symbol.as_deref().unwrap_or(name);
        let functions = self.index.functions(package);
        let by_name = |id: &[u8; 4]| self.index.text_bytes(TextId::of_bytes(*id)).cmp(symbol);
        let at = functions.binary_search_by(by_name).ok()?;
        functions.get(at).map(|id| TextId::of_bytes(*id))
    }

    /// Where a version stands among those that bound something: how many are not above it.
    pub(super) fn place(&self, version: &Semver<'_>) -> u32 {
        let is_below = |both: &[u8; 4]| {
            let id = TextId::of_number(u32::from_le_bytes(*both) >> 1);
            Semver::parse(self.index.text(id)).is_some_and(|it| it <= *version)
        };
        u32::try_from(self.index.versions().partition_point(is_below)).unwrap_or(u32::MAX)
    }

    /// Whether the entry is about the version that stands there; `None` where it does not say that.
    pub(super) fn covers(&self, entry: u32, place: u32) -> Option<bool> {
        match self.index.advisory_and_kind(entry).1 {
            ALL => Some(true),
            IN => Some(self.index.ranges(entry).any(|range| {
                // The last event at or below the version counts.
                let events = self.index.events(range).iter().rev();
                let mut events = events.map(|event| u32::from_le_bytes(*event));
                events.find(|event| event >> 1 <= place).is_some_and(|event| event & 1 == 0)
            })),
            _ => None,
        }
    }

    /// The lowest version behind `place` that mends an advisory for good: none of its entries about the
    /// module, which are these, covers it again.
    pub(super) fn fix(&self, entries: &Range<u32>, place: u32) -> Option<&str> {
        let ranges = entries.clone().flat_map(|entry| self.index.ranges(entry));
        let events = ranges.flat_map(|range| self.index.events(range)).copied();
        let fixed = events.filter(|event| u32::from_le_bytes(*event) & 1 == 1).filter_map(row_of);
        let above = fixed.filter(|row| *row >= place);
        let mut above: Vec<_> = above.map(|row| (self.index.place_of_row(row), row)).collect();
        above.sort_by_key(|(place, _)| *place);
        above.dedup_by_key(|(place, _)| *place);
        let is_lasting =
            |place: u32| !entries.clone().any(|entry| self.covers(entry, place) == Some(true));
        let lasting = above.into_iter().take(MOST_FIXES).find(|(place, _)| is_lasting(*place))?;
        Some(self.index.text(self.index.version(lasting.1)))
    }
}
