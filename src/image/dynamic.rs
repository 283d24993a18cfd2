//! The dynamic section of an ELF file: the libraries it needs, the symbol versions it needs from
//! each, and further requests to the loader.
//!
//! ```text
//! PT_DYNAMIC   pairs of words (tag, value) up to tag 0
//! DT_STRTAB    NUL-terminated names, found by their offset; DT_STRSZ bytes
//! DT_VERNEED   one for each library:   version:16 count:16 file:32 aux:32 next:32
//!                one for each version: hash:32 flags:16 other:16 name:32 next:32
//! ```
//!
//! `file` and `name` are offsets into the names; `aux` and `next` count from their own entry; a
//! `next` of 0 ends the list. Source: System V ABI, chapter 5, and the Linux Standard Base core
//! specification 5.0, section 10.7.

use super::error::OfTable;
use super::relocation_table::{Form, RelocationTable};
use super::{Format, Image, ImageError, Table};
use crate::bytes::{Input, PartOffset, Reader, Span, Text, Va, needle, within};

/// The longest name that is read: names of libraries and versions are short.
const LONGEST: u64 = 256;
/// Bytes of version needs that are read; each entry takes 16.
const VERSIONS: u64 = 1 << 20;

const DT_NEEDED: u64 = 1;
const DT_STRTAB: u64 = 5;
const DT_STRSZ: u64 = 10;
const DT_BIND_NOW: u64 = 24;
const DT_FLAGS: u64 = 30;
const DT_FLAGS_1: u64 = 0x6fff_fffb;
const DT_VERNEED: u64 = 0x6fff_fffe;
const DF_BIND_NOW: u64 = 8;
const DF_1_NOW: u64 = 1;
const VER_FLG_WEAK: u16 = 2;
const DT_SYMTAB: u64 = 6;
/// The tags of tables of relocations and of their sizes.
const DT_RELOCATIONS: [(Form, u64, u64); 4] = [
    (Form::Rela, 7, 8),
    (Form::Rel, 17, 18),
    (Form::PackedRel, 0x6000_000f, 0x6000_0010),
    (Form::PackedRela, 0x6000_0011, 0x6000_0012),
];

/// The content of the dynamic section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dynamic {
    /// The libraries that the loader must find (`DT_NEEDED`), in the order of the file.
    pub needed: Vec<Text>,
    /// All symbols are bound when the program is loaded, so the table of their addresses can be
    /// made read-only.
    pub bind_now: bool,
    /// The symbol versions that the libraries must provide.
    pub versions: Vec<VersionNeed>,
}

/// A symbol version that a library must provide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionNeed {
    /// The library.
    pub library: Text,
    /// The version, such as `GLIBC_2.34`.
    pub version: Text,
    /// The program runs without this version: only weak symbols refer to it.
    pub weak: bool,
    /// Where the entry lies.
    pub at: PartOffset,
}

impl Image {
    /// Reads the dynamic section; `None` where there is none.
    ///
    /// [`ImageError`] where the section or a table it points to cannot be read, or is larger than
    /// the limits allow.
    pub fn dynamic(&self, input: &Input<'_>) -> Result<Option<Dynamic>, ImageError> {
        let Some(span) = self.loading.dynamic.filter(|_| self.format == Format::Elf) else {
            return Ok(None);
        };
        let (mut names, mut size, mut versions) = (None, 0, None);
        let (mut needed, mut found) = (Vec::new(), Dynamic::default());
        for (tag, value) in self.dynamic_entries(input, span)? {
            match tag {
                DT_NEEDED => needed.push(value),
                DT_STRTAB => names = Some(Va(value)),
                DT_STRSZ => size = value,
                DT_BIND_NOW => found.bind_now = true,
                DT_FLAGS => found.bind_now |= value & DF_BIND_NOW != 0,
                DT_FLAGS_1 => found.bind_now |= value & DF_1_NOW != 0,
                DT_VERNEED => versions = Some(Va(value)),
                _ => {}
            }
        }
        let Some(names) = names else { return Ok(Some(found)) };
        let names = self.run_from(names, size).ok_or_else(|| malformed(span, "names are lost"))?;
        let name = |at: u64| name_at(input, names, at);
        found.needed = needed.into_iter().map(name).collect::<Result<_, _>>()?;
        if let Some(at) = versions {
            let table = self.run_from(at, VERSIONS);
            let table = table.ok_or_else(|| malformed(span, "version needs are lost"))?;
            found.versions = self.version_needs(input, table, names)?;
        }
        Ok(Some(found))
    }

