//! Containers behind a program or script: a file that starts as one thing and ends as another.
//!
//! A zip file is found by its end, which is the end of the file; others start where the headers of
//! the program say that it ends: the file system of an AppImage, the archive of an installer.

use std::io;

use super::Kind;
use super::at::up_to;
use super::end::{elf_end, macho_end, pe_end};
use crate::bytes::{ByteSource, Endian, PartOffset, Reader, Span, needle};

/// Bytes behind a program in which an archive may start: an installer puts its settings first.
const NEAR: u64 = 4096;
/// Bytes in which the end of a zip file is looked for: without or with its longest comment.
const TAIL: u64 = 4096;
const LONGEST_TAIL: u64 = 22 + 65_535;
/// No archive is shorter than a gzip stream without content.
const SHORTEST: u64 = 18;
/// Sections of a program end at a multiple of this, and what is behind it may start there.
const STEPS: [u64; 3] = [1, 512, 4096];

/// A container behind a program or script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Behind {
    /// Its kind.
    pub kind: Kind,
    /// Its bytes. Places in a zip file may count from the start of the file around it, so that all of
    /// it is meant.
    pub span: Span,
}

/// The container behind the program or script that starts with `head`, its first 4608 bytes or all
/// of it; `None` where it is neither, or nothing is behind it.
///
/// # Errors
/// The error of the operating system.
pub fn behind(source: &dyn ByteSource, head: &[u8]) -> io::Result<Option<Behind>> {
    let size = source.size();
    let all = Span::new(PartOffset(0), size);
    let is_short = |end: u64| size.saturating_sub(end) < SHORTEST;
    let is_zip = |count| ends_as_zip(source, count);
    let zip = Some(Behind { kind: Kind::Zip, span: all });
    let end = match start_of(head) {
        Start::Elf => elf_end(source, head, size.saturating_sub(SHORTEST))?,
        Start::Pe => pe_end(source, head)?,
        // Behind one only a zip file is looked for.
        Start::MachO if macho_end(head).is_some_and(is_short) => return Ok(None),
        Start::MachO => None,
        Start::Other => return Ok(if is_zip(TAIL)? { zip } else { None }),
        Start::No => return Ok(None),
    };
    let Some(end) = end else { return Ok(if is_zip(TAIL)? { zip } else { None }) };
    if is_short(end) {
        return Ok(None);
    }
    let near = up_to(source, end, NEAR)?;
    // Padding up to a page, in which nothing starts: older linkers of Go end files so.
    if near.iter().all(|byte| *byte == 0) {
        let is_all = u64::try_from(near.len()).is_ok_and(|it| end.saturating_add(it) >= size);
        return Ok(if !is_all && is_zip(TAIL)? { zip } else { None });
    }
    if is_zip(LONGEST_TAIL)? {
        return Ok(zip);
    }
    for step in STEPS {
        let Some(start) = end.checked_next_multiple_of(step) else { continue };
        let bytes = if start == end { near.clone() } else { up_to(source, start, NEAR)? };
        // What is no more than an accident elsewhere is one here.
        let kind = Kind::of(&bytes).filter(|kind| !matches!(kind, Kind::Lzma | Kind::Makeself));
        if let Some(kind) = kind {
            return Ok(Some(Behind { kind, span: from(start, size) }));
        }
    }
    let place = needle::find(&near, b"7z\xbc\xaf\x27\x1c\0").and_then(|it| u64::try_from(it).ok());
    let start = place.map(|place| end.saturating_add(place));
    Ok(start.map(|start| Behind { kind: Kind::SevenZip, span: from(start, size) }))
}

/// What may have something behind it.
enum Start {
    Elf,
    Pe,
    MachO,
    /// A script, or a program of another format.
    Other,
    No,
}

fn start_of(head: &[u8]) -> Start {
    match head {
        [0x7f, b'E', b'L', b'F', ..] => Start::Elf,
        [b'M', b'Z', ..] => Start::Pe,
        [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] => Start::MachO,
        [b'#', b'!', ..] => Start::Other,
        [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0..=31, ..] => Start::Other,
        _ => Start::No,
    }
}

/// Whether a file that starts with `head` may have a container behind it.
pub(super) fn may_be_in_front(head: &[u8]) -> bool {
    !matches!(start_of(head), Start::No)
}

fn from(start: u64, size: u64) -> Span {
    Span::between(PartOffset(start), PartOffset(size))
}

