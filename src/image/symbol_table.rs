//! Where the symbols and their names lie.

use crate::bytes::Span;

/// The layout of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SymbolKind {
    Elf32,
    Elf64,
    Coff,
    MachO32,
    MachO64,
    Xcoff32,
    Xcoff64,
    Plan9In32,
    Plan9In64,
    /// Names of functions, without further fields.
    WasmNames,
}

impl SymbolKind {
    /// The size of one entry in bytes.
    pub(super) fn entry_size(self) -> u64 {
        match self {
            Self::Elf32 | Self::MachO64 => 16,
            Self::Elf64 => 24,
            Self::Coff | Self::Xcoff32 | Self::Xcoff64 => 18,
            Self::MachO32 => 12,
            // These entries have no fixed size.
            Self::Plan9In32 | Self::Plan9In64 | Self::WasmNames => 1,
        }
    }
}

/// Where the symbols and their names lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SymbolTable {
    pub(super) kind: SymbolKind,
    pub(super) entries: Span,
    pub(super) names: Span,
}

impl SymbolTable {
    /// `None` where there is no symbol.
    pub(super) fn new(kind: SymbolKind, entries: Span, names: Span) -> Option<Self> {
        (!entries.is_empty() && !names.is_empty()).then_some(Self { kind, entries, names })
    }

    /// The number of entries; `None` where they have no fixed size.
    pub(super) fn count(&self) -> Option<u64> {
        let size = self.kind.entry_size();
        (size > 1).then(|| self.entries.len().checked_div(size)).flatten()
    }

    /// The entries and the names.
    pub(super) fn spans(&self) -> [Span; 2] {
        [self.entries, self.names]
    }
}
