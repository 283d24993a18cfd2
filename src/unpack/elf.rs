//! ELF programs packed by UPX.
//!
//! ```text
//! ELF header and program headers of the loader
//! l_info  checksum, "UPX!", size of the loader (2 bytes), version (1), format (1)
//! p_info  0, size of the original file, size of the largest block
//! blocks  each PT_LOAD of the original, in the order of its program headers; the first block holds
//!         only the original's headers
//! loader
//! blocks  the bytes between each PT_LOAD and the next one or the end: section headers and the
//!         like. Then the end mark, the pack header, and the offset of p_info
//! ```
//!
//! The words are in the byte order of the program. The length of the loader differs between
//! releases of UPX, so the blocks behind it are found by their headers.

use super::blocks::{Block, Blocks, HEADER};
use super::error::UnpackError;
use super::extent::{first_block, gaps};
use super::output::Allowance;
use super::pack_header::PackHeader;
use super::restored::Restored;
use super::sums::check_sums;
use super::work::Work;
use crate::bytes::{Endian, Input, PartOffset, Reader, Span};

const PT_LOAD: u32 = 1;
const PT_DYNAMIC: u32 = 2;
/// How far behind the PT_LOADs the next block is searched for: the loader's size has 16 bits.
const LOADER: u64 = 0x1_0100;

/// Fields of the ELF header and the program headers.
struct Headers {
    endian: Endian,
    /// Type, offset, size in the file.
    segments: Vec<(u32, u64, u64)>,
}

impl Headers {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let &[0x7f, b'E', b'L', b'F', class, order, ..] = bytes else { return None };
        let endian = if order == 2 { Endian::Big } else { Endian::Little };
        let reader =
            |at: usize| bytes.get(at..).map(|rest| Reader::new(rest, PartOffset(0), endian));
        let is_64 = class == 2;
        let word = if is_64 { 8 } else { 4 };
        let table = reader(if is_64 { 0x20 } else { 0x1c })?.word(word).ok()?;
        let mut sizes = reader(if is_64 { 0x36 } else { 0x2a })?;
        let (size, count) = (sizes.u16().ok()?, sizes.u16().ok()?);
        let mut segments = Vec::new();
        for index in 0..u64::from(count) {
            let at = table.checked_add(index.checked_mul(u64::from(size))?)?;
            let mut header = reader(usize::try_from(at).ok()?)?;
            let kind = header.u32().ok()?;
            if is_64 {
                header.u32().ok()?;
            }
            let offset = header.word(word).ok()?;
            let (_, _) = (header.word(word).ok()?, header.word(word).ok()?);
            segments.push((kind, offset, header.word(word).ok()?));
        }
        Some(Self { endian, segments })
    }

    /// The start and end of each PT_LOAD.
    fn loads(&self) -> Result<Vec<(u64, u64)>, UnpackError> {
        let loads = self.segments.iter().filter(|(kind, ..)| *kind == PT_LOAD);
        let loads = loads.map(|(_, start, size)| Some((*start, start.checked_add(*size)?)));
        loads.collect::<Option<_>>().ok_or_else(|| {
            UnpackError::damaged("the unpacked program headers overflow", PartOffset(0))
        })
    }
}

/// Unpacks the program.
pub(super) fn unpack(
    input: &Input<'_>,
    header: &PackHeader,
    allowance: Allowance,
) -> Result<Work, UnpackError> {
    let outer = Headers::parse(input.head())
        .ok_or_else(|| UnpackError::damaged("the loader's headers are broken", PartOffset(0)))?;
    if outer.segments.iter().any(|(kind, ..)| *kind == PT_DYNAMIC) {
        return Err(UnpackError::Kind("a packed shared library is not unpacked"));
    }
    let start = first_block(input, header, outer.endian)?;
    let mut blocks = Blocks::new(input, outer.endian, start, allowance);
    let inner = Headers::parse(&blocks.peek()?)
        .ok_or_else(|| UnpackError::damaged("the first block holds no ELF header", start))?;
    let loads = inner.loads()?;
    let mut pieces = Vec::new();
    for (start, end) in &loads {
        pieces.push((*start, blocks.extent(end.saturating_sub(*start))?));
    }
    let gaps = gaps(&loads, u64::from(header.file_size));
    if !gaps.is_empty() {
        blocks.next = behind_loader(input, &blocks, &gaps, outer.endian)?;
    }
    for (start, end) in gaps {
        pieces.push((start, blocks.extent(end.saturating_sub(start))?));
    }
    let sums = check_sums(&blocks, header);
    let restored = Restored::new(pieces, u64::from(header.file_size))?;
    sums?;
    Ok(Work { restored, methods: blocks.methods, filters: blocks.filters, is_exact: true })
}

/// Where the blocks behind the loader start: the first place from which blocks of the right sizes
/// lead to the end mark.
fn behind_loader(
    input: &Input<'_>,
    blocks: &Blocks<'_, '_>,
    gaps: &[(u64, u64)],
    endian: Endian,
) -> Result<PartOffset, UnpackError> {
    let sizes: Vec<_> = gaps.iter().map(|(start, end)| end.saturating_sub(*start)).collect();
    let first = sizes.first().copied().unwrap_or_default();
    let window = input.read_clamped(Span::new(blocks.next, LOADER))?;
    let header = usize::try_from(HEADER).unwrap_or_default();
    let mut tries = input.budget().limits().candidates;
    for (index, bytes) in window.windows(header).enumerate() {
        let at = blocks.next.saturating_add(u64::try_from(index).unwrap_or(u64::MAX));
        let block = Block::parse(bytes, at, endian)?;
        if u64::from(block.unpacked) > first || block.filter != 0 || !block.is_sound() {
            continue;
        }
        if blocks.lead_to_end(at, &sizes, &mut tries)? {
            return Ok(at);
        }
    }
    Err(UnpackError::damaged("no block is found behind the loader", blocks.next))
}
