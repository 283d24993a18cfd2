//! The variables that the command line sets.

use std::path::Path;

use crate::exit::Failure;
use crate::names::shown;

/// The longest file of variables that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// Names with their values; the last value of a repeated name counts.
pub(super) type Variables = Vec<(String, String)>;

/// The variables in `file`, then those in `given`.
pub(super) fn variables(
    file: Option<&Path>,
    given: &[(String, String)],
) -> Result<Variables, Failure> {
    let mut found = file.map(read).transpose()?.unwrap_or_default();
    found.extend(given.iter().cloned());
    Ok(found)
}

/// The variables in the file at `path`: one `KEY=VALUE` per line; empty lines and comments are
/// allowed.
fn read(path: &Path) -> Result<Variables, Failure> {
    let name = shown(path);
    let metadata = path.metadata().map_err(|error| Failure::at(path, &error))?;
    if !metadata.is_file() || metadata.len() > LONGEST {
        return Err(Failure::new(format!("{name}: not a file of KEY=VALUE lines"))
            .with_hint("docker inspect --format '{{join .Config.Env \"\\n\"}}' IMAGE makes one"));
    }
    let bytes = std::fs::read(path).map_err(|error| Failure::at(path, &error))?;
    let lines = String::from_utf8(bytes)
        .map_err(|_| Failure::new(format!("{name}: not a text of KEY=VALUE lines")))?;
    let mut found = Vec::new();
    for (number, line) in (1..).zip(lines.split('\n')) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let variable = line.split_once('=').filter(|(name, _)| !name.is_empty());
        let Some((key, value)) = variable else {
            return Err(Failure::new(format!("{name}:{number}: no KEY=VALUE")));
        };
        found.push((key.to_owned(), value.to_owned()));
    }
    Ok(found)
}
