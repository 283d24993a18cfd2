//! ELF: file header, program headers, section headers.

use object::elf::{self, FileHeader32, FileHeader64, ProgramFlags, SectionFlags};
use object::endian::{Endian as _, Endianness};
use object::pod::{Pod, from_bytes, slice_from_bytes};
use object::read::elf::{FileHeader, ProgramHeader, SectionHeader};

use super::claim::Claim;
use super::error::OfTable;
use super::relocation_table::{Form, RelocationTable};
use super::symbol_table::{SymbolKind, SymbolTable};
use super::{Access, Format, Image, ImageError, Kind, Section, Segment, Table};
use crate::bytes::{Endian, Input, PartOffset, Span, Text, Va, needle, within};

/// Bytes of section names that are read, in total and for each name.
const NAMES: u64 = 4 << 20;
const NAME: usize = 256;
/// The most relocation tables that are read: a real file has two or three.
const TABLES: usize = 64;

pub(super) fn read(input: &Input<'_>) -> Result<Image, ImageError> {
    match input.head().get(4) {
        Some(1) => read_class::<FileHeader32<Endianness>>(input),
        Some(2) => read_class::<FileHeader64<Endianness>>(input),
        _ => Err(header_defect("class is neither 32-bit nor 64-bit")),
    }
}

fn header_defect(defect: &'static str) -> ImageError {
    ImageError::Malformed { table: Table::FileHeader, at: PartOffset(0), defect }
}

/// A header, read in the byte order it states, and its input.
struct Reading<'r, 's, H: FileHeader> {
    header: &'r H,
    endian: Endianness,
    input: &'r Input<'s>,
}

fn read_class<H: FileHeader<Endian = Endianness>>(input: &Input<'_>) -> Result<Image, ImageError> {
    let (header, _) = from_bytes::<H>(input.head())
        .map_err(|()| header_defect("shorter than the file header"))?;
    let endian = match input.head().get(5) {
        Some(1) => Endianness::Little,
        Some(2) => Endianness::Big,
        _ => return Err(header_defect("byte order is neither little nor big")),
    };
    let reading = Reading { header, endian, input };
    let order = if endian.is_big_endian() { Endian::Big } else { Endian::Little };
    let mut image = Image::empty(Format::Elf, if header.is_type_64() { 8 } else { 4 }, order);
    image.goarch = goarch(header.e_machine(endian), header.is_type_64(), order);
    image.kind = match header.e_type(endian) {
        elf::ET_EXEC => Kind::Executable,
        elf::ET_DYN => Kind::SharedLibrary,
        elf::ET_REL => Kind::Object,
        _ => Kind::Other,
    };
    image.loading.machine = header.e_machine(endian).0.into();
    image.loading.file_type = header.e_type(endian).0.into();
    image.loading.entry = Some(header.e_entry(endian).into());
    if let Err(damage) = reading.read_segments(&mut image) {
        image.damage.push(damage);
    }
    if let Err(damage) = reading.read_sections(&mut image) {
        image.damage.push(damage);
    }
    image.goos = goos(input.head(), &image);
    Ok(image)
}

impl<H: FileHeader<Endian = Endianness>> Reading<'_, '_, H> {
    /// Reads a whole table of `count` entries at `at` and passes it to `with`.
    fn with_table<T: Pod>(
        &self,
        table: Table,
        at: u64,
        count: u64,
        with: impl FnOnce(&[T]) -> Result<(), ImageError>,
    ) -> Result<(), ImageError> {
        let at = PartOffset(at);
        let size = u64::try_from(size_of::<T>()).unwrap_or(u64::MAX).saturating_mul(count);
        let bytes = self.input.lend(Span::new(at, size)).of(table)?;
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let (entries, _) = slice_from_bytes::<T>(&bytes, count)
            .map_err(|()| ImageError::Malformed { table, at, defect: "table is cut short" })?;
        with(entries)
    }

    fn malformed(&self, table: Table, at: u64, defect: &'static str) -> ImageError {
        ImageError::Malformed { table, at: PartOffset(at), defect }
    }

    fn read_segments(&self, image: &mut Image) -> Result<(), ImageError> {
        let (header, endian) = (self.header, self.endian);
        let table = Table::ProgramHeaders;
        let (at, count) = (header.e_phoff(endian).into(), u64::from(header.e_phnum(endian)));
        if count == 0 {
            return Ok(());
        }
        if usize::from(header.e_phentsize(endian)) != size_of::<H::ProgramHeader>() {
            return Err(self.malformed(table, at, "entries are of the wrong size"));
        }
        within("segments", count, self.input.budget().limits().segments).of(table)?;
        self.with_table::<H::ProgramHeader>(table, at, count, |entries| {
            entries.iter().for_each(|entry| self.add_segment(image, entry));
            Ok(())
        })
    }

