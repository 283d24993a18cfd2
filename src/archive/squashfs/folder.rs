//! The entries of a folder.
//!
//! ```text
//! u32 entries - 1, u32 block of their inodes, u32 number; then for each
//! u16 offset of the inode, i16 difference of numbers, u16 type, u16 length of the name - 1, name
//! ```

use super::inode::Folder;
use super::metadata::Metadata;
use crate::archive::Fault;
use crate::archive::inside::Inside;

/// What the size of a folder counts beside its bytes: `.` and `..`.
const DOTS: u32 = 3;
/// The most entries behind one header.
const MOST: u32 = 256;

/// An entry.
pub(super) struct Entry {
    pub(super) name: Vec<u8>,
    pub(super) inode: u64,
    pub(super) is_folder: bool,
}

/// All entries of a folder: files and other folders.
pub(super) fn entries<'s>(
    table: &mut Metadata<'s>,
    folder: &Folder,
    inside: &mut dyn Inside<'s>,
) -> Result<Vec<Entry>, Fault> {
    let mut all = Vec::new();
    let mut left = folder.size.saturating_sub(DOTS);
    if left == 0 {
        return Ok(all);
    }
    let damaged = table.damaged("the entries of a folder are damaged");
    let mut run = table.run(folder.block.into(), folder.offset)?;
    while left > 0 {
        let count = u32::from_le_bytes(run.take()?);
        let block = u32::from_le_bytes(run.take()?);
        run.take::<4>()?;
        if count >= MOST {
            return Err(damaged);
        }
        left = left.saturating_sub(12);
        for _ in 0..=count {
            let offset = u16::from_le_bytes(run.take()?);
            run.take::<2>()?;
            let kind = u16::from_le_bytes(run.take()?);
            let length = u16::from_le_bytes(run.take()?).saturating_add(1);
            if length > 256 {
                return Err(damaged);
            }
            let mut name = vec![0; length.into()];
            run.fill(&mut name)?;
            left = left.saturating_sub(u32::from(length).saturating_add(8));
            if kind == 1 {
                inside.meter().count_entry()?;
            }
            if matches!(kind, 1 | 2) {
                let inode = u64::from(block) << 16 | u64::from(offset);
                all.push(Entry { name, inode, is_folder: kind == 1 });
            }
        }
    }
    Ok(all)
}
