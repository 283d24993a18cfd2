//! What most likely happened, judged by the marks of the format.

use super::linked::{Linked, other, said};
use super::{elf, macho, pe, wasm};
use crate::bytes::Input;
use crate::image::Format;
use crate::origin::Origin;
use crate::unpack;
use crate::verify::cause::{Cause, Suspicion};
use crate::verify::host_id::{HostIdStatus, check_host_id};
use crate::verify::writer::{Writer, writer};

/// Says what most likely happened.
pub(in crate::verify) fn suspect(origin: &Origin, input: &Input<'_>) -> Suspicion {
    let image = &origin.image;
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
        return with(origin, said(Cause::SectionsRemoved, reason));
    }
    if !image.damage.is_empty() {
        return with(origin, said(Cause::Damaged, "bytes changed: the headers are damaged"));
    }
    let mut suspicion = by_marks(origin, input);
    if image.format == Format::MachO {
        suspicion.details.extend(macho::signature_says(origin, input));
    }
    with(origin, suspicion)
}

fn by_marks(origin: &Origin, input: &Input<'_>) -> Suspicion {
    let linked = Linked::of(origin);
    match origin.image.format {
        Format::Elf => elf::judge(origin, &linked, input),
        Format::Pe => pe::judge(origin, &linked, input),
        Format::Wasm => wasm::judge(origin),
        Format::MachO => macho::judge(origin, &linked, input),
        _ => other(&linked),
    }
}

/// Adds what applies to every file: what was excluded, and what cannot be.
fn with(origin: &Origin, mut suspicion: Suspicion) -> Suspicion {
    let image = &origin.image;
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
    let host_id = check_host_id(origin);
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
