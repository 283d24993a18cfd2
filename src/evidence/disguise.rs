//! The pclntab of a program whose section names were changed; see [`look`](super::look).

use super::error::Reading;
use super::look::{is_of_linkers, is_usual};
use super::runtime::header;
use super::runtime::pclntab::{FoundBy, Pclntab};
use crate::bytes::Input;
use crate::image::{Format, Image, Kind, Section};

/// The most sections that are looked at, and the least that one must hold.
const MOST: usize = 64;
const LEAST: u64 = 1024;

/// The pclntab that a section starts with, in a file in which some section has an odd name.
pub(crate) fn table(image: &Image, input: &Input<'_>) -> Reading<Pclntab> {
    if !matches!(image.format, Format::Elf | Format::MachO) || image.kind == Kind::Object {
        return Ok(None);
    }
    if image.sections.iter().all(|it| !it.loaded || is_usual(it)) {
        return Ok(None);
    }
    let spans = image.sections.iter().filter(|it| may_be_table(image, it)).filter_map(|it| it.span);
    let spans = spans.take(MOST);
    for span in spans.filter(|span| span.end().0 <= input.size()) {
        let found = header::read(input, span, Some(image.pointer_size), FoundBy::Search);
        if let Some(found) = found.ok().flatten()
            && header::is_whole(input, &found)
        {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Whether a section could be a pclntab, by its header alone: to read the start of one costs as much as
/// all else that an ordinary file is asked.
fn may_be_table(image: &Image, section: &Section) -> bool {
    let word = u64::from(image.pointer_size);
    // In a Mach-O file all of `__TEXT` may be executed.
    let is_code = image.format == Format::Elf && section.access.execute;
    let aligned = section.address.0.checked_rem(word) == Some(0);
    let large = section.loaded && section.size >= LEAST;
    large && aligned && !is_code && !is_of_linkers(section)
}
