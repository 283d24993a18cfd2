//! How a program was built; see [`traits`](super).

use super::code::{self, CodeMarks};
use super::compare::{self, Conflict, Marked};
use super::libc::{self, CLibrary, GlibcVersion};
use super::link_mode::LinkMode;
use super::relro::Relro;
use super::settings::{Settings, experiments};
use crate::bytes::{PartOffset, Text};
use crate::evidence::{CodeSignature, Depth, Dwarf, FileTable, Program, RootSource, Toolchain};
use crate::go::GoVersion;
use crate::image::{Dynamic, Format, Image, ImageError, Kind, VersionNeed};
use crate::origin::ask::Ask;
use crate::origin::goroot::{Goroot, Verdict};
use crate::origin::target::runtime_files;
use crate::origin::version::known::KnownVersion;

/// How a program was built; `None` is unknown. What a [`Depth::Quick`] look leaves out is marked
/// *full*: in a quick look the build settings alone are asked, where there are any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// Built with `-trimpath`.
    pub trimpath: Option<bool>,
    /// Without a symbol table.
    pub stripped: Option<bool>,
    /// With DWARF.
    pub dwarf: Option<bool>,
    /// With C code linked in by cgo.
    pub cgo: Option<bool>,
    /// As in `-buildmode`.
    pub build_mode: Option<String>,
    /// Loadable at any address.
    pub pie: Option<bool>,
    /// Without an interpreter: nothing is loaded beside the program.
    pub is_static: Option<bool>,
    /// Built with `-race`. By the settings and (*full*) `runtime/race.go`.
    pub race: Option<bool>,
    /// Built with `-msan`. By the settings and (*full*) `runtime/msan.go`.
    pub msan: Option<bool>,
    /// Built with `-asan`. By the settings and (*full*) `runtime/asan.go`.
    pub asan: Option<bool>,
    /// Built with `-cover`. By the settings and (*full*) the function that counters register with.
    pub cover: Option<bool>,
    /// Compiled without optimisation, `-gcflags=-N`, in part at least. By the settings alone.
    pub debug_build: Option<bool>,
    /// Built by `go test`: `_testmain.go` is one of its files.
    pub test_binary: Option<bool>,
    /// The module for FIPS 140, as in `GOFIPS140`, or `boringcrypto`; `None` where there is neither
    /// or nothing tells.
    pub fips: Option<String>,
    /// The mode of FIPS 140 in which the program runs unless `GODEBUG` says otherwise: `off`, `on`,
    /// `only` or `debug`. By the settings alone; `None` before Go 1.24.
    pub fips_mode: Option<&'static str>,
    /// *Full*: the experiments by the version and by `GOEXPERIMENT`; `None` where neither is known.
    pub experiments: Option<Vec<String>>,
    /// *Full*: the level of the processor, such as `GOAMD64=v1`. By the settings alone.
    pub arch_level: Option<String>,
    /// *Full*: the linker, by what only C's linkers write, else by `-ldflags`.
    pub link_mode: Option<LinkMode>,
    /// Whether the stack may not be executed.
    pub nx: Option<bool>,
    /// How much of its data the loader makes read-only. ELF alone; where there is any, partial and
    /// full are told apart in *full* only.
    pub relro: Option<Relro>,
    /// The C library.
    pub c_library: Option<CLibrary>,
    /// *Full*, or where asked for: what the loader must find.
    pub libraries: Option<Libraries>,
    /// *Full*: how a Mach-O file is signed.
    pub code_signature: Option<CodeSignature>,
    /// What the settings and the program itself do not agree on.
    pub conflicts: Vec<Conflict>,
}

/// What the loader must find for a program to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Libraries {
    /// The names of the libraries, in the order of the file.
    pub names: Vec<Text>,
    /// The oldest glibc that will do, and the need that says so.
    pub glibc_floor: Option<(GlibcVersion, VersionNeed)>,
    /// Why they are not known, or not all.
    pub damage: Option<ImageError>,
}

/// What traits are read from.
#[derive(Clone, Copy)]
struct Sources<'e, 'i> {
    program: &'e Program<'i>,
    image: &'e Image,
    table: Option<&'e FileTable>,
    goroot: &'e Goroot,
    version: Option<&'e KnownVersion>,
    depth: Depth,
}

