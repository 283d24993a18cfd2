//! The section in which a place lies.

use crate::bytes::PartOffset;
use crate::image::Image;

/// The name of the section that holds the byte at `at`; `None` where none does, or where its name is
/// out of reach.
pub(super) fn section(image: &Image, at: PartOffset) -> Option<String> {
    let name = image.section_at(at).map(|section| section.name.to_lossy());
    name.filter(|name| !name.is_empty())
}
