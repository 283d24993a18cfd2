//! Why facts are not known, in a phrase each.

use std::borrow::Cow;

use crate::analysis::WhyNot;
use crate::container::Around;
use crate::evidence::Damage;

/// Why a fact is not known.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reason {
    // About any fact.
    /// It is there, but damaged.
    Damaged(Damage),
    /// The obstacle, in a phrase from the code that met it.
    Met(Cow<'static, str>),
    /// A quick look does not read it.
    QuickNotRead,
    /// A quick look does not search for it.
    QuickNotSought,
    /// A quick look does not examine it.
    QuickNotSeen,
    /// A quick look only looks it up where it decides something.
    QuickUnlessDecisive,
    /// A debug file has neither code nor data.
    InTheProgram,
    /// A debug file does not show what the program is.
    DebugFileIsSilent,

    // About the file.
    NotGo(WhyNot),
    NoGoAnywhere,
    HeaderGone,
    HeadersUnreadable,
    HeadOfObjectIsSilent,
    TargetUntold,

    NotHashed,

    // About the Go version.
    NoVersion,
    GccgoVersionInLibrary,
    TinyGoNoVersion,
    FactsContradict,
    VersionContradicted,
    AddressesGuessed,
    SeveralVariables,
    SeveralCompilers,
    VersionHidden,
    RangeOnly,

    // About GOROOT.
    NamesUnreadable,
    NoNames,
    GorootHidden,
    NoGorootToHash(Cow<'static, str>),
    NoHost,
    HostWithoutGoroot,

    // About IDs.
    NoBuildId,
    GccgoNoBuildId,
    TinyGoNoBuildId,
    BuildIdInCode,
    NotFourHashes,
    NoHostId,
    PackageNoHostId,
    WasmNoHostId,
    FormatNoHostId,
    NoTrace,

    // About the build info and the pclntab.
    NoBuildInfo,
    GccgoNoBuildInfo,
    TinyGoNoBuildInfo,
    PackageNoBuildInfo,
    WasmNoBuildInfo,
    NoMainPackage,
    NoMainModule,
    NoPclntab,
    GccgoNoPclntab,
    TinyGoNoPclntab,
    PackageNoPclntab,
    NoFileTable,

    // About traits.
    ToolchainIsSilent,
    PathsObfuscated,
    PathsAreSilent,
    NoPaths,
    NotOfAPackage,
    CgoOrLinker,
    NoFileNames,
    NotLinkedYet,
    HeadersAreSilent,
    WasmNotLoaded,
    PeHasNoPie,
    LibraryLoadedAnywhere,
    OfElfAlone,
    OfGcAlone,
    SharedLibraryWithoutMode,
    ModeUntold,
    NothingToObfuscate,
    OptionalHeaderCut,
    NoPlatform,
    SignatureUnreadable,
    NotSigned,
}

impl Reason {
    /// It is there, but damaged: `damage` of a part that lies in `around`.
    pub(super) fn damaged(damage: &Damage, around: &Around) -> Self {
        Self::Damaged(around.error(damage))
    }

    /// The reason in a phrase.
    pub(super) fn phrase(&self) -> Cow<'static, str> {
        let phrase = match self {
            Self::Damaged(damage) => return damage.to_string().into(),
            Self::NotGo(why) => return why.to_string().into(),
            Self::Met(phrase) => return phrase.clone(),
            Self::QuickNotRead => "not read in a quick scan",
            Self::QuickNotSought => "not looked for in a quick scan",
            Self::QuickNotSeen => "not looked at in a quick scan",
            Self::QuickUnlessDecisive => "a quick scan looks it up only where it decides",
            Self::InTheProgram => "a debug file has neither code nor data: it is in the program",
            Self::DebugFileIsSilent => "a debug file does not tell what the program is",

            Self::NoGoAnywhere => {
                "the headers are damaged, and nothing of Go's was found in any byte"
            }
            Self::HeaderGone => "the header of the file is gone",
            Self::HeadersUnreadable => "the headers could not be read",
            Self::HeadOfObjectIsSilent => "the head of a Go object file does not say",
            Self::TargetUntold => {
                "neither the headers nor the build info nor the runtime's files tell"
            }

            Self::NotHashed => "not hashed: --verify and inspect read a file to its end",

            Self::NoVersion => {
                "no build info, no version string of the runtime's, and nothing else that tells \
                 the release"
            }
            Self::GccgoVersionInLibrary => {
                "gccgo puts none into a program: it stands in the library libgo"
            }
            Self::TinyGoNoVersion => {
                "TinyGo puts none into a program: at most its own release is named"
            }
            Self::FactsContradict => {
                "no version is told, and what else tells the release contradicts itself"
            }
            Self::VersionContradicted => "other parts of the file are not of that release",
            Self::AddressesGuessed => {
                "the headers are damaged; the addresses in the build info were guessed"
            }
            Self::SeveralVariables => "several variables hold a Go version",
            Self::SeveralCompilers => "several versions of the compiler made units",
            Self::VersionHidden => {
                "the version that is told says `unknown`; the rest of the file gives a range"
            }
            Self::RangeOnly => {
                "no build info and no version string; the rest of the file gives a range"
            }

            Self::NamesUnreadable => "the names of the functions could not be read",
            Self::NoNames => "no pclntab, whose names of functions would tell",
            Self::GorootHidden => "no GOROOT to hash: it is hidden",
            Self::NoGorootToHash(why) => return format!("no GOROOT to hash: {why}").into(),
            Self::NoHost => "not compared with a machine",
            Self::HostWithoutGoroot => "the machine has no GOROOT in effect",

            Self::NoBuildId => "no Go build ID where the linker puts it",
            Self::GccgoNoBuildId => "gccgo writes none; the GNU build-id names the file",
            Self::TinyGoNoBuildId => "TinyGo writes none",
            Self::BuildIdInCode => "it was in the code, which a debug file has not",
            Self::NotFourHashes => "an ID of this kind is not made of four hashes",
            Self::NoHostId => "neither a GNU build-id note nor an LC_UUID",
            Self::PackageNoHostId => "a compiled package has none",
            Self::WasmNoHostId => "a WebAssembly module has none",
            Self::FormatNoHostId => "files of this format have none",
            Self::NoTrace => "no trace of the build to recompute it from",

            Self::NoBuildInfo => "no build info where the linker puts it",
            Self::GccgoNoBuildInfo => "gccgo writes no build info",
            Self::TinyGoNoBuildInfo => "TinyGo writes no build info",
            Self::PackageNoBuildInfo => {
                "a compiled package has no build info: the linker writes it"
            }
            Self::WasmNoBuildInfo => "the linker writes no build info into a WebAssembly module",
            Self::NoMainPackage => "the build info does not name it",
            Self::NoMainModule => "the build info names no main module: built outside of one",
            Self::NoPclntab => "no pclntab was found",
            Self::GccgoNoPclntab => "gccgo writes none: file names are in the DWARF only",
            Self::TinyGoNoPclntab => "TinyGo writes none: file names are in the DWARF only",
            Self::PackageNoPclntab => "a compiled package has none: the linker writes it",
            Self::NoFileTable => "no file table",

            Self::ToolchainIsSilent => "nothing in a program of this toolchain tells",
            Self::PathsObfuscated => "an obfuscator has changed the paths that would tell",
            Self::PathsAreSilent => {
                "neither the build settings nor the paths in the file table tell"
            }
            Self::NoPaths => "no build settings, and no file table, whose paths would tell",
            Self::NotOfAPackage => "said of programs, not of a package",
            Self::CgoOrLinker => {
                "package runtime/cgo is in it, which an external linker needs as well as cgo"
            }
            Self::NoFileNames => "no build settings, and no file table, whose names would tell",
            Self::NotLinkedYet => "an object file is not linked yet",
            Self::HeadersAreSilent => "the headers do not tell",
            Self::WasmNotLoaded => "a WebAssembly module is not loaded at an address",
            Self::PeHasNoPie => {
                "PE has no such kind of program: traits.pe.aslr says whether it may be loaded \
                 anywhere"
            }
            Self::LibraryLoadedAnywhere => "said of programs: a shared library is loaded anywhere",
            Self::OfElfAlone => "said of ELF files alone",
            Self::OfGcAlone => "only gc records the mode",
            Self::SharedLibraryWithoutMode => {
                "a shared library without a build setting that says the mode, as Go 1.19 and older \
                 and scrubbed ones are: c-shared and plugin look alike"
            }
            Self::ModeUntold => "not recorded, and the headers do not tell",
            Self::NothingToObfuscate => "no file table, so no name that could have been changed",
            Self::OptionalHeaderCut => "the optional header is cut short",
            Self::NoPlatform => "no load command names the platform",
            Self::SignatureUnreadable => "the signature could not be read",
            Self::NotSigned => "not signed",
        };
        phrase.into()
    }
}
