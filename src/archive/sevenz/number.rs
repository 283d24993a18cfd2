//! The numbers and lists of the header.

use std::cell::Cell;

use crate::archive::Fault;
use crate::bytes::{Limits, Reader, within};

/// A number: as many bytes follow the first as it has bits set from the top, and its other bits are
/// the most significant ones.
pub(super) fn number(reader: &mut Reader<'_>) -> Option<u64> {
    let first = reader.u8().ok()?;
    let more = first.leading_ones();
    let mut value = 0_u64;
    for place in 0..more {
        let byte = u64::from(reader.u8().ok()?);
        value |= byte.checked_shl(place.checked_mul(8)?)?;
    }
    let high = u64::from(first) & 0x7f_u64.checked_shr(more).unwrap_or(0);
    match more.checked_mul(8) {
        Some(shift @ 0..=56) => Some(value | high.checked_shl(shift)?),
        _ => Some(value),
    }
}

/// The most files, folders or streams of an archive.
pub(super) struct Most {
    limit: u64,
    /// Why there are too many.
    fault: Cell<Option<Fault>>,
}

impl Most {
    pub(super) fn of(limits: &Limits) -> Self {
        Self { limit: limits.seven_zip_files, fault: Cell::new(None) }
    }

    /// That number, unless it is too large.
    pub(super) fn check(&self, count: usize) -> Option<usize> {
        let wide = u64::try_from(count).unwrap_or(u64::MAX);
        match within("7z-files", wide, self.limit) {
            Ok(()) => Some(count),
            Err(limit) => {
                self.fault.set(Some(limit.into()));
                None
            }
        }
    }

    /// What kept the header from being read: too many things, or `damage`.
    pub(super) fn or(&self, damage: Fault) -> Fault {
        self.fault.take().unwrap_or(damage)
    }
}

/// A number of things, each of which takes at least a byte of what follows.
pub(super) fn count(reader: &mut Reader<'_>, most: &Most) -> Option<usize> {
    let count = usize::try_from(number(reader)?).ok()?;
    (count <= reader.rest().len()).then(|| most.check(count))?
}

/// So many bits, the first in the most significant one.
pub(super) fn bits(reader: &mut Reader<'_>, count: usize) -> Option<Vec<bool>> {
    let bytes = reader.bytes(u64::try_from(count.div_ceil(8)).ok()?).ok()?;
    let bits = bytes.iter().flat_map(|byte| (0..8).map(move |bit| byte << bit & 0x80 != 0));
    Some(bits.take(count).collect())
}

/// Bits that may all be set, which one byte says.
pub(super) fn bits_or_all(reader: &mut Reader<'_>, count: usize) -> Option<Vec<bool>> {
    match reader.u8().ok()? {
        0 => bits(reader, count),
        _ => Some(vec![true; count]),
    }
}

/// The checksums of so many things; `None` for one that has none.
pub(super) fn sums(reader: &mut Reader<'_>, count: usize) -> Option<Vec<Option<u32>>> {
    let are_there = bits_or_all(reader, count)?;
    let sum = |is_there: bool| match is_there {
        true => reader.u32().ok().map(Some),
        false => Some(None),
    };
    are_there.into_iter().map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Endian, PartOffset};

    #[test]
    fn numbers_of_every_length() {
        for (bytes, want) in [
            (&[0x7f][..], Some(0x7f)),
            (&[0x80, 0x80], Some(0x80)),
            (&[0xbf, 0xff], Some(0x3fff)),
            (&[0xc1, 2, 3], Some(0x1_0302)),
            (&[0xfe, 1, 2, 3, 4, 5, 6, 7], Some(0x07_0605_0403_0201)),
            (&[0xff, 1, 2, 3, 4, 5, 6, 7, 8], Some(0x0807_0605_0403_0201)),
            (&[0xff, 1], None),
            (&[], None),
        ] {
            let mut reader = Reader::new(bytes, PartOffset(0), Endian::Little);
            assert_eq!(number(&mut reader), want, "{bytes:x?}");
        }
        let mut reader = Reader::new(&[0b1010_0000], PartOffset(0), Endian::Little);
        assert_eq!(bits(&mut reader, 3), Some(vec![true, false, true]));
    }
}
