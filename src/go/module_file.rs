//! Names of source files that tell a module and its version, and how module paths are spelled in them.
//!
//! ```text
//! /root/go/pkg/mod/github.com/!burnt!sushi/toml@v0.3.1/in/parse.go    from the module cache
//! github.com/BurntSushi/toml@v0.3.1/in/parse.go                       with -trimpath
//! BEFORE                          @VERSION/REST
//! ```
//!
//! In the module cache `!a` stands for `A`, since some file systems know no case. The cache is called
//! `…/pkg/mod` where nobody moved it.
//!
//! Source: `EscapePath` in `golang.org/x/mod/module`; `cmd/go/internal/work/gc.go` (`trimPath`), Go 1.22.10.

use super::path::style_of;
use crate::bytes::needle;

/// The longest name that is looked at: no system has longer paths.
const LONGEST: usize = 4096;
/// What stands before a version.
pub(crate) const MARK: &[u8] = b"@v";
/// The folder of the module cache, where nobody moved it.
const CACHE: &str = "/pkg/mod/";

/// A name of a source file in its three parts, as they are spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ModuleFile<'n> {
    /// What stands before the version: the path of the module is the end of it, or all.
    pub(crate) before: &'n [u8],
    /// The version.
    pub(crate) version: &'n [u8],
    /// The file within the module.
    pub(crate) rest: &'n [u8],
}

impl<'n> ModuleFile<'n> {
    /// The parts of the name of a file; `None` where it tells no version.
    pub(crate) fn parse(file: &'n [u8]) -> Option<Self> {
        if file.len() > LONGEST {
            return None;
        }
        needle::find_all(file, MARK).find_map(|at| {
            let (before, rest) = file.split_at_checked(at)?;
            let rest = rest.get(1..)?;
            let end = rest.iter().position(|byte| is_slash(*byte))?;
            let (version, rest) = rest.split_at_checked(end)?;
            plain_version(version).filter(|_| !before.is_empty())?;
            Some(Self { before, version, rest: rest.get(1..)? })
        })
    }

    /// The folder of the file within the module; empty where it is the module's own.
    pub(crate) fn folder(&self) -> &'n [u8] {
        let last = self.rest.iter().rposition(|byte| is_slash(*byte));
        last.and_then(|last| self.rest.get(..last)).unwrap_or_default()
    }
}

/// The version that is spelled so, if it is one as Go writes them: three numbers, and what may follow.
pub(crate) fn plain_version(spelled: &[u8]) -> Option<String> {
    let version = unescaped(std::str::from_utf8(spelled).ok()?);
    let numbers = version.strip_prefix('v')?;
    let end = numbers.find(['-', '+']).unwrap_or(numbers.len());
    let mut count = 0_usize;
    let is_number =
        |it: &str| !it.is_empty() && it.len() < 20 && it.bytes().all(|c| c.is_ascii_digit());
    for number in numbers.get(..end)?.split('.') {
        count = count.saturating_add(1);
        if !is_number(number) {
            return None;
        }
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-+.".contains(c);
    (count == 3 && numbers.chars().all(is_plain)).then_some(version)
}

/// Where the path of a module starts in what stands before its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// There.
    At(usize),
    /// Behind one of its slashes.
    BehindSlash,
}

/// Where the path of a module starts in `before`, which is spelled with slashes: at its beginning, with
/// `-trimpath`; behind the module cache; or not known, since the cache may have any name.
pub(crate) fn start_of_path(before: &str) -> Start {
    if style_of(before).is_none() {
        return Start::At(0);
    }
    let cache = before.rfind(CACHE).and_then(|at| at.checked_add(CACHE.len()));
    cache.map_or(Start::BehindSlash, Start::At)
}

/// The ends of a path behind each of its slashes, the longest first, with where they start.
pub(crate) fn ends(path: &str) -> impl Iterator<Item = (usize, &str)> {
    path.match_indices('/').filter_map(|(at, _)| {
        let start = at.checked_add(1)?;
        Some((start, path.get(start..)?))
    })
}

/// Whether a path starts as the name of a host does, as paths of modules do that can be fetched.
pub(crate) fn starts_as_host(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    first.trim_matches('.') == first && first.contains('.')
}

fn is_slash(byte: u8) -> bool {
    matches!(byte, b'/' | b'\\')
}

/// The path of a module, or its version, as Go writes it.
pub(crate) fn unescaped(spelled: &str) -> String {
    let mut text = String::with_capacity(spelled.len());
    let mut rest = spelled.chars();
    while let Some(c) = rest.next() {
        match c {
            '!' => text.extend(rest.next().map(|c| c.to_ascii_uppercase())),
            c => text.push(c),
        }
    }
    text
}

/// The path of a module as it is spelled in the module cache.
pub(crate) fn escaped(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_ascii_uppercase() {
            text.push('!');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_names() {
        for (file, before, version, folder, rest) in [
            ("/h/a.b/!x@v0.3.1/in/y.go", "/h/a.b/!x", "v0.3.1", "in", "in/y.go"),
            ("a.b/c@v1.0.0-!r!c1/x.go", "a.b/c", "v1.0.0-RC1", "", "x.go"),
            ("C:\\u\\a.b\\c@v1.0.0\\a\\x.go", "C:\\u\\a.b\\c", "v1.0.0", "a", "a\\x.go"),
            ("/me@vic/a.b/c@v1.2.3/x.go", "/me@vic/a.b/c", "v1.2.3", "", "x.go"),
            ("a@v1.2.3/", "a", "v1.2.3", "", ""),
        ] {
            let got = ModuleFile::parse(file.as_bytes()).unwrap();
            let text = |it| std::str::from_utf8(it).unwrap();
            assert_eq!((text(got.before), text(got.folder())), (before, folder), "{file}");
            assert_eq!(
                (plain_version(got.version).as_deref(), text(got.rest)),
                (Some(version), rest)
            );
        }
        for file in ["/h/x@v1/x.go", "/h/x@v1.2.3", "@v1.2.3/x.go", "/h/x@v1.2.3.4/x.go", ""] {
            assert_eq!(ModuleFile::parse(file.as_bytes()), None, "{file}");
        }
    }

    #[test]
    fn where_paths_start() {
        for (before, want) in [
            ("a.b/c", Start::At(0)),
            ("/g/pkg/mod/a.b/c", Start::At(11)),
            ("C:/g/pkg/mod/a.b", Start::At(13)),
            ("/g/cache/a.b/c", Start::BehindSlash),
        ] {
            assert_eq!(start_of_path(before), want, "{before}");
        }
        assert_eq!(ends("/a/b").collect::<Vec<_>>(), [(1, "a/b"), (3, "b")]);
        for (path, want) in [("a.b/c", true), ("a/b.c", false), (".a/b", false), ("..", false)] {
            assert_eq!(starts_as_host(path), want, "{path}");
        }
    }

    #[test]
    fn the_spelling_of_the_cache() {
        assert_eq!(escaped("github.com/Upper/x"), "github.com/!upper/x");
        assert_eq!(unescaped(&escaped("A/b/CC")), "A/b/CC");
        assert_eq!(unescaped("!"), "");
    }
}
