//! Results that wait until it is known that no later file of the container has the same name: of
//! two entries with one name, whoever unpacks an archive keeps the last.

use std::collections::HashMap;

use super::seen::Seen;
use super::weight::weight;
use crate::archive::Place;

/// The most results that wait, and the most bytes of records in them.
const MOST: usize = 1024;
const MOST_BYTES: usize = 1 << 20;

/// Results that wait, in order.
#[derive(Default)]
pub(super) struct Held {
    /// `None` for a file that a later one replaced.
    results: Vec<Option<Seen>>,
    files: HashMap<Place, usize>,
    bytes: usize,
}

impl Held {
    /// Adds a result that no file replaces.
    pub(super) fn add(&mut self, seen: Seen) {
        let bytes = weight(seen.records());
        self.push(seen, bytes);
    }

    /// Adds the result of the file at `place`, whose records take that many bytes.
    pub(super) fn add_file(&mut self, place: Place, seen: Seen, bytes: usize) {
        self.files.insert(place, self.results.len());
        self.push(seen, bytes);
    }

    fn push(&mut self, seen: Seen, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes);
        self.results.push(Some(seen));
    }

    /// Drops the result of an earlier file at `place`, which now counts as one without a program;
    /// `None` where there is none.
    pub(super) fn drop_earlier(&mut self, place: &Place) -> Option<Seen> {
        if self.files.is_empty() {
            return None;
        }
        let at = self.files.remove(place)?;
        self.results.get_mut(at)?.take().map(|_| Seen::NotGo)
    }

    /// Whether no more results should wait.
    pub(super) fn is_full(&self) -> bool {
        self.results.len() >= MOST || self.bytes >= MOST_BYTES
    }

    /// The results in order.
    pub(super) fn all(self) -> impl Iterator<Item = Seen> {
        self.results.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_last_of_two_files_with_one_name_counts() {
        let outer = Place::new(Path::new("a.tar"));
        let note = |what: &str| Seen::Note("a.tar".into(), what.to_owned());
        let mut held = Held::default();
        held.add_file(outer.inside(b"x"), note("first"), 0);
        held.add(note("trouble"));
        held.add_file(outer.inside(b"y"), note("other"), 0);
        assert!(held.drop_earlier(&outer.inside(b"z")).is_none());
        assert!(held.drop_earlier(&outer.inside(b"x")).is_some());
        held.add_file(outer.inside(b"x"), note("last"), 0);
        let texts = held.all().map(|seen| match seen {
            Seen::Note(_, what) => what,
            _ => String::new(),
        });
        assert_eq!(texts.collect::<Vec<_>>(), ["trouble", "other", "last"]);
    }
}
