//! The relocation tables of an ELF file, which tell the loader what to write at each place.
//!
//! | table | entries | addend |
//! | --- | --- | --- |
//! | `SHT_RELA`, `DT_RELA` | place, info, addend | in the entry; the content of the word is ignored |
//! | `SHT_REL`, `DT_REL` | place, info | the content of the word |
//! | `SHT_RELR`, `DT_RELR` | places alone, packed | the content of the word: nothing to look up |
//! | `SHT_ANDROID_REL`, `SHT_ANDROID_RELA` | the first two as groups of LEB128 integers behind `APS2` | as those |
//!
//! The info holds a symbol and a type: of 32 and 32 bits in a 64-bit file, of 24 and 8 in a 32-bit
//! file. Two types fill a whole word with an address: the *relative* one with the addend, the
//! *absolute* one with the value of the symbol plus the addend. Their numbers differ by processor.
//! On mips one type serves as both; on little-endian mips64 the info is not one number but five,
//! the symbol first and the type last.
//!
//! Source: System V ABI, chapter 4, and the supplements of each processor; `elf.h` of glibc 2.36;
//! `linker_reloc_iterators.h` of Android's bionic for the packed form.

use super::error::OfTable;
use super::relocation_table::{Fill, Form, RelocationTable};
use super::segments::signed;
use super::{Image, ImageError, Table};
use crate::bytes::{Endian, Input, PartOffset, Reader, ReaderError, Span, Va, within};

/// Bytes of a relocation table read in one step: a whole number of entries of either class.
const STEP: u64 = 24 * 12 * 512;
/// The most bytes of a packed table that are read: it is read at once.
const PACKED: u64 = 16 << 20;
/// Bytes of a symbol table read in one step: a whole number of entries of either class.
const SYMBOLS: u64 = 24 * 16 * 256;

/// One entry of a table.
#[derive(Clone, Copy)]
struct Entry {
    place: u64,
    info: u64,
    addend: u64,
}

/// The numbers of the two types on one processor.
#[derive(Clone, Copy)]
struct Types {
    relative: u32,
    absolute: u32,
}

/// The numbers for a processor, by its number in the file header and the size of an address.
fn types(machine: u32, pointer_size: u8) -> Option<Types> {
    let (relative, absolute) = match (machine, pointer_size) {
        (3, _) => (8, 1),
        (62, _) => (8, 1),
        (40, _) => (23, 2),
        (183, 8) => (1027, 257),
        (258, 8) => (3, 2),
        (258, _) => (3, 1),
        (8, _) => (3, 3),
        (20, _) => (22, 1),
        (21, _) => (22, 38),
        (243, 8) => (3, 2),
        (243, _) => (3, 1),
        (22, 8) => (12, 22),
        (22, _) => (12, 4),
        (2 | 18, _) => (22, 3),
        (43, _) => (22, 32),
        _ => return None,
    };
    Some(Types { relative, absolute })
}

const MIPS: u32 = 8;
const SPARC_64: u32 = 43;

/// A request, and the results so far.
struct Collector<'c, 's> {
    image: &'c Image,
    input: &'c Input<'s>,
    start: Va,
    len: u64,
    types: Option<Types>,
    found: Vec<(Va, Fill)>,
    /// Entries of the current table that name a symbol, starting with the symbol number.
    named: Vec<(u64, Va, Fill)>,
}

/// The values that the loader writes into the `len` bytes at `start`, ordered by place.
///
/// # Errors
/// [`ImageError`] where a table cannot be read.
pub(super) fn collect(
    image: &Image,
    input: &Input<'_>,
    start: Va,
    len: u64,
) -> Result<Vec<(Va, Fill)>, ImageError> {
    input.budget().pay_for_pass().of(Table::Relocations)?;
    let read;
    let tables = if image.relocations.is_empty() {
        read = image.dynamic_relocations(input)?;
        read.as_slice()
    } else {
        image.relocations.as_slice()
    };
    let types = types(image.loading.machine, image.pointer_size);
    let (found, named) = (Vec::new(), Vec::new());
    let mut collector = Collector { image, input, start, len, types, found, named };
    for table in tables {
        collector.add_table(*table)?;
    }
    let mut found = collector.found;
    found.sort_unstable();
    // No linker writes two entries for one place.
    found.dedup_by_key(|(place, _)| *place);
    Ok(found)
}

impl Collector<'_, '_> {
    fn add_table(&mut self, table: RelocationTable) -> Result<(), ImageError> {
        self.named.clear();
        match table.form {
            Form::Rel | Form::Rela => self.add_plain(table)?,
            Form::PackedRel | Form::PackedRela => self.add_packed(table)?,
        }
        self.find_symbols(table.symbols)
    }

