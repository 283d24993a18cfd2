//! PE: DOS header, COFF header, optional header, section headers.

use object::LittleEndian as LE;
use object::pe::{self, ImageFileHeader, ImageOptionalHeader32, ImageOptionalHeader64};
use object::pe::{ImageSectionHeader, SectionFlags};
use object::pod::{from_bytes, slice_from_bytes};

use super::claim::{self, Claim};
use super::error::OfTable;
use super::pe_header::PeHeader;
use super::symbol_table::{SymbolKind, SymbolTable};
use super::{Access, Format, Image, ImageError, Kind, Section, Signature, Table};
use crate::bytes::{Endian, Input, PartOffset, Reader, Span, Text, Va, needle, within};

/// Offset, in the DOS header, of the offset of the PE header.
const PE_HEADER_AT: usize = 0x3c;
/// Size of the signature `PE\0\0` and the COFF header behind it.
const SIGNATURE: u64 = 4;
const COFF_HEADER: u64 = 20;
/// Offsets of two fields in the optional header.
const SUBSYSTEM: usize = 68;
const DLL_CHARACTERISTICS: usize = 70;
/// Size of one COFF symbol.
const SYMBOL: u64 = 18;

/// The size of the DOS program by its header; in a PE file it ends before the sections.
///
/// ```text
/// 0  "MZ"   2  bytes used of the last page, 0 for all   4  pages of 512 bytes
/// ```
///
/// Source: Microsoft's `IMAGE_DOS_HEADER`, `e_cblp` and `e_cp`; Go's linker writes 0x90 and 3.
fn size_by_dos(head: &[u8]) -> Option<u64> {
    let word =
        |at: usize| head.get(at..)?.first_chunk().map(|it| u64::from(u16::from_le_bytes(*it)));
    let (last, pages) = (word(2)?, word(4)?);
    match last {
        0 => pages.checked_mul(512),
        last => pages.checked_sub(1)?.checked_mul(512)?.checked_add(last),
    }
}

pub(super) fn read(input: &Input<'_>) -> Result<Image, ImageError> {
    let is_cut = size_by_dos(input.head()).is_some_and(|size| size > input.size());
    let without_header = |at| match is_cut {
        true => defect(0, "the file ends before the DOS program at its start does"),
        false => ImageError::NoPeHeader { at },
    };
    let start = input
        .head()
        .get(PE_HEADER_AT..)
        .and_then(|rest| rest.first_chunk())
        .map(|bytes| u64::from(u32::from_le_bytes(*bytes)))
        .ok_or_else(|| without_header(PartOffset(0)))?;
    let header = Span::new(PartOffset(start), SIGNATURE.saturating_add(COFF_HEADER));
    let no_header = || without_header(header.start());
    if header.end().0 > input.size() {
        return Err(no_header());
    }
    let bytes = input.read(header).of(Table::FileHeader)?;
    let coff = bytes.strip_prefix(b"PE\0\0").ok_or_else(no_header)?;
    let (coff, _) =
        from_bytes::<ImageFileHeader>(coff).map_err(|()| defect(start, "header is cut short"))?;
    let optional_at = header.end();
    let optional = Span::new(optional_at, u64::from(coff.size_of_optional_header.get(LE)));
    let bytes = input.read(optional).of(Table::FileHeader)?;
    let (pointer_size, base, entry) = match bytes.first_chunk() {
        Some([0x0b, 0x01]) => {
            let (header, _) = from_bytes::<ImageOptionalHeader32>(&bytes)
                .map_err(|()| defect(optional_at.0, "optional header is cut short"))?;
            let entry = header.address_of_entry_point.get(LE);
            (4, u64::from(header.image_base.get(LE)), entry)
        }
        Some([0x0b, 0x02]) => {
            let (header, _) = from_bytes::<ImageOptionalHeader64>(&bytes)
                .map_err(|()| defect(optional_at.0, "optional header is cut short"))?;
            let entry = header.address_of_entry_point.get(LE);
            (8, header.image_base.get(LE), entry)
        }
        _ => return Err(defect(optional_at.0, "optional header is of no known kind")),
    };
    let mut image = Image::empty(Format::Pe, pointer_size, Endian::Little);
    image.base = Va(base);
    image.goos = Some("windows");
    image.goarch = goarch(coff.machine.get(LE));
    image.kind = if coff.characteristics.get(LE).0 & pe::IMAGE_FILE_DLL.0 != 0 {
        Kind::SharedLibrary
    } else {
        Kind::Executable
    };
    image.loading.machine = coff.machine.get(LE).0.into();
    image.loading.file_type = coff.characteristics.get(LE).0.into();
    image.loading.entry = Some(entry.into());
    // Both kinds of optional header have these fields here, because their differences in width
    // cancel out.
    let field = |at: usize| bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes);
    image.loading.subsystem = field(SUBSYSTEM);
    image.loading.dll_characteristics = field(DLL_CHARACTERISTICS).zip(optional_at.checked_add(70));
    image.linker = bytes.get(2).copied().zip(bytes.get(3).copied());
    image.signature = signature(&bytes, optional_at, pointer_size);
    image.pe = Some(pe_header(coff, &bytes, optional_at, pointer_size));
    let names = string_table(input, coff);
    if let Err(damage) = read_sections(input, coff, optional.end(), names, &mut image) {
        image.damage.push(damage);
    }
    image.symbols = symbol_table(coff, names);
    image.impossible = claims(coff, &bytes, header.start(), pointer_size, names)
        .iter()
        .filter_map(|claim| claim.check(input.size()))
        .collect();
    image.is_debug_file = image.has_lost_its_code(&[]);
    Ok(image)
}

