//! The source files that a program was compiled from.

use crate::evidence::SourceNames;
use crate::origin::{KnownVersion, Origin, Verdict};

/// What a binary says about its sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFiles {
    /// The GOROOT it was built under.
    pub goroot: Option<String>,
    /// Its Go version.
    pub go_version: Option<String>,
    /// The files it was compiled from, as it spells them.
    pub files: Vec<String>,
    /// What shows where each file belongs.
    pub names: SourceNames,
    /// Modules that the build replaced: the module that the program names, as `path@version`, and
    /// the module that was compiled, likewise; `None` where that was a directory.
    pub replaced: Vec<(String, Option<String>)>,
}

impl SourceFiles {
    /// The files that the program lists, and what it says about their origin.
    pub fn of(origin: &Origin) -> Self {
        let version = origin.version.as_ref().and_then(KnownVersion::version);
        let goroot =
            origin.goroot.value.as_ref().filter(|_| origin.goroot.verdict == Verdict::Found);
        let table = origin.file_table.as_ref().ok().and_then(Option::as_ref);
        let names = table.into_iter().flat_map(|table| table.names());
        Self {
            goroot: goroot.map(|goroot| goroot.to_lossy()),
            go_version: version.map(|version| version.text().to_lossy()),
            files: names.filter_map(|(_, name)| String::from_utf8(name.to_vec()).ok()).collect(),
            names: SourceNames::of(origin),
            replaced: replaced(origin),
        }
    }
}

/// The modules that were replaced, each with the module that was compiled; `None` where that was a
/// directory, which has no version.
fn replaced(origin: &Origin) -> Vec<(String, Option<String>)> {
    let modules = origin.modules().into_iter().flat_map(|modules| &modules.deps);
    let replaced = modules.filter_map(|module| {
        let with = module.replace.as_deref()?;
        let named = format!("{}@{}", module.path.to_lossy(), module.version.to_lossy());
        let compiled = format!("{}@{}", with.path.to_lossy(), with.version.to_lossy());
        Some((named, (!with.version.is_empty()).then_some(compiled)))
    });
    replaced.collect()
}
