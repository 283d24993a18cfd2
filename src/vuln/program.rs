//! A real program, as a database is asked about it.

use super::check::{Checked, check};
use super::database::Database;
use super::go_semver::GoSemver;
use super::module::{Doubt, Module, ModulesKnown, STDLIB, Source, TOOLCHAIN};
use super::search::Search;
use super::subject::{Functions, Subject};
use super::verdict::{Coverage, NoNames};
use super::wanted::WantedPackage;
use crate::bytes::{Input, PartOffset, Text};
use crate::evidence::{self, FunctionNames, ModuleInfo, NameIn, NamesOf, Packages, Toolchain};
use crate::go::Release;
use crate::origin::{
    FoundModule, KnownVersion, ModuleTrust, Origin, database_name, database_symbol, symbol_start,
};

/// Asks the database about a program; `input` is the part of the file that its facts were read from.
pub fn check_program(database: &Database, origin: &Origin, input: &Input<'_>) -> Checked {
    let modules = modules(origin);
    let subject = Subject {
        modules: &modules,
        goos: origin.image.goos.or(origin.target.goos.as_deref()),
        goarch: origin.image.goarch.or(origin.target.goarch.as_deref()),
        functions: &OfProgram { origin, input },
    };
    let is_any_found = !origin.modules_of_files.found.is_empty();
    let modules = modules_known(origin.listed_modules(), is_any_found);
    Checked { modules, ..check(database, &subject) }
}

fn modules_known(listed: Option<&ModuleInfo>, is_any_found: bool) -> ModulesKnown {
    match listed {
        Some(info) if info.cut.is_none() => ModulesKnown::Listed,
        // Those before the limit.
        Some(_) => ModulesKnown::Found,
        None if is_any_found => ModulesKnown::Found,
        None => ModulesKnown::Unknown,
    }
}

/// The modules of a program, with the standard library.
fn modules(origin: &Origin) -> Vec<Module> {
    let mut all = Vec::new();
    if let Some(info) = origin.listed_modules() {
        all.extend(info.main.iter().map(module));
        all.extend(info.deps.iter().map(module));
    }
    all.extend(origin.modules_of_files.found.iter().map(found_module));
    let std = go_module(origin, STDLIB);
    let is_tool = main_package(origin).is_some_and(|path| path.as_bytes().starts_with(b"cmd/"));
    all.extend(is_tool.then(|| Module { path: TOOLCHAIN.to_owned(), ..std.clone() }));
    all.push(std);
    all
}

fn main_package(origin: &Origin) -> Option<&Text> {
    origin.told_build().and_then(|told| told.modules.main_package.as_ref())
}

/// A module of the build info.
fn module(named: &evidence::Module) -> Module {
    let (path, version) = (named.path.to_lossy(), named.version.to_lossy());
    let Some(other) = named.replace.as_deref() else {
        return Module::new(path, version, Source::BuildInfo);
    };
    // What replaces it has a version unless it is a folder.
    if other.version.is_empty() || other.version.as_bytes() == b"(devel)" {
        let doubt = Some(Doubt::Folder);
        return Module { doubt, ..Module::new(path, version, Source::BuildInfo) };
    }
    let fork = Module::new(other.path.to_lossy(), other.version.to_lossy(), Source::Replacement);
    Module { imported_as: Some(path), ..fork }
}

/// A module that the paths of source files name.
fn found_module(found: &FoundModule) -> Module {
    let module = Module::new(&*found.path, &*found.version, Source::FileTable);
    match found.trust {
        ModuleTrust::Compiled => module,
        ModuleTrust::Required => Module { doubt: Some(Doubt::Required), ..module },
        // Functions have the import path of the module that it replaces, which nothing names.
        ModuleTrust::PathOnly => Module { imported_as: None, ..module },
    }
}

/// The standard library, with the version of Go.
fn go_module(origin: &Origin, name: &str) -> Module {
    let stated = origin.version.as_ref().and_then(KnownVersion::version);
    let stated = stated.map(|version| version.text().to_lossy());
    let range = match &origin.version {
        Some(KnownVersion::Layout { range, .. }) => range.to_string(),
        _ => String::new(),
    };
    // Other toolchains have libraries of their own.
    let known = stated.as_deref().filter(|_| origin.toolchain == Toolchain::Gc);
    match known.and_then(GoSemver::of) {
        Some(GoSemver { version, is_of_vendor }) => {
            let doubt = is_of_vendor.then_some(Doubt::Vendor);
            Module { doubt, ..Module::new(name, version, Source::GoVersion) }
        }
        None => Module::new(name, stated.unwrap_or(range), Source::GoVersion),
    }
}

/// The functions of a program.
struct OfProgram<'p> {
    origin: &'p Origin,
    input: &'p Input<'p>,
}

