//! Inodes: what a file or folder is, and where its bytes are.
//!
//! ```text
//! u16 type, u16 mode, u16 owner, u16 group, u32 time, u32 number; then
//! 1 folder   u32 block, u32 links, u16 size, u16 offset, u32 parent
//! 8 folder   u32 links, u32 size, u32 block, u32 parent, u16 indexes, u16 offset, u32 attributes
//! 2 file     u32 start, u32 fragment, u32 offset, u32 size, then a word for each block
//! 9 file     u64 start, u64 size, u64 holes, u32 links, u32 fragment, u32 offset, u32 attributes, words
//! ```
//!
//! The size of a folder is three more than its bytes. A word has the stored size of a block, and bit
//! 24 where it is not compressed; zero stands for a block of zeros.

use super::metadata::{Metadata, Run};
use super::super_block::SuperBlock;
use crate::archive::Fault;

/// Where there is no fragment.
const NONE: u32 = u32::MAX;
/// Bit 24 of the word of a block: it is stored.
const STORED: u32 = 1 << 24;
/// The most blocks of one file: 32 GiB in the usual blocks of 128 KiB.
const MOST: u64 = 1 << 18;

/// What an inode is.
pub(super) enum Inode {
    Folder(Folder),
    File(File),
    /// A symbolic link, a device, …
    Other,
}

/// A folder.
pub(super) struct Folder {
    /// Where its entries start: the block in the table of folders, and the place in that.
    pub(super) block: u32,
    pub(super) offset: u16,
    /// The size of its entries.
    pub(super) size: u32,
}

/// A file.
pub(super) struct File {
    pub(super) number: u32,
    pub(super) links: u32,
    /// Where its first block starts.
    pub(super) start: u64,
    pub(super) size: u64,
    pub(super) blocks: Vec<Word>,
    /// The fragment that it ends in, and the place in that.
    pub(super) fragment: Option<(u32, u32)>,
}

/// The word of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word(pub(super) u32);

impl Word {
    /// Its size in the file system.
    pub(super) fn size(self) -> u64 {
        u64::from(self.0 & (STORED.wrapping_sub(1)))
    }

    pub(super) fn is_stored(self) -> bool {
        self.0 & STORED != 0
    }

    pub(super) fn is_hole(self) -> bool {
        self.size() == 0
    }
}

impl File {
    /// The size of its blocks in the file system, roughly: one fragment counts as a block.
    pub(super) fn stored(&self) -> u64 {
        let blocks = self.blocks.iter().map(|word| word.size().max(1));
        blocks.fold(1 << 20, u64::saturating_add)
    }
}

impl Inode {
    /// The inode with that place: the block in the upper 48 bits, and the place in it.
    pub(super) fn read(
        table: &mut Metadata<'_>,
        inode: u64,
        super_block: &SuperBlock,
    ) -> Result<Self, Fault> {
        let offset = u16::try_from(inode & 0xffff).unwrap_or(0);
        let mut run = table.run(inode >> 16, offset)?;
        let kind = u16::from_le_bytes(run.take()?);
        run.take::<10>()?;
        let number = word(&mut run)?;
        match kind {
            1 => {
                let (block, _, size) = (word(&mut run)?, word(&mut run)?, half(&mut run)?);
                let offset = half(&mut run)?;
                Ok(Self::Folder(Folder { block, offset, size: size.into() }))
            }
            8 => {
                let (_, size, block) = (word(&mut run)?, word(&mut run)?, word(&mut run)?);
                run.take::<6>()?;
                let offset = half(&mut run)?;
                Ok(Self::Folder(Folder { block, offset, size }))
            }
            2 => {
                let (start, fragment) = (word(&mut run)?, word(&mut run)?);
                let (offset, size) = (word(&mut run)?, word(&mut run)?);
                let start = u64::from(start);
                let file = File {
                    number,
                    links: 1,
                    start,
                    size: size.into(),
                    blocks: Vec::new(),
                    fragment: (fragment != NONE).then_some((fragment, offset)),
                };
                file.with_blocks(&mut run, super_block).map(Self::File)
            }
            9 => {
                let (start, size) = (wide(&mut run)?, wide(&mut run)?);
                wide(&mut run)?;
                let (links, fragment) = (word(&mut run)?, word(&mut run)?);
                let (offset, _) = (word(&mut run)?, word(&mut run)?);
                let fragment = (fragment != NONE).then_some((fragment, offset));
                let file = File { number, links, start, size, blocks: Vec::new(), fragment };
                file.with_blocks(&mut run, super_block).map(Self::File)
            }
            _ => Ok(Self::Other),
        }
    }
}

impl File {
    /// The same with the words of its blocks, which follow.
    fn with_blocks(mut self, run: &mut Run<'_, '_>, block: &SuperBlock) -> Result<Self, Fault> {
        let size = u64::from(block.size);
        let count = match self.fragment {
            Some(_) => self.size.checked_div(size).unwrap_or(0),
            None => self.size.div_ceil(size),
        };
        if count > MOST {
            return Err(Fault::Unsupported("a file of more than 262,144 blocks".to_owned()));
        }
        for _ in 0..count {
            self.blocks.push(Word(word(run)?));
        }
        Ok(self)
    }
}

fn half(run: &mut Run<'_, '_>) -> Result<u16, Fault> {
    Ok(u16::from_le_bytes(run.take()?))
}

fn word(run: &mut Run<'_, '_>) -> Result<u32, Fault> {
    Ok(u32::from_le_bytes(run.take()?))
}

fn wide(run: &mut Run<'_, '_>) -> Result<u64, Fault> {
    Ok(u64::from_le_bytes(run.take()?))
}
