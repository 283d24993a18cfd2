//! The pclntab's file table: the name of every source file that code was compiled from.
//!
//! Since Go 1.16: NUL-terminated names one after another, then zero padding; the header says how
//! many. Go 1.2 to 1.15: a 32-bit count n, n-1 32-bit offsets from the pclntab header, the names
//! behind them.
//!
//! Source: `debug/gosym/pclntab.go` (`go12MapFiles`), Go 1.22.10.

use super::pclntab::{Layout, Pclntab};
use crate::bytes::{Input, PartOffset, Prefix, Reader, Span, needle, within};
use crate::evidence::error::{Damage, Structure};
use crate::evidence::places::{Convert, Places};

/// The names of the source files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileTable {
    /// The names, a NUL between each two.
    bytes: Vec<u8>,
    /// Where the first name lies.
    at: PartOffset,
    /// Where the names lie that do not follow those before them in the file: an index into `bytes`,
    /// and the place. In its order; empty where all follow one another.
    breaks: Vec<(usize, PartOffset)>,
    /// Where each name starts, as an index into `bytes`, and where one behind the last would.
    starts: Vec<usize>,
    /// How many names there are by the table's own word.
    declared: u64,
}

impl FileTable {
    /// Reads the file table of a pclntab.
    ///
    /// # Errors
    /// [`Damage`] where the table cannot be read at all.
    pub fn read(input: &Input<'_>, pclntab: &Pclntab) -> Result<Self, Damage> {
        match (pclntab.layout, pclntab.files) {
            (Layout::Go1_2, _) | (_, None) => Self::read_indexed(input, pclntab),
            (_, Some(count)) => Self::read_packed(input, pclntab.file_table, count),
        }
    }

