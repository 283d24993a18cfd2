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

use super::conclude::Origin;
use super::goroot::{Goroot, Verdict};
use super::target::Target;
use super::traits::Traits;
use super::version::KnownVersion;
use crate::bytes::{Endian, Input, PartOffset, Reader, Span, Text, needle, within};
use crate::container::Around;
use crate::evidence::roots::TableRoots;
use crate::evidence::{
    BuildId, Damage, Evidence, FileTable, GorootEvidence, NoDwarf, Reading, RootSource,
    RuntimeStrings, Storage, Structure, Toolchain,
};
use crate::go::{GoVersion, unquote};
use crate::image::{Format, Image};

/// What an object file starts with.
const START: &[u8] = b"go object ";
/// Bytes in which the text before the object ends.
const HEAD: u64 = 4096;
/// The blocks before the list of source files, and the size of what stands before their offsets.
const BLOCKS_BEFORE_FILES: u64 = 2;
const OFFSETS_AT: u64 = 8 + 8 + 4;
/// Bytes of an object that are read for its list of files and the names in it.
const MOST: u64 = 4 << 20;
const GOROOT: &[u8] = b"$GOROOT/src/";
/// What stands before each name up to Go 1.19.
const PREFIX: &[u8] = b"gofile..";

/// The text at the start of an object.
struct Head {
    goos: String,
    goarch: String,
    version: GoVersion,
    version_at: PartOffset,
    id: Option<BuildId>,
    /// Where the object itself starts; `None` where there is but the text.
    object: Option<PartOffset>,
}

impl Origin {
    /// The origin of the Go object at `spans`, the first of which holds the text, the last the
    /// object. `None` where there is none.
    pub fn of_object(input: &Input<'_>, spans: &[Span]) -> Option<Self> {
        let heads = spans.iter().map(|span| Head::read(input, *span));
        let heads: Vec<Head> = heads.collect::<Option<_>>()?;
        let object = heads.last()?.object.zip(spans.last());
        let file_table =
            object.map_or(Ok(None), |(at, span)| files(input, Span::between(at, span.end())));
        let head = heads.into_iter().next()?;
        let table = file_table.as_ref().ok().and_then(Option::as_ref);
        let traits = Traits {
            trimpath: table.and_then(is_trimmed),
            build_mode: Some("archive".to_owned()),
            ..Traits::default()
        };
        let goroot = goroot(table);
        let at = head.version_at;
        let roots = goroot.evidence.clone();
        let facts = Evidence {
            image: Image::bare(Format::GoObject),
            toolchain: Toolchain::Gc,
            around: Around::default(),
            has_go_symbols: false,
            build_info: Ok(None),
            build_id: Ok(head.id),
            host_id: None,
            host_id_rule: None,
            pclntab: Ok(None),
            file_table,
            table_roots: Some(TableRoots { roots, trimmed: false }),
            runtime_strings: Ok(RuntimeStrings::default()),
            dwarf: Err(NoDwarf::Unlinked),
            other_version: None,
            other_build_ids: Vec::new(),
            recovered: false,
            other_damage: Vec::new(),
        };
        Some(Self {
            facts,
            toolchain_release: None,
            version: Some(KnownVersion::ObjectHeader { version: head.version, at }),
            goroot,
            target: Target { goos: Some(head.goos), goarch: Some(head.goarch) },
            traits,
            dating: None,
            obfuscation: None,
        })
    }
}

