//! Thin Mach-O: file header and load commands.

use object::endian::{Endian as _, Endianness};
use object::macho::{self, MachHeader32, MachHeader64};
use object::pod::from_bytes;
use object::read::macho::{LoadCommandVariant, MachHeader, Section as _};

use super::chain::Chain;
use super::claim::{self, Claim};
use super::error::OfTable;
use super::symbol_table::{SymbolKind, SymbolTable};
use super::{
    Access, Format, Image, ImageError, Kind, LinkEdit, Platform, Section, Segment, Signature, Table,
};
use crate::bytes::{
    Endian, Input, PartOffset, ReadError, Reader, ReaderError, Span, Text, Va, within,
};

/// The largest run of load commands that is read: Go's own take less than 4 KiB.
const COMMANDS: u64 = 8 << 20;

/// The size of the type and size fields at the start of every load command.
const COMMAND_HEADER: u64 = 8;

pub(super) fn read(input: &Input<'_>) -> Result<Image, ImageError> {
    match input.head().first_chunk::<4>() {
        Some([0xce, 0xfa, 0xed, 0xfe]) => {
            read_class::<MachHeader32<Endianness>>(input, Endianness::Little)
        }
        Some([0xfe, 0xed, 0xfa, 0xce]) => {
            read_class::<MachHeader32<Endianness>>(input, Endianness::Big)
        }
        Some([0xfe, 0xed, 0xfa, 0xcf]) => {
            read_class::<MachHeader64<Endianness>>(input, Endianness::Big)
        }
        // The usual byte order, also where the magic is damaged.
        _ => read_class::<MachHeader64<Endianness>>(input, Endianness::Little),
    }
}

fn read_class<H: MachHeader<Endian = Endianness>>(
    input: &Input<'_>,
    endian: Endianness,
) -> Result<Image, ImageError> {
    let malformed = |table, defect| ImageError::Malformed { table, at: PartOffset(0), defect };
    let (header, _) = from_bytes::<H>(input.head())
        .map_err(|()| malformed(Table::FileHeader, "shorter than the file header"))?;
    let order = if endian.is_big_endian() { Endian::Big } else { Endian::Little };
    let mut image = Image::empty(Format::MachO, if header.is_type_64() { 8 } else { 4 }, order);
    image.goarch = goarch(header.cputype(endian));
    image.goos = Some("darwin");
    image.kind = match header.filetype(endian) {
        macho::MH_EXECUTE if header.flags(endian).0 & macho::MH_PIE.0 != 0 => {
            Kind::PositionIndependent
        }
        macho::MH_EXECUTE => Kind::Executable,
        macho::MH_DYLIB | macho::MH_BUNDLE => Kind::SharedLibrary,
        macho::MH_OBJECT => Kind::Object,
        _ => Kind::Other,
    };
    image.loading.machine = header.cputype(endian).0;
    image.loading.file_type = header.filetype(endian).0;
    image.is_debug_file = header.filetype(endian) == macho::MH_DSYM;
    image.loading.flags = Some(header.flags(endian).0);
    if let Err(damage) = read_commands(input, header, endian, &mut image) {
        image.damage.push(damage);
    }
    Ok(image)
}

fn read_commands<H: MachHeader<Endian = Endianness>>(
    input: &Input<'_>,
    header: &H,
    endian: Endianness,
    image: &mut Image,
) -> Result<(), ImageError> {
    let table = Table::LoadCommands;
    let count = u64::from(header.ncmds(endian));
    within("load-commands", count, input.budget().limits().load_commands).of(table)?;
    let header_size = u64::try_from(size_of::<H>()).unwrap_or(u64::MAX);
    let size = u64::from(header.sizeofcmds(endian)).min(COMMANDS);
    // The commands are read to the end of the file: a wrong total size hides none of them.
    let all = Span::new(PartOffset(0), header_size.saturating_add(size));
    let bytes = input.read_clamped(all).of(table)?;
    let malformed = |defect| ImageError::Malformed { table, at: PartOffset(header_size), defect };
    let mut commands = header
        .load_commands(endian, bytes.as_slice(), 0)
        .map_err(|_| ReadError::Outside { span: all, size: input.size() })
        .of(table)?;
    let mut at = PartOffset(header_size);
    loop {
        match commands.next() {
            Ok(Some(command)) => {
                match command.variant() {
                    Ok(variant) => add_command(input, variant, at, endian, image)?,
                    Err(_) => image.damage.push(malformed("a command is cut short")),
                }
                at = at.saturating_add(u64::from(command.cmdsize()));
            }
            Ok(None) => return Ok(()),
            Err(_) => return Err(malformed("a command has an impossible size")),
        }
    }
}