impl Traits {
    /// How the program was built.
    pub(in crate::origin) fn of(
        program: &Program<'_>,
        goroot: &Goroot,
        version: Option<&KnownVersion>,
        ask: Ask,
    ) -> Self {
        let (image, table, depth) = (program.image(), program.file_table(), ask.depth);
        let from = Sources { program, image, table, goroot, version, depth };
        let settings = Settings::of(program.modules());
        let mut found = Self::by_headers(image);
        if image.is_debug_file {
            // What its headers ask of a loader is what the program's do, if they are kept at all.
            found.build_mode = settings.build_mode.map(str::to_owned);
            return found;
        }
        found.set_build(from, settings);
        found.set_flags(from, settings);
        found.conflicts.extend(compare::headers(image, settings, program.start()));
        if depth != Depth::Quick {
            found.compare_runtime_files(from, settings);
            found.code_signature = program.code_signature();
        }
        if program.toolchain() != Toolchain::Gc {
            // A GOROOT in libgo says nothing of how the program was built.
            found.trimpath = None;
        }
        if program.toolchain() == Toolchain::Gc && depth != Depth::Quick || ask.libraries {
            found.set_libraries(program);
        }
        found
    }

    /// The traits that follow from the headers; for a debug file only which tables there are.
    fn by_headers(image: &Image) -> Self {
        let (stripped, dwarf) = tables(image);
        if image.is_debug_file {
            return Self { stripped, dwarf, ..Self::default() };
        }
        Self {
            stripped,
            dwarf,
            pie: match image.kind {
                Kind::PositionIndependent => Some(true),
                Kind::Executable if image.format != Format::Pe => Some(false),
                _ => None,
            },
            is_static: match (image.format, image.kind) {
                (Format::Elf, Kind::Executable) if !image.segments.is_empty() => {
                    Some(image.interpreter.is_none())
                }
                (Format::Elf, Kind::PositionIndependent | Kind::SharedLibrary) => Some(false),
                _ => None,
            },
            nx: nx(image),
            relro: (image.format == Format::Elf && !image.segments.is_empty())
                .then_some(image.loading.has_relro)
                .and_then(|has| (!has).then_some(Relro::None)),
            c_library: libc::by_interpreter(image),
            ..Self::default()
        }
    }

    /// Compares the names of the runtime's source files, where the headers do not contradict the settings
    /// already.
    fn compare_runtime_files(&mut self, from: Sources<'_, '_>, settings: Settings<'_>) {
        let Some((os, arch)) = from.table.and_then(runtime_files) else { return };
        let runtime = compare::runtime_files((&os, &arch), settings);
        let is_known =
            |it: &Conflict| self.conflicts.iter().any(|other| other.trait_name == it.trait_name);
        let new: Vec<_> = runtime.filter(|it| !is_known(it)).collect();
        self.conflicts.extend(new);
    }

    /// The traits that paths and headers show as well as the settings.
    fn set_build(&mut self, from: Sources<'_, '_>, settings: Settings<'_>) {
        let image = from.image;
        let trimmed = match from.goroot.verdict {
            Verdict::Trimmed => Some(true),
            Verdict::Found => Some(false),
            _ => None,
        };
        let asked = settings.flag(settings.trimpath);
        self.trimpath = asked.or(trimmed);
        // A root in the file table of a program that was built to have none.
        let rooted = from.goroot.evidence.iter().find(|it| it.origin == RootSource::FileTable);
        if let Some(place) = rooted.filter(|_| asked == Some(true)) {
            self.conflicts.push(Conflict {
                trait_name: "trimpath",
                settings: "-trimpath is set".to_owned(),
                code: format!("the file table names {}", place.root),
                at: Some(place.at),
            });
        }
        let mode = match (image.format, image.kind) {
            (Format::Elf, Kind::PositionIndependent) => Some("pie"),
            (_, Kind::Executable) => Some("exe"),
            // Go builds no other DLLs.
            (Format::Pe, Kind::SharedLibrary) => Some("c-shared"),
            // A reactor, which offers `_initialize` in place of `_start`.
            (Format::Wasm, Kind::SharedLibrary) => Some("c-shared"),
            _ => None,
        };
        self.build_mode = settings.build_mode.or(mode).map(str::to_owned);
        if from.program.around().is_archive() && self.build_mode.is_none() {
            self.build_mode = Some("c-archive".to_owned());
        }
        self.cgo =
            if settings.cgo == Some("0") { Some(false) } else { from.table.and_then(uses_cgo) };
        // In a quick look that is no more than the settings say.
        if from.depth != Depth::Quick {
            self.arch_level = settings.level.map(|(key, value)| format!("{key}={value}"));
            self.link_mode = LinkMode::of(image, settings.link_mode());
            let version = from.version.and_then(KnownVersion::version);
            if settings.known || version.is_some() {
                let version = version.map(GoVersion::text);
                self.experiments = Some(experiments(version, settings.experiments));
            }
        }
    }

