//! The search for functions in the names of one program.

use super::database::Database;
use super::wanted::{Wanted, WantedPackage};
use crate::bytes::PartOffset;

/// The search for functions in the names of one program.
pub struct Search<'s> {
    pub(super) wanted: &'s mut Wanted,
    pub(super) database: &'s Database,
}

impl Search<'_> {
    /// The packages that are looked for with their import paths, in no order.
    pub fn packages(&self) -> impl Iterator<Item = (WantedPackage, &str)> {
        self.wanted.packages()
    }

    /// The package with that import path, if it is looked for.
    pub fn package(&self, path: &str) -> Option<WantedPackage> {
        self.wanted.package(path)
    }

    /// A function of the package, or a method with the type that it is one of. Its name stands at that place. A
    /// function may come twice.
    pub fn see(
        &mut self,
        package: WantedPackage,
        receiver: Option<&[u8]>,
        name: &[u8],
        at: PartOffset,
    ) {
        self.wanted.see(package, (receiver, name), at, self.database);
    }

    /// Whether a function of the package whose name begins so is worth showing: the first of a package is,
    /// and one that an advisory may list, by its first two letters; see
    /// [`symbol_start`](crate::origin::symbol_start).
    pub fn may_tell(&self, package: WantedPackage, start: &[u8]) -> bool {
        self.wanted.may_tell(package, start, self.database)
    }
}
