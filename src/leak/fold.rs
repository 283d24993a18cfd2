//! Rows that differ only in their place, counted and kept once.

use std::collections::BTreeMap;

use crate::bytes::LimitExceeded;

/// Counted rows, up to a limit.
#[derive(Debug)]
pub(super) struct Fold<K, V> {
    rows: BTreeMap<K, (u64, V)>,
    limit: u64,
    /// The count of everything that did not fit.
    lost: u64,
}

impl<K: Ord, V> Fold<K, V> {
    /// Keeps at most `limit` rows.
    pub(super) fn new(limit: u64) -> Self {
        Self { rows: BTreeMap::new(), limit, lost: 0 }
    }

    /// Adds `count` to the row of `key`; a new row takes its other values from `first`.
    pub(super) fn add(&mut self, key: K, count: u64, first: impl FnOnce() -> V) {
        if let Some((counted, _)) = self.rows.get_mut(&key) {
            *counted = counted.saturating_add(count);
        } else if u64::try_from(self.rows.len()).is_ok_and(|rows| rows < self.limit) {
            self.rows.insert(key, (count, first()));
        } else {
            self.lost = self.lost.saturating_add(count);
        }
    }

    /// Whether there is a row of that key.
    pub(super) fn has(&self, key: &K) -> bool {
        self.rows.contains_key(key)
    }

    /// The number of consecutive rows, from `key` on, that `belongs` accepts.
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