    fn add_segment(&self, image: &mut Image, entry: &H::ProgramHeader) {
        let endian = self.endian;
        let span =
            Span::new(PartOffset(entry.p_offset(endian).into()), entry.p_filesz(endian).into());
        let flags = entry.p_flags(endian);
        let has = |flag: ProgramFlags| flags.0 & flag.0 != 0;
        match entry.p_type(endian) {
            // No system loads such a file: other bytes lie at the place of its program headers.
            elf::PT_LOAD if span.len() > entry.p_memsz(endian).into() => {
                let at = self.header.e_phoff(endian).into();
                let defect = "a segment takes more of the file than of memory";
                image.damage.push(self.malformed(Table::ProgramHeaders, at, defect));
            }
            elf::PT_LOAD => image.segments.push(Segment {
                address: Va(entry.p_vaddr(endian).into()),
                size: entry.p_memsz(endian).into(),
                span,
                access: Access { write: has(elf::PF_W), execute: has(elf::PF_X) },
            }),
            elf::PT_NOTE => image.notes.push(span),
            elf::PT_DYNAMIC => image.loading.dynamic = Some(span),
            elf::PT_GNU_RELRO => image.loading.has_relro = true,
            elf::PT_GNU_STACK => {
                let access = Access { write: has(elf::PF_W), execute: has(elf::PF_X) };
                image.loading.stack = Some(access);
            }
            elf::PT_INTERP => {
                let bytes = self.input.read_clamped(span.first(4096)).unwrap_or_default();
                image.interpreter = needle::until_nul(&bytes).map(Text::from);
                if image.kind == Kind::SharedLibrary {
                    image.kind = Kind::PositionIndependent;
                }
            }
            _ => {}
        }
    }

    fn read_sections(&self, image: &mut Image) -> Result<(), ImageError> {
        let (header, endian) = (self.header, self.endian);
        let table = Table::SectionHeaders;
        let at = header.e_shoff(endian).into();
        if at == 0 {
            image.impossible.extend(self.placeless_sections().check(self.input.size()));
            return Ok(());
        }
        if usize::from(header.e_shentsize(endian)) != size_of::<H::SectionHeader>() {
            return Err(self.malformed(table, at, "entries are of the wrong size"));
        }
        let (count, names) = self.section_count(at)?;
        within("sections", count, self.input.budget().limits().sections).of(table)?;
        let size = u64::try_from(size_of::<H::SectionHeader>()).unwrap_or(u64::MAX);
        image.section_headers = Some(Span::new(PartOffset(at), size.saturating_mul(count)));
        self.with_table::<H::SectionHeader>(table, at, count, |entries| {
            let names = usize::try_from(names).ok().and_then(|names| entries.get(names));
            let names = match self.section_names(names, at) {
                Ok(names) => names,
                Err(damage) => {
                    image.damage.push(damage);
                    Vec::new()
                }
            };
            // Entry 0 is reserved and never describes a section.
            let (reserved, sections) = entries.split_at_checked(1).unwrap_or((&[], entries));
            let is_null = |entry: &H::SectionHeader| entry.sh_type(self.endian) == elf::SHT_NULL;
            image.is_entry_0_used = !reserved.iter().all(is_null);
            image.sections.reserve(sections.len());
            sections.iter().for_each(|entry| self.add_section(image, entry, &names));
            if image.lacks_code() {
                let is_note =
                    |entry: &&H::SectionHeader| entry.sh_type(self.endian) == elf::SHT_NOTE;
                let notes = sections.iter().filter(is_note).map(|it| self.section_span(it));
                let notes: Vec<Span> = notes.collect();
                if image.has_lost_its_code(&notes) {
                    self.become_debug_file(image, notes);
                }
            }
            let nameless = image.sections.iter().all(|section| section.name.is_empty());
            if names.first().is_some_and(|first| *first != 0 || nameless) {
                let defect = "the table is overwritten or not where it should be";
                image.damage.push(self.malformed(Table::SectionNames, at, defect));
            }
            image.relocations = self.relocation_tables(entries);
            image.symbols = self.symbol_table(entries);
            Ok(())
        })
    }

    /// The number of section headers where the file header gives no place for them: sound files
    /// then say 0.
    fn placeless_sections(&self) -> Claim {
        let at = PartOffset(if self.header.is_type_64() { 0x3c } else { 0x30 });
        let size = u64::try_from(size_of::<H::SectionHeader>()).unwrap_or(u64::MAX);
        let count = u64::from(self.header.e_shnum(self.endian));
        let span = Span::new(PartOffset(0), size.saturating_mul(count));
        let defect = "more sections are announced than the file can hold";
        Claim { table: Table::SectionHeaders, at, span, defect }
    }

