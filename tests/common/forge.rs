//! Forged files: as much of a format as one structure needs to be looked at. The fuzz targets use
//! them too.

use gorigin::bytes::Endian;

const PT_LOAD: u32 = 1;
const PT_DYNAMIC: u32 = 2;
const PT_NOTE: u32 = 4;
const SHT_PROGBITS: u32 = 1;
const SHT_STRTAB: u32 = 3;
const SHT_RELA: u32 = 4;
/// Where the file is loaded, as a whole.
pub const BASE: u64 = 0x40_0000;
const FILE_HEADER: usize = 64;
const PROGRAM_HEADER: usize = 56;
pub const SECTION_HEADER: usize = 64;

/// A 64-bit little-endian ELF program.
#[derive(Clone, Default)]
pub struct Elf {
    sections: Vec<(String, Vec<u8>)>,
    /// The sections that a program header for notes names.
    notes: Vec<&'static str>,
    /// How many segments there are beside the first.
    segments: usize,
    /// Whether a program header names the section `.dynamic`.
    dynamic: bool,
    /// Where in the name table each name stands, if not where it should.
    pub name_offsets: Vec<u32>,
    pub names: Option<Vec<u8>>,
}

impl Elf {
    pub fn new() -> Self {
        Self::default()
    }

    /// A program that is Go's by its build info.
    pub fn go(version: &str) -> Self {
        Self::new().section(".go.buildinfo", build_info(version, ""))
    }

    pub fn section(mut self, name: &str, bytes: Vec<u8>) -> Self {
        self.sections.push((name.to_owned(), bytes));
        self
    }

    /// Relocations that the loader is to apply.
    pub fn relocations(self, bytes: Vec<u8>) -> Self {
        self.section(".rela", bytes)
    }

    /// A dynamic section of which the first entries say that its names, and the versions that it
    /// needs, stand behind them, in `bytes`; more entries may stand there too.
    pub fn dynamic(self, bytes: &[u8]) -> Self {
        const ENTRIES: usize = 4;
        let mut elf = Self { dynamic: true, ..self }.section(".dynamic", vec![]);
        let address = Self::address(elf.place(".dynamic") + 16 * ENTRIES);
        let entries = [[5, address], [10, bytes.len() as u64], [0x6fff_fffe, address], [1, 0]];
        let mut all: Vec<u8> = entries.iter().flatten().flat_map(|it| it.to_le_bytes()).collect();
        all.extend(bytes);
        elf.sections.last_mut().unwrap().1 = all;
        elf
    }

    /// A section of notes, with a program header for it.
    pub fn notes(self, name: &'static str, bytes: Vec<u8>) -> Self {
        self.section(name, bytes).more_notes(name, 1)
    }

    /// As many more program headers for the notes in a section.
    pub fn more_notes(mut self, name: &'static str, count: usize) -> Self {
        self.notes.extend(std::iter::repeat_n(name, count));
        self
    }

    /// As many more segments, each of all of the file.
    pub fn more_segments(mut self, count: usize) -> Self {
        self.segments += count;
        self
    }

    /// The address of byte `at` of the file.
    pub fn address(at: usize) -> u64 {
        BASE + at as u64
    }

    fn program_headers(&self) -> usize {
        1 + self.segments + self.notes.len() + usize::from(self.dynamic)
    }

    /// Where the bytes of a section will lie.
    pub fn place(&self, name: &str) -> usize {
        let mut at = FILE_HEADER + PROGRAM_HEADER * self.program_headers();
        for (section, bytes) in &self.sections {
            at = at.next_multiple_of(16);
            if section == name {
                return at;
            }
            at += bytes.len();
        }
        panic!("no section {name}");
    }

    pub fn build(&self) -> Vec<u8> {
        let mut names = vec![0];
        let mut name_offsets = Vec::new();
        for (name, _) in &self.sections {
            name_offsets.push(names.len() as u32);
            names.extend(name.as_bytes());
            names.push(0);
        }
        let names_at = names.len() as u32;
        names.extend(b".shstrtab\0");
        if let Some(own) = &self.names {
            names.clone_from(own);
        }
        for (offset, own) in name_offsets.iter_mut().zip(&self.name_offsets) {
            *offset = *own;
        }

        let mut file = vec![0; FILE_HEADER + PROGRAM_HEADER * self.program_headers()];
        let mut headers = vec![[0_u64; 5]];
        for ((name, bytes), offset) in self.sections.iter().zip(&name_offsets) {
            file.resize(file.len().next_multiple_of(16), 0);
            let (at, size) = (file.len() as u64, bytes.len() as u64);
            let kind = if name == ".rela" { SHT_RELA } else { SHT_PROGBITS };
            headers.push([u64::from(*offset), kind.into(), BASE + at, at, size]);
            file.extend(bytes);
        }
        let at = file.len() as u64;
        headers.push([names_at.into(), SHT_STRTAB.into(), 0, at, names.len() as u64]);
        file.extend(names);
        file.resize(file.len().next_multiple_of(16), 0);
        let table = file.len();
        for [name, kind, address, at, size] in &headers {
            let flags = if *address == 0 { 0_u64 } else { 3 };
            file.extend((*name as u32).to_le_bytes());
            file.extend((*kind as u32).to_le_bytes());
            for field in [flags, *address, *at, *size, 0, 1, 0] {
                file.extend(field.to_le_bytes());
            }
            file.truncate(file.len().min(table + SECTION_HEADER * headers.len()));
        }
        let size = file.len() as u64;
        let mut programs = program_header(PT_LOAD, 0, size).repeat(1 + self.segments);
        for name in &self.notes {
            let (_, bytes) = self.sections.iter().find(|(section, _)| section == name).unwrap();
            programs.extend(program_header(PT_NOTE, self.place(name) as u64, bytes.len() as u64));
        }
        if self.dynamic {
            let (_, bytes) = self.sections.iter().find(|(name, _)| name == ".dynamic").unwrap();
            let at = self.place(".dynamic") as u64;
            programs.extend(program_header(PT_DYNAMIC, at, bytes.len() as u64));
        }
        file[FILE_HEADER..FILE_HEADER + programs.len()].copy_from_slice(&programs);
        let count = self.program_headers() as u16;
        let sections = u16::try_from(headers.len()).unwrap_or(0);
        if sections == 0 {
            // Numbers too large for the file header stand in the first section header.
            let total = headers.len() as u64;
            put(&mut file, table + 32, &total.to_le_bytes());
            put(&mut file, table + 40, &(total as u32 - 1).to_le_bytes());
        }
        let names = if sections == 0 { 0xffff } else { sections - 1 };
        let mut header = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
        header.extend(2_u16.to_le_bytes());
        header.extend(62_u16.to_le_bytes());
        header.extend(1_u32.to_le_bytes());
        for field in [BASE, FILE_HEADER as u64, table as u64] {
            header.extend(field.to_le_bytes());
        }
        header.extend(0_u32.to_le_bytes());
        let sizes = [FILE_HEADER as u16, PROGRAM_HEADER as u16, count, SECTION_HEADER as u16];
        for field in sizes.into_iter().chain([sections, names]) {
            header.extend(field.to_le_bytes());
        }
        put(&mut file, 0, &header);
        file
    }
}

