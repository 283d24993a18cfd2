//! XCOFF, for AIX: file header, auxiliary header, section headers, all big-endian.
//!
//! | offset in 32-bit | in 64-bit files | size | field |
//! | --- | --- | --- | --- |
//! | 0 | 0 | 2 | magic, 0x01df or 0x01f7 |
//! | 2 | 2 | 2 | number of sections |
//! | 8 | 8 | 4, 8 | offset of the symbols, each of 18 bytes; their names follow them |
//! | 12 | 20 | 4 | number of symbols |
//! | 16 | 16 | 2 | size of the auxiliary header, which precedes the section headers |
//! | 18 | 18 | 2 | flags: 0x0002 executable, 0x2000 shared object |
//!
//! Source: `debug/…/internal/xcoff/file.go` and `cmd/link/internal/ld/xcoff.go`, Go 1.27.3, and the
//! structures of the `object` crate.

use object::pod::{from_bytes, slice_from_bytes};
use object::read::xcoff::{FileHeader, SectionHeader};
use object::xcoff::{self, FileHeader32, FileHeader64};

use super::claim::{self, Claim};
use super::error::OfTable;
use super::symbol_table::{SymbolKind, SymbolTable};
use super::{Access, Format, Image, ImageError, Kind, Section, Segment, Table};
use crate::bytes::{Endian, Input, PartOffset, Span, Text, Va, needle, within};

/// The possible sizes of an auxiliary header: none, of an object file, and of 32-bit and 64-bit
/// programs.
const AUXILIARY: [u16; 5] = [28, 72, 110, 120, 0];
/// Size of one symbol.
const SYMBOL: u64 = 18;
const MAGIC_32: [u8; 2] = [0x01, 0xdf];
const MAGIC_64: [u8; 2] = [0x01, 0xf7];

/// Whether a file that starts with `head` is an XCOFF file. A magic of two bytes is weak, so the
/// size of the auxiliary header or the name of the first section must fit too.
pub(super) fn starts_as_xcoff(head: &[u8]) -> bool {
    let (header, count, auxiliary) = match head {
        [0x01, 0xdf, count @ ..] => (20, count, head.get(16..)),
        [0x01, 0xf7, count @ ..] => (24, count, head.get(16..)),
        _ => return false,
    };
    let Some(&[high, low]) = auxiliary.and_then(<[u8]>::first_chunk) else { return false };
    let size = u16::from_be_bytes([high, low]);
    let first = usize::from(size).saturating_add(header);
    let named = head.get(first..).is_some_and(|name| matches!(name, [b'.', b'a'..=b'z', ..]));
    let counted = !count.starts_with(&[0, 0]);
    counted && (named || size != 0 && AUXILIARY.contains(&size))
}

pub(super) fn read(input: &Input<'_>) -> Result<Image, ImageError> {
    match input.head().first_chunk() {
        Some(&MAGIC_32) => read_class::<FileHeader32>(input),
        Some(&MAGIC_64) => read_class::<FileHeader64>(input),
        _ => Err(malformed(Table::FileHeader, 0, "class is neither 32-bit nor 64-bit")),
    }
}

fn malformed(table: Table, at: u64, defect: &'static str) -> ImageError {
    ImageError::Malformed { table, at: PartOffset(at), defect }
}

fn read_class<H: FileHeader>(input: &Input<'_>) -> Result<Image, ImageError> {
    let (header, _) = from_bytes::<H>(input.head())
        .map_err(|()| malformed(Table::FileHeader, 0, "shorter than the file header"))?;
    let is_64 = header.is_type_64();
    let mut image = Image::empty(Format::Xcoff, if is_64 { 8 } else { 4 }, Endian::Big);
    image.goos = Some("aix");
    image.goarch = Some(if is_64 { "ppc64" } else { "ppc" });
    let flags = header.f_flags();
    let has = |flag: xcoff::FileFlags| flags.0 & flag.0 != 0;
    image.kind = if has(xcoff::F_SHROBJ) {
        Kind::SharedLibrary
    } else if has(xcoff::F_EXEC) {
        Kind::Executable
    } else {
        Kind::Object
    };
    let start = u64::try_from(size_of::<H>()).unwrap_or(u64::MAX);
    let start = PartOffset(start.saturating_add(header.f_opthdr().into()));
    if let Err(damage) = read_sections::<H>(input, header, start, &mut image) {
        image.damage.push(damage);
    }
    match symbol_table(input, header) {
        Ok(symbols) => image.symbols = symbols,
        Err(damage) => image.damage.push(damage),
    }
    let names = image.symbol_spans().map(|[_, names]| names);
    image.impossible =
        claims(header, names).iter().filter_map(|it| it.check(input.size())).collect();
    Ok(image)
}

