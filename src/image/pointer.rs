//! Pointers in data: what an address-sized word in the file will hold once the loader is done.
//!
//! | image | what the word holds |
//! | --- | --- |
//! | ELF at a fixed address, PE, Mach-O by Go's own linker | the address |
//! | ELF PIE or shared library | anything; a `R_*_RELATIVE` entry of a RELA table holds the address |
//! | Mach-O with `LC_DYLD_CHAINED_FIXUPS` (Apple's ld) | low 36 bits: the offset from the image base |
//!
//! Go 1.15–1.27 and GNU ld on amd64 store the address in the word as well as in the RELA entry;
//! lld and other processors do not, so the entry decides where there is one.

use super::error::OfTable;
use super::{Image, ImageError, Table};
use crate::bytes::{Input, Reader, Va};

/// Bytes of a relocation table looked at in one step: a whole number of entries of either class.
const STEP: u64 = 24 * 12 * 512;

/// The low bits of a chained pointer that hold its target (`DYLD_CHAINED_PTR_64_OFFSET`).
const CHAINED_TARGET: u64 = (1 << 36) - 1;

/// The relative relocations that fill some run of addresses, ordered by address.
#[derive(Clone, Debug, Default)]
pub struct Relocations {
    entries: Vec<(Va, Va)>,
}

impl Relocations {
    /// The address that the loader writes at `place`; `None` where no entry names that place.
    pub fn target(&self, place: Va) -> Option<Va> {
        let index = self.entries.binary_search_by_key(&place, |&(place, _)| place).ok()?;
        self.entries.get(index).map(|&(_, target)| target)
    }

    /// Each place and the address that the loader writes there, ordered by place.
    pub fn iter(&self) -> impl Iterator<Item = (Va, Va)> + '_ {
        self.entries.iter().copied()
    }
}

impl Image {
    /// Whether words in data must be looked up in [`Image::relocations`] to know what they hold.
    pub fn is_relocated(&self) -> bool {
        !self.relocations.is_empty()
    }

    /// The relative relocations of the `len` bytes at `start`. Empty where the image has none, as
    /// an image at a fixed address, and those whose words hold their own addend (REL tables).
    ///
    /// # Errors
    /// [`ImageError`] where a table cannot be read.
    pub fn relocations(
        &self,
        input: &Input<'_>,
        start: Va,
        len: u64,
    ) -> Result<Relocations, ImageError> {
        let mut entries = Vec::new();
        if self.is_relocated() {
            input.budget().pay_for_pass().of(Table::Relocations)?;
        }
        for &table in &self.relocations {
            let mut windows = input.windows(table, STEP, 0);
            while let Some((at, bytes)) = windows.advance().of(Table::Relocations)? {
                let mut reader = Reader::new(bytes, at, self.endian);
                let size = self.pointer_size;
                while let (Ok(place), Ok(info), Ok(addend)) =
                    (reader.word(size), reader.word(size), reader.word(size))
                {
                    // A relative relocation has no symbol; its type differs by processor.
                    let symbol = info.wrapping_shr(if size == 8 { 32 } else { 8 });
                    let inside = Va(place).offset_from(start).is_some_and(|offset| offset < len);
                    if inside && symbol == 0 {
                        entries.push((Va(place), Va(addend)));
                    }
                }
            }
        }
        entries.sort_unstable();
        Ok(Relocations { entries })
    }

    /// The address that the word `raw` will hold when loaded, but for relocations.
    pub fn pointer(&self, raw: u64) -> Va {
        if self.chained_fixups {
            Va(self.base.0.wrapping_add(raw & CHAINED_TARGET))
        } else {
            Va(raw)
        }
    }
}
