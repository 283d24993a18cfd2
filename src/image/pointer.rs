//! Pointers in data: the value that an address-sized word of the file gets once the loader is done.
//!
//! | image | what the word holds |
//! | --- | --- |
//! | ELF at a fixed address, PE, XCOFF, Plan 9, Mach-O without chained fixups | the address |
//! | ELF PIE, shared library, plugin | anything; an entry of a RELA table holds the address, or names the symbol that has it |
//! | Mach-O with `LC_DYLD_CHAINED_FIXUPS` (Apple's ld) | low 36 bits: the address, or its offset from the image base, by the format of the chain |
//!
//! Go's own linker, and GNU ld on amd64 and arm64, store the address both in the word and in the
//! RELA entry. LLD does not, nor does GNU ld on riscv64, sparc64 and 32-bit powerpc: there the word
//! is 0. In a plugin the entry names a symbol (`R_X86_64_64 runtime.defaultGOROOT.str`). So an
//! entry takes precedence over the word, and 0 is never an address.

use super::chain::Chain;
use super::relocation;
use super::relocation_table::Fill;
use super::{Image, ImageError};
use crate::bytes::{Input, Va};

/// The low bits of a chained pointer that hold its target, and the bit that marks a pointer bound
/// to a symbol of another library.
const CHAINED_TARGET: u64 = (1 << 36) - 1;
const CHAINED_BIND: u64 = 1 << 63;

/// The values that the loader writes into a run of memory, ordered by address.
#[derive(Clone, Debug, Default)]
pub struct Relocations {
    pub(super) entries: Vec<(Va, Fill)>,
}

impl Relocations {
    /// The final address in the word at `place`, which holds `raw` in the file: from the entry for
    /// that place, else from the word itself. `None` for a null pointer, and for an address that
    /// only the loader can know.
    pub fn resolve(&self, image: &Image, place: Option<Va>, raw: u64) -> Option<Va> {
        match place.and_then(|place| self.entry(place)) {
            Some(fill) => fill.target(raw, image.pointer_size),
            None => image.pointer(raw),
        }
    }

    /// Replaces `words`, loaded from `start` on, with the addresses in the entries; 0 where only
    /// the loader can know the address.
    pub fn apply(&self, image: &Image, start: Va, words: &mut [u64]) {
        let size = u64::from(image.pointer_size);
        let first = self.entries.partition_point(|(place, _)| *place < start);
        for (place, fill) in self.entries.get(first..).unwrap_or_default() {
            let Some(offset) = place.offset_from(start) else { continue };
            let index = offset.checked_div(size).and_then(|index| usize::try_from(index).ok());
            let Some(word) = index.and_then(|index| words.get_mut(index)) else { break };
            if offset.checked_rem(size) == Some(0) {
                *word = fill.target(*word, image.pointer_size).map_or(0, |target| target.0);
            }
        }
    }

    fn entry(&self, place: Va) -> Option<Fill> {
        let index = self.entries.binary_search_by_key(&place, |&(place, _)| place).ok()?;
        self.entries.get(index).map(|&(_, fill)| fill)
    }
}

impl Image {
    /// Whether [`Image::relocations`] is needed to know the final words in data.
    pub fn is_relocated(&self) -> bool {
        !self.relocations.is_empty()
            || self.section_headers.is_none() && self.loading.dynamic.is_some()
    }

    /// The values that the loader writes into the `len` bytes at `start`. Empty where the image has
    /// no relocation tables, as at a fixed address.
    ///
    /// # Errors
    /// [`ImageError`] where a table cannot be read.
    pub fn relocations(
        &self,
        input: &Input<'_>,
        start: Va,
        len: u64,
    ) -> Result<Relocations, ImageError> {
        if !self.is_relocated() {
            return Ok(Relocations::default());
        }
        relocation::collect(self, input, start, len).map(|entries| Relocations { entries })
    }

    /// The final address in the word `raw`, without regard to relocations; `None` for a null
    /// pointer, and for a pointer bound to a symbol of another library.
    pub fn pointer(&self, raw: u64) -> Option<Va> {
        let target = raw & CHAINED_TARGET;
        match self.chain {
            _ if raw == 0 => None,
            None => Some(Va(raw)),
            Some(_) if raw & CHAINED_BIND != 0 => None,
            Some(Chain::Zero) => Some(Va(target)),
            Some(Chain::Base) => Some(Va(self.base.0.wrapping_add(target))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Endian;
    use crate::image::Format;

    #[test]
    fn a_word_alone() {
        let plain = Image::empty(Format::Elf, 8, Endian::Little);
        let chained = |chain| Image {
            base: Va(0x1_0000_0000),
            chain: Some(chain),
            ..Image::empty(Format::MachO, 8, Endian::Little)
        };
        for (image, raw, want) in [
            (&plain, 0, None),
            (&plain, 0x4000, Some(0x4000)),
            (&chained(Chain::Base), 0, None),
            (&chained(Chain::Base), 0x0020_0000_003b_e890, Some(0x1_003b_e890)),
            (&chained(Chain::Base), 0x8010_0000_0000_0003, None),
            (&chained(Chain::Zero), 0x0020_0001_003b_e890, Some(0x1_003b_e890)),
        ] {
            assert_eq!(image.pointer(raw), want.map(Va), "{:?} {raw:#x}", image.chain);
        }
    }

    #[test]
    fn entries_decide() {
        let image = Image::empty(Format::Elf, 4, Endian::Little);
        let entries = vec![
            (Va(0x10), Fill::Address(0x500)),
            (Va(0x14), Fill::Added(0x600)),
            (Va(0x18), Fill::Unknown),
        ];
        let relocations = Relocations { entries };
        let mut words = [1, 0, 4, 7, 8];
        relocations.apply(&image, Va(0xc), &mut words);
        assert_eq!(words, [1, 0x500, 0x604, 0, 8]);
        for (place, raw, want) in [
            (Some(0x10), 0, Some(0x500)),
            (Some(0x10), 0x700, Some(0x500)),
            (Some(0x14), 4, Some(0x604)),
            (Some(0x14), 0xffff_ffff, Some(0x5ff)),
            (Some(0x18), 0x700, None),
            (Some(0x1c), 0x700, Some(0x700)),
            (Some(0x1c), 0, None),
            (None, 0x700, Some(0x700)),
        ] {
            let got = relocations.resolve(&image, place.map(Va), raw);
            assert_eq!(got, want.map(Va), "{place:?} {raw:#x}");
        }
    }
}
