//! A cursor over bytes in memory: takes whole values or nothing.

use std::ops::ControlFlow;

use thiserror::Error;

use super::{Endian, Moved, PartOffset};

/// A read that did not fit. The cursor did not move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReaderError {
    /// The value extends past the end of its table.
    #[error("{wanted} bytes wanted at {:#x}, {left} left", .at.0)]
    Truncated {
        /// Where the value starts.
        at: PartOffset,
        /// Its length in bytes.
        wanted: u64,
        /// The bytes left from there.
        left: u64,
    },
    /// A variable-length integer of more than 64 bits.
    #[error("variable-length integer at {:#x} is longer than 64 bits", .at.0)]
    Overlong {
        /// Where the integer starts.
        at: PartOffset,
    },
}

impl Moved for ReaderError {
    fn moved(&self, start: u64) -> Self {
        match *self {
            Self::Truncated { at, wanted, left } => {
                Self::Truncated { at: at.moved(start), wanted, left }
            }
            Self::Overlong { at } => Self::Overlong { at: at.moved(start) },
        }
    }
}

/// A cursor over `data`, which lies at `base` in the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'d> {
    data: &'d [u8],
    base: PartOffset,
    position: usize,
    endian: Endian,
}

impl<'d> Reader<'d> {
    /// A cursor at the start of `data`, whose first byte lies at `base` in the file.
    pub(crate) fn new(data: &'d [u8], base: PartOffset, endian: Endian) -> Self {
        Self { data, base, position: 0, endian }
    }

    /// Where the next byte lies in the file.
    pub(crate) fn place(&self) -> PartOffset {
        self.base.saturating_add(u64::try_from(self.position).unwrap_or(u64::MAX))
    }

    /// The bytes that remain.
    pub(crate) fn rest(&self) -> &'d [u8] {
        self.data.get(self.position..).unwrap_or_default()
    }

    /// Takes `count` bytes.
    ///
    /// # Errors
    /// [`ReaderError::Truncated`] where fewer are left.
    pub(crate) fn bytes(&mut self, count: u64) -> Result<&'d [u8], ReaderError> {
        let end = usize::try_from(count).ok().and_then(|count| self.position.checked_add(count));
        match end.and_then(|end| Some((self.data.get(self.position..end)?, end))) {
            Some((bytes, end)) => {
                self.position = end;
                Ok(bytes)
            }
            None => Err(self.truncated(count)),
        }
    }

    /// Takes a fixed number of bytes.
    ///
    /// # Errors
    /// [`ReaderError::Truncated`] where fewer are left.
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], ReaderError> {
        match self.rest().first_chunk::<N>() {
            Some(bytes) => {
                self.position = self.position.saturating_add(N);
                Ok(*bytes)
            }
            None => Err(self.truncated(u64::try_from(N).unwrap_or(u64::MAX))),
        }
    }

    /// Takes one byte.
    ///
    /// # Errors
    /// [`ReaderError::Truncated`] at the end.
    pub(crate) fn u8(&mut self) -> Result<u8, ReaderError> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// Takes a 16-bit integer.
    ///
    /// # Errors
    /// [`ReaderError::Truncated`] where fewer than two bytes are left.
    pub(crate) fn u16(&mut self) -> Result<u16, ReaderError> {
        let bytes = self.array()?;
        Ok(match self.endian {
            Endian::Little => u16::from_le_bytes(bytes),
            Endian::Big => u16::from_be_bytes(bytes),
        })
    }

    /// Takes a 32-bit integer.
    ///
    /// # Errors
    /// [`ReaderError::Truncated`] where fewer than four bytes are left.
    pub(crate) fn u32(&mut self) -> Result<u32, ReaderError> {
        let bytes = self.array()?;
        Ok(match self.endian {
            Endian::Little => u32::from_le_bytes(bytes),
            Endian::Big => u32::from_be_bytes(bytes),
        })
    }

    /// Takes a 64-bit integer.
    ///
    /// # Errors
    /// [`ReaderError::Truncated`] where fewer than eight bytes are left.
    pub(crate) fn u64(&mut self) -> Result<u64, ReaderError> {
        let bytes = self.array()?;
        Ok(match self.endian {
            Endian::Little => u64::from_le_bytes(bytes),
            Endian::Big => u64::from_be_bytes(bytes),
        })
    }

    /// Takes a pointer-sized integer of `pointer_size` bytes, 4 or 8.
    ///
    /// # Errors
    /// [`ReaderError::Truncated`] where fewer bytes are left.
    pub(crate) fn word(&mut self, pointer_size: u8) -> Result<u64, ReaderError> {
        if pointer_size == 4 { self.u32().map(u64::from) } else { self.u64() }
    }

    /// Takes an unsigned LEB128 integer, as `encoding/binary.Uvarint` writes it.
    ///
    /// # Errors
    /// [`ReaderError::Truncated`] where its last byte is missing, [`ReaderError::Overlong`] where
    /// it does not fit in 64 bits.
    pub(crate) fn uvarint(&mut self) -> Result<u64, ReaderError> {
        let start = *self;
        let mut value = 0_u64;
        for shift in (0..64_u32).step_by(7) {
            let byte = self.u8().inspect_err(|_| *self = start)?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            value |= bits.wrapping_shl(shift);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        *self = start;
        Err(ReaderError::Overlong { at: start.place() })
    }

    /// Takes a string preceded by its length as an unsigned LEB128 integer.
    ///
    /// # Errors
    /// As [`Reader::uvarint`] and [`Reader::bytes`].
    pub(crate) fn uvarint_bytes(&mut self) -> Result<&'d [u8], ReaderError> {
        let start = *self;
        let count = self.uvarint()?;
        self.bytes(count).inspect_err(|_| *self = start)
    }

    fn truncated(&self, wanted: u64) -> ReaderError {
        let left = u64::try_from(self.rest().len()).unwrap_or(u64::MAX);
        ReaderError::Truncated { at: self.place(), wanted, left }
    }
}

