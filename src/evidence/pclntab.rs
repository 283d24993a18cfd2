//! The pclntab: the runtime's table of functions, files and lines. It survives every kind of
//! stripping, and its file table is the best evidence for the builder's GOROOT.
//!
//! Header: a magic in the byte order of the file, two zero bytes, the instruction quantum (1, 2 or
//! 4), the pointer size (4 or 8), then pointer-sized words:
//!
//! | magic | Go | words |
//! | --- | --- | --- |
//! | fffffffb | 1.2–1.15 | nfunc; then the function table itself |
//! | fffffffa | 1.16–1.17 | nfunc, nfiles, funcname, cu, file, pc, functab |
//! | fffffff0 | 1.18–1.19 | nfunc, nfiles, text start, funcname, cu, file, pc, functab |
//! | fffffff1 | 1.20– | the same; text start is 0 from Go 1.26 on |
//!
//! From `funcname` on, the words are offsets of tables from the header, in ascending order. Up to
//! Go 1.25 there may be padding before the first table, since then there is none.
//!
//! An obfuscator may put another number in the place of the magic, and teach the runtime to expect
//! it. Such a header is believed only where the file points to it and the rest is wholly right.
//!
//! Source: `debug/gosym/pclntab.go` and `runtime/symtab.go` (`pcHeader`), Go 1.22.10; the older
//! and newer layouts seen in binaries of Go 1.7–1.27.

use super::disguise::Look;
use super::error::{Damage, Defect, Reading, Structure};
use super::moduledata;
use crate::bytes::{Endian, Input, Named, PartOffset, Reader, Span, Va, disjoint, needle};
use crate::image::Image;

/// Bytes read of a header: eight words behind the first eight bytes.
const HEADER: u64 = 8 + 8 * 8;
/// Bytes looked at in one step of a search.
const STEP: u64 = 128 << 10;

/// The layout of a pclntab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    /// Go 1.2 to 1.15.
    Go1_2,
    /// Go 1.16 and 1.17.
    Go1_16,
    /// Go 1.18 and 1.19.
    Go1_18,
    /// Go 1.20 and later.
    Go1_20,
}

impl Named for Layout {
    const ALL: &'static [Self] = &[Self::Go1_2, Self::Go1_16, Self::Go1_18, Self::Go1_20];

    fn name(self) -> &'static str {
        match self {
            Self::Go1_2 => "1.2",
            Self::Go1_16 => "1.16",
            Self::Go1_18 => "1.18",
            Self::Go1_20 => "1.20",
        }
    }
}

impl Layout {
    const ALL: [Self; 4] = [Self::Go1_2, Self::Go1_16, Self::Go1_18, Self::Go1_20];

    /// The magic number at the start of the header.
    fn magic(self) -> u32 {
        match self {
            Self::Go1_2 => 0xffff_fffb,
            Self::Go1_16 => 0xffff_fffa,
            Self::Go1_18 => 0xffff_fff0,
            Self::Go1_20 => 0xffff_fff1,
        }
    }
}

/// How a pclntab was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// At the start of a section named for it.
    Section,
    /// By the pointer to it in the runtime's module data.
    Moduledata,
    /// By searching for its header.
    Search,
}

impl Named for FoundBy {
    const ALL: &'static [Self] = &[Self::Section, Self::Moduledata, Self::Search];

    fn name(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Moduledata => "moduledata",
            Self::Search => "search",
        }
    }
}

/// A pclntab's header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pclntab {
    /// The layout.
    pub layout: Layout,
    /// Where the header lies.
    pub at: PartOffset,
    /// How it was found.
    pub found_by: FoundBy,
    /// The byte order.
    pub endian: Endian,
    /// The pointer size in bytes, 4 or 8.
    pub pointer_size: u8,
    /// The number of functions.
    pub functions: u64,
    /// The number of source files; `None` in the oldest layout, where the file table says it.
    pub files: Option<u64>,
    /// The address of the program's text; `None` before Go 1.18, 0 from Go 1.26 on.
    pub text_start: Option<u64>,
    /// The function names: NUL-terminated, one after another. In the oldest layout they stand
    /// among everything else, and this is all of the table.
    pub function_names: Span,
    /// The file table: since Go 1.16 NUL-terminated names, before a count and offsets.
    pub file_table: Span,
    /// Where the table of functions starts; `None` in the oldest layout, where it follows the header.
    pub function_table: Option<PartOffset>,
    /// The number in the place of the magic is none that Go writes: the layout is then told by the
    /// rest of the header.
    pub unknown_magic: bool,
    /// All of the pclntab that is known to belong to it.
    pub span: Span,
    /// Where the program's data that holds pointers starts, by the module data; `None` where that
    /// was not looked at.
    pub data_start: Option<Va>,
}

