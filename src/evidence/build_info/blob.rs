//! The build info blob: Go version and module text, since Go 1.13.
//!
//! A 32-byte header at a 16-byte boundary, in `.go.buildinfo` (ELF), `__go_buildinfo` (Mach-O) or
//! the first writable data (PE, XCOFF, Plan 9):
//!
//! | offset | size | field |
//! | --- | --- | --- |
//! | 0 | 14 | magic, `ff " Go buildinf:"` |
//! | 14 | 1 | pointer size in bytes, 4 or 8; only read when bit 1 of the flags is clear |
//! | 15 | 1 | flags: bit 0 big-endian, bit 1 strings inline (since Go 1.18) |
//! | 16 | 16 | Go 1.13–1.17: two pointers, each to a Go string header (address, length) |
//!
//! Since Go 1.18 two strings follow the header, each behind its length as an unsigned LEB128
//! integer: the Go version and the module text. The text stands between two 16-byte sentinels.
//!
//! Source: `debug/buildinfo/buildinfo.go`, Go 1.22.10, and `cmd/link/internal/ld/data.go`
//! (`buildinfo`), Go 1.15.15 and 1.22.10.

use std::iter;
use std::sync::LazyLock;

use crate::bytes::rare::ByRare;
use crate::bytes::{Endian, Input, Limits, PartOffset, Reader, Span, Va, within};
use crate::evidence::build_info::modules::ModuleInfo;
use crate::evidence::error::{Damage, Defect, Reading, Structure};
use crate::evidence::inside::Inside;
use crate::evidence::places::{Convert, Places};
use crate::go::GoVersion;
use crate::image::{Format, Image, Relocations, Section};

/// The first 14 bytes of the blob.
pub(crate) const MAGIC: &[u8] = b"\xff Go buildinf:";
static MAGIC_FINDER: LazyLock<ByRare<1>> = LazyLock::new(|| ByRare::one(MAGIC, 2));
/// The blob starts at a multiple of this many bytes from the start of its section.
const ALIGNMENT: u64 = 16;
pub(crate) const HEADER: u64 = 32;
const HEADER_LEN: usize = 32;
/// Length of the sentinels before and after the module text.
const SENTINEL: usize = 16;
/// Bytes looked at in one step of a search.
const STEP: u64 = 128 << 10;
/// Bytes that hold the longest version with its length, and the length of the module text.
const STRINGS_HEAD: usize = 512;
/// The first read of a blob: nearly all are whole in it.
const FIRST_READ: u64 = 8 << 10;

/// How a build info blob was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Where the linker puts it.
    Linker,
    /// By searching the file, whose headers lead nowhere.
    Search,
    /// By a search, with its pointers followed by a guess at the addresses: the version may belong to
    /// another program.
    Guess,
}

/// How the blob holds its strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strings {
    /// Behind its header, since Go 1.18.
    Inline,
    /// By pointers, in Go 1.13 to 1.17.
    Pointers,
}

/// The build info of a binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildInfo {
    /// The Go version, and where its text lies.
    pub version: GoVersion,
    /// Where the version's text lies.
    pub version_at: PartOffset,
    /// The modules and settings. `Err` where the text is broken, empty where there is none.
    pub modules: Result<ModuleInfo, Damage>,
    /// Where the header lies.
    pub at: PartOffset,
    /// How it was found.
    pub anchor: Anchor,
    /// How it holds its strings.
    pub strings: Strings,
}

/// Finds the build info where the linker puts it. `is_go` says that something else in the file
/// is Go's: then the data segment is searched even if the section has lost its name.
pub(crate) fn find(image: &Image, input: &Input<'_>, is_go: bool) -> Reading<BuildInfo> {
    let mut damage = section(image).and_then(|section| section.span).map(|span| {
        Damage::malformed(Structure::BuildInfo, span.start(), "its section does not hold it")
    });
    for span in places(image, is_go) {
        match find_in(image, input, span) {
            Ok(None) => {}
            Ok(found) => return Ok(found),
            Err(error) => damage = Some(error),
        }
    }
    damage.map_or(Ok(None), Err)
}

