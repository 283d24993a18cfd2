//! PE programs packed by UPX: all sections form one image, packed as one block in section `UPX1`
//! behind the pack header. At the end of the image are the original headers and the data that
//! rebuild its tables. The last four bytes give the start of this part:
//!
//! ```text
//! PE header with all 16 data directories, section headers
//! offset of the imports, address of their names    8 bytes, where there are imports (see `pe_import`)
//! offset of the relocations, flags                 5 bytes, where there are relocations
//! number of icons                                  2 bytes, where there are resources
//! ```
//!
//! The number of bytes shows which of the three are present. Exports and resources, which UPX
//! leaves in the packed file, are not restored.
//!
//! The words to be relocated are big-endian and lack the image base, which packs better. Their
//! places are packed as distances: one byte below 0xf0; or 0xf0 to 0xff, which gives four more
//! bits, before two bytes; or these three with all of those bits zero, before four bytes. A byte of
//! 0 ends the list.

use super::error::UnpackError;
use super::filter::Filter;
use super::output::{Allowance, Output};
use super::pack_header::{LENGTH, PackHeader};
use super::pe_image::{Headers, Image, Section};
use super::restored::Restored;
use super::sums::compare;
use super::work::Work;
use super::{method, pe_import};
use crate::bytes::{Endian, Input, PartOffset, Reader, Span};
use adler2::Adler32;

/// The data directory that is used here.
const RELOCATION: usize = 5;
/// The flag of a PE file without relocations.
const RELOCS_STRIPPED: u16 = 1;

/// Unpacks the program.
pub(super) fn unpack(
    input: &Input<'_>,
    header: &PackHeader,
    mut allowance: Allowance,
) -> Result<Work, UnpackError> {
    let broken = |defect| move || UnpackError::damaged(defect, header.at);
    let length = u64::try_from(LENGTH).unwrap_or_default();
    let data = Span::new(header.at.saturating_add(length), u64::from(header.c_len));
    allowance.pay(u64::from(header.u_len))?;
    let packed = input.read(data)?;
    let mut adler = Adler32::new();
    adler.write_slice(&packed);
    let sum = adler.checksum();
    let mut bytes = Vec::new();
    let decoded = method::decode(
        header.method,
        &packed,
        &mut Output::new(&mut bytes, header.u_len, data.start()),
    );
    drop(packed);
    let mut adler = Adler32::new();
    adler.write_slice(&bytes);
    // If the packed bytes were changed, that explains every other error.
    compare((sum, header.c_adler), (adler.checksum(), header.u_adler), decoded)?;

    let at_end = bytes.last_chunk::<4>().copied().map(u32::from_le_bytes);
    let extra = at_end.and_then(|at| usize::try_from(at).ok()).and_then(|at| bytes.get(at..));
    let inner =
        extra.and_then(Headers::parse).ok_or_else(broken("the original header is broken"))?;
    let notes = extra.and_then(|extra| Notes::split(extra.get(inner.bytes.len()..)?));
    let notes = notes.ok_or_else(broken("the notes for unpacking are broken"))?;
    let lowest = inner.sections.first().map(|it| it.address).unwrap_or_default();
    let mut image = Image { bytes, lowest };
    undo_filter(header, &inner, &mut image)
        .ok_or_else(broken("the code lies outside the image"))??;
    let outer = outer(input).ok_or_else(broken("the loader's headers are broken"))?;
    if let Some((list, names)) = notes.imports {
        // No Go structure depends on the import table, so this may fail.
        let _ = pe_import::restore(input, [&outer, &inner], &mut image, list, names);
    }
    if let Some(list) = notes.relocations {
        restore_relocations(&inner, &outer, &mut image, list)
            .ok_or_else(broken("the relocations cannot be undone"))?;
    }
    let restored = lay_out(input, &outer, &inner, &image)?;
    let filters = Some(header.filter).filter(|filter| *filter != 0);
    Ok(Work {
        restored,
        methods: vec![header.method],
        filters: filters.into_iter().collect(),
        is_exact: false,
    })
}

/// The data behind the original headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Notes {
    /// The index of the list of imports, and the address of their names.
    imports: Option<(u32, u32)>,
    /// The index of the list of relocations.
    relocations: Option<u32>,
}

impl Notes {
    /// Splits the rest of the image, including its last four bytes.
    fn split(rest: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(rest, PartOffset(0), Endian::Little);
        let length = rest.len().checked_sub(4)?;
        if !matches!(length, 0 | 2 | 5 | 7 | 8 | 10 | 13 | 15) {
            return None;
        }
        let imports =
            if length >= 8 { Some((reader.u32().ok()?, reader.u32().ok()?)) } else { None };
        let relocations =
            if matches!(length, 5 | 7 | 13 | 15) { Some(reader.u32().ok()?) } else { None };
        Some(Self { imports, relocations })
    }
}

