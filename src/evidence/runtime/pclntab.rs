//! The pclntab: the runtime's table of functions, files and lines. It survives every kind of
//! stripping, and its file table is the best evidence for the builder's GOROOT.
//!
//! Header: a magic in the byte order of the file, two zero bytes, the instruction quantum (1, 2 or
//! 4), the pointer size (4 or 8), then pointer-sized words:
//!
//! | magic | Go | words |
//! | --- | --- | --- |
//! | fffffffb | 1.2–1.15 | nfunc; then the function table itself |
//! | fffffffa | 1.16–1.17 | nfunc, nfiles, funcname, cu, file, pc, functab |
//! | fffffff0 | 1.18–1.19 | nfunc, nfiles, text start, funcname, cu, file, pc, functab |
//! | fffffff1 | 1.20– | the same; text start is 0 from Go 1.26 on |
//!
//! From `funcname` on, the words are offsets of tables from the header, in ascending order. Up to
//! Go 1.25 there may be padding before the first table, since then there is none.
//!
//! An obfuscator may put another number in the place of the magic, and teach the runtime to expect
//! it. Such a header is believed only where the file points to it and the rest is wholly right.
//!
//! Source: `debug/gosym/pclntab.go` and `runtime/symtab.go` (`pcHeader`), Go 1.22.10; the older
//! and newer layouts seen in binaries of Go 1.7–1.27.

use crate::bytes::{Endian, Named, PartOffset, Span, Va};
use crate::evidence::places::{Convert, Places};
use crate::image::Image;

/// The layout of a pclntab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    /// Go 1.2 to 1.15.
    Go1_2,
    /// Go 1.16 and 1.17.
    Go1_16,
    /// Go 1.18 and 1.19.
    Go1_18,
    /// Go 1.20 and later.
    Go1_20,
}

impl Named for Layout {
    const ALL: &'static [Self] = &[Self::Go1_2, Self::Go1_16, Self::Go1_18, Self::Go1_20];

    fn name(self) -> &'static str {
        match self {
            Self::Go1_2 => "1.2",
            Self::Go1_16 => "1.16",
            Self::Go1_18 => "1.18",
            Self::Go1_20 => "1.20",
        }
    }
}

impl Layout {
    pub(super) const ALL: [Self; 4] = [Self::Go1_2, Self::Go1_16, Self::Go1_18, Self::Go1_20];

    /// The magic number at the start of the header.
    pub(super) fn magic(self) -> u32 {
        match self {
            Self::Go1_2 => 0xffff_fffb,
            Self::Go1_16 => 0xffff_fffa,
            Self::Go1_18 => 0xffff_fff0,
            Self::Go1_20 => 0xffff_fff1,
        }
    }
}

/// How a pclntab was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// At the start of a section named for it.
    Section,
    /// By the pointer to it in the runtime's module data.
    Moduledata,
    /// By searching for its header.
    Search,
}

impl Named for FoundBy {
    const ALL: &'static [Self] = &[Self::Section, Self::Moduledata, Self::Search];

    fn name(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Moduledata => "moduledata",
            Self::Search => "search",
        }
    }
}

/// A pclntab's header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pclntab {
    /// The layout.
    pub layout: Layout,
    /// Where the header lies.
    pub at: PartOffset,
    /// How it was found.
    pub found_by: FoundBy,
    /// The byte order.
    pub endian: Endian,
    /// The pointer size in bytes, 4 or 8.
    pub pointer_size: u8,
    /// The number of functions.
    pub functions: u64,
    /// The number of source files; `None` in the oldest layout, where the file table says it.
    pub files: Option<u64>,
    /// The address of the program's text; `None` before Go 1.18, 0 from Go 1.26 on.
    pub text_start: Option<u64>,
    /// How many bytes behind the start of the header the first table starts; 0 in the oldest layout,
    /// where nothing says it.
    pub first_table: u64,
    /// The function names: NUL-terminated, one after another. In the oldest layout they stand
    /// among everything else, and this is all of the table.
    pub function_names: Span,
    /// The file table: since Go 1.16 NUL-terminated names, before a count and offsets.
    pub file_table: Span,
    /// Where the table of functions starts; `None` in the oldest layout, where it follows the header.
    pub function_table: Option<PartOffset>,
    /// The number in the place of the magic is none that Go writes: the layout then follows from the
    /// rest of the header.
    pub unknown_magic: bool,
    /// All of the pclntab that is known to belong to it.
    pub span: Span,
    /// Where the program's data that holds pointers starts, by the module data; `None` where that
    /// was not looked at.
    pub data_start: Option<Va>,
}

/// Whether the image has a section named as only Go's linker names one.
pub(crate) fn has_section(image: &Image) -> bool {
    image.sections.iter().any(|section| {
        let name = section.name.as_bytes();
        name.ends_with(b".gopclntab") || name == b"__gopclntab"
    })
}

impl Places for Pclntab {
    fn convert(&mut self, to: Convert<'_>) {
        self.at.convert(to);
        self.function_names.convert(to);
        self.file_table.convert(to);
        self.function_table.convert(to);
        self.span.convert(to);
    }
}
