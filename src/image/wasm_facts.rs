//! What only a WebAssembly module says of itself.

use crate::bytes::{PartOffset, Text};

/// One entry of section `producers`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Producer {
    /// What it did: `language`, `processed-by`, `sdk`.
    pub field: Text,
    /// Its name.
    pub name: Text,
    /// Its version, as it spells it.
    pub version: Text,
    /// Where the version lies.
    pub at: PartOffset,
}

/// What a module asks its host for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The module it is to come from.
    pub module: Text,
    /// Its name there.
    pub name: Text,
}

/// What only a WebAssembly module says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WasmFacts {
    /// Who made it.
    pub producers: Vec<Producer>,
    /// What it asks for.
    pub imports: Vec<Import>,
    /// The names of what it offers.
    pub exports: Vec<Text>,
    /// The first section whose size is not written in five bytes, as Go's linker does.
    pub short_size: Option<PartOffset>,
}

impl WasmFacts {
    pub(super) fn imports_from(&self, modules: &[&str]) -> bool {
        let is_one = |it: &Import| it.module.as_str().is_some_and(|it| modules.contains(&it));
        self.imports.iter().any(is_one)
    }

    pub(super) fn exports(&self, names: &[&str]) -> bool {
        self.exports.iter().any(|it| it.as_str().is_some_and(|it| names.contains(&it)))
    }
}
