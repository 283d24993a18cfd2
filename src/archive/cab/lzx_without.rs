//! LZX in a build without the feature `archives`: known, and not unpacked.

use crate::archive::Fault;

/// A decoder of LZX.
pub(super) struct Lzx;

impl Lzx {
    /// Says that it was left out.
    pub(super) fn new(_: u16) -> Result<Self, Fault> {
        Err(Fault::left_out("LZX"))
    }

    /// Unpacks nothing.
    #[expect(clippy::unused_self, reason = "as the other one")]
    pub(super) fn unpack(&mut self, _: &[u8], _: usize) -> Result<Vec<u8>, Fault> {
        Err(Fault::left_out("LZX"))
    }
}
