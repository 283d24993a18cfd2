//! The known formats, and how an image is meant to be loaded.

use crate::bytes::Named;

/// An object file format that can hold a Go program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Executable and Linkable Format: Linux, the BSDs, Solaris, Android.
    Elf,
    /// Portable Executable: Windows.
    Pe,
    /// Mach object: macOS, iOS.
    MachO,
    /// Extended Common Object File Format: AIX.
    Xcoff,
    /// `a.out` in the form of Plan 9.
    Plan9,
    /// A WebAssembly module.
    Wasm,
    /// The format that Go's compiler and assembler write.
    GoObject,
    /// An unknown format, or a missing header.
    Unknown,
}

impl Named for Format {
    const ALL: &'static [Self] = &[
        Self::Elf,
        Self::Pe,
        Self::MachO,
        Self::Xcoff,
        Self::Plan9,
        Self::Wasm,
        Self::GoObject,
        Self::Unknown,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Elf => "elf",
            Self::Pe => "pe",
            Self::MachO => "macho",
            Self::Xcoff => "xcoff",
            Self::Plan9 => "plan9",
            Self::Wasm => "wasm",
            Self::GoObject => "go-object",
            Self::Unknown => "unknown",
        }
    }
}

/// How an image is meant to be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A program at a fixed address.
    Executable,
    /// A program that can be loaded anywhere (PIE).
    PositionIndependent,
    /// A shared library or plugin.
    SharedLibrary,
    /// An object file, whose addresses are not fixed yet.
    Object,
    /// Anything else: a core dump.
    Other,
}