fn defect(at: u64, defect: &'static str) -> ImageError {
    ImageError::Malformed { table: Table::FileHeader, at: PartOffset(at), defect }
}

/// The certificate table, from data directory 4 of the `optional` header. Unlike the other
/// directories, this one gives a file offset.
fn signature(optional: &[u8], at: PartOffset, pointer_size: u8) -> Option<Signature> {
    const CHECKSUM: u64 = 64;
    let (directory, table) = certificates(optional, at, pointer_size)?;
    (table.start().0 != 0).then(|| Signature::Authenticode {
        checksum: at.saturating_add(CHECKSUM),
        directory,
        table,
    })
}

/// The place of data directory 4, and its content.
fn certificates(optional: &[u8], at: PartOffset, pointer_size: u8) -> Option<(PartOffset, Span)> {
    const DIRECTORY: u64 = 4 * 8;
    let directories: u64 = if pointer_size == 8 { 112 } else { 96 };
    let mut reader = Reader::new(optional, at, Endian::Little);
    reader.bytes(directories.saturating_sub(4)).ok()?;
    let count = reader.u32().ok()?;
    reader.bytes(DIRECTORY).ok()?;
    let directory = reader.place();
    let (start, size) = (reader.u32().ok()?, reader.u32().ok()?);
    let table = Span::new(PartOffset(u64::from(start)), u64::from(size));
    (count > 4).then_some((directory, table))
}

/// The counts in the headers. The COFF header lies behind the signature at `start`.
fn claims(
    coff: &ImageFileHeader,
    optional: &[u8],
    start: PartOffset,
    pointer_size: u8,
    names: Option<Span>,
) -> Vec<Claim> {
    const SYMBOL_COUNT: u64 = SIGNATURE + 12;
    let at = start.saturating_add(SYMBOL_COUNT);
    let count = u64::from(coff.number_of_symbols.get(LE));
    let from = PartOffset(u64::from(coff.pointer_to_symbol_table.get(LE)));
    let span = Span::new(from, count.saturating_mul(SYMBOL));
    let symbols = Claim { table: Table::Symbols, at, span, defect: claim::SYMBOLS };
    // Without symbols there are no names.
    let names = names.filter(|_| count != 0).map(|span| Claim {
        table: Table::SymbolNames,
        at: span.start(),
        span,
        defect: claim::NAMES,
    });
    [symbols].into_iter().chain(names).chain(directories(optional, start, pointer_size)).collect()
}

/// More data directories than the optional header has room for: Windows reads such a count as 16.
fn directories(optional: &[u8], start: PartOffset, pointer_size: u8) -> Option<Claim> {
    let first: u64 = if pointer_size == 8 { 112 } else { 96 };
    let optional_at = start.saturating_add(SIGNATURE).saturating_add(COFF_HEADER);
    let mut reader = Reader::new(optional, optional_at, Endian::Little);
    reader.bytes(first.saturating_sub(4)).ok()?;
    let at = reader.place();
    let count = u64::from(reader.u32().ok()?);
    let room = u64::try_from(optional.len()).unwrap_or(u64::MAX).saturating_sub(first);
    let fits = count.saturating_mul(8) <= room;
    // The size of the file does not matter: the optional header is too small.
    let span = if fits { Span::default() } else { claim::nowhere() };
    let defect = "more data directories are announced than the optional header holds";
    Some(Claim { table: Table::FileHeader, at, span, defect })
}

fn symbols_span(coff: &ImageFileHeader) -> Option<Span> {
    let at = coff.pointer_to_symbol_table.get(LE);
    let size = u64::from(coff.number_of_symbols.get(LE)).saturating_mul(SYMBOL);
    (at != 0).then(|| Span::new(PartOffset(u64::from(at)), size))
}

/// The COFF string table, which follows the symbols; its first four bytes are its size.
fn string_table(input: &Input<'_>, coff: &ImageFileHeader) -> Option<Span> {
    let start = symbols_span(coff)?.end();
    let bytes = input.read(Span::new(start, 4)).ok()?;
    let size = u32::from_le_bytes(*bytes.first_chunk()?);
    Some(Span::new(start, u64::from(size)))
}

