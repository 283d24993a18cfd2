//! The record of a file in its folder.
//!
//! | offset | size | field |
//! | --- | --- | --- |
//! | 0 | 1 | length of the record |
//! | 1 | 1 | blocks of the extended attribute record, which lies before the file |
//! | 2 | 8 | first block, little-endian and big-endian |
//! | 10 | 8 | bytes, likewise |
//! | 25 | 1 | flags: bit 1 a folder, bit 7 the file goes on in the next record |
//! | 26 | 2 | sizes of units and gaps of an interleaved file |
//! | 32 | 1 | length of the name, which follows and is padded to an even place |
//!
//! Behind the name follow fields of other standards. Source: ECMA-119, 9.1.

/// The size of a sector. Descriptors and folders fill whole ones.
pub(super) const SECTOR: u64 = 2048;

/// The record of a file or folder.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// The first block of its bytes.
    pub(super) block: u64,
    pub(super) size: u64,
    flags: u8,
    interleave: [u8; 2],
    pub(super) name: Vec<u8>,
    /// What other standards record behind the name.
    pub(super) system: Vec<u8>,
}

impl Record {
    /// The record at the start of `bytes`, and what is behind it; `None` where there is none.
    pub(super) fn next(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let length = usize::from(*bytes.first()?);
        let (own, rest) = bytes.split_at_checked(length)?;
        Some((Self::read(own)?, rest))
    }

    /// The record in `bytes`.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let word = |at: usize| Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
        let length = usize::from(*bytes.get(32)?);
        let name_end = length.checked_add(33)?;
        // An even length is followed by a byte that makes the place even.
        let padding = length.checked_add(1)? & 1;
        let before = u64::from(*bytes.get(1)?);
        Some(Self {
            block: u64::from(word(2)?).saturating_add(before),
            size: word(10)?.into(),
            flags: *bytes.get(25)?,
            interleave: *bytes.get(26..)?.first_chunk()?,
            name: bytes.get(33..name_end)?.to_vec(),
            system: bytes.get(name_end.checked_add(padding)?..).unwrap_or_default().to_vec(),
        })
    }

    /// The folder with those bytes that this record stands for.
    pub(super) fn at(self, block: u64, size: u64) -> Self {
        Self { block, size, ..self }
    }

    /// Where its bytes start, in blocks of that size.
    pub(super) fn start(&self, block: u64) -> u64 {
        self.block.saturating_mul(block)
    }

    pub(super) fn is_folder(&self) -> bool {
        self.flags & 2 != 0
    }

    /// Whether the next record has more of the same file.
    pub(super) fn goes_on(&self) -> bool {
        self.flags & 0x80 != 0
    }

    pub(super) fn is_interleaved(&self) -> bool {
        self.interleave != [0, 0]
    }

    /// Whether it stands for the folder itself or the one around it.
    pub(super) fn is_dots(&self) -> bool {
        matches!(self.name[..], [0 | 1])
    }
}
