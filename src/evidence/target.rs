//! What a program was built for, and how: system, processor, and a few traits, each from its own
//! marks in the file.

use super::build_info::BuildInfo;
use super::file_table::FileTable;
use super::goroot::{Goroot, Verdict};
use super::module::ModuleInfo;
use crate::image::{Format, Image, Kind};

/// System and processor, named as in `GOOS` and `GOARCH`; `None` where nothing tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The system.
    pub goos: Option<String>,
    /// The processor.
    pub goarch: Option<String>,
}

impl Target {
    /// By the build settings, else by the headers, else by the names of the runtime's source files
    /// in the file table, such as `runtime/sys_<GOOS>_<GOARCH>.s`.
    pub(super) fn find(image: &Image, info: Option<&BuildInfo>, table: Option<&FileTable>) -> Self {
        let setting = |key| Some(modules(info)?.setting(key)?.as_str()?.to_owned());
        // A Linux program and one for Android share their headers; the table tells them apart.
        let goos = setting("GOOS").or_else(|| image.goos.map(str::to_owned));
        let goarch = setting("GOARCH").or_else(|| image.goarch.map(str::to_owned));
        if goos.is_some() && goarch.is_some() {
            return Self { goos, goarch };
        }
        let (table_os, table_arch) = table.and_then(runtime_files).unzip();
        Self { goos: goos.or(table_os), goarch: goarch.or(table_arch) }
    }
}

fn modules(info: Option<&BuildInfo>) -> Option<&ModuleInfo> {
    info?.modules.as_ref().ok()
}

/// The system and processor that the names of the runtime's assembly files end in.
fn runtime_files(table: &FileTable) -> Option<(String, String)> {
    // The entry code is not listed in programs that C's linker linked.
    [&b"runtime/rt0_"[..], b"runtime/sys_"].into_iter().find_map(|prefix| {
        table.containing(prefix).find_map(|(_, name)| {
            let name = std::str::from_utf8(name).ok()?;
            let (_, name) = name.rsplit_once('/')?;
            let mut parts = name.strip_suffix(".s")?.split('_').skip(1);
            let (os, arch) = (parts.next()?, parts.next()?);
            parts.next().is_none().then(|| (os.to_owned(), arch.to_owned()))
        })
    })
}

/// How a program was built; `None` is unknown.
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
}

impl Traits {
    pub(super) fn find(
        image: &Image,
        info: Option<&BuildInfo>,
        table: Option<&FileTable>,
        goroot: &Goroot,
    ) -> Self {
        let setting = |key: &str| modules(info)?.setting(key)?.as_str();
        let trimmed = match goroot.verdict {
            Verdict::Trimmed => Some(true),
            Verdict::Found => Some(false),
            _ => None,
        };
        // Settings name -trimpath only where it was given.
        let has_settings = modules(info).is_some_and(|modules| !modules.settings.is_empty());
        let not_set = has_settings.then_some(false);
        let headers_read = image.damage.is_empty();
        let mode = match (image.format, image.kind) {
            (Format::Elf, Kind::PositionIndependent) => Some("pie"),
            (_, Kind::Executable) => Some("exe"),
            // Go builds no other DLLs.
            (Format::Pe, Kind::SharedLibrary) => Some("c-shared"),
            _ => None,
        };
        Self {
            trimpath: setting("-trimpath").map(|value| value == "true").or(not_set).or(trimmed),
            stripped: headers_read.then(|| !image.has_symbols()),
            dwarf: headers_read.then(|| has_dwarf(image)),
            cgo: if setting("CGO_ENABLED") == Some("0") {
                Some(false)
            } else {
                table.and_then(uses_cgo)
            },
            build_mode: setting("-buildmode").or(mode).map(str::to_owned),
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
        }
    }
}

/// Whether a package of the program uses cgo: `_cgo_gotypes.go` is what cgo writes for each. That
/// package runtime/cgo is there without it shows an external linker, and leaves it open.
fn uses_cgo(table: &FileTable) -> Option<bool> {
    let listed = |part| table.containing(part).next().is_some();
    if listed(b"_cgo_gotypes.go") {
        Some(true)
    } else {
        (!listed(b"runtime/cgo/")).then_some(false)
    }
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
