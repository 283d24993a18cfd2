//! Fat Mach-O files: several thin ones, one for each processor, behind a big-endian table.

use object::macho::{FatArch32, FatArch64, FatHeader};
use object::pod::{from_bytes, slice_from_bytes};
use object::read::macho::FatArch;

use super::error::OfTable;
use super::{ImageError, Table, macho};
use crate::bytes::{FileOffset, Input, Span, within};

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

fn slice(entry: &impl FatArch) -> Slice {
    let (offset, size) = entry.file_range();
    Slice { goarch: macho::goarch(entry.cputype()), span: Span::new(FileOffset(offset), size) }
}
