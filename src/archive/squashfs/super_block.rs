//! The super block: what everything else is found by.
//!
//! | offset | size | field |
//! | --- | --- | --- |
//! | 0 | 4 | `hsqs` |
//! | 12 | 4 | size of a block: 4 KiB to 1 MiB, a power of two |
//! | 16 | 4 | number of fragments |
//! | 20 | 2 | compressor: 1 gzip, 2 lzma, 3 lzo, 4 xz, 5 lz4, 6 zstd |
//! | 28 | 4 | version, major and minor |
//! | 32 | 8 | inode of the root folder |
//! | 40 | 8 | bytes used |
//! | 64 | 8 | where the inodes start; then the same for folders, fragments |
//!
//! Source: `fs/squashfs/squashfs_fs.h` of Linux 6.1.

use super::block::Compressor;
use crate::archive::at::At;
use crate::archive::{Fault, Kind};
use crate::bytes::{Endian, PartOffset, Reader, ReaderError};

/// The super block.
#[derive(Clone, Debug)]
pub(super) struct SuperBlock {
    /// The size of a block.
    pub(super) size: u32,
    pub(super) fragment_count: u32,
    pub(super) compressor: Compressor,
    /// The inode of the root folder.
    pub(super) root: u64,
    /// Where the inodes start.
    pub(super) inodes: u64,
    pub(super) folders: u64,
    pub(super) fragments: u64,
}

impl SuperBlock {
    pub(super) fn read(at: &At<'_>) -> Result<Self, Fault> {
        let bytes = at.array::<96>(0)?;
        let (block, compressor, version) =
            fields(&bytes).map_err(|_| Fault::CutShort { kind: Kind::SquashFs })?;
        if version != 4 {
            return Err(Fault::Unsupported(format!("version {version} of squashfs")));
        }
        if !block.size.is_power_of_two() || !(1 << 12..=1 << 20).contains(&block.size) {
            return Err(at.damaged("the size of a block is none"));
        }
        let compressor = Compressor::of(compressor)
            .ok_or_else(|| Fault::Unsupported(format!("compressor {compressor} of squashfs")))?;
        Ok(Self { compressor, ..block })
    }
}

/// The fields, with the numbers of the compressor and the version.
fn fields(bytes: &[u8]) -> Result<(SuperBlock, u16, u16), ReaderError> {
    let mut reader = Reader::new(bytes, PartOffset(0), Endian::Little);
    reader.bytes(12)?;
    let (size, fragment_count) = (reader.u32()?, reader.u32()?);
    let compressor = reader.u16()?;
    reader.bytes(6)?;
    let version = reader.u16()?;
    reader.u16()?;
    let root = reader.u64()?;
    reader.bytes(24)?;
    let (inodes, folders, fragments) = (reader.u64()?, reader.u64()?, reader.u64()?);
    let compressor_is_unknown = Compressor::Gzip;
    let block = SuperBlock {
        size,
        fragment_count,
        compressor: compressor_is_unknown,
        root,
        inodes,
        folders,
        fragments,
    };
    Ok((block, compressor, version))
}
