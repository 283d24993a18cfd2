//! The files: their names, and which of them have bytes.
//!
//! After their number follow properties, each with its size: 14 which files have no bytes, 17 the
//! names in UTF-16, each with a zero behind it; times and attributes do not matter here.

use super::number::{Most, bits, count, number};
use crate::bytes::{Endian, PartOffset, Reader};

/// The files.
#[derive(Debug, Default)]
pub(super) struct Files<'h> {
    are_empty: Vec<bool>,
    names: &'h [u8],
}

impl<'h> Files<'h> {
    pub(super) fn read(reader: &mut Reader<'h>, most: &Most) -> Option<Self> {
        let count = count(reader, most)?;
        let mut files = Self { are_empty: vec![false; count], names: &[] };
        loop {
            let property = number(reader)?;
            if property == 0 {
                return Some(files);
            }
            let size = number(reader)?;
            let bytes = reader.bytes(size).ok()?;
            let mut own = Reader::new(bytes, PartOffset(0), Endian::Little);
            match property {
                14 => files.are_empty = bits(&mut own, count)?,
                17 if own.u8().ok()? == 0 => files.names = own.rest(),
                // They may also stand elsewhere, which no version writes.
                17 => return None,
                _ => {}
            }
        }
    }

    /// The names of those that have bytes, in the order of the folders.
    pub(super) fn names(&self) -> impl Iterator<Item = Vec<u8>> {
        let words = self.names.chunks_exact(2).filter_map(|it| it.first_chunk());
        let mut words = words.map(|it| u16::from_le_bytes(*it));
        let all = self.are_empty.iter().map(move |is_empty| {
            let name: Vec<u16> = words.by_ref().take_while(|word| *word != 0).collect();
            (is_empty, String::from_utf16_lossy(&name).into_bytes())
        });
        all.filter(|(is_empty, _)| !*is_empty).map(|(_, name)| name)
    }
}
