//! How a binary was built.

use serde::{Deserialize, Serialize};

use super::platform::{MachoTraits, PeTraits};
use crate::analysis::GoProgram;
use crate::bytes::{Text, Utf8Text, Word, own_word};
use crate::evidence::{Depth, Toolchain};
use crate::image::{Format, Kind};
use crate::origin::{self, CLibrary, Libraries, LinkMode, Origin, Relro, Verdict};
use crate::report::explain::Reason;
use crate::report::known::{Fact, Known, Reasons};

/// How a binary was built. `null` means unknown: the format does not have the trait, the build
/// settings that show it are missing, or, for traits marked *full*, the look was quick (`scan`).
/// Unknown traits behind `static` are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Traits {
    /// Built with `-trimpath`.
    pub trimpath: Known<bool>,
    /// Without a symbol table.
    pub stripped: Known<bool>,
    /// With DWARF.
    pub dwarf: Known<bool>,
    /// With cgo.
    pub cgo: Known<bool>,
    /// The build mode, as in `-buildmode`.
    #[serde(serialize_with = "own_word")]
    pub build_mode: Known<Utf8Text>,
    /// Whether it is position independent.
    pub pie: Known<bool>,
    /// Whether an obfuscator changed its names, as `obfuscation` says; `null` where names could not
    /// be read.
    pub obfuscated: Known<bool>,
    /// Statically linked.
    #[serde(rename = "static")]
    pub static_link: Known<bool>,
    /// With a symbol table: the opposite of `stripped`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbols: Option<bool>,
    /// With a pclntab, which gives functions and lines even in a stripped binary; `null` where it
    /// is damaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pclntab: Option<bool>,
    /// Built with `-race`, judged by the settings and, *full*, by the compiled code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub race: Option<bool>,
    /// Built with `-msan`, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub msan: Option<bool>,
    /// Built with `-asan`, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asan: Option<bool>,
    /// Built with `-cover`, likewise. Go 1.19 and older leave no mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover: Option<bool>,
    /// Compiled without optimisation (`-gcflags=-N`), at least in part. Judged by the settings
    /// alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debug_build: Option<bool>,
    /// Built by `go test`. *Full*, except for programs with the name of a test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_binary: Option<bool>,
    /// The module for FIPS 140: `latest`, a version, or `boringcrypto`; `null` also where there is
    /// none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fips: Option<String>,
    /// The FIPS 140 mode in which the program runs unless `GODEBUG` says otherwise: `off`, `on`,
    /// `only` or `debug`. It is independent of the module: Go's own code can be in this mode too.
    /// Since Go 1.24; absent where the build settings are not known.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "own_word")]
    pub fips_mode: Option<String>,
    /// The experiments (`GOEXPERIMENT`) that the version and the settings name. *Full*.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub experiments: Option<Vec<String>>,
    /// The processor level that it was compiled for, such as `GOAMD64=v3`: read from the settings,
    /// or else from the release, or from the message that a program for a higher level starts with.
    /// *Full*.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arch_level: Option<String>,
    /// The linker that made it: `internal` (Go's) or `external` (C's). *Full*.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_mode: Option<Word<LinkMode>>,
    /// Whether the stack is not executable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nx: Option<bool>,
    /// How much of its data is made read-only after loading: `none`, `partial`, `full`. ELF only;
    /// `partial` and `full` are *full*.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relro: Option<Word<Relro>>,
    /// The program interpreter of an ELF file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<String>,
    /// The C library it needs: `glibc`, `musl`, `uclibc` or `bionic`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub c_library: Option<Word<CLibrary>>,
    /// The oldest glibc on which it starts: the highest `GLIBC_x.y` that a symbol needs. *Full*;
    /// `null` also where it needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub glibc_floor: Option<String>,
    /// The libraries that the loader must find: ELF `DT_NEEDED`, Mach-O `LC_LOAD_DYLIB`. *Full*.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub libraries: Option<Vec<String>>,
    /// What a PE file needs from Windows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pe: Option<PeTraits>,
    /// What a Mach-O file needs from macOS or iOS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub macho: Option<MachoTraits>,
    /// The packer, `upx`; absent where none is recognised.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "own_word")]
    pub packed: Option<String>,
}

