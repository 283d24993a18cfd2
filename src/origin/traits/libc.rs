//! Which C library a program needs, and how new it must be.
//!
//! The interpreter names the library; each version of a symbol that the program needs of glibc is
//! named `GLIBC_2.34`, and the highest is the oldest glibc on which the program starts. Source: the
//! interpreters that Go's linker writes (`cmd/internal/obj` and `cmd/link/internal/*/asm.go`, Go
//! 1.27.3), those of musl, uClibc and Android, and glibc's `elf/dl-version.c` for the meaning.

use std::fmt;

use crate::bytes::{Named, Text};
use crate::image::{Dynamic, Image, VersionNeed};

/// A C library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CLibrary {
    /// The GNU C library.
    Glibc,
    /// musl.
    Musl,
    /// uClibc, or uClibc-ng.
    Uclibc,
    /// Android's.
    Bionic,
}

impl Named for CLibrary {
    const ALL: &'static [Self] = &[Self::Glibc, Self::Musl, Self::Uclibc, Self::Bionic];

    fn name(self) -> &'static str {
        match self {
            Self::Glibc => "glibc",
            Self::Musl => "musl",
            Self::Uclibc => "uclibc",
            Self::Bionic => "bionic",
        }
    }
}

/// A version of glibc, such as 2.34.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GlibcVersion {
    /// 2.
    pub major: u32,
    /// 34.
    pub minor: u32,
    /// Mostly 0: 2.2.5 is the oldest of amd64.
    pub patch: u32,
}

impl GlibcVersion {
    /// The version that `text` names: two or three numbers.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| {
            let plain = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|_| plain)
        });
        let (major, minor) = (parts.next()??, parts.next()??);
        let patch = parts.next().unwrap_or(Some(0))?;
        parts.next().is_none().then_some(Self { major, minor, patch })
    }

    /// The oldest glibc that has symbols of this version. Since 2.36 the linker asks by a name
    /// without a number for a loader that understands packed relocations.
    fn of_symbol(version: &Text) -> Option<Self> {
        match version.as_str()?.strip_prefix("GLIBC_")? {
            "ABI_DT_RELR" => Some(Self { major: 2, minor: 36, patch: 0 }),
            number => Self::parse(number),
        }
    }
}

impl fmt::Display for GlibcVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        if self.patch == 0 { Ok(()) } else { write!(f, ".{}", self.patch) }
    }
}

/// The version that decides how new glibc must be: the highest that is not weak.
pub(super) fn glibc_floor(dynamic: &Dynamic) -> Option<(GlibcVersion, VersionNeed)> {
    let needed = dynamic.versions.iter().filter(|it| !it.weak);
    needed
        .filter_map(|it| Some((GlibcVersion::of_symbol(&it.version)?, it)))
        .max_by_key(|(version, _)| *version)
        .map(|(version, need)| (version, need.clone()))
}

/// The C library by the interpreter; `None` for those of other systems, which have but one.
pub(super) fn by_interpreter(image: &Image) -> Option<CLibrary> {
    const LIBRARIES: [(&str, CLibrary); 7] = [
        ("/ld-musl-", CLibrary::Musl),
        ("/ld-uClibc", CLibrary::Uclibc),
        ("/ld64-uClibc", CLibrary::Uclibc),
        ("/system/bin/linker", CLibrary::Bionic),
        ("/ld-linux", CLibrary::Glibc),
        ("/ld64.so.", CLibrary::Glibc),
        ("/lib/ld.so.1", CLibrary::Glibc),
    ];
    let path = image.interpreter.as_ref()?.as_str()?;
    // Solaris has a loader of the same name elsewhere.
    let library = LIBRARIES.iter().find(|(part, _)| path.contains(part));
    library.map(|(_, name)| *name).filter(|_| !path.starts_with("/usr/lib"))
}

/// The C library by the libraries that the loader must find, for those without an interpreter.
pub(super) fn by_libraries(dynamic: &Dynamic) -> Option<CLibrary> {
    dynamic.needed.iter().find_map(|name| match name.as_bytes() {
        b"libc.so.6" | b"libc.so.6.1" => Some(CLibrary::Glibc),
        b"libc.so.0" | b"libc.so.1" => Some(CLibrary::Uclibc),
        name if name.starts_with(b"libc.musl-") => Some(CLibrary::Musl),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::PartOffset;

    #[test]
    fn versions_of_glibc() {
        for (text, want) in [
            ("2.34", Some("2.34")),
            ("2.2.5", Some("2.2.5")),
            ("2.4.0", Some("2.4")),
            ("2", None),
            ("2.", None),
            ("2.x", None),
            ("+2.3", None),
            ("2.3.4.5", None),
            ("PRIVATE", None),
        ] {
            let got = GlibcVersion::parse(text).map(|it| it.to_string());
            assert_eq!(got.as_deref(), want, "{text}");
        }
        assert!(GlibcVersion::parse("2.4") < GlibcVersion::parse("2.34"));
    }

    #[test]
    fn the_floor_is_the_highest_version_that_is_not_weak() {
        let need = |(version, weak): &(&str, bool)| VersionNeed {
            library: Text::from("libc.so.6"),
            version: Text::from(*version),
            weak: *weak,
            at: PartOffset(0),
        };
        for (versions, want) in [
            (&[("GLIBC_2.3.2", false), ("GLIBC_2.17", false)][..], Some("2.17")),
            (&[("GLIBC_2.34", true), ("GLIBC_2.9", false)], Some("2.9")),
            (&[("GLIBC_ABI_DT_RELR", false), ("GLIBC_2.9", false)], Some("2.36")),
            (&[("GLIBC_PRIVATE", false)], None),
            (&[("LIBSSL_1.1", false)], None),
            (&[], None),
        ] {
            let versions: Vec<_> = versions.iter().map(need).collect();
            let dynamic = Dynamic { versions, ..Dynamic::default() };
            let got = glibc_floor(&dynamic).map(|(version, _)| version.to_string());
            assert_eq!(got.as_deref(), want, "{dynamic:?}");
        }
    }
}
