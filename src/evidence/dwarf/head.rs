//! The heads of units and of line tables: enough of one for its reader, cut off before what is not
//! read here.

use super::section::Section;
use crate::bytes::{Endian, PartOffset, Reader};
use crate::evidence::error::{Damage, Structure};

/// The length field of a unit or a line table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Length {
    /// Its own width: 4, or 12 in 64-bit DWARF.
    pub(super) field: u64,
    /// The number of bytes behind it.
    pub(super) rest: u64,
}

impl Length {
    /// Reads the field at the start of `head`; `None` where it is cut short or reserved.
    pub(super) fn read(head: &[u8], endian: Endian) -> Option<Self> {
        let mut reader = Reader::new(head, PartOffset(0), endian);
        match reader.u32().ok()? {
            0xffff_ffff => Some(Self { field: 12, rest: reader.u64().ok()? }),
            0xffff_fff0.. => None,
            rest => Some(Self { field: 4, rest: rest.into() }),
        }
    }

    /// All bytes of the unit.
    pub(super) fn total(self) -> u64 {
        self.field.saturating_add(self.rest)
    }

    /// The width of offsets: 4 or 8.
    pub(super) fn word(self) -> u8 {
        if self.field == 12 { 8 } else { 4 }
    }

    /// Copies the head of a unit into `to`, with a length field that says it ends there.
    pub(super) fn cut(self, head: &[u8], endian: Endian, to: &mut Vec<u8>) {
        to.clear();
        to.extend_from_slice(head);
        let len = u64::try_from(head.len()).unwrap_or(u64::MAX).saturating_sub(self.field);
        let short = u32::try_from(len).unwrap_or(u32::MAX);
        let (at, field) = match (self.field, endian) {
            (12, Endian::Little) => (4, len.to_le_bytes().to_vec()),
            (12, Endian::Big) => (4, len.to_be_bytes().to_vec()),
            (_, Endian::Little) => (0, short.to_le_bytes().to_vec()),
            (_, Endian::Big) => (0, short.to_be_bytes().to_vec()),
        };
        for (byte, new) in to.iter_mut().skip(at).zip(field) {
            *byte = new;
        }
    }
}

/// One unit or line table.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    /// Its offset in the section.
    pub(super) offset: u64,
    /// Its length.
    pub(super) length: Length,
}

/// The units, or line tables, of a section, one behind another.
pub(super) struct Walk {
    offset: u64,
    count: u64,
    what: &'static str,
}

impl Walk {
    pub(super) fn new(what: &'static str) -> Self {
        Self { offset: 0, count: 0, what }
    }

    /// The next one; `Ok(None)` behind the last. Zeros between two are passed over: they fill up
    /// what is aligned.
    ///
    /// # Errors
    /// [`Damage`]; nothing follows.
    pub(super) fn next(
        &mut self,
        section: &mut Section<'_, '_>,
        endian: Endian,
        limit: u64,
    ) -> Result<Option<At>, Damage> {
        loop {
            let place = section.place(self.offset);
            let left = section.size().saturating_sub(self.offset);
            let mut head = section.window(self.offset, 12)?;
            if head.starts_with(&[0; 4]) {
                head = section.window(self.offset, 4096)?;
            }
            let zeros = head.iter().take_while(|byte| **byte == 0).count();
            let zeros = u64::try_from(zeros).unwrap_or(u64::MAX);
            if zeros == left {
                return Ok(None);
            }
            if zeros >= 4 {
                // A length starts at a multiple of four, or with the first byte that is not zero
                // where it is big-endian: what is passed over are whole empty lengths.
                self.offset = self.offset.saturating_add(zeros & !3);
                continue;
            }
            let malformed = || Damage::malformed(Structure::Dwarf, place, self.what);
            let length = Length::read(head, endian).ok_or_else(malformed)?;
            if length.total() > left || length.rest == 0 {
                return Err(malformed());
            }
            self.count = self.count.saturating_add(1);
            crate::bytes::within("debug-units", self.count, limit)
                .map_err(|error| Damage::new(Structure::Dwarf, place, error))?;
            let at = At { offset: self.offset, length };
            self.offset = self.offset.saturating_add(length.total());
            return Ok(Some(at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        let both = Endian::Little;
        for (bytes, want) in [
            (&[5, 0, 0, 0][..], Some((4, 5))),
            (&[0xff, 0xff, 0xff, 0xff, 9, 0, 0, 0, 0, 0, 0, 0], Some((12, 9))),
            (&[0xff, 0xff, 0xff, 0xff, 9], None),
            (&[0xf0, 0xff, 0xff, 0xff], None),
            (&[1, 0], None),
        ] {
            let got = Length::read(bytes, both).map(|it| (it.field, it.rest));
            assert_eq!(got, want, "{bytes:?}");
        }
    }

    #[test]
    fn a_cut_head_says_its_own_length() {
        for (endian, field, want) in
            [(Endian::Little, 4, &[2, 0, 0, 0, 7, 7][..]), (Endian::Big, 4, &[0, 0, 0, 2, 7, 7])]
        {
            let mut cut = Vec::new();
            let length = Length { field, rest: 1000 };
            length.cut(&[9, 9, 9, 9, 7, 7], endian, &mut cut);
            assert_eq!(cut, want);
        }
        let mut cut = Vec::new();
        let head = [&[0xff; 4][..], &[9; 8], &[7; 3]].concat();
        Length { field: 12, rest: 1000 }.cut(&head, Endian::Big, &mut cut);
        assert_eq!(cut, [&[0xff; 4][..], &[0, 0, 0, 0, 0, 0, 0, 3], &[7; 3]].concat());
    }
}
