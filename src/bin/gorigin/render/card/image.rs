//! The layer of a container image that a program lies in.

use gorigin::report::ImageRecord;

use super::lines::{Fact, Lines};
use crate::render::words::safe;

/// Adds the image and the layer.
pub(super) fn image_lines(lines: &mut Lines, image: &ImageRecord) {
    let of = [&image.reference, &image.platform];
    let of: Vec<String> = of.into_iter().flatten().map(|text| safe(text)).collect();
    if !of.is_empty() {
        lines.fact("image", Fact::words(of.join(", ")));
    }
    let hidden = if image.hidden { ", hidden by a higher layer" } else { "" };
    lines.fact("layer", Fact::new(format!("{}{hidden}", safe(&image.layer))));
}
