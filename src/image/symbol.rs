//! Finds a few symbols by name without reading the whole table into memory.
//!
//! The string table is searched first: only names found there require a pass over the entries, and
//! comparing the offset of a name takes four bytes.

use super::error::OfTable;
use super::symbol_table::{SymbolKind, SymbolTable};
use super::{Image, ImageError, Table};
use crate::bytes::{Endian, Input, PartOffset, Reader, ReaderError, Span, Va, needle};

/// Bytes read in one step.
const STEP: u64 = 128 << 10;

/// A symbol that was requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// The requested name.
    pub name: &'static str,
    /// Its value: an address.
    pub address: Va,
    /// Its size in bytes; `None` where the format does not give it.
    pub size: Option<u64>,
    /// Where its entry lies in the file.
    pub entry: PartOffset,
}

/// One entry as it is in the file.
struct Entry {
    name: u64,
    section: u32,
    value: u64,
    size: Option<u64>,
}

impl Image {
    /// The symbols with the given names, in the order of the table; a Mach-O or 32-bit PE symbol
    /// may have a `_` before its name. Empty where the image has no symbol table.
    ///
    /// # Errors
    /// [`ImageError`] where a table cannot be read or is larger than the limits allow.
    pub fn find_symbols(
        &self,
        input: &Input<'_>,
        names: &[&'static str],
    ) -> Result<Vec<Symbol>, ImageError> {
        let Some(table) = self.symbols else { return Ok(Vec::new()) };
        match table.kind {
            SymbolKind::Plan9In32 => return find_plan9(input, table.entries, 4, names),
            SymbolKind::Plan9In64 => return find_plan9(input, table.entries, 8, names),
            SymbolKind::WasmNames => return Ok(Vec::new()),
            _ => {}
        }
        let offsets = table.name_offsets(input, names)?;
        if offsets.is_empty() {
            return Ok(Vec::new());
        }
        let size = table.kind.entry_size();
        let count = table.entries.len().checked_div(size).unwrap_or_default();
        input
            .budget()
            .within("symbols", count, input.budget().limits().symbols)
            .of(Table::Symbols)?;
        let step = STEP.checked_div(size).unwrap_or(1).saturating_mul(size);
        let mut found = Vec::new();
        let mut windows = input.windows(table.entries, step, 0);
        while let Some((at, bytes)) = windows.advance().of(Table::Symbols)? {
            let mut reader = Reader::new(bytes, at, self.endian);
            loop {
                let place = reader.place();
                let Ok(entry) = read_entry(&mut reader, table.kind) else { break };
                let Some((_, name)) = offsets.iter().find(|(at, _)| *at == entry.name) else {
                    continue;
                };
                if let Some(address) = self.symbol_address(table.kind, &entry) {
                    found.push(Symbol { name, address, size: entry.size, entry: place });
                }
            }
        }
        Ok(found)
    }

    /// The address of an entry; `None` where it is defined elsewhere. COFF values count from the
    /// start of the section.
    fn symbol_address(&self, kind: SymbolKind, entry: &Entry) -> Option<Va> {
        let section = usize::try_from(entry.section).ok()?.checked_sub(1)?;
        if kind == SymbolKind::Coff {
            self.sections.get(section)?.address.checked_add(entry.value)
        } else {
            Some(Va(entry.value))
        }
    }
}

impl SymbolTable {
    /// The offset of each requested name in the string table, with and without a leading `_`.
    fn name_offsets(
        &self,
        input: &Input<'_>,
        names: &[&'static str],
    ) -> Result<Vec<(u64, &'static str)>, ImageError> {
        let longest = names.iter().map(|name| name.len()).max().unwrap_or_default();
        let overlap = u64::try_from(longest).unwrap_or(0).saturating_add(2);
        let needles: Vec<_> = names.iter().map(|name| [name.as_bytes(), b"\0"].concat()).collect();
        let mut offsets = Vec::new();
        let mut windows = input.windows(self.names, STEP, overlap);
        while let Some((at, bytes)) = windows.advance().of(Table::SymbolNames)? {
            for (needle, &name) in needles.iter().zip(names) {
                for place in needle::find_all(bytes, needle) {
                    let place = at.saturating_add(u64::try_from(place).unwrap_or(u64::MAX));
                    let offset = place.0.saturating_sub(self.names.start().0);
                    let with_underscore = offset.saturating_sub(1);
                    for offset in [offset, with_underscore] {
                        if !offsets.contains(&(offset, name)) {
                            offsets.push((offset, name));
                        }
                    }
                }
            }
            let limit = input.budget().limits().candidates;
            let count = u64::try_from(offsets.len()).unwrap_or(u64::MAX);
            input.budget().within("candidates", count, limit).of(Table::SymbolNames)?;
        }
        Ok(offsets)
    }
}

fn read_entry(reader: &mut Reader<'_>, kind: SymbolKind) -> Result<Entry, ReaderError> {
    Ok(match kind {
        SymbolKind::Elf32 => {
            let (name, value, size) = (reader.u32()?, reader.u32()?, reader.u32()?);
            let [_info, _other] = reader.array()?;
            let section = reader.u16()?;
            Entry {
                name: name.into(),
                section: section.into(),
                value: value.into(),
                size: Some(size.into()),
            }
        }
        SymbolKind::Elf64 => {
            let name = reader.u32()?;
            let [_info, _other] = reader.array()?;
            let section = reader.u16()?;
            let (value, size) = (reader.u64()?, reader.u64()?);
            Entry { name: name.into(), section: section.into(), value, size: Some(size) }
        }
        SymbolKind::MachO32 | SymbolKind::MachO64 => {
            let name = reader.u32()?;
            let [_kind, section] = reader.array()?;
            let _description = reader.u16()?;
            let value = reader.word(if kind == SymbolKind::MachO64 { 8 } else { 4 })?;
            Entry { name: name.into(), section: section.into(), value, size: None }
        }
        SymbolKind::Xcoff64 => {
            let (value, name, section) = (reader.u64()?, reader.u32()?, reader.u16()?);
            let [_, _, _class, auxiliary] = reader.array()?;
            reader.bytes(u64::from(auxiliary).saturating_mul(18)).ok();
            Entry { name: name.into(), section: section.into(), value, size: None }
        }
        // The 32-bit entry of XCOFF is that of COFF, in its own byte order.
        SymbolKind::Coff | SymbolKind::Xcoff32 => {
            let name: [u8; 8] = reader.array()?;
            let value = reader.u32()?;
            let section = reader.u16()?;
            let [_, _, _class, auxiliary] = reader.array()?;
            reader.bytes(u64::from(auxiliary).saturating_mul(18)).ok();
            // A long name is four zero bytes and an offset; no requested name is short.
            let name = match name {
                [0, 0, 0, 0, at @ ..] if kind == SymbolKind::Coff => u32::from_le_bytes(at).into(),
                [0, 0, 0, 0, at @ ..] => u32::from_be_bytes(at).into(),
                _ => u64::MAX,
            };
            Entry { name, section: section.into(), value: value.into(), size: None }
        }
        SymbolKind::Plan9In32 | SymbolKind::Plan9In64 | SymbolKind::WasmNames => {
            let at = reader.place();
            return Err(ReaderError::Truncated { at, wanted: 1, left: 0 });
        }
    })
}

/// The symbols with those names in a Plan 9 table. An entry is a value as wide as an address, a
/// byte for the kind, the name and a NUL. Go writes the value in eight bytes on 64-bit processors.
/// The position of an entry depends on all earlier ones, so the search goes by the name and the
/// bytes around it.
fn find_plan9(
    input: &Input<'_>,
    table: Span,
    value_size: u8,
    names: &[&'static str],
) -> Result<Vec<Symbol>, ImageError> {
    let longest = names.iter().map(|name| name.len()).max().unwrap_or_default();
    let before = u64::from(value_size).saturating_add(1);
    let overlap = u64::try_from(longest).unwrap_or(0).saturating_add(before).saturating_add(1);
    let needles: Vec<_> = names.iter().map(|name| [name.as_bytes(), b"\0"].concat()).collect();
    let mut found: Vec<Symbol> = Vec::new();
    let mut windows = input.windows(table, STEP, overlap);
    while let Some((at, bytes)) = windows.advance().of(Table::Symbols)? {
        for (needle, &name) in needles.iter().zip(names) {
            for place in needle::find_all(bytes, needle) {
                let start = usize::try_from(before).ok().and_then(|it| place.checked_sub(it));
                let Some(start) = start else { continue };
                let entry = at.saturating_add(u64::try_from(start).unwrap_or(u64::MAX));
                let fields = bytes.get(start..place).unwrap_or_default();
                let mut reader = Reader::new(fields, entry, Endian::Big);
                let (Ok(value), Ok(kind)) = (reader.word(value_size), reader.u8()) else {
                    continue;
                };
                let is_known = found.iter().any(|it| it.entry == entry);
                if kind & 0x80 != 0 && !is_known {
                    found.push(Symbol { name, address: Va(value), size: None, entry });
                }
            }
        }
        let count = u64::try_from(found.len()).unwrap_or(u64::MAX);
        input
            .budget()
            .within("candidates", count, input.budget().limits().candidates)
            .of(Table::Symbols)?;
    }
    Ok(found)
}
