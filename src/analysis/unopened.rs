//! Files that may hold programs and are not opened: their kind is reported, so that no one takes
//! them for clean.

use super::not_go::{NotGo, WhyNot};
use super::options::Options;
use crate::archive::behind;
use crate::bytes::Input;
use crate::container::Part;
use crate::image::{
    Container, Image, Sniff, appended, container, elf_end, is_app_image, is_inno, sniff,
};

/// A file that holds other files and has no executable format; `None` for other files.
pub(super) fn other(part: &Part<'_>, options: &Options<'_>) -> Option<NotGo> {
    let found = container(part.input).filter(|_| !is_opened(part, options));
    found.map(|found| unopened(found, part, options))
}

/// Whether who asks opens what is behind the program or script.
fn is_opened(part: &Part<'_>, options: &Options<'_>) -> bool {
    let input = part.input;
    options.opens && behind(input.source(), input.head()).is_ok_and(|found| found.is_some())
}

/// A program that is not a Go program, but unpacks others; `None` for other files.
pub(super) fn program(part: &Part<'_>, options: &Options<'_>) -> Option<NotGo> {
    let input = part.input;
    let found = match sniff(input.head()) {
        Sniff::Elf if is_app_image(input.head()) => {
            Some(Container { kind: "appimage", holds: None })
        }
        Sniff::Elf => appended(input, elf_end(input.head())?),
        Sniff::Pe => {
            let image = Image::read(input).ok()?;
            let ends = image.sections.iter().filter_map(|section| section.span);
            let end = ends.map(|span| span.end()).max()?;
            let inno = Container { kind: "inno", holds: None };
            let is_larger = end.0 < input.size();
            match appended(input, end) {
                None if is_larger && is_inno(input.head(), &resources(&image, input)) => Some(inno),
                found => found,
            }
        }
        _ => None,
    };
    let found = found.filter(|_| !is_opened(part, options));
    found.map(|found| unopened(found, part, options))
}

/// The start of the section with the resources of a program for Windows.
fn resources(image: &Image, input: &Input<'_>) -> Vec<u8> {
    const MOST: u64 = 1 << 20;
    let section = image.sections.iter().find(|section| section.name.as_bytes() == b".rsrc");
    let span = section.and_then(|section| section.span);
    span.and_then(|span| input.read_clamped(span.first(MOST)).ok()).unwrap_or_default()
}

/// A container that is not opened.
pub(super) fn unopened(found: Container, part: &Part<'_>, options: &Options<'_>) -> NotGo {
    NotGo::new(WhyNot::Unopened(found)).searched(part, options)
}