/// The section that is named for the blob.
fn section(image: &Image) -> Option<&Section> {
    match image.format {
        Format::Elf => image.section(".go.buildinfo"),
        Format::MachO => image.section("__go_buildinfo"),
        _ => None,
    }
}

/// Whether the image has a section that is named for the blob.
pub(crate) fn has_section(image: &Image) -> bool {
    section(image).is_some()
}

/// Where the blob may lie, likeliest first.
fn places(image: &Image, is_go: bool) -> impl Iterator<Item = Span> {
    let named = section(image).and_then(|section| section.span);
    // Without section headers the blob is found in the data segment, as Go 1.13–1.26 do.
    let search_data = is_go
        || matches!(image.format, Format::Pe | Format::Xcoff | Format::Plan9)
        || image.is_nameless()
        || !image.damage.is_empty();
    let data = iter::once_with(move || if search_data { image.writable() } else { Vec::new() });
    named.into_iter().chain(data.flatten())
}

/// Finds the build info in one run of the file.
fn find_in(image: &Image, input: &Input<'_>, span: Span) -> Reading<BuildInfo> {
    let span = match span.clamped(input.size()) {
        clamped if clamped.is_empty() && !span.is_empty() => {
            let outside = input.read(span.first(HEADER)).err();
            return outside.map_or(Ok(None), |error| {
                Err(Damage::new(Structure::BuildInfo, span.start(), error))
            });
        }
        clamped => clamped,
    };
    let mut damage = None;
    let mut candidates = 0_u64;
    let carried = Inside::new(image, input, span);
    // Nearly always the blob is the first thing in its section.
    let first = span.first(FIRST_READ);
    for part in [first, Span::between(first.end(), span.end())] {
        let overlap = u64::try_from(MAGIC.len()).unwrap_or(0);
        let mut windows = input.data_windows(part, STEP, overlap);
        let failed = |error| Damage::new(Structure::BuildInfo, part.start(), error);
        while let Some((start, bytes)) = windows.advance().map_err(failed)? {
            for place in MAGIC_FINDER.places(bytes) {
                let at = start.saturating_add(u64::try_from(place).unwrap_or(u64::MAX));
                candidates = candidates.saturating_add(1);
                input
                    .budget()
                    .within("candidates", candidates, input.budget().limits().candidates)
                    .map_err(|limit| Damage::new(Structure::BuildInfo, at, limit))?;
                let aligned = at.0.saturating_sub(span.start().0).checked_rem(ALIGNMENT) == Some(0);
                if !aligned {
                    continue;
                }
                match decode(image, input, at, bytes.get(place..).unwrap_or_default()) {
                    // Only the first thing in its section is there by the linker's own hand.
                    Ok(Some(_)) if at != span.start() && carried.holds(at) => {}
                    Ok(Some(info)) => return Ok(Some(info)),
                    Ok(None) => {}
                    Err(error) => damage = damage.or(Some(error)),
                }
            }
        }
    }
    damage.map_or(Ok(None), Err)
}

/// Decodes the blob at `at`, whose first bytes are already `known`. `Ok(None)` where the
/// magic is a mere string constant, as in programs that read build info themselves.
pub(crate) fn decode(
    image: &Image,
    input: &Input<'_>,
    at: PartOffset,
    known: &[u8],
) -> Reading<BuildInfo> {
    let Some(&[pointer_size, flags]) = known.get(MAGIC.len()..SENTINEL) else {
        return Err(Damage::malformed(Structure::BuildInfo, at, "header is cut short"));
    };
    let endian = if flags & 1 == 0 { Endian::Little } else { Endian::Big };
    match flags {
        2 | 3 => decode_inline(input, at, known.get(HEADER_LEN..).unwrap_or_default()),
        0 | 1 if matches!(pointer_size, 4 | 8) => {
            Pointers { image, input, at, endian, pointer_size, relocations: None }.decode()
        }
        _ => Ok(None),
    }
}