/// The headers of the packed file.
fn outer(input: &Input<'_>) -> Option<Headers> {
    Headers::parse(input.head().get(pe_offset(input)?..)?)
}

fn pe_offset(input: &Input<'_>) -> Option<usize> {
    let at = input.head().get(0x3c..)?.first_chunk::<4>()?;
    usize::try_from(u32::from_le_bytes(*at)).ok()
}

fn undo_filter(
    header: &PackHeader,
    inner: &Headers,
    image: &mut Image,
) -> Option<Result<(), UnpackError>> {
    if header.filter == 0 {
        return Some(Ok(()));
    }
    let (address, size) = inner.code;
    let start = image.index(address)?;
    let end = start.checked_add(usize::try_from(size).ok()?)?;
    let code = image.bytes.get_mut(start..end)?;
    let base = address.checked_sub(image.lowest)?;
    Some(Filter { id: header.filter, cto: header.cto, base }.undo(code))
}

/// Relocates the words to the image base again, and rebuilds the relocation table.
fn restore_relocations(
    inner: &Headers,
    outer: &Headers,
    image: &mut Image,
    list: u32,
) -> Option<()> {
    let Some((table, size)) = inner.directory(RELOCATION) else { return Some(()) };
    if (inner.flags | outer.flags) & RELOCS_STRIPPED != 0 {
        return Some(());
    }
    let table = image.index(table)?;
    if size == 8 {
        return image.put(table, &[0, 0, 0, 0, 8, 0, 0, 0]);
    }
    let mut rest = usize::try_from(list).ok()?;
    let base = inner.base.checked_add(u64::from(image.lowest))?;
    let mut addresses = Vec::new();
    let mut place = 0_usize.wrapping_sub(4);
    while let Some(distance) = distance(&image.bytes, &mut rest)? {
        place = place.wrapping_add(distance);
        let word = image.bytes.get_mut(place..)?;
        if inner.is_64 {
            let word = word.first_chunk_mut::<8>()?;
            *word = u64::from_be_bytes(*word).wrapping_add(base).to_le_bytes();
        } else {
            let word = word.first_chunk_mut::<4>()?;
            let base = u32::try_from(base).ok()?;
            *word = u32::from_be_bytes(*word).wrapping_add(base).to_le_bytes();
        }
        addresses.push(u32::try_from(place).ok()?.checked_add(image.lowest)?);
    }
    let kind = if inner.is_64 { 10 } else { 3 };
    // Go's linker does not pad the blocks; the length shows which form it is.
    let bare = relocation_table(&addresses, kind, 2)?;
    let as_noted = usize::try_from(size).is_ok_and(|size| size == bare.len());
    let bytes = if as_noted { bare } else { relocation_table(&addresses, kind, 4)? };
    image.put(table, &bytes)
}

/// Reads the distance at index `at` of `bytes` and moves `at` past it; `Some(None)` at the end.
fn distance(bytes: &[u8], at: &mut usize) -> Option<Option<usize>> {
    let mut reader = Reader::new(bytes.get(*at..)?, PartOffset(0), Endian::Little);
    let first = reader.u8().ok()?;
    let distance = match first {
        0 => return Some(None),
        1..0xf0 => u32::from(first),
        _ => match u32::from(first & 0xf).wrapping_shl(16) | u32::from(reader.u16().ok()?) {
            0 => reader.u32().ok()?,
            distance => distance,
        },
    };
    *at = at.checked_add(usize::try_from(reader.place().0).ok()?)?;
    // Two words that share a byte cannot both be relocated.
    usize::try_from(distance).ok().filter(|distance| *distance >= 4).map(Some)
}

/// A relocation table: for each page its address, the length of its block, and 16 bits for each
/// place, padded to a multiple of `padded` bytes.
fn relocation_table(addresses: &[u32], kind: u16, padded: usize) -> Option<Vec<u8>> {
    let mut table = Vec::new();
    for block in addresses.chunk_by(|a, b| a & !0xfff == b & !0xfff) {
        let start = table.len();
        let page = block.first()? & !0xfff;
        table.extend_from_slice(&page.to_le_bytes());
        table.extend_from_slice(&[0; 4]);
        for address in block {
            let entry = kind.wrapping_shl(12) | u16::try_from(address & 0xfff).ok()?;
            table.extend_from_slice(&entry.to_le_bytes());
        }
        table.resize(table.len().checked_next_multiple_of(padded)?, 0);
        let length = u32::try_from(table.len().checked_sub(start)?).ok()?;
        let at = start.checked_add(4)?;
        *table.get_mut(at..)?.first_chunk_mut::<4>()? = length.to_le_bytes();
    }
    Some(table)
}