/// Finds the pclntab. Where nothing says that the file is Go's, one that nothing in the file points to
/// may belong to a program that this one carries, and does not count.
pub(crate) fn find(image: &Image, input: &Input<'_>, look: Look) -> Reading<Pclntab> {
    const SECTIONS: [&str; 3] = [".gopclntab", ".data.rel.ro.gopclntab", "__gopclntab"];
    let named = SECTIONS.iter().find_map(|name| image.section(name)).and_then(|it| it.span);
    let mut damage = None;
    if let Some(span) = named {
        match read(input, span, Some(image.pointer_size), FoundBy::Section) {
            Ok(Some(found)) => return Ok(Some(found)),
            Ok(None) => {
                if let Some(found) = read_unknown(image, input, span, FoundBy::Section) {
                    return Ok(Some(found));
                }
                let magic = "no pclntab header of a known layout";
                damage = Some(Damage::malformed(Structure::Pclntab, span.start(), magic));
            }
            Err(error) => damage = Some(error),
        }
    }
    // The program's own table is the one that its data points to; a program may carry another
    // program, with a table of its own, as a constant.
    match moduledata::find(image, input, look) {
        Ok(Some(found)) => return Ok(Some(found)),
        Ok(None) => {}
        Err(error) => damage = damage.or(Some(error)),
    }
    if look != Look::AsGo && !image.is_nameless() {
        return damage.map_or(Ok(None), Err);
    }
    for span in places(image) {
        match search(image, input, span) {
            Ok(None) => {}
            Ok(found) => return Ok(found),
            Err(error) => damage = damage.or(Some(error)),
        }
    }
    damage.map_or(Ok(None), Err)
}

/// Whether the image has a section named as only Go's linker names one.
pub(crate) fn has_section(image: &Image) -> bool {
    image.sections.iter().any(|section| {
        let name = section.name.as_bytes();
        name.ends_with(b".gopclntab") || name == b"__gopclntab"
    })
}

/// Where a pclntab without a section of its own may lie, likeliest first.
fn places(image: &Image) -> Vec<Span> {
    let named = |name: &str| image.section(name).and_then(|section| section.span);
    let known = [".data.rel.ro", ".rdata", ".rodata", "__const", ".text", ".data"];
    let sections: Vec<_> = known.iter().filter_map(|name| named(name)).collect();
    if sections.is_empty() {
        disjoint(image.segments.iter().map(|segment| segment.span))
    } else {
        sections
    }
}

/// Searches a run of the file for a header.
fn search(image: &Image, input: &Input<'_>, span: Span) -> Reading<Pclntab> {
    let span = span.clamped(input.size());
    let mut candidates = 0_u64;
    let mut best: Option<Pclntab> = None;
    let mut windows = input.data_windows(span, STEP, 7);
    let failed = |error| Damage::new(Structure::Pclntab, span.start(), error);
    while let Some((start, bytes)) = windows.advance().map_err(failed)? {
        for at in header_offsets(bytes, image.endian) {
            let at = start.saturating_add(at);
            candidates = candidates.saturating_add(1);
            input
                .budget()
                .within("candidates", candidates, input.budget().limits().candidates)
                .map_err(|limit| Damage::new(Structure::Pclntab, at, limit))?;
            let rest = Span::between(at, span.end());
            let found = read(input, rest, Some(image.pointer_size), FoundBy::Search);
            if let Ok(Some(found)) = found {
                // A program may carry the tables of another; its own has more functions than any
                // stray header that happens to pass the tests.
                if best.as_ref().is_none_or(|best| best.functions < found.functions) {
                    best = Some(found);
                }
            }
        }
        if best.is_some() {
            break;
        }
    }
    Ok(best)
}

