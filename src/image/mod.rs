//! Images: ELF, PE, Mach-O, XCOFF and Plan 9 files and WebAssembly modules as one model of sections,
//! segments and tables; and the members of archives.
//!
//! Headers are read one table at a time, so that one broken table never hides the others: it is
//! recorded as [`Image::damage`] and the rest is still read. Names of format structures come from
//! the `object` crate; this layer is its only home, and goblin's (the sniff and the second reader).

mod archive;
mod carried;
mod claim;
mod container;
mod dynamic;
mod elf;
mod error;
mod fat;
mod loading;
mod macho;
mod memory;
mod pe;
mod plan9;
mod pointer;
mod relocation;
pub mod second;
mod signature;
mod sniff;
mod symbol;
mod wasm;
mod xcoff;

pub use archive::{Member, members};
pub use carried::{Carried, carried};
pub use container::{
    Container, appended, ar_container, container, elf_end, is_app_image, is_container,
};
pub use dynamic::{Dynamic, VersionNeed};
pub use error::{ImageError, Table};
pub use fat::{Slice, are_apart, salvage_slices, slices, starts_as_slice};
pub use loading::{Loading, Platform};
pub use memory::{Memory, MemorySource};
pub use pe::PeHeader;
pub use pointer::Relocations;
pub use signature::{LinkEdit, Signature};
pub use sniff::{Sniff, sniff};
pub use symbol::Symbol;
pub use wasm::{Import, Producer, WasmFacts};

use pointer::Chain;
use relocation::RelocationTable;
use symbol::SymbolTable;

use crate::bytes::{Endian, Input, PartOffset, ReadError, Span, Text, Va, disjoint};

/// An object file format that can hold a Go program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Executable and Linkable Format: Linux, the BSDs, Solaris, Android.
    Elf,
    /// Portable Executable: Windows.
    Pe,
    /// Mach object: macOS, iOS.
    MachO,
    /// Extended Common Object File Format: AIX.
    Xcoff,
    /// `a.out` as Plan 9 has it.
    Plan9,
    /// A WebAssembly module.
    Wasm,
    /// What Go's compiler and assembler write.
    GoObject,
    /// None that is known, or its header is gone.
    Unknown,
}

impl Format {
    /// The name used in records: `elf`, `pe`, `macho`, `xcoff`, `plan9`, `wasm`, `go-object`,
    /// `unknown`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Elf => "elf",
            Self::Pe => "pe",
            Self::MachO => "macho",
            Self::Xcoff => "xcoff",
            Self::Plan9 => "plan9",
            Self::Wasm => "wasm",
            Self::GoObject => "go-object",
            Self::Unknown => "unknown",
        }
    }
}

/// How an image is meant to be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A program at a fixed address.
    Executable,
    /// A program that can be loaded anywhere (PIE).
    PositionIndependent,
    /// A shared library or plugin.
    SharedLibrary,
    /// An object file, whose addresses are not known yet.
    Object,
    /// Anything else: a core dump.
    Other,
}

/// What a section or segment may be used for when loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Access {
    /// It may be written.
    pub write: bool,
    /// It may be executed.
    pub execute: bool,
}

/// One section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The name as it stands in the file, at most 256 bytes of it. In Mach-O without the segment.
    pub name: Text,
    /// Where it is loaded; zero where it is not loaded.
    pub address: Va,
    /// Its size in memory, in bytes.
    pub size: u64,
    /// Its bytes in the file; `None` where it has none (`.bss`). May lie past the end of the file.
    pub span: Option<Span>,
    /// Whether it is loaded, and how.
    pub access: Access,
    /// Whether it is loaded at all.
    pub loaded: bool,
    /// Whether its bytes are compressed, by its flag (ELF) or its name (`.zdebug_…`).
    pub compressed: bool,
}

/// One run of addresses that a loader fills from the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The first address.
    pub address: Va,
    /// Its size in memory, in bytes: what the file does not fill is zero.
    pub size: u64,
    /// The bytes of the file that are loaded there. May lie past the end of the file.
    pub span: Span,
    /// How the memory may be used.
    pub access: Access,
}