    /// Tags and values before the final tag 0.
    fn dynamic_entries(
        &self,
        input: &Input<'_>,
        span: Span,
    ) -> Result<Vec<(u64, u64)>, ImageError> {
        let entry = u64::from(self.pointer_size).saturating_mul(2);
        let limit = input.budget().limits().dynamic;
        let longest = entry.saturating_mul(limit.saturating_add(1));
        let bytes = input.read(span.first(longest)).of(Table::Dynamic)?;
        let mut reader = Reader::new(&bytes, span.start(), self.endian);
        let (mut entries, mut count) = (Vec::new(), 0_u64);
        while let Ok(tag) = reader.word(self.pointer_size) {
            let Ok(value) = reader.word(self.pointer_size) else { break };
            if tag == 0 {
                break;
            }
            entries.push((tag, value));
            count = count.saturating_add(1);
            within("dynamic", count, limit).of(Table::Dynamic)?;
        }
        Ok(entries)
    }

    /// The relocation tables named in the dynamic section: for a file without section headers.
    pub(super) fn dynamic_relocations(
        &self,
        input: &Input<'_>,
    ) -> Result<Vec<RelocationTable>, ImageError> {
        let Some(span) = self.loading.dynamic.filter(|_| self.format == Format::Elf) else {
            return Ok(Vec::new());
        };
        let entries = self.dynamic_entries(input, span)?;
        let value = |tag: u64| entries.iter().find(|it| it.0 == tag).map(|it| it.1);
        let symbols = value(DT_SYMTAB).and_then(|at| self.run_from(Va(at), u64::MAX));
        let symbols = symbols.unwrap_or_default();
        let tables = DT_RELOCATIONS.iter().filter_map(|&(form, table, size)| {
            let span = self.run_from(Va(value(table)?), value(size)?)?;
            Some(RelocationTable { form, span, symbols })
        });
        Ok(tables.collect())
    }

    /// The bytes from `address` to the end of the segment loaded there, at most `size`.
    fn run_from(&self, address: Va, size: u64) -> Option<Span> {
        let start = self.locate(address, 1)?.start();
        let segment = self.segments.iter().find(|it| it.span.contains(start))?;
        Some(Span::between(start, segment.span.end()).first(size))
    }

    fn version_needs(
        &self,
        input: &Input<'_>,
        table: Span,
        names: Span,
    ) -> Result<Vec<VersionNeed>, ImageError> {
        let bytes = input.read_clamped(table).of(Table::Dynamic)?;
        let reader = |at: u64| {
            let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..));
            let rest = rest.ok_or_else(|| malformed(table, "version needs end too early"))?;
            Ok::<_, ImageError>(Reader::new(rest, table.start().saturating_add(at), self.endian))
        };
        let short = |_| malformed(table, "version needs end too early");
        let limit = input.budget().limits().dynamic;
        let (mut needs, mut count) = (Vec::new(), 0_u64);
        let mut entry = 0_u64;
        loop {
            let mut library = reader(entry)?;
            let (_version, _count) = (library.u16().map_err(short)?, library.u16().map_err(short)?);
            let file = name_at(input, names, library.u32().map_err(short)?.into())?;
            let first = u64::from(library.u32().map_err(short)?);
            let next = u64::from(library.u32().map_err(short)?);
            let mut at = entry.saturating_add(first);
            loop {
                let mut aux = reader(at)?;
                let place = aux.place();
                aux.u32().map_err(short)?;
                let flags = aux.u16().map_err(short)?;
                aux.u16().map_err(short)?;
                let version = name_at(input, names, aux.u32().map_err(short)?.into())?;
                let (library, weak) = (file.clone(), flags & VER_FLG_WEAK != 0);
                needs.push(VersionNeed { library, version, weak, at: place });
                count = count.saturating_add(1);
                within("dynamic", count, limit).of(Table::Dynamic)?;
                match aux.u32().map_err(short)? {
                    0 => break,
                    next => at = at.saturating_add(next.into()),
                }
            }
            if next == 0 {
                return Ok(needs);
            }
            entry = entry.saturating_add(next);
        }
    }
}

fn name_at(input: &Input<'_>, names: Span, at: u64) -> Result<Text, ImageError> {
    let rest = names.part(at, 1).map(|it| Span::between(it.start(), names.end()).first(LONGEST));
    let rest = rest.ok_or_else(|| malformed(names, "a name lies outside the names"))?;
    let bytes = input.read_clamped(rest).of(Table::Dynamic)?;
    let name = needle::until_nul(&bytes).map(Text::from);
    name.ok_or_else(|| malformed(rest, "a name without an end"))
}

fn malformed(span: Span, defect: &'static str) -> ImageError {
    ImageError::Malformed { table: Table::Dynamic, at: span.start(), defect }
}
