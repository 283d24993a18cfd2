//! What the build settings say of how a program was built. Go 1.18 and later write them; a flag
//! that was not given is not among them.
//!
//! | setting | since |
//! | --- | --- |
//! | `-race`, `-msan`, `-asan`, `-gcflags`, `-ldflags`, `-trimpath`, `CGO_ENABLED`, `GOOS`, `GOARCH`, `GOEXPERIMENT`, `GOAMD64` and its like | 1.18 |
//! | `-buildmode` | 1.20 |
//! | `-cover`, which is 1.20's | 1.23 or 1.24 |
//! | `GOFIPS140` | 1.24 |
//!
//! Source: `cmd/go/internal/load/pkg.go` (`setBuildInfo`), Go 1.19.8–1.27.3; `-cover` is missing in
//! programs of Go 1.21.13 and there in those of 1.24.11.

use crate::bytes::Text;
use crate::evidence::ModuleInfo;
use crate::go::Release;

/// The names of settings for the level of a processor.
const LEVELS: [&[u8]; 10] = [
    b"GOAMD64",
    b"GOARM64",
    b"GOARM",
    b"GO386",
    b"GOMIPS",
    b"GOMIPS64",
    b"GOPPC64",
    b"GORISCV64",
    b"GOWASM",
    b"GOLOONG64",
];

/// The settings that traits are read from; `None` where a setting is not there or is not UTF-8.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Settings<'m> {
    /// There is at least one setting: the go command recorded how it built.
    pub(super) known: bool,
    pub(super) race: Option<&'m str>,
    pub(super) msan: Option<&'m str>,
    pub(super) asan: Option<&'m str>,
    pub(super) cover: Option<&'m str>,
    pub(super) trimpath: Option<&'m str>,
    pub(super) cgo: Option<&'m str>,
    pub(super) gcflags: Option<&'m str>,
    pub(super) ldflags: Option<&'m str>,
    pub(super) build_mode: Option<&'m str>,
    pub(super) goos: Option<&'m str>,
    pub(super) goarch: Option<&'m str>,
    pub(super) experiments: Option<&'m str>,
    pub(super) fips: Option<&'m str>,
    pub(super) godebug: Option<&'m str>,
    /// The name and the value of the setting for the level of the processor.
    pub(super) level: Option<(&'m str, &'m str)>,
}

impl<'m> Settings<'m> {
    /// Reads them in one pass.
    pub(super) fn of(modules: Option<&'m ModuleInfo>) -> Self {
        let mut found = Self::default();
        for (key, value) in modules.into_iter().flat_map(|modules| &modules.settings) {
            found.known = true;
            let place = match key.as_bytes() {
                b"-race" => &mut found.race,
                b"-msan" => &mut found.msan,
                b"-asan" => &mut found.asan,
                b"-cover" => &mut found.cover,
                b"-trimpath" => &mut found.trimpath,
                b"-gcflags" => &mut found.gcflags,
                b"-ldflags" => &mut found.ldflags,
                b"-buildmode" => &mut found.build_mode,
                b"CGO_ENABLED" => &mut found.cgo,
                b"GOOS" => &mut found.goos,
                b"GOARCH" => &mut found.goarch,
                b"GOEXPERIMENT" => &mut found.experiments,
                b"GOFIPS140" => &mut found.fips,
                b"DefaultGODEBUG" => &mut found.godebug,
                key if key.starts_with(b"GO") && LEVELS.contains(&key) => {
                    found.level = std::str::from_utf8(key).ok().zip(value.as_str());
                    continue;
                }
                _ => continue,
            };
            *place = place.or(value.as_str());
        }
        found
    }

    /// Whether a flag was given; `None` where the go command did not record its flags.
    pub(super) fn flag(self, value: Option<&str>) -> Option<bool> {
        value.map(|value| value == "true").or(self.known.then_some(false))
    }

    /// Whether some package was compiled without optimisation: `-gcflags` with `-N`, for any pattern.
    pub(super) fn unoptimised(self) -> Option<bool> {
        let words = |flags: &str| {
            let mut words = flags.split([' ', '=', '\'', '"']);
            words.any(|word| word == "-N")
        };
        self.gcflags.map(words).or(self.known.then_some(false))
    }

