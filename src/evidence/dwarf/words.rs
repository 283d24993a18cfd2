//! Between gimli's words and ours.

use gimli::{EndianSlice, RunTimeEndian};

use crate::bytes::{Endian, PartOffset};
use crate::evidence::error::{Damage, Structure};

/// Bytes as gimli reads them.
pub(super) type Slice<'t> = EndianSlice<'t, RunTimeEndian>;

/// The most broken units, and the most broken line tables, that are reported: one broken table breaks
/// all that follow.
pub(super) const MOST_DAMAGE: usize = 4;

pub(super) fn endian_of(endian: Endian) -> RunTimeEndian {
    match endian {
        Endian::Little => RunTimeEndian::Little,
        Endian::Big => RunTimeEndian::Big,
    }
}

/// What gimli refused, in our words.
pub(super) fn gimli_damage(at: PartOffset, defect: &'static str) -> Damage {
    Damage::malformed(Structure::Dwarf, at, defect)
}
