//! UPX's own header, which describes how the file was packed.
//!
//! 32 bytes, with little-endian words in formats below 128, big-endian words in the others:
//!
//! | offset | size | field |
//! | --- | --- | --- |
//! | 0 | 4 | magic, `UPX!` |
//! | 4 | 1 | version of this header: 10 to 14 has this layout |
//! | 5 | 1 | format of the executable |
//! | 6 | 1 | method of compression |
//! | 7 | 1 | level of compression |
//! | 8 | 4 | Adler-32 of the unpacked bytes (big-endian formats: unpacked size) |
//! | 12 | 4 | Adler-32 of the compressed bytes (compressed size) |
//! | 16 | 4 | unpacked size, of PE files in all, else of the last block (Adler-32, unpacked) |
//! | 20 | 4 | compressed size, likewise (Adler-32, compressed) |
//! | 24 | 4 | size of the original file |
//! | 28 | 1 | filter |
//! | 29 | 1 | the filter's parameter |
//! | 30 | 1 | unused here |
//! | 31 | 1 | sum of bytes 4 to 30, modulo 251 |
//!
//! Source: files written by UPX 3.96 and 4.2.2; the numbers from its source at 4.2.3.

use crate::bytes::{Endian, PartOffset, Reader, needle};

/// UPX's magic.
pub(super) const MAGIC: &[u8] = b"UPX!";
/// The length of the header.
pub(super) const LENGTH: usize = 32;
/// Versions of the header with this layout.
const VERSIONS: std::ops::RangeInclusive<u8> = 10..=14;

/// The kind of packed file, by UPX's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Elf,
    Pe,
    MachO,
}

impl Family {
    /// The formats that a Go program can have. Kernels, DOS programs and the like are excluded.
    fn of(format: u8) -> Option<Self> {
        Some(match format {
            9 | 36 | 43 | 44 => Self::Pe,
            10 | 12 | 20 | 22 | 23 | 24 | 25 | 30 | 39 | 42 | 132 | 133 | 137 | 140 => Self::Elf,
            29 | 32 | 33 | 34 | 35 | 37 | 131 | 138 | 139 | 142 => Self::MachO,
            _ => return None,
        })
    }
}

/// A header with a correct checksum of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PackHeader {
    pub(super) at: PartOffset,
    pub(super) family: Family,
    pub(super) method: u8,
    pub(super) u_adler: u32,
    pub(super) c_adler: u32,
    pub(super) u_len: u32,
    pub(super) c_len: u32,
    pub(super) file_size: u32,
    pub(super) filter: u8,
    pub(super) cto: u8,
}

impl PackHeader {
    /// Reads the header at the start of `bytes`, which lie at `at`; `None` where there is none.
    fn read(bytes: &[u8], at: PartOffset) -> Option<Self> {
        let header = bytes.first_chunk::<LENGTH>()?;
        let (&sum, summed) = header.split_last()?;
        let total: u32 = summed.get(4..)?.iter().map(|&byte| u32::from(byte)).sum();
        let &[_, _, _, _, version, format, method, ..] = header;
        if !header.starts_with(MAGIC)
            || !VERSIONS.contains(&version)
            || total.checked_rem(251)? != u32::from(sum)
        {
            return None;
        }
        let family = Family::of(format)?;
        let endian = if format < 128 { Endian::Little } else { Endian::Big };
        let mut words = Reader::new(header.get(8..28)?, at, endian);
        let mut word = || words.u32().ok();
        let [a, b, c, d, file_size] = [word()?, word()?, word()?, word()?, word()?];
        let (u_adler, c_adler, u_len, c_len) =
            if endian == Endian::Little { (a, b, c, d) } else { (c, d, a, b) };
        let &[filter, cto, _] = header.get(28..31)?.first_chunk::<3>()?;
        Some(Self { at, family, method, u_adler, c_adler, u_len, c_len, file_size, filter, cto })
    }

    /// Whether the version is one that this program reads and the format belongs to `family`.
    pub(super) fn is_known(version: u8, format: u8, family: Family) -> bool {
        VERSIONS.contains(&version) && Family::of(format) == Some(family)
    }

    /// Every header in `bytes`, which lie at `at`.
    pub(super) fn find_all(bytes: &[u8], at: PartOffset) -> impl Iterator<Item = Self> + '_ {
        needle::find_all(bytes, MAGIC).filter_map(move |index| {
            let place = at.saturating_add(u64::try_from(index).ok()?);
            Self::read(bytes.get(index..)?, place)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_header_whose_sum_holds() {
        // From a program for Linux on amd64, packed by UPX 4.02.
        let header = b"UPX!\x0e\x16\x0e\x09\xc2\x07\x11\x6e\xcf\x1d\xa8\xf3\0\x08\0\0\x14\0\0\0\
                       \0\xf0\x19\0\x49\x1d\0\xae";
        let found = PackHeader::read(header, PartOffset(7)).unwrap();
        assert_eq!((found.family, found.method, found.filter), (Family::Elf, 14, 0x49));
        assert_eq!((found.u_adler, found.c_adler), (0x6e11_07c2, 0xf3a8_1dcf));
        assert_eq!((found.u_len, found.c_len, found.file_size), (0x800, 0x14, 0x19_f000));
        for at in 0..header.len() {
            let mut bent = *header;
            bent[at] ^= 1;
            assert_eq!(PackHeader::read(&bent, PartOffset(0)), None, "byte {at}");
        }
        assert_eq!(PackHeader::read(&header[..31], PartOffset(0)), None);
    }
}