/// An executable file's structure. Everything in it is what the file claims; nothing is checked
/// beyond what reading it needs.
#[derive(Clone, Debug)]
pub struct Image {
    /// The format.
    pub format: Format,
    /// The size of an address in bytes, 4 or 8. In a WebAssembly module 4, though a pointer of Go's
    /// takes 8 there: see [`Memory::image`].
    pub pointer_size: u8,
    /// The byte order.
    pub endian: Endian,
    /// The processor, named as in `GOARCH`; `None` for one that Go has no name for.
    pub goarch: Option<&'static str>,
    /// The system, named as in `GOOS`, where the headers say it. An ELF file for Linux has no mark.
    pub goos: Option<&'static str>,
    /// How it is meant to be loaded.
    pub kind: Kind,
    /// It was split off a program for debuggers: it has the headers of that and what is not loaded,
    /// but neither code nor data.
    pub is_debug_file: bool,
    /// The address of the image's first byte: PE `ImageBase`, Mach-O `__TEXT`, that of the header of a
    /// Plan 9 program, zero in ELF and the others.
    pub base: Va,
    /// The sections, in the order of the file.
    pub sections: Vec<Section>,
    /// The loaded segments, in the order of the file.
    pub segments: Vec<Segment>,
    /// The ELF notes: each `PT_NOTE`, then each `SHT_NOTE` that none of those covers.
    pub notes: Vec<Span>,
    /// The Mach-O `LC_UUID`, and where its 16 bytes lie.
    pub uuid: Option<([u8; 16], PartOffset)>,
    /// Where the section headers of an ELF or PE file lie.
    pub section_headers: Option<Span>,
    /// Something stands in the first section header of an ELF file, which is reserved: patchelf
    /// 0.14 and 0.17 write program headers over it.
    pub is_entry_0_used: bool,
    /// What only a PE file's headers say.
    pub pe: Option<PeHeader>,
    /// The signature, if there is one.
    pub signature: Option<Signature>,
    /// The `__LINKEDIT` segment of a Mach-O file.
    pub link_edit: Option<LinkEdit>,
    /// The version of the linker in a PE file's optional header: 3.0 is Go's.
    pub linker: Option<(u8, u8)>,
    /// The program interpreter (ELF `PT_INTERP`).
    pub interpreter: Option<Text>,
    /// What the headers ask of the loader.
    pub loading: Loading,
    /// What only a WebAssembly module says of itself.
    pub wasm: Option<Box<WasmFacts>>,
    /// The tables that could not be read, each with the reason.
    pub damage: Vec<ImageError>,
    /// Counts in the headers that cannot be true, each with the place of the field. Nothing that is read
    /// rests on them, so that they neither hide nor spoil anything else.
    pub impossible: Vec<ImageError>,
    symbols: Option<SymbolTable>,
    relocations: Vec<RelocationTable>,
    /// How pointers are written in a Mach-O file with chained fixups.
    chain: Option<Chain>,
}

impl Image {
    /// Reads the headers of a file of any [`Format`], but no fat Mach-O file. Damage goes to [`Image::damage`], the
    /// rest is still read; of a file with a damaged file header nothing but its format is.
    ///
    /// # Errors
    /// [`ImageError::Unrecognised`] where the file is of none of these formats.
    pub fn read(input: &Input<'_>) -> Result<Self, ImageError> {
        let (format, magic) = match sniff(input.head()) {
            Sniff::Elf => (Format::Elf, true),
            Sniff::Pe => (Format::Pe, true),
            Sniff::MachO => (Format::MachO, true),
            Sniff::Xcoff => (Format::Xcoff, true),
            Sniff::Plan9 => (Format::Plan9, true),
            Sniff::Wasm => (Format::Wasm, true),
            Sniff::Damaged(format) => (format, false),
            Sniff::Fat | Sniff::Archive | Sniff::GoObject | Sniff::Other => {
                return Err(ImageError::Unrecognised);
            }
        };
        let read = match format {
            Format::Elf => elf::read(input),
            Format::Pe => pe::read(input),
            Format::MachO => macho::read(input),
            Format::Xcoff => xcoff::read(input),
            Format::Plan9 => plan9::read(input),
            Format::Wasm => wasm::read(input),
            Format::GoObject | Format::Unknown => Err(ImageError::Unrecognised),
        };
        let mut image = read.unwrap_or_else(|error| Self::unreadable(format, error));
        if !magic {
            let defect = "the magic number is damaged";
            let at = PartOffset(0);
            image.damage.push(ImageError::Malformed { table: Table::FileHeader, at, defect });
        }
        if image.damage.is_empty() && image.sections.is_empty() && image.segments.is_empty() {
            image.damage.push(ImageError::Malformed {
                table: Table::FileHeader,
                at: PartOffset(0),
                defect: "speaks of neither sections nor segments",
            });
        }
        image.check_extents(input.size());
        // Where the end of the file is missing, that says it all.
        let is_cut = |it: &ImageError| {
            matches!(it, ImageError::Read { source: ReadError::Outside { .. }, .. })
        };
        if image.damage.iter().any(is_cut) {
            image.impossible.clear();
        }
        Ok(image)
    }