    /// What is a flag of the go command, and leaves a file of its own in the program.
    fn set_flags(&mut self, from: Sources<'_, '_>, settings: Settings<'_>) {
        let marks = match from.table {
            Some(table) if from.depth != Depth::Quick => {
                CodeMarks::find(from.program, table, from.goroot)
            }
            _ => CodeMarks::default(),
        };
        let race = settings.flag(settings.race);
        let msan = settings.flag(settings.msan);
        let asan = settings.flag(settings.asan);
        // Not recorded by every version that has it, so that its absence says nothing.
        let cover = settings.cover.map(|value| value == "true");
        let value = |mark: &Option<Marked<bool>>| mark.as_ref().map(|mark| mark.value);
        self.race = value(&marks.race).or(race);
        self.msan = value(&marks.msan).or(msan);
        self.asan = value(&marks.asan).or(asan);
        self.cover = value(&marks.cover).or(cover);
        let by_dwarf = || match from.depth {
            Depth::Quick => None,
            Depth::Full | Depth::Deep => from.program.dwarf().ok().map(Dwarf::is_unoptimised),
        };
        self.debug_build = settings.unoptimised().or_else(by_dwarf);
        self.conflicts.extend(
            [
                Conflict::of_flag("race", "-race", race, marks.race.as_ref()),
                Conflict::of_flag("msan", "-msan", msan, marks.msan.as_ref()),
                Conflict::of_flag("asan", "-asan", asan, marks.asan.as_ref()),
            ]
            .into_iter()
            .flatten(),
        );
        // In a quick look only a program that is named as tests are is worth a search of its table.
        let named = from.program.modules().and_then(|modules| modules.main_package.as_ref());
        let named = named.is_some_and(|name| name.as_bytes().ends_with(b".test"));
        self.test_binary = match (&marks.test_binary, from.table) {
            (Some(mark), _) => Some(mark.value),
            (None, Some(table)) if named => code::test_main(table).value.then_some(true),
            _ => None,
        };
        self.set_cgo_conflict(from, settings);
        self.set_fips(settings, marks.fips);
        let release = from.version.and_then(KnownVersion::release);
        self.fips_mode = settings.fips_mode(release);
    }

    fn set_cgo_conflict(&mut self, from: Sources<'_, '_>, settings: Settings<'_>) {
        let table = from.table.filter(|_| settings.cgo == Some("0") && from.depth != Depth::Quick);
        let listed = table.and_then(|table| table.containing(CGO_TYPES).next());
        if let Some((at, name)) = listed {
            self.conflicts.push(Conflict {
                trait_name: "cgo",
                settings: "CGO_ENABLED=0".to_owned(),
                code: format!("{} is in it", Text::from(name)),
                at: Some(at),
            });
        }
    }

    fn set_fips(&mut self, settings: Settings<'_>, mark: Option<Marked<String>>) {
        let setting = settings.fips.filter(|value| *value != "off");
        let names = settings.experiments.unwrap_or_default();
        let boring = names.split(',').any(|it| it == "boringcrypto")
            || self.experiments.iter().flatten().any(|it| it == "boringcrypto");
        let said = setting.or(boring.then_some("boringcrypto"));
        // Without cryptography in the program neither leaves a mark.
        if let Some(mark) = mark.as_ref().filter(|mark| said != Some(mark.value.as_str()))
            && settings.known
        {
            self.conflicts.push(Conflict {
                trait_name: "fips",
                settings: said
                    .map_or("GOFIPS140 is not set".to_owned(), |it| format!("GOFIPS140={it}")),
                code: format!("{} is in it", mark.says),
                at: mark.at,
            });
        }
        self.fips = mark.map(|mark| mark.value).or(said.map(str::to_owned));
    }

