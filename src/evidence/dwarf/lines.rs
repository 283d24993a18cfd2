//! The headers of the line tables: which directories and files a program was compiled from. The
//! line programs behind the headers are never run.
//!
//! Go's linker names a file by its directory and its name since Go 1.16, up to 1.15 by its whole
//! path. GOROOT is the start of the directories of the standard library: `<GOROOT>/src/runtime`, or
//! `runtime` with `-trimpath`.
//!
//! Source: `cmd/link/internal/ld/dwarf.go` (`writelines`, `writeDirFileTables`), Go 1.15–1.27.

use std::collections::BTreeMap;

use gimli::{DebugLine, DebugLineOffset, EndianSlice, LineProgramHeader};

use super::head::{At, Walk};
use super::names::Names;
use super::section::Section;
use super::strings::Strings;
use super::value::text_of;
use super::words::{MOST_DAMAGE, Slice, endian_of, gimli_damage};
use crate::bytes::{PartOffset, Reader, within};
use crate::evidence::error::{Damage, Structure};
use crate::go::{ENOUGH_RUNTIME_FILES, RUNTIME_FILES};

/// What the line tables say.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) versions: Vec<u16>,
    pub(super) tables: u64,
    pub(super) directories: Names,
    /// Files whose names have a directory in them.
    pub(super) files: Names,
    /// Which files of package runtime lie under each root; under none by the key `None`.
    anchors: BTreeMap<Option<Vec<u8>>, Anchored>,
    pub(super) damage: Vec<Damage>,
}

struct Anchored {
    /// One bit for each file of [`RUNTIME_FILES`].
    files: u64,
    at: PartOffset,
}

impl Lines {
    /// Reads all of them.
    pub(super) fn read(section: &mut Section<'_, '_>, strings: &mut Strings<'_, '_>) -> Self {
        let mut lines = Self::default();
        let mut walk = Walk::new("a line table runs past the end of its section");
        let limit = strings.input().budget().limits().debug_units;
        loop {
            match walk.next(section, strings.endian(), limit) {
                Ok(None) => {
                    section.finish().unwrap_or_else(|damage| lines.add_damage(damage));
                    return lines;
                }
                Ok(Some(at)) => {
                    if let Err(damage) = lines.add_table(at, section, strings) {
                        // A used-up limit stays so.
                        let ends = damage.limit().is_some_and(|it| it.name != "debug-header");
                        lines.add_damage(damage);
                        if ends {
                            return lines;
                        }
                    }
                }
                Err(damage) => {
                    lines.add_damage(damage);
                    return lines;
                }
            }
        }
    }

    fn add_damage(&mut self, damage: Damage) {
        if self.damage.len() < MOST_DAMAGE {
            self.damage.push(damage);
        }
    }

    /// The roots under which package runtime lies, and where the first file of each is named.
    pub(super) fn roots(&self) -> impl Iterator<Item = (&[u8], PartOffset)> {
        let enough = |it: &&Anchored| it.is_enough();
        self.anchors.iter().filter_map(move |(root, anchored)| {
            Some((root.as_deref()?, Some(anchored).filter(enough)?.at))
        })
    }

    /// Whether package runtime is named without a root.
    pub(super) fn is_trimmed(&self) -> bool {
        self.anchors.get(&None).is_some_and(Anchored::is_enough)
    }

    fn add_table(
        &mut self,
        at: At,
        section: &mut Section<'_, '_>,
        strings: &mut Strings<'_, '_>,
    ) -> Result<(), Damage> {
        let place = section.place(at.offset);
        let bytes = header_bytes(at, section, strings)?;
        let endian = endian_of(strings.endian());
        let table = DebugLine::new(&bytes, endian);
        let program = table
            .program(DebugLineOffset(0), strings.pointer_size(), None, None)
            .map_err(|_| gimli_damage(place, "the header of a line table is malformed"))?;
        let header = program.header();
        self.tables = self.tables.saturating_add(1);
        if !self.versions.contains(&header.version()) {
            self.versions.push(header.version());
        }
        let base = EndianSlice::new(&bytes, endian);
        let inline = |slice: &Slice<'_>| {
            let offset = u64::try_from(slice.offset_from(base)).unwrap_or(0);
            let offset = at.offset.saturating_add(offset);
            section.place(offset)
        };
        let limits = strings.input().budget().limits();
        for directory in header.include_directories() {
            if let Some((text, place)) = text_of(directory, &inline, strings)? {
                let of = |error| Damage::new(Structure::Dwarf, place, error);
                self.directories.add(text, place, limits).map_err(of)?;
            }
        }
        for file in header.file_names() {
            let Some((text, place)) = text_of(&file.path_name(), &inline, strings)? else {
                continue;
            };
            let (directory, name) = split(text);
            let anchor = RUNTIME_FILES.iter().position(|anchor| anchor.as_bytes() == name);
            if let Some(directory) = directory {
                let of = |error| Damage::new(Structure::Dwarf, place, error);
                if let Some(anchor) = anchor {
                    add_anchor(&mut self.anchors, directory, anchor, place);
                }
                self.files.add(text, place, limits).map_err(of)?;
            } else if let Some(anchor) = anchor {
                self.add_file_in(header, file.directory_index(), anchor, &inline, strings)?;
            }
        }
        Ok(())
    }

    /// Notes a file of package runtime by the directory of that number.
    fn add_file_in(
        &mut self,
        header: &LineProgramHeader<Slice<'_>>,
        directory: u64,
        anchor: usize,
        inline: &impl Fn(&Slice<'_>) -> PartOffset,
        strings: &mut Strings<'_, '_>,
    ) -> Result<(), Damage> {
        let Some(directory) = header.directory(directory) else { return Ok(()) };
        if let Some((text, place)) = text_of(&directory, inline, strings)? {
            add_anchor(&mut self.anchors, text, anchor, place);
        }
        Ok(())
    }
}