impl Traits {
    /// The traits of a program. `reasons` gets the reason for each unknown trait.
    pub(super) fn of(program: &GoProgram, reasons: &mut Reasons) -> Self {
        let origin = &program.origin;
        let (from, image) = (&origin.traits, &origin.image);
        let silent = image.is_debug_file && from.build_mode.is_none();
        let untold = |reason| if silent { Reason::DebugFileIsSilent } else { reason };
        let has_files = matches!(origin.file_table, Ok(Some(_)));
        let obfuscated = has_files.then_some(origin.obfuscation.is_some());
        let libraries = libraries(from);
        left_out(origin, silent, reasons);
        let names = libraries.map(|it| it.names.iter().map(Text::to_lossy).collect());
        let arch_level = arch_level(program, reasons);
        let mut keep = |fact, known: Option<bool>, reason| reasons.keep(fact, known.ok_or(reason));
        Self {
            trimpath: keep(Fact::Trimpath, from.trimpath, untold(no_trimpath(origin))),
            stripped: keep(Fact::Stripped, from.stripped, no_tables(origin)),
            dwarf: keep(Fact::TraitsDwarf, from.dwarf, no_tables(origin)),
            cgo: keep(Fact::Cgo, from.cgo, untold(no_cgo(origin))),
            pie: keep(Fact::Pie, from.pie, untold(no_pie(origin))),
            static_link: keep(Fact::Static, from.is_static, untold(no_static(origin))),
            obfuscated: keep(Fact::Obfuscated, obfuscated, untold(Reason::NothingToObfuscate)),
            build_mode: {
                let mode = from.build_mode.as_deref().map(Utf8Text::from);
                reasons.keep(Fact::BuildMode, mode.ok_or_else(|| untold(no_build_mode(origin))))
            },
            symbols: from.stripped.map(|stripped| !stripped),
            pclntab: origin.pclntab.as_ref().ok().map(Option::is_some),
            race: from.race,
            msan: from.msan,
            asan: from.asan,
            cover: from.cover,
            debug_build: from.debug_build,
            test_binary: from.test_binary,
            fips: from.fips.clone(),
            fips_mode: from.fips_mode.map(str::to_owned),
            experiments: from.experiments.clone(),
            arch_level,
            link_mode: from.link_mode.map(Word::from),
            nx: from.nx,
            relro: from.relro.map(Word::from),
            interpreter: image.interpreter.as_ref().map(Text::to_lossy),
            c_library: from.c_library.map(Word::from),
            glibc_floor: libraries
                .and_then(|it| it.glibc_floor.as_ref())
                .map(|(version, _)| version.to_string()),
            libraries: names,
            pe: PeTraits::of(origin, reasons),
            macho: MachoTraits::of(origin, program.depth, reasons),
            packed: None,
        }
    }
}

/// Gives the reasons for two traits that are left out where nothing is known, where these help.
/// `silent` for a debug file that does not tell what the program is.
fn left_out(origin: &Origin, silent: bool, reasons: &mut Reasons) {
    let from = &origin.traits;
    let of_silent = || silent.then_some(Reason::DebugFileIsSilent);
    if let Some(reason) = of_silent().filter(|_| from.nx.is_none()) {
        reasons.note(Fact::Nx, &reason);
    }
    let damage = from.libraries.as_ref().and_then(|it| it.damage.as_ref());
    let damaged = damage.map(|it| Reason::Met(origin.around.error(it).to_string().into()));
    if let Some(reason) = of_silent().or(damaged) {
        reasons.note(Fact::Libraries, &reason);
    }
}

/// The libraries, if all of them could be read.
fn libraries(traits: &origin::Traits) -> Option<&Libraries> {
    traits.libraries.as_ref().filter(|it| it.damage.is_none())
}

/// The processor level; in a quick look only what the build settings say.
fn arch_level(program: &GoProgram, reasons: &mut Reasons) -> Option<String> {
    let settled = program.origin.traits.arch_level.clone();
    let needed =
        program.level.as_ref().filter(|_| settled.is_none() && program.depth != Depth::Quick);
    let Some(needed) = needed else { return settled };
    let level = needed.level().map(|level| level.to_string());
    reasons.keep(Fact::ArchLevel, level.ok_or_else(|| Reason::Met(needed.how().into()))).known()
}

fn no_trimpath(origin: &Origin) -> Reason {
    match origin.goroot.verdict {
        _ if origin.toolchain != Toolchain::Gc => Reason::ToolchainIsSilent,
        Verdict::Hidden => Reason::PathsObfuscated,
        _ if matches!(origin.file_table, Ok(Some(_))) => Reason::PathsAreSilent,
        _ => Reason::NoPaths,
    }
}

fn no_cgo(origin: &Origin) -> Reason {
    match origin.file_table {
        _ if origin.toolchain != Toolchain::Gc => Reason::ToolchainIsSilent,
        _ if origin.image.format == Format::GoObject => Reason::NotOfAPackage,
        Ok(Some(_)) => Reason::CgoOrLinker,
        _ => Reason::NoFileNames,
    }
}

/// Why it is not known which tables the file has.
fn no_tables(origin: &Origin) -> Reason {
    match origin.image.kind {
        Kind::Object => Reason::NotLinkedYet,
        _ => Reason::HeadersAreSilent,
    }
}

fn no_pie(origin: &Origin) -> Reason {
    match (origin.image.format, origin.image.kind) {
        (Format::Wasm, _) => Reason::WasmNotLoaded,
        (Format::Pe, Kind::Executable) => Reason::PeHasNoPie,
        (_, Kind::SharedLibrary) => Reason::LibraryLoadedAnywhere,
        (_, Kind::Object) => Reason::NotLinkedYet,
        _ => Reason::HeadersAreSilent,
    }
}

fn no_static(origin: &Origin) -> Reason {
    match (origin.image.format, origin.image.kind) {
        (Format::Elf, Kind::Object) => Reason::NotLinkedYet,
        (Format::Elf, _) => Reason::HeadersAreSilent,
        _ => Reason::OfElfAlone,
    }
}

fn no_build_mode(origin: &Origin) -> Reason {
    match origin.image.kind {
        _ if origin.toolchain != Toolchain::Gc => Reason::OfGcAlone,
        Kind::SharedLibrary => Reason::SharedLibraryWithoutMode,
        _ => Reason::ModeUntold,
    }
}