fn program_header(kind: u32, at: u64, size: u64) -> Vec<u8> {
    let mut header = [kind.to_le_bytes(), 6_u32.to_le_bytes()].concat();
    for field in [at, BASE + at, BASE + at, size, size, 4096] {
        header.extend(field.to_le_bytes());
    }
    header
}

/// Overwrites bytes of a file.
pub fn put(file: &mut [u8], at: usize, bytes: &[u8]) {
    file[at..at + bytes.len()].copy_from_slice(bytes);
}

/// Where the section headers of a forged file lie.
pub fn section_table(file: &[u8]) -> usize {
    usize::try_from(u64::from_le_bytes(file[0x28..0x30].try_into().unwrap())).unwrap()
}

fn uvarint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A build info blob as since Go 1.18; `modules` without its frame, which is added.
pub fn build_info(version: &str, modules: &str) -> Vec<u8> {
    build_info_of(version, modules.as_bytes())
}

/// The same of text that need not be UTF-8.
pub fn build_info_of(version: &str, modules: &[u8]) -> Vec<u8> {
    let framed =
        if modules.is_empty() { Vec::new() } else { [&[b'('; 16], modules, &[b')'; 16]].concat() };
    let parts = [version.as_bytes(), &framed];
    let strings = parts.map(|part| [&uvarint(part.len() as u64), part].concat());
    [build_info_header(8, 2), strings.concat()].concat()
}

/// The same with a length that is not that of the module text.
pub fn build_info_with_length(version: &str, length: u64) -> Vec<u8> {
    let parts =
        [build_info_header(8, 2), uvarint(version.len() as u64), version.as_bytes().to_vec()];
    [parts.concat(), uvarint(length), b"path\tx\n".to_vec()].concat()
}

pub fn build_info_header(pointer_size: u8, flags: u8) -> Vec<u8> {
    let mut header = b"\xff Go buildinf:".to_vec();
    header.extend([pointer_size, flags]);
    header.resize(32, 0);
    header
}

/// A note with the lengths given, whatever its parts have.
pub fn note_with(name_len: u32, len: u32, kind: u32, name: &[u8], text: &[u8]) -> Vec<u8> {
    let mut note = [name_len, len, kind].map(u32::to_le_bytes).concat();
    for part in [name, text] {
        note.extend(part);
        note.resize(note.len().next_multiple_of(4), 0);
    }
    note
}

/// Go's note.
pub fn go_note(id: &str) -> Vec<u8> {
    note_with(4, id.len() as u32, 4, b"Go\0\0", id.as_bytes())
}

/// A pclntab of the layout of Go 1.20 with these files, by its own word `declared` many.
pub fn pclntab(endian: Endian, files: &[&str], declared: u64) -> Vec<u8> {
    const HEADER: u64 = 8 + 8 * 8;
    let names = b"\0runtime.main\0main.main\0";
    let mut table: Vec<u8> =
        files.iter().flat_map(|name| [name.as_bytes(), b"\0"].concat()).collect();
    table.resize(table.len().next_multiple_of(8), 0);
    let cu = HEADER + names.len() as u64;
    let file = cu + 8;
    let pc = file + table.len() as u64;
    let words = [2, declared, BASE, HEADER, cu, file, pc, pc + 16];
    let word = |word: u64| match endian {
        Endian::Little => word.to_le_bytes(),
        Endian::Big => word.to_be_bytes(),
    };
    let magic = 0xffff_fff1_u32;
    let magic = if endian == Endian::Little { magic.to_le_bytes() } else { magic.to_be_bytes() };
    let mut bytes = [magic, [0, 0, 1, 8]].concat();
    bytes.extend(words.map(word).concat());
    bytes.extend(names);
    bytes.extend([0; 8]);
    bytes.extend(table);
    bytes.extend([0; 64]);
    bytes
}

/// The header of a fat Mach-O file, each slice being processor, offset and size.
pub fn fat(count: u32, slices: &[(u32, u32, u32)]) -> Vec<u8> {
    let mut words = vec![0xcafe_babe, count];
    for (processor, offset, size) in slices {
        words.extend([*processor, 3, *offset, *size, 14]);
    }
    words.into_iter().flat_map(u32::to_be_bytes).collect()
}