fn add_command(
    input: &Input<'_>,
    command: LoadCommandVariant<'_, Endianness>,
    at: PartOffset,
    endian: Endianness,
    image: &mut Image,
) -> Result<(), ImageError> {
    match command {
        LoadCommandVariant::Segment32(segment, data) => {
            add_segment(input, segment, data, endian, image)?;
            note_link_edit(segment, at, endian, image);
        }
        LoadCommandVariant::Segment64(segment, data) => {
            add_segment(input, segment, data, endian, image)?;
            note_link_edit(segment, at, endian, image);
        }
        LoadCommandVariant::Uuid(command) if image.uuid.is_none() => {
            image.uuid = Some((command.uuid, at.saturating_add(COMMAND_HEADER)));
        }
        LoadCommandVariant::Symtab(command) => {
            symbols(input, command, at, endian, image);
        }
        LoadCommandVariant::Dysymtab(command) => {
            let found = dynamic_symbols(command, at, endian, image);
            image.impossible.extend(found.iter().filter_map(|it| it.check(input.size())));
        }
        LoadCommandVariant::BuildVersion(command, _) => {
            let platform = command.platform.get(endian);
            let oldest = command.minos.get(endian).0;
            image.loading.platform = Some(Platform { number: platform.0, oldest });
            image.goos = Some(match platform {
                macho::PLATFORM_IOS | macho::PLATFORM_IOSSIMULATOR => "ios",
                _ => "darwin",
            });
        }
        LoadCommandVariant::VersionMin(command) => oldest_version(command, endian, image),
        LoadCommandVariant::Dylib(command) => {
            let end = at.saturating_add(command.cmdsize.get(endian).into());
            let name = at.saturating_add(command.dylib.name.offset.get(endian).into());
            image.loading.libraries.push(Span::between(name, end));
        }
        LoadCommandVariant::Rpath(command) => {
            let end = at.saturating_add(command.cmdsize.get(endian).into());
            let path = at.saturating_add(command.path.offset.get(endian).into());
            image.loading.run_paths.push(Span::between(path, end));
        }
        LoadCommandVariant::LinkeditData(command)
            if command.cmd.get(endian) == macho::LC_CODE_SIGNATURE && image.signature.is_none() =>
        {
            let start = PartOffset(u64::from(command.dataoff.get(endian)));
            let data = Span::new(start, u64::from(command.datasize.get(endian)));
            image.signature = Some(Signature::CodeSignature { command: at, data });
        }
        LoadCommandVariant::LinkeditData(command)
            if command.cmd.get(endian) == macho::LC_DYLD_CHAINED_FIXUPS =>
        {
            let start = PartOffset(u64::from(command.dataoff.get(endian)));
            image.chain = Some(chain(input, start, image.endian));
        }
        _ => {}
    }
    Ok(())
}