    fn read_packed(input: &Input<'_>, span: Span, count: u64) -> Result<Self, Damage> {
        let damage = |error| Damage::new(Structure::FileTable, span.start(), error);
        let limit = input.budget().limits().source_files;
        within("source-files", count, limit)
            .map_err(|limit| Damage::new(Structure::FileTable, span.start(), limit))?;
        let mut bytes = input.read(span).map_err(damage)?;
        let end =
            bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last.saturating_add(1));
        bytes.truncate(end);
        // The table may hold more names than its header says, but no more than bytes.
        if usize::try_from(limit).is_ok_and(|limit| bytes.len() > limit) {
            let names = u64::try_from(needle::count_byte(&bytes, 0)).unwrap_or(u64::MAX);
            within("source-files", names.saturating_add(1), limit)
                .map_err(|limit| Damage::new(Structure::FileTable, span.start(), limit))?;
        }
        Ok(Self::from_names(bytes, span.start(), count))
    }

    fn read_indexed(input: &Input<'_>, pclntab: &Pclntab) -> Result<Self, Damage> {
        let span = pclntab.file_table;
        let damage = |error| Damage::new(Structure::FileTable, span.start(), error);
        let malformed = |defect| Damage::malformed(Structure::FileTable, span.start(), defect);
        let bytes = input.read(span.first(4)).map_err(damage)?;
        let count = Reader::new(&bytes, span.start(), pclntab.endian).u32();
        let count =
            count.map_err(|error| Damage::new(Structure::FileTable, span.start(), error))?;
        let limit = input.budget().limits().source_files;
        within("source-files", u64::from(count), limit)
            .map_err(|limit| Damage::new(Structure::FileTable, span.start(), limit))?;
        let index = span.part(0, u64::from(count).saturating_mul(4));
        let index = index.ok_or_else(|| malformed("more names than bytes"))?;
        let bytes = input.read(index).map_err(damage)?;
        let mut reader = Reader::new(&bytes, span.start(), pclntab.endian);
        reader.u32().ok();
        let offsets: Vec<u64> =
            std::iter::from_fn(|| reader.u32().ok().map(u64::from)).filter(|&at| at != 0).collect();
        let (Some(&first), Some(&last)) = (offsets.iter().min(), offsets.iter().max()) else {
            return Err(malformed("holds no name"));
        };
        // The names follow one another; the last one ends at its NUL.
        let start = pclntab.at.saturating_add(first);
        let length = last.saturating_sub(first).saturating_add(4096);
        let names = Span::between(start, Span::new(start, length).end().min(pclntab.span.end()));
        let bytes = input.read_clamped(names).map_err(damage)?;
        let mut packed = Vec::with_capacity(bytes.len());
        for offset in offsets {
            let at = usize::try_from(offset.saturating_sub(first)).unwrap_or(usize::MAX);
            let name = bytes.get(at..).and_then(needle::until_nul);
            let Some(name) = name else { continue };
            if packed.len().saturating_add(name.len()) > bytes.len() {
                return Err(malformed("names overlap"));
            }
            packed.extend_from_slice(name);
            packed.push(0);
        }
        packed.pop();
        // The count includes the unused entry 0.
        Ok(Self::from_names(packed, start, u64::from(count).saturating_sub(1)))
    }

    fn from_names(bytes: Vec<u8>, at: PartOffset, declared: u64) -> Self {
        let fits = usize::try_from(declared).unwrap_or(usize::MAX).min(bytes.len());
        let mut starts = Vec::with_capacity(fits.saturating_add(1));
        if !bytes.is_empty() {
            starts.push(0);
            needle::push_behind_nuls(&bytes, &mut starts);
            starts.push(bytes.len().saturating_add(1));
        }
        Self { bytes, at, breaks: Vec::new(), starts, declared }
    }

    /// A table of these names, which lie at these places.
    pub(crate) fn of(names: &[&[u8]], places: &[PartOffset]) -> Self {
        let count = u64::try_from(names.len()).unwrap_or(u64::MAX);
        let first = places.first().copied().unwrap_or_default();
        let mut table = Self::from_names(names.join(&0), first, count);
        table.breaks = table.starts.iter().copied().zip(places.iter().copied()).collect();
        table
    }

    /// How many files there are.
    pub fn count(&self) -> u64 {
        u64::try_from(self.starts.len().saturating_sub(1)).unwrap_or(u64::MAX)
    }

    /// Where the names lie, as far as [`FileTable::names`] knows their places.
    pub fn span(&self) -> Span {
        Span::new(self.at, u64::try_from(self.bytes.len()).unwrap_or(u64::MAX))
    }

    /// What is wrong with the table as a whole, if anything.
    pub fn damage(&self) -> Option<Damage> {
        let defect = "holds another number of names than its header says";
        (self.count() != self.declared)
            .then(|| Damage::malformed(Structure::FileTable, self.at, defect))
    }

    /// Every name and where it lies. Exact since Go 1.16; of older tables the place is that of the
    /// first name plus the lengths before, which is the same where names are not shared.
    pub fn names(&self) -> impl Iterator<Item = (PartOffset, &[u8])> {
        self.indexed().map(|(at, name)| (self.place(at), name))
    }

    /// Every name and where it starts in our bytes.
    fn indexed(&self) -> impl Iterator<Item = (usize, &[u8])> {
        self.starts.windows(2).filter_map(|pair| match pair {
            [start, next] => Some((*start, self.bytes.get(*start..next.wrapping_sub(1))?)),
            _ => None,
        })
    }

    /// Where the name is listed; `None` where it is not.
    pub fn find(&self, name: &[u8]) -> Option<PartOffset> {
        let found =
            needle::find_all(&self.bytes, name).find(|&at| self.around(at) == Some((at, name)));
        found.map(|at| self.place(at))
    }

    /// Every name that contains `part`.
    pub fn containing<'t>(
        &'t self,
        part: &'t [u8],
    ) -> impl Iterator<Item = (PartOffset, &'t [u8])> {
        let mut last = None;
        needle::find_all(&self.bytes, part).filter_map(move |at| {
            let (start, name) = self.around(at)?;
            // A name may contain it more than once.
            (last.replace(start) != Some(start)).then(|| (self.place(start), name))
        })
    }

    /// The directory part of every name that ends in `directory`, which ends in a slash, and one of
    /// `files`; with the place of the name. Nearly every name is told apart by its last eight bytes, so
    /// what is looked for is no shorter.
    pub fn directories_of<'t, const N: usize>(
        &'t self,
        directory: &'t [u8],
        files: &'t [&'t str; N],
    ) -> impl Iterator<Item = (PartOffset, &'t [u8])> {
        // No name ends in a zero.
        let tails = files.map(|file| tail_of_both(directory, file.as_bytes()).unwrap_or_default());
        let is_meant = move |name: &[u8]| tail(name).is_some_and(|mine| tails.contains(&mine));
        self.indexed().filter(move |(_, name)| is_meant(name)).filter_map(move |(at, name)| {
            let mut files = files.iter().map(|file| file.as_bytes());
            let folder = files.find_map(|file| name.strip_suffix(file))?;
            folder.ends_with(directory).then(|| (self.place(at), folder))
        })
    }

    /// How many names start with `prefix`, which holds no zero: what starts so is one name up to there.
    pub fn count_prefix(&self, prefix: &[u8]) -> u64 {
        let prefix = Prefix::new(prefix);
        let starts = self.starts.split_last().map(|(_, starts)| starts).unwrap_or_default();
        let is_meant =
            |start: &&usize| self.bytes.get(**start..).is_some_and(|it| prefix.starts(it));
        u64::try_from(starts.iter().filter(is_meant).count()).unwrap_or(u64::MAX)
    }

    /// The name that our byte `at` is part of, and where it starts in them.
    fn around(&self, at: usize) -> Option<(usize, &[u8])> {
        let next = self.starts.partition_point(|start| *start <= at);
        let start = *self.starts.get(next.checked_sub(1)?)?;
        let end = self.starts.get(next)?.saturating_sub(1);
        Some((start, self.bytes.get(start..end)?))
    }

    /// The place in the file of our byte `at`.
    fn place(&self, at: usize) -> PartOffset {
        let last = self.breaks.partition_point(|(start, _)| *start <= at).checked_sub(1);
        let last = last.and_then(|last| self.breaks.get(last));
        let (start, place) = last.copied().unwrap_or((0, self.at));
        place.saturating_add(u64::try_from(at.saturating_sub(start)).unwrap_or(u64::MAX))
    }
}

