//! A name of a source file that tells a module and its version.

use std::collections::BTreeSet;

use crate::bytes::{PartOffset, needle};
use crate::evidence::{FileTable, ModuleInfo, unescaped};

/// The longest name that is looked at: no system has longer paths.
const LONGEST: usize = 4096;
/// How many paths a name may stand for.
const MOST_CANDIDATES: usize = 16;

/// What stands before a version.
const MARK: &[u8] = b"@v";
/// The folder of the module cache, where nobody moved it.
const CACHE: &str = "/pkg/mod/";
/// A toolchain that the go command fetched as a module: no part of the program is from it.
const TOOLCHAIN: &str = "golang.org/toolchain";

/// A name of a source file in three parts, as it is spelled: `BEFORE@VERSION/FOLDER/file.go`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name<'n> {
    /// What stands before the version.
    pub(super) before: &'n [u8],
    /// The version.
    version: &'n [u8],
}

/// A path that a module may have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) path: String,
    /// Whether the path starts where a module's does, and not perhaps before or behind.
    pub(super) is_certain: bool,
}

impl<'n> Name<'n> {
    /// The parts of the name of a file, and the folder; `None` where it tells no version.
    pub(super) fn parse(file: &'n [u8]) -> Option<(Self, &'n [u8])> {
        if file.len() > LONGEST {
            return None;
        }
        needle::find_all(file, MARK).find_map(|at| {
            let (before, rest) = file.split_at_checked(at)?;
            let rest = rest.get(1..)?;
            let end = rest.iter().position(|byte| is_slash(*byte))?;
            let (version, rest) = rest.split_at_checked(end)?;
            let name = Self { before, version };
            name.version().filter(|_| !before.is_empty())?;
            let last = rest.iter().rposition(|byte| is_slash(*byte))?;
            Some((name, rest.get(1..last).unwrap_or_default()))
        })
    }

    /// The version, if it is one as Go writes them: three numbers, and what may follow.
    pub(super) fn version(&self) -> Option<String> {
        let version = unescaped(std::str::from_utf8(self.version).ok()?);
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

    /// Whether the name is relative, as `-trimpath` makes it.
    pub(super) fn is_trimmed(&self) -> bool {
        !matches!(self.before, [b'/' | b'\\', ..] | [_, b':', b'/' | b'\\', ..])
    }

    /// The paths that the module may have, the longest first.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let Ok(before) = std::str::from_utf8(self.before) else { return Vec::new() };
        let plain = unescaped(&before.replace('\\', "/"));
        if plain.split('/').any(|it| it.contains('@')) || plain.ends_with(TOOLCHAIN) {
            return Vec::new();
        }
        let certain = |path: &str| Candidate { path: path.to_owned(), is_certain: true };
        if self.is_trimmed() {
            return vec![certain(&plain)];
        }
        if let Some((_, path)) = plain.rsplit_once(CACHE) {
            return vec![certain(path)];
        }
        // Of any other folder only what starts as the name of a host does.
        let ends = plain.match_indices('/').filter_map(|(at, _)| plain.get(at.checked_add(1)?..));
        let starts_as_host = |path: &&str| {
            let first = path.split('/').next().unwrap_or_default();
            first.trim_matches('.') == first && first.contains('.')
        };
        let candidate = |path: &str| Candidate { path: path.to_owned(), is_certain: false };
        ends.filter(starts_as_host).take(MOST_CANDIDATES).map(candidate).collect()
    }

    /// The path of the module, where functions have its import path, and whether they have. `packages`
    /// are those of the program, `folders` those of the files that have this name.
    pub(super) fn placed(
        &self,
        folders: &BTreeSet<&[u8]>,
        packages: &BTreeSet<Vec<u8>>,
    ) -> Option<(String, bool)> {
        let mut candidates = self.candidates();
        let holds =
            |path: &str| folders.iter().any(|folder| packages.contains(&package(path, folder)));
        let found = candidates.iter().position(|it| holds(&it.path));
        if let Some(at) = found {
            return Some((candidates.swap_remove(at).path, true));
        }
        let certain = candidates.into_iter().find(|it| it.is_certain)?;
        Some((certain.path, false))
    }

    /// The packages of which functions tell that.
    pub(super) fn packages(&self, folders: &BTreeSet<&[u8]>) -> impl Iterator<Item = Vec<u8>> {
        let candidates = self.candidates().into_iter();
        candidates.flat_map(move |it| folders.iter().map(move |folder| package(&it.path, folder)))
    }

    /// Whether build info lists that module in that version: by itself, or in the place of another. With
    /// `-trimpath` a module that was replaced keeps its path and version.
    pub(super) fn is_listed_in(&self, listed: &ModuleInfo) -> bool {
        let (candidates, version) = (self.candidates(), self.version().unwrap_or_default());
        let is_named = |path: &[u8], its: &[u8]| {
            its == version.as_bytes() && candidates.iter().any(|it| it.path.as_bytes() == path)
        };
        let mut modules = listed.main.iter().chain(&listed.deps);
        modules.any(|module| {
            let replaced = module.replace.as_deref();
            let mut both = [Some(module), replaced].into_iter().flatten();
            both.any(|it| is_named(it.path.as_bytes(), it.version.as_bytes()))
        })
    }
}

