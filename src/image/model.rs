//! An image: one model of the headers of every format.

use super::chain::Chain;
use super::error::{ImageError, Table};
use super::format::{Format, Kind};
use super::loading::Loading;
use super::pe_header::PeHeader;
use super::relocation_table::RelocationTable;
use super::section::{Access, Section, Segment};
use super::signature::{LinkEdit, Signature};
use super::symbol_table::SymbolTable;
use super::wasm_facts::WasmFacts;
use crate::bytes::{Endian, PartOffset, Span, Text, Va, disjoint};

/// The structure of an executable file. Everything in it is the file's own claim; only what reading
/// requires is checked.
#[derive(Clone, Debug)]
pub struct Image {
    /// The format.
    pub format: Format,
    /// The size of an address in bytes, 4 or 8. It is 4 in a WebAssembly module, though a Go
    /// pointer takes 8 there: see `Memory::image`.
    pub pointer_size: u8,
    /// The byte order.
    pub endian: Endian,
    /// The processor, named as in `GOARCH`; `None` for a processor without a Go name.
    pub goarch: Option<&'static str>,
    /// The system, named as in `GOOS`, where the headers give it. An ELF file for Linux has no
    /// mark.
    pub goos: Option<&'static str>,
    /// How it is meant to be loaded.
    pub kind: Kind,
    /// The file was split off a program for debuggers: it has the headers of that program and the
    /// parts that are not loaded, but neither code nor data.
    pub is_debug_file: bool,
    /// The address of the image's first byte: PE `ImageBase`, Mach-O `__TEXT`, the header address
    /// of a Plan 9 program, zero in ELF and the others.
    pub base: Va,
    /// The sections, in the order of the file.
    pub sections: Vec<Section>,
    /// The loaded segments, in the order of the file.
    pub segments: Vec<Segment>,
    /// The ELF notes: each `PT_NOTE`, then each `SHT_NOTE` that is not inside one of them.
    pub notes: Vec<Span>,
    /// The Mach-O `LC_UUID`, and where its 16 bytes lie.
    pub uuid: Option<([u8; 16], PartOffset)>,
    /// Where the section headers of an ELF or PE file lie.
    pub section_headers: Option<Span>,
    /// The first section header of an ELF file, which is reserved, is not empty: patchelf 0.14 and
    /// 0.17 write program headers over it.
    pub is_entry_0_used: bool,
    /// Facts that only PE headers hold.
    pub pe: Option<PeHeader>,
    /// The signature, if there is one.
    pub signature: Option<Signature>,
    /// The `__LINKEDIT` segment of a Mach-O file.
    pub link_edit: Option<LinkEdit>,
    /// The linker version in a PE file's optional header: Go's linker writes 3.0.
    pub linker: Option<(u8, u8)>,
    /// The program interpreter (ELF `PT_INTERP`).
    pub interpreter: Option<Text>,
    /// Requests of the headers to the loader.
    pub loading: Loading,
    /// Facts that only a WebAssembly module holds.
    pub wasm: Option<Box<WasmFacts>>,
    /// The tables that could not be read, each with the reason.
    pub damage: Vec<ImageError>,
    /// Counts in the headers that must be wrong, each with the place of the field. No other reading
    /// depends on them, so they hide nothing.
    pub impossible: Vec<ImageError>,
    pub(super) symbols: Option<SymbolTable>,
    pub(super) relocations: Vec<RelocationTable>,
    /// How pointers are written in a Mach-O file with chained fixups.
    pub(super) chain: Option<Chain>,
}

impl Image {
    /// The parts of the file that headers describe. For the loaded parts of an ELF file only
    /// segments count, where there are any: a section with a different place has a broken header,
    /// and nothing is missing.
    pub(super) fn extents(&self) -> impl Iterator<Item = (Table, Span)> {
        let by_segments = self.format == Format::Elf && !self.segments.is_empty();
        let counts = move |it: &&Section| !(by_segments && it.loaded);
        let sections = self.sections.iter().filter(counts).filter_map(|section| section.span);
        let sections = sections.map(|span| (Table::SectionHeaders, span));
        sections.chain(self.segments.iter().map(|it| (Table::ProgramHeaders, it.span)))
    }

