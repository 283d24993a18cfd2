//! Which linker made a program.

use crate::bytes::Named;
use crate::image::{Format, Image};

/// The linker that made a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkMode {
    /// Go's own.
    Internal,
    /// C's, called by Go's.
    External,
}

impl Named for LinkMode {
    const ALL: &'static [Self] = &[Self::Internal, Self::External];

    fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::External => "external",
        }
    }
}

impl LinkMode {
    /// The linker, by the file, or else by the setting. A C compiler adds code that runs before and
    /// after `main`, which Go's linker does not; Go's linker writes version 3.0 into PE files.
    pub(super) fn of(image: &Image, setting: Option<&str>) -> Option<Self> {
        let external = |it| if it { Self::External } else { Self::Internal };
        let by_image = match image.format {
            Format::Elf if image.damage.is_empty() && !image.sections.is_empty() => {
                const OF_C: [&str; 3] = [".eh_frame_hdr", ".init_array", ".fini"];
                Some(external(OF_C.iter().any(|name| image.section(name).is_some())))
            }
            Format::Pe => image.linker.map(|version| external(version != (3, 0))),
            _ => None,
        };
        by_image.or(match setting {
            Some("external") => Some(Self::External),
            Some("internal") => Some(Self::Internal),
            _ => None,
        })
    }
}
