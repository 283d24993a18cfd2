//! Rebuilds the import table of a PE program that UPX packed. The sources are a list and the table
//! of the packed file, which retains only the names of the libraries.
//!
//! For each library: the offset of its name from the packed file's import table, the offset of its
//! address table in the image, then its functions up to a zero byte. A function is 1 and a
//! zero-terminated name, or 0xff and an ordinal of two bytes, or any other byte and a four-byte
//! offset into the packed file's table, where an ordinal is. A library at offset 0 ends the list.

use std::ops::Range;

use super::pe_image::{Headers, Image, Section};
use crate::bytes::{Endian, Input, PartOffset, Reader, Span, needle};

/// The length of a library's entry in the import table.
const DESCRIPTOR: u32 = 20;
const IMPORT: usize = 1;

/// One function of a library.
enum Function {
    Name(Vec<u8>),
    Ordinal(u16),
    Word(u64),
}

/// One library: its name, the index of its address table in the image, its functions.
struct Library {
    name: Vec<u8>,
    table: usize,
    functions: Vec<Function>,
}

/// Puts the import table back into the image; `None` where part of it could not be rebuilt. `list`
/// is the index of the list, `names` the address of the libraries' names, 0 where they did not
/// move.
pub(super) fn restore(
    input: &Input<'_>,
    [outer, inner]: [&Headers; 2],
    image: &mut Image,
    list: u32,
    names: u32,
) -> Option<()> {
    let libraries = libraries(image, list, &packed_table(input, outer)?, inner.is_64)?;
    let (mut descriptor, _) = inner.directory(IMPORT)?;
    let total = libraries.iter().map(|it| it.name.len()).sum::<usize>().next_multiple_of(2);
    let moved = image.index(names).filter(|_| names > 0).map(|libraries| {
        let start = libraries.saturating_add(total);
        MovedNames { library: libraries, start, function: start }
    });
    let mut restorer = Restorer { image, moved, is_64: inner.is_64 };
    for library in libraries {
        let at = restorer.image.index(descriptor)?;
        let end = restorer.library(&library, at)?;
        if let Some(names) = lookup_table(restorer.image, inner, descriptor, library.table..end) {
            restorer.image.put(at, &names.to_le_bytes())?;
        }
        descriptor = descriptor.checked_add(DESCRIPTOR)?;
    }
    Some(())
}

/// Where the next names go that moved: those of libraries, and behind all of them those of functions.
struct MovedNames {
    library: usize,
    start: usize,
    function: usize,
}

/// The image into which libraries are put back, one behind the other.
struct Restorer<'i> {
    image: &'i mut Image,
    /// `None` where the names did not move.
    moved: Option<MovedNames>,
    is_64: bool,
}

impl Restorer<'_> {
    /// Puts a library back, whose descriptor lies at `at`, and gives the end of its address table.
    fn library(&mut self, library: &Library, at: usize) -> Option<usize> {
        match &mut self.moved {
            Some(MovedNames { library: place, .. }) => {
                self.image.put(*place, &library.name)?;
                let address = address(self.image, *place)?;
                self.image.put(at.checked_add(12)?, &address.to_le_bytes())?;
                *place = place.checked_add(library.name.len())?;
            }
            None => {
                let address = u32_at(&self.image.bytes, at.checked_add(12)?)?;
                self.image.put(self.image.index(address)?, &library.name)?;
            }
        }
        let table = address(self.image, library.table)?;
        self.image.put(at.checked_add(16)?, &table.to_le_bytes())?;
        let width = if self.is_64 { 8 } else { 4 };
        let mut entry = library.table;
        for function in &library.functions {
            if let Some(value) = self.function(function, entry)? {
                put_word(self.image, entry, value, self.is_64)?;
            }
            entry = entry.checked_add(width)?;
        }
        put_word(self.image, entry, 0, self.is_64)?;
        entry.checked_add(width)
    }

    /// Puts the name of a function back; the outer `None` where that fails, the inner one where the
    /// word at `entry` in the address table is right already.
    fn function(&mut self, function: &Function, entry: usize) -> Option<Option<u64>> {
        let name = match function {
            Function::Name(name) => name,
            Function::Ordinal(number) => {
                let mark = if self.is_64 { 1 << 63 } else { 1 << 31 };
                return Some(Some(u64::from(*number) | mark));
            }
            Function::Word(word) => return Some(Some(*word)),
        };
        let Some(MovedNames { start, function: place, .. }) = &mut self.moved else {
            let address = u32_at(&self.image.bytes, entry)?.checked_add(2)?;
            self.image.put(self.image.index(address)?, name)?;
            return Some(None);
        };
        if place.checked_sub(*start)? % 2 == 1 {
            *place = place.checked_sub(1)?;
        }
        self.image.put(place.checked_add(2)?, name)?;
        let address = address(self.image, *place)?;
        *place = place.checked_add(2)?.checked_add(name.len())?;
        Some(Some(address.into()))
    }
}

