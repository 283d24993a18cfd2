//! Fat Mach-O files: thin Mach-O files, or archives of them, one per processor, behind a big-endian
//! table.

use object::macho::{FatArch32, FatArch64, FatHeader};
use object::pod::{from_bytes, slice_from_bytes};
use object::read::macho::FatArch;

use super::error::OfTable;
use super::sniff::has_macho_segment;
use super::{Format, ImageError, Sniff, Table, macho, sniff};
use crate::bytes::{Input, PartOffset, ReadError, Span, needle, within};

/// Bytes read in one step of a search, and how far each step reaches into the next.
const STEP: u64 = 128 << 10;
const OVERLAP: u64 = 64;

/// One thin file inside a fat one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// The processor, named as in `GOARCH`; `None` for a processor without a Go name.
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
        |defect| ImageError::Malformed { table: Table::FatHeader, at: PartOffset(0), defect };
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

/// Finds the slices of a fat Mach-O file whose table is damaged. A search of the file finds starts
/// of Mach-O files; the table adds slices for processors that the search did not find. Slices are
/// in the order of the file, and each extends to the next one. The second value is the error that
/// kept the search from the end of the file.
pub(crate) fn salvage_slices(input: &Input<'_>) -> (Vec<Slice>, Option<ReadError>) {
    let size = input.size();
    let mut found = Vec::new();
    let unfinished = starts(input, &mut found).err();
    for slice in slices(input).unwrap_or_default() {
        // A fat file has only one slice for each processor.
        if !found.iter().any(|it| it.goarch == slice.goarch) {
            found.push(slice);
        }
    }
    found.retain(|slice| slice.span.start().0 < size);
    found.sort_by_key(|slice| slice.span.start());
    let next: Vec<_> = found.iter().skip(1).map(|slice| slice.span.start()).collect();
    let ends = next.into_iter().chain([input.whole().end()]);
    for (slice, end) in found.iter_mut().zip(ends) {
        slice.span = Span::between(slice.span.start(), end);
    }
    (found, unfinished)
}

/// Whether a slice starts as the input of Apple's `lipo` does: a Mach-O file, or an archive of
/// them.
pub(crate) fn starts_as_slice(input: &Input<'_>, slice: Slice) -> bool {
    let head = input.read_clamped(slice.span.first(4096)).unwrap_or_default();
    matches!(sniff(&head), Sniff::MachO | Sniff::Damaged(Format::MachO) | Sniff::Archive)
}

/// Whether no two of the slices share a byte.
pub(crate) fn are_apart(slices: &[Slice]) -> bool {
    slices.iter().enumerate().all(|(index, Slice { span, .. })| {
        let before = slices.get(..index).unwrap_or_default();
        before.iter().all(|it| it.span.end() <= span.start() || span.end() <= it.span.start())
    })
}

/// Finds 64-bit Mach-O files for processors that Go supports, judged by their first bytes. Their
/// ends are unknown.
fn starts(input: &Input<'_>, found: &mut Vec<Slice>) -> Result<(), ReadError> {
    const MAGIC: &[u8] = &[0xcf, 0xfa, 0xed, 0xfe];
    let limit = input.budget().limits().slices;
    let mut windows = input.data_windows(input.whole(), STEP, OVERLAP);
    while let Some((start, bytes)) = windows.advance()? {
        for at in needle::find_all(bytes, MAGIC) {
            let head = bytes.get(at..).unwrap_or_default();
            let at = start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX));
            if has_macho_segment(head) && found.last().is_none_or(|it| it.span.start() < at) {
                let count = u64::try_from(found.len()).unwrap_or(u64::MAX);
                within("slices", count.saturating_add(1), limit)?;
                let span = Span::between(at, input.whole().end());
                found.push(Slice { goarch: macho::goarch_of(head), span });
            }
        }
    }
    Ok(())
}

fn slice(entry: &impl FatArch) -> Slice {
    let (offset, size) = entry.file_range();
    Slice { goarch: macho::goarch(entry.cputype()), span: Span::new(PartOffset(offset), size) }
}
