//! Where the blocks of an ELF or Mach-O program lie, and the gaps between its extents.

use super::error::UnpackError;
use super::pack_header::{LENGTH, PackHeader};
use crate::bytes::{Endian, Input, PartOffset, Reader, Span};

/// Where the first block of an ELF or Mach-O program lies: behind `p_info`, whose offset is in the
/// four bytes behind the pack header.
pub(super) fn first_block(
    input: &Input<'_>,
    header: &PackHeader,
    endian: Endian,
) -> Result<PartOffset, UnpackError> {
    const P_INFO: u64 = 12;
    let at = header.at.saturating_add(u64::try_from(LENGTH).unwrap_or_default());
    let bytes = input.read(Span::new(at, 4))?;
    let place = Reader::new(&bytes, at, endian).u32()?;
    let info = Span::new(PartOffset(u64::from(place)), P_INFO);
    let bytes = input.read(info)?;
    let mut words = Reader::new(&bytes, info.start(), endian);
    let (_, size) = (words.u32()?, words.u32()?);
    if size != header.file_size {
        let defect = "UPX's two headers give different sizes";
        return Err(UnpackError::damaged(defect, info.start()));
    }
    Ok(info.end())
}

/// The non-empty gaps between the extents, and between the last one and the end of the file.
pub(super) fn gaps(extents: &[(u64, u64)], size: u64) -> Vec<(u64, u64)> {
    let gap = |(index, &(_, end)): (usize, &(u64, u64))| {
        let others = extents.iter().enumerate().filter(|(other, _)| *other != index);
        let next = others.map(|(_, (start, _))| *start).filter(|start| *start >= end).min();
        let next = next.unwrap_or(size);
        (next > end).then_some((end, next))
    };
    extents.iter().enumerate().filter_map(gap).collect()
}
