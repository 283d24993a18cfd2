//! The format of a file in a record.

use crate::bytes::Named;
use crate::image::Format;

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileFormat {
    /// An archive of object files.
    Archive,
    /// One image.
    Image(Format),
}

impl Named for FileFormat {
    const ALL: &'static [Self] = &[
        Self::Archive,
        Self::Image(Format::Elf),
        Self::Image(Format::Pe),
        Self::Image(Format::MachO),
        Self::Image(Format::Xcoff),
        Self::Image(Format::Plan9),
        Self::Image(Format::Wasm),
        Self::Image(Format::GoObject),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Image(format) => format.name(),
        }
    }
}