    /// Whether the code of a program was removed: section headers for code exist, but no code
    /// section has bytes, and neither has any other loaded section except those in `notes`.
    pub(super) fn has_lost_its_code(&self, notes: &[Span]) -> bool {
        let empty = |it: &Section| {
            // Go's own copy of the symbols in PE files is never loaded, whatever its flags say.
            if self.format == Format::Pe && it.name.as_bytes() == b".symtab" {
                return true;
            }
            let note = |span: &Span| !it.access.execute && notes.contains(span);
            it.span.is_none_or(|span| span.is_empty() || note(&span))
        };
        let mut loaded = self.sections.iter().filter(|section| section.loaded);
        self.lacks_code() && loaded.all(empty)
    }

    /// Whether there are section headers for code without bytes.
    pub(super) fn lacks_code(&self) -> bool {
        let lost = |it: &Section| it.access.execute && it.size > 0 && it.span.is_none();
        self.sections.iter().any(|it| it.loaded && lost(it))
    }

    /// An image with nothing readable except its format.
    pub fn unreadable(format: Format, error: ImageError) -> Self {
        Self { damage: vec![error], ..Self::empty(format, 8, Endian::Little) }
    }

    /// The runs of the file that a loaded program may write to: Go's linker puts the build info and
    /// the runtime's variables there. Taken from segments where there are any, else from sections.
    /// No two runs overlap.
    pub fn writable(&self) -> Vec<Span> {
        let writable = |access: Access| access.write && !access.execute;
        if !self.segments.is_empty() {
            let segments = self.segments.iter().filter(|it| writable(it.access));
            return disjoint(segments.map(|it| it.span));
        }
        let sections = self.sections.iter().filter(|it| it.loaded && writable(it.access));
        disjoint(sections.filter_map(|it| it.span))
    }

    /// The runs of the file that are loaded, taken from sections where there are any, else from
    /// segments. No two runs overlap.
    pub fn loaded(&self) -> Vec<Span> {
        let sections = self.sections.iter().filter(|it| it.loaded);
        let sections = disjoint(sections.filter_map(|section| section.span));
        if sections.is_empty() {
            return disjoint(self.segments.iter().map(|segment| segment.span));
        }
        sections
    }

    /// An image with nothing known except its format.
    pub fn bare(format: Format) -> Self {
        Self { kind: Kind::Object, ..Self::empty(format, 8, Endian::Little) }
    }

    /// An image with nothing in it yet.
    pub(super) fn empty(format: Format, pointer_size: u8, endian: Endian) -> Self {
        Self {
            format,
            pointer_size,
            endian,
            goarch: None,
            goos: None,
            kind: Kind::Other,
            is_debug_file: false,
            base: Va(0),
            sections: Vec::new(),
            segments: Vec::new(),
            notes: Vec::new(),
            uuid: None,
            section_headers: None,
            is_entry_0_used: false,
            pe: None,
            signature: None,
            link_edit: None,
            linker: None,
            interpreter: None,
            loading: Loading::default(),
            wasm: None,
            damage: Vec::new(),
            impossible: Vec::new(),
            symbols: None,
            relocations: Vec::new(),
            chain: None,
        }
    }

