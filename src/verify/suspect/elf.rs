//! The marks of tools in ELF files.
//!
//! | tool | mark |
//! | --- | --- |
//! | GNU and LLVM strip, objcopy, eu-strip | the section headers at the end: Go's own linker writes them right behind the program headers, a C linker at the end as well |
//! | patchelf, which auditwheel, Nix and Homebrew run | read-only tables (`.dynstr`, `.interp`, notes) in a writable segment; up to 0.17 a program header over the first section header |
//! | LIEF | such a table behind `.bss`, in a segment of its own |
//! | debugedit | DWARF names other directories than the program |
//! | objcopy, on a program of a C linker | the symbol table behind compressed DWARF (GNU), the names of the symbols sorted (LLVM) |
//! | objcopy, eu-elfcompress, dwz | DWARF compressed with Zstandard, by name, or not at all |
//!
//! Seen with Go 1.15–1.27, binutils 2.40, LLVM 14 and 19, elfutils 0.188, patchelf 0.14.3, 0.17.2 and
//! 0.19.3, LIEF 1.0, debugedit 5.0 and dwz 0.15.

use std::collections::BTreeSet;

use super::linked::{Linked, NO_DEBUG, NO_SYMBOLS, said};
use crate::bytes::{Input, Reader};
use crate::image::{Image, Section};
use crate::origin::Origin;
use crate::verify::cause::{Cause, Suspicion};
use crate::verify::writer::{Writer, writer};

/// Sections that point to a file with the removed debugging information.
pub(in crate::verify) const LINKS: [&str; 2] = [".gnu_debuglink", ".gnu_debugaltlink"];
/// Sections that a loader only reads.
const READ_ONLY: [&[u8]; 7] = [
    b".interp",
    b".dynstr",
    b".dynsym",
    b".hash",
    b".gnu.hash",
    b".gnu.version",
    b".gnu.version_r",
];

pub(super) fn judge(origin: &Origin, linked: &Linked, input: &Input<'_>) -> Suspicion {
    let image = &origin.image;
    if let Some(suspicion) = moved_tables(origin) {
        let lost = linked.lost_symbols == Some(true);
        return if lost { suspicion.mark(NO_SYMBOLS) } else { suspicion };
    }
    let link = LINKS.into_iter().find(|name| image.section(name).is_some());
    let debug = debug_rewritten(origin, linked, input);
    let reordered = reordered(image, input);
    let lost_symbols = linked.lost_symbols == Some(true);
    let lost_debug = linked.lost_debug == Some(true);
    let writer = writer(image);
    match writer {
        _ if link.is_some() => with_link(link.unwrap_or_default(), linked),
        Writer::CLinker if image.section(".comment").is_none() => without_comment(linked),
        Writer::Tool if lost_symbols || linked.may_have_lost_symbols() => {
            said(Cause::Stripped, "stripped after linking")
                .by(stripper(image))
                .mark("there is no symbol table")
                .mark(MOVED)
        }
        _ if lost_symbols && writer != Writer::Go => {
            said(Cause::Stripped, "stripped after linking").by("strip").mark(NO_SYMBOLS)
        }
        Writer::Tool if linked.symbols && lost_debug => {
            said(Cause::DebugRewritten, "the debug sections were removed after linking")
                .by("strip or objcopy")
                .mark(NO_DEBUG)
                .mark(MOVED)
        }
        _ if linked.symbols && lost_debug && writer != Writer::Go => {
            said(Cause::DebugRewritten, "the debug sections were removed after linking")
                .by("strip or objcopy")
                .mark(NO_DEBUG)
        }
        _ if debug.is_some() => debug.unwrap_or_else(|| said(Cause::DebugRewritten, "")),
        Writer::CLinker if reordered.is_some() => {
            let reason = "the file was written anew, as objcopy does";
            reordered.map_or(said(Cause::Rewritten, reason), |(tool, mark)| {
                said(Cause::Rewritten, reason).by(tool).mark(mark)
            })
        }
        Writer::Tool => said(
            Cause::Rewritten,
            "the file was written anew, as strip and objcopy do, by another tool than Go's linker",
        )
        .mark(MOVED),
        Writer::Go if lost_symbols => said(Cause::Changed, "bytes changed").mark(NO_SYMBOLS),
        Writer::Go => said(Cause::Changed, "bytes changed in place"),
        Writer::CLinker if origin.host_id.is_none() => said(
            Cause::Undecided,
            "bytes changed: there is no GNU build-id, which C linkers write mostly: objcopy may have \
             removed it, and more may have been changed",
        ),
        _ if linked.may_have_lost_symbols() => said(
            Cause::Undecided,
            "bytes changed: it may have been stripped after linking, or linked without a symbol \
             table and changed otherwise; the file does not tell which",
        ),
        _ => said(Cause::Changed, "bytes changed"),
    }
}

