//! What was done to a program whose hash differs, by the marks that tools leave: a file for the
//! marks of each format.

mod elf;
mod macho;
mod pe;
mod wasm;

use super::aside_pe::GO_LINKER;
use super::cause::{Cause, Suspicion};
use super::flags;
use super::host_id::{HostIdStatus, check_host_id};
use crate::bytes::{Input, Span};
use crate::image::{Format, Image};
use crate::origin::Origin;
use crate::unpack;

/// Sections that a C linker writes and Go's own does not.
const C_SECTIONS: [&str; 6] = [".comment", ".eh_frame", ".init", ".fini", ".CRT", "__stubs"];

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
pub(super) fn suspect(evidence: &Origin, input: &Input<'_>) -> Suspicion {
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
    let mut suspicion = by_marks(evidence, input);
    if image.format == Format::MachO {
        suspicion.details.extend(macho::signature_says(evidence, input));
    }
    with(evidence, suspicion)
}

fn said(cause: Cause, reason: impl Into<String>) -> Suspicion {
    Suspicion::new(cause, reason)
}

/// Why a program has no Go build ID, as far as the file tells.
pub(super) fn missing_id(evidence: &Origin) -> &'static str {
    let image = &evidence.image;
    let rewritten = match image.format {
        Format::Elf => writer(image) == Writer::Tool,
        Format::Wasm => wasm::is_rewritten(evidence),
        _ => false,
    };
    match flags::build_id(evidence) {
        Some(true) => {
            "the linker was asked to leave the Go build ID out (-ldflags=-buildid), so there is no \
             hash to compare with"
        }
        Some(false) => {
            "the Go build ID was removed: the linker was not asked to leave it out; so there is no \
             hash to compare with"
        }
        None if rewritten => {
            "there is no Go build ID, so no hash to compare with; it may have been removed, as \
             another tool than Go's linker wrote the file anew"
        }
        None => "there is no Go build ID, so no hash to compare with",
    }
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
        Format::Pe => Writer::CLinker,
        Format::MachO => macho::layout(image),
        _ => Writer::Unknown,
    }
}

fn by_marks(evidence: &Origin, input: &Input<'_>) -> Suspicion {
    let linked = Linked::of(evidence);
    match evidence.image.format {
        Format::Elf => elf::judge(evidence, &linked, input),
        Format::Pe => pe::judge(evidence, &linked, input),
        Format::Wasm => wasm::judge(evidence),
        Format::MachO => macho::judge(evidence, &linked, input),
        _ => other(&linked),
    }
}

/// How a program was linked, as far as its build info tells, and what is left of it.
struct Linked {
    /// It has a symbol table.
    symbols: bool,
    /// It has DWARF.
    debug: bool,
    /// It has no symbol table, though the linker was not asked to leave it out; `None` where the file
    /// does not tell what the linker was asked.
    lost_symbols: Option<bool>,
    /// The same of DWARF.
    lost_debug: Option<bool>,
    /// The linker was asked not to compress DWARF (`-compressdwarf=false`).
    plain_debug: Option<bool>,
}

impl Linked {
    fn of(evidence: &Origin) -> Self {
        let left_out = flags::left_out(evidence);
        let (symbols, debug) = (evidence.image.has_symbols(), evidence.traits.dwarf == Some(true));
        Self {
            symbols,
            debug,
            lost_symbols: left_out.map(|(left_out, _)| !symbols && !left_out),
            lost_debug: left_out.map(|(_, left_out)| !debug && !left_out),
            plain_debug: flags::plain_debug(evidence),
        }
    }

    /// The file does not tell whether it had a symbol table when it was linked.
    fn may_have_lost_symbols(&self) -> bool {
        !self.symbols && self.lost_symbols.is_none()
    }
}

/// What nothing but missing tables can tell.
fn other(linked: &Linked) -> Suspicion {
    if linked.lost_symbols == Some(true) {
        said(Cause::Stripped, "stripped after linking").mark(NO_SYMBOLS)
    } else if linked.lost_debug == Some(true) {
        said(Cause::DebugRewritten, "the debug sections were removed after linking").mark(NO_DEBUG)
    } else if linked.may_have_lost_symbols() {
        said(
            Cause::Undecided,
            "bytes changed: it may have been stripped after linking, or linked without a symbol \
             table and changed otherwise; the file does not tell which",
        )
    } else {
        said(Cause::Changed, "bytes changed")
    }
}

const NO_SYMBOLS: &str = "there is no symbol table, and the linker was not asked to leave it out";
const NO_DEBUG: &str = "there is no DWARF, and the linker was not asked to leave it out";

/// Adds what can be said of every file: what was excluded, and what cannot be.
fn with(evidence: &Origin, mut suspicion: Suspicion) -> Suspicion {
    let image = &evidence.image;
    let rewritten = matches!(
        suspicion.cause,
        Cause::Stripped | Cause::SectionsRemoved | Cause::DebugRewritten | Cause::Rewritten
    );
    let mut say = |text: &str| suspicion.details.push(text.to_owned());
    match (writer(image), image.format) {
        (Writer::Go, Format::Elf) if !rewritten => {
            say(
                "no mark of strip or objcopy: those of GNU and LLVM move the section headers, which \
             lie where Go's linker puts them",
            );
        }
        (Writer::Go, Format::MachO) if !rewritten => {
            say(
                "no mark of LLVM's tools, which pad the data segments; they end where Go's linker ends \
             them",
            );
        }
        (Writer::CLinker, _) if !rewritten => {
            say("a C linker laid the file out, so not every tool that wrote it anew leaves a mark");
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
