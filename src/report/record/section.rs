//! The section that contains a place.

use crate::bytes::{PartOffset, Utf8Text};
use crate::container::{Around, FileOffset};
use crate::image::Image;

/// The name of the section that holds the byte at `at`; `None` where none does, or where its name
/// cannot be read.
pub(super) fn section(image: &Image, at: PartOffset) -> Option<Utf8Text> {
    let name = image.section_at(at).map(|section| &section.name);
    name.filter(|name| !name.is_empty()).map(Utf8Text::from)
}

/// The same, for a place in the file that contains the image.
pub(super) fn section_in_file(
    image: Option<&Image>,
    around: &Around,
    at: FileOffset,
) -> Option<Utf8Text> {
    section(image?, around.in_part(at)?)
}