    /// Marks the image as a debug file: its program headers still describe the original program.
    fn become_debug_file(&self, image: &mut Image, mut notes: Vec<Span>) {
        let limit = usize::try_from(self.input.budget().limits().notes).unwrap_or(usize::MAX);
        notes.truncate(limit);
        image.is_debug_file = true;
        image.notes = notes;
        image.segments.iter_mut().for_each(|segment| segment.span = segment.span.first(0));
        image.loading.dynamic = None;
        image.interpreter = None;
    }

    /// The number of sections, and the index of the one that holds their names. Numbers that do not
    /// fit in the file header are in the first section header.
    fn section_count(&self, at: u64) -> Result<(u64, u32), ImageError> {
        let (header, endian) = (self.header, self.endian);
        let mut count = u64::from(header.e_shnum(endian));
        let mut names = u32::from(header.e_shstrndx(endian).0);
        if count == 0 || names == u32::from(elf::SHN_XINDEX.0) {
            self.with_table::<H::SectionHeader>(Table::SectionHeaders, at, 1, |entries| {
                if let Some(first) = entries.first() {
                    count = if count == 0 { first.sh_size(endian).into() } else { count };
                    names = if names == u32::from(elf::SHN_XINDEX.0) {
                        first.sh_link(endian)
                    } else {
                        names
                    };
                }
                Ok(())
            })?;
        }
        Ok((count, names))
    }

    fn section_names(
        &self,
        header: Option<&H::SectionHeader>,
        at: u64,
    ) -> Result<Vec<u8>, ImageError> {
        let table = Table::SectionNames;
        let header =
            header.ok_or_else(|| self.malformed(table, at, "no section holds the names"))?;
        if header.sh_type(self.endian) != elf::SHT_STRTAB {
            return Err(self.malformed(table, at, "the names are not in a string table"));
        }
        // A compressed string table is legal nowhere, but attackers try it; its bytes are used
        // unchanged.
        self.input.read(self.section_span(header).first(NAMES)).of(table)
    }

    fn section_span(&self, header: &H::SectionHeader) -> Span {
        let endian = self.endian;
        Span::new(PartOffset(header.sh_offset(endian).into()), header.sh_size(endian).into())
    }

    fn add_section(&self, image: &mut Image, entry: &H::SectionHeader, names: &[u8]) {
        let endian = self.endian;
        let kind = entry.sh_type(endian);
        if kind == elf::SHT_NULL {
            return;
        }
        let flags = entry.sh_flags(endian).into_flags();
        let has = |flag: SectionFlags| flags & flag.0 != 0;
        let name = usize::try_from(entry.sh_name(endian)).ok().and_then(|at| names.get(at..));
        let name = name.map(|rest| rest.get(..NAME).unwrap_or(rest)).unwrap_or_default();
        let span = self.section_span(entry);
        let loaded = has(elf::SHF_ALLOC);
        // Sections of notes beyond the limit would not be read anyway.
        let limit = usize::try_from(self.input.budget().limits().notes).unwrap_or(usize::MAX);
        if kind == elf::SHT_NOTE
            && image.notes.len() < limit
            && !image.notes.iter().any(|it| covers(*it, span))
        {
            image.notes.push(span);
        }
        image.sections.push(Section {
            name: Text::from(needle::until_nul(name).unwrap_or(name)),
            address: Va(entry.sh_addr(endian).into()),
            size: span.len(),
            span: (kind != elf::SHT_NOBITS).then_some(span),
            access: Access { write: has(elf::SHF_WRITE), execute: has(elf::SHF_EXECINSTR) },
            loaded,
            compressed: has(elf::SHF_COMPRESSED) || name.starts_with(b".zdebug_"),
        });
    }

