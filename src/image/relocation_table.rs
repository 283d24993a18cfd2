//! Where a relocation table lies, and what one of its entries makes the loader write.

use crate::bytes::{Span, Va};

/// A table of relocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RelocationTable {
    pub(super) form: Form,
    pub(super) span: Span,
    /// The symbols that its entries name; empty where they are unknown.
    pub(super) symbols: Span,
}

/// The form of a relocation table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Rel,
    Rela,
    PackedRel,
    PackedRela,
}

impl Form {
    /// The form that a section type stands for.
    pub(super) fn of_section(kind: u32) -> Option<Self> {
        Some(match kind {
            4 => Self::Rela,
            9 => Self::Rel,
            0x6000_0001 => Self::PackedRel,
            0x6000_0002 => Self::PackedRela,
            _ => return None,
        })
    }

    pub(super) fn has_addends(self) -> bool {
        matches!(self, Self::Rela | Self::PackedRela)
    }
}

/// The value that the loader writes at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fill {
    /// This address.
    Address(u64),
    /// This address plus the content of the word.
    Added(u64),
    /// The address of a symbol that is defined elsewhere.
    Unknown,
}

impl Fill {
    /// The final address in a word that holds `raw` in the file; `None` for zero.
    pub(super) fn target(self, raw: u64, pointer_size: u8) -> Option<Va> {
        let value = match self {
            Self::Address(address) => address,
            Self::Added(address) => address.wrapping_add(raw),
            Self::Unknown => 0,
        };
        let value = if pointer_size == 4 { value & 0xffff_ffff } else { value };
        (value != 0).then_some(Va(value))
    }
}