/// The files that contain what stands before a version.
pub(super) fn marked(table: &FileTable) -> impl Iterator<Item = (PartOffset, &[u8])> {
    table.containing(MARK)
}

/// The import path of a folder of a module.
fn package(path: &str, folder: &[u8]) -> Vec<u8> {
    let mut package = path.as_bytes().to_vec();
    if !folder.is_empty() {
        package.push(b'/');
        package.extend(folder.iter().map(|&it| if it == b'\\' { b'/' } else { it }));
    }
    package
}

fn is_slash(byte: u8) -> bool {
    matches!(byte, b'/' | b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_names() {
        let of = |file: &'static str| {
            let (name, folder) = Name::parse(file.as_bytes())?;
            let folder = std::str::from_utf8(folder).unwrap();
            let paths: Vec<_> = name.candidates().into_iter().map(|it| it.path).collect();
            Some((paths.join(" "), name.version().unwrap(), folder))
        };
        for (file, paths, version, folder) in [
            (
                "/root/go/pkg/mod/github.com/!burnt!sushi/toml@v0.3.1/parse.go",
                "github.com/BurntSushi/toml",
                "v0.3.1",
                "",
            ),
            (
                "github.com/BurntSushi/toml@v0.3.1/in/x.go",
                "github.com/BurntSushi/toml",
                "v0.3.1",
                "in",
            ),
            (
                "C:\\u\\go\\pkg\\mod\\example.com\\x@v1.0.0\\a\\b\\x.go",
                "example.com/x",
                "v1.0.0",
                "a\\b",
            ),
            ("C:/u/go/pkg/mod/example.com/x@v1.0.0-!r!c1/x.go", "example.com/x", "v1.0.0-RC1", ""),
            (
                "/c.d/cache/gopkg.in/yaml.v2@v2.4.0/x.go",
                "c.d/cache/gopkg.in/yaml.v2 gopkg.in/yaml.v2 yaml.v2",
                "v2.4.0",
                "",
            ),
            ("fork@v1.0.0/x.go", "fork", "v1.0.0", ""),
            ("a.b/c@v2.0.0+incompatible/x.go", "a.b/c", "v2.0.0+incompatible", ""),
            (
                "/h/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.1.linux-amd64/src/fmt/print.go",
                "",
                "v0.0.1-go1.24.1.linux-amd64",
                "src/fmt",
            ),
            ("/me@vic/pkg/mod/a.b/c@v1.2.3/x.go", "a.b/c", "v1.2.3", ""),
        ] {
            let got = of(file);
            let paths = if file.contains("me@vic") { "" } else { paths };
            assert_eq!(got, Some((paths.to_owned(), version.to_owned(), folder)), "{file}");
        }
        for file in [
            "/usr/lib/go/src/fmt/print.go",
            "/h/x@v1/x.go",
            "/h/x@v1.2/x.go",
            "/h/x@v1.2.3.4/x.go",
            "/h/x@v1.2.3\u{7}/x.go",
            "/h/x@v1.2.3",
            "@v1.2.3/x.go",
            "/h/x@v99999999999999999999.0.0/x.go",
            "/h/x@va.b.c/x.go",
        ] {
            assert_eq!(of(file), None, "{file}");
        }
    }

    #[test]
    fn long_names_are_no_names() {
        let name = |count: usize| format!("{}@v1.2.3/x.go", "/a.b".repeat(count));
        let (short, long) = (name(1000), name(2000));
        let (short, _) = Name::parse(short.as_bytes()).unwrap();
        assert_eq!(short.candidates().len(), MOST_CANDIDATES);
        assert!(Name::parse(long.as_bytes()).is_none());
    }

    #[test]
    fn a_module_is_where_functions_are() {
        let packages: BTreeSet<Vec<u8>> =
            ["github.com/a/b", "github.com/a/b/in", "text/template"].map(|it| it.into()).into();
        for (file, want) in [
            ("/root/go/pkg/mod/github.com/a/b@v1.0.0/x.go", Some(("github.com/a/b", true))),
            ("/any/github.com/a/b@v1.0.0/in/x.go", Some(("github.com/a/b", true))),
            ("/any/github.com/a/b@v1.0.0/out/x.go", None),
            ("/any/text@v1.0.0/template/x.go", None),
            ("/g/pkg/mod/text@v1.0.0/template/x.go", Some(("text", true))),
            ("/g/pkg/mod/a.b/fork@v1.0.0/x.go", Some(("a.b/fork", false))),
            ("a.b/fork@v1.0.0/x.go", Some(("a.b/fork", false))),
        ] {
            let (name, folder) = Name::parse(file.as_bytes()).unwrap();
            let got = name.placed(&BTreeSet::from([folder]), &packages);
            assert_eq!(got, want.map(|(path, is)| (path.to_owned(), is)), "{file}");
        }
    }
}
