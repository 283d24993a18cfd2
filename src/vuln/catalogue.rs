//! The packages and functions that the advisories of a database list, made once for all programs.

use std::collections::{HashMap, HashSet};

use super::advisory::Advisory;
use super::texts::{TextId, Texts};
use super::words::Words;

/// The number of a package in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct PackageNumber(usize);

/// Every package with its functions.
#[derive(Clone, Debug, Default)]
pub(super) struct Catalogue {
    numbers: HashMap<TextId, PackageNumber>,
    functions: Vec<Functions>,
    /// Every listed function of any package by its name, each kept once.
    symbols: HashMap<Box<str>, TextId>,
}

/// The functions of a package.
#[derive(Clone, Debug, Default)]
struct Functions {
    ids: HashSet<TextId>,
    words: Words,
}

impl Catalogue {
    /// The catalogue of those advisories.
    pub(super) fn of(advisories: &[Advisory], texts: &Texts) -> Self {
        let (mut catalogue, mut listed) = (Self::default(), HashSet::new());
        let entries = advisories.iter().flat_map(|advisory| &advisory.entries);
        for import in entries.flat_map(|entry| &entry.imports) {
            let next = PackageNumber(catalogue.functions.len());
            let number = *catalogue.numbers.entry(import.package).or_insert(next);
            if number == next {
                catalogue.functions.push(Functions::default());
            }
            let Some(functions) = catalogue.functions.get_mut(number.0) else { continue };
            for id in &import.symbols {
                if functions.ids.insert(*id) {
                    listed.insert(*id);
                }
            }
        }
        for functions in &mut catalogue.functions {
            functions.words = Words::of(functions.ids.iter().map(|id| texts.get(*id)));
        }
        catalogue.symbols = listed.into_iter().map(|id| (texts.get(id).into(), id)).collect();
        catalogue
    }

    /// The number of a package.
    pub(super) fn number(&self, package: TextId) -> Option<PackageNumber> {
        self.numbers.get(&package).copied()
    }

    /// The function of a package that is called so, if an advisory lists it.
    pub(super) fn function(&self, package: PackageNumber, name: &str) -> Option<TextId> {
        let id = self.symbols.get(name)?;
        self.functions.get(package.0)?.ids.get(id).copied()
    }

    /// Whether an advisory may list a function of the package whose name begins with that word.
    pub(super) fn may_list(&self, package: PackageNumber, word: &[u8]) -> bool {
        self.functions.get(package.0).is_none_or(|it| it.words.may_hold(word))
    }
}
