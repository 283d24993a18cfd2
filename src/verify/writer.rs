//! Which tool wrote the file as it is, judged by the layout of its headers.

use super::aside_pe::GO_LINKER;
use crate::bytes::Span;
use crate::image::{Format, Image, Segment};

/// The alignment of segments: the smallest page.
const PAGE: u64 = 0x1000;
/// Sections that a C linker writes and Go's own does not.
const C_SECTIONS: [&str; 6] = [".comment", ".eh_frame", ".init", ".fini", ".CRT", "__stubs"];

/// The tool that wrote the file as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writer {
    /// Go's linker.
    Go,
    /// A C linker, run by Go's, or a tool that rewrote the file.
    CLinker,
    /// A tool that rewrote the file.
    Tool,
    /// The format does not show it.
    Unknown,
}

/// Which tool wrote the file, judged by the layout of its headers.
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
        Format::MachO => layout(image),
        _ => Writer::Unknown,
    }
}

/// Which tool wrote a Mach-O file that no C linker laid out, judged by where its data segments end.
fn layout(image: &Image) -> Writer {
    let link_edit = image.link_edit.map(|it| it.span);
    let is_data = |it: &&Segment| !it.access.execute && Some(it.span) != link_edit;
    let data: Vec<u64> = image
        .segments
        .iter()
        .filter(is_data)
        .map(|it| it.span.len())
        .filter(|&len| len > 0)
        .collect();
    match data.iter().all(|len| len.is_multiple_of(PAGE)) {
        _ if data.is_empty() => Writer::Unknown,
        true => Writer::Tool,
        false => Writer::Go,
    }
}
