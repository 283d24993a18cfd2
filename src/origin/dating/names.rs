//! Source files of Go itself that came or went with a release.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::fact::{FactKind, VersionFact, fact};
use crate::bytes::PartOffset;
use crate::evidence::{FileTable, TableRoots};
use crate::origin::obfuscation::Obfuscation;

/// Made by `scripts/std-names.py`, which says what the rows are.
const TABLE: &str = include_str!("std-names.tsv");
/// What stands in the table for the newest release and any after.
const ANY: u32 = 999;
const RUNTIME: &str = "runtime/";

/// One end of the releases that have a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct End {
    release: u32,
    /// Of every patch release; otherwise one that was not seen may have the file too.
    is_certain: bool,
}

impl End {
    fn parse(text: &str) -> Option<Self> {
        let number = text.strip_suffix('?');
        let release = number.unwrap_or(text).parse().ok()?;
        Some(Self { release, is_certain: number.is_none() })
    }
}

/// What is known of the files.
struct Names {
    /// The first and the last release that have the file.
    between: BTreeMap<&'static str, (End, End)>,
    /// The files that every program of that release and later lists.
    always: BTreeMap<u32, Vec<&'static str>>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names { between: BTreeMap::new(), always: BTreeMap::new() };
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(kind), Some(first), Some(last), Some(name)) = (
            columns.next(),
            columns.next().and_then(End::parse),
            columns.next().and_then(End::parse),
            columns.next(),
        ) else {
            continue;
        };
        if kind == "all" {
            names.always.entry(first.release).or_default().push(name);
        } else {
            names.between.insert(name, (first, last));
        }
    }
    names
});

/// Files that narrow the range on one side, and say the same release.
#[derive(Default)]
struct Bound {
    /// The release, once there is a file.
    release: Option<u32>,
    /// How many files say that one.
    count: usize,
    /// The first of them, and where it is listed.
    first: Option<(&'static str, PartOffset)>,
}

impl Bound {
    fn add(&mut self, release: u32, is_closer: bool, name: &'static str, at: PartOffset) {
        if self.release.is_none() || is_closer {
            *self = Self { release: Some(release), count: 0, first: Some((name, at)) };
        }
        if self.release == Some(release) {
            self.count = self.count.saturating_add(1);
        }
    }

