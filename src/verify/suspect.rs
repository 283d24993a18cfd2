//! What was done to a program whose hash differs, by the marks that tools leave.
//!
//! Go's own linker writes the section headers of an ELF file right behind the program headers,
//! before everything else; GNU and LLVM tools write them at the end. So a file that Go linked tells
//! by itself whether `strip` or `objcopy` wrote it anew. A C linker, which cgo may use, puts them at
//! the end as well: then only what is missing tells. Seen in Go 1.15–1.27, binutils 2.40, LLVM 14.

use super::cause::{Cause, Suspicion};
use super::flags;
use super::host_id::{HostIdStatus, check_host_id};
use crate::bytes::{Input, Span};
use crate::evidence::Evidence;
use crate::image::{Format, Image};
use crate::unpack;

/// Sections that a C linker writes and Go's own does not.
const C_SECTIONS: [&str; 6] = [".comment", ".eh_frame", ".init", ".fini", ".CRT", "__stubs"];
/// Sections that only tools write that take a program's symbols away.
const LINKS: [&str; 2] = [".gnu_debuglink", ".gnu_debugaltlink"];
/// The linker version that Go writes into PE files.
const GO_LINKER: (u8, u8) = (3, 0);

/// Who wrote the file as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writer {
    /// Go's linker.
    Go,
    /// A C linker, on behalf of Go's, or a tool that wrote the file anew.
    CLinker,
    /// A tool that wrote the file anew.
    Tool,
    /// The format does not tell.
    Unknown,
}

/// Says what most likely happened.
pub(super) fn suspect(evidence: &Evidence, input: &Input<'_>) -> Suspicion {
    let image = &evidence.image;
    if unpack::recognise(input).is_some() {
        return said(Cause::Packed, "packed by UPX: what go build wrote comes out with `upx -d`");
    }
    if image.end().0 > input.size() {
        let missing = image.end().0.saturating_sub(input.size());
        let reason = format!("cut short: its headers account for {missing} bytes more");
        return said(Cause::Truncated, reason);
    }
    if image.format == Format::Elf && image.section_headers.is_none() {
        let reason = "the section headers were removed after linking; every Go linker writes them, \
                      and what they said is part of the hash";
        return with(evidence, said(Cause::SectionsRemoved, reason));
    }
    if !image.damage.is_empty() {
        return with(evidence, said(Cause::Damaged, "bytes changed: the headers are damaged"));
    }
    with(evidence, by_marks(evidence))
}

fn said(cause: Cause, reason: impl Into<String>) -> Suspicion {
    Suspicion::new(cause, reason)
}

/// Who wrote the file, by the layout of its headers.
pub(super) fn writer(image: &Image) -> Writer {
    let by_c = C_SECTIONS.iter().any(|name| image.section(name).is_some());
    match image.format {
        _ if by_c => Writer::CLinker,
        Format::Elf => {
            let content = image.sections.iter().filter_map(|it| it.span);
            let first = content.filter(|span| !span.is_empty()).map(Span::start).min();
            match (image.section_headers.map(Span::start), first) {
                (Some(headers), Some(first)) if headers < first => Writer::Go,
                _ => Writer::Tool,
            }
        }
        Format::Pe if image.linker == Some(GO_LINKER) => Writer::Go,
        Format::Pe => Writer::Tool,
        _ => Writer::Unknown,
    }
}

