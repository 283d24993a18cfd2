//! The header: where the packed streams are, how they unpack, and the files in them.
//!
//! It is a tree of properties, each with a number: 1 the header, 23 a packed header; 4 the streams:
//! 6 where they are, 7 the folders, 8 the files in each folder; 5 the files; 9 sizes, 10 checksums,
//! 11 a list of folders, 12 sizes of what they unpack to, 13 how many files each has, 0 the end.

use super::files::Files;
use super::folder::Folder;
use super::number::{Most, count, number, sums};
use crate::bytes::{Endian, PartOffset, Reader, Span};

/// The size of what stands before the packed streams.
pub(super) const START: u64 = 32;

/// The header.
#[derive(Debug, Default)]
pub(super) struct Header<'h> {
    pub(super) streams: Streams,
    pub(super) files: Files<'h>,
}

/// The packed streams.
#[derive(Debug, Default)]
pub(super) struct Streams {
    /// Where the first one starts in the file.
    pub(super) start: u64,
    pub(super) sizes: Vec<u64>,
    pub(super) folders: Vec<Folder>,
}

impl<'h> Header<'h> {
    /// The header in `bytes`; `None` where it is damaged.
    pub(super) fn read(bytes: &'h [u8], most: &Most) -> Option<Self> {
        let mut header = Self::default();
        // An archive of nothing has none.
        if bytes.is_empty() {
            return Some(header);
        }
        let mut reader = Reader::new(bytes, PartOffset(0), Endian::Little);
        if number(&mut reader)? != 1 {
            return None;
        }
        loop {
            match number(&mut reader)? {
                0 => return Some(header),
                // Properties of the archive, of which none was ever defined.
                2 => {
                    while number(&mut reader)? != 0 {
                        let size = number(&mut reader)?;
                        reader.bytes(size).ok()?;
                    }
                }
                3 => drop(Streams::read(&mut reader, most)?),
                4 => header.streams = Streams::read(&mut reader, most)?,
                5 => header.files = Files::read(&mut reader, most)?,
                _ => return None,
            }
        }
    }
}

impl Streams {
    /// The streams that a packed header is in, an inner `None` where they are damaged; `None` where
    /// the header is not packed.
    pub(super) fn of_header(bytes: &[u8], most: &Most) -> Option<Option<Self>> {
        let mut reader = Reader::new(bytes, PartOffset(0), Endian::Little);
        (number(&mut reader)? == 23).then(|| Self::read(&mut reader, most))
    }

    /// How many packed bytes a folder has.
    pub(super) fn stored(&self, folder: usize) -> u64 {
        let of = |folder: &Folder| folder.packed.len();
        let before = self.folders.iter().take(folder).map(of).fold(0, usize::saturating_add);
        let own = self.folders.get(folder).map_or(0, of);
        self.sizes.iter().skip(before).take(own).fold(0, |sum, size| sum.saturating_add(*size))
    }

    /// Where the packed stream with that number lies.
    pub(super) fn span(&self, number: usize) -> Option<Span> {
        let size = *self.sizes.get(number)?;
        let before = self.sizes.iter().take(number);
        let start = before.fold(self.start, |sum, size| sum.saturating_add(*size));
        Some(Span::new(PartOffset(start), size))
    }

    fn read(reader: &mut Reader<'_>, most: &Most) -> Option<Self> {
        let mut streams = Self::default();
        loop {
            match number(reader)? {
                0 => break,
                6 => streams.places(reader, most)?,
                7 => streams.folders = folders(reader, most)?,
                8 => parts(reader, &mut streams.folders, most)?,
                _ => return None,
            }
        }
        for folder in streams.folders.iter_mut().filter(|folder| folder.parts.is_empty()) {
            // Each folder is one file where nothing else is said.
            if folder.is_single {
                folder.parts.push((folder.size, folder.sum));
            }
        }
        Some(streams)
    }

    fn places(&mut self, reader: &mut Reader<'_>, most: &Most) -> Option<()> {
        self.start = START.checked_add(number(reader)?)?;
        let count = count(reader, most)?;
        loop {
            match number(reader)? {
                0 => return Some(()),
                9 => {
                    let sizes = (0..count).map(|_| number(reader));
                    self.sizes = sizes.collect::<Option<_>>()?;
                }
                10 => drop(sums(reader, count)?),
                _ => return None,
            }
        }
    }
}

fn folders(reader: &mut Reader<'_>, most: &Most) -> Option<Vec<Folder>> {
    if number(reader)? != 11 {
        return None;
    }
    let count = count(reader, most)?;
    // They may also stand elsewhere, which no version writes.
    if reader.u8().ok()? != 0 {
        return None;
    }
    let folders = (0..count).map(|_| Folder::read(reader));
    let mut folders: Vec<Folder> = folders.collect::<Option<_>>()?;
    if number(reader)? != 12 {
        return None;
    }
    for folder in &mut folders {
        let sizes = (0..folder.outputs()).map(|_| number(reader));
        folder.sizes = sizes.collect::<Option<_>>()?;
        folder.size = *folder.sizes.get(usize::try_from(folder.main).ok()?)?;
        folder.is_single = true;
    }
    loop {
        match number(reader)? {
            0 => return Some(folders),
            10 => {
                let sums = sums(reader, folders.len())?;
                folders.iter_mut().zip(sums).for_each(|(folder, sum)| folder.sum = sum);
            }
            _ => return None,
        }
    }
}

/// Reads how many files each folder has, their sizes and checksums.
fn parts(reader: &mut Reader<'_>, folders: &mut [Folder], most: &Most) -> Option<()> {
    let mut counts = vec![1; folders.len()];
    let mut property = number(reader)?;
    if property == 13 {
        for own in &mut counts {
            *own = count(reader, most)?;
        }
        property = number(reader)?;
    }
    let mut all = 0_usize;
    for (folder, count) in folders.iter_mut().zip(&counts) {
        folder.is_single = false;
        let mut left = folder.size;
        if *count > 1 && property != 9 {
            return None;
        }
        all = most.check(all.checked_add(*count)?)?;
        for _ in 1..*count {
            let size = number(reader)?;
            left = left.checked_sub(size)?;
            folder.parts.push((size, None));
        }
        // The size of the last one is what is left.
        if *count > 0 {
            folder.parts.push((left, None));
        }
    }
    if property == 9 {
        property = number(reader)?;
    }
    // Those of a folder with one file stand with the folder.
    let is_known = |folder: &Folder| folder.parts.len() == 1 && folder.sum.is_some();
    let unknown = folders.iter().filter(|folder| !is_known(folder)).map(|it| it.parts.len());
    let unknown = unknown.fold(0, usize::saturating_add);
    let mut found = Vec::new();
    loop {
        match property {
            0 => break,
            10 => found = sums(reader, unknown)?,
            _ => return None,
        }
        property = number(reader)?;
    }
    let mut found = found.into_iter();
    for folder in folders {
        let own = folder.sum.filter(|_| folder.parts.len() == 1);
        for (_, sum) in &mut folder.parts {
            *sum = own.or_else(|| found.next().flatten());
        }
    }
    Some(())
}
