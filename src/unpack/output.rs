//! A buffer for decoded bytes: it grows as they arrive, never by a size from a header.

use super::UnpackError;
use crate::bytes::{LimitExceeded, Limits, PartOffset};

/// How many bytes one packed file may still unpack to.
#[derive(Clone, Debug)]
pub(super) struct Allowance {
    left: u64,
    exceeded: LimitExceeded,
}

impl Allowance {
    /// The allowance for a packed file of `size` bytes, at most `most`.
    pub(super) fn new(limits: &Limits, size: u64, most: LimitExceeded) -> Self {
        let by_ratio = size.saturating_mul(limits.unpack_ratio);
        let exceeded = if by_ratio < most.limit {
            LimitExceeded { name: "unpack-ratio", limit: limits.unpack_ratio }
        } else {
            most
        };
        Self { left: by_ratio.min(most.limit), exceeded }
    }

    /// Deducts `count` bytes, before they are decoded.
    pub(super) fn pay(&mut self, count: u64) -> Result<(), LimitExceeded> {
        self.left = self.left.checked_sub(count).ok_or(self.exceeded)?;
        Ok(())
    }

    /// Fails where fewer than `count` bytes are left.
    pub(super) fn covers(&self, count: u64) -> Result<(), LimitExceeded> {
        if count > self.left { Err(self.exceeded) } else { Ok(()) }
    }
}

/// One block during decoding: its end is known, and it may not refer to anything before its start.
pub(super) struct Output<'o> {
    bytes: &'o mut Vec<u8>,
    start: usize,
    left: usize,
    /// Where the compressed bytes lie, for errors.
    at: PartOffset,
}

impl<'o> Output<'o> {
    /// A block of `size` bytes behind those already in `bytes`.
    pub(super) fn new(bytes: &'o mut Vec<u8>, size: u32, at: PartOffset) -> Self {
        let left = usize::try_from(size).unwrap_or(usize::MAX);
        Self { start: bytes.len(), bytes, left, at }
    }

    /// The number of missing bytes.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// An error with the place of this block.
    pub(super) fn damaged(&self, defect: &'static str) -> UnpackError {
        UnpackError::damaged(defect, self.at)
    }

    /// Adds one byte.
    pub(super) fn literal(&mut self, byte: u8) -> Result<(), UnpackError> {
        self.left = self.left.checked_sub(1).ok_or_else(|| self.too_long())?;
        self.bytes.push(byte);
        Ok(())
    }

    /// Adds bytes.
    pub(super) fn literals(&mut self, bytes: &[u8]) -> Result<(), UnpackError> {
        self.left = self.left.checked_sub(bytes.len()).ok_or_else(|| self.too_long())?;
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// Copies `count` bytes from `distance` bytes back; the source may overlap the copy.
    pub(super) fn repeat(&mut self, distance: u32, count: u32) -> Result<(), UnpackError> {
        let too_far = || UnpackError::damaged("a block refers to bytes before its start", self.at);
        let distance = usize::try_from(distance).map_err(|_| too_far())?;
        let from = self.bytes.len().checked_sub(distance).filter(|from| *from >= self.start);
        let from = from.filter(|_| distance > 0).ok_or_else(too_far)?;
        let mut count = usize::try_from(count).unwrap_or(usize::MAX);
        self.left = self.left.checked_sub(count).ok_or_else(|| self.too_long())?;
        while count > 0 {
            // The existing bytes repeat from `from` on.
            let some = count.min(self.bytes.len().saturating_sub(from));
            self.bytes.extend_from_within(from..from.saturating_add(some));
            count = count.saturating_sub(some);
        }
        Ok(())
    }

    fn too_long(&self) -> UnpackError {
        self.damaged("a block is longer than its header says")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_may_overlap_and_stay_in_the_block() {
        let mut bytes = b"before".to_vec();
        let mut output = Output::new(&mut bytes, 12, PartOffset(0));
        output.literals(b"abc").unwrap();
        output.repeat(2, 5).unwrap();
        output.repeat(1, 2).unwrap();
        assert!(output.repeat(11, 1).is_err());
        assert!(output.repeat(0, 1).is_err());
        assert!(output.repeat(1, 3).is_err());
        assert_eq!(output.left(), 2);
        assert_eq!(bytes, b"beforeabcbcbcbbb");
    }

    #[test]
    fn allowances_end() {
        let limits = Limits { unpack_ratio: 10, ..Limits::default() };
        let most = LimitExceeded { name: "unpacked", limit: 1000 };
        let mut small = Allowance::new(&limits, 50, most);
        small.pay(500).unwrap();
        assert_eq!(small.pay(1).unwrap_err().name, "unpack-ratio");
        assert_eq!(Allowance::new(&limits, 5000, most).pay(1001).unwrap_err().name, "unpacked");
    }
}