const MOVED: &str =
    "the section headers lie behind the sections, where Go's linker does not put them";

/// Which tool stripped the file: eu-strip leaves room in the file for what `.bss` takes in memory.
fn stripper(image: &Image) -> &'static str {
    let content = image.sections.iter().filter(|it| it.loaded).filter_map(|it| it.span);
    let end = content.map(crate::bytes::Span::end).max().unwrap_or_default();
    let bss = image.sections.iter().filter(|it| it.span.is_none()).map(|it| it.size);
    let bss = bss.max().unwrap_or_default();
    let names = image.section(".shstrtab").and_then(|section| section.span);
    let hole = names.map(|names| names.start().0.saturating_sub(end.0)).unwrap_or_default();
    if hole >= bss && bss > 0x1000 { "eu-strip" } else { "strip or objcopy" }
}

/// A read-only table in a place where no linker puts it.
fn moved_tables(origin: &Origin) -> Option<Suspicion> {
    let image = &origin.image;
    let is_read = |it: &&Section| {
        let name = it.name.as_bytes();
        let known = READ_ONLY.contains(&name) || name.starts_with(b".note");
        known && it.loaded && !it.access.write && it.span.is_some_and(|span| !span.is_empty())
    };
    let segment = |it: &Section| {
        let inside = |start: crate::bytes::Va, size: u64| {
            it.address.offset_from(start).is_some_and(|offset| offset < size)
        };
        image.segments.iter().find(|segment| inside(segment.address, segment.size))
    };
    let written = |it: &&Section| {
        segment(it).is_some_and(|segment| segment.access.write && !segment.access.execute)
    };
    let place = |it: &Section| {
        let at = it.span.map(|span| span.start()).unwrap_or_default();
        format!("section {} at {}", it.name, origin.place(at))
    };
    let by_patchelf = "its loader tables were rewritten, as patchelf does to change the library \
                       path, the libraries or the interpreter";
    let suspicion = said(Cause::Rewritten, by_patchelf).by("patchelf");
    let suspicion = match image.sections.iter().filter(is_read).find(written) {
        Some(it) => Some(suspicion.mark(format!(
            "{} lies in a segment that may be written, where no linker puts it",
            place(it)
        ))),
        None if image.is_entry_0_used => Some(suspicion),
        None => None,
    };
    if let Some(suspicion) = suspicion {
        let overwritten = "the first section header, which is reserved, was overwritten: patchelf up \
                           to 0.17 writes program headers over it, and nothing else is missing";
        return Some(if image.is_entry_0_used { suspicion.mark(overwritten) } else { suspicion });
    }
    let bss = image.section(".bss").filter(|it| it.span.is_none())?;
    let behind = image.sections.iter().filter(is_read).find(|it| it.address > bss.address)?;
    let reason = "its loader tables were rewritten: they lie behind everything else, where LIEF and \
                  its like put them";
    Some(said(Cause::Rewritten, reason).mark(format!("{} is loaded behind .bss", place(behind))))
}

