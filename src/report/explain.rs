//! Why facts are not known: each `null` comes with a reason.
//!
//! A block of the record is made as `Result<Block, Reason>`. [`Reasons::keep`] converts it to the
//! `Option` of the record: it gives the value, or stores the reason under the name of the field.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use crate::analysis::WhyNot;
use crate::container::Around;
use crate::evidence::Damage;

/// A fact that may be unknown, named like the field of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Outcome,
    Format,
    Bits,
    Endian,
    Os,
    Arch,
    GoVersion,
    GoVersionExact,
    GorootReferenced,
    PathHash,
    PathHashHost,
    PathHashHostMatch,
    BuildId,
    BuildIdSegments,
    HostId,
    LinkAction,
    Build,
    MainPackage,
    Module,
    Pclntab,
    PclntabFiles,
    Dwarf,
    Trimpath,
    Stripped,
    TraitsDwarf,
    Cgo,
    BuildMode,
    Pie,
    Obfuscated,
    Static,
    ArchLevel,
    Nx,
    Libraries,
    PeSubsystem,
    MachoPlatform,
    MachoMinOs,
    MachoSignature,
    MachoHardenedRuntime,
    UnpackedSize,
    Paths,
    MainDir,
    Host,
}

impl Fact {
    /// The path of the field in the record.
    fn name(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Format => "format",
            Self::Bits => "bits",
            Self::Endian => "endian",
            Self::Os => "os",
            Self::Arch => "arch",
            Self::GoVersion => "go_version",
            Self::GoVersionExact => "go_version.exact",
            Self::GorootReferenced => "goroot.referenced",
            Self::PathHash => "path_hash",
            Self::PathHashHost => "path_hash.host",
            Self::PathHashHostMatch => "path_hash.host_match",
            Self::BuildId => "build_id",
            Self::BuildIdSegments => "build_id.segments",
            Self::HostId => "host_id",
            Self::LinkAction => "verification.link_action",
            Self::Build => "build",
            Self::MainPackage => "build.main_package",
            Self::Module => "build.module",
            Self::Pclntab => "pclntab",
            Self::PclntabFiles => "pclntab.files",
            Self::Dwarf => "dwarf",
            Self::Trimpath => "traits.trimpath",
            Self::Stripped => "traits.stripped",
            Self::TraitsDwarf => "traits.dwarf",
            Self::Cgo => "traits.cgo",
            Self::BuildMode => "traits.build_mode",
            Self::Pie => "traits.pie",
            Self::Obfuscated => "traits.obfuscated",
            Self::Static => "traits.static",
            Self::ArchLevel => "traits.arch_level",
            Self::Nx => "traits.nx",
            Self::Libraries => "traits.libraries",
            Self::PeSubsystem => "traits.pe.subsystem",
            Self::MachoPlatform => "traits.macho.platform",
            Self::MachoMinOs => "traits.macho.min_os",
            Self::MachoSignature => "traits.macho.signature",
            Self::MachoHardenedRuntime => "traits.macho.hardened_runtime",
            Self::UnpackedSize => "unpacked.size",
            Self::Paths => "paths",
            Self::MainDir => "paths.main_dir",
            Self::Host => "host",
        }
    }
}

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

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phrase = match self {
            Self::Damaged(damage) => return damage.fmt(f),
            Self::NotGo(why) => return why.fmt(f),
            Self::Met(phrase) => phrase,
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
            Self::NoGorootToHash(why) => return write!(f, "no GOROOT to hash: {why}"),
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
        f.write_str(phrase)
    }
}

impl Reason {
    /// It is there, but damaged: `damage` of a part that lies in `around`.
    pub(super) fn damaged(damage: &Damage, around: &Around) -> Self {
        Self::Damaged(around.error(damage))
    }
}

/// The reasons of one record, by the name of the field.
#[derive(Debug, Default)]
pub(super) struct Reasons(BTreeMap<String, String>);

impl Reasons {
    /// Gives the value; if there is none, stores its reason.
    pub(super) fn keep<T>(&mut self, fact: Fact, known: Result<T, Reason>) -> Option<T> {
        match known {
            Ok(value) => Some(value),
            Err(reason) => {
                self.note(fact, &reason);
                None
            }
        }
    }

    /// Stores why a fact is only partly known.
    pub(super) fn note(&mut self, fact: Fact, reason: &Reason) {
        self.0.insert(fact.name().to_owned(), reason.to_string());
    }

    /// All reasons, by the name of the field.
    pub(super) fn into_map(self) -> BTreeMap<String, String> {
        self.0
    }
}
