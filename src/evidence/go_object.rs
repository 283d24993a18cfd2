//! Go object files, which the compiler and the assembler write: alone, or as member of the archive of a
//! package (`__.PKGDEF` for importers, `_go_.o` for the linker).
//!
//! ```text
//! go object linux amd64 go1.22.3 GOAMD64=v1 X:regabiwrappers,…
//! build id "…/…"
//!
//! !
//! 00 "go120ld", …
//! ```
//!
//! Before Go 1.20 without the processor's level. The build ID is of two parts: what went into the
//! compilation, and the hash of the whole archive. Behind the line with `!` lies the object itself, all
//! little-endian: a magic that ends in `ld`, a fingerprint of eight bytes, flags, and the offset of each
//! block, counted from the magic. Block 2 is the list of source files: of each the length and the offset
//! of its name. Files of the standard library are called `$GOROOT/src/…`: only the linker puts a path
//! there.
//!
//! Source: `cmd/internal/goobj/objfile.go`, `cmd/internal/objabi/head.go` (`HeaderString`) and
//! `cmd/internal/archive/archive.go`, Go 1.19.8 and 1.27.3.

use super::error::{Damage, Reading, Structure};
use super::ids::build_id::{BuildId, Storage};
use super::roots::{GorootEvidence, RootSource, TableRoots};
use super::runtime::file_table::FileTable;
use crate::bytes::{Endian, Input, PartOffset, Reader, Span, Text, needle, within};
use crate::go::{GoVersion, unquote};

/// What an object file starts with.
const START: &[u8] = b"go object ";
/// Bytes in which the text before the object ends.
const HEAD: u64 = 4096;
/// The blocks before the list of source files, and the size of what stands before their offsets.
const BLOCKS_BEFORE_FILES: u64 = 2;
const OFFSETS_AT: u64 = 8 + 8 + 4;
/// Bytes of an object that are read for its list of files and the names in it.
const MOST: u64 = 4 << 20;
/// What stands before the name of every file of the standard library.
const GOROOT: &[u8] = b"$GOROOT/src/";
/// What stands before each name up to Go 1.19.
const PREFIX: &[u8] = b"gofile..";

/// The text at the start of an object.
#[derive(Clone, Debug)]
pub struct ObjectHead {
    /// The system.
    pub goos: String,
    /// The processor.
    pub goarch: String,
    /// The version.
    pub version: GoVersion,
    /// Where its text lies.
    pub version_at: PartOffset,
    pub(crate) id: Option<BuildId>,
    /// Where the object itself starts; `None` where there is but the text.
    object: Option<PartOffset>,
}

/// A Go object file.
pub(crate) struct Object {
    pub(crate) head: ObjectHead,
    pub(crate) file_table: Reading<FileTable>,
}

impl Object {
    /// Reads the Go object at `spans`: the first holds the text, the last the object. `None` where
    /// there is none.
    pub(crate) fn read(input: &Input<'_>, spans: &[Span]) -> Option<Self> {
        let heads = spans.iter().map(|span| ObjectHead::read(input, *span));
        let heads: Vec<ObjectHead> = heads.collect::<Option<_>>()?;
        let object = heads.last()?.object.zip(spans.last());
        let file_table =
            object.map_or(Ok(None), |(at, span)| files(input, Span::between(at, span.end())));
        Some(Self { head: heads.into_iter().next()?, file_table })
    }
}

impl ObjectHead {
    fn read(input: &Input<'_>, span: Span) -> Option<Self> {
        let bytes = input.read_clamped(span.first(HEAD)).ok()?;
        let line = needle::split(bytes.strip_prefix(START)?, b'\n').next()?;
        let mut words = needle::split(line, b' ');
        let mut word = || Some(std::str::from_utf8(words.next()?).ok()?.to_owned());
        let (goos, goarch) = (word()?, word()?);
        let before =
            START.len().checked_add(goos.len())?.checked_add(goarch.len())?.checked_add(2)?;
        let version = version(bytes.get(before..START.len().checked_add(line.len())?)?);
        let id = needle::find(&bytes, b"\nbuild id \"").and_then(|at| {
            let quote = at.checked_add(10)?;
            let literal = needle::split(bytes.get(quote..)?, b'\n').next()?;
            let text = Text::from(&*unquote(literal)?);
            let at = span.start().checked_add(u64::try_from(quote).ok()?.checked_add(1)?)?;
            Some(BuildId::new(text, at, Storage::ObjectHeader))
        });
        let object = needle::find(&bytes, b"\n!\n")
            .and_then(|at| span.start().checked_add(u64::try_from(at).ok()?.checked_add(3)?));
        Some(Self {
            goos,
            goarch,
            version: GoVersion::parse(version)?,
            version_at: span.start().checked_add(u64::try_from(before).ok()?)?,
            id,
            object,
        })
    }
}