/// Go 1.18 and later: the strings stand in `known`, or reach beyond it.
fn decode_inline(input: &Input<'_>, at: PartOffset, known: &[u8]) -> Reading<BuildInfo> {
    let start = at.saturating_add(HEADER);
    let read;
    // What is known ends where the section does, as do the strings of an undamaged file.
    let strings = if known.len() < STRINGS_HEAD && !holds_head(known) {
        let span = Span::new(start, u64::try_from(STRINGS_HEAD).unwrap_or(u64::MAX));
        read = input.read_clamped(span);
        read.as_deref().map_err(|error| Damage::new(Structure::BuildInfo, start, error.clone()))?
    } else {
        known
    };
    let mut reader = Reader::new(strings, start, Endian::Little);
    let version = reader.uvarint_bytes();
    let version = version.map_err(|error| Damage::new(Structure::BuildInfo, start, error))?;
    let Some(parsed) = GoVersion::parse(version) else { return Ok(None) };
    let version_at = before(reader.place(), version);
    let modules = inline_modules(input, reader);
    let (anchor, strings) = (Anchor::Linker, Strings::Inline);
    Ok(Some(BuildInfo { version: parsed, version_at, modules, at, anchor, strings }))
}

/// Whether the version and the length of the module text are whole in `strings`.
fn holds_head(strings: &[u8]) -> bool {
    let mut reader = Reader::new(strings, PartOffset(0), Endian::Little);
    reader.uvarint_bytes().is_ok() && reader.uvarint().is_ok()
}

/// The module text at `reader`: damage to it leaves the version standing.
fn inline_modules(input: &Input<'_>, mut reader: Reader<'_>) -> Result<ModuleInfo, Damage> {
    let damage = |at, error: Defect| Damage::new(Structure::BuildInfo, at, error);
    let place = reader.place();
    let length = reader.uvarint().map_err(|error| damage(place, error.into()))?;
    let span = Span::new(reader.place(), length);
    let limits = input.budget().limits();
    within("module-text", length, limits.module_text)
        .map_err(|limit| damage(place, limit.into()))?;
    if let Ok(text) = reader.bytes(length) {
        return modules(text, span.start(), limits);
    }
    let text = input.read(span).map_err(|error| damage(place, error.into()))?;
    modules(&text, span.start(), limits)
}

/// The place of `text`, which ends at `end`.
fn before(end: PartOffset, text: &[u8]) -> PartOffset {
    PartOffset(end.0.saturating_sub(u64::try_from(text.len()).unwrap_or(0)))
}

/// Reads the module text out of its frame.
fn modules(framed: &[u8], at: PartOffset, limits: &Limits) -> Result<ModuleInfo, Damage> {
    let length = u64::try_from(framed.len()).unwrap_or(u64::MAX);
    within("module-text", length, limits.module_text)
        .map_err(|limit| Damage::new(Structure::BuildInfo, at, limit))?;
    let end = framed.len().saturating_sub(SENTINEL);
    // A build without modules has no text at all.
    if framed.is_empty() {
        return Ok(ModuleInfo::default());
    }
    let text = framed.get(SENTINEL..end).filter(|text| text.ends_with(b"\n"));
    let defect = "module text without the frame around it";
    let text = text.ok_or_else(|| Damage::malformed(Structure::BuildInfo, at, defect))?;
    let at = at.saturating_add(u64::try_from(SENTINEL).unwrap_or(0));
    ModuleInfo::parse(text, at, limits)
}

/// A blob of Go 1.13 to 1.17, which holds but pointers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pointing {
    /// Where the header lies.
    pub(crate) at: PartOffset,
    pub(crate) endian: Endian,
    pub(crate) pointer_size: u8,
    /// The address of the variable that holds the version.
    pub(crate) version: Va,
}

/// The blob in `bytes`, which lie at `at`, if it is one that holds pointers.
pub(crate) fn pointing(bytes: &[u8], at: PartOffset) -> Option<Pointing> {
    let mut reader = Reader::new(bytes.strip_prefix(MAGIC)?, at, Endian::Little);
    let [pointer_size @ (4 | 8), flags @ (0 | 1)] = reader.array().ok()? else { return None };
    let endian = if flags == 0 { Endian::Little } else { Endian::Big };
    let version = Reader::new(reader.rest(), at, endian).word(pointer_size).ok()?;
    (version != 0).then_some(Pointing { at, endian, pointer_size, version: Va(version) })
}

/// Go 1.13 to 1.17: follows pointers through the image.
struct Pointers<'p, 's> {
    image: &'p Image,
    input: &'p Input<'s>,
    at: PartOffset,
    endian: Endian,
    pointer_size: u8,
    relocations: Option<(Va, Relocations)>,
}

