//! The sections that differ.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The sections that only one program has, or that differ in size.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionsDiffRecord {
    /// The sections of the first program alone, each with its size in bytes.
    pub only_a: Vec<SectionSizeRecord>,
    /// The sections of the second program alone.
    pub only_b: Vec<SectionSizeRecord>,
    /// The sections of both programs that differ in size.
    pub resized: Vec<SectionResizedRecord>,
}

/// A section.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionSizeRecord {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
}

/// A section that both programs have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionResizedRecord {
    /// Its name.
    pub name: String,
    /// Its size in the first program, in bytes.
    pub a: u64,
    /// Its size in the second program, in bytes.
    pub b: u64,
}

impl SectionsDiffRecord {
    /// Compares names and sizes; the sizes of sections with the same name are added.
    pub fn of([a, b]: [&[(String, u64)]; 2]) -> Self {
        let sizes = |sections: &[(String, u64)]| {
            let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
            for (name, size) in sections {
                let all = sizes.entry(name.clone()).or_default();
                *all = all.saturating_add(*size);
            }
            sizes
        };
        let (a, b) = (sizes(a), sizes(b));
        let only = |one: &BTreeMap<String, u64>, other: &BTreeMap<String, u64>| {
            let alone = one.iter().filter(|(name, _)| !other.contains_key(*name));
            alone
                .map(|(name, size)| SectionSizeRecord { name: name.clone(), size: *size })
                .collect()
        };
        let resized = a.iter().filter_map(|(name, a)| {
            let b = b.get(name).filter(|b| *b != a)?;
            Some(SectionResizedRecord { name: name.clone(), a: *a, b: *b })
        });
        Self { only_a: only(&a, &b), only_b: only(&b, &a), resized: resized.collect() }
    }

    /// Whether both have the same sections.
    pub fn is_empty(&self) -> bool {
        self.only_a.is_empty() && self.only_b.is_empty() && self.resized.is_empty()
    }
}
