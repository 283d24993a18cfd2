//! The package that a file ships in, as the package itself says.
//!
//! | kind | said in | fields |
//! | --- | --- | --- |
//! | deb, ipk | `control` in `control.tar` | `Package`, `Version`, `Architecture` |
//! | rpm | its header | tags 1000, 1003, 1001, 1002, 1022 |
//! | apk, arch | `.PKGINFO` | `pkgname`, `pkgver`, `arch` |
//! | conda | `info/index.json` | `name`, `version`, `subdir` |
//! | npm | `package/package.json` | `name`, `version`, `os`, `cpu` |
//! | wheel | `METADATA` and `WHEEL` in `NAME.dist-info` | `Name`, `Version`, `Tag` |
//! | gem | `metadata.gz` | `name`, `version`, `platform` |
//!
//! Sources: `deb-control(5)`; rpm 4.18, `rpmtag.h`; apk-tools 2.14 and pacman 6.0, `PKGBUILD(5)`;
//! conda's specification of packages; npm 9, `package.json`; PEP 427 and 566; RubyGems 3.3.

mod control;
mod gem;
#[cfg(feature = "archives")]
mod in_zip;
mod json;
mod lines;
mod pkginfo;
mod seek;
#[cfg(feature = "archives")]
mod wheel;

#[cfg(feature = "archives")]
pub(super) use in_zip::InZip;
pub(super) use seek::{Seeker, find, is_conda, stands_behind};

use crate::bytes::{Named, Text};

/// The most bytes of a file that says what a package is.
const MOST: u64 = 1 << 20;
/// The most bytes of a name, a version or an architecture.
const LONGEST: usize = 1024;

/// A kind of packages: what manages them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PackageKind {
    /// dpkg.
    Deb,
    /// opkg.
    Ipk,
    /// rpm.
    Rpm,
    /// apk, version 2.
    Apk,
    /// pacman.
    Arch,
    /// conda.
    Conda,
    /// npm.
    Npm,
    /// pip.
    Wheel,
    /// gem.
    Gem,
}

impl Named for PackageKind {
    const ALL: &'static [Self] = &[
        Self::Deb,
        Self::Ipk,
        Self::Rpm,
        Self::Apk,
        Self::Arch,
        Self::Conda,
        Self::Npm,
        Self::Wheel,
        Self::Gem,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Deb => "deb",
            Self::Ipk => "ipk",
            Self::Rpm => "rpm",
            Self::Apk => "apk",
            Self::Arch => "arch",
            Self::Conda => "conda",
            Self::Npm => "npm",
            Self::Wheel => "wheel",
            Self::Gem => "gem",
        }
    }
}

/// A package, as it says itself. Contains untrusted text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Package {
    /// What manages it.
    pub kind: PackageKind,
    /// Its name.
    pub name: Text,
    /// Its version, with all that the package manager counts to it: `1:2.3-4`.
    pub version: Text,
    /// The processor that it is for, or the system and the processor, in the words of the package
    /// manager; `None` where it does not say.
    pub architecture: Option<Text>,
}

impl Package {
    /// A package; `None` where name or version are missing, or a text is too long to be what it
    /// should.
    pub(crate) fn new(
        kind: PackageKind,
        name: &[u8],
        version: &[u8],
        architecture: Option<&[u8]>,
    ) -> Option<Self> {
        let text = |bytes: &[u8]| (1..=LONGEST).contains(&bytes.len()).then(|| Text::from(bytes));
        let architecture = match architecture {
            Some(it) if !it.is_empty() => Some(text(it)?),
            _ => None,
        };
        Some(Self { kind, name: text(name)?, version: text(version)?, architecture })
    }
}
