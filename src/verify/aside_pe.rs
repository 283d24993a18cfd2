//! Undoes, in memory, changes to a finished Windows program other than signing it: a signature that
//! was removed again, a section that was added behind the last.
//!
//! * **`CheckSum`** is 0 where Go links. GNU ld writes a sum of the file with placeholders: it
//!   computes the sum before the go command puts the content hash into the ID, and since Go 1.24
//!   before Go's linker puts the sum of its FIPS 140 module behind its mark. A tool that signs
//!   writes a new sum, which stays when the signature is removed. Seen with osslsigncode 2.5,
//!   sbattach 0.9.4 and pesign 0.112, which also leaves the address of the certificates, with a
//!   size of 0.
//! * **A section behind the last**: resedit 3.1 adds `.rsrc`, LIEF 1.0 a second `.reloc`. Both count it
//!   in the headers and point a data directory at it.
//!
//! Source: Microsoft's PE format; `cmd/link/internal/ld/pe.go`, Go 1.22.10; what GNU ld 2.40 for mingw
//! writes, with Go 1.22.10 to 1.27.3.

use super::set_aside::{Aside, Guess};
use super::stream::Patch;
use crate::bytes::{Endian, Input, PartOffset, ReadError, Reader, Span, needle};
use crate::image::{Format, Image, PeHeader, Section, Signature};
use crate::origin::Origin;

/// The linker version that Go writes.
pub(super) const GO_LINKER: (u8, u8) = (3, 0);
/// The alignment of sections in the file, and in memory.
const FILE_PAGE: u64 = 0x200;
const PAGE: u64 = 0x1000;
/// The size of a section header, and the number of headers that Go's linker makes room for.
const HEADER: u64 = 40;
const ROOM_FOR: u64 = 16;

/// The size of all headers as Go's linker writes it: there is room for 16 sections.
pub(super) fn headers_of_go(image: &Image) -> Option<u64> {
    let start = image.section_headers?.start().0;
    start.checked_add(ROOM_FOR.saturating_mul(HEADER))?.checked_next_multiple_of(FILE_PAGE)
}

/// The size that Go's linker counts as initialised data: `.data` alone.
pub(super) fn data_of_go(image: &Image) -> Option<u64> {
    let data = image.section(".data")?.span?.len();
    data.checked_next_multiple_of(FILE_PAGE)
}

/// Every guess that is worth a hash.
///
/// # Errors
/// [`ReadError`] where the file cannot be read.
pub(super) fn guesses(origin: &Origin, input: &Input<'_>) -> Result<Vec<Guess>, ReadError> {
    let image = &origin.image;
    let Some(pe) = image.pe.filter(|_| image.format == Format::Pe) else { return Ok(Vec::new()) };
    let mut guesses = checksums(origin, pe, input)?;
    guesses.extend(added_section(image, pe, input)?);
    Ok(guesses)
}

/// The file with the checksum that its linker wrote, and without certificates.
fn checksums(origin: &Origin, pe: PeHeader, input: &Input<'_>) -> Result<Vec<Guess>, ReadError> {
    let image = &origin.image;
    let by_go = image.linker == Some(GO_LINKER);
    let (aside, end, directory) = match image.signature {
        Some(Signature::Authenticode { .. }) if by_go => return Ok(Vec::new()),
        Some(Signature::Authenticode { directory, table, .. }) => {
            let aside = if table.is_empty() { Aside::Unsigned } else { Aside::Authenticode };
            (aside, table.start(), Some(Span::new(directory, 8)))
        }
        _ if pe.checksum == 0 => return Ok(Vec::new()),
        _ => (Aside::Unsigned, PartOffset(input.size()), None),
    };
    // Certificates start at a multiple of 8, with padding before them.
    let ends = image.symbols_end().into_iter().chain([end]);
    let mut ends: Vec<_> = ends.filter(|it| *it <= end && end.0.saturating_sub(it.0) < 8).collect();
    ends.dedup();
    let zeros: Vec<Patch> = directory.into_iter().map(Patch::Zeros).collect();
    let with = |checksum: u32, ends: Vec<PartOffset>| {
        let checksum = Patch::Bytes(pe.checksum_at, checksum.to_le_bytes().to_vec());
        (aside, zeros.iter().cloned().chain([checksum]).collect(), ends)
    };
    let mut guesses = vec![with(0, ends.clone())];
    if !by_go {
        for end in ends {
            if let Some(checksum) = linkers_checksum(origin, pe, directory, end, input)? {
                guesses.push(with(checksum, vec![end]));
            }
        }
    }
    Ok(guesses)
}

