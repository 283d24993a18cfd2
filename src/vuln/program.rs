//! A real program, as a database is asked about it.

use super::check::{Checked, check};
use super::database::Database;
use super::go_semver::GoSemver;
use super::module::{Doubt, Module, ModulesKnown, STDLIB, Source, TOOLCHAIN};
use super::subject::{Functions, Subject};
use super::verdict::{Coverage, NoNames};
use crate::bytes::{Input, PartOffset, Text};
use crate::evidence::{self, FunctionNames, NamesOf, Toolchain};
use crate::go::Release;
use crate::origin::{FoundModule, KnownVersion, ModuleTrust, Origin, database_name, package_of};

/// Asks the database about a program; `input` is the part of the file that its facts were read from.
pub fn check_program(database: &Database, origin: &Origin, input: &Input<'_>) -> Checked {
    let modules = modules(origin);
    let subject = Subject {
        modules: &modules,
        goos: origin.image.goos.or(origin.target.goos.as_deref()),
        goarch: origin.image.goarch.or(origin.target.goarch.as_deref()),
        functions: &OfProgram { origin, input },
    };
    Checked { modules: modules_known(origin), ..check(database, &subject) }
}

fn modules_known(origin: &Origin) -> ModulesKnown {
    match origin.listed_modules() {
        Some(_) => ModulesKnown::Listed,
        None if origin.modules_of_files.found.is_empty() => ModulesKnown::Unknown,
        None => ModulesKnown::Found,
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
    let of_text = || origin.module_text.as_ref().map(|it| &it.modules);
    origin.modules().or_else(of_text).and_then(|info| info.main_package.as_ref())
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
    fn for_each(
        &self,
        wanted: &dyn Fn(&str) -> bool,
        see: &mut dyn FnMut(&str, &str, PartOffset),
    ) -> Result<Coverage, NoNames> {
        let names = FunctionNames::of(self.origin, self.input).map_err(|why| no_names(&why))?;
        let main = main_package(self.origin).map(Text::as_bytes);
        let release = self.origin.version.as_ref().and_then(KnownVersion::release);
        let mut packages = Packages { wanted, main, last: Vec::new(), is_wanted: false };
        let read = names.for_each(&mut |raw, at| {
            if packages.want(raw) {
                show(raw, at, main, release, see);
            }
        });
        read.map_err(|damage| NoNames::Damaged(damage.to_string()))?;
        match (&self.origin.obfuscation, names.of_which(release)) {
            (Some(_), _) => Err(NoNames::Obfuscated),
            (None, NamesOf::LinkedAndInlined) => Ok(Coverage::All),
            (None, NamesOf::Linked) => Ok(Coverage::Linked),
        }
    }
}

/// Shows a function under the name that a database gives it.
fn show(
    raw: &[u8],
    at: PartOffset,
    main: Option<&[u8]>,
    release: Option<Release>,
    see: &mut dyn FnMut(&str, &str, PartOffset),
) {
    let Some(name) = database_name(raw, main, release) else { return };
    let symbol = name.symbol();
    let texts = std::str::from_utf8(&name.package).ok().zip(std::str::from_utf8(&symbol).ok());
    if let Some((package, symbol)) = texts {
        see(package, symbol, at);
    }
}

/// Whether packages are wanted. The functions of a package stand together, and most packages are not.
struct Packages<'w> {
    wanted: &'w dyn Fn(&str) -> bool,
    main: Option<&'w [u8]>,
    /// The package of the last function, as the linker spells it.
    last: Vec<u8>,
    is_wanted: bool,
}

impl Packages<'_> {
    /// Whether the package of the function `raw` is wanted.
    fn want(&mut self, raw: &[u8]) -> bool {
        let Some(package) = package_of(raw) else { return false };
        if package == self.last {
            return self.is_wanted;
        }
        self.last.clear();
        self.last.extend_from_slice(package);
        let package = database_name(raw, self.main, None).map(|name| name.package);
        let package = package.as_deref().and_then(|package| std::str::from_utf8(package).ok());
        self.is_wanted = package.is_some_and(|package| (self.wanted)(package));
        self.is_wanted
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
