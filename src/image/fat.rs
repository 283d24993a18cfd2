//! Fat Mach-O files: several thin ones, one for each processor, behind a big-endian table.

use object::macho::{FatArch32, FatArch64, FatHeader};
use object::pod::{from_bytes, slice_from_bytes};
use object::read::macho::FatArch;

use super::error::OfTable;
use super::sniff::has_macho_segment;
use super::{Format, ImageError, Sniff, Table, macho, sniff};
use crate::bytes::{FileOffset, Input, ReadError, Span, needle, within};

/// Bytes looked at in one step of a search, and how far each step reaches into the next.
const STEP: u64 = 128 << 10;
const OVERLAP: u64 = 64;

/// One thin file inside a fat one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// The processor, named as in `GOARCH`; `None` for one that Go has no name for.
    pub goarch: Option<&'static str>,
    /// The bytes of the slice. May lie past the end of the file.
    pub span: Span,
}

/// The slices of a fat Mach-O file, in the order of its table.
///
/// # Errors
/// [`ImageError`] where the table cannot be read or is larger than the limits allow.
pub fn slices(input: &Input<'_>) -> Result<Vec<Slice>, ImageError> {
    let malformed =
        |defect| ImageError::Malformed { table: Table::FatHeader, at: FileOffset(0), defect };
    let (header, _) =
        from_bytes::<FatHeader>(input.head()).map_err(|()| malformed("shorter than its header"))?;
    let count = header.nfat_arch.get(object::BigEndian);
    let limit = input.budget().limits().slices;
    within("slices", u64::from(count), limit).of(Table::FatHeader)?;
    let count = usize::try_from(count).map_err(|_| malformed("too many slices"))?;
    let entries = input.head().get(size_of::<FatHeader>()..).unwrap_or_default();
    let cut = |()| malformed("shorter than its table of slices");
    if header.magic.get(object::BigEndian) == object::macho::FAT_MAGIC_64 {
        let (entries, _) = slice_from_bytes::<FatArch64>(entries, count).map_err(cut)?;
        Ok(entries.iter().map(slice).collect())
    } else {
        let (entries, _) = slice_from_bytes::<FatArch32>(entries, count).map_err(cut)?;
        Ok(entries.iter().map(slice).collect())
    }
}

/// The slices of a fat Mach-O file whose table is damaged: those in the table that do start as a
/// Mach-O file, those found by searching the file for such starts, and those in the table in which
/// neither is to be seen. In the order of the file; none overlaps another.
///
/// # Errors
/// [`ReadError`] where the file cannot be read to its end.
pub fn salvage_slices(input: &Input<'_>) -> Result<Vec<Slice>, ReadError> {
    let size = input.size();
    let mut listed = slices(input).unwrap_or_default();
    listed.retain(|slice| !slice.span.clamped(size).is_empty());
    let (mut kept, lost): (Vec<_>, Vec<_>) =
        listed.into_iter().partition(|slice| starts_as_macho(input, *slice));
    let mut starts = starts(input)?;
    starts.retain(|(at, _)| kept.iter().all(|slice| slice.span.start() != *at));
    kept.extend(starts.into_iter().map(|(at, goarch)| {
        let span = Span::between(at, input.whole().end());
        Slice { goarch, span }
    }));
    // Each ends where the next one starts, whatever the table says.
    kept.sort_by_key(|slice| slice.span.start());
    let next: Vec<_> = kept.iter().skip(1).map(|slice| slice.span.start()).collect();
    for (slice, next) in kept.iter_mut().zip(next) {
        slice.span = Span::between(slice.span.start(), slice.span.end().min(next));
    }
    kept.extend(lost);
    drop_overlapping(&mut kept);
    kept.sort_by_key(|slice| slice.span.start());
    Ok(kept)
}

/// Whether a slice starts as a Mach-O file does.
pub fn starts_as_macho(input: &Input<'_>, slice: Slice) -> bool {
    let head = input.read_clamped(slice.span.first(4096)).unwrap_or_default();
    matches!(sniff(&head), Sniff::MachO | Sniff::Damaged(Format::MachO))
}

/// Whether no two of the slices share a byte.
pub fn are_apart(slices: &[Slice]) -> bool {
    let mut apart = slices.to_vec();
    drop_overlapping(&mut apart);
    apart.len() == slices.len()
}

/// Drops every slice that shares a byte with one before it.
fn drop_overlapping(slices: &mut Vec<Slice>) {
    let mut kept: Vec<Span> = Vec::new();
    slices.retain(|Slice { span, .. }| {
        let apart = kept.iter().all(|it| it.end() <= span.start() || span.end() <= it.start());
        if apart {
            kept.push(*span);
        }
        apart
    });
}

/// Where a 64-bit Mach-O file for a processor of Go's starts, as far as its first bytes tell.
fn starts(input: &Input<'_>) -> Result<Vec<(FileOffset, Option<&'static str>)>, ReadError> {
    const MAGIC: &[u8] = &[0xcf, 0xfa, 0xed, 0xfe];
    let limit = input.budget().limits().slices;
    let mut starts = Vec::new();
    let mut windows = input.windows(input.whole(), STEP, OVERLAP);
    while let Some((start, bytes)) = windows.advance()? {
        for at in needle::find_all(bytes, MAGIC) {
            let head = bytes.get(at..).unwrap_or_default();
            let at = start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
            if has_macho_segment(head) && starts.last().is_none_or(|(last, _)| *last < at) {
                starts.push((at, macho::goarch_of(head)));
            }
            within("slices", u64::try_from(starts.len()).unwrap_or(u64::MAX), limit)?;
        }
    }
    Ok(starts)
}

fn slice(entry: &impl FatArch) -> Slice {
    let (offset, size) = entry.file_range();
    Slice { goarch: macho::goarch(entry.cputype()), span: Span::new(FileOffset(offset), size) }
}
