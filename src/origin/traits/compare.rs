//! Where the build settings and the program itself say different things of one trait.

use std::borrow::Cow;

use super::settings::Settings;
use crate::bytes::{Named, PartOffset};
use crate::image::{Format, Image, Kind};

/// What a mark says, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marked<T> {
    pub(super) value: T,
    /// The name of the mark: that it is there, or that it is not, is what says the value.
    pub(super) says: Cow<'static, str>,
    /// Where it stands in the file, if it is there.
    pub(super) at: Option<PartOffset>,
}

/// Two places that say different things of one trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The trait, by the name of its field.
    pub trait_name: &'static str,
    /// What the build settings say, not yet safe to show.
    pub settings: String,
    /// What the program itself says, not yet safe to show.
    pub code: String,
    /// Where the mark in the program stands; `None` where it is one that is missing.
    pub at: Option<PartOffset>,
}

impl Conflict {
    /// A flag of the settings against a mark in the code.
    pub(super) fn of_flag(
        trait_name: &'static str,
        flag: &str,
        setting: Option<bool>,
        mark: Option<&Marked<bool>>,
    ) -> Option<Self> {
        let (setting, mark) = (setting?, mark?);
        if setting == mark.value {
            return None;
        }
        let given = if setting { "is set" } else { "is not set" };
        let listed = if mark.value { "is in it" } else { "is not in it" };
        Some(Self {
            trait_name,
            settings: format!("{flag} {given}"),
            code: format!("{} {listed}", mark.says),
            at: mark.at,
        })
    }
}

/// What the headers of the image, which start at `header_at`, and the settings do not agree on.
pub(super) fn headers(
    image: &Image,
    settings: Settings<'_>,
    header_at: PartOffset,
) -> Vec<Conflict> {
    let mut found = Vec::new();
    if !image.damage.is_empty() {
        return found;
    }
    let mut note = |trait_name, key: &str, setting: &str, header: String| {
        let settings = format!("{key}={setting}");
        found.push(Conflict { trait_name, settings, code: header, at: Some(header_at) });
    };
    if let (Some(setting), Some(header)) = (settings.goarch, image.goarch)
        && !same_processor(setting, header)
    {
        note("arch", "GOARCH", setting, format!("the header is for {header}"));
    }
    if let Some(setting) = settings.goos {
        if let Some(header) = image.goos.filter(|header| !same_system(setting, header)) {
            note("os", "GOOS", setting, format!("the header is for {header}"));
        } else if !has_format(setting, image.format) {
            note("os", "GOOS", setting, format!("the format is {}", image.format.name()));
        }
    }
    if let Some((setting, kind)) = settings.build_mode.zip(mode_of(image))
        && !fits(setting, kind)
    {
        note("build_mode", "-buildmode", setting, format!("the header is of kind {kind}"));
    }
    found
}

/// `amd64p32` and the like share the number of another processor; Go's own names are few.
fn same_processor(setting: &str, header: &str) -> bool {
    setting == header
        || matches!((setting, header), ("amd64p32", "amd64") | ("mips64p32", "mips64"))
}

/// What the names of the runtime's source files and the settings do not agree on.
pub(super) fn runtime_files(
    (os, arch): (&str, &str),
    settings: Settings<'_>,
) -> impl Iterator<Item = Conflict> {
    let conflict = |trait_name, key: &str, setting: &str, file: &str| Conflict {
        trait_name,
        settings: format!("{key}={setting}"),
        code: format!("the runtime's files are for {file}"),
        at: None,
    };
    // One file serves both byte orders of some processors.
    let same_arch = |setting: &str| match arch {
        "mipsx" => matches!(setting, "mips" | "mipsle"),
        "mips64x" => matches!(setting, "mips64" | "mips64le"),
        "ppc64x" => matches!(setting, "ppc64" | "ppc64le"),
        arch => setting == arch,
    };
    let of_os = settings.goos.filter(|setting| !same_system(setting, os));
    let of_arch = settings.goarch.filter(|setting| !same_arch(setting));
    [
        of_os.map(|setting| conflict("os", "GOOS", setting, os)),
        of_arch.map(|setting| conflict("arch", "GOARCH", setting, arch)),
    ]
    .into_iter()
    .flatten()
}

/// Whether programs for that system are of that format.
fn has_format(goos: &str, format: Format) -> bool {
    match format {
        Format::Elf => {
            !matches!(goos, "windows" | "darwin" | "ios" | "aix" | "plan9" | "js" | "wasip1")
        }
        Format::Pe => goos == "windows",
        Format::MachO => matches!(goos, "darwin" | "ios"),
        _ => true,
    }
}

/// Some systems have no mark of their own: what the header says may be their kin's.
fn same_system(setting: &str, header: &str) -> bool {
    const KIN: [&[&str]; 3] = [&["linux", "android"], &["solaris", "illumos"], &["darwin", "ios"]];
    setting == header
        || KIN.iter().any(|kin| kin.contains(&setting) && kin.contains(&header))
        // The byte for the system in an ELF header is 0 on many.
        || header == "linux" && !matches!(setting, "windows" | "darwin" | "ios" | "aix" | "plan9")
}

/// The kind of an image, where it determines the build mode.
fn mode_of(image: &Image) -> Option<&'static str> {
    match (image.format, image.kind) {
        (_, Kind::SharedLibrary) => Some("library"),
        (Format::Elf | Format::MachO, Kind::PositionIndependent) => Some("pie"),
        (Format::Elf | Format::MachO, Kind::Executable) => Some("exe"),
        (Format::Pe, Kind::Executable) => Some("program"),
        _ => None,
    }
}

/// Whether a build mode gives an image of that kind. Where a C linker makes the program, `exe`
/// may well come out position independent, and Go asks for that itself on some systems.
fn fits(mode: &str, kind: &str) -> bool {
    match mode {
        "exe" | "default" => kind != "library",
        "pie" => matches!(kind, "pie" | "program" | "library"),
        "c-shared" | "shared" | "plugin" => kind == "library",
        // An archive's member, linked by whom it was given to, can be anything.
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_against_marks() {
        let mark = |value| Marked { value, says: "runtime/race.go".into(), at: None };
        for (setting, mark, want) in [
            (Some(true), Some(mark(true)), None),
            (Some(false), Some(mark(false)), None),
            (None, Some(mark(true)), None),
            (Some(true), None, None),
            (Some(true), Some(mark(false)), Some("-race is set: runtime/race.go is not in it")),
            (Some(false), Some(mark(true)), Some("-race is not set: runtime/race.go is in it")),
        ] {
            let got = Conflict::of_flag("race", "-race", setting, mark.as_ref());
            let got = got.map(|it| format!("{}: {}", it.settings, it.code));
            assert_eq!(got.as_deref(), want);
        }
    }

    #[test]
    fn what_fits_a_header() {
        for (mode, kind, want) in [
            ("exe", "exe", true),
            ("exe", "pie", true),
            ("exe", "library", false),
            ("pie", "exe", false),
            ("c-shared", "pie", false),
            ("c-archive", "exe", true),
        ] {
            assert_eq!(fits(mode, kind), want, "{mode} {kind}");
        }
        for (setting, header, want) in [
            ("linux", "android", true),
            ("illumos", "solaris", true),
            ("freebsd", "linux", true),
            ("linux", "freebsd", false),
            ("windows", "linux", false),
            ("darwin", "ios", true),
        ] {
            assert_eq!(same_system(setting, header), want, "{setting} {header}");
        }
    }
}
