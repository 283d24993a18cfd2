//! The place that a path names: by the table of patterns, else by its home folder or share.

use super::home::{Account, home};
use super::kind::LeakKind;
use super::patterns::{Fit, first_fit};
use super::share::{share_host, without_second_slash};

/// What a path shows about the machine that wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'p> {
    /// The kind of place it names.
    pub kind: LeakKind,
    /// The maker of such places: a distribution, an installer, a build service.
    pub owner: Option<&'static str>,
    /// The name of the person in the path.
    pub user: Option<&'p [u8]>,
    /// The folder at the start of all paths of the place, as spelled.
    pub prefix: &'p [u8],
}

/// How many bytes of a path are read: the place that it names must end in them.
const LONGEST: usize = 1024;

/// The place that `path` names; `None` for a relative path, which names none.
pub fn classify(path: &[u8]) -> Option<Place<'_>> {
    let path = without_second_slash(path.get(..LONGEST).unwrap_or(path));
    let is_absolute = matches!(path, [b'/', ..] | [b'\\', b'\\', ..])
        || matches!(path, [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    let may_be_relative: [&[u8]; 4] = [b"$", b"GOROOT", b"bazel-out/", b"external/"];
    if !is_absolute && !may_be_relative.iter().any(|start| path.starts_with(start)) {
        return None;
    }
    let home = home(path);
    let person = home.filter(|home| home.account == Account::Person).and_then(|home| home.name);
    if let Some(Fit { kind, owner, prefix, user }) = first_fit(path) {
        let prefix = prefix.and_then(|prefix| path.get(prefix)).unwrap_or(path);
        let named = user.and_then(|user| path.get(user));
        let named = named.filter(|name| super::home::account(name) == Account::Person);
        let (owner, user) = (Some(owner).filter(|owner| !owner.is_empty()), person.or(named));
        return Some(Place { kind, owner, user, prefix: without_end(prefix) });
    }
    if let Some(home) = home {
        let (kind, owner) = match home.account {
            Account::Ci(service) => (LeakKind::Ci, Some(service)),
            _ => (LeakKind::Home, None),
        };
        return Some(Place { kind, owner, user: person, prefix: home.folder });
    }
    if !is_absolute {
        return None;
    }
    let share = share(path);
    let kind = if share.is_some() { LeakKind::Network } else { LeakKind::Other };
    Some(Place { kind, owner: None, user: None, prefix: share.unwrap_or_else(|| top(path)) })
}

/// The network share that a path starts with.
fn share(path: &[u8]) -> Option<&[u8]> {
    let (_, behind) = share_host(path)?;
    let is_separator = |byte: &u8| matches!(byte, b'/' | b'\\');
    let (_, name) = behind.split_first().filter(|(first, _)| is_separator(first))?;
    let length = name.iter().position(is_separator).unwrap_or(name.len());
    let rest = name.len().checked_sub(length)?;
    path.get(..path.len().checked_sub(rest)?).filter(|_| length > 0)
}

/// `prefix` without the slash at its end.
fn without_end(prefix: &[u8]) -> &[u8] {
    match prefix {
        [rest @ .., b'/' | b'\\'] if !rest.is_empty() => rest,
        prefix => prefix,
    }
}

/// The first two folders of a path.
fn top(path: &[u8]) -> &[u8] {
    let is_separator = |byte: &u8| matches!(byte, b'/' | b'\\');
    let mut ends = path.iter().enumerate().skip(1).filter(|(_, byte)| is_separator(byte));
    let is_long = matches!(path, [_, b':' | b'/' | b'\\', ..]);
    let skip = if is_long { 2 } else { 1 };
    let last = ends.clone().next_back().map(|(at, _)| at);
    let end = ends.nth(skip).map(|(at, _)| at).or(last).unwrap_or(path.len());
    path.get(..end).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Named;

    /// Path, kind, owner or `-`, user or `-`, prefix.
    const ROWS: &str = include_str!("place_rows.txt");

    #[test]
    fn places() {
        let mut seen = std::collections::BTreeSet::new();
        let mut wrong = Vec::new();
        for row in ROWS.lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
            let fields: Vec<&str> = row.split('\t').collect();
            let [path, kind, owner, user, prefix] = fields[..] else { panic!("{row}") };
            let got = classify(path.as_bytes());
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let got = match got {
                None => ["-".to_owned(), "-".to_owned(), "-".to_owned(), "-".to_owned()],
                Some(place) => [
                    place.kind.name().to_owned(),
                    place.owner.unwrap_or("-").to_owned(),
                    place.user.map_or("-".to_owned(), text),
                    text(place.prefix),
                ],
            };
            seen.insert(got[0].clone());
            if got != [kind, owner, user, prefix] {
                wrong.push(format!("{path}\n  got  {got:?}\n  want {:?}", &fields[1..]));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
        for kind in LeakKind::ALL.iter().filter(|kind| **kind != LeakKind::Host) {
            assert!(seen.contains(kind.name()), "no row for {}", kind.name());
        }
    }
}
