//! What a source file in the file table is: of which package, whatever the machine that built the
//! program called its folders.
//!
//! | in the file table | is | with `-trimpath` |
//! | --- | --- | --- |
//! | `GOROOT/src/fmt/print.go` | `fmt/print.go` | `fmt/print.go` |
//! | `GOMODCACHE/github.com/!upper/m@v1.0.0/f.go` | `github.com/Upper/m@v1.0.0/f.go` | the same |
//! | `/any/folder/cmd/tool/main.go` of module `m` | `m/cmd/tool/main.go` | the same |
//! | `/any/folder/vendor/m/f.go` | `m@v1.0.0/f.go`, with the version of the build info | the same |
//! | `main.go` given to `go build` | `command-line-arguments/main.go` | `./main.go` |
//!
//! Source: `trimpath` in `cmd/go/internal/work/gc.go`, `EscapePath` in
//! `golang.org/x/mod/module`, and programs of Go 1.22.10 and 1.27.3 made for it.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Evidence;
use crate::go::module_file::{self, ModuleFile, Start, plain_version, starts_as_host, unescaped};

/// What a source file is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The standard library.
    Standard,
    /// A module of the module cache.
    Module,
    /// The main module, or the files named to the go command.
    Main,
    /// Made while building: by cgo, by `go test`, by the compiler.
    Generated,
    /// Not known.
    Other,
}

/// One source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// What it is part of.
    pub owner: Owner,
    /// The folder in the spelling of the builder's machine that all files of that kind lie in:
    /// GOROOT, the module cache, the main module's own. Empty where the name has none.
    pub folder: String,
    /// The name that is the same wherever the program was built. Of [`Owner::Other`], the name as
    /// it stands there.
    pub name: String,
}

/// What is needed of a program to name its source files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceNames {
    /// The roots of the standard library, as the file table spells them.
    pub roots: Vec<String>,
    /// Whether the standard library has names without a root.
    pub is_trimmed: bool,
    /// The path of the main module.
    pub main_module: Option<String>,
    /// The folder of the main module on the builder's machine; `None` where it is not certain.
    pub main_folder: Option<String>,
    /// The versions of the modules that the program depends on, by their paths. A module that is
    /// replaced is named as the program names it.
    pub modules: BTreeMap<String, String>,
}

impl SourceNames {
    /// Collects it from the facts of a program.
    pub fn of(evidence: &Evidence) -> Self {
        let mut roots: Vec<String> = Vec::new();
        let of_table = evidence.table_roots.iter().flat_map(|table| &table.roots);
        for root in of_table.filter_map(|it| it.root.as_str()).chain(["$GOROOT", "GOROOT"]) {
            if !root.is_empty() && !roots.iter().any(|it| it == root) {
                roots.push(root.to_owned());
            }
        }
        let table = evidence.file_table.as_ref().ok().and_then(Option::as_ref);
        let is_trimmed = table.is_some_and(|it| it.find(b"runtime/proc.go").is_some());
        let mut names = Self { roots, is_trimmed, ..Self::default() };
        let Some(modules) = evidence.modules() else { return names };
        for module in &modules.deps {
            if let (Some(path), Some(version)) = (module.path.as_str(), module.version.as_str()) {
                names.modules.insert(path.to_owned(), version.to_owned());
            }
        }
        let main = modules.main.as_ref().and_then(|it| it.path.as_str());
        names.main_module = main.map(str::to_owned);
        let package = modules.main_package.as_ref().and_then(|it| it.as_str());
        let below = main.zip(package).and_then(|(main, package)| package.strip_prefix(main));
        if let Some(below) = below.filter(|it| it.is_empty() || it.starts_with('/')) {
            let files = table.into_iter().flat_map(|it| it.names());
            let files = files.filter_map(|(_, name)| std::str::from_utf8(name).ok());
            names.main_folder = names.find_main(below, files);
        }
        names
    }

