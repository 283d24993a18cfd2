//! Reads Mach-O with goblin: the file header and the load commands, one by one.

use goblin::container::{Container, Ctx, Endian};
use goblin::mach::constants::{S_GB_ZEROFILL, S_THREAD_LOCAL_ZEROFILL, S_ZEROFILL, SECTION_TYPE};
use goblin::mach::header::{MH_CIGAM, MH_CIGAM_64, MH_MAGIC, MH_MAGIC_64};
use goblin::mach::load_command::{CommandVariant, LoadCommand, SegmentCommand32, SegmentCommand64};
use goblin::mach::segment::Segment;

use super::headers::{Headers, Row, entries};
use crate::bytes::{self, Input, PartOffset, Reader, Span, Text};

/// Bytes of load commands that are read: as in the first reader.
const COMMANDS: u64 = 8 << 20;
/// Types of sections without bytes in the file.
const ZERO_FILLED: [u32; 3] = [S_ZEROFILL, S_GB_ZEROFILL, S_THREAD_LOCAL_ZEROFILL];
/// Sizes of a segment command and of each section in it, for 32 and 64 bits.
const SIZES: [(u64, u64); 2] = [(56, 68), (72, 80)];

pub(super) fn read(input: &Input<'_>) -> Result<Headers, String> {
    let message = |error: goblin::error::Error| error.to_string();
    let magic = goblin::mach::peek(input.head(), 0).map_err(message)?;
    let (order, container) = match magic {
        MH_MAGIC => (Endian::Big, Container::Little),
        MH_CIGAM => (Endian::Little, Container::Little),
        MH_MAGIC_64 => (Endian::Big, Container::Big),
        MH_CIGAM_64 => (Endian::Little, Container::Big),
        _ => return Err("no magic of a Mach-O file".to_owned()),
    };
    let context = Ctx::new(container, order);
    let our_order = if order.is_little() { bytes::Endian::Little } else { bytes::Endian::Big };
    // goblin has no call that reads the file header alone and detects its byte order.
    let mut reader = Reader::new(input.head(), PartOffset(0), our_order);
    let mut word = || reader.u32().map_err(|error| error.to_string());
    let (_magic, machine, _subtype, file_type) = (word()?, word()?, word()?, word()?);
    let (count, size) = (word()?, word()?);
    let header_size = if context.is_big() { 32 } else { 28 };
    let limit = input.budget().limits().load_commands;
    let count = entries("load-commands", count.into(), limit)?;
    let all = Span::new(PartOffset(0), u64::from(size).min(COMMANDS).saturating_add(header_size));
    let commands = input.read_clamped(all).map_err(|error| error.to_string())?;
    let mut headers = Headers {
        bits: if context.is_big() { 64 } else { 32 },
        big_endian: !order.is_little(),
        machine,
        file_type,
        at: [0, header_size, header_size],
        ..Headers::default()
    };
    let mut offset = usize::try_from(header_size).unwrap_or_default();
    for _ in 0..count {
        // A command that extends past the others would move `offset` out of range.
        if offset >= commands.len() {
            return Err("load commands end too early".to_owned());
        }
        let command = LoadCommand::parse(&commands, &mut offset, order).map_err(message)?;
        add(&mut headers, &commands, &command, context)?;
    }
    Ok(headers)
}

fn add(
    headers: &mut Headers,
    commands: &[u8],
    command: &LoadCommand,
    context: Ctx,
) -> Result<(), String> {
    let message = |error: goblin::error::Error| error.to_string();
    // Without the content, which lies outside the load commands.
    let segment = match command.command {
        CommandVariant::Segment32(it) => {
            fits(it.nsects, it.cmdsize, SIZES[0])?;
            let empty = SegmentCommand32 { fileoff: 0, filesize: 0, ..it };
            let segment = Segment::from_32(commands, &empty, command.offset, context);
            Some((segment.map_err(message)?, u64::from(it.fileoff), u64::from(it.filesize)))
        }
        CommandVariant::Segment64(it) => {
            fits(it.nsects, it.cmdsize, SIZES[1])?;
            let empty = SegmentCommand64 { fileoff: 0, filesize: 0, ..it };
            let segment = Segment::from_64(commands, &empty, command.offset, context);
            Some((segment.map_err(message)?, it.fileoff, it.filesize))
        }
        CommandVariant::Uuid(it) if headers.uuid.is_none() => {
            headers.uuid = Some(it.uuid);
            None
        }
        _ => None,
    };
    let Some((segment, at, len)) = segment else { return Ok(()) };
    if segment.segname.starts_with(b"__TEXT\0") {
        headers.base = segment.vmaddr;
    }
    headers.segments.push(Row {
        name: Text::default(),
        address: segment.vmaddr,
        size: Some(segment.vmsize),
        bytes: Some((at, len)),
    });
    for (section, _) in segment.sections().map_err(message)? {
        let zero_filled = ZERO_FILLED.contains(&(section.flags & SECTION_TYPE));
        let bytes = (u64::from(section.offset), section.size);
        headers.sections.push(Row {
            name: Text::from(section.sectname.split(|&it| it == 0).next().unwrap_or_default()),
            address: section.addr,
            size: Some(section.size),
            bytes: (!zero_filled).then_some(bytes),
        });
    }
    Ok(())
}

/// Whether a segment's sections lie in its command, as they must.
fn fits(sections: u32, size: u32, (command, each): (u64, u64)) -> Result<(), String> {
    let needed = each.saturating_mul(sections.into()).saturating_add(command);
    let fits = needed <= u64::from(size);
    fits.then_some(()).ok_or_else(|| "sections do not fit in their command".to_owned())
}
