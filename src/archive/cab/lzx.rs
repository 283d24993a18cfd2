//! LZX, which Microsoft's own tools use where a cabinet should be small.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lzxd::{Lzxd, WindowSize};

use crate::archive::{Fault, Kind};

/// A decoder of LZX.
pub(super) struct Lzx(Lzxd);

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
        Ok(Self(Lzxd::new(window)))
    }

    /// Unpacks a block.
    pub(super) fn unpack(&mut self, stored: &[u8], size: usize) -> Result<Vec<u8>, Fault> {
        // The package does not promise never to panic (0.2.7). Nothing is read from it behind an error.
        let unpack = || self.0.decompress_next(stored, size).map(<[u8]>::to_vec);
        let unpacked = catch_unwind(AssertUnwindSafe(unpack));
        match unpacked {
            Ok(Ok(unpacked)) => Ok(unpacked),
            Ok(Err(error)) => Err(Fault::damaged(Kind::Cab, error.to_string())),
            Err(_) => Err(Fault::damaged(Kind::Cab, "a block is damaged")),
        }
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
}
