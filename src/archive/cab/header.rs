//! The header of a cabinet: its folders, and the list of its files.

use crate::archive::at::At;
use crate::archive::{Fault, Kind};
use crate::bytes::{Endian, PartOffset, Reader, ReaderError, needle};

/// The size of a file's fields before its name.
const FILE: u64 = 16;
/// The longest name.
const NAME: u64 = 256;
/// Bytes of the list of files that are read at once.
const PIECE: u64 = 64 << 10;

/// The header.
pub(super) struct Header {
    pub(super) folders: Vec<Folder>,
    files: u64,
    file_count: u16,
}

/// A folder: a compressed run of files.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    /// Where its first block starts.
    pub(super) start: u64,
    /// How many blocks it has.
    pub(super) blocks: u16,
    /// How it is compressed: the method in four bits, and its parameter.
    pub(super) method: u16,
    /// The size of a reserved field in each block.
    pub(super) reserved: u8,
}

/// A file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) name: Vec<u8>,
    /// Its folder; `None` where it goes on from or in another cabinet.
    pub(super) folder: Option<usize>,
    /// Where it starts in its folder.
    pub(super) start: u32,
    pub(super) size: u32,
}

impl Folder {
    /// The size of its blocks at most.
    pub(super) fn stored(&self, at: &At<'_>) -> u64 {
        let most = u64::from(self.blocks).saturating_mul(u64::from(u16::MAX));
        most.min(at.source.size().saturating_sub(self.start))
    }
}

impl Header {
    pub(super) fn read(at: &At<'_>) -> Result<Self, Fault> {
        // The fields, two reserved ones, and four names of other cabinets.
        let bytes = at.clamped(0, 36 + 4 + (64 << 10) + 4 * NAME)?;
        let mut reader = Reader::new(&bytes, PartOffset(0), Endian::Little);
        let (folders, skip) = fields(&mut reader, at).map_err(cut)?;
        let (files, file_count, folder_count, reserved) = folders;
        let start = reader.place().0;
        let entry = 8_u64.saturating_add(skip.into());
        let table = at.read(start, entry.saturating_mul(folder_count.into()))?;
        let chunk = usize::try_from(entry).unwrap_or(usize::MAX);
        let folders = table.chunks_exact(chunk).filter_map(|bytes| {
            let mut reader = Reader::new(bytes, PartOffset(0), Endian::Little);
            let (start, blocks) = (reader.u32().ok()?.into(), reader.u16().ok()?);
            Some(Folder { start, blocks, method: reader.u16().ok()?, reserved })
        });
        Ok(Self { folders: folders.collect(), files, file_count })
    }

    /// The files, in the order in which they lie in their folders.
    pub(super) fn files(&self, at: &At<'_>) -> Result<Vec<File>, Fault> {
        let mut files = Vec::new();
        let mut place = self.files;
        let mut piece = Vec::new();
        let mut taken = 0;
        for _ in 0..self.file_count {
            let rest = piece.get(taken..).unwrap_or_default();
            if u64::try_from(rest.len()).is_ok_and(|len| len < FILE.saturating_add(NAME)) {
                piece = at.clamped(place, PIECE)?;
                taken = 0;
            }
            let rest = piece.get(taken..).unwrap_or_default();
            let (file, length) = self.file(rest).ok_or_else(|| cut(()))?;
            taken = taken.saturating_add(length);
            place = place.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
            files.push(file);
        }
        files.sort_by_key(|file| (file.folder, file.start));
        Ok(files)
    }

    /// The file at the start of `bytes`, and the size of its entry.
    fn file(&self, bytes: &[u8]) -> Option<(File, usize)> {
        let mut reader = Reader::new(bytes, PartOffset(0), Endian::Little);
        let (size, start, folder) = (reader.u32().ok()?, reader.u32().ok()?, reader.u16().ok()?);
        reader.bytes(6).ok()?;
        let name = needle::until_nul(reader.rest())?.to_vec();
        let length = name.len().checked_add(17)?;
        // The last three numbers stand for folders that other cabinets share.
        let folder = Some(usize::from(folder)).filter(|at| *at < self.folders.len());
        Some((File { name, folder, start, size }, length))
    }
}

/// Where the files are listed, how many there are, how many folders, and the size of the reserved
/// field of a block.
type Fields = (u64, u16, u16, u8);

/// The fields, and the size of the reserved field of a folder.
fn fields(reader: &mut Reader<'_>, at: &At<'_>) -> Result<(Fields, u8), ReaderError> {
    reader.bytes(16)?;
    let files = reader.u32()?.into();
    reader.bytes(6)?;
    let (folder_count, file_count, flags) = (reader.u16()?, reader.u16()?, reader.u16()?);
    reader.bytes(4)?;
    let (mut of_folder, mut of_block) = (0, 0);
    if flags & 4 != 0 {
        let own = reader.u16()?;
        (of_folder, of_block) = (reader.u8()?, reader.u8()?);
        reader.bytes(own.into())?;
    }
    // The names of the cabinet before and its disk, then those of the one behind.
    for flag in [1, 1, 2, 2] {
        if flags & flag != 0 {
            let name = needle::until_nul(reader.rest()).map_or(0, <[u8]>::len);
            reader.bytes(u64::try_from(name).unwrap_or(u64::MAX).saturating_add(1))?;
        }
    }
    let _ = at;
    Ok(((files, file_count, folder_count, of_block), of_folder))
}

fn cut<E>(_: E) -> Fault {
    Fault::CutShort { kind: Kind::Cab }
}