    fn fact(&self, range: impl FnOnce(u32) -> (u32, Option<u32>)) -> Option<VersionFact> {
        let (release, (name, at)) = (self.release?, self.first?);
        let seen = match self.count.saturating_sub(1) {
            0 => format!("source file {name}"),
            1 => format!("source file {name} and another"),
            more => format!("source file {name} and {more} others"),
        };
        let found = fact(FactKind::Files, seen, range(release), Some(at));
        Some(VersionFact { weak: self.count < 2, ..found })
    }
}

/// One side of the range: what is certain, and what narrows it further.
#[derive(Default)]
struct Side {
    certain: Bound,
    any: Bound,
}

impl Side {
    /// Adds a file whose end is `end`; `closer` says which of two releases narrows more.
    fn add(
        &mut self,
        end: End,
        closer: impl Fn(u32, u32) -> bool,
        (name, at): (&'static str, PartOffset),
    ) {
        let add = |bound: &mut Bound| {
            let is_closer = bound.release.is_some_and(|known| closer(end.release, known));
            bound.add(end.release, is_closer, name, at);
        };
        add(&mut self.any);
        if end.is_certain {
            add(&mut self.certain);
        }
    }

    fn facts(
        &self,
        range: impl Fn(u32) -> (u32, Option<u32>),
    ) -> impl Iterator<Item = VersionFact> {
        let certain = self.certain.fact(&range);
        let further = self.any.release != self.certain.release;
        let any = self.any.fact(&range).filter(|_| further);
        let any = any.map(|fact| VersionFact { weak: true, ..fact });
        certain.into_iter().chain(any)
    }
}

/// What the names in the file table say.
pub(super) fn find(
    table: &FileTable,
    table_roots: &TableRoots,
    obfuscation: Option<&Obfuscation>,
) -> Vec<VersionFact> {
    let roots: Vec<Vec<u8>> =
        table_roots.roots.iter().map(|root| [root.root.as_bytes(), b"/src/"].concat()).collect();
    let hashed = obfuscation.and_then(|it| it.runtime.as_ref());
    if roots.is_empty() && !table_roots.trimmed && hashed.is_none() {
        return Vec::new();
    }
    let of_go = |name: &[u8]| -> Option<String> {
        let runtime = hashed.and_then(|directory| name.strip_prefix(directory.as_bytes()));
        let name = match runtime {
            Some(file) => [RUNTIME.as_bytes(), file].concat(),
            None => {
                let rooted = roots.iter().find_map(|root| name.strip_prefix(root.as_slice()));
                rooted.or_else(|| table_roots.trimmed.then_some(name))?.to_vec()
            }
        };
        String::from_utf8(name).ok()
    };
    let mut listed: BTreeMap<&'static str, PartOffset> = BTreeMap::new();
    let (mut lower, mut upper) = (Side::default(), Side::default());
    for (at, name) in table.names() {
        let Some(name) = of_go(name) else { continue };
        if let Some((&name, &(first, last))) = NAMES.between.get_key_value(name.as_str()) {
            if first.release > 0 {
                lower.add(first, |one, other| one > other, (name, at));
            }
            if last.release < ANY {
                upper.add(last, |one, other| one < other, (name, at));
            }
        }
        let mut always = NAMES.always.values().flatten();
        if let Some(name) = always.find(|it| **it == name) {
            listed.insert(name, at);
        }
    }
    let mut facts: Vec<VersionFact> = Vec::new();
    facts.extend(lower.facts(|release| (release, None)));
    facts.extend(upper.facts(|release| (0, Some(release))));
    facts.extend(missing(&listed, hashed.is_some()).filter(|_| table.damage().is_none()));
    facts
}

/// The oldest release whose programs all list files that this one lacks: the program is older. In an
/// obfuscated program only package runtime's files are known by name.
fn missing(listed: &BTreeMap<&'static str, PartOffset>, only_runtime: bool) -> Option<VersionFact> {
    let known = |name: &&&str| {
        let rest = name.strip_prefix(RUNTIME);
        !only_runtime || rest.is_some_and(|file| !file.contains('/'))
    };
    let (release, name) = NAMES.always.iter().find_map(|(release, files)| {
        let mut files = files.iter().filter(known);
        let first = files.next()?;
        let none = !listed.contains_key(first) && !files.any(|name| listed.contains_key(name));
        none.then_some((*release, *first))
    })?;
    let seen = format!("no source file {name}, which every program has since go1.{release}");
    let range = (0, release.checked_sub(1));
    Some(VersionFact { weak: true, ..fact(FactKind::MissingFiles, seen, range, None) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        let always: usize = NAMES.always.values().map(Vec::len).sum();
        assert_eq!(NAMES.between.len() + always, rows);
        assert!(TABLE.len() < 40 << 10);
        for (name, (first, last)) in &NAMES.between {
            let (start, end) = (first.release, last.release);
            assert!(start <= end && (start > 0 || end < ANY), "{name}");
            // What is before all and after all is certain.
            assert!(first.is_certain || start > 0, "{name}");
            assert!(last.is_certain || end < ANY, "{name}");
        }
    }

    /// A file that came with the mending of a security hole is in older releases too, and one whose
    /// patch releases were not all seen contradicts no version.
    #[test]
    fn what_is_not_known_of_every_patch_release_is_weak() {
        let facts = |ends: &[(u32, bool)]| {
            let mut side = Side::default();
            for &(release, is_certain) in ends {
                let end = End { release, is_certain };
                side.add(end, |one, other| one > other, ("x.go", PartOffset(1)));
            }
            let facts = side.facts(|release| (release, None));
            facts.map(|it| (it.range.from.minor, it.weak)).collect::<Vec<_>>()
        };
        for (ends, want) in [
            (&[][..], &[][..]),
            (&[(22, true), (22, true), (19, true)], &[(22, false)]),
            // One name is not enough.
            (&[(22, true)], &[(22, true)]),
            (&[(25, false), (25, false), (25, false)], &[(25, true)]),
            (&[(25, false), (25, false), (23, true), (23, true)], &[(23, false), (25, true)]),
            (&[(23, false), (23, true), (23, true)], &[(23, false)]),
        ] {
            assert_eq!(facts(ends), want, "{ends:?}");
        }
        let row = |name: &str| NAMES.between.get(name).copied();
        // In 1.25.12 and 1.26.1, not in 1.25.5 and 1.26.0.
        let statat = row("os/statat.go").map(|(first, _)| (first.release, first.is_certain));
        assert_eq!(statat, Some((25, false)));
        // In 1.19.10 to 1.19.13, not in 1.20.0 to 1.20.4.
        assert!(row("runtime/security_issetugid.go").is_none_or(|(first, _)| first.release < 20));
    }
}
