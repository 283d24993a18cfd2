//! The modules that the names of a program's source files tell.
//!
//! | how a file was compiled | its name | the version is |
//! | --- | --- | --- |
//! | from the module cache | `…/pkg/mod/github.com/!burnt!sushi/toml@v0.3.1/parse.go`; the cache may have any name | that of the code |
//! | with `-trimpath`, vendored or not | `github.com/BurntSushi/toml@v0.3.1/parse.go` | that which was required, also where another version, module or folder replaces it |
//! | from a folder, or vendored | | not told |
//!
//! So these are at least the modules of the program, not all. A name is held against the functions, of
//! which one must be in the package of the file's folder: a `//line` directive in generated code may say
//! anything, and a module that replaces another has functions with the import path of that one.
//!
//! Source: `cmd/go/internal/work/gc.go` (`trimPath`), Go 1.22.10; names in programs of Go 1.12–1.27.

mod differ;
mod file_name;
mod listed;
mod packages;
mod seen;

use std::collections::BTreeMap;

pub use differ::ModuleDifference;

use super::obfuscation::Obfuscation;
use super::version::known::KnownVersion;
use crate::bytes::{Named, PartOffset};
use crate::evidence::{Damage, Depth, Program};
use crate::go::Release;

/// A module that names of source files tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundModule {
    /// The module path.
    pub path: String,
    /// The version.
    pub version: String,
    /// How far to trust that.
    pub trust: ModuleTrust,
    /// How many source files tell it.
    pub files: u64,
    /// Where the first of them is listed.
    pub at: PartOffset,
}

/// How far to trust a module that names of source files tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ModuleTrust {
    /// Functions have its import path, and its code is that of the version.
    Compiled,
    /// Functions have its import path, and that version was required; another one, another module or a
    /// folder may have replaced it.
    Required,
    /// No function has its import path: it replaces another module, which nothing names, or it is the
    /// main module.
    PathOnly,
}

impl Named for ModuleTrust {
    const ALL: &'static [Self] = &[Self::Compiled, Self::Required, Self::PathOnly];

    fn name(self) -> &'static str {
        match self {
            Self::Compiled => "compiled",
            Self::Required => "required",
            Self::PathOnly => "path-only",
        }
    }
}

/// Where the list of a program's modules comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DepsSource {
    /// The build info, which lists all.
    BuildInfo,
    /// The text that a program holds for itself, without the build info around it, which lists all.
    ModuleText,
    /// The names of source files in the pclntab: these modules, and perhaps others.
    FileTable,
}

impl Named for DepsSource {
    const ALL: &'static [Self] = &[Self::BuildInfo, Self::ModuleText, Self::FileTable];

    fn name(self) -> &'static str {
        match self {
            Self::BuildInfo => "build-info",
            Self::ModuleText => "module-text",
            Self::FileTable => "file-table",
        }
    }
}

/// What names of source files tell of a program's modules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModulesOfFiles {
    /// Where the build info does not name them: each module and version, by path.
    pub found: Vec<FoundModule>,
    /// Where it does, what names of source files tell otherwise; looked for in a full look.
    pub differences: Vec<ModuleDifference>,
    /// What is wrong with the names of functions that these were held against.
    pub damage: Option<Damage>,
}

impl ModulesOfFiles {
    /// Asks the names of a program. Of one whose build info names the modules nothing is read in a quick
    /// look; of one whose names are hashes nothing at all.
    pub(super) fn of(
        program: &Program<'_>,
        obfuscation: Option<&Obfuscation>,
        version: Option<&KnownVersion>,
        depth: Depth,
    ) -> Self {
        if obfuscation.is_some() || program.pclntab().is_none() {
            return Self::default();
        }
        match program.modules().filter(|it| it.lists_modules()) {
            Some(_) if depth == Depth::Quick => Self::default(),
            Some(listed) => Self { differences: differ::of(program, listed), ..Self::default() },
            // The program's own text lists them.
            None if has_text(program, version) => Self::default(),
            None => Self::found(program),
        }
    }

    fn found(program: &Program<'_>) -> Self {
        let Some(table) = program.file_table() else { return Self::default() };
        let names = seen::collect(table);
        if names.is_empty() {
            return Self::default();
        }
        let (packages, damage) = packages::of(program, &names);
        let mut found: BTreeMap<(String, String), FoundModule> = BTreeMap::new();
        for (name, seen) in &names {
            let (Some((path, is_imported)), Some(version)) =
                (name.placed(&seen.folders, &packages), name.version())
            else {
                continue;
            };
            let trust = match (is_imported, name.is_trimmed()) {
                (true, false) => ModuleTrust::Compiled,
                (true, true) => ModuleTrust::Required,
                (false, _) => ModuleTrust::PathOnly,
            };
            let (files, at) = (seen.files, seen.at);
            let key = (path.clone(), version.clone());
            let new = FoundModule { path, version, trust, files: 0, at };
            let module = found.entry(key).or_insert(new);
            module.files = module.files.saturating_add(files);
            module.trust = module.trust.min(trust);
            module.at = module.at.min(at);
        }
        Self { found: found.into_values().collect(), differences: Vec::new(), damage }
    }
}

/// Whether the text that the program holds for itself lists its modules. It is not looked for where the
/// build info, which is the same, has it, nor in programs of Go 1.11 and older, which have none.
fn has_text(program: &Program<'_>, version: Option<&KnownVersion>) -> bool {
    let release = version.and_then(KnownVersion::release);
    let is_new_enough = release.is_none_or(|release| release >= Release::new(1, 12, 0));
    let is_known = program.modules().is_some_and(|it| it.main_package.is_some());
    is_new_enough
        && !is_known
        && program.module_text().is_some_and(|text| text.modules.lists_modules())
}