impl Functions for OfProgram<'_> {
    fn for_each(&self, search: &mut Search<'_>) -> Result<Coverage, NoNames> {
        let names = FunctionNames::of(self.origin, self.input).map_err(|why| no_names(&why))?;
        let main = main_package(self.origin).map(Text::as_bytes);
        let release = self.origin.version.as_ref().and_then(KnownVersion::release);
        let (packages, asked) = packages(main, search);
        let reader = Reader { main, release, asked };
        let read = names.for_each_in(&packages, &mut |name, at| reader.read(name, at, search));
        read.map_err(|damage| NoNames::Damaged(damage.to_string()))?;
        match (&self.origin.obfuscation, names.of_which(release)) {
            (Some(_), _) => Err(NoNames::Obfuscated),
            (None, NamesOf::LinkedAndInlined) => Ok(Coverage::All),
            (None, NamesOf::Linked) => Ok(Coverage::Linked),
        }
    }
}

/// The packages that are looked for, as names of functions begin, and which each number stands for.
fn packages(main: Option<&[u8]>, search: &Search<'_>) -> (Packages, Vec<Asked>) {
    let is_main = |path: &str| Some(path.as_bytes()) == main;
    // Where the path of package main is known, `main` is that one.
    let is_other = |path: &str| main.is_none() || path != "main" || is_main(path);
    let mut all: Vec<_> = search.packages().filter(|(_, path)| is_other(path)).collect();
    let of_main = all.iter().find(|(_, path)| is_main(path)).map(|(package, _)| (*package, "main"));
    all.extend(of_main);
    let packages = Packages::of(all.iter().map(|(_, path)| *path).enumerate());
    let asked =
        |(package, path): (WantedPackage, &str)| Asked { package, is_plain: is_plain(path) };
    (packages, all.into_iter().map(asked).collect())
}

/// Whether every name that begins with the path and a dot, and has no slash behind it, is of that package.
/// Not so of what the compiler makes for none.
fn is_plain(path: &str) -> bool {
    let is_made = path == "go" || path.starts_with("go:") || path.starts_with("type");
    !is_made && !path.is_empty() && !path.contains(['(', '[', '{'])
}

/// A package that is looked for.
struct Asked {
    package: WantedPackage,
    /// See [`is_plain`].
    is_plain: bool,
}

/// Reads names.
struct Reader<'p> {
    main: Option<&'p [u8]>,
    release: Option<Release>,
    /// The packages by their numbers.
    asked: Vec<Asked>,
}

impl Reader<'_> {
    fn read(&self, name: NameIn<'_>, at: PartOffset, search: &mut Search<'_>) {
        let Some(Asked { package, is_plain }) = self.asked.get(name.package) else { return };
        // Most are no functions that anybody looks for.
        let start = symbol_start(name.rest, self.release);
        if start.is_some_and(|start| !search.may_tell(*package, start)) {
            return;
        }
        if *is_plain && !name.rest.is_empty() && !name.rest.contains(&b'/') {
            let raw = name.package_path();
            if let Some((receiver, symbol)) = database_symbol(raw, name.rest, self.release) {
                search.see(*package, receiver, &symbol, at);
            }
            return;
        }
        let Some(found) = database_name(name.whole, self.main, self.release) else { return };
        let path = std::str::from_utf8(&found.package).ok();
        if let Some(package) = path.and_then(|path| search.package(path)) {
            search.see(package, found.receiver, &found.name, at);
        }
    }
}

fn no_names(why: &evidence::NoNames) -> NoNames {
    match why {
        evidence::NoNames::OtherToolchain => NoNames::OtherToolchain,
        evidence::NoNames::Unlinked => NoNames::Unlinked,
        evidence::NoNames::InTheProgram => NoNames::InTheProgram,
        evidence::NoNames::Damaged(damage) => NoNames::Damaged(damage.to_string()),
        _ => NoNames::NoTable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::LimitExceeded;
    use crate::evidence::{Damage, Structure};

    #[test]
    fn a_list_that_was_cut_is_not_all() {
        let limit = LimitExceeded { name: "modules", limit: 10_000 };
        let cut =
            Damage { structure: Structure::BuildInfo, at: PartOffset(0), defect: limit.into() };
        let whole = ModuleInfo::default();
        let part = ModuleInfo { cut: Some(cut), ..ModuleInfo::default() };
        assert_eq!(modules_known(Some(&whole), false), ModulesKnown::Listed);
        assert_eq!(modules_known(Some(&part), false), ModulesKnown::Found);
        assert_eq!(modules_known(None, true), ModulesKnown::Found);
        assert_eq!(modules_known(None, false), ModulesKnown::Unknown);
    }
}