/// A C linker's symbol table that another tool rewrote: the tool, and its mark.
fn reordered(image: &Image, input: &Input<'_>) -> Option<(&'static str, &'static str)> {
    if are_names_out_of_order(image, input) {
        let mark = "the names of the symbols are in another order than the symbols; linkers add \
                    them one by one, LLVM's tools sort them";
        return Some(("llvm-objcopy", mark));
    }
    if are_sections_out_of_order(image, input) {
        let mark = "the names of the sections are in another order than the sections; LLVM's and \
                    elfutils' tools sort them, GNU ld, mold and LLD do not";
        return Some(("eu-strip, llvm-strip or llvm-objcopy", mark));
    }
    let [symbols, _] = image.symbol_spans()?;
    let debug = image.sections.iter().filter(|it| it.compressed).filter_map(|it| it.span);
    let last = debug.map(|span| span.end()).max()?;
    let comment = image.section(".comment").and_then(|it| it.span).unwrap_or_default();
    let comment = input.read_clamped(comment.first(4096)).unwrap_or_default();
    let by_lld = crate::bytes::needle::find(&comment, b"LLD").is_some();
    (last <= symbols.start() && !by_lld).then_some((
        "objcopy",
        "the symbol table lies behind the compressed debug sections; GNU ld, gold and mold put it \
         before them",
    ))
}

/// Whether many symbols have a name that lies before the name of the previous symbol: under one in
/// a hundred after GNU ld, gold, mold and LLD, one in two after llvm-objcopy.
fn are_names_out_of_order(image: &Image, input: &Input<'_>) -> bool {
    const LOOKED_AT: u64 = 4096;
    const ENOUGH: usize = 64;
    let Some([symbols, _]) = image.symbol_spans() else { return false };
    let size: u64 = if image.pointer_size == 8 { 24 } else { 16 };
    let bytes = input.read_clamped(symbols.first(size.saturating_mul(LOOKED_AT)));
    let bytes = bytes.unwrap_or_default();
    let size = usize::try_from(size).unwrap_or(24);
    let names: Vec<u32> = bytes
        .chunks_exact(size)
        .filter_map(|entry| Reader::new(entry, symbols.start(), image.endian).u32().ok())
        .filter(|name| *name != 0)
        .collect();
    let back = names.windows(2).filter(|pair| pair.first() > pair.last()).count();
    names.len() >= ENOUGH && back.saturating_mul(4) > names.len()
}

/// Whether many sections have a name that lies before the name of the previous section: 2 or 3 of
/// 50 after GNU ld, none after mold and LLD, more than 15 after tools that sort them. gold sorts
/// them too.
fn are_sections_out_of_order(image: &Image, input: &Input<'_>) -> bool {
    const ENOUGH: usize = 16;
    let Some(headers) = image.section_headers else { return false };
    if image.section(".note.gnu.gold-version").is_some() {
        return false;
    }
    let size = if image.pointer_size == 8 { 64 } else { 40 };
    let bytes = input.read_clamped(headers.first(1 << 16)).unwrap_or_default();
    let names: Vec<u32> = bytes
        .chunks_exact(size)
        .skip(1)
        .filter_map(|entry| Reader::new(entry, headers.start(), image.endian).u32().ok())
        .collect();
    let back = names.windows(2).filter(|pair| pair.first() > pair.last()).count();
    names.len() >= ENOUGH && back.saturating_mul(4) > names.len()
}

/// The suspicion from a section that points to a debug file.
fn with_link(link: &str, linked: &Linked) -> Suspicion {
    let taken = !linked.symbols && linked.lost_symbols != Some(false)
        || !linked.debug && linked.lost_debug != Some(false);
    let suspicion = if taken {
        said(Cause::Stripped, "stripped after linking: what was taken away has a file of its own")
            .by("strip, objcopy or eu-strip")
    } else {
        let reason = "a link to a debug file was added, and nothing was taken away";
        said(Cause::Rewritten, reason).by("objcopy")
    };
    suspicion.mark(format!("section {link} points to a file"))
}

/// A program of a C linker without the mark of its compilers.
fn without_comment(linked: &Linked) -> Suspicion {
    let mark = "section .comment is gone, which C compilers write into all they make";
    if linked.symbols {
        said(Cause::Rewritten, "section .comment was removed after linking")
            .by("objcopy")
            .mark(mark)
    } else {
        said(Cause::Stripped, "stripped after linking, as distributors' packaging does").mark(mark)
    }
}

