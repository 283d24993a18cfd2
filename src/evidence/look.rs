//! Programs whose section names were changed: which image may be Go's though no name in it says so.
//!
//! An ordinary file has ordinary names, and is passed over by them alone: a walk meets thousands. A
//! closer look is worth its reads only where
//!
//! | what | how close |
//! | --- | --- |
//! | the format has no names of its own for what is Go's: PE, XCOFF, Plan 9 | the module data |
//! | a name is left that only Go's linker writes | the module data, and a search |
//! | a static ELF program, as C's are not by default and Go's are | the module data |
//! | no name is one that compilers write | the module data |
//! | some name is odd | whether a pclntab starts where some section does that could be one |
//!
//! Module data counts only if it points to a pclntab that is whole, so that what a program carries as
//! mere bytes does not.
//!
//! Source: section names of programs by Go 1.15–1.27, GNU ld 2.40, LLD 14 and Apple's ld; that a pclntab
//! starts at a multiple of the size of an address, and is no code in ELF files, by Go 1.15–1.27.

use crate::image::{Format, Image, Kind, Section};

/// Sections of ELF files that compilers of other languages fill, alone or with a suffix behind a dot.
const OF_COMPILERS: [&str; 20] = [
    ".text",
    ".rodata",
    ".data",
    ".bss",
    ".gcc_except_table",
    ".tdata",
    ".tbss",
    ".ARM",
    ".MIPS",
    ".sdata",
    ".sbss",
    ".opd",
    ".toc",
    ".comment",
    ".qtversion",
    ".probes",
    ".rdata",
    ".lrodata",
    ".ldata",
    ".lbss",
];
/// Likewise those that linkers fill, or that start and end a program and its libraries.
const OF_LINKERS: [&str; 26] = [
    ".init",
    ".fini",
    ".plt",
    ".iplt",
    ".eh_frame",
    ".eh_frame_hdr",
    ".init_array",
    ".fini_array",
    ".preinit_array",
    ".ctors",
    ".dtors",
    ".jcr",
    ".got",
    ".dynamic",
    ".dynsym",
    ".dynstr",
    ".hash",
    ".gnu",
    ".rel",
    ".rela",
    ".relr",
    ".note",
    ".interp",
    ".tm_clone_table",
    ".sframe",
    ".branch_lt",
];

/// How closely to look at an image for a pclntab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// At the starts of sections, if there are odd names.
    Names,
    /// At the module data, where Go's linker puts it.
    Pointed,
    /// At all writable data for the module data.
    Everywhere,
    /// As closely as at a program that is Go's.
    AsGo,
}

/// How closely to look at an image in which no name and no ID is known to be Go's.
pub(crate) fn look(image: &Image) -> Look {
    let mut loaded = image.sections.iter().filter(|it| it.loaded && !it.name.is_empty()).peekable();
    match (image.format, image.kind) {
        (Format::Pe | Format::Xcoff | Format::Plan9, _) => Look::Pointed,
        (_, Kind::Object | Kind::Other) => Look::Names,
        _ if image.is_nameless() => Look::Pointed,
        _ if image.sections.iter().any(is_gos) => Look::AsGo,
        _ if is_static(image) || loaded.peek().is_some() && !loaded.any(is_usual) => {
            Look::Everywhere
        }
        _ => Look::Names,
    }
}

/// Whether a program is static: few in other languages are.
fn is_static(image: &Image) -> bool {
    let loading = &image.loading;
    let dynamic = image.interpreter.is_some() || loading.dynamic.is_some();
    image.format == Format::Elf && image.kind == Kind::Executable && !dynamic
}

/// Whether the name of a section is one that only Go's linker writes.
fn is_gos(section: &Section) -> bool {
    const NAMES: [&str; 10] = [
        ".noptrdata",
        ".noptrbss",
        ".typelink",
        ".itablink",
        ".gosymtab",
        "__noptrdata",
        "__noptrbss",
        "__typelink",
        "__itablink",
        "__gosymtab",
    ];
    let name = section.name.as_bytes();
    name.starts_with(b".go.") || NAMES.iter().any(|it| it.as_bytes() == name)
}

/// Whether compilers or linkers of other languages write that name.
pub(super) fn is_usual(section: &Section) -> bool {
    let name = section.name.as_bytes();
    // Mach-O: sections of Objective-C, Swift and C start so, and no section of Go does.
    const OF_MACHO: [&[u8]; 14] = [
        b"__text",
        b"__stub",
        b"__symbol_stub",
        b"__cstring",
        b"__const",
        b"__data",
        b"__bss",
        b"__common",
        b"__unwind_info",
        b"__eh_frame",
        b"__got",
        b"__objc_",
        b"__swift",
        b"__la_symbol_ptr",
    ];
    is_one_of(&OF_COMPILERS, section)
        || is_one_of(&OF_LINKERS, section)
        || OF_MACHO.iter().any(|it| name.starts_with(it))
}

/// Whether the section has one of those names, perhaps with a suffix behind a dot.
fn is_one_of(names: &[&str], section: &Section) -> bool {
    let name = section.name.as_bytes();
    names.iter().any(|it| {
        name.strip_prefix(it.as_bytes()).is_some_and(|rest| matches!(rest, [] | [b'.', ..]))
    })
}

/// Whether linkers of other languages write the name of a section.
pub(super) fn is_of_linkers(section: &Section) -> bool {
    is_one_of(&OF_LINKERS, section)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Endian, PartOffset, Span, Text, Va};
    use crate::image::{Access, Segment};

    /// A program in which every section is loaded.
    fn image(names: &[&str], is_static: bool) -> Image {
        let mut image = Image::bare(Format::Elf);
        let span = Some(Span::new(PartOffset(0x1000), 0x1000));
        let access = Access::default();
        image.endian = Endian::Little;
        image.kind = if is_static { Kind::Executable } else { Kind::PositionIndependent };
        image.loading.dynamic = span.filter(|_| !is_static);
        image.sections = names
            .iter()
            .map(|name| Section {
                name: Text::from(*name),
                address: Va(0x1000),
                size: 0x1000,
                span,
                access,
                loaded: true,
                compressed: false,
            })
            .collect();
        let span = Span::new(PartOffset(0), 0x2000);
        image.segments = vec![Segment { address: Va(0), size: 0x2000, span, access }];
        image
    }

    #[test]
    fn looks() {
        for (names, is_static, want) in [
            (&[".text", ".rodata", ".data.rel.ro", ".init_array"][..], false, Look::Names),
            (&[".text", ".rodata", ".mine"], false, Look::Names),
            (&[".text", ".noptrdata", ".data"], false, Look::AsGo),
            (&[".text", ".go.module", ".data"], false, Look::AsGo),
            (&[".go_export", ".text"], false, Look::Names),
            (&[".a", ".b", ".c"], false, Look::Everywhere),
            (&[".text", ".data"], true, Look::Everywhere),
            (&["", ""], false, Look::Pointed),
        ] {
            assert_eq!(look(&image(names, is_static)), want, "{names:?}");
        }
    }
}