    /// The mode of FIPS 140 that the program starts in, `//go:debug fips140=…` or what follows from
    /// `GOFIPS140`. `DefaultGODEBUG` names it where it is not `off`, or where `off` was asked for.
    /// Seen so in Go 1.24.11 and 1.27.3; `None` before Go 1.24, which has no mode.
    pub(super) fn fips_mode(self, release: Option<Release>) -> Option<&'static str> {
        const MODES: [&str; 4] = ["off", "on", "only", "debug"];
        let named = self.godebug.filter(|it| it.contains("fips140="));
        let asked = named.unwrap_or_default().split(',').rev();
        let asked = asked.filter_map(|it| it.strip_prefix("fips140=")).next();
        if let Some(mode) = asked {
            return MODES.into_iter().find(|it| *it == mode);
        }
        if self.fips.is_some_and(|module| module != "off") {
            return Some("on");
        }
        let has_modes = release.is_some_and(|it| it >= Release::new(1, 24, 0));
        (self.known && has_modes).then_some("off")
    }

    /// The linker that `-ldflags` asks for: `internal` or `external`; `None` where it names none.
    pub(super) fn link_mode(self) -> Option<&'m str> {
        let mut words = self.ldflags?.split([' ', '\'', '"']);
        let mode = words.find_map(|word| {
            let word = word.strip_prefix("--").or(word.strip_prefix('-'))?;
            word.strip_prefix("linkmode=")
        });
        mode.filter(|mode| matches!(*mode, "internal" | "external"))
    }
}

/// The experiments that a version names behind `X:`, and those of the setting, each once.
pub(super) fn experiments(version: Option<&Text>, setting: Option<&str>) -> Vec<String> {
    let version = version.and_then(Text::as_str).unwrap_or_default();
    // Seen behind a space in Go 1.19 to 1.24, behind a hyphen in Go 1.27.
    let suffix = [" X:", "-X:"].iter().find_map(|mark| version.split_once(mark));
    let suffix = suffix.map(|(_, rest)| rest).unwrap_or_default();
    let suffix = suffix.split(' ').next().unwrap_or_default();
    let mut names: Vec<String> = Vec::new();
    for name in suffix.split(',').chain(setting.unwrap_or_default().split(',')) {
        let name = name.trim();
        // `none` turns off those that are on by default, which the version lists.
        if !matches!(name, "" | "none") && !names.iter().any(|it| it == name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Limits, PartOffset};

    fn module(text: &str) -> ModuleInfo {
        ModuleInfo::parse(text.as_bytes(), PartOffset(0), &Limits::default()).unwrap()
    }

    #[test]
    fn settings_are_read_once_and_absence_is_an_answer() {
        let module = module(
            "build\t-compiler=gc\nbuild\t-race=true\nbuild\tGOARM64=v8.0,lse\n\
             build\t-gcflags=\"all=-N -l\"\nbuild\t-ldflags=\"-s -linkmode=external\"\n",
        );
        let read = Settings::of(Some(&module));
        assert_eq!(read.flag(read.race), Some(true));
        assert_eq!(read.flag(read.msan), Some(false));
        assert_eq!(read.level, Some(("GOARM64", "v8.0,lse")));
        assert_eq!(read.unoptimised(), Some(true));
        assert_eq!(read.link_mode(), Some("external"));
        let none = Settings::of(None);
        assert_eq!((none.flag(none.race), none.unoptimised()), (None, None));
    }

    #[test]
    fn unoptimised_builds() {
        for (flags, want) in [
            ("all=-N -l", true),
            ("-N", true),
            ("-l", false),
            ("-d=checkptr=0", false),
            ("'example.com/a=-N'", true),
            ("-NoSuchFlag", false),
        ] {
            let settings = Settings { gcflags: Some(flags), known: true, ..Settings::default() };
            assert_eq!(settings.unoptimised(), Some(want), "{flags}");
        }
    }

    #[test]
    fn modes_of_fips() {
        for (module, godebug, minor, want) in [
            (None, None, 27, Some("off")),
            (None, Some("tlssha1=1,fips140=only,x=1"), 27, Some("only")),
            (None, Some("fips140=off"), 24, Some("off")),
            (Some("v1.0.0-c2097c7c"), Some("fips140=on"), 24, Some("on")),
            (Some("v1.0.0-c2097c7c"), Some("fips140=off"), 24, Some("off")),
            (Some("latest"), None, 24, Some("on")),
            (Some("off"), None, 24, Some("off")),
            (None, Some("fips140=often"), 24, None),
            (None, None, 23, None),
        ] {
            let settings = Settings { fips: module, godebug, known: true, ..Settings::default() };
            let got = settings.fips_mode(Some(Release::new(1, minor, 0)));
            assert_eq!(got, want, "{module:?} {godebug:?} 1.{minor}");
        }
        assert_eq!(Settings::default().fips_mode(Some(Release::new(1, 27, 0))), None);
    }

    #[test]
    fn experiments_of_the_version_and_of_the_setting() {
        for (version, setting, want) in [
            ("go1.22.5 X:boringcrypto", None, &["boringcrypto"][..]),
            ("go1.27.3-X:nodwarf5,arenas", Some("arenas,x"), &["nodwarf5", "arenas", "x"]),
            ("go1.21.13 (Red Hat 1)", None, &[]),
            ("go1.22.5", Some(""), &[]),
            ("go1.22.5", Some("none"), &[]),
            ("go1.27.3-X:nodwarf5", Some("none"), &["nodwarf5"]),
        ] {
            assert_eq!(experiments(Some(&Text::from(version)), setting), want, "{version}");
        }
    }
}