/// The last eight bytes.
fn tail(name: &[u8]) -> Option<u64> {
    name.last_chunk().map(|bytes| u64::from_ne_bytes(*bytes))
}

/// The last eight bytes of a folder's name and a file's.
fn tail_of_both(directory: &[u8], file: &[u8]) -> Option<u64> {
    let mut both = directory.iter().chain(file).rev();
    let mut bytes = [0; 8];
    for byte in bytes.iter_mut().rev() {
        *byte = *both.next()?;
    }
    Some(u64::from_ne_bytes(bytes))
}

impl Places for FileTable {
    fn convert(&mut self, to: Convert<'_>) {
        let mut breaks: Vec<(usize, PartOffset)> = Vec::new();
        for (at, _) in self.indexed() {
            let here = to(self.place(at));
            let follows = breaks.last().is_some_and(|(start, place)| {
                let behind = at.checked_sub(*start).and_then(|it| u64::try_from(it).ok());
                behind.and_then(|it| place.checked_add(it)) == Some(here)
            });
            if !follows {
                breaks.push((at, here));
            }
        }
        self.at = to(self.at);
        self.breaks = breaks;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits};

    fn packed(bytes: &[u8], count: u64) -> Result<FileTable, Damage> {
        let file = bytes.to_vec();
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&file, &budget).unwrap();
        FileTable::read_packed(&input, input.whole(), count)
    }

    #[test]
    fn packed_names() {
        let table = packed(b"/go/src/fmt/print.go\0/go/src/os/file.go\0main.go\0\0\0", 3).unwrap();
        let names: Vec<_> = table.names().map(|(at, name)| (at.0, name)).collect();
        let want: [(u64, &[u8]); 3] =
            [(0, b"/go/src/fmt/print.go"), (21, b"/go/src/os/file.go"), (40, b"main.go")];
        assert_eq!(names, want);
        assert_eq!(table.find(b"main.go"), Some(PartOffset(40)));
        assert_eq!(table.find(b"ain.go"), None);
        for (prefix, count) in [
            (&b"/go/src/"[..], 2),
            (b"/go/src/fmt/p", 1),
            (b"/go/src/fmt/q", 0),
            (b"/go", 2),
            (b"m", 1),
            (b"", 3),
        ] {
            assert_eq!(table.count_prefix(prefix), count, "{prefix:?}");
        }
        let os: Vec<_> = table.containing(b"/os/").collect();
        assert_eq!(os, [(PartOffset(21), &b"/go/src/os/file.go"[..])]);
        assert_eq!(table.containing(b"nowhere").count(), 0);
        let os: Vec<_> = table.directories_of(b"os/", &["dir.go", "file.go"]).collect();
        assert_eq!(os, [(PartOffset(21), &b"/go/src/os/"[..])]);
        assert_eq!(table.directories_of(b"os/", &["file.g", "ile.go"]).count(), 0);
    }

    #[test]
    fn a_table_of_more_names_than_the_limit_is_not_read() {
        let limit = Limits::default().source_files;
        let names = vec![0; usize::try_from(limit).unwrap()];
        let file = [names.as_slice(), b"a"].concat();
        assert!(packed(&file, 1).unwrap_err().limit().is_some());
    }

    #[test]
    fn a_wrong_count_is_damage_but_hides_no_name() {
        for (bytes, declared, count) in [(&b"a\0b\0"[..], 3, 2), (b"", 1, 0), (b"\0\0", 0, 0)] {
            let table = packed(bytes, declared).unwrap();
            assert_eq!(table.count(), count, "{bytes:?}");
            assert_eq!(table.names().count() as u64, count, "{bytes:?}");
            assert_eq!(table.damage().is_some(), count != declared, "{bytes:?}");
        }
    }
}
