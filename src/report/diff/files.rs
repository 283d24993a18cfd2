//! The source files that only one program lists.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The most names of files that are listed for each program.
const LISTED: usize = 100;

/// Source files that only one program lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesDiffRecord {
    /// The number of files that both list.
    pub common: u64,
    /// The number of files that only the first lists.
    pub only_a: u64,
    /// The number of files that only the second lists.
    pub only_b: u64,
    /// The first names that only the first program lists.
    pub names_a: Vec<String>,
    /// The first names that only the second program lists.
    pub names_b: Vec<String>,
}

impl FilesDiffRecord {
    pub(super) fn of(a: &BTreeSet<String>, b: &BTreeSet<String>) -> Self {
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let first = |names: Vec<&String>| names.into_iter().take(LISTED).cloned().collect();
        let (only_a, only_b): (Vec<_>, Vec<_>) =
            (a.difference(b).collect(), b.difference(a).collect());
        Self {
            common: count(a.intersection(b).count()),
            only_a: count(only_a.len()),
            only_b: count(only_b.len()),
            names_a: first(only_a),
            names_b: first(only_b),
        }
    }
}
