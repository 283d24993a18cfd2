//! Mach-O programs packed by UPX: like ELF programs (see `elf`), but with segments in the order of
//! their offsets instead of PT_LOADs, and without a loader between the blocks.

use super::blocks::Blocks;
use super::error::UnpackError;
use super::extent::{first_block, gaps};
use super::output::Allowance;
use super::pack_header::PackHeader;
use super::restored::Restored;
use super::sums::check_sums;
use super::work::Work;
use crate::bytes::{Endian, Input, PartOffset, Reader};

const LC_SEGMENT: u32 = 0x1;
const LC_SEGMENT_64: u32 = 0x19;
const MH_EXECUTE: u32 = 2;

/// Fields of the header and the load commands.
struct Headers {
    endian: Endian,
    file_type: u32,
    /// The start and end in the file of each segment with bytes there, in the order of the file.
    segments: Vec<(u64, u64)>,
}

impl Headers {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let (endian, word) = match bytes.first_chunk::<4>()? {
            [0xcf, 0xfa, 0xed, 0xfe] => (Endian::Little, 8),
            [0xce, 0xfa, 0xed, 0xfe] => (Endian::Little, 4),
            [0xfe, 0xed, 0xfa, 0xcf] => (Endian::Big, 8),
            [0xfe, 0xed, 0xfa, 0xce] => (Endian::Big, 4),
            _ => return None,
        };
        let mut header = Reader::new(bytes.get(12..)?, PartOffset(0), endian);
        let (file_type, count) = (header.u32().ok()?, header.u32().ok()?);
        let mut commands = bytes.get(if word == 8 { 32 } else { 28 }..)?;
        let mut segments = Vec::new();
        for _ in 0..count {
            let mut command = Reader::new(commands, PartOffset(0), endian);
            let (kind, size) = (command.u32().ok()?, command.u32().ok()?);
            if kind == LC_SEGMENT && word == 4 || kind == LC_SEGMENT_64 && word == 8 {
                command.array::<16>().ok()?;
                let _address = (command.word(word).ok()?, command.word(word).ok()?);
                let (start, size) = (command.word(word).ok()?, command.word(word).ok()?);
                if size > 0 {
                    segments.push((start, start.checked_add(size)?));
                }
            }
            commands = commands.get(usize::try_from(size).ok().filter(|size| *size >= 8)?..)?;
        }
        segments.sort_unstable();
        Some(Self { endian, file_type, segments })
    }
}

/// Unpacks the program.
pub(super) fn unpack(
    input: &Input<'_>,
    header: &PackHeader,
    allowance: Allowance,
) -> Result<Work, UnpackError> {
    // The loader's commands may extend past the first page: only the byte order is needed.
    let endian = match input.head() {
        [0xfe, ..] => Endian::Big,
        _ => Endian::Little,
    };
    let start = first_block(input, header, endian)?;
    let mut blocks = Blocks::new(input, endian, start, allowance);
    let inner = Headers::parse(&blocks.peek()?).filter(|inner| inner.endian == endian);
    let inner = inner
        .ok_or_else(|| UnpackError::damaged("the first block holds no Mach-O header", start))?;
    if inner.file_type != MH_EXECUTE {
        return Err(UnpackError::Kind("a packed shared library is not unpacked"));
    }
    let mut pieces = Vec::new();
    let gaps = gaps(&inner.segments, u64::from(header.file_size));
    for (start, end) in inner.segments.into_iter().chain(gaps) {
        pieces.push((start, blocks.extent(end.saturating_sub(start))?));
    }
    let sums = check_sums(&blocks, header);
    let restored = Restored::new(pieces, u64::from(header.file_size))?;
    sums?;
    Ok(Work { restored, methods: blocks.methods, filters: blocks.filters, is_exact: true })
}