/// The table of symbols that the `LC_SYMTAB` at `at` names.
fn symbols(
    input: &Input<'_>,
    command: &macho::SymtabCommand<Endianness>,
    at: PartOffset,
    endian: Endianness,
    image: &mut Image,
) {
    let kind = if image.pointer_size == 8 { SymbolKind::MachO64 } else { SymbolKind::MachO32 };
    let size = u64::from(command.nsyms.get(endian)).saturating_mul(kind.entry_size());
    let symbols = Span::new(PartOffset(u64::from(command.symoff.get(endian))), size);
    let names = PartOffset(u64::from(command.stroff.get(endian)));
    let names = Span::new(names, u64::from(command.strsize.get(endian)));
    image.symbols = SymbolTable::new(kind, symbols, names);
    let claim = |table, field, span, defect| {
        let at = at.saturating_add(field);
        Claim { table, at, span, defect }.check(input.size())
    };
    image.impossible.extend(claim(Table::Symbols, 12, symbols, claim::SYMBOLS));
    image.impossible.extend(claim(Table::SymbolNames, 20, names, claim::NAMES));
}

/// The platform and its oldest version, as the commands before `LC_BUILD_VERSION` say them.
fn oldest_version(
    command: &macho::VersionMinCommand<Endianness>,
    endian: Endianness,
    image: &mut Image,
) {
    let is_ios = command.cmd.get(endian) == macho::LC_VERSION_MIN_IPHONEOS;
    let number = if is_ios { macho::PLATFORM_IOS } else { macho::PLATFORM_MACOS };
    let oldest = command.version.get(endian).0;
    image.loading.platform = Some(Platform { number: number.0, oldest });
    if is_ios {
        image.goos = Some("ios");
    }
}

/// The counts in the `LC_DYSYMTAB` at `at`. Its symbols are parts of those of `LC_SYMTAB`, which
/// precedes it.
fn dynamic_symbols(
    command: &macho::DysymtabCommand<Endianness>,
    at: PartOffset,
    endian: Endianness,
    image: &Image,
) -> Vec<Claim> {
    let of = |field: &object::U32<Endianness>| u64::from(field.get(endian));
    let modules = if image.pointer_size == 8 { 56 } else { 52 };
    let symbols = Table::Symbols;
    // The offset of the count field, then the start of the entries, their number and their size.
    let tables = [
        (36, &command.tocoff, &command.ntoc, 8),
        (44, &command.modtaboff, &command.nmodtab, modules),
        (52, &command.extrefsymoff, &command.nextrefsyms, 4),
        (60, &command.indirectsymoff, &command.nindirectsyms, 4),
        (68, &command.extreloff, &command.nextrel, 8),
        (76, &command.locreloff, &command.nlocrel, 8),
    ];
    let tables = tables.map(|(field, start, count, size)| Claim {
        table: symbols,
        at: at.saturating_add(field),
        span: Span::new(PartOffset(of(start)), of(count).saturating_mul(size)),
        defect: "a table of LC_DYSYMTAB is said to end behind the file",
    });
    let parts = [
        (12, &command.ilocalsym, &command.nlocalsym),
        (20, &command.iextdefsym, &command.nextdefsym),
        (28, &command.iundefsym, &command.nundefsym),
    ];
    let all = image.symbol_count();
    let parts = parts.into_iter().filter_map(|(field, first, count)| {
        let too_many = of(count) != 0 && of(first).saturating_add(of(count)) > all?;
        // Symbols outside the table are reported like symbols past the end of the file.
        let span = claim::nowhere();
        let at = at.saturating_add(field);
        let defect = "LC_DYSYMTAB announces more symbols than the symbol table holds";
        too_many.then_some(Claim { table: symbols, at, span, defect })
    });
    tables.into_iter().chain(parts).collect()
}

