//! The packages that are looked for in one program, and what was found of them.

use std::collections::HashMap;

use super::catalogue::{Catalogue, PackageNumber};
use super::texts::TextId;
use crate::bytes::PartOffset;

/// A package of the program that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantedPackage(usize);

/// What is looked for, and where it was found first.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    numbers: HashMap<String, WantedPackage>,
    packages: Vec<Found>,
}

/// What was found of a package.
#[derive(Debug, Default)]
struct Found {
    /// The packages of the database that it stands for: more than one where modules were replaced.
    of: Vec<PackageNumber>,
    at: Option<PartOffset>,
    functions: HashMap<TextId, PartOffset>,
}

impl Wanted {
    /// Looks for a package of the program, for what the database calls by that number.
    pub(super) fn add(&mut self, package: String, of: PackageNumber) {
        let next = WantedPackage(self.packages.len());
        let wanted = *self.numbers.entry(package).or_insert(next);
        if wanted == next {
            self.packages.push(Found::default());
        }
        let Some(found) = self.packages.get_mut(wanted.0) else { return };
        if !found.of.contains(&of) {
            found.of.push(of);
        }
    }

    /// Whether nothing is looked for.
    pub(super) fn is_empty(&self) -> bool {
        self.packages.is_empty()
    }

    /// The packages with their import paths, in no order.
    pub(super) fn packages(&self) -> impl Iterator<Item = (WantedPackage, &str)> {
        self.numbers.iter().map(|(path, package)| (*package, path.as_str()))
    }

    /// The package, if it is looked for.
    pub(super) fn package(&self, package: &str) -> Option<WantedPackage> {
        self.numbers.get(package).copied()
    }

    /// A function of the program. The first place counts.
    pub(super) fn see(
        &mut self,
        package: WantedPackage,
        name: &str,
        at: PartOffset,
        catalogue: &Catalogue,
    ) {
        let Some(found) = self.packages.get_mut(package.0) else { return };
        found.at.get_or_insert(at);
        for of in &found.of {
            if let Some(function) = catalogue.function(*of, name) {
                found.functions.entry(function).or_insert(at);
            }
        }
    }

    /// Whether a function whose name begins with that word may tell something new about the package.
    pub(super) fn may_tell(
        &self,
        package: WantedPackage,
        word: &[u8],
        catalogue: &Catalogue,
    ) -> bool {
        let is_news = |found: &Found| {
            found.at.is_none() || found.of.iter().any(|of| catalogue.may_list(*of, word))
        };
        self.packages.get(package.0).is_some_and(is_news)
    }

    /// Where the first function of a package stands; `None` where there is none.
    pub(super) fn place(&self, package: WantedPackage) -> Option<PartOffset> {
        self.packages.get(package.0)?.at
    }

    /// Where a function stands; `None` where there is none.
    pub(super) fn function(&self, package: WantedPackage, function: TextId) -> Option<PartOffset> {
        self.packages.get(package.0)?.functions.get(&function).copied()
    }
}
