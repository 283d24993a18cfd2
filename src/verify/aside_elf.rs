//! Undoes, in memory, what `debugedit` does to an ELF program with compressed DWARF.
//!
//! Go's linker aligns compressed debug sections at 1. debugedit 5.0 (elfutils' libelf) gives up on
//! them with a message, but first raises each alignment to that of the header of a compressed
//! section: 8, or 4 in 32-bit files. Nothing else changes. Measured with Go 1.22.10 to 1.27.3.

use super::set_aside::{Aside, Guess};
use super::stream::Patch;
use crate::bytes::{Input, PartOffset, ReadError, Reader};
use crate::image::{Format, Image};

/// The flag of a section with compressed bytes.
const COMPRESSED: u64 = 0x800;

/// The file with its compressed sections aligned as Go's linker aligns them; `None` where they
/// already are.
///
/// # Errors
/// [`ReadError`] where the section headers cannot be read.
pub(super) fn guess(image: &Image, input: &Input<'_>) -> Result<Option<Guess>, ReadError> {
    let Some(headers) = image.section_headers.filter(|_| image.format == Format::Elf) else {
        return Ok(None);
    };
    let word = image.pointer_size;
    let bytes = input.read_clamped(headers)?;
    let mut reader = Reader::new(&bytes, headers.start(), image.endian);
    let mut patches = Vec::new();
    while let Some((flags, alignment, at)) = take(&mut reader, word) {
        if flags & COMPRESSED != 0 && alignment == u64::from(word) {
            let one = match (word, image.endian) {
                (4, crate::bytes::Endian::Little) => 1_u32.to_le_bytes().to_vec(),
                (4, crate::bytes::Endian::Big) => 1_u32.to_be_bytes().to_vec(),
                (_, crate::bytes::Endian::Little) => 1_u64.to_le_bytes().to_vec(),
                (_, crate::bytes::Endian::Big) => 1_u64.to_be_bytes().to_vec(),
            };
            patches.push(Patch::Bytes(at, one));
        }
    }
    let end = vec![PartOffset(input.size())];
    Ok((!patches.is_empty()).then_some((Aside::Alignment, patches, end)))
}

/// Reads one section header: its flags, its alignment, and the place of the alignment.
fn take(reader: &mut Reader<'_>, word: u8) -> Option<(u64, u64, PartOffset)> {
    let _name_and_type = reader.bytes(8).ok()?;
    let flags = reader.word(word).ok()?;
    let _place = [reader.word(word).ok()?, reader.word(word).ok()?, reader.word(word).ok()?];
    let _links = reader.bytes(8).ok()?;
    let at = reader.place();
    let alignment = reader.word(word).ok()?;
    let _entry_size = reader.word(word).ok()?;
    Some((flags, alignment, at))
}