impl Head {
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
            let text = Text::from(unquote(literal)?.as_slice());
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

/// Whether the source files are listed without the folder they were in; `None` where only those of the
/// standard library are, which always are.
fn is_trimmed(table: &FileTable) -> Option<bool> {
    let own = |name: &&[u8]| !name.starts_with(GOROOT) && name.ends_with(b".go");
    let mut own = table.names().map(|(_, name)| name).filter(own).peekable();
    own.peek()?;
    let drive = |name: &[u8]| matches!(name, [_, b':', b'/' | b'\\', ..]);
    Some(own.all(|name| !name.starts_with(b"/") && !drive(name)))
}

fn goroot(table: Option<&FileTable>) -> Goroot {
    let first = table.and_then(|table| table.names().find(|(_, name)| name.starts_with(GOROOT)));
    let evidence = first.zip(table).map(|((at, _), table)| GorootEvidence {
        origin: RootSource::FileTable,
        root: Text::from("$GOROOT"),
        count: table.count_prefix(GOROOT),
        of: Some(table.count()),
        at,
    });
    let (verdict, reason) = match &evidence {
        Some(_) => {
            (Verdict::Unexpanded, "the literal $GOROOT: only the linker puts the path in its place")
        }
        None => (Verdict::Absent, "a package that is not of the standard library names no GOROOT"),
    };
    let value = evidence.as_ref().map(|it| it.root.clone());
    Goroot {
        in_dwarf: None,
        verdict,
        value,
        reason: reason.into(),
        referenced: None,
        evidence: evidence.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits};

    fn object(line: &str, names: &[&str]) -> Vec<u8> {
        let text = format!("{line}\nbuild id \"abc/def\"\n\n!\n");
        let mut strings = Vec::new();
        let mut list = Vec::new();
        let header = 8 + 8 + 4 + 4 * 19;
        for name in names {
            list.extend(u32::try_from(name.len()).unwrap().to_le_bytes());
            list.extend(u32::try_from(header + strings.len()).unwrap().to_le_bytes());
            strings.extend(name.bytes());
        }
        let mut file = [text.as_bytes(), b"\0go120ld", &[7; 12]].concat();
        let from = u32::try_from(header + strings.len()).unwrap();
        let to = from + u32::try_from(list.len()).unwrap();
        file.extend([0, 0, from].into_iter().chain([to; 16]).flat_map(u32::to_le_bytes));
        [file, strings, list].concat()
    }

    fn read(file: &[u8]) -> Option<Origin> {
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&file, &budget).unwrap();
        Origin::of_object(&input, &[input.whole()])
    }

    #[test]
    fn heads_and_names() {
        for (line, names, version, verdict, trimmed) in [
            (
                "go object linux amd64 go1.22.3 GOAMD64=v1 X:regabi",
                &["$GOROOT/src/fmt/print.go", "<autogenerated>"][..],
                Some("go1.22.3"),
                Verdict::Unexpanded,
                None,
            ),
            (
                "go object aix ppc64 go1.19 X:a,b",
                &["/home/me/x.go"],
                Some("go1.19"),
                Verdict::Absent,
                Some(false),
            ),
            (
                "go object js wasm go1.21.11 (Red Hat 1.21.11-1)",
                &["example.com/p/x.go"],
                Some("go1.21.11 (Red Hat 1.21.11-1)"),
                Verdict::Absent,
                Some(true),
            ),
            ("go object windows arm64 go1.22.3", &[], Some("go1.22.3"), Verdict::Absent, None),
            ("go object linux", &[], None, Verdict::Absent, None),
            ("go objects", &[], None, Verdict::Absent, None),
        ] {
            let file = object(line, names);
            let Some(evidence) = read(&file) else {
                assert_eq!(version, None, "{line}");
                continue;
            };
            let known = evidence.version.as_ref().and_then(KnownVersion::version);
            assert_eq!(known.map(|it| it.text().to_lossy()).as_deref(), version);
            assert_eq!(evidence.goroot.verdict, verdict, "{line}");
            assert_eq!(evidence.traits.trimpath, trimmed, "{line}");
            let id = evidence.build_id.as_ref().unwrap().as_ref().unwrap();
            assert_eq!(id.text().to_lossy(), "abc/def");
            assert_eq!(&file[id.at.0 as usize..][..7], b"abc/def");
            let table = evidence.file_table.as_ref().unwrap().as_ref().unwrap();
            assert_eq!(table.count(), names.len() as u64);
            for ((at, name), want) in table.names().zip(names) {
                assert_eq!(name, want.as_bytes());
                assert_eq!(&file[at.0 as usize..][..want.len()], want.as_bytes());
            }
        }
    }

    #[test]
    fn damaged_at_any_byte() {
        let file = object("go object linux amd64 go1.22.3", &["$GOROOT/src/a.go", "b.go"]);
        for at in 0..file.len() {
            read(&file[..at]);
            for byte in [0, 1, 0x7f, 0xff] {
                let mut changed = file.clone();
                changed[at] = byte;
                read(&changed);
            }
        }
    }
}
