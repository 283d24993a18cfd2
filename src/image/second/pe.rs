//! Reads PE with goblin: the headers and the section headers, but nothing they point to.

use goblin::pe::header::Header;
use goblin::pe::section_table::SectionTable;

use super::headers::{Headers, Row, entries};
use crate::bytes::{Input, PartOffset, Span, Text};

/// Bytes of the file that must contain the headers, and bytes of long names.
const HEADERS: u64 = 1 << 20;
const NAMES: u64 = 1 << 20;
const SECTION: u64 = 40;
const SYMBOL: u64 = 18;
/// Signature and COFF header, which precede the optional header.
const BEFORE_OPTIONAL: u64 = 24;

pub(super) fn read(input: &Input<'_>) -> Result<Headers, String> {
    let message = |error: goblin::error::Error| error.to_string();
    let bytes =
        input.read_clamped(Span::new(PartOffset(0), HEADERS)).map_err(|it| it.to_string())?;
    let header = Header::parse(&bytes).map_err(message)?;
    let coff = header.coff_header;
    let optional = header.optional_header.ok_or("no optional header")?;
    let start = u64::from(header.dos_header.pe_pointer);
    let at = start.saturating_add(BEFORE_OPTIONAL);
    let table = at.saturating_add(coff.size_of_optional_header.into());
    let limit = input.budget().limits().sections;
    let count = entries("sections", coff.number_of_sections.into(), limit)?;
    let size = SECTION.saturating_mul(coff.number_of_sections.into());
    let span = Span::new(PartOffset(table), size);
    let mut rows = input.read(span).map_err(|error| error.to_string())?;
    let names_at = rows.len();
    rows.extend(long_names(input, coff.pointer_to_symbol_table, coff.number_of_symbol_table));
    let base = optional.windows_fields.image_base;
    let mut sections = Vec::new();
    let mut offset = 0;
    for _ in 0..count {
        let section = SectionTable::parse(&rows, &mut offset, names_at).map_err(message)?;
        sections.push(row(&section, base));
    }
    Ok(Headers {
        bits: if optional.standard_fields.magic == 0x20b { 64 } else { 32 },
        big_endian: false,
        machine: coff.machine.into(),
        file_type: coff.characteristics.into(),
        entry: Some(optional.standard_fields.address_of_entry_point.into()),
        base,
        uuid: None,
        segments: Vec::new(),
        sections,
        at: [start, start, table],
    })
}

/// The string table behind the symbols, cut off at the limit.
fn long_names(input: &Input<'_>, symbols: u32, count: u32) -> Vec<u8> {
    let at = u64::from(symbols).saturating_add(SYMBOL.saturating_mul(count.into()));
    let span = Span::new(PartOffset(at), NAMES);
    if symbols == 0 { Vec::new() } else { input.read_clamped(span).unwrap_or_default() }
}

fn row(section: &SectionTable, base: u64) -> Row {
    let (raw, size) = (u64::from(section.size_of_raw_data), u64::from(section.virtual_size));
    let at = u64::from(section.pointer_to_raw_data);
    let filled = if size == 0 { raw } else { raw.min(size) };
    let short = section.name.split(|&byte| byte == 0).next().unwrap_or_default();
    // The first reader reads 64 bytes of a long name, including its NUL.
    let long = section.real_name.as_deref().filter(|name| name.len() < 64);
    Row {
        name: long.map_or_else(|| Text::from(short), Text::from),
        address: base.saturating_add(section.virtual_address.into()),
        size: None,
        bytes: (raw != 0 && at != 0).then_some((at, filled)),
    }
}
