//! The files that the header of a package lists.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::header::{Header, tag};

/// The flag of a file that belongs to the package and is not in it.
const GHOST: u64 = 1 << 6;

/// The list of files.
pub(in crate::archive) struct Files {
    header: Header,
    /// Made where an archive without names asks for it.
    index: OnceCell<Index>,
}

/// What makes the list quick to ask.
struct Index {
    base_names: Vec<u32>,
    dir_names: Vec<u32>,
    /// For each file with several names, by device and number there: how many it has, and the last.
    links: HashMap<(u64, u64), (u32, u32)>,
}

/// A file of the list.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::archive) struct Listed {
    pub(in crate::archive) name: Vec<u8>,
    pub(in crate::archive) mode: u64,
    /// The size of its content in the archive: nothing for all but the last of several hard links.
    pub(in crate::archive) size: u64,
    /// What the names of one file share, where it has several.
    pub(in crate::archive) link: Option<(u64, u64)>,
}

impl Files {
    pub(super) fn new(header: Header) -> Self {
        Self { header, index: OnceCell::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.header.count(tag::BASE_NAMES) == 0
    }

    /// The name of what compressed the content.
    pub(super) fn compressor(&self) -> Option<&[u8]> {
        self.header.text(tag::PAYLOAD_COMPRESSOR)
    }

    /// The file with that number.
    pub(in crate::archive) fn file(&self, number: u32) -> Option<Listed> {
        let index = self.index.get_or_init(|| Index::of(&self.header));
        let header = &self.header;
        let at = |tag| header.number(tag, number);
        let mode = at(tag::FILE_MODES)?;
        let folder = usize::try_from(at(tag::DIR_INDEXES)?).ok()?;
        let folder = header.text_at(*index.dir_names.get(folder)?)?;
        let base = index.base_names.get(usize::try_from(number).ok()?)?;
        let name = [folder, header.text_at(*base)?].concat();
        let size = at(tag::LONG_FILE_SIZES).or_else(|| at(tag::FILE_SIZES))?;
        let link = at(tag::FILE_DEVICES).zip(at(tag::FILE_INODES));
        let link = link.and_then(|link| Some((link, *index.links.get(&link)?)));
        let link = link.filter(|(_, (count, _))| *count > 1 && mode & 0xf000 == 0x8000);
        let size = match (mode & 0xf000, link) {
            (0x8000, Some((_, (_, last)))) if last != number => 0,
            // Files and symbolic links.
            (0x8000 | 0xa000, _) => size,
            _ => 0,
        };
        Some(Listed { name, mode, size, link: link.map(|(link, _)| link) })
    }
}

impl Index {
    fn of(header: &Header) -> Self {
        let base_names = header.texts(tag::BASE_NAMES);
        let mut links = HashMap::new();
        for number in 0..u32::try_from(base_names.len()).unwrap_or(u32::MAX) {
            let at = |tag| header.number(tag, number);
            let is_file = at(tag::FILE_MODES).is_some_and(|mode| mode & 0xf000 == 0x8000);
            let is_ghost = at(tag::FILE_FLAGS).is_some_and(|flags| flags & GHOST != 0);
            if let Some(link) = at(tag::FILE_DEVICES).zip(at(tag::FILE_INODES))
                && is_file
                && !is_ghost
            {
                let names: &mut (u32, u32) = links.entry(link).or_default();
                *names = (names.0.saturating_add(1), number);
            }
        }
        Self { base_names, dir_names: header.texts(tag::DIR_NAMES), links }
    }
}
