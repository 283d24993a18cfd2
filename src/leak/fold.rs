//! Rows that are the same but for their place, counted and kept once.

use std::collections::BTreeMap;

use crate::bytes::LimitExceeded;

/// Counted rows, of which only so many are kept.
#[derive(Debug)]
pub(super) struct Fold<K, V> {
    rows: BTreeMap<K, (u64, V)>,
    limit: u64,
    /// How many did not fit.
    lost: u64,
}

impl<K: Ord, V> Fold<K, V> {
    /// Keeps at most `limit` rows.
    pub(super) fn new(limit: u64) -> Self {
        Self { rows: BTreeMap::new(), limit, lost: 0 }
    }

    /// Counts one more of `key`; `first` is asked for the rest of the row where it is new.
    pub(super) fn add(&mut self, key: K, count: u64, first: impl FnOnce() -> V) {
        if let Some((counted, _)) = self.rows.get_mut(&key) {
            *counted = counted.saturating_add(count);
        } else if u64::try_from(self.rows.len()).is_ok_and(|rows| rows < self.limit) {
            self.rows.insert(key, (count, first()));
        } else {
            self.lost = self.lost.saturating_add(count);
        }
    }

    /// Whether there is such a row.
    pub(super) fn has(&self, key: &K) -> bool {
        self.rows.contains_key(key)
    }

    /// How many rows from `key` on are such as `belongs` says.
    pub(super) fn rows_from(&self, key: &K, belongs: impl Fn(&K) -> bool) -> usize {
        self.rows.range(key..).take_while(|(key, _)| belongs(key)).count()
    }

    /// The limit, if rows were lost to it.
    pub(super) fn cut(&self) -> Option<LimitExceeded> {
        (self.lost > 0).then_some(LimitExceeded { name: "leaks", limit: self.limit })
    }

    /// Every row with its count, in the order of the keys.
    pub(super) fn rows(self) -> impl Iterator<Item = (K, u64, V)> {
        self.rows.into_iter().map(|(key, (count, rest))| (key, count, rest))
    }
}