    /// The tables that the loader reads. No two share a byte, so each entry is read once.
    fn relocation_tables(&self, entries: &[H::SectionHeader]) -> Vec<RelocationTable> {
        let endian = self.endian;
        let mut tables: Vec<RelocationTable> = Vec::new();
        for entry in entries {
            let loaded = entry.sh_flags(endian).into_flags() & elf::SHF_ALLOC.0 != 0;
            let Some(form) = Form::of_section(entry.sh_type(endian).0).filter(|_| loaded) else {
                continue;
            };
            let span = self.section_span(entry);
            let symbols =
                usize::try_from(entry.sh_link(endian)).ok().and_then(|at| entries.get(at));
            let is_symbols = |it: &&H::SectionHeader| {
                matches!(it.sh_type(endian), elf::SHT_DYNSYM | elf::SHT_SYMTAB)
            };
            let symbols = symbols.filter(is_symbols).map(|it| self.section_span(it));
            let symbols = symbols.unwrap_or_default();
            let apart = |it: &RelocationTable| {
                it.span.end() <= span.start() || span.end() <= it.span.start()
            };
            if !span.is_empty() && tables.len() < TABLES && tables.iter().all(apart) {
                tables.push(RelocationTable { form, span, symbols });
            }
        }
        tables
    }

    /// The symbol table: the full one, or the loader's where the full one is missing.
    fn symbol_table(&self, entries: &[H::SectionHeader]) -> Option<SymbolTable> {
        let endian = self.endian;
        let of_kind = |kind| entries.iter().find(|entry| entry.sh_type(endian) == kind);
        let table = of_kind(elf::SHT_SYMTAB)?;
        let names = entries.get(usize::try_from(table.sh_link(endian)).ok()?)?;
        let kind = if self.header.is_type_64() { SymbolKind::Elf64 } else { SymbolKind::Elf32 };
        SymbolTable::new(kind, self.section_span(table), self.section_span(names))
    }
}

/// Whether every byte of `inner` is one of `outer`.
fn covers(outer: Span, inner: Span) -> bool {
    outer.start() <= inner.start() && inner.end() <= outer.end()
}

/// Reads the number from a flags type, whose width differs between the classes.
trait IntoFlags {
    fn into_flags(self) -> u64;
}

impl IntoFlags for SectionFlags {
    fn into_flags(self) -> u64 {
        self.0
    }
}

fn goarch(machine: elf::Machine, is_64: bool, endian: Endian) -> Option<&'static str> {
    Some(match (machine, is_64, endian) {
        (elf::EM_386, ..) => "386",
        (elf::EM_X86_64, ..) => "amd64",
        (elf::EM_ARM, _, Endian::Little) => "arm",
        (elf::EM_ARM, _, Endian::Big) => "armbe",
        (elf::EM_AARCH64, ..) => "arm64",
        (elf::EM_LOONGARCH, ..) => "loong64",
        (elf::EM_MIPS, false, Endian::Big) => "mips",
        (elf::EM_MIPS, false, Endian::Little) => "mipsle",
        (elf::EM_MIPS, true, Endian::Big) => "mips64",
        (elf::EM_MIPS, true, Endian::Little) => "mips64le",
        (elf::EM_PPC64, _, Endian::Big) => "ppc64",
        (elf::EM_PPC64, _, Endian::Little) => "ppc64le",
        (elf::EM_RISCV, true, _) => "riscv64",
        (elf::EM_S390, ..) => "s390x",
        (elf::EM_SPARCV9, ..) => "sparc64",
        _ => return None,
    })
}

/// The system, as far as the headers show it: the OS/ABI byte, the interpreter, the section of a
/// note. A static program for Linux has no mark.
fn goos(head: &[u8], image: &Image) -> Option<&'static str> {
    if let Some(name) = match head.get(7) {
        Some(2) => Some("netbsd"),
        Some(6) => Some("solaris"),
        Some(9) => Some("freebsd"),
        Some(12) => Some("openbsd"),
        _ => None,
    } {
        return Some(name);
    }
    const INTERPRETERS: [(&str, &str); 9] = [
        ("/system/bin/linker", "android"),
        ("/libexec/ld-elf.so.2", "dragonfly"),
        ("/libexec/ld-elf.so.1", "freebsd"),
        ("/usr/libexec/ld.so", "openbsd"),
        ("/libexec/ld.elf_so", "netbsd"),
        ("/usr/lib/ld.so.1", "solaris"),
        ("/lib/amd64/ld.so.1", "solaris"),
        ("/ld-musl", "linux"),
        ("/ld", "linux"),
    ];
    let interpreter = image.interpreter.as_ref().and_then(Text::as_str);
    let by_interpreter =
        interpreter.and_then(|it| INTERPRETERS.iter().find(|(part, _)| it.contains(part)));
    by_interpreter.map(|(_, name)| *name).or_else(|| {
        const SECTIONS: [(&str, &str); 4] = [
            (".note.openbsd.ident", "openbsd"),
            (".note.netbsd.ident", "netbsd"),
            (".note.android.ident", "android"),
            (".note.dragonfly.ident", "dragonfly"),
        ];
        SECTIONS.iter().find(|(section, _)| image.section(section).is_some()).map(|(_, os)| *os)
    })
}