impl Anchored {
    fn is_enough(&self) -> bool {
        usize::try_from(self.files.count_ones()).is_ok_and(|count| count >= ENOUGH_RUNTIME_FILES)
    }
}

/// The most roots that are kept: a real program has one.
const MOST_ROOTS: usize = 256;

fn add_anchor(
    anchors: &mut BTreeMap<Option<Vec<u8>>, Anchored>,
    directory: &[u8],
    anchor: usize,
    at: PartOffset,
) {
    let root = if directory == b"runtime" {
        None
    } else {
        let Some(root) = root_of(directory) else { return };
        Some(root.to_vec())
    };
    if anchors.len() >= MOST_ROOTS && !anchors.contains_key(&root) {
        return;
    }
    let anchored = anchors.entry(root).or_insert(Anchored { files: 0, at });
    let bit = u32::try_from(anchor).ok().and_then(|anchor| 1_u64.checked_shl(anchor));
    anchored.files |= bit.unwrap_or(0);
}

/// The root, where the directory is that of package runtime under one.
fn root_of(directory: &[u8]) -> Option<&[u8]> {
    let mut rest = directory;
    for name in [&b"runtime"[..], b"src"] {
        rest = rest.strip_suffix(name)?;
        rest = rest.strip_suffix(b"/").or_else(|| rest.strip_suffix(b"\\"))?;
    }
    Some(rest)
}

/// The directory of a path, if it has one, and its last name.
fn split(path: &[u8]) -> (Option<&[u8]>, &[u8]) {
    match path.iter().rposition(|byte| matches!(byte, b'/' | b'\\')) {
        Some(at) => (path.get(..at), path.get(at.saturating_add(1)..).unwrap_or_default()),
        None => (None, path),
    }
}

/// The bytes of the header alone.
fn header_bytes(
    at: At,
    section: &mut Section<'_, '_>,
    strings: &Strings<'_, '_>,
) -> Result<Vec<u8>, Damage> {
    let place = section.place(at.offset);
    let limit = strings.input().budget().limits().debug_header;
    let endian = strings.endian();
    let head = section.window(at.offset, 32)?;
    let len = header_len(head, at, endian)
        .filter(|len| *len <= at.length.total())
        .ok_or_else(|| gimli_damage(place, "the header of a line table is malformed"))?;
    within("debug-header", len, limit)
        .map_err(|error| Damage::new(Structure::Dwarf, place, error))?;
    let mut bytes = Vec::new();
    at.length.cut(section.window(at.offset, len)?, endian, &mut bytes);
    Ok(bytes)
}

/// The length of a header, its own length field and that of the table included.
fn header_len(head: &[u8], at: At, endian: crate::bytes::Endian) -> Option<u64> {
    let mut reader = Reader::new(head, PartOffset(0), endian);
    reader.bytes(at.length.field).ok()?;
    if reader.u16().ok()? >= 5 {
        let [_address_size, _segment_size] = reader.array().ok()?;
    }
    let rest = reader.word(at.length.word()).ok()?;
    reader.place().0.checked_add(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_of_directories() {
        for (directory, want) in [
            ("/usr/local/go/src/runtime", Some("/usr/local/go")),
            ("C:/Program Files/Go/src/runtime", Some("C:/Program Files/Go")),
            ("C:\\Go\\src\\runtime", Some("C:\\Go")),
            ("$GOROOT/src/runtime", Some("$GOROOT")),
            ("GOROOT/src/runtime", Some("GOROOT")),
            ("/src/runtime", Some("")),
            ("/go/src/internal/runtime", None),
            ("src/runtime", None),
            ("/_/GOROOT/src/runtime/cgo", None),
            ("/tmp/go-build", None),
            ("", None),
        ] {
            let got = root_of(directory.as_bytes()).map(String::from_utf8_lossy);
            assert_eq!(got.as_deref(), want, "{directory}");
        }
    }
}