/// How pointers are written, by the chains that start at `at`. The second word of the header is the
/// offset of a table: a count of segments, then one offset per segment, counted from the table. At
/// that offset are a size, the page size and the format. All chains of a file have one format.
///
/// Source: `mach-o/fixup-chains.h` of Apple's dyld.
fn chain(input: &Input<'_>, at: PartOffset, endian: Endian) -> Chain {
    const ADDRESSES: u16 = 2;
    let format = || -> Result<Option<u16>, ReaderError> {
        let bytes = input.read_clamped(Span::new(at, 4096)).unwrap_or_default();
        let mut header = Reader::new(&bytes, at, endian);
        header.bytes(4)?;
        let start = u64::from(header.u32()?);
        let mut segments = Reader::new(&bytes, at, endian);
        segments.bytes(start)?;
        for _ in 0..segments.u32()?.min(64) {
            let offset = u64::from(segments.u32()?);
            if offset != 0 {
                let mut segment = Reader::new(&bytes, at, endian);
                segment.bytes(start.saturating_add(offset).saturating_add(6))?;
                return segment.u16().map(Some);
            }
        }
        Ok(None)
    };
    match format() {
        Ok(Some(ADDRESSES)) => Chain::Zero,
        _ => Chain::Base,
    }
}

/// Records where the sizes of `__LINKEDIT` are in its command. The command holds type, size, a name
/// of 16 bytes, address, size in memory, offset in the file and size in the file; the last four are
/// as wide as an address.
fn note_link_edit<S: object::read::macho::Segment<Endian = Endianness>>(
    segment: &S,
    at: PartOffset,
    endian: Endianness,
    image: &mut Image,
) {
    if segment.name() != b"__LINKEDIT" {
        return;
    }
    const ADDRESS: u64 = 24;
    let field = |index: u64| {
        let offset = index.saturating_mul(u64::from(image.pointer_size));
        at.saturating_add(ADDRESS).saturating_add(offset)
    };
    let (offset, size) = segment.file_range(endian);
    image.link_edit = Some(LinkEdit {
        span: Span::new(PartOffset(offset), size),
        memory_size: field(1),
        file_size: field(3),
        width: image.pointer_size,
    });
}

fn add_segment<S: object::read::macho::Segment<Endian = Endianness>>(
    input: &Input<'_>,
    segment: &S,
    data: &[u8],
    endian: Endianness,
    image: &mut Image,
) -> Result<(), ImageError> {
    let (offset, size) = segment.file_range(endian);
    let protection = segment.initprot(endian);
    let access = Access {
        write: protection.0 & macho::VM_PROT_WRITE.0 != 0,
        execute: protection.0 & macho::VM_PROT_EXECUTE.0 != 0,
    };
    let address = Va(segment.vmaddr(endian).into());
    if segment.name() == b"__TEXT" {
        image.base = address;
    }
    let span = Span::new(PartOffset(offset), size);
    image.segments.push(Segment { address, size: segment.vmsize(endian).into(), span, access });
    let sections = segment.sections(endian, data).map_err(|_| ImageError::Malformed {
        table: Table::SectionHeaders,
        at: PartOffset(0),
        defect: "run past their load command",
    })?;
    let total = image.sections.len().saturating_add(sections.len());
    let total = u64::try_from(total).unwrap_or(u64::MAX);
    within("sections", total, input.budget().limits().sections).of(Table::SectionHeaders)?;
    for section in sections {
        image.sections.push(Section {
            name: Text::from(section.name()),
            address: Va(section.addr(endian).into()),
            size: section.size(endian).into(),
            span: section
                .file_range(endian, u64::from(section.offset(endian)))
                .map(|(at, size)| Span::new(PartOffset(at), size)),
            access,
            loaded: true,
            compressed: section.name().starts_with(b"__zdebug_"),
        });
    }
    Ok(())
}

/// The processor of the 64-bit little-endian file that starts with `head`.
pub(super) fn goarch_of(head: &[u8]) -> Option<&'static str> {
    let (header, _) = from_bytes::<MachHeader64<Endianness>>(head).ok()?;
    goarch(header.cputype(Endianness::Little))
}

pub(super) fn goarch(cpu: macho::CpuType) -> Option<&'static str> {
    Some(match cpu {
        macho::CPU_TYPE_X86 => "386",
        macho::CPU_TYPE_X86_64 => "amd64",
        macho::CPU_TYPE_ARM => "arm",
        macho::CPU_TYPE_ARM64 => "arm64",
        macho::CPU_TYPE_POWERPC64 => "ppc64",
        _ => return None,
    })
}