/// Whether the last `count` bytes hold the end of a directory of a zip file that ends with them.
fn ends_as_zip(source: &dyn ByteSource, count: u64) -> io::Result<bool> {
    let start = source.size().saturating_sub(count);
    let tail = up_to(source, start, count)?;
    let mut end = tail.len();
    // The last one is meant.
    while let Some(found) = tail.get(..end).and_then(|it| needle::rfind(it, b"PK\x05\x06")) {
        let place = start.saturating_add(u64::try_from(found).unwrap_or(u64::MAX));
        if tail.get(found..).is_some_and(|it| is_end(it, place)) {
            return Ok(true);
        }
        end = found.saturating_add(3);
    }
    Ok(false)
}

/// Whether `bytes` are the end of a directory, at that place in the file, and its comment.
fn is_end(bytes: &[u8], place: u64) -> bool {
    let mut reader = Reader::new(bytes, PartOffset(place), Endian::Little);
    let fields = (|| {
        reader.bytes(10).ok()?;
        let count = reader.u16().ok()?;
        let (size, start) = (reader.u32().ok()?, reader.u32().ok()?);
        Some((count, size, start, reader.u16().ok()?))
    })();
    let Some((count, size, start, comment)) = fields else { return false };
    let fits = start == u32::MAX || u64::from(start).saturating_add(size.into()) <= place;
    count > 0 && fits && reader.rest().len() == usize::from(comment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// How many bytes are read of a file, beside its head.
    struct Counted {
        bytes: Vec<u8>,
        read: AtomicUsize,
    }

    impl ByteSource for Counted {
        fn size(&self) -> u64 {
            self.bytes.size()
        }

        fn read_at(&self, at: PartOffset, to: &mut [u8]) -> io::Result<usize> {
            let count = self.bytes.read_at(at, to)?;
            if at.0 + count as u64 > 4608 {
                self.read.fetch_add(count, Ordering::Relaxed);
            }
            Ok(count)
        }
    }

    fn found(bytes: Vec<u8>) -> (Option<Kind>, usize) {
        let source = Counted { bytes, read: AtomicUsize::new(0) };
        let head = source.bytes[..4608].to_vec();
        let found = behind(&source, &head).unwrap();
        (found.map(|it| it.kind), source.read.into_inner())
    }

    /// A directory with one name, and its end.
    const ZIP: &[u8] = b"PK\x01\x02 PK\x05\x06\0\0\0\0\x01\0\x01\0\x05\0\0\0\0\0\0\0\0\0";

    #[test]
    fn a_program_with_nothing_behind_it_is_not_read_for_that() {
        let folder = std::fs::read_dir("testdata/sample").unwrap();
        for path in folder.map(|entry| entry.unwrap().path()) {
            let bytes = std::fs::read(&path).unwrap();
            assert_eq!(found(bytes.clone()), (None, 0), "{}", path.display());
            let zipped = [&bytes[..], ZIP].concat();
            assert_eq!(found(zipped).0, Some(Kind::Zip), "{}", path.display());
        }
    }

    #[test]
    fn padding_is_read_in_part() {
        let own = std::fs::read("testdata/sample/linux-amd64-go1.22-s-w").unwrap();
        let archives =
            [(&b""[..], None), (ZIP, Some(Kind::Zip)), (b"7z\xbc\xaf\x27\x1c\0\x04", None)];
        for padding in [100, 5000, 70_000] {
            for (archive, kind) in archives {
                let zeros = vec![0; padding];
                let (found, read) = found([&own[..], &zeros, archive].concat());
                // An archive of 7-Zip is looked for near the end of the program alone.
                let near = archive.starts_with(b"7z") && padding == 100;
                assert_eq!(found, if near { Some(Kind::SevenZip) } else { kind }, "{padding}");
                assert!(!archive.is_empty() || read <= 8192, "{padding}: {read}");
            }
        }
    }

    #[test]
    fn certificates_are_part_of_a_program() {
        let mut bytes = std::fs::read("testdata/sample/windows-386-go1.19-custom-id").unwrap();
        let header = u32::from_le_bytes(*bytes[0x3c..].first_chunk().unwrap()) as usize;
        let row = header + 24 + 96 + 32;
        let size = bytes.len() as u32;
        bytes[row..row + 4].copy_from_slice(&size.to_le_bytes());
        bytes[row + 4..row + 8].copy_from_slice(&5000_u32.to_le_bytes());
        bytes.extend([1; 5000]);
        assert_eq!(found(bytes.clone()), (None, 0));
        bytes.extend(ZIP);
        assert_eq!(found(bytes).0, Some(Kind::Zip));
    }
}
