//! Hard links whose bytes are stored with one of their names.

use std::collections::HashMap;

use super::entry::Link;
use crate::archive::Fault;
use crate::bytes::{Limits, within};

/// What one name takes besides its bytes.
const OVERHEAD: usize = 96;

/// The hard links of one archive.
pub(super) struct Links {
    of: HashMap<Link, Names>,
    /// Bytes of all names in it.
    bytes: usize,
    /// The most of them.
    most: u64,
}

enum Names {
    /// None of these had any bytes yet.
    Waiting(Vec<Vec<u8>>),
    /// The one that had them.
    Filled(Vec<u8>),
}

impl Links {
    /// None yet.
    pub(super) fn new(limits: &Limits) -> Self {
        Self { of: HashMap::new(), bytes: 0, most: limits.cpio_links }
    }

    /// Takes a name without bytes. The name that had them, if it came before.
    pub(super) fn empty(&mut self, link: Link, name: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        if let Some(Names::Filled(first)) = self.of.get(&link) {
            return Ok(Some(first.clone()));
        }
        self.pay(name)?;
        if let Names::Waiting(names) =
            self.of.entry(link).or_insert_with(|| Names::Waiting(Vec::new()))
        {
            names.push(name.to_vec());
        }
        Ok(None)
    }

    /// Takes the name that has the bytes. The names that waited for them.
    pub(super) fn filled(&mut self, link: Link, name: &[u8]) -> Result<Vec<Vec<u8>>, Fault> {
        self.pay(name)?;
        match self.of.insert(link, Names::Filled(name.to_vec())) {
            Some(Names::Waiting(names)) => Ok(names),
            _ => Ok(Vec::new()),
        }
    }

    /// The names that still wait, in order.
    pub(super) fn rest(self) -> Vec<Vec<u8>> {
        let waiting = self.of.into_values().filter_map(|names| match names {
            Names::Waiting(names) => Some(names),
            Names::Filled(_) => None,
        });
        let mut names: Vec<Vec<u8>> = waiting.flatten().collect();
        names.sort();
        names
    }

    fn pay(&mut self, name: &[u8]) -> Result<(), Fault> {
        self.bytes = self.bytes.saturating_add(name.len()).saturating_add(OVERHEAD);
        let bytes = u64::try_from(self.bytes).unwrap_or(u64::MAX);
        Ok(within("cpio-links", bytes, self.most)?)
    }
}
