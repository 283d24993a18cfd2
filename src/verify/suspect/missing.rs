//! Why a program has no Go build ID.

use super::wasm;
use crate::image::Format;
use crate::origin::Origin;
use crate::verify::flags;
use crate::verify::writer::{Writer, writer};

/// Why a program has no Go build ID, as far as the file shows.
pub(in crate::verify) fn missing_id(origin: &Origin) -> &'static str {
    let image = &origin.image;
    let rewritten = match image.format {
        Format::Elf => writer(image) == Writer::Tool,
        Format::Wasm => wasm::is_rewritten(origin),
        _ => false,
    };
    match flags::build_id(origin) {
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
