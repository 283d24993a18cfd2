//! The marks of tools in Windows programs.
//!
//! GNU and LLVM tools keep the linker version, 3.0, but not the other values of Go's linker:
//!
//! | field | Go | GNU | LLVM | LIEF |
//! | --- | --- | --- | --- | --- |
//! | `SizeOfHeaders` | with room for 16 sections: 0x600, 0x400 in 32-bit files | as many as there are | as many as there are | sometimes |
//! | `SizeOfInitializedData` | `.data` | `.rdata`, `.data` and more | everything except code | `.data` |
//! | `TimeDateStamp` | 0 | the time | 0 | 0 |
//! | `CheckSum` | 0 | the sum | 0 | 0 |
//! | symbol table | in `.symtab`, also where it is empty | elsewhere, or none | elsewhere, or none | there |
//! | a section twice | no | no | no | `.reloc` |
//!
//! GNU ld, which cgo uses, writes no time, and writes the sum of the file before the go command
//! finishes the build ID. A sum that fits the finished file was written later.
//!
//! Seen with Go 1.22.10 to 1.27.3, binutils 2.40 (native and mingw), LLVM 14 and 19, LIEF 1.0.

use super::linked::{Linked, NO_DEBUG, NO_SYMBOLS, other, said};
use crate::bytes::Input;
use crate::image::{Image, PeHeader};
use crate::origin::Origin;
use crate::verify::aside_pe::{self, GO_LINKER};
use crate::verify::cause::{Cause, Suspicion};

const GNU: &str = "GNU strip or objcopy";
const LLVM: &str = "llvm-strip or llvm-objcopy";

pub(super) fn judge(origin: &Origin, linked: &Linked, input: &Input<'_>) -> Suspicion {
    let image = &origin.image;
    let Some(pe) = image.pe else { return other(linked) };
    if image.linker == Some(GO_LINKER) {
        return by_go(image, pe, linked);
    }
    let finished = aside_pe::is_checksum_of_file(pe, input).unwrap_or(false);
    // GNU ld writes its own version, which starts with 2.
    let zeroed = pe.checksum == 0 && image.linker.is_some_and(|(major, _)| major == 2);
    let marks: Vec<&str> = [
        (pe.time != 0, "TimeDateStamp is set, which Go asks the C linker to leave 0"),
        (finished, "CheckSum is that of the finished file, and no linker's"),
        (zeroed, "CheckSum is 0, where GNU ld writes a sum"),
    ]
    .into_iter()
    .filter_map(|(is, mark)| is.then_some(mark))
    .collect();
    let suspicion = other(linked);
    let is_plain = matches!(suspicion.cause, Cause::Changed | Cause::Undecided);
    let suspicion = if is_plain && !marks.is_empty() {
        said(Cause::Rewritten, "the headers were written anew by another tool than the linker")
    } else {
        suspicion
    };
    let suspicion = match (pe.time != 0 && finished, zeroed) {
        (true, _) => suspicion.by(GNU),
        (false, true) => suspicion.by(LLVM),
        (false, false) => suspicion,
    };
    marks.into_iter().fold(suspicion, Suspicion::mark)
}

/// Judges a program of Go's own linker.
fn by_go(image: &Image, pe: PeHeader, linked: &Linked) -> Suspicion {
    let marks = layout_marks(image, pe);
    let emptied = image.section(".symtab").is_some_and(|it| !linked.symbols && it.size > 4);
    let stripped = linked.lost_symbols == Some(true) || emptied;
    let suspicion = if marks.is_empty() {
        let suspicion = said(Cause::Changed, "bytes changed in place");
        return if stripped { suspicion.mark(NO_SYMBOLS) } else { suspicion };
    } else if stripped {
        said(Cause::Stripped, "stripped after linking").mark(if emptied {
            "there is no symbol table, though section .symtab still holds one"
        } else {
            NO_SYMBOLS
        })
    } else if linked.lost_debug == Some(true) {
        said(Cause::DebugRewritten, "the debug sections were removed after linking").mark(NO_DEBUG)
    } else {
        let reason = "the file was written anew by another tool than Go's linker";
        said(Cause::Rewritten, reason)
    };
    let tool = match (pe.time != 0, pe.checksum != 0) {
        _ if has_twice(image).is_some() => Some("LIEF"),
        (true, true) => Some(GNU),
        (false, false) => Some(LLVM),
        _ => None,
    };
    let suspicion = match tool {
        Some(tool) => suspicion.by(tool),
        None => suspicion,
    };
    let stamps = [
        (pe.time != 0, "TimeDateStamp is set, which Go's linker leaves 0"),
        (pe.checksum != 0, "CheckSum is set, which Go's linker leaves 0"),
    ];
    let stamps = stamps.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark.to_owned());
    marks.into_iter().chain(stamps).fold(suspicion, Suspicion::mark)
}

/// The marks of headers that were laid out again. A time or a checksum alone is not one.
fn layout_marks(image: &Image, pe: PeHeader) -> Vec<String> {
    let mut marks = Vec::new();
    if let Some(gos) = aside_pe::headers_of_go(image).filter(|gos| *gos != u64::from(pe.headers)) {
        let ours = pe.headers;
        marks.push(format!("SizeOfHeaders is {ours:#x}, where Go's linker writes {gos:#x}"));
    }
    let data = aside_pe::data_of_go(image).filter(|gos| *gos != u64::from(pe.initialized_data));
    if let Some(gos) = data {
        let ours = pe.initialized_data;
        marks.push(format!("SizeOfInitializedData is {ours:#x}, and .data has {gos:#x}"));
    }
    match image.section(".symtab") {
        None => marks.push("section .symtab is missing, which Go's linker always writes".into()),
        Some(section) if section.loaded => {
            marks.push("section .symtab is to be kept in memory, unlike Go's linker says".into());
        }
        Some(section) => {
            let start = section.span.map(|span| span.start());
            if pe.symbols_at != start {
                marks.push("the symbol table is not in section .symtab".into());
            }
        }
    }
    marks.extend(has_twice(image).map(|name| format!("there are two sections {name}")));
    marks
}

/// The name of a section that occurs twice.
fn has_twice(image: &Image) -> Option<String> {
    let twice = image.sections.iter().enumerate().find(|(at, section)| {
        let before = image.sections.iter().take(*at);
        !section.name.is_empty() && before.filter(|it| it.name == section.name).count() > 0
    })?;
    Some(twice.1.name.to_string())
}