/// Where in `bytes` the first six bytes of a header stand.
pub(crate) fn header_offsets(bytes: &[u8], endian: Endian) -> impl Iterator<Item = u64> + '_ {
    // Little-endian: the magic's first byte, then these. Big-endian: these with the byte between.
    const LITTLE: &[u8] = &[0xff, 0xff, 0xff, 0, 0];
    const BIG: [[u8; 6]; 4] = [
        [0xff, 0xff, 0xff, 0xfb, 0, 0],
        [0xff, 0xff, 0xff, 0xfa, 0, 0],
        [0xff, 0xff, 0xff, 0xf0, 0, 0],
        [0xff, 0xff, 0xff, 0xf1, 0, 0],
    ];
    let little = (endian == Endian::Little).then(|| needle::find_all(bytes, LITTLE));
    let little = little.into_iter().flatten().filter_map(|at| {
        let at = at.checked_sub(1)?;
        matches!(bytes.get(at)?, 0xfb | 0xfa | 0xf0 | 0xf1).then_some(at)
    });
    let big = (endian == Endian::Big).then(|| BIG.iter());
    let big = big.into_iter().flatten().flat_map(|magic| needle::find_all(bytes, magic));
    little.chain(big).filter_map(|at| u64::try_from(at).ok())
}

/// Reads the header at the start of `span`. `Ok(None)` where it is not one: nothing but the
/// header's own consistency tells.
pub(crate) fn read(
    input: &Input<'_>,
    span: Span,
    pointer_size: Option<u8>,
    found_by: FoundBy,
) -> Reading<Pclntab> {
    let at = span.start();
    let bytes = input
        .read(span.first(HEADER))
        .map_err(|error| Damage::new(Structure::Pclntab, at, error))?;
    let Some((layout, endian, size)) = identify(&bytes) else { return Ok(None) };
    if pointer_size.is_some_and(|expected| expected != size) {
        return Ok(None);
    }
    let mut reader = Reader::new(&bytes, at, endian);
    reader.bytes(8).map_err(|error| Damage::new(Structure::Pclntab, at, error))?;
    let mut words = [0; 8];
    let count = match layout {
        Layout::Go1_2 => 1,
        Layout::Go1_16 => 7,
        Layout::Go1_18 | Layout::Go1_20 => 8,
    };
    for word in words.iter_mut().take(count) {
        let value = reader.word(size);
        *word = value.map_err(|error| Damage::new(Structure::Pclntab, at, error))?;
    }
    let header = Header { span: span.clamped(input.size()), layout, endian, size, found_by };
    Ok(match (layout, words) {
        (Layout::Go1_2, [functions, ..]) => header.oldest(input, functions),
        (Layout::Go1_16, [functions, files, names, cu, file, pc, functab, _]) => {
            header.modern(functions, files, None, [names, cu, file, pc, functab])
        }
        (_, [functions, files, text, names, cu, file, pc, functab]) => {
            header.modern(functions, files, Some(text), [names, cu, file, pc, functab])
        }
    })
}

/// Reads the header at the start of `span` whatever its magic is, if the file points there: nothing
/// but the magic may be amiss. Only the layouts since Go 1.18 are known to be obfuscated so.
pub(crate) fn read_unknown(
    image: &Image,
    input: &Input<'_>,
    span: Span,
    found_by: FoundBy,
) -> Option<Pclntab> {
    let bytes = input.read(span.first(HEADER)).ok()?;
    let &[a, b, c, d, 0, 0, quantum, size] = bytes.first_chunk::<8>()? else { return None };
    let is_quantum = match image.goarch {
        Some("386" | "amd64" | "wasm") => quantum == 1,
        Some("riscv64" | "s390x") => quantum == 2,
        Some(_) => quantum == 4,
        None => matches!(quantum, 1 | 2 | 4),
    };
    let is_magic = [a, b, c, d] != [0; 4] && identify(&bytes).is_none();
    if !is_quantum || !is_magic || size != image.pointer_size {
        return None;
    }
    let mut reader = Reader::new(&bytes, span.start(), image.endian);
    reader.bytes(8).ok()?;
    let mut words = [0; 8];
    for word in &mut words {
        *word = reader.word(size).ok()?;
    }
    let [functions, files, text, names, cu, file, pc, functab] = words;
    let header_len = u64::from(size).saturating_mul(8).saturating_add(8);
    let padding = names.checked_sub(header_len);
    let ascending = names < cu && cu < file && file < pc && pc < functab;
    if !ascending || padding.is_none_or(|it| it >= 32) || files == 0 {
        return None;
    }
    let span = span.clamped(input.size());
    let (layout, endian) = (Layout::Go1_20, image.endian);
    let header = Header { span, layout, endian, size, found_by };
    let found = header.modern(functions, files, Some(text), [names, cu, file, pc, functab])?;
    let found = Pclntab { unknown_magic: true, ..found };
    (holds_names(input, &found, files) && holds_functions(input, &found)).then_some(found)
}