/// What the names of the source files say of GOROOT: in all files of the standard library it is the
/// literal `$GOROOT`.
pub(crate) fn roots(table: &FileTable) -> TableRoots {
    let first = table.names().find(|(_, name)| name.starts_with(GOROOT));
    let root = first.map(|(at, _)| GorootEvidence {
        origin: RootSource::FileTable,
        root: Text::from("$GOROOT"),
        count: table.count_prefix(GOROOT),
        of: Some(table.count()),
        at,
    });
    TableRoots { roots: root.into_iter().collect(), trimmed: false }
}

/// The version, which may hold spaces, without the level of the processor and the experiments.
fn version(text: &[u8]) -> &[u8] {
    let ends = [&b" X:"[..], b" GO"].into_iter().filter_map(|end| needle::find(text, end));
    ends.min().and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The names of the source files, as a table.
fn files(input: &Input<'_>, object: Span) -> Reading<FileTable> {
    let damage = |error| Damage::new(Structure::Object, object.start(), error);
    let malformed = |defect| Damage::malformed(Structure::Object, object.start(), defect);
    let bytes = input.read_clamped(object.first(MOST)).map_err(damage)?;
    // Up to Go 1.15 the blocks were others.
    let Some([0, b'g', b'o', b'1', tens, ones, b'l', b'd']) = bytes.first_chunk::<8>() else {
        return Ok(None);
    };
    if (*tens, *ones) < (b'1', b'6') {
        return Ok(None);
    }
    let at = |offset: u64| usize::try_from(offset).ok().and_then(|at| bytes.get(at..));
    let words =
        |offset: u64| Reader::new(at(offset).unwrap_or_default(), PartOffset(0), Endian::Little);
    let block = |index: u64| words(OFFSETS_AT.saturating_add(index.saturating_mul(4))).u32();
    let (Ok(from), Ok(to)) = (block(BLOCKS_BEFORE_FILES), block(BLOCKS_BEFORE_FILES + 1)) else {
        return Err(malformed("header is cut short"));
    };
    let length = to.checked_sub(from).ok_or_else(|| malformed("blocks are not in order"))?;
    let count = u64::from(length).checked_div(8).unwrap_or_default();
    within("source-files", count, input.budget().limits().source_files)
        .map_err(|limit| Damage::new(Structure::Object, object.start(), limit))?;
    let mut reader = words(from.into());
    let (mut names, mut places, mut held) = (Vec::new(), Vec::new(), 0_usize);
    for _ in 0..count {
        let (Ok(length), Ok(offset)) = (reader.u32(), reader.u32()) else {
            return Err(malformed("the list of files is cut short"));
        };
        let name = usize::try_from(length).ok();
        let name = name.and_then(|length| at(offset.into())?.get(..length));
        let name = name.ok_or_else(|| malformed("a name lies outside the object"))?;
        held = held.saturating_add(name.len());
        // Names may share their bytes, but not so many.
        if held > bytes.len() || name.contains(&0) {
            return Err(malformed("names of files overlap"));
        }
        let (skip, name) = name.strip_prefix(PREFIX).map_or((0, name), |rest| (PREFIX.len(), rest));
        // The list of package runtime holds a name that is empty.
        if name.is_empty() {
            continue;
        }
        let skip = u64::try_from(skip).unwrap_or(0);
        places.push(object.start().saturating_add(offset.into()).saturating_add(skip));
        names.push(name);
    }
    Ok(Some(FileTable::of(&names, &places)))
}
