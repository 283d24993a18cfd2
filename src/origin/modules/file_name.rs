//! A name of a source file that tells a module and its version, and which module that may be.

use std::collections::BTreeSet;

use crate::bytes::PartOffset;
use crate::evidence::FileTable;
use crate::go::module_file::{
    MARK, ModuleFile, Start, ends, plain_version, start_of_path, starts_as_host, unescaped,
};

/// How many paths a name may stand for.
const MOST_CANDIDATES: usize = 16;

/// A toolchain that the go command fetched as a module: no part of the program is from it.
const TOOLCHAIN: &str = "golang.org/toolchain";

/// What names of source files have in common that are of one module, as it is spelled.
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
    /// That of a file, and the folder; `None` where it tells no version.
    pub(super) fn parse(file: &'n [u8]) -> Option<(Self, &'n [u8])> {
        let parts = ModuleFile::parse(file)?;
        Some((Self { before: parts.before, version: parts.version }, parts.folder()))
    }

    /// The version, as Go writes it.
    pub(super) fn version(&self) -> Option<String> {
        plain_version(self.version)
    }

    /// What stands before the version, with slashes; `None` where that is no text.
    fn path(&self) -> Option<String> {
        std::str::from_utf8(self.before).ok().map(|before| before.replace('\\', "/"))
    }

    /// Whether the name is relative, as `-trimpath` makes it.
    pub(super) fn is_trimmed(&self) -> bool {
        self.path().is_some_and(|path| start_of_path(&path) == Start::At(0))
    }

    /// The paths that the module may have, the longest first.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let Some(path) = self.path() else { return Vec::new() };
        if path.split('/').any(|it| it.contains('@')) || path.ends_with(TOOLCHAIN) {
            return Vec::new();
        }
        let candidate = |path: &str, is_certain| Candidate { path: unescaped(path), is_certain };
        match start_of_path(&path) {
            Start::At(start) => {
                path.get(start..).map(|it| candidate(it, true)).into_iter().collect()
            }
            // Of any other folder only what starts as the name of a host does.
            Start::BehindSlash => {
                let ends = ends(&path).map(|(_, end)| end).filter(|end| starts_as_host(end));
                ends.take(MOST_CANDIDATES).map(|it| candidate(it, false)).collect()
            }
        }
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
