//! The text of a policy becomes a [`PolicyFile`], or all its faults with line and column. The only
//! user of `toml`.
//!
//! What the crate does, version 1.1 (each is a row of the tests): a bare date is a value of its own,
//! and a day that does not exist is no TOML; a date may have a time, which is refused here; a key
//! that stands twice is its error, with the place of the second; tables come ordered by key and not
//! by place, so faults are put in order here; a table has the place of its header or of the first
//! dotted key that makes it.

mod ignore;
mod section;
mod values;
mod walk;

use std::collections::BTreeSet;

use toml::de::DeTable;

use self::walk::Walk;
use super::file::PolicyFile;
use super::problem::Problem;

/// The longest policy in bytes.
pub const LONGEST_POLICY: usize = 256 << 10;

/// The keys of a policy.
const KEYS: [&str; 5] = ["fail-on", "severity", "require", "path", "ignore"];

/// Reads a policy.
///
/// # Errors
/// Everything that is wrong with it, in the order of the text; at most 20 faults.
pub fn parse(text: &str) -> Result<PolicyFile, Vec<Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut walk = Walk::new(text);
    if text.len() > LONGEST_POLICY {
        walk.fault(0, format!("more than {} KiB", LONGEST_POLICY >> 10));
        return Err(walk.faults());
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    // The crate tells one and the same for every bracket that is open.
    let mut told = BTreeSet::new();
    for error in &errors {
        let at = error.span().map_or(text.len(), |span| span.start);
        if told.insert((at, error.message())) {
            walk.fault(at, walk::of_toml(error.message()));
        }
    }
    let file =
        if errors.is_empty() { file(&mut walk, table.get_ref()) } else { PolicyFile::default() };
    let faults = walk.faults();
    if faults.is_empty() { Ok(file) } else { Err(faults) }
}

fn file<'t>(walk: &mut Walk<'t>, table: &DeTable<'t>) -> PolicyFile {
    let mut file = PolicyFile::default();
    for (key, value) in table.iter() {
        match key.get_ref().as_ref() {
            "fail-on" => file.fail_on = values::fail_on(walk, value),
            "severity" => file.severities = section::severities(walk, value),
            "require" => file.requirements = section::requirements(walk, value),
            "path" => file.sections = section::sections(walk, value),
            "ignore" => file.ignores = ignore::ignores(walk, value),
            _ => walk.unknown_key(key, "", &KEYS),
        }
    }
    file
}

#[cfg(test)]
mod tests;