    /// The first section with this name.
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name.as_bytes() == name.as_bytes())
    }

    /// Whether no section has a name: there are none, or their names were wiped.
    pub fn is_nameless(&self) -> bool {
        self.sections.iter().all(|section| section.name.is_empty())
    }

    /// The section whose bytes in the file include `at`.
    pub fn section_at(&self, at: PartOffset) -> Option<&Section> {
        self.sections.iter().find(|section| section.span.is_some_and(|span| span.contains(at)))
    }

    /// Whether the file has a symbol table with at least one entry.
    pub fn has_symbols(&self) -> bool {
        self.symbols.is_some()
    }

    /// The number of symbols, by the size of their table; `None` where there is no table, or its
    /// entries have no fixed size.
    pub fn symbol_count(&self) -> Option<u64> {
        self.symbols.as_ref()?.count()
    }

    /// Where the symbols and their names lie.
    pub fn symbol_spans(&self) -> Option<[Span; 2]> {
        self.symbols.as_ref().map(SymbolTable::spans)
    }

    /// Where the symbols and their names end.
    pub fn symbols_end(&self) -> Option<PartOffset> {
        self.symbols.as_ref()?.spans().map(Span::end).into_iter().max()
    }

    /// The end of the last byte that any header accounts for, signatures included.
    pub fn end(&self) -> PartOffset {
        let tables = self.symbols.as_ref().map(SymbolTable::spans).into_iter().flatten();
        let signature = self.signature.map(Signature::span);
        self.extents()
            .map(|(_, span)| span)
            .chain(self.section_headers)
            .chain(signature)
            .chain(tables)
            .filter(|span| !span.is_empty())
            .map(Span::end)
            .max()
            .unwrap_or_default()
    }

    /// Where in the file the `len` bytes at `address` come from; `None` where the file does not
    /// fill all of them.
    pub fn locate(&self, address: Va, len: u64) -> Option<Span> {
        let within = |start: Va, span: Span| span.part(address.offset_from(start)?, len);
        let segment = self.segments.iter().find_map(|it| within(it.address, it.span));
        segment.or_else(|| {
            let loaded = self.sections.iter().filter(|section| section.loaded);
            loaded.filter_map(|section| Some((section, section.span?))).find_map(
                |(section, span)| within(section.address, Span::new(span.start(), span.len())),
            )
        })
    }

    /// Whether the file has segments and sections, and every section that is loaded and filled lies where
    /// a segment says too.
    pub(crate) fn tables_agree(&self) -> bool {
        let filled = || {
            let loaded = self.sections.iter().filter(|section| section.loaded);
            loaded.filter_map(|it| Some((it.address, it.span.filter(|span| !span.is_empty())?)))
        };
        let is_in_segment = |(address, span): (Va, Span)| {
            let part = |it: &Segment| it.span.part(address.offset_from(it.address)?, span.len());
            self.segments.iter().filter_map(part).any(|it| it == span)
        };
        filled().next().is_some() && filled().all(is_in_segment)
    }

    /// Whether the `len` bytes at `address` are loaded but not filled from the file: all zero.
    pub fn is_zero_filled(&self, address: Va, len: u64) -> bool {
        let zero = |start: Va, size: u64, filled: u64| {
            let offset = address.offset_from(start);
            let end = offset.and_then(|offset| offset.checked_add(len));
            offset.is_some_and(|offset| offset >= filled) && end.is_some_and(|end| end <= size)
        };
        let filled = |section: &Section| section.span.map_or(0, Span::len);
        self.segments.iter().any(|it| zero(it.address, it.size, it.span.len()))
            || self.sections.iter().any(|it| it.loaded && zero(it.address, it.size, filled(it)))
    }

    /// The address at which the byte `at` of the file is loaded; `None` where it is not loaded.
    pub fn address_of(&self, at: PartOffset) -> Option<Va> {
        let inside = |start: Va, span: Span| {
            span.contains(at).then(|| start.checked_add(at.0.checked_sub(span.start().0)?))?
        };
        let segment = self.segments.iter().find_map(|it| inside(it.address, it.span));
        segment.or_else(|| {
            let loaded = self.sections.iter().filter(|section| section.loaded);
            loaded.filter_map(|it| Some((it.address, it.span?))).find_map(|(a, s)| inside(a, s))
        })
    }
}
