//! Plan 9 `a.out`: a header of big-endian words, then text, data and symbols in a row.
//!
//! | offset | field |
//! | --- | --- |
//! | 0 | magic: 0x1eb (386), 0x8a97 (amd64), 0x647 (arm), 0x8c47 (arm64); 0x8000 in it says 64-bit |
//! | 4, 8, 12 | sizes of text, data and zeroed memory |
//! | 16 | size of the symbol table |
//! | 20 | entry point |
//! | 24, 28 | sizes of two tables that Go leaves empty |
//! | 32 | 64-bit only: the entry point again, in eight bytes |
//!
//! The header and the text are loaded together; the data starts at the next page. The header does
//! not give the page size, but each processor has a fixed one.
//!
//! Source: `debug/plan9obj` and `cmd/link/internal/{amd64,arm,x86}/obj.go`, Go 1.27.3. Go does not
//! write the header of arm64; it is from `a.out.h` of 9front.

use super::symbol_table::{SymbolKind, SymbolTable};
use super::{Access, Format, Image, ImageError, Kind, Section, Segment, Table};
use crate::bytes::{Endian, Input, PartOffset, Reader, ReaderError, Span, Text, Va};

/// Facts that follow from the magic: the name of the processor, the size of an address and the page
/// size, which is also the load address of the header.
struct Machine {
    magic: u32,
    goarch: &'static str,
    pointer_size: u8,
    page: u64,
}

const MACHINES: [Machine; 4] = [
    Machine { magic: 0x01eb, goarch: "386", pointer_size: 4, page: 0x1000 },
    Machine { magic: 0x8a97, goarch: "amd64", pointer_size: 8, page: 0x20_0000 },
    Machine { magic: 0x0647, goarch: "arm", pointer_size: 4, page: 0x1000 },
    Machine { magic: 0x8c47, goarch: "arm64", pointer_size: 8, page: 0x1_0000 },
];

struct Header {
    machine: &'static Machine,
    text: u64,
    data: u64,
    zeroed: u64,
    symbols: u64,
    entry: u64,
    others: [u64; 2],
    /// The size of the header.
    size: u64,
}

impl Header {
    fn read(head: &[u8]) -> Option<Self> {
        let magic = u32::from_be_bytes(*head.first_chunk()?);
        let machine = MACHINES.iter().find(|machine| machine.magic == magic)?;
        Self::fields(head, machine).ok()
    }

    fn fields(head: &[u8], machine: &'static Machine) -> Result<Self, ReaderError> {
        let mut reader = Reader::new(head, PartOffset(0), Endian::Big);
        reader.u32()?;
        let mut word = || reader.u32().map(u64::from);
        let (text, data, zeroed, symbols) = (word()?, word()?, word()?, word()?);
        let (short_entry, others) = (word()?, [word()?, word()?]);
        let entry = if machine.pointer_size == 8 { reader.u64()? } else { short_entry };
        let size = reader.place().0;
        Ok(Self { machine, text, data, zeroed, symbols, entry, others, size })
    }

    /// The end of the text in memory.
    fn text_end(&self) -> u64 {
        self.machine.page.saturating_add(self.size).saturating_add(self.text)
    }
}

/// Whether a file that starts with `head` is a Plan 9 program: it has a known magic, and its entry
/// point lies in its text.
pub(super) fn starts_as_plan9(head: &[u8]) -> bool {
    Header::read(head).is_some_and(|it| (it.machine.page..it.text_end()).contains(&it.entry))
}