/// Whether `CheckSum` is the sum of the file as it is: then it was written after the go command put
/// the content hash into the ID.
///
/// # Errors
/// [`ReadError`] where the file cannot be read.
pub(super) fn is_checksum_of_file(pe: PeHeader, input: &Input<'_>) -> Result<bool, ReadError> {
    let end = PartOffset(input.size());
    let sum = checksum(&[(pe.checksum_at, vec![0; 4])], end, input)?;
    Ok(pe.checksum != 0 && sum == Some(pe.checksum))
}

/// The checksum of the file up to `end` as a linker computes it: with its placeholder in the ID,
/// and without certificates. `None` for an ID that the go command did not finish.
fn linkers_checksum(
    origin: &Origin,
    pe: PeHeader,
    directory: Option<Span>,
    end: PartOffset,
    input: &Input<'_>,
) -> Result<Option<u32>, ReadError> {
    let Ok(Some(id)) = &origin.build_id else { return Ok(None) };
    let Some(it) = id.segments() else { return Ok(None) };
    let placeholder = [it.link_action, it.main_action, it.main_content, it.link_action].join("/");
    let mut overlays = vec![(id.at, placeholder.into_bytes()), (pe.checksum_at, vec![0; 4])];
    overlays.extend(directory.map(|directory| (directory.start(), vec![0; 8])));
    overlays.extend(fips_sum(&origin.image, input)?.map(|sum| (sum, vec![0; FIPS_SUM])));
    checksum(&overlays, end, input)
}

/// The mark before the sum of the FIPS 140 module, and the size of that sum.
///
/// Source: `cmd/link/internal/ld/fips140.go` (`hostlinkfips`), Go 1.24.11.
const FIPS_MAGIC: &[u8] = b"\xff Go fipsinfo \xff\x00";
const FIPS_SUM: usize = 32;

/// Where that sum lies; `None` where there is none.
fn fips_sum(image: &Image, input: &Input<'_>) -> Result<Option<PartOffset>, ReadError> {
    const STEP: u64 = 128 << 10;
    let len = u64::try_from(FIPS_MAGIC.len()).unwrap_or(u64::MAX);
    for span in image.writable() {
        let mut windows = input.windows(span, STEP, len);
        while let Some((at, bytes)) = windows.advance()? {
            if let Some(found) = needle::find(bytes, FIPS_MAGIC) {
                let found = u64::try_from(found).unwrap_or(u64::MAX);
                return Ok(Some(at.saturating_add(found).saturating_add(len)));
            }
        }
    }
    Ok(None)
}

/// The checksum of the file up to `end`, with `overlays` over the bytes in their places.
fn checksum(
    overlays: &[(PartOffset, Vec<u8>)],
    end: PartOffset,
    input: &Input<'_>,
) -> Result<Option<u32>, ReadError> {
    /// Bytes read in one step: an even number.
    const STEP: u64 = 128 << 10;
    let mut sum = 0_u32;
    let mut windows = input.windows(Span::between(PartOffset(0), end), STEP, 0);
    while let Some((at, bytes)) = windows.advance()? {
        let mut bytes = bytes.to_vec();
        overlays.iter().for_each(|(start, with)| overlay(&mut bytes, at, *start, with));
        for pair in bytes.chunks(2) {
            let low = pair.first().copied().unwrap_or_default();
            let high = pair.get(1).copied().unwrap_or_default();
            sum = sum.saturating_add(u32::from(u16::from_le_bytes([low, high])));
            sum = (sum & 0xffff).saturating_add(sum.wrapping_shr(16));
        }
    }
    Ok(u32::try_from(end.0).ok().and_then(|size| sum.checked_add(size)))
}

/// Copies `with`, which belongs at `start`, over `bytes`, which lie at `at`.
fn overlay(bytes: &mut [u8], at: PartOffset, start: PartOffset, with: &[u8]) {
    for (place, byte) in (start.0..).zip(with) {
        let index = place.checked_sub(at.0).and_then(|it| usize::try_from(it).ok());
        if let Some(slot) = index.and_then(|index| bytes.get_mut(index)) {
            *slot = *byte;
        }
    }
}