fn symbol_table(coff: &ImageFileHeader, names: Option<Span>) -> Option<SymbolTable> {
    SymbolTable::new(SymbolKind::Coff, symbols_span(coff)?, names?)
}

fn read_sections(
    input: &Input<'_>,
    coff: &ImageFileHeader,
    at: PartOffset,
    names: Option<Span>,
    image: &mut Image,
) -> Result<(), ImageError> {
    let table = Table::SectionHeaders;
    let count = u64::from(coff.number_of_sections.get(LE));
    within("sections", count, input.budget().limits().sections).of(table)?;
    let size = count.saturating_mul(40);
    image.section_headers = Some(Span::new(at, size));
    let bytes = input.read(Span::new(at, size)).of(table)?;
    let (headers, _) =
        slice_from_bytes::<ImageSectionHeader>(&bytes, usize::try_from(count).unwrap_or(0))
            .map_err(|()| ImageError::Malformed { table, at, defect: "table is cut short" })?;
    for header in headers {
        let name = section_name(input, &header.name, names);
        let section = section(header, name, image.base);
        if section.name.is_empty() && section.size == 0 {
            let defect = "an entry is empty";
            image.damage.push(ImageError::Malformed { table, at, defect });
        }
        image.sections.push(section);
    }
    Ok(())
}

/// A name of more than eight bytes is `/` and its offset in the string table, in decimal.
fn section_name(input: &Input<'_>, short: &[u8; 8], names: Option<Span>) -> Text {
    let short = needle::until_nul(short).unwrap_or(short);
    let long = || {
        let digits = std::str::from_utf8(short.strip_prefix(b"/")?).ok()?;
        let at = names?.start().checked_add(digits.parse().ok()?)?;
        let bytes = input.read_clamped(Span::new(at, 64)).ok()?;
        needle::until_nul(&bytes).map(Text::from)
    };
    long().unwrap_or_else(|| Text::from(short))
}

fn section(header: &ImageSectionHeader, name: Text, base: Va) -> Section {
    let flags = header.characteristics.get(LE);
    let has = |flag: SectionFlags| flags.0 & flag.0 != 0;
    let raw = u64::from(header.size_of_raw_data.get(LE));
    let at = PartOffset(u64::from(header.pointer_to_raw_data.get(LE)));
    // The size on disk is padded to the file alignment; bytes past the virtual size are not part of
    // the section.
    let size = u64::from(header.virtual_size.get(LE));
    let compressed = name.as_bytes().starts_with(b".zdebug_");
    let filled = if size == 0 { raw } else { raw.min(size) };
    let rva = u64::from(header.virtual_address.get(LE));
    Section {
        name,
        address: Va(base.0.saturating_add(rva)),
        size: size.max(filled),
        span: (raw != 0 && at.0 != 0).then(|| Span::new(at, filled)),
        access: Access {
            write: has(pe::IMAGE_SCN_MEM_WRITE),
            execute: has(pe::IMAGE_SCN_MEM_EXECUTE),
        },
        loaded: !has(pe::IMAGE_SCN_MEM_DISCARDABLE) && rva != 0,
        compressed,
    }
}

fn goarch(machine: pe::Machine) -> Option<&'static str> {
    Some(match machine {
        pe::IMAGE_FILE_MACHINE_I386 => "386",
        pe::IMAGE_FILE_MACHINE_AMD64 => "amd64",
        pe::IMAGE_FILE_MACHINE_ARM | pe::IMAGE_FILE_MACHINE_ARMNT => "arm",
        pe::IMAGE_FILE_MACHINE_ARM64 => "arm64",
        _ => return None,
    })
}

/// The header fields that differ between linkers and that tools rewrite.
fn pe_header(
    coff: &ImageFileHeader,
    optional: &[u8],
    at: PartOffset,
    pointer_size: u8,
) -> PeHeader {
    const INITIALIZED_DATA: usize = 8;
    const HEADERS: usize = 60;
    const CHECKSUM: usize = 64;
    let field = |at: usize| optional.get(at..)?.first_chunk().copied().map(u32::from_le_bytes);
    PeHeader {
        time: coff.time_date_stamp.get(LE),
        initialized_data: field(INITIALIZED_DATA).unwrap_or_default(),
        headers: field(HEADERS).unwrap_or_default(),
        symbols_at: Some(coff.pointer_to_symbol_table.get(LE))
            .filter(|at| *at != 0)
            .map(|at| PartOffset(u64::from(at))),
        checksum: field(CHECKSUM).unwrap_or_default(),
        checksum_at: at.saturating_add(u64::try_from(CHECKSUM).unwrap_or_default()),
        certificates_at: certificates(optional, at, pointer_size).map(|(at, _)| at),
    }
}
