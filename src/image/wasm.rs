//! WebAssembly modules: sections in a row, each with a byte for its kind, its size as LEB128, and
//! its content. A custom section (kind 0) starts with its name.
//!
//! Go's linker writes the build ID as marked text into custom section `go:buildid` (`go.buildid` up
//! to Go 1.19), its version into `producers`, and function names into `name`.
//!
//! Source: WebAssembly Core Specification 2.0, 5.5; `cmd/link/internal/wasm/asm.go`, Go 1.19.8 and
//! 1.27.3; the tool-conventions document `ProducersSection.md`.

use super::error::OfTable;
use super::symbol_table::{SymbolKind, SymbolTable};
use super::wasm_facts::{Import, Producer, WasmFacts};
use super::{Access, Format, Image, ImageError, Kind, Section, Table};
use crate::bytes::{Endian, Input, PartOffset, Reader, ReaderError, Span, Text, Va, within};

/// The magic, and the version of modules. Components have a different version.
pub(super) const MAGIC: &[u8] = b"\0asm\x01\0\0\0";
/// Bytes read at the start of a section: its kind, its size, and its name if that is short.
const HEADER: u64 = 64;
/// Bytes read of the imports, the exports and the producers.
const MOST: u64 = 256 << 10;
/// The most imports, exports and producers that are read.
const MOST_ENTRIES: u32 = 10_000;
const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const EXPORT: u8 = 7;
const CODE: u8 = 10;
const DATA: u8 = 11;

pub(super) fn read(input: &Input<'_>) -> Result<Image, ImageError> {
    // A module has 32-bit headers, though a Go word takes eight bytes there too.
    let mut image = Image::empty(Format::Wasm, 4, Endian::Little);
    image.goarch = Some("wasm");
    let mut facts = WasmFacts::default();
    if let Err(damage) = read_sections(input, &mut image, &mut facts) {
        image.damage.push(damage);
    }
    image.goos = if facts.imports_from(&["gojs", "go"]) {
        Some("js")
    } else if facts.imports_from(&["wasi_snapshot_preview1"]) {
        Some("wasip1")
    } else {
        None
    };
    image.kind = if facts.exports(&["run", "_start"]) {
        Kind::Executable
    } else if facts.exports(&["_initialize"]) {
        Kind::SharedLibrary
    } else {
        Kind::Other
    };
    image.wasm = Some(Box::new(facts));
    Ok(image)
}

fn read_sections(
    input: &Input<'_>,
    image: &mut Image,
    facts: &mut WasmFacts,
) -> Result<(), ImageError> {
    let table = Table::SectionHeaders;
    let mut at = PartOffset(u64::try_from(MAGIC.len()).unwrap_or(u64::MAX));
    let mut count = 0_u64;
    while at.0 < input.size() {
        count = count.saturating_add(1);
        within("sections", count, input.budget().limits().sections).of(table)?;
        let bytes = input.read_clamped(Span::new(at, HEADER)).of(table)?;
        let mut reader = Reader::new(&bytes, at, Endian::Little);
        let defect = |_| ImageError::Malformed { table, at, defect: "a section without a size" };
        let (kind, size) =
            reader.u8().and_then(|kind| Ok((kind, size(&mut reader)?))).map_err(defect)?;
        let content = Span::new(reader.place(), size);
        // The kind, and the size.
        if content.start().0.saturating_sub(at.0) != 6 {
            facts.short_size = facts.short_size.or(Some(at));
        }
        if kind > 13 {
            return Err(ImageError::Malformed { table, at, defect: "a section of no known kind" });
        }
        at = content.end();
        let (name, content) = if kind == CUSTOM {
            match custom(input, content) {
                Some(named) => named,
                None => continue,
            }
        } else {
            (Text::from(name_of(kind)), content)
        };
        match (kind, name.as_bytes()) {
            (CUSTOM, b"producers") => facts.producers = all(input, content, producers),
            (CUSTOM, b"name") => {
                image.symbols = SymbolTable::new(SymbolKind::WasmNames, content, content);
            }
            (IMPORT, _) => facts.imports = all(input, content, imports),
            (EXPORT, _) => facts.exports = all(input, content, exports),
            _ => {}
        }
        image.sections.push(Section {
            name,
            address: Va(0),
            size: content.len(),
            span: Some(content),
            access: Access { write: kind == DATA, execute: kind == CODE },
            loaded: false,
            compressed: false,
        });
    }
    Ok(())
}

