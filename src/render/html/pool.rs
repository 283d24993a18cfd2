//! Things that occur often, each written once and called by its number.

use std::collections::HashMap;
use std::hash::Hash;

/// The number of a thing in its pool.
pub(super) type Id = u32;

/// Things, numbered in the order in which they were first met.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool<T>(HashMap<T, Id>);

impl<T: Eq + Hash> Pool<T> {
    /// The number of `thing`.
    pub(super) fn id(&mut self, thing: T) -> Id {
        let next = Id::try_from(self.0.len()).unwrap_or(Id::MAX);
        *self.0.entry(thing).or_insert(next)
    }

    /// All of them, in the order of their numbers.
    pub(super) fn list(&self) -> Vec<&T> {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_unstable_by_key(|(_, id)| **id);
        all.into_iter().map(|(thing, _)| thing).collect()
    }
}

impl Pool<String> {
    /// The number of a text that may be there already.
    pub(super) fn of(&mut self, text: &str) -> Id {
        match self.0.get(text) {
            Some(id) => *id,
            None => self.id(text.to_owned()),
        }
    }
}