/// Whether a pclntab is one by more than its header: its file table and its table of functions are
/// what the header says.
pub(crate) fn is_whole(input: &Input<'_>, pclntab: &Pclntab) -> bool {
    match pclntab.files {
        Some(files) => holds_names(input, pclntab, files),
        // The oldest layout starts with the functions: the first names lie behind both tables.
        None => pclntab.file_table.start().0 <= input.size(),
    }
}

/// Whether the file table holds as many names as the header says.
fn holds_names(input: &Input<'_>, pclntab: &Pclntab, files: u64) -> bool {
    let Ok(bytes) = input.read(pclntab.file_table) else { return false };
    let end = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last.saturating_add(1));
    let names = needle::count_byte(bytes.get(..end).unwrap_or_default(), 0).saturating_add(1);
    u64::try_from(names) == Ok(files)
}

/// Whether the table of functions starts as one: addresses and places ascend, and the places lie
/// behind the table.
fn holds_functions(input: &Input<'_>, pclntab: &Pclntab) -> bool {
    let Some(at) = pclntab.function_table else { return false };
    let Ok(bytes) = input.read(Span::new(at, 16)) else { return false };
    let mut reader = Reader::new(&bytes, at, pclntab.endian);
    let mut next = || reader.u32().map_or(0, u64::from);
    let (first, place, second, next_place) = (next(), next(), next(), next());
    let table = pclntab.functions.saturating_mul(8);
    first < second && table <= place && place < next_place
}

/// Layout, byte order and pointer size by the first eight bytes.
fn identify(bytes: &[u8]) -> Option<(Layout, Endian, u8)> {
    let &[a, b, c, d, 0, 0, 1 | 2 | 4, size @ (4 | 8)] = bytes.first_chunk::<8>()? else {
        return None;
    };
    let magic = [a, b, c, d];
    Layout::ALL.into_iter().find_map(|layout| {
        let endian = if magic == layout.magic().to_le_bytes() {
            Endian::Little
        } else if magic == layout.magic().to_be_bytes() {
            Endian::Big
        } else {
            return None;
        };
        Some((layout, endian, size))
    })
}

struct Header {
    span: Span,
    layout: Layout,
    endian: Endian,
    size: u8,
    found_by: FoundBy,
}

impl Header {
    /// Go 1.16 and later. The tables ascend; each must lie inside the span, but for the last two,
    /// of which only the start is needed, so that a file cut short still gives its file table.
    fn modern(
        self,
        functions: u64,
        files: u64,
        text_start: Option<u64>,
        [names, cu, file, pc, functab]: [u64; 5],
    ) -> Option<Pclntab> {
        let ascending = names <= cu && cu <= file && file <= pc && pc <= functab;
        // Each function has at least a name of two bytes and an entry of eight.
        let plausible = functions > 0
            && names >= u64::from(self.size).saturating_mul(7).saturating_add(8)
            && functions <= functab.max(1)
            && files <= pc.saturating_sub(file);
        if !ascending || !plausible {
            return None;
        }
        let part = |from: u64, to: u64| {
            let start = self.span.start().checked_add(from)?;
            Some(Span::new(start, to.checked_sub(from)?))
        };
        let file_table = part(file, pc)?;
        (file_table.end() <= self.span.end()).then(|| {
            Some(Pclntab {
                layout: self.layout,
                at: self.span.start(),
                found_by: self.found_by,
                endian: self.endian,
                pointer_size: self.size,
                functions,
                files: Some(files),
                text_start,
                function_names: part(names, cu)?,
                file_table,
                function_table: self.span.start().checked_add(functab),
                unknown_magic: false,
                span: self.span,
                data_start: None,
            })
        })?
    }