    /// The folder of the main module: the one above the topmost folder that ends as the main
    /// package's path does.
    fn find_main<'f>(&self, below: &str, files: impl Iterator<Item = &'f str>) -> Option<String> {
        let mut folders = BTreeSet::new();
        for file in files {
            let Some((folder, _)) = file.rsplit_once(['/', '\\']) else { continue };
            if folder.ends_with(below) && !folders.contains(folder) {
                let found = self.classify(file);
                if found.owner == Owner::Other && is_absolute(file) {
                    folders.insert(folder);
                }
            }
        }
        let depth = |folder: &&str| folder.matches(['/', '\\']).count();
        let least = folders.iter().map(depth).min()?;
        let mut topmost = folders.iter().filter(|it| depth(it) == least);
        match (topmost.next(), topmost.next()) {
            (Some(only), None) => only.strip_suffix(below).map(str::to_owned),
            _ => None,
        }
    }

    /// What the file of that name in the file table is.
    pub fn classify(&self, file: &str) -> SourceFile {
        let found = |owner, folder: &str, name: String| SourceFile {
            owner,
            folder: folder.to_owned(),
            name,
        };
        let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
        if is_generated(file, base) {
            return found(Owner::Generated, "", base.to_owned());
        }
        for root in &self.roots {
            if let Some(rest) = below(file, root).and_then(|rest| below(rest, "src")) {
                return found(Owner::Standard, root, slashes(rest));
            }
        }
        if let Some(module) = self.module(file) {
            return module;
        }
        if let Some(name) = self.vendored(file) {
            let folder = self.main_folder.as_deref().unwrap_or_default();
            return found(Owner::Main, folder, name);
        }
        if let Some(main) = &self.main_module {
            if let Some(rest) = self.main_folder.as_deref().and_then(|it| below(file, it)) {
                let folder = self.main_folder.as_deref().unwrap_or_default();
                return found(Owner::Main, folder, format!("{main}/{}", slashes(rest)));
            }
            if below(file, main).is_some() {
                return found(Owner::Main, main, file.to_owned());
            }
        }
        if let Some(rest) = file.strip_prefix("./") {
            return found(Owner::Main, ".", format!("command-line-arguments/{rest}"));
        }
        let first = file.split('/').next().unwrap_or_default();
        if self.is_trimmed && !is_absolute(file) && file.contains('/') && !first.contains('.') {
            return found(Owner::Standard, "", file.to_owned());
        }
        found(Owner::Other, "", slashes(file))
    }

    /// A file whose name holds a module and its version.
    fn module(&self, file: &str) -> Option<SourceFile> {
        let file = slashes(file);
        let parts = ModuleFile::parse(file.as_bytes())?;
        let text = |part| std::str::from_utf8(part).ok();
        let (path, version, rest) =
            (text(parts.before)?, plain_version(parts.version)?, text(parts.rest)?);
        let start = match module_file::start_of_path(path) {
            Start::At(start) => start,
            Start::BehindSlash => self.start_of_module(path)?,
        };
        let (folder, escaped) = path.split_at_checked(start)?;
        let module = unescaped(escaped);
        if self.main_module.as_ref() == Some(&module) {
            // The module's own folder.
            let folder = format!("{path}@{}", text(parts.version)?);
            let name = format!("{module}/{rest}");
            return Some(SourceFile { owner: Owner::Main, folder, name });
        }
        let folder = folder.trim_end_matches('/').to_owned();
        let name = format!("{module}@{version}/{rest}");
        Some(SourceFile { owner: Owner::Module, folder, name })
    }

    /// Where the path of a module starts in a path that ends with it: the longest module that the program
    /// knows, else the first name that starts as a host does.
    fn start_of_module(&self, path: &str) -> Option<usize> {
        let is_known = |(_, end): &(usize, &str)| self.modules.contains_key(&unescaped(end));
        let of_host = || module_file::ends(path).find(|(_, end)| starts_as_host(end));
        let found = module_file::ends(path).find(is_known).or_else(of_host);
        found.map(|(start, _)| start)
    }

    /// The name of a file in a folder `vendor`, if it is of a module that the program depends on.
    fn vendored(&self, file: &str) -> Option<String> {
        let (_, inside) = file.rsplit_once("/vendor/")?;
        let ends = inside.match_indices('/').map(|(at, _)| at).collect::<Vec<_>>();
        ends.iter().rev().find_map(|&end| {
            let (path, rest) = inside.split_at_checked(end)?;
            let version = self.modules.get(path)?;
            Some(format!("{path}@{version}{rest}"))
        })
    }

    /// The names of all files, each as what it is. Of those that nothing tells, what they all have
    /// in front is taken off.
    pub fn canonical<'f>(&self, files: impl Iterator<Item = &'f str>) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        let mut others: Vec<String> = Vec::new();
        for file in files {
            let found = self.classify(file);
            if found.owner == Owner::Other && is_absolute(file) {
                others.push(found.name);
            } else {
                names.insert(found.name);
            }
        }
        let shared = shared_folder(&others);
        names.extend(others.iter().map(|name| match name.get(shared..) {
            Some(rest) if shared > 0 => format!("…/{rest}"),
            _ => name.clone(),
        }));
        names
    }
}

/// The length of the folder that all of these lie in, with the slash at its end.
fn shared_folder(files: &[String]) -> usize {
    let folder = |file: &str| file.rfind('/').map_or(0, |at| at.saturating_add(1));
    let Some((first, rest)) = files.split_first() else { return 0 };
    let mut shared = first.get(..folder(first)).unwrap_or_default();
    for file in rest {
        while !file.starts_with(shared) {
            let shorter = shared.trim_end_matches('/');
            shared = shorter.get(..folder(shorter)).unwrap_or_default();
        }
    }
    shared.len()
}

/// What no one wrote: `<autogenerated>`, what cgo and `go test` make, and whatever lies in the go
/// command's own folder for a build.
fn is_generated(file: &str, base: &str) -> bool {
    let in_work = |(at, part): (usize, &str)| {
        let rest = file.get(at.saturating_add(part.len())..).unwrap_or_default();
        rest.starts_with(|c: char| c.is_ascii_digit())
    };
    file.starts_with('<')
        || base.starts_with("_cgo_")
        || base == "_testmain.go"
        || file.starts_with("$WORK")
        || file.match_indices("/go-build").any(in_work)
}

fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let folder = folder.trim_end_matches(['/', '\\']);
    path.strip_prefix(folder)?.strip_prefix(['/', '\\'])
}

fn slashes(path: &str) -> String {
    path.replace('\\', "/")
}

fn is_absolute(path: &str) -> bool {
    crate::go::path::style_of(path).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> SourceNames {
        SourceNames {
            roots: vec!["/usr/lib/go".into(), "$GOROOT".into(), "GOROOT".into()],
            is_trimmed: true,
            main_module: Some("example.com/me/app".into()),
            main_folder: Some("/home/me/app".into()),
            modules: BTreeMap::from([
                ("github.com/Upper/Dep".to_owned(), "v1.2.3".to_owned()),
                ("plain".to_owned(), "v0.1.0".to_owned()),
            ]),
        }
    }

    #[test]
    fn what_files_are() {
        use Owner::{Generated, Main, Module, Other, Standard};
        for (file, owner, folder, name) in [
            ("/usr/lib/go/src/fmt/print.go", Standard, "/usr/lib/go", "fmt/print.go"),
            ("$GOROOT/src/fmt/print.go", Standard, "$GOROOT", "fmt/print.go"),
            ("fmt/print.go", Standard, "", "fmt/print.go"),
            (
                "/root/go/pkg/mod/github.com/!upper/!dep@v1.2.3/dep.go",
                Module,
                "/root/go/pkg/mod",
                "github.com/Upper/Dep@v1.2.3/dep.go",
            ),
            (
                "/cache/github.com/!upper/!dep@v1.2.3/dep.go",
                Module,
                "/cache",
                "github.com/Upper/Dep@v1.2.3/dep.go",
            ),
            ("/c/plain@v0.1.0/x.go", Module, "/c", "plain@v0.1.0/x.go"),
            (
                "C:/u/go/pkg/mod/github.com/!upper/!dep@v1.2.3/dep.go",
                Module,
                "C:/u/go/pkg/mod",
                "github.com/Upper/Dep@v1.2.3/dep.go",
            ),
            (
                "github.com/Upper/Dep@v1.2.3/dep.go",
                Module,
                "",
                "github.com/Upper/Dep@v1.2.3/dep.go",
            ),
            (
                "/home/me/app/vendor/github.com/Upper/Dep/dep.go",
                Main,
                "/home/me/app",
                "github.com/Upper/Dep@v1.2.3/dep.go",
            ),
            ("/home/me/app/inner/x.go", Main, "/home/me/app", "example.com/me/app/inner/x.go"),
            (
                "example.com/me/app/inner/x.go",
                Main,
                "example.com/me/app",
                "example.com/me/app/inner/x.go",
            ),
            (
                "/g/pkg/mod/example.com/me/app@v1.0.0/main.go",
                Main,
                "/g/pkg/mod/example.com/me/app@v1.0.0",
                "example.com/me/app/main.go",
            ),
            ("./main.go", Main, ".", "command-line-arguments/main.go"),
            ("<autogenerated>", Generated, "", "<autogenerated>"),
            ("_cgo_gotypes.go", Generated, "", "_cgo_gotypes.go"),
            ("/tmp/go-build123/b001/_cgo_gotypes.go", Generated, "", "_cgo_gotypes.go"),
            ("/tmp/go-build123/b001/x.cgo1.go", Generated, "", "x.cgo1.go"),
            ("/elsewhere/x.go", Other, "", "/elsewhere/x.go"),
            ("example.com/other/x.go", Other, "", "example.com/other/x.go"),
        ] {
            let want = SourceFile { owner, folder: folder.into(), name: name.into() };
            assert_eq!(names().classify(file), want, "{file}");
        }
    }

    #[test]
    fn the_same_package_in_other_folders_is_the_same() {
        let bare = SourceNames { main_folder: None, main_module: None, ..names() };
        let of = |files: &[&str]| bare.canonical(files.iter().copied());
        assert_eq!(of(&["/a/main.go"]), of(&["/b/main.go"]));
        assert_eq!(of(&["/a/x/main.go", "/a/y.go"]), of(&["/b/c/x/main.go", "/b/c/y.go"]));
        assert_ne!(of(&["/a/main.go"]), of(&["/a/other.go"]));
    }

    #[test]
    fn the_folder_of_the_main_module() {
        let bare = SourceNames { main_folder: None, ..names() };
        for (below, files, want) in [
            ("/cmd/tool", &["/h/app/cmd/tool/main.go", "/h/app/x.go"][..], Some("/h/app")),
            ("", &["/h/app/main.go", "/h/app/in/x.go"], Some("/h/app")),
            ("/cmd", &["/usr/lib/go/src/cmd/x.go"], None),
            ("/cmd", &["/a/cmd/x.go", "/b/cmd/y.go"], None),
            ("/cmd", &["example.com/me/app/cmd/x.go"], None),
        ] {
            let got = bare.find_main(below, files.iter().copied());
            assert_eq!(got.as_deref(), want, "{files:?}");
        }
    }
}
