//! The parts of a PE program that unpacking needs: headers, sections, image.

use crate::bytes::{Endian, PartOffset, Reader};

/// One section header.
#[derive(Clone, Copy, Debug)]
pub(super) struct Section {
    pub(super) address: u32,
    pub(super) size: u32,
    pub(super) offset: u32,
}

/// The fields of a PE header that unpacking needs, and its section headers.
#[derive(Clone, Debug)]
pub(super) struct Headers {
    /// The PE header and the section headers as they are in the file.
    pub(super) bytes: Vec<u8>,
    pub(super) is_64: bool,
    pub(super) flags: u16,
    pub(super) code: (u32, u32),
    pub(super) base: u64,
    pub(super) alignment: u32,
    pub(super) sections: Vec<Section>,
}

impl Headers {
    /// Reads the headers at the start of `bytes`.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let at = |at: usize| Some(Reader::new(bytes.get(at..)?, PartOffset(0), Endian::Little));
        let u32_at = |place: usize| at(place)?.u32().ok();
        if !bytes.starts_with(b"PE\0\0") {
            return None;
        }
        let is_64 = at(24)?.u16().ok()? == 0x20b;
        let table: usize = if is_64 { 264 } else { 248 };
        let count = usize::from(at(6)?.u16().ok()?);
        let end = table.checked_add(count.checked_mul(40)?)?;
        let mut sections = Vec::new();
        for section in bytes.get(table..end)?.as_chunks::<40>().0 {
            let mut fields = Reader::new(section.get(12..)?, PartOffset(0), Endian::Little);
            let mut field = || fields.u32().ok();
            sections.push(Section { address: field()?, size: field()?, offset: field()? });
        }
        Some(Self {
            is_64,
            flags: at(22)?.u16().ok()?,
            code: (u32_at(44)?, u32_at(28)?),
            base: if is_64 { at(48)?.u64().ok()? } else { u64::from(u32_at(52)?) },
            alignment: u32_at(60)?,
            sections,
            bytes: bytes.get(..end)?.to_vec(),
        })
    }

    /// Address and size of a data directory.
    pub(super) fn directory(&self, which: usize) -> Option<(u32, u32)> {
        let first = if self.is_64 { 136_usize } else { 120 };
        let at = first.checked_add(which.checked_mul(8)?)?;
        let mut entry = Reader::new(self.bytes.get(at..)?, PartOffset(0), Endian::Little);
        Some((entry.u32().ok()?, entry.u32().ok()?)).filter(|(at, size)| *at > 0 && *size > 0)
    }
}

/// The image of the program, from its lowest section on.
pub(super) struct Image {
    pub(super) bytes: Vec<u8>,
    pub(super) lowest: u32,
}

impl Image {
    /// The index of the byte at `address`.
    pub(super) fn index(&self, address: u32) -> Option<usize> {
        usize::try_from(address.checked_sub(self.lowest)?).ok()
    }

    /// Puts `bytes` at `index`; `None` where they do not fit.
    pub(super) fn put(&mut self, index: usize, bytes: &[u8]) -> Option<()> {
        let end = index.checked_add(bytes.len())?;
        self.bytes.get_mut(index..end)?.copy_from_slice(bytes);
        Some(())
    }
}