    /// Go 1.2 to 1.15: behind the function table lies the offset of the file table.
    fn oldest(self, input: &Input<'_>, functions: u64) -> Option<Pclntab> {
        let word = u64::from(self.size);
        let table = functions.checked_mul(2)?.checked_add(1)?.checked_mul(word)?;
        let after = table.checked_add(8)?.checked_add(word)?;
        let bytes = input.read(self.span.part(after, 4)?).ok()?;
        let offset = u64::from(Reader::new(&bytes, PartOffset(0), self.endian).u32().ok()?);
        let start = self.span.start().checked_add(offset)?;
        let inside = functions > 0 && offset >= after && self.span.contains(start);
        inside.then(|| Pclntab {
            layout: self.layout,
            at: self.span.start(),
            found_by: self.found_by,
            endian: self.endian,
            pointer_size: self.size,
            functions,
            files: None,
            text_start: None,
            function_names: self.span,
            file_table: Span::between(start, self.span.end()),
            function_table: None,
            unknown_magic: false,
            span: self.span,
            data_start: None,
        })
    }
}

/// Whether a function of that name exists, inlined or not.
///
/// # Errors
/// [`Damage`] where the names cannot be read.
pub fn has_function(input: &Input<'_>, pclntab: &Pclntab, name: &str) -> Result<bool, Damage> {
    let needle = [b"\0", name.as_bytes(), b"\0"].concat();
    let overlap = u64::try_from(needle.len()).unwrap_or(0);
    let span = pclntab.function_names;
    if span.end().0 > input.size() {
        let cut = Defect::Malformed("runs past the end of the file");
        return Err(Damage::new(Structure::FunctionNames, span.start(), cut));
    }
    let mut windows = input.windows(span, STEP, overlap);
    let failed = |error| Damage::new(Structure::FunctionNames, span.start(), error);
    while let Some((_, bytes)) = windows.advance().map_err(failed)? {
        if needle::find(bytes, &needle).is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits};

    /// A table of layout 1.20 with the given words.
    fn forge(endian: Endian, size: u8, words: &[u64], len: usize) -> Vec<u8> {
        let magic = Layout::Go1_20.magic();
        let mut table = match endian {
            Endian::Little => magic.to_le_bytes().to_vec(),
            Endian::Big => magic.to_be_bytes().to_vec(),
        };
        table.extend([0, 0, 1, size]);
        for &word in words {
            match (endian, size) {
                (Endian::Little, 4) => table.extend((word as u32).to_le_bytes()),
                (Endian::Little, _) => table.extend(word.to_le_bytes()),
                (Endian::Big, 4) => table.extend((word as u32).to_be_bytes()),
                (Endian::Big, _) => table.extend(word.to_be_bytes()),
            }
        }
        table.resize(len, 0);
        table
    }

    #[test]
    fn headers_must_be_consistent() {
        let good = [10, 2, 0, 0x48, 0x80, 0x90, 0xc0, 0xd0];
        for (what, words, want) in [
            ("good", good, true),
            ("no functions", [0, 2, 0, 0x48, 0x80, 0x90, 0xc0, 0xd0], false),
            ("descending", [10, 2, 0, 0x48, 0x80, 0xc0, 0x90, 0xd0], false),
            ("names inside the header", [10, 2, 0, 0x10, 0x80, 0x90, 0xc0, 0xd0], false),
            ("past the end", [10, 2, 0, 0x48, 0x80, 0x90, 0x10_0000, 0x10_0001], false),
            ("more files than bytes", [10, 900, 0, 0x48, 0x80, 0x90, 0xc0, 0xd0], false),
            ("overflowing", [10, 2, 0, 0x48, 0x80, 0x90, u64::MAX - 1, u64::MAX], false),
        ] {
            for endian in [Endian::Little, Endian::Big] {
                let table = forge(endian, 8, &words, 0x100);
                let budget = Budget::new(&Limits::default());
                let input = Input::open(&table, &budget).unwrap();
                let found = read(&input, input.whole(), Some(8), FoundBy::Section).unwrap();
                assert_eq!(found.is_some(), want, "{what} {endian:?}");
                let places: Vec<_> = header_offsets(&table, endian).collect();
                assert_eq!(places, [0], "{what} {endian:?}");
            }
        }
    }

    #[test]
    fn the_pointer_size_must_be_the_images() {
        let table = forge(Endian::Little, 4, &[10, 2, 0, 0x28, 0x80, 0x90, 0xc0, 0xd0], 0x100);
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&table, &budget).unwrap();
        for (size, want) in [(Some(4), true), (Some(8), false), (None, true)] {
            let found = read(&input, input.whole(), size, FoundBy::Search).unwrap();
            assert_eq!(found.is_some(), want, "{size:?}");
        }
    }
}