fn by_marks(evidence: &Evidence) -> Suspicion {
    let image = &evidence.image;
    let left_out = flags::left_out(evidence);
    let (symbols, debug) = (image.has_symbols(), evidence.traits.dwarf == Some(true));
    if let Some(link) = LINKS.into_iter().find(|name| image.section(name).is_some()) {
        return said(Cause::Stripped, "stripped after linking: what was taken away has a file")
            .by("objcopy")
            .mark(format!("section {link} points to that file"));
    }
    let missing_symbols = !symbols && left_out.is_some_and(|(symbols, _)| !symbols);
    let missing_debug = !debug && left_out.is_some_and(|(_, debug)| !debug);
    match writer(image) {
        Writer::CLinker if image.format == Format::Elf && image.section(".comment").is_none() => {
            said(
                Cause::Stripped,
                "stripped after linking: section .comment is gone, which C compilers write into all \
             they make, and which distributors' packaging removes",
            )
        }
        Writer::Tool if !symbols && left_out.is_none_or(|(symbols, _)| !symbols) => said(
            Cause::Stripped,
            "stripped after linking: there is no symbol table, and the file was written anew by \
             another tool than Go's linker",
        ),
        Writer::Tool if symbols && missing_debug => said(
            Cause::DebugRewritten,
            "the debug sections were removed after linking, and the file was written anew by \
             another tool than Go's linker",
        ),
        Writer::Tool if debug && !compressed(image) => said(
            Cause::DebugRewritten,
            "the debug sections were decompressed: Go's linker compresses them, and the file was \
             written anew by another tool",
        ),
        Writer::Tool => said(
            Cause::Rewritten,
            "the file was written anew, as strip and objcopy do, by another tool than Go's linker",
        ),
        Writer::Go if missing_symbols && image.format == Format::Elf => said(
            Cause::Changed,
            "bytes changed: there is no symbol table, and the linker was not asked to leave it out",
        ),
        Writer::Go => said(Cause::Changed, "bytes changed in place"),
        Writer::CLinker | Writer::Unknown if missing_symbols => said(
            Cause::Stripped,
            "stripped after linking: there is no symbol table, and the linker was not asked to \
             leave it out",
        ),
        Writer::CLinker | Writer::Unknown if missing_debug => said(
            Cause::DebugRewritten,
            "the debug sections were removed after linking: the linker was not asked to leave \
             them out",
        ),
        Writer::CLinker | Writer::Unknown if !symbols && left_out.is_none() => said(
            Cause::Undecided,
            "bytes changed: it may have been stripped after linking, or linked without a symbol \
             table and changed otherwise; the file does not tell which",
        ),
        Writer::CLinker | Writer::Unknown => said(Cause::Changed, "bytes changed"),
    }
}

/// Whether a debug section is compressed: Go's linker compresses all that shrink.
fn compressed(image: &Image) -> bool {
    image.sections.iter().any(|section| section.compressed)
}

/// Adds what can be said of every file: what was excluded, and what cannot be.
fn with(evidence: &Evidence, mut suspicion: Suspicion) -> Suspicion {
    let image = &evidence.image;
    let rewritten = matches!(
        suspicion.cause,
        Cause::Stripped | Cause::SectionsRemoved | Cause::DebugRewritten | Cause::Rewritten
    );
    let mut say = |text: &str| suspicion.details.push(text.to_owned());
    match (writer(image), image.format) {
        (Writer::Go, Format::Elf) => {
            say("excluded: strip and objcopy, which move the section headers; they lie where Go's \
             linker puts them")
        }
        (Writer::Go, _) => {
            say("excluded: a tool that writes the headers anew; the linker version is Go's");
        }
        (Writer::CLinker, _) if !rewritten => {
            say("a C linker laid the file out, so a tool that wrote it anew leaves no mark");
        }
        _ => {}
    }
    let host_id = check_host_id(evidence);
    match host_id.status {
        HostIdStatus::Derived(_) => {
            say("excluded: a build ID of another program; the host ID follows from it");
        }
        HostIdStatus::Foreign if host_id.contradicts => {
            say("the host ID does not follow from the build ID either");
        }
        _ => {}
    }
    let mut say = |text: &str| suspicion.details.push(text.to_owned());
    if rewritten {
        say(
            "not excluded: that code or data was changed as well; the hash covered the whole file \
             and cannot be computed of the rest, so compare with a build of the same source",
        );
    } else {
        say("not excluded: changed code; the hash covers the whole file and names no place");
    }
    suspicion
}
