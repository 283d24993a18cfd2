//! The packages that functions of a program are in.

use std::collections::BTreeSet;

use crate::evidence::{Damage, Program};
use crate::origin::symbol_name::{database_name, package_of};

/// The most that are told apart: large programs have three thousand.
const MOST: usize = 1 << 16;

/// Their import paths, `main` for package main; and what is wrong with the names of functions.
pub(super) fn of(program: &Program<'_>) -> (BTreeSet<Vec<u8>>, Option<Damage>) {
    let mut packages = BTreeSet::new();
    let Ok(names) = program.function_names() else { return (packages, None) };
    let mut last: Vec<u8> = Vec::new();
    let read = names.for_each(&mut |name, _| {
        // Those of one package follow one another, mostly.
        let is_same =
            !last.is_empty() && name.starts_with(&last) && name.get(last.len()) == Some(&b'.');
        if is_same || packages.len() >= MOST {
            return;
        }
        let Some(raw) = package_of(name) else { return };
        last.clear();
        last.extend_from_slice(raw);
        if let Some(known) = database_name(name, None, None) {
            packages.insert(known.package.into_owned());
        }
    });
    (packages, read.err())
}