/// The address of that index of the image.
fn address(image: &Image, index: usize) -> Option<u32> {
    u32::try_from(index).ok()?.checked_add(image.lowest)
}

/// The address of a library's table of names. UPX leaves the table in place but drops its address.
/// The table equals the address table at `table`, and lies in the section of the descriptors.
fn lookup_table(
    image: &Image,
    inner: &Headers,
    descriptor: u32,
    table: Range<usize>,
) -> Option<u32> {
    let holds = |section: &&Section| {
        descriptor.checked_sub(section.address).is_some_and(|within| within < section.size)
    };
    let section = inner.sections.iter().find(holds)?;
    let start = image.index(section.address)?;
    let end = start.checked_add(usize::try_from(section.size).ok()?)?;
    let bytes = image.bytes.get(start..end.min(image.bytes.len()))?;
    let pattern = image.bytes.get(table.clone()).filter(|it| it.len() > 8)?;
    let mut places = needle::find_all(bytes, pattern).filter_map(|at| at.checked_add(start));
    let place = places.find(|place| *place != table.start)?;
    u32::try_from(place).ok()?.checked_add(image.lowest)
}

/// The bytes of the packed file from its import table to the end of the section.
fn packed_table(input: &Input<'_>, outer: &Headers) -> Option<Vec<u8>> {
    let (address, _) = outer.directory(IMPORT)?;
    let section = outer.sections.iter().find_map(|section| {
        let within = address.checked_sub(section.address)?;
        let span = Span::new(PartOffset(section.offset.into()), section.size.into());
        (within < section.size)
            .then(|| span.part(within.into(), section.size.checked_sub(within)?.into()))?
    });
    input.read(section?).ok()
}

fn libraries(image: &Image, list: u32, packed: &[u8], is_64: bool) -> Option<Vec<Library>> {
    let list = image.bytes.get(usize::try_from(list).ok()?..)?;
    let mut reader = Reader::new(list, PartOffset(0), Endian::Little);
    let mut libraries = Vec::new();
    loop {
        let name = reader.u32().ok()?;
        if name == 0 {
            return Some(libraries);
        }
        let mut name = zero_ended(packed.get(usize::try_from(name).ok()?..)?)?;
        // UPX spells this name in capitals, Go in lower case.
        if name == b"KERNEL32.DLL\0" {
            name.make_ascii_lowercase();
        }
        let table = usize::try_from(reader.u32().ok()?).ok()?;
        let mut functions = Vec::new();
        loop {
            functions.push(match reader.u8().ok()? {
                0 => break,
                1 => {
                    let name = zero_ended(reader.rest())?;
                    reader.bytes(u64::try_from(name.len()).ok()?).ok()?;
                    Function::Name(name)
                }
                0xff => Function::Ordinal(reader.u16().ok()?),
                _ => {
                    let at = usize::try_from(reader.u32().ok()?).ok()?;
                    let mut word = Reader::new(packed.get(at..)?, PartOffset(0), Endian::Little);
                    Function::Word(word.word(if is_64 { 8 } else { 4 }).ok()?)
                }
            });
        }
        libraries.push(Library { name, table, functions });
    }
}

/// The bytes up to and including the first zero.
fn zero_ended(bytes: &[u8]) -> Option<Vec<u8>> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    bytes.get(..=end).map(<[u8]>::to_vec)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn put_word(image: &mut Image, at: usize, value: u64, is_64: bool) -> Option<()> {
    let length = if is_64 { 8 } else { 4 };
    image.put(at, value.to_le_bytes().get(..length)?)
}