impl Pointers<'_, '_> {
    fn decode(mut self) -> Reading<BuildInfo> {
        let header = Span::new(self.at.saturating_add(16), 16);
        let bytes = self.input.read_clamped(header).map_err(|error| self.damage(error))?;
        let mut reader = Reader::new(&bytes, header.start(), self.endian);
        let version = self.word(&mut reader)?;
        let text = self.word(&mut reader)?;
        let (version, version_at) = match self.string(version) {
            Ok(Some(found)) => found,
            Ok(None) => return Ok(None),
            // Plausible flags and pointers that lead nowhere: a decoy, unless it is the real one
            // in a file whose address map is broken.
            Err(error) => return Err(error),
        };
        let Some(version) = GoVersion::parse(&version) else { return Ok(None) };
        let limits = self.input.budget().limits();
        let modules = match self.string(text) {
            Ok(Some((text, at))) => modules(&text, at, limits),
            Ok(None) => Ok(ModuleInfo::default()),
            Err(error) => Err(error),
        };
        let (anchor, strings) = (Anchor::Linker, Strings::Pointers);
        Ok(Some(BuildInfo { version, version_at, modules, at: self.at, anchor, strings }))
    }

    fn damage(&self, error: impl Into<Defect>) -> Damage {
        Damage::new(Structure::BuildInfo, self.at, error)
    }

    /// Takes a pointer and resolves it: through a relocation where one names its place. `None` for a
    /// null pointer.
    fn word(&mut self, reader: &mut Reader<'_>) -> Result<Option<Va>, Damage> {
        let place = reader.place();
        let raw = reader.word(self.pointer_size).map_err(|error| self.damage(error))?;
        let address = self.image.address_of(place);
        // Where the word holds an address, the entry holds the same one.
        let Some(address) = address.filter(|_| raw == 0 && self.image.is_relocated()) else {
            return Ok(self.image.pointer(raw));
        };
        let len = u64::from(self.pointer_size).saturating_mul(2);
        let known = |(start, _): &(Va, Relocations)| {
            address.offset_from(*start).is_some_and(|offset| offset < len)
        };
        if !self.relocations.as_ref().is_some_and(known) {
            let found = self.image.relocations(self.input, address, len);
            self.relocations = Some((address, found.map_err(|error| self.damage(error))?));
        }
        let relocations = self.relocations.as_ref();
        Ok(relocations.and_then(|(_, it)| it.resolve(self.image, Some(address), raw)))
    }

    /// The string whose header lies at `address`; `None` for a null pointer.
    fn string(&mut self, address: Option<Va>) -> Result<Option<(Vec<u8>, PartOffset)>, Damage> {
        let Some(address) = address else { return Ok(None) };
        let size = u64::from(self.pointer_size).saturating_mul(2);
        // A program built without modules leaves the variable empty, in `.bss`.
        if self.image.is_zero_filled(address, size) {
            return Ok(None);
        }
        let dangling = |address: Va| Defect::Dangling(address.0);
        let header =
            self.image.locate(address, size).ok_or_else(|| self.damage(dangling(address)))?;
        let bytes = self.input.read(header).map_err(|error| self.damage(error))?;
        let mut reader = Reader::new(&bytes, header.start(), self.endian);
        let data = self.word(&mut reader)?;
        let len = reader.word(self.pointer_size).map_err(|error| self.damage(error))?;
        let Some(data) = data.filter(|_| len != 0) else { return Ok(None) };
        let limit = self.input.budget().limits().module_text;
        within("module-text", len, limit).map_err(|error| self.damage(error))?;
        let span = self.image.locate(data, len).ok_or_else(|| self.damage(dangling(data)))?;
        let bytes = self.input.read(span).map_err(|error| self.damage(error))?;
        Ok(Some((bytes, span.start())))
    }
}

impl Places for BuildInfo {
    fn convert(&mut self, to: Convert<'_>) {
        self.at.convert(to);
        self.version_at.convert(to);
        match &mut self.modules {
            Ok(modules) => modules.cut.convert(to),
            Err(damage) => damage.convert(to),
        }
    }
}