/// DWARF in a form that no Go linker writes.
fn debug_rewritten(origin: &Origin, linked: &Linked, input: &Input<'_>) -> Option<Suspicion> {
    let image = &origin.image;
    let said = |reason: &'static str| said(Cause::DebugRewritten, reason);
    if let Some(mark) = other_directories(origin) {
        let reason = "the paths in DWARF were rewritten, as every RPM build does";
        return Some(said(reason).by("debugedit").mark(mark));
    }
    let debug: Vec<&Section> = image
        .sections
        .iter()
        .filter(|it| it.name.as_bytes().starts_with(b".debug_") && !it.loaded)
        .collect();
    let zdebug = image.sections.iter().find(|it| it.name.as_bytes().starts_with(b".zdebug_"));
    if let Some(section) = zdebug.filter(|_| writer(image) != Writer::Go) {
        let reason = "the debug sections were compressed anew, the old way";
        let mark = format!("section {} is compressed by its name, not by its flag", section.name);
        return Some(said(reason).by("objcopy").mark(mark));
    }
    if let Some(section) = debug.iter().find(|it| it.compressed && is_zstd(it, image, input)) {
        let reason = "the debug sections were compressed anew";
        let mark = format!(
            "section {} is compressed with Zstandard, which Go's linker does not use",
            section.name
        );
        return Some(said(reason).by("objcopy or eu-elfcompress").mark(mark));
    }
    let plain = !debug.is_empty() && debug.iter().all(|it| !it.compressed);
    if plain && linked.debug && linked.plain_debug == Some(false) && writer(image) != Writer::Go {
        let reason = "the debug sections were decompressed, as dwz and debugedit need them";
        let mark = "no debug section is compressed, and the linker was not asked for that \
                    (-compressdwarf=false)";
        return Some(said(reason).by("objcopy, dwz or eu-elfcompress").mark(mark));
    }
    None
}

/// Whether the header of a compressed section names Zstandard.
fn is_zstd(section: &Section, image: &Image, input: &Input<'_>) -> bool {
    const ZSTD: u32 = 2;
    let Some(span) = section.span else { return false };
    let bytes = input.read_clamped(span.first(4)).unwrap_or_default();
    let mut reader = Reader::new(&bytes, span.start(), image.endian);
    reader.u32().is_ok_and(|kind| kind == ZSTD)
}

/// A directory that the program names, and the other parent under which DWARF has it.
pub(super) fn other_directories(origin: &Origin) -> Option<String> {
    /// How many names of the file table are read.
    const MOST: usize = 20_000;
    if let Some(root) = &origin.goroot.in_dwarf {
        return Some(format!("DWARF names {root} where the program names its GOROOT"));
    }
    let dwarf = origin.dwarf.as_ref().ok().filter(|dwarf| dwarf.damage.is_empty())?;
    let table = origin.file_table.as_ref().ok()?.as_ref()?;
    let known: BTreeSet<&[u8]> = dwarf.line_directories().map(|it| it.text.as_bytes()).collect();
    let directory = |name: &'_ [u8]| {
        let end = name.iter().rposition(|byte| *byte == b'/')?;
        name.get(..end).map(<[u8]>::to_vec)
    };
    let own_sources = table.names().take(MOST).filter(|(_, name)| {
        name.starts_with(b"/") && (name.ends_with(b".go") || name.ends_with(b".s"))
    });
    let own_directories: BTreeSet<Vec<u8>> =
        own_sources.filter_map(|(_, name)| directory(name)).collect();
    let missing = |it: &&Vec<u8>| !known.contains(it.as_slice());
    // A directory can be missing for other reasons. One with the same last name in its place is the
    // work of a tool.
    own_directories.iter().filter(missing).find_map(|ours| {
        let last = ours.rsplit(|byte| *byte == b'/').next().filter(|last| !last.is_empty())?;
        let other = known.iter().find(|it| {
            it.starts_with(b"/")
                && it.rsplit(|byte| *byte == b'/').next() == Some(last)
                && !own_directories.contains(**it)
        })?;
        let text = |bytes: &[u8]| crate::bytes::Text::from(bytes).to_string();
        Some(format!("the program names {}, DWARF {} in its place", text(ours), text(other)))
    })
}