/// A size or count, which takes 32 bits at most.
fn size(reader: &mut Reader<'_>) -> Result<u64, ReaderError> {
    let at = reader.place();
    let size = reader.uvarint()?;
    u32::try_from(size).map(u64::from).map_err(|_| ReaderError::Overlong { at })
}

/// The name of a section kind, as in the specification.
fn name_of(kind: u8) -> &'static str {
    const NAMES: [&str; 14] = [
        "custom",
        "type",
        "import",
        "function",
        "table",
        "memory",
        "global",
        "export",
        "start",
        "element",
        "code",
        "data",
        "datacount",
        "tag",
    ];
    NAMES.get(usize::from(kind)).copied().unwrap_or("unknown")
}

/// The name of a custom section, cut off after 256 bytes, and the content behind the name.
fn custom(input: &Input<'_>, section: Span) -> Option<(Text, Span)> {
    let bytes = input.read_clamped(section.first(5 + 256)).ok()?;
    let mut reader = Reader::new(&bytes, section.start(), Endian::Little);
    let len = size(&mut reader).ok()?;
    let start = reader.place().checked_add(len)?;
    let name = reader.bytes(len.min(256)).ok()?;
    (start <= section.end()).then(|| (Text::from(name), Span::between(start, section.end())))
}

/// The entries that `read` finds in a section before its first error.
fn all<T>(
    input: &Input<'_>,
    section: Span,
    read: fn(&mut Reader<'_>, &mut Vec<T>) -> Result<(), ReaderError>,
) -> Vec<T> {
    let bytes = input.read_clamped(section.first(MOST)).unwrap_or_default();
    let mut found = Vec::new();
    // Entries before a broken one are as good as without it.
    let _ = read(&mut Reader::new(&bytes, section.start(), Endian::Little), &mut found);
    found
}

fn entries(reader: &mut Reader<'_>) -> Result<std::ops::Range<u32>, ReaderError> {
    let count = size(reader)?;
    Ok(0..u32::try_from(count).unwrap_or(u32::MAX).min(MOST_ENTRIES))
}

fn producers(reader: &mut Reader<'_>, found: &mut Vec<Producer>) -> Result<(), ReaderError> {
    for _ in entries(reader)? {
        let field = Text::from(reader.uvarint_bytes()?);
        for _ in entries(reader)? {
            let name = Text::from(reader.uvarint_bytes()?);
            let version = reader.uvarint_bytes()?;
            let length = u64::try_from(version.len()).unwrap_or(u64::MAX);
            let at = PartOffset(reader.place().0.saturating_sub(length));
            found.push(Producer { field: field.clone(), name, version: Text::from(version), at });
        }
    }
    Ok(())
}

/// Reads each import: module, name, and by its kind a type, a table, a memory, a global or a tag.
fn imports(reader: &mut Reader<'_>, found: &mut Vec<Import>) -> Result<(), ReaderError> {
    for _ in entries(reader)? {
        let module = Text::from(reader.uvarint_bytes()?);
        let name = Text::from(reader.uvarint_bytes()?);
        found.push(Import { module, name });
        match reader.u8()? {
            0 => drop(reader.uvarint()?),
            1 => {
                reader.u8()?;
                limits(reader)?;
            }
            2 => limits(reader)?,
            3 => drop(reader.array::<2>()?),
            _ => {
                reader.u8()?;
                reader.uvarint()?;
            }
        }
    }
    Ok(())
}

fn limits(reader: &mut Reader<'_>) -> Result<(), ReaderError> {
    let flags = reader.u8()?;
    reader.uvarint()?;
    if flags & 1 != 0 {
        reader.uvarint()?;
    }
    Ok(())
}

fn exports(reader: &mut Reader<'_>, found: &mut Vec<Text>) -> Result<(), ReaderError> {
    for _ in entries(reader)? {
        found.push(Text::from(reader.uvarint_bytes()?));
        reader.u8()?;
        reader.uvarint()?;
    }
    Ok(())
}
