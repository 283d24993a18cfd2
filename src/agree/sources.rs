//! The source files that a program was compiled from.

use super::remap::SourceFiles;
use crate::evidence::SourceNames;
use crate::origin::{KnownVersion, Origin, Verdict};

impl SourceFiles {
    /// The files that the program lists, and what it says of where they came from.
    pub fn of(evidence: &Origin) -> Self {
        let version = evidence.version.as_ref().and_then(KnownVersion::version);
        let goroot =
            evidence.goroot.value.as_ref().filter(|_| evidence.goroot.verdict == Verdict::Found);
        let table = evidence.file_table.as_ref().ok().and_then(Option::as_ref);
        let names = table.into_iter().flat_map(|table| table.names());
        Self {
            goroot: goroot.map(|goroot| goroot.to_lossy()),
            go_version: version.map(|version| version.text().to_lossy()),
            files: names.filter_map(|(_, name)| String::from_utf8(name.to_vec()).ok()).collect(),
            names: SourceNames::of(evidence),
            replaced: replaced(evidence),
        }
    }
}

/// The modules that were replaced, each with what was compiled instead; nothing where that was a
/// directory, which has no version.
fn replaced(evidence: &Origin) -> Vec<(String, Option<String>)> {
    let modules = evidence.modules().into_iter().flat_map(|modules| &modules.deps);
    let replaced = modules.filter_map(|module| {
        let with = module.replace.as_deref()?;
        let named = format!("{}@{}", module.path.to_lossy(), module.version.to_lossy());
        let compiled = format!("{}@{}", with.path.to_lossy(), with.version.to_lossy());
        Some((named, (!with.version.is_empty()).then_some(compiled)))
    });
    replaced.collect()
}
