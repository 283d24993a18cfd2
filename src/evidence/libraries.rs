//! The libraries that a Mach-O file asks the loader for.

use crate::bytes::{Input, Text, needle};
use crate::image::Image;

/// Their names, in the order of the file.
pub(crate) fn of_macho(image: &Image, input: &Input<'_>) -> Vec<Text> {
    let name = |span| {
        let bytes = input.read_clamped(span).ok()?;
        needle::until_nul(&bytes).map(Text::from)
    };
    image.loading.libraries.iter().copied().filter_map(name).collect()
}
