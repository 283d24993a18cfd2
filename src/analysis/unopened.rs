//! Files that may hold programs and are not opened: their kind is reported, so that no one takes
//! them for clean.

use super::not_go::{NotGo, WhyNot};
use super::options::Options;
use crate::archive::behind;
use crate::container::Part;
use crate::image::{Container, Image, Sniff, appended, container, elf_end, is_app_image, sniff};

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
            appended(input, ends.map(|span| span.end()).max()?)
        }
        _ => None,
    };
    let found = found.filter(|_| !is_opened(part, options));
    found.map(|found| unopened(found, part, options))
}

/// A container that is not opened.
pub(super) fn unopened(found: Container, part: &Part<'_>, options: &Options<'_>) -> NotGo {
    NotGo::new(WhyNot::Unopened(found)).searched(part, options)
}
