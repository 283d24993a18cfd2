//! The packages that are looked for in one program, and what was found of them.

use std::collections::{BTreeMap, HashMap};

use super::database::Database;
use super::texts::TextId;
use super::verdict::Why;
use crate::bytes::PartOffset;

/// A package of the program that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantedPackage(usize);

/// The most names under which a database knows one package of a program: one for each module that is
/// replaced by another, so a few. Of more it cannot be told what is in the program.
const MOST_NAMES: usize = 64;

/// What is looked for, and where it was found first.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    packages: HashMap<String, WantedPackage>,
    found: Vec<Found>,
}

/// What was found of a package.
#[derive(Debug, Default)]
struct Found {
    /// The packages of the database that it stands for: more than one where modules were replaced.
    of: Vec<u32>,
    at: Option<PartOffset>,
    functions: BTreeMap<TextId, PartOffset>,
}

impl Wanted {
    /// Looks for a package of the program, for what the database calls by that number.
    ///
    /// # Errors
    /// [`Why::ManyNames`] where it stands for too many already.
    pub(super) fn add(&mut self, package: &str, of: u32) -> Result<WantedPackage, Why> {
        let next = WantedPackage(self.found.len());
        let wanted = self.package(package).unwrap_or(next);
        if wanted == next {
            self.packages.insert(package.to_owned(), next);
            self.found.push(Found::default());
        }
        if let Some(found) = self.found.get_mut(wanted.0)
            && !found.of.contains(&of)
        {
            if found.of.len() >= MOST_NAMES {
                return Err(Why::ManyNames);
            }
            found.of.push(of);
        }
        Ok(wanted)
    }

    /// Whether nothing is looked for.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The packages with their import paths, in no order.
    pub(super) fn packages(&self) -> impl Iterator<Item = (WantedPackage, &str)> {
        self.packages.iter().map(|(path, package)| (*package, path.as_str()))
    }

    /// The package, if it is looked for.
    pub(super) fn package(&self, package: &str) -> Option<WantedPackage> {
        self.packages.get(package).copied()
    }

    /// A function of the program, or the method of a type. The first place counts.
    pub(super) fn see(
        &mut self,
        package: WantedPackage,
        (receiver, name): (Option<&[u8]>, &[u8]),
        at: PartOffset,
        database: &Database,
    ) {
        let Some(found) = self.found.get_mut(package.0) else { return };
        // A name that is no text is damaged, and tells nothing of its package either.
        let is_text = |name: &[u8]| std::str::from_utf8(name).is_ok();
        if found.at.is_none() && is_text(receiver.unwrap_or_default()) && is_text(name) {
            found.at = Some(at);
        }
        for of in &found.of {
            if let Some(function) = database.function(*of, receiver, name) {
                found.functions.entry(function).or_insert(at);
            }
        }
    }

    /// Whether a function whose name begins so may tell something new about the package.
    pub(super) fn may_tell(
        &self,
        package: WantedPackage,
        start: &[u8],
        database: &Database,
    ) -> bool {
        let is_listed = |of: &u32| database.words(*of).is_none_or(|words| words.may_begin(start));
        let found = self.found.get(package.0);
        found.is_some_and(|found| found.at.is_none() || found.of.iter().any(is_listed))
    }

    /// Where the first function of a package stands; `None` where there is none.
    pub(super) fn place(&self, package: WantedPackage) -> Option<PartOffset> {
        self.found.get(package.0)?.at
    }

    /// Where a function stands; `None` where there is none.
    pub(super) fn function(&self, package: WantedPackage, function: TextId) -> Option<PartOffset> {
        self.found.get(package.0)?.functions.get(&function).copied()
    }
}