    fn add_plain(&mut self, table: RelocationTable) -> Result<(), ImageError> {
        let size = self.image.pointer_size;
        let mut windows = self.input.windows(table.span, STEP, 0);
        while let Some((at, bytes)) = windows.advance().of(Table::Relocations)? {
            let mut reader = Reader::new(bytes, at, self.image.endian);
            while let (Ok(place), Ok(info)) = (reader.word(size), reader.word(size)) {
                let addend = if table.form == Form::Rela { reader.word(size) } else { Ok(0) };
                let Ok(addend) = addend else { break };
                self.add(table.form, Entry { place, info, addend });
            }
        }
        Ok(())
    }

    fn add_packed(&mut self, table: RelocationTable) -> Result<(), ImageError> {
        let at = table.span.start();
        within("relocations", table.span.len(), PACKED).of(Table::Relocations)?;
        let bytes = self.input.read(table.span).of(Table::Relocations)?;
        let defect = |defect| ImageError::Malformed { table: Table::Relocations, at, defect };
        let packed = bytes.strip_prefix(b"APS2").ok_or_else(|| defect("packed, but not so"))?;
        let mut reader = Reader::new(packed, at, Endian::Little);
        // A group of equal entries takes few bytes, so their number is checked against the limits.
        let limit = self.input.budget().limits().symbols;
        let mut add = |entry| self.add(table.form, entry);
        unpack(&mut reader, limit, &mut add).map_err(|_| defect("a group is cut short"))
    }

    fn add(&mut self, form: Form, entry: Entry) {
        let place = Va(entry.place);
        if place.offset_from(self.start).is_none_or(|offset| offset >= self.len) {
            return;
        }
        let (symbol, kind) = self.parts(entry.info);
        let fill = |value: u64| match form.has_addends() {
            true => Fill::Address(value),
            false => Fill::Added(value),
        };
        let is = |number: fn(Types) -> u32| self.types.is_none_or(|it| number(it) == kind);
        if symbol == 0 && (is(|it| it.relative) || is(|it| it.absolute)) {
            self.found.push((place, fill(entry.addend)));
        } else if self.types.is_some() && is(|it| it.absolute) {
            self.named.push((symbol, place, fill(entry.addend)));
        }
    }

    /// The symbol and the type.
    fn parts(&self, info: u64) -> (u64, u32) {
        let low = |value: u64| u32::try_from(value & 0xffff_ffff).unwrap_or_default();
        match (self.image.loading.machine, self.image.pointer_size) {
            (_, 4) => (info.wrapping_shr(8), low(info & 0xff)),
            (MIPS, _) if self.image.endian == Endian::Little => {
                (info & 0xffff_ffff, low(info.wrapping_shr(56)))
            }
            (MIPS | SPARC_64, _) => (info.wrapping_shr(32), low(info & 0xff)),
            _ => (info.wrapping_shr(32), low(info)),
        }
    }

    /// Looks up the symbols that entries of the table name.
    fn find_symbols(&mut self, symbols: Span) -> Result<(), ImageError> {
        self.named.sort_unstable();
        let size: u64 = if self.image.pointer_size == 8 { 24 } else { 16 };
        let mut named = self.named.iter().peekable();
        let mut windows = self.input.windows(symbols.clamped(self.input.size()), SYMBOLS, 0);
        let mut index = 0_u64;
        while named.peek().is_some()
            && let Some((at, bytes)) = windows.advance().of(Table::Symbols)?
        {
            for symbol in bytes.chunks_exact(usize::try_from(size).unwrap_or(usize::MAX)) {
                while let Some((_, place, fill)) = named.next_if(|(number, ..)| *number <= index) {
                    let value = value(symbol, at, self.image);
                    let fill = match (*fill, value) {
                        (Fill::Address(addend), Some(it)) => Fill::Address(addend.wrapping_add(it)),
                        (Fill::Added(addend), Some(it)) => Fill::Added(addend.wrapping_add(it)),
                        _ => Fill::Unknown,
                    };
                    self.found.push((*place, fill));
                }
                index = index.saturating_add(1);
            }
        }
        self.found.extend(named.map(|(_, place, _)| (*place, Fill::Unknown)));
        Ok(())
    }
}

