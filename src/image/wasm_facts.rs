//! Facts that only a WebAssembly module holds.

use crate::bytes::{PartOffset, Text};

/// One entry of section `producers`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Producer {
    /// Its role: `language`, `processed-by`, `sdk`.
    pub field: Text,
    /// Its name.
    pub name: Text,
    /// Its version, in its own spelling.
    pub version: Text,
    /// Where the version lies.
    pub at: PartOffset,
}

/// A value that a module requests from its host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The module that has to provide it.
    pub module: Text,
    /// Its name there.
    pub name: Text,
}

/// Facts that only a WebAssembly module holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WasmFacts {
    /// The producers of the module.
    pub producers: Vec<Producer>,
    /// The imports of the module.
    pub imports: Vec<Import>,
    /// The names of its exports.
    pub exports: Vec<Text>,
    /// The first section whose size is not in the five-byte form that Go's linker writes.
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