    /// What the loader must find, and what the same table shows of the C library and of relocations.
    fn set_libraries(&mut self, program: &Program<'_>) {
        let image = program.image();
        self.libraries = match image.format {
            _ if image.is_debug_file => None,
            Format::Elf => {
                let read = program.dynamic();
                if let Ok(Some(dynamic)) = read {
                    self.c_library = self.c_library.or(libc::by_libraries(dynamic));
                    if image.loading.has_relro {
                        self.relro =
                            Some(if dynamic.bind_now { Relro::Full } else { Relro::Partial });
                    }
                } else if read.is_ok() && image.loading.has_relro {
                    // It is not known whether a static program's table of functions is part of it.
                    self.relro = Some(Relro::Partial);
                }
                (!image.segments.is_empty()).then(|| Libraries::of_elf(read))
            }
            Format::MachO => {
                let names = program.macho_libraries();
                Some(Libraries { names, glibc_floor: None, damage: None })
            }
            _ => None,
        };
    }

    /// The flags of a PE file's `DllCharacteristics`, and where they stand.
    pub fn dll_flags(image: &Image) -> Option<(DllFlags, PartOffset)> {
        let (flags, at) = image.loading.dll_characteristics?;
        let has = |bit: u16| flags & bit != 0;
        let flags = DllFlags {
            aslr: has(0x40),
            high_entropy: has(0x20),
            nx: has(0x100),
            control_flow_guard: has(0x4000),
        };
        Some((flags, at))
    }
}

impl Libraries {
    fn of_elf(read: Result<Option<&Dynamic>, &ImageError>) -> Self {
        match read {
            Ok(dynamic) => {
                let glibc_floor = dynamic.and_then(libc::glibc_floor);
                let names = dynamic.map(|it| it.needed.clone()).unwrap_or_default();
                Self { names, glibc_floor, damage: None }
            }
            Err(damage) => {
                Self { names: Vec::new(), glibc_floor: None, damage: Some(damage.clone()) }
            }
        }
    }
}

/// How Windows may load a program: the bits of `DllCharacteristics`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DllFlags {
    /// At any address (`DYNAMIC_BASE`).
    pub aslr: bool,
    /// At any 64-bit address (`HIGH_ENTROPY_VA`).
    pub high_entropy: bool,
    /// With data that cannot be executed (`NX_COMPAT`).
    pub nx: bool,
    /// With checked indirect calls (`GUARD_CF`).
    pub control_flow_guard: bool,
}

/// Whether the stack may not be executed; `None` where the headers do not say: then it is the
/// system's choice.
fn nx(image: &Image) -> Option<bool> {
    match image.format {
        Format::Elf => image.loading.stack.map(|access| !access.execute),
        Format::Pe => Traits::dll_flags(image).map(|(flags, _)| flags.nx),
        // `MH_ALLOW_STACK_EXECUTION`.
        Format::MachO => image.loading.flags.map(|flags| flags & 0x2_0000 == 0),
        _ => None,
    }
}

const CGO_TYPES: &[u8] = b"_cgo_gotypes.go";

/// Whether a package of the program uses cgo: `_cgo_gotypes.go` is what cgo writes for each. That
/// package runtime/cgo is there without it shows an external linker, and leaves it open.
fn uses_cgo(table: &FileTable) -> Option<bool> {
    let listed = |part| table.containing(part).next().is_some();
    if listed(CGO_TYPES) { Some(true) } else { (!listed(b"runtime/cgo/")).then_some(false) }
}

/// Whether the file is without a symbol table, and whether it has DWARF; `None` where the headers
/// are damaged.
fn tables(image: &Image) -> (Option<bool>, Option<bool>) {
    let headers_read = image.damage.is_empty();
    (headers_read.then(|| !image.has_symbols()), headers_read.then(|| has_dwarf(image)))
}

fn has_dwarf(image: &Image) -> bool {
    const PREFIXES: [&[u8]; 4] = [b".debug_", b".zdebug_", b"__debug_", b"__zdebug_"];
    image.sections.iter().any(|section| {
        let name = section.name.as_bytes();
        // `.dw…` in XCOFF, whose names have eight characters at most.
        let dwarf = PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        let dwarf = dwarf || image.format == Format::Xcoff && name.starts_with(b".dw");
        dwarf && !name.ends_with(b"gdb_scripts")
    })
}