/// The value of a symbol; `None` for one that is defined elsewhere.
fn value(symbol: &[u8], at: PartOffset, image: &Image) -> Option<u64> {
    let mut reader = Reader::new(symbol, at, image.endian);
    let (section, value) = if image.pointer_size == 8 {
        let (_name, _info) = (reader.u32().ok()?, reader.array::<2>().ok()?);
        (reader.u16().ok()?, reader.u64().ok()?)
    } else {
        let (_name, value, _size) = (reader.u32().ok()?, reader.u32().ok()?, reader.u32().ok()?);
        reader.array::<2>().ok()?;
        (reader.u16().ok()?, value.into())
    };
    (section != 0).then_some(value)
}

/// Passes each entry of a packed table to `add`, at most `most` entries.
fn unpack(
    reader: &mut Reader<'_>,
    most: u64,
    add: &mut impl FnMut(Entry),
) -> Result<(), ReaderError> {
    const BY_INFO: u64 = 1;
    const BY_OFFSET: u64 = 2;
    const BY_ADDEND: u64 = 4;
    const HAS_ADDEND: u64 = 8;
    let (mut left, mut place) = (signed(reader)?.min(most), signed(reader)?);
    let (mut info, mut addend) = (0, 0_u64);
    while left > 0 {
        let (size, flags) = (signed(reader)?, signed(reader)?);
        let has = |flag: u64| flags & flag != 0;
        let step = if has(BY_OFFSET) { signed(reader)? } else { 0 };
        if has(BY_INFO) {
            info = signed(reader)?;
        }
        match (has(HAS_ADDEND), has(BY_ADDEND)) {
            (true, true) => addend = addend.wrapping_add(signed(reader)?),
            (true, false) => {}
            (false, _) => addend = 0,
        }
        for _ in 0..size.min(left) {
            let moved = if has(BY_OFFSET) { step } else { signed(reader)? };
            place = place.wrapping_add(moved);
            if !has(BY_INFO) {
                info = signed(reader)?;
            }
            if has(HAS_ADDEND) && !has(BY_ADDEND) {
                addend = addend.wrapping_add(signed(reader)?);
            }
            add(Entry { place, info, addend });
        }
        // An empty group takes bytes too, so the loop ends.
        left = left.saturating_sub(size);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Budget;
    use crate::bytes::Limits;
    use crate::image::Format;

    /// A file with one table at 0x100 and symbols at 0x200: number 1 is defined at 0x7000, number 2
    /// elsewhere.
    fn read(machine: u32, size: u8, endian: Endian, form: Form, words: &[u64]) -> Vec<(Va, Fill)> {
        let put = |file: &mut Vec<u8>, value: u64, size: u8| {
            let bytes = value.to_be_bytes();
            let bytes = &bytes[8 - usize::from(size)..];
            match endian {
                Endian::Big => file.extend(bytes),
                Endian::Little => file.extend(bytes.iter().rev()),
            }
        };
        let mut file = vec![0; 0x100];
        words.iter().for_each(|&word| put(&mut file, word, size));
        let span = Span::between(PartOffset(0x100), PartOffset(file.len() as u64));
        file.resize(0x200, 0);
        for (section, value) in [(0, 0), (5, 0x7000), (0, 0)] {
            if size == 8 {
                file.extend([0; 6]);
                put(&mut file, section, 2);
                put(&mut file, value, 8);
                file.extend([0; 8]);
            } else {
                file.extend([0; 4]);
                put(&mut file, value, 4);
                file.extend([0; 6]);
                put(&mut file, section, 2);
            }
        }
        let symbols = Span::between(PartOffset(0x200), PartOffset(file.len() as u64));
        let mut image = Image::empty(Format::Elf, size, endian);
        image.loading.machine = machine;
        image.relocations = vec![RelocationTable { form, span, symbols }];
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&file, &budget).unwrap();
        collect(&image, &input, Va(0x1000), 0x100).unwrap()
    }

    #[test]
    fn every_processor() {
        use Endian::{Big, Little};
        use Form::{Rel, Rela};
        let address = Fill::Address(0x5000);
        let symbol = Fill::Address(0x7005);
        for (what, machine, size, endian, form, words, want) in [
            ("amd64", 62, 8, Little, Rela, vec![0x1008, 8, 0x5000], Some(address)),
            ("amd64, symbol", 62, 8, Little, Rela, vec![0x1008, 0x1_0000_0001, 5], Some(symbol)),
            (
                "amd64, symbol of another",
                62,
                8,
                Little,
                Rela,
                vec![0x1008, 0x2_0000_0001, 5],
                Some(Fill::Unknown),
            ),
            (
                "amd64, no such symbol",
                62,
                8,
                Little,
                Rela,
                vec![0x1008, 0x9_0000_0001, 5],
                Some(Fill::Unknown),
            ),
            ("amd64, another type", 62, 8, Little, Rela, vec![0x1008, 0x1_0000_0006, 5], None),
            ("amd64, elsewhere", 62, 8, Little, Rela, vec![0x2008, 8, 0x5000], None),
            ("386", 3, 4, Little, Rel, vec![0x1008, 8], Some(Fill::Added(0))),
            ("386, symbol", 3, 4, Little, Rel, vec![0x1008, 0x101], Some(Fill::Added(0x7000))),
            ("arm, symbol", 40, 4, Little, Rel, vec![0x1008, 0x102], Some(Fill::Added(0x7000))),
            ("arm64", 183, 8, Little, Rela, vec![0x1008, 1027, 0x5000], Some(address)),
            ("arm64, symbol", 183, 8, Little, Rela, vec![0x1008, 0x1_0000_0101, 5], Some(symbol)),
            ("loong64", 258, 8, Little, Rela, vec![0x1008, 3, 0x5000], Some(address)),
            ("riscv64", 243, 8, Little, Rela, vec![0x1008, 3, 0x5000], Some(address)),
            ("riscv64, symbol", 243, 8, Little, Rela, vec![0x1008, 0x1_0000_0002, 5], Some(symbol)),
            ("ppc64le", 21, 8, Little, Rela, vec![0x1008, 22, 0x5000], Some(address)),
            ("ppc64, symbol", 21, 8, Big, Rela, vec![0x1008, 0x1_0000_0026, 5], Some(symbol)),
            ("powerpc", 20, 4, Big, Rela, vec![0x1008, 22, 0x5000], Some(address)),
            ("s390x", 22, 8, Big, Rela, vec![0x1008, 12, 0x5000], Some(address)),
            ("sparc64", 43, 8, Big, Rela, vec![0x1008, 22, 0x5000], Some(address)),
            ("mips", 8, 4, Big, Rel, vec![0x1008, 3], Some(Fill::Added(0))),
            ("mips64", 8, 8, Big, Rel, vec![0x1008, 0x1203], Some(Fill::Added(0))),
            ("mips64le", 8, 8, Little, Rel, vec![0x1008, 3 << 56], Some(Fill::Added(0))),
            (
                "mips64le, symbol",
                8,
                8,
                Little,
                Rel,
                vec![0x1008, 3 << 56 | 1],
                Some(Fill::Added(0x7000)),
            ),
            (
                "of no processor known",
                9999,
                8,
                Little,
                Rela,
                vec![0x1008, 77, 0x5000],
                Some(address),
            ),
        ] {
            let got = read(machine, size, endian, form, &words);
            let want: Vec<_> = want.map(|fill| (Va(0x1008), fill)).into_iter().collect();
            assert_eq!(got, want, "{what}");
        }
    }

    #[test]
    fn packed_for_android() {
        // Two relative entries 8 apart, then one with a symbol, as signed LEB128.
        let packed: &[u8] = &[
            3,
            0x80,
            0x20, // three entries; the first place counts from 0x1000
            2,
            1 | 2 | 8,
            8,
            8,
            0x80,
            0xa0,
            0x01,
            0x10, // by info and offset: 0x5000, 0x5010
            1,
            8,
            16,
            0x81,
            0x80,
            0x80,
            0x80,
            0x10,
            1, // 16 on, symbol 1: addend one more
        ];
        let mut got = Vec::new();
        let mut reader = Reader::new(packed, PartOffset(0), Endian::Little);
        let add = &mut |it: Entry| got.push((it.place, it.info, it.addend));
        unpack(&mut reader, 100, add).unwrap();
        let want = [(0x1008, 8, 0x5000), (0x1010, 8, 0x5010), (0x1020, 0x1_0000_0001, 0x5011)];
        assert_eq!(got, want);
        assert!(reader.rest().is_empty());
        for cut in 0..packed.len() {
            let mut reader = Reader::new(&packed[..cut], PartOffset(0), Endian::Little);
            assert!(unpack(&mut reader, 100, &mut |_| {}).is_err(), "{cut}");
        }
        // Very many entries in few bytes.
        let many: &[u8] = &[0xff, 0xff, 0xff, 0xff, 0x07, 0, 0xff, 0xff, 0xff, 0xff, 0x07, 3, 0, 8];
        let mut count = 0;
        let mut reader = Reader::new(many, PartOffset(0), Endian::Little);
        unpack(&mut reader, 1000, &mut |_| count += 1).unwrap();
        assert_eq!(count, 1000);
    }
}