/// The counts in the headers.
fn claims<H: FileHeader>(header: &H, names: Option<Span>) -> Vec<Claim> {
    let (at, count) = (header.f_symptr().into(), u64::from(header.f_nsyms()));
    let span = Span::new(PartOffset(at), count.saturating_mul(SYMBOL));
    let at = PartOffset(if header.is_type_64() { 20 } else { 12 });
    let symbols = Claim { table: Table::Symbols, at, span, defect: claim::SYMBOLS };
    let names = names.map(|span| Claim {
        table: Table::SymbolNames,
        at: span.start(),
        span,
        defect: claim::NAMES,
    });
    [symbols].into_iter().chain(names).collect()
}

/// The symbols and, behind them, their names: four bytes of size, which include themselves, then
/// the names.
fn symbol_table<H: FileHeader>(
    input: &Input<'_>,
    header: &H,
) -> Result<Option<SymbolTable>, ImageError> {
    let (at, count) = (header.f_symptr().into(), u64::from(header.f_nsyms()));
    if at == 0 || count == 0 {
        return Ok(None);
    }
    let entries = Span::new(PartOffset(at), count.saturating_mul(SYMBOL));
    if entries.end().0 > input.size() {
        // Reported with the count.
        return Ok(None);
    }
    let size = input.read(Span::new(entries.end(), 4)).of(Table::SymbolNames)?;
    let size = size.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes));
    let names = Span::new(entries.end(), u64::from(size));
    let kind = if header.is_type_64() { SymbolKind::Xcoff64 } else { SymbolKind::Xcoff32 };
    Ok(SymbolTable::new(kind, entries, names))
}

fn read_sections<H: FileHeader>(
    input: &Input<'_>,
    header: &H,
    at: PartOffset,
    image: &mut Image,
) -> Result<(), ImageError> {
    let table = Table::SectionHeaders;
    let count = u64::from(header.f_nscns());
    within("sections", count, input.budget().limits().sections).of(table)?;
    let size = u64::try_from(size_of::<H::SectionHeader>()).unwrap_or(u64::MAX);
    let span = Span::new(at, size.saturating_mul(count));
    image.section_headers = Some(span);
    let bytes = input.read(span).of(table)?;
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let (headers, _) = slice_from_bytes::<H::SectionHeader>(&bytes, count)
        .map_err(|()| malformed(table, at.0, "table is cut short"))?;
    for header in headers {
        let section = section(header);
        if section.loaded {
            let (address, size) = (section.address, section.size);
            let span = section.span.unwrap_or_default();
            image.segments.push(Segment { address, size, span, access: section.access });
        }
        image.sections.push(section);
    }
    Ok(())
}

fn section<S: SectionHeader>(header: &S) -> Section {
    let flags = header.s_flags().typ();
    let is = |kind: xcoff::SectionType| flags.0 & kind.0 != 0;
    let name = header.s_name();
    let name = needle::until_nul(name).unwrap_or(name);
    let (at, size) = (header.s_scnptr().into(), header.s_size().into());
    let filled = at != 0 && !is(xcoff::STYP_BSS) && !is(xcoff::STYP_TBSS);
    let (text, data) = (is(xcoff::STYP_TEXT), is(xcoff::STYP_DATA) || is(xcoff::STYP_TDATA));
    Section {
        name: Text::from(name),
        address: Va(header.s_vaddr().into()),
        size,
        span: filled.then(|| Span::new(PartOffset(at), size)),
        access: Access { write: !text, execute: text },
        loaded: text || data || is(xcoff::STYP_BSS) || is(xcoff::STYP_TBSS),
        compressed: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magic_alone_does_not_make_an_xcoff_file() {
        let head = |magic: u8, sections: u8, auxiliary: u16, name: &[u8]| {
            let mut head = vec![0; 4096];
            head[1] = magic;
            head[0] = 1;
            head[3] = sections;
            head[16..18].copy_from_slice(&auxiliary.to_be_bytes());
            let header = if magic == 0xf7 { 24 } else { 20 };
            let at = header + usize::from(auxiliary);
            head[at..at + name.len()].copy_from_slice(name);
            head
        };
        for (head, want) in [
            (head(0xf7, 5, 120, b".text"), true),
            (head(0xdf, 5, 72, b".text"), true),
            (head(0xf7, 2, 0, b".text"), true),
            (head(0xf7, 5, 120, b"\xff"), true),
            (head(0xf7, 5, 4, b".data"), true),
            (head(0xf7, 5, 0, b"\0"), false),
            (head(0xf7, 0, 120, b".text"), false),
            (head(0xf7, 5, 121, b"\0"), false),
            (vec![1, 0xf7], false),
            (vec![], false),
        ] {
            assert_eq!(starts_as_xcoff(&head), want, "{:x?}", head.get(..20));
        }
    }
}