    /// A file that ends before its sections do was cut short.
    fn check_extents(&mut self, size: u64) {
        let outside = |(_, span): &(Table, Span)| !span.is_empty() && span.end().0 > size;
        let found = self.extents().find(outside);
        if let Some((table, span)) = found {
            let source = ReadError::Outside { span, size };
            self.damage.push(ImageError::Read { table, source });
            return;
        }
        let mut sections = self.sections.iter().filter_map(|it| it.span);
        if sections.any(|span| !span.is_empty() && span.end().0 > size) {
            let defect = "sections lie outside the file, though all segments lie inside";
            let (table, at) = (Table::SectionHeaders, PartOffset(0));
            self.damage.push(ImageError::Malformed { table, at, defect });
        }
    }

    /// What headers say lies in the file. Of what a loader reads the segments count, where there are
    /// any: a section that is said to lie elsewhere has a broken header, and nothing is missing.
    fn extents(&self) -> impl Iterator<Item = (Table, Span)> {
        let by_segments = self.format == Format::Elf && !self.segments.is_empty();
        let counts = move |it: &&Section| !(by_segments && it.loaded);
        let sections = self.sections.iter().filter(counts).filter_map(|section| section.span);
        let sections = sections.map(|span| (Table::SectionHeaders, span));
        sections.chain(self.segments.iter().map(|it| (Table::ProgramHeaders, it.span)))
    }

    /// Whether a program's code is gone: there are headers of sections with code, none of which
    /// has a byte, nor has any other that is loaded but those of `notes`.
    fn has_lost_its_code(&self, notes: &[Span]) -> bool {
        let lost = |it: &Section| it.access.execute && it.size > 0 && it.span.is_none();
        let empty = |it: &Section| {
            // Go's own copy of the symbols in PE files is never loaded, whatever its flags say.
            if self.format == Format::Pe && it.name.as_bytes() == b".symtab" {
                return true;
            }
            let note = |span: &Span| !it.access.execute && notes.contains(span);
            it.span.is_none_or(|span| span.is_empty() || note(&span))
        };
        let mut loaded = self.sections.iter().filter(|section| section.loaded);
        self.sections.iter().any(|it| it.loaded && lost(it)) && loaded.all(empty)
    }

    /// An image of which nothing could be read but its format.
    pub fn unreadable(format: Format, error: ImageError) -> Self {
        Self { damage: vec![error], ..Self::empty(format, 8, Endian::Little) }
    }

    /// The runs of the file that a program may write to when loaded: where Go's linker puts the
    /// build info and the runtime's variables. Segments where there are any, else sections. No byte
    /// is in two of them.
    pub fn writable(&self) -> Vec<Span> {
        let writable = |access: Access| access.write && !access.execute;
        if !self.segments.is_empty() {
            let segments = self.segments.iter().filter(|it| writable(it.access));
            return disjoint(segments.map(|it| it.span));
        }
        let sections = self.sections.iter().filter(|it| it.loaded && writable(it.access));
        disjoint(sections.filter_map(|it| it.span))
    }

    /// The runs of the file that are loaded: sections where there are any, else segments. No byte
    /// is in two of them.
    pub fn loaded(&self) -> Vec<Span> {
        let sections = self.sections.iter().filter(|it| it.loaded);
        let sections = disjoint(sections.filter_map(|section| section.span));
        if sections.is_empty() {
            return disjoint(self.segments.iter().map(|segment| segment.span));
        }
        sections
    }

    /// An image of which no more is known than its format.
    pub fn bare(format: Format) -> Self {
        Self { kind: Kind::Object, ..Self::empty(format, 8, Endian::Little) }
    }

    /// An image with nothing in it yet.
    fn empty(format: Format, pointer_size: u8, endian: Endian) -> Self {
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

    /// The first section of that name.
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

    /// How many symbols there are, by the size of their table; `None` where there is none, or its
    /// entries are of no fixed size.
    pub fn symbol_count(&self) -> Option<u64> {
        self.symbols.as_ref()?.count()
    }

    /// Where the symbols lie, and where their names.
    pub fn symbol_spans(&self) -> Option<[Span; 2]> {
        self.symbols.as_ref().map(SymbolTable::spans)
    }

    /// Where the symbols and their names end.
    pub fn symbols_end(&self) -> Option<PartOffset> {
        self.symbols.as_ref()?.spans().map(Span::end).into_iter().max()
    }

    /// The end of the last byte of the file that any header accounts for, signatures included.
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

    /// Where in the file the `len` bytes at `address` come from; `None` where they are not all
    /// filled from the file.
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

    /// Whether the `len` bytes at `address` are loaded, but not filled from the file: all zero.
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
