//! LZX, which Microsoft's own tools use where a cabinet should be small.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lzxd::{Lzxd, WindowSize};

use crate::archive::{Fault, Kind};

/// Behind so many bytes addresses are no longer translated.
const MOST_TRANSLATED: i32 = 1 << 30;

/// A decoder of LZX.
pub(super) struct Lzx {
    decoder: Lzxd,
    /// The size of the program whose addresses were translated; `None` before the first block.
    size: Option<i32>,
    /// How many bytes were unpacked.
    count: i32,
}

impl Lzx {
    /// A decoder with a window of two to that power: 15 to 21 in cabinets.
    pub(super) fn new(window: u16) -> Result<Self, Fault> {
        let window = match window {
            15 => WindowSize::KB32,
            16 => WindowSize::KB64,
            17 => WindowSize::KB128,
            18 => WindowSize::KB256,
            19 => WindowSize::KB512,
            20 => WindowSize::MB1,
            21 => WindowSize::MB2,
            _ => return Err(Fault::damaged(Kind::Cab, "the window of LZX has no size")),
        };
        Ok(Self { decoder: Lzxd::new(window), size: None, count: 0 })
    }

    /// Unpacks a block.
    pub(super) fn unpack(&mut self, stored: &[u8], size: usize) -> Result<Vec<u8>, Fault> {
        let damaged = || Fault::damaged(Kind::Cab, "a block is damaged");
        let plain;
        let stored = match self.size {
            Some(_) => stored,
            None => {
                let (size, rest) = without_translation(stored).ok_or_else(damaged)?;
                self.size = Some(size);
                plain = rest;
                &plain
            }
        };
        // The package does not promise never to panic (0.2.7). Nothing is read from it behind an error.
        let unpack = || self.decoder.decompress_next(stored, size).map(<[u8]>::to_vec);
        let unpacked = catch_unwind(AssertUnwindSafe(unpack));
        let mut unpacked = match unpacked {
            Ok(Ok(unpacked)) => unpacked,
            Ok(Err(error)) => return Err(Fault::damaged(Kind::Cab, error.to_string())),
            Err(_) => return Err(damaged()),
        };
        if let Some(size @ 1..) = self.size {
            translate(&mut unpacked, self.count, size);
        }
        let more = i32::try_from(unpacked.len()).unwrap_or(i32::MAX);
        self.count = self.count.saturating_add(more);
        Ok(unpacked)
    }
}

/// The size for the translation that the first block starts with, zero where there is none, and the
/// block without it: one bit, and if it is set 32 more, the upper half first. The package gives a wrong
/// address for a call of the very first byte (lzxd 0.2.7), so the translation is done here.
fn without_translation(block: &[u8]) -> Option<(i32, Vec<u8>)> {
    let word = |at: usize| Some(u16::from_le_bytes(*block.get(at..)?.first_chunk()?));
    let first = word(0)?;
    if first & 0x8000 == 0 {
        return Some((0, block.to_vec()));
    }
    let (second, third) = (word(2)?, word(4)?);
    let bits = [first, second, third].map(u64::from);
    let all = bits.iter().fold(0, |all, word| all << 16 | word);
    // Of 48 bits, the first is the mark, and 15 belong to what follows.
    let size = u32::try_from(all >> 15 & 0xffff_ffff).ok()?;
    let rest = (third & 0x7fff).to_le_bytes();
    let block = [&rest[..], block.get(6..)?].concat();
    // A size with the highest bit set would be one below zero, which nothing is smaller than.
    Some((i32::try_from(size).unwrap_or(0), block))
}

/// Makes addresses relative again: those behind a byte `e8`, except in the last ten bytes of a block.
/// `start` is how many bytes came before.
fn translate(block: &mut [u8], start: i32, size: i32) {
    if start >= MOST_TRANSLATED || block.len() <= 10 {
        return;
    }
    let last = block.len().saturating_sub(10);
    let mut at = 0_usize;
    while let Some(found) = block.get(at..last).and_then(|it| it.iter().position(|it| *it == 0xe8))
    {
        let place = at.saturating_add(found);
        let field = place.saturating_add(1)..place.saturating_add(5);
        let own = start.saturating_add(i32::try_from(place).unwrap_or(i32::MAX));
        let Some(bytes) = block.get_mut(field) else { return };
        let address = bytes.first_chunk().map_or(0, |it| i32::from_le_bytes(*it));
        let relative = match address {
            0.. if address < size => address.wrapping_sub(own),
            ..0 if address >= own.wrapping_neg() => address.wrapping_add(size),
            _ => address,
        };
        bytes.copy_from_slice(&relative.to_le_bytes());
        at = place.saturating_add(5);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block that is stored: no translation, kind 3 in three bits, its size in 24, three distances of
    /// one, the bytes, and one more where their number is odd.
    #[test]
    fn a_stored_block() {
        let text = b"a text of 19 bytes.";
        let block = [&[0, 0x30, 0x30, 1][..], &[1, 0, 0, 0].repeat(3), text, b"\0"].concat();
        let unpacked = |block: &[u8], size| Lzx::new(15).unwrap().unpack(block, size);
        assert_eq!(unpacked(&block, text.len()).as_deref(), Ok(&text[..]));
        assert!(unpacked(&block[..20], text.len()).is_err());
        assert!(unpacked(&block, text.len() + 1).is_err());
        assert!(Lzx::new(14).is_err());
    }

    /// What 7-Zip 16.02 and libarchive 3.6.2 make of the same block.
    #[test]
    fn addresses_are_relative_again() {
        let text =
            b"abcde\xe8\0\0\0\0\xe8\xff\xff\xff\xff\xe8\0\x10\0\0\xe8\0\0\0\x01 ten bytes.\xe8\0";
        let head = [0, 0x80, 0, 0x08, 0, 0x18, 0, 0, 0, 0];
        assert_eq!(without_translation(&head).unwrap(), (0x1000, vec![0, 0x18, 0, 0, 0, 0]));
        assert_eq!(without_translation(&[0, 0x30]), Some((0, vec![0, 0x30])));
        assert_eq!(without_translation(&[0, 0x80, 1]), None);
        let mut block = text.to_vec();
        translate(&mut block, 0, 0x1000);
        let want = b"abcde\xe8\xfb\xff\xff\xff\xe8\xff\x0f\0\0\xe8\0\x10\0\0\xe8\0\0\0\x01 ten bytes.\xe8\0";
        assert_eq!(block, want);
        let mut late = text.to_vec();
        translate(&mut late, MOST_TRANSLATED, 0x1000);
        assert_eq!(late, text);
    }
}
