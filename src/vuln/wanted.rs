//! The packages and functions that are looked for in one program.

use std::collections::{HashMap, HashSet};

use crate::bytes::PartOffset;

/// What is looked for, and where it was found first.
#[derive(Debug, Default)]
pub(super) struct Wanted<'d> {
    packages: HashMap<String, Package<'d>>,
}

/// A package that is looked for.
#[derive(Debug, Default)]
struct Package<'d> {
    at: Option<PartOffset>,
    symbols: HashMap<&'d str, Option<PartOffset>>,
}

impl<'d> Wanted<'d> {
    /// Looks for a package of the program, and for these of its functions.
    pub(super) fn add(&mut self, package: String, symbols: impl Iterator<Item = &'d str>) {
        let package = self.packages.entry(package).or_default();
        package.symbols.extend(symbols.map(|symbol| (symbol, None)));
    }

    /// Whether nothing is looked for.
    pub(super) fn is_empty(&self) -> bool {
        self.packages.is_empty()
    }

    /// The packages.
    pub(super) fn packages(&self) -> HashSet<String> {
        self.packages.keys().cloned().collect()
    }

    /// A function of the program. The first place counts.
    pub(super) fn see(&mut self, package: &str, symbol: &str, at: PartOffset) {
        let Some(package) = self.packages.get_mut(package) else { return };
        package.at.get_or_insert(at);
        if let Some(found) = package.symbols.get_mut(symbol) {
            found.get_or_insert(at);
        }
    }

    /// Where the first function of a package stands; `None` where there is none.
    pub(super) fn package(&self, package: &str) -> Option<PartOffset> {
        self.packages.get(package)?.at
    }

    /// Where a function stands; `None` where there is none.
    pub(super) fn symbol(&self, package: &str, symbol: &str) -> Option<PartOffset> {
        *self.packages.get(package)?.symbols.get(symbol)?
    }
}
