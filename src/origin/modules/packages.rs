//! The packages that functions of a program are in, of those that a name of a source file asks for.

use std::collections::{BTreeMap, BTreeSet};

use super::file_name::Name;
use super::seen::Seen;
use crate::evidence::{Damage, Packages, Program};
use crate::origin::symbol_name::database_name;

/// The most bytes of import paths that are looked for: the largest programs have some hundred thousand.
/// Names that ask for more were made to.
const MOST: usize = 1 << 23;

/// The import paths of those that the program has, `main` for package main; and what is wrong with the names
/// of functions.
pub(super) fn of<'n>(
    program: &Program<'_>,
    names: impl IntoIterator<Item = (&'n Name<'n>, &'n Seen<'n>)>,
) -> (BTreeSet<Vec<u8>>, Option<Damage>) {
    let Ok(functions) = program.function_names() else { return (BTreeSet::new(), None) };
    let mut left = MOST;
    let asked = names.into_iter().flat_map(|(name, seen)| name.packages(&seen.folders));
    let asked = asked.map_while(|package| {
        left = left.checked_sub(package.len())?;
        Some(package)
    });
    // Whether functions of each were seen.
    let mut known: BTreeMap<Vec<u8>, bool> = asked.map(|package| (package, false)).collect();
    let packages = Packages::of(known.keys().enumerate());
    let mut seen = vec![false; known.len()];
    let read = functions.for_each_in(&packages, &mut |name, _| {
        let Some(is_seen) = seen.get_mut(name.package).filter(|it| !**it) else { return };
        let Some(function) = database_name(name.whole, None, None) else { return };
        if let Some(of_package) = known.get_mut(function.package.as_ref()) {
            *of_package = true;
            // The function may be of another package, whose name is longer.
            *is_seen = name.rest.iter().all(|byte| *byte != b'/');
        }
    });
    known.retain(|_, is_seen| *is_seen);
    (known.into_keys().collect(), read.err())
}
