//! An unpacked program: the unpacked pieces, read as one file.

use std::io;

use super::UnpackError;
use crate::bytes::{ByteSource, PartOffset};

/// The original file, in the order of its bytes. Joining the pieces would take twice the memory.
#[derive(Debug, Default)]
pub struct Restored {
    pieces: Vec<(u64, Vec<u8>)>,
    size: u64,
}

impl Restored {
    /// Combines pieces, each with its offset, into a file of `size` bytes.
    ///
    /// # Errors
    /// [`UnpackError::Damaged`] where they overlap or leave gaps.
    pub(super) fn new(mut pieces: Vec<(u64, Vec<u8>)>, size: u64) -> Result<Self, UnpackError> {
        pieces.retain(|(_, bytes)| !bytes.is_empty());
        pieces.sort_by_key(|(start, _)| *start);
        let mut end = 0_u64;
        for (start, bytes) in &pieces {
            if *start != end {
                let defect = "the unpacked extents do not join";
                return Err(UnpackError::damaged(defect, PartOffset(0)));
            }
            end = end.saturating_add(bytes.as_slice().size());
        }
        if end != size {
            let defect = "the unpacked program is not as long as its header says";
            return Err(UnpackError::damaged(defect, PartOffset(0)));
        }
        Ok(Self { pieces, size })
    }
}

impl ByteSource for Restored {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, at: PartOffset, buffer: &mut [u8]) -> io::Result<usize> {
        let first = self.pieces.partition_point(|(start, _)| *start <= at.0).saturating_sub(1);
        let (mut at, mut filled) = (at, 0_usize);
        for (start, bytes) in self.pieces.get(first..).unwrap_or_default() {
            let rest = buffer.get_mut(filled..).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
            let within = PartOffset(at.0.saturating_sub(*start));
            let count = bytes.read_at(within, rest)?;
            filled = filled.saturating_add(count);
            at = at.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_read_as_one() {
        let pieces =
            vec![(3, b"defg".to_vec()), (0, b"abc".to_vec()), (7, vec![]), (7, b"h".to_vec())];
        let restored = Restored::new(pieces, 8).unwrap();
        for at in 0..10 {
            for len in 0..10 {
                let mut buffer = vec![0; len];
                let count = restored.read_at(PartOffset(at), &mut buffer).unwrap();
                let want = b"abcdefgh".get(usize::try_from(at).unwrap()..).unwrap_or_default();
                assert_eq!(&buffer[..count], &want[..len.min(want.len())], "{len} at {at}");
            }
        }
    }

    #[test]
    fn gaps_and_overlaps_are_damage() {
        for (second, size) in [(2, 5), (4, 7), (3, 7), (3, 5)] {
            let pieces = vec![(0, vec![1; 3]), (second, vec![2; 3])];
            assert!(Restored::new(pieces, size).is_err(), "{second} {size}");
        }
    }
}