/// The restored file: the bytes before the PE header, the headers, the sections at their offsets,
/// and the data appended to the packed file.
fn lay_out(
    input: &Input<'_>,
    outer: &Headers,
    inner: &Headers,
    image: &Image,
) -> Result<Restored, UnpackError> {
    let defect = "the original sections lie outside the image";
    let outside = || UnpackError::damaged(defect, PartOffset(0));
    let stub = pe_offset(input).and_then(|end| input.head().get(..end)).ok_or_else(outside)?;
    let mut headers = [stub, &inner.bytes].concat();
    let in_file = |section: &&Section| section.offset > 0 && section.size > 0;
    let first = inner.sections.iter().filter(in_file).map(|it| it.offset).min();
    let first = first.and_then(|it| usize::try_from(it).ok()).unwrap_or(headers.len());
    if first < headers.len() || first > image.bytes.len().saturating_add(headers.len()) {
        return Err(outside());
    }
    headers.resize(first, 0);
    let mut end = u64::try_from(first).unwrap_or_default();
    let mut pieces = vec![(0, headers)];
    let mut total = image.bytes.len();
    let mut sections: Vec<_> = inner.sections.iter().filter(in_file).collect();
    sections.sort_by_key(|section| section.offset);
    for section in sections {
        let start = image.index(section.address).ok_or_else(outside)?;
        let size = section.size.checked_next_multiple_of(inner.alignment.max(1));
        let size = size.and_then(|size| usize::try_from(size).ok()).ok_or_else(outside)?;
        // Overlapping sections would make the file larger than the image.
        total = total.checked_sub(size.min(total)).ok_or_else(outside)?;
        let stop = start.checked_add(size).ok_or_else(outside)?;
        let mut bytes =
            image.bytes.get(start..stop.min(image.bytes.len())).ok_or_else(outside)?.to_vec();
        // Zeros at the end of the image may have been left out.
        if size.saturating_sub(bytes.len()) > 0x1_0000 {
            return Err(outside());
        }
        bytes.resize(size, 0);
        end = u64::from(section.offset).saturating_add(u64::try_from(size).unwrap_or_default());
        pieces.push((u64::from(section.offset), bytes));
    }
    let overlay = outer.sections.iter().map(|section| {
        let end = u64::from(section.offset).saturating_add(u64::from(section.size));
        end.checked_next_multiple_of(u64::from(outer.alignment.max(1))).unwrap_or(end)
    });
    let overlay = Span::between(PartOffset(overlay.max().unwrap_or_default()), input.whole().end());
    let overlay = input.read(overlay)?;
    let size = end.saturating_add(u64::try_from(overlay.len()).unwrap_or_default());
    pieces.push((end, overlay));
    Restored::new(pieces, size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_by_their_length() {
        let bytes: Vec<u8> = (1..=19).collect();
        for (length, imports, relocations) in [
            (0, None, None),
            (2, None, None),
            (5, None, Some(0x0403_0201)),
            (8, Some((0x0403_0201, 0x0807_0605)), None),
            (15, Some((0x0403_0201, 0x0807_0605)), Some(0x0c0b_0a09)),
        ] {
            let want = Some(Notes { imports, relocations });
            assert_eq!(Notes::split(&bytes[..length + 4]), want, "{length}");
        }
        assert_eq!(Notes::split(&bytes[..7]), None);
        assert_eq!(Notes::split(&bytes[..3]), None);
    }

    #[test]
    fn relocations() {
        let mut bytes = vec![7, 0xf1, 0, 0, 0xf0, 0, 0, 0x34, 0x12, 0, 0, 0, 9];
        let mut at = 0;
        let distances: Vec<_> = std::iter::from_fn(|| distance(&bytes, &mut at).unwrap()).collect();
        assert_eq!((distances, at), (vec![7, 0x1_0000, 0x1234], 11));
        bytes[0] = 3;
        assert_eq!(distance(&bytes, &mut 0), None, "two words share a byte");
        let table = relocation_table(&[0x1004, 0x1ffc, 0x3000], 10, 4).unwrap();
        let want = [
            0, 0x10, 0, 0, 12, 0, 0, 0, 4, 0xa0, 0xfc, 0xaf, 0, 0x30, 0, 0, 12, 0, 0, 0, 0, 0xa0,
            0, 0,
        ];
        assert_eq!(table, want);
        assert_eq!(
            relocation_table(&[0x3000], 10, 2).unwrap(),
            [0, 0x30, 0, 0, 10, 0, 0, 0, 0, 0xa0]
        );
    }
}
