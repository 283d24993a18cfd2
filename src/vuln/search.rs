//! The search for functions in the names of one program.

use super::catalogue::Catalogue;
use super::wanted::{Wanted, WantedPackage};
use crate::bytes::PartOffset;

/// The search for functions in the names of one program.
#[derive(Debug)]
pub struct Search<'s> {
    pub(super) wanted: &'s mut Wanted,
    pub(super) catalogue: &'s Catalogue,
}

impl Search<'_> {
    /// The import paths of the packages that are looked for, in no order.
    pub fn packages(&self) -> impl Iterator<Item = &str> {
        self.wanted.paths()
    }

    /// The package with that import path, if it is looked for.
    pub fn package(&self, path: &str) -> Option<WantedPackage> {
        self.wanted.package(path)
    }

    /// A function of the package, as `Func` or `Type.Method`, whose name stands at that place. A function
    /// may come twice.
    pub fn see(&mut self, package: WantedPackage, function: &str, at: PartOffset) {
        self.wanted.see(package, function, at, self.catalogue);
    }

    /// Whether a function of the package whose name begins with these bytes is worth showing: the first of
    /// a package is, and one that an advisory may list.
    pub fn may_tell(&self, package: WantedPackage, beginning: [u8; 2]) -> bool {
        self.wanted.may_tell(package, beginning, self.catalogue)
    }
}