pub(super) fn read(input: &Input<'_>) -> Result<Image, ImageError> {
    let table = Table::FileHeader;
    let defect = "shorter than the file header";
    let header = Header::read(input.head());
    let header = header.ok_or(ImageError::Malformed { table, at: PartOffset(0), defect })?;
    let machine = header.machine;
    let order = Endian::Little;
    let mut image = Image::empty(Format::Plan9, machine.pointer_size, order);
    image.goos = Some("plan9");
    image.goarch = Some(machine.goarch);
    image.kind = Kind::Executable;
    image.base = Va(machine.page);

    let text_at = image.base.0.saturating_add(header.size);
    let data_at = header.text_end().checked_next_multiple_of(machine.page).unwrap_or(u64::MAX);
    let [stack, lines] = header.others;
    let mut at = PartOffset(header.size);
    for (name, address, size, loaded) in [
        ("text", text_at, header.text, true),
        ("data", data_at, header.data, true),
        ("syms", 0, header.symbols, false),
        ("spsz", 0, stack, false),
        ("pcsz", 0, lines, false),
    ] {
        let span = Span::new(at, size);
        at = span.end();
        let access = Access { write: name == "data", execute: name == "text" };
        let address = Va(address);
        let name = Text::from(name);
        let span = (!span.is_empty()).then_some(span);
        image.sections.push(Section {
            name,
            address,
            size,
            span,
            access,
            loaded,
            compressed: false,
        });
    }
    // The header is part of the first segment; zeroed memory follows the data.
    let text = Span::new(PartOffset(0), header.size.saturating_add(header.text));
    let data = Span::new(text.end(), header.data);
    let data_size = header.data.saturating_add(header.zeroed);
    let segment = |address, size, span, write| {
        let access = Access { write, execute: !write };
        Segment { address: Va(address), size, span, access }
    };
    image.segments.push(segment(image.base.0, text.len(), text, false));
    image.segments.push(segment(data_at, data_size, data, true));
    let symbols = Span::new(data.end(), header.symbols);
    let kind =
        if machine.pointer_size == 8 { SymbolKind::Plan9In64 } else { SymbolKind::Plan9In32 };
    image.symbols = SymbolTable::new(kind, symbols, symbols);
    Ok(image)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits};

    fn header(magic: u32, sizes: [u32; 4], entry: u64) -> Vec<u8> {
        let short = u32::try_from(entry).unwrap();
        let mut head: Vec<u8> = [magic]
            .iter()
            .chain(&sizes)
            .chain(&[short, 0, 0])
            .flat_map(|word| word.to_be_bytes())
            .collect();
        if magic & 0x8000 != 0 {
            head.extend(entry.to_be_bytes());
        }
        head
    }

    #[test]
    fn the_entry_point_lies_in_the_text() {
        for (head, want) in [
            (header(0x8a97, [0x1000, 8, 8, 0], 0x20_0100), true),
            (header(0x01eb, [0x1000, 8, 8, 0], 0x1020), true),
            (header(0x0647, [0x1000, 8, 8, 0], 0x1020), true),
            (header(0x8c47, [0x1000, 8, 8, 0], 0x1_0100), true),
            (header(0x8a97, [0x1000, 8, 8, 0], 0x1020), false),
            (header(0x01eb, [0x1000, 8, 8, 0], 0x9020), false),
            (header(0x01ba, [0x1000, 8, 8, 0], 0x1020), false),
            (b"\0\0\x01\xeb".to_vec(), false),
        ] {
            assert_eq!(starts_as_plan9(&head), want, "{head:x?}");
        }
    }

    #[test]
    fn data_starts_at_the_page_behind_the_text() {
        for (magic, text, want) in [
            (0x8a97, 0x1000, 0x40_0000),
            (0x8a97, 0x20_0000 - 40, 0x40_0000),
            (0x8a97, 0x20_0000 - 39, 0x60_0000),
            (0x01eb, 0x1000, 0x3000),
        ] {
            let page = if magic == 0x8a97 { 0x20_0000 } else { 0x1000 };
            let mut file = header(magic, [text, 16, 8, 0], page + 40);
            file.resize(usize::try_from(text).unwrap() + 64, 0);
            let budget = Budget::new(&Limits::default());
            let input = Input::open(&file, &budget).unwrap();
            let image = read(&input).unwrap();
            assert_eq!(image.section("data").map(|it| it.address), Some(Va(want)), "{text:#x}");
        }
    }
}
