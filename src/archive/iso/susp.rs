//! What a record says in the fields of other standards: names as the system that wrote them has
//! them, and folders that were moved.
//!
//! Each entry has two letters, its length, and a version. `SP` stands first in the root folder and
//! says how many bytes to skip everywhere; `NM` is a name or a part of one, `CE` the place of more
//! entries, `PX` the mode, `SL` a symbolic link, `CL` where a folder was moved to, `RE` a folder that
//! was moved, `ZF` a compressed file.

use super::record::{Record, SECTOR};
use crate::archive::Fault;
use crate::archive::at::At;

/// The most areas of more entries for one record.
const MOST: usize = 16;

/// How the records of a volume are read.
#[derive(Clone, Copy)]
pub(super) struct Volume {
    /// The size of a logical block.
    pub(super) block: u64,
    pub(super) names: Names,
}

/// Whose names a volume has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// Those of the standard: `PROG.;1`.
    Bare,
    /// In UCS-2.
    Joliet,
    /// As a Unix system has them; so many bytes stand before the first entry.
    RockRidge(u8),
}

/// What a record is.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) name: Vec<u8>,
    pub(super) is_file: bool,
    pub(super) is_compressed: bool,
    /// Where the folder starts that stands here.
    pub(super) folder: Option<u64>,
}

/// How many bytes stand before the entries, if Unix names are recorded.
pub(super) fn rock_ridge(at: &At<'_>, root: &Record, block: u64) -> Result<Option<u8>, Fault> {
    let own = at.clamped(root.start(block), SECTOR)?;
    let Some((dot, _)) = Record::next(&own) else { return Ok(None) };
    // On discs with extended attributes of their own 14 bytes stand before it.
    let starts = [0, 14].map(|skip| dot.system.get(skip..).unwrap_or_default());
    let entry = starts.into_iter().find_map(|it| match it {
        [b'S', b'P', 7, _, 0xbe, 0xef, skip, ..] => Some(*skip),
        _ => None,
    });
    Ok(entry)
}

/// What the record is; `None` for the two that stand for the folder and the one around it, and for
/// folders that stand elsewhere.
pub(super) fn entry(at: &At<'_>, record: &Record, volume: &Volume) -> Result<Option<Entry>, Fault> {
    if record.is_dots() {
        return Ok(None);
    }
    let plain = Entry { is_file: !record.is_folder(), ..Entry::default() };
    match volume.names {
        Names::Bare => Ok(Some(Entry { name: record.name.clone(), ..plain })),
        Names::Joliet => Ok(Some(Entry { name: from_ucs2(&record.name), ..plain })),
        Names::RockRidge(skip) => {
            let mut entry = plain;
            let is_here = fields(at, record, volume, skip, &mut entry)?;
            if entry.name.is_empty() {
                entry.name.clone_from(&record.name);
            }
            Ok(is_here.then_some(entry))
        }
    }
}

/// Reads all fields into `entry`; says whether the folder stands here.
fn fields(
    at: &At<'_>,
    record: &Record,
    volume: &Volume,
    skip: u8,
    entry: &mut Entry,
) -> Result<bool, Fault> {
    let mut is_here = true;
    let mut area = record.system.get(usize::from(skip)..).unwrap_or_default().to_vec();
    for _ in 0..MOST {
        let mut more = None;
        let mut rest = &area[..];
        while let Some((field, behind)) = next(rest) {
            rest = behind;
            match field {
                [b'N', b'M', _, _, _, name @ ..] => entry.name.extend_from_slice(name),
                [b'S', b'L', ..] => entry.is_file = false,
                [b'Z', b'F', ..] => entry.is_compressed = true,
                [b'R', b'E', ..] => is_here = false,
                [b'C', b'L', _, _, block @ ..] => entry.folder = word(block, 0).map(u64::from),
                // A file that is no regular one.
                [b'P', b'X', _, _, mode @ ..] => {
                    let mode = word(mode, 0).unwrap_or_default();
                    entry.is_file &= mode & 0o170_000 == 0o100_000;
                }
                [b'C', b'E', _, _, place @ ..] => more = place_of(place, volume.block),
                [b'S', b'T', ..] => break,
                _ => {}
            }
        }
        let Some((start, length)) = more else { return Ok(is_here) };
        area = at.clamped(start, length.min(SECTOR))?;
    }
    Ok(is_here)
}

/// The place and length of more entries.
fn place_of(field: &[u8], block: u64) -> Option<(u64, u64)> {
    let (number, offset, length) = (word(field, 0)?, word(field, 8)?, word(field, 16)?);
    Some((u64::from(number).saturating_mul(block).saturating_add(offset.into()), length.into()))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The first field, and what is behind it.
fn next(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = usize::from(*bytes.get(2)?);
    bytes.split_at_checked(length).filter(|_| length >= 4)
}

fn from_ucs2(name: &[u8]) -> Vec<u8> {
    let words = name.chunks_exact(2).filter_map(|it| it.first_chunk());
    let words: Vec<u16> = words.map(|it| u16::from_be_bytes(*it)).collect();
    String::from_utf16_lossy(&words).into_bytes()
}