/// `bytes` as words of `pointer_size` bytes, 4 or 8; a shorter rest at the end is ignored.
pub(crate) fn words(bytes: &[u8], pointer_size: u8, endian: Endian) -> Vec<u64> {
    fn all<const N: usize>(bytes: &[u8], word: impl Fn([u8; N]) -> u64) -> Vec<u64> {
        bytes.as_chunks::<N>().0.iter().map(|chunk| word(*chunk)).collect()
    }
    match (pointer_size, endian) {
        (4, Endian::Little) => all(bytes, |it| u32::from_le_bytes(it).into()),
        (4, Endian::Big) => all(bytes, |it| u32::from_be_bytes(it).into()),
        (_, Endian::Little) => all(bytes, u64::from_le_bytes),
        (_, Endian::Big) => all(bytes, u64::from_be_bytes),
    }
}

/// The word at `index` in `bytes`, as [`words`] gives it.
pub(crate) fn word_at(bytes: &[u8], index: usize, pointer_size: u8, endian: Endian) -> Option<u64> {
    let at = index.checked_mul(if pointer_size == 4 { 4 } else { 8 })?;
    Reader::new(bytes.get(at..)?, PartOffset(0), endian).word(pointer_size).ok()
}

/// Hands over those of [`words`] that may be meant, each with its index, without memory for them all.
pub(crate) fn each_word(
    bytes: &[u8],
    (pointer_size, endian): (u8, Endian),
    may_be: impl Fn(u64) -> bool,
    see: impl FnMut((usize, u64)) -> ControlFlow<()>,
) -> ControlFlow<()> {
    fn all<const N: usize>(
        bytes: &[u8],
        word: impl Fn([u8; N]) -> u64,
        may_be: impl Fn(u64) -> bool,
        see: impl FnMut((usize, u64)) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let words = bytes.as_chunks::<N>().0.iter().map(|chunk| word(*chunk));
        words.enumerate().filter(|(_, word)| may_be(*word)).try_for_each(see)
    }
    match (pointer_size, endian) {
        (4, Endian::Little) => all(bytes, |it| u32::from_le_bytes(it).into(), may_be, see),
        (4, Endian::Big) => all(bytes, |it| u32::from_be_bytes(it).into(), may_be, see),
        (_, Endian::Little) => all(bytes, u64::from_le_bytes, may_be, see),
        (_, Endian::Big) => all(bytes, u64::from_be_bytes, may_be, see),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_read_takes_nothing() {
        let mut reader = Reader::new(&[1, 2, 3], PartOffset(0x10), Endian::Little);
        assert!(matches!(reader.u32(), Err(ReaderError::Truncated { wanted: 4, left: 3, .. })));
        assert_eq!(reader.place(), PartOffset(0x10));
        assert_eq!(reader.u8(), Ok(1));
        assert!(reader.bytes(u64::MAX).is_err());
        assert_eq!(reader.bytes(2), Ok(&[2, 3][..]));
        assert_eq!(reader.place(), PartOffset(0x13));
    }

    #[test]
    fn uvarint() {
        let max = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        for (bytes, want) in [
            (&[0x00][..], Ok(0)),
            (&[0x7f], Ok(127)),
            (&[0x80, 0x01], Ok(128)),
            (&max, Ok(u64::MAX)),
            (&[0x80], Err(())),
            (&[], Err(())),
            (&[0xff; 10], Err(())),
            (&[0x80; 11], Err(())),
        ] {
            let mut reader = Reader::new(bytes, PartOffset(0), Endian::Little);
            assert_eq!(reader.uvarint().map_err(drop), want, "{bytes:x?}");
            if want.is_err() {
                assert_eq!(reader.place(), PartOffset(0), "{bytes:x?}");
            }
        }
    }

    #[test]
    fn words_follow_the_byte_order() {
        let data = [1, 2, 3, 4, 5, 6, 7, 8];
        for (endian, size, want) in [
            (Endian::Little, 4, 0x0403_0201),
            (Endian::Big, 4, 0x0102_0304),
            (Endian::Little, 8, 0x0807_0605_0403_0201),
            (Endian::Big, 8, 0x0102_0304_0506_0708),
        ] {
            assert_eq!(Reader::new(&data, PartOffset(0), endian).word(size), Ok(want));
            let all = words(&data, size, endian);
            assert_eq!(all.first(), Some(&want));
            let (mut each, mut second) = (Vec::new(), None);
            let see = |(index, word)| {
                assert_eq!(word_at(&data, index, size, endian), Some(word));
                each.push(word);
                ControlFlow::Continue(())
            };
            assert!(each_word(&data, (size, endian), |_| true, see).is_continue());
            assert_eq!(each, all);
            assert_eq!(word_at(&data, all.len(), size, endian), None);
            let stop = |(index, _)| {
                second = Some(index);
                ControlFlow::Break(())
            };
            let is_second = |word| Some(&word) == all.get(1);
            assert_eq!(each_word(&data, (size, endian), is_second, stop).is_break(), size == 4);
            assert_eq!(second, (size == 4).then_some(1));
        }
    }
}
