//! Reads ELF with goblin: the file header, the program headers, the section headers.

use goblin::container::{Container, Ctx};
use goblin::elf::program_header::PT_LOAD;
use goblin::elf::section_header::{SHN_XINDEX, SHT_NOBITS, SHT_NULL};
use goblin::elf::{Elf, ProgramHeader, SectionHeader};

use super::headers::{Headers, Row, entries};
use crate::bytes::{Input, PartOffset, Span, Text, needle};

/// Bytes of section names that are read, in total and for each name: as in the first reader.
const NAMES: u64 = 4 << 20;
const NAME: usize = 256;

pub(super) fn read(input: &Input<'_>) -> Result<Headers, String> {
    let message = |error: goblin::error::Error| error.to_string();
    let header = Elf::parse_header(input.head()).map_err(message)?;
    let (container, order) = (header.container().map_err(message)?, header.endianness());
    let order = order.map_err(message)?;
    let context = Ctx::new(container, order);
    let bits = if container == Container::Big { 64 } else { 32 };
    let limits = input.budget().limits();
    let count = entries("segments", header.e_phnum.into(), limits.segments)?;
    let table = read_table(input, header.e_phoff, count, ProgramHeader::size(context))?;
    let segments = ProgramHeader::parse(&table, 0, count, context).map_err(message)?;
    let sections = match header.e_shoff {
        0 => Vec::new(),
        at => {
            // Numbers that do not fit in the file header are in the first section header.
            let size = SectionHeader::size(context);
            let first = read_table(input, at, 1, size)?;
            let first = SectionHeader::parse_from(&first, 0, 1, context).map_err(message)?;
            let first = first.first().ok_or("no section header")?;
            let count = match u64::from(header.e_shnum) {
                0 => first.sh_size,
                count => count,
            };
            let names = match u32::from(header.e_shstrndx) {
                SHN_XINDEX => first.sh_link,
                names => names,
            };
            let count = entries("sections", count, limits.sections)?;
            let table = read_table(input, at, count, size)?;
            let all = match count {
                0 => Vec::new(),
                count => SectionHeader::parse_from(&table, 0, count, context).map_err(message)?,
            };
            rows(input, &all, names)?
        }
    };
    Ok(Headers {
        bits,
        big_endian: !order.is_little(),
        machine: header.e_machine.into(),
        file_type: header.e_type.into(),
        entry: Some(header.e_entry),
        base: 0,
        uuid: None,
        segments: segments
            .iter()
            .filter(|it| it.p_type == PT_LOAD)
            .map(|it| Row {
                name: Text::default(),
                address: it.p_vaddr,
                size: Some(it.p_memsz),
                bytes: Some((it.p_offset, it.p_filesz)),
            })
            .collect(),
        sections,
        at: [0, header.e_phoff, header.e_shoff],
    })
}

fn read_table(input: &Input<'_>, at: u64, count: usize, size: usize) -> Result<Vec<u8>, String> {
    let len = u64::try_from(count.saturating_mul(size)).unwrap_or(u64::MAX);
    input.read(Span::new(PartOffset(at), len)).map_err(|error| error.to_string())
}

fn rows(input: &Input<'_>, all: &[SectionHeader], names: u32) -> Result<Vec<Row>, String> {
    let table = usize::try_from(names).ok().and_then(|names| all.get(names));
    let table = table.ok_or("no section holds the names")?;
    let span = Span::new(PartOffset(table.sh_offset), table.sh_size).first(NAMES);
    let names = input.read(span).map_err(|error| error.to_string())?;
    let name = |at: usize| {
        let rest = names.get(at..).unwrap_or_default();
        let rest = rest.get(..NAME).unwrap_or(rest);
        Text::from(needle::until_nul(rest).unwrap_or(rest))
    };
    let sections = all.iter().filter(|it| it.sh_type != SHT_NULL);
    Ok(sections
        .map(|it| {
            let bytes = (it.sh_offset, it.sh_size);
            Row {
                name: name(it.sh_name),
                address: it.sh_addr,
                size: Some(it.sh_size),
                bytes: (it.sh_type != SHT_NOBITS).then_some(bytes),
            }
        })
        .collect())
}