/// A program of Go's linker without its last section, if that section lies behind everything else.
fn added_section(
    image: &Image,
    pe: PeHeader,
    input: &Input<'_>,
) -> Result<Option<Guess>, ReadError> {
    let is_gos = image.linker == Some(GO_LINKER);
    let (Some((last, others)), true) = (image.sections.split_last(), is_gos) else {
        return Ok(None);
    };
    let (Some(added), Some(table)) = (last.span, image.section_headers) else { return Ok(None) };
    let behind = |it: &Section| it.span.is_none_or(|span| span.end() <= added.start());
    let Some(header) = table.end().0.checked_sub(HEADER) else { return Ok(None) };
    if !others.iter().all(behind) || others.is_empty() {
        return Ok(None);
    }
    let Some(mut patches) = directories(image, pe, last, others, input)? else { return Ok(None) };
    /// Offsets from the checksum to fields of the headers before it.
    const COUNT: u64 = 64 + 18;
    const INITIALIZED_DATA: u64 = 64 - 8;
    const IMAGE_SIZE: u64 = 64 - 56;
    const HEADERS_SIZE: u64 = 64 - 60;
    let at = |back: u64| PartOffset(pe.checksum_at.0.saturating_sub(back));
    let u32_of = |value: u64| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes().to_vec();
    let count = u16::try_from(others.len()).unwrap_or(u16::MAX).to_le_bytes().to_vec();
    patches.push(Patch::Bytes(at(COUNT), count));
    let ends = others.iter().map(|it| it.address.0.saturating_add(it.size));
    let ends = ends.filter_map(|end| end.checked_next_multiple_of(PAGE)).max().unwrap_or_default();
    patches.push(Patch::Bytes(at(IMAGE_SIZE), u32_of(ends.saturating_sub(image.base.0))));
    if let Some(data) = data_of_go(image) {
        patches.push(Patch::Bytes(at(INITIALIZED_DATA), u32_of(data)));
    }
    if let Some(headers) = headers_of_go(image) {
        patches.push(Patch::Bytes(at(HEADERS_SIZE), u32_of(headers)));
    }
    patches.push(Patch::Zeros(Span::new(pe.checksum_at, 4)));
    patches.push(Patch::Zeros(Span::new(PartOffset(header), HEADER)));
    Ok(Some((Aside::Section, patches, vec![added.start()])))
}

/// The data directories before they pointed at the section `last`: they pointed at the section of
/// the same name among the `others`, or at none.
fn directories(
    image: &Image,
    pe: PeHeader,
    last: &Section,
    others: &[Section],
    input: &Input<'_>,
) -> Result<Option<Vec<Patch>>, ReadError> {
    /// The certificates are the fifth of sixteen; each is an address and a size.
    const BEFORE: u64 = 4 * 8;
    const ALL: u64 = 16 * 8;
    let start = pe.certificates_at.and_then(|at| at.0.checked_sub(BEFORE));
    let Some(start) = start.map(PartOffset) else { return Ok(None) };
    let bytes = input.read(Span::new(start, ALL))?;
    let mut reader = Reader::new(&bytes, start, Endian::Little);
    let same = others.iter().find(|it| it.name == last.name);
    let rva = |section: &Section| section.address.offset_from(image.base);
    let mut patches = Vec::new();
    loop {
        let at = reader.place();
        let (Ok(address), Ok(_)) = (reader.u32(), reader.u32()) else { return Ok(Some(patches)) };
        let offset = rva(last).and_then(|start| u64::from(address).checked_sub(start));
        if Some(at) == pe.certificates_at || offset.is_none_or(|offset| offset >= last.size) {
            continue;
        }
        patches.push(match same {
            Some(same) => {
                let address = rva(same).and_then(|it| u32::try_from(it).ok()).unwrap_or(u32::MAX);
                let size = u32::try_from(same.size).unwrap_or(u32::MAX);
                let both = [address.to_le_bytes(), size.to_le_bytes()].concat();
                Patch::Bytes(at, both)
            }
            None => Patch::Zeros(Span::new(at, 8)),
        });
    }
}
