//! Why nothing is known of DWARF.

use std::fmt;

use crate::bytes::Moved;
use crate::evidence::error::Damage;
use crate::image::{Format, Image};

/// Why nothing is known of DWARF.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoDwarf {
    /// It was not looked for: a quick look does not.
    NotRead,
    /// An object file, whose debugging information is not put together yet.
    Unlinked,
    /// Go's linker writes none for that format: `dwarfEnabled` in `cmd/link/internal/ld/dwarf.go`, Go
    /// 1.22.10.
    Never,
    /// There are no sections to look in.
    NoSections,
    /// It was moved to another file, which `.gnu_debuglink` or `.gnu_debugaltlink` names.
    Elsewhere,
    /// There is none.
    Absent,
    /// It is there, and nothing of it could be read.
    Damaged(Vec<Damage>),
}

impl Moved for NoDwarf {
    fn moved(&self, start: u64) -> Self {
        match self {
            Self::Damaged(damage) => {
                Self::Damaged(damage.iter().map(|it| it.moved(start)).collect())
            }
            other => other.clone(),
        }
    }
}

impl NoDwarf {
    pub(super) fn absent(image: &Image) -> Self {
        if matches!(image.format, Format::Wasm | Format::Plan9) {
            Self::Never
        } else if image.sections.is_empty() {
            Self::NoSections
        } else if image.section(".gnu_debuglink").is_some() {
            Self::Elsewhere
        } else {
            Self::Absent
        }
    }
}

impl fmt::Display for NoDwarf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRead => f.write_str("not looked for"),
            Self::Unlinked => f.write_str("an object file: it is put together when that is linked"),
            Self::Never => f.write_str("Go's linker writes none for this format"),
            Self::NoSections => f.write_str("no section headers to find it by"),
            Self::Elsewhere => f.write_str("in another file, which .gnu_debuglink names"),
            Self::Absent => f.write_str("built with -w or -s, or stripped"),
            Self::Damaged(damage) => match damage.first() {
                Some(damage) => damage.fmt(f),
                None => f.write_str("damaged"),
            },
        }
    }
}
