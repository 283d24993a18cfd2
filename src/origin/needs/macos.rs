//! Which macOS a program needs.
//!
//! | since Go | oldest macOS |
//! | --- | --- |
//! | 1.11 | 10.10 |
//! | 1.13 | 10.11 |
//! | 1.15 | 10.12 |
//! | 1.17 | 10.13 |
//! | 1.21 | 10.15 |
//! | 1.23 | 11 |
//! | 1.25 | 12 |
//! | 1.27 | 13 |
//!
//! Source: the section Ports of each release's notes (`go.dev/doc/go1.N#darwin`), and for 1.27
//! `cmd/link/internal/ld/macho.go`. What the linker itself writes into `LC_BUILD_VERSION` may be
//! older: programs of Go 1.21 and 1.22 for amd64 say 10.13 there. On arm64 macOS starts with 11.

use std::fmt;

use crate::go::Release;
use crate::image::{Format, Image, Platform};
use crate::origin::conclude::Origin;
use crate::origin::version::known::KnownVersion;

/// A version of macOS, such as 10.15 or 26.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MacosVersion {
    /// 26.
    pub major: u32,
    /// 1.
    pub minor: u32,
}

impl MacosVersion {
    /// The version that `text` names: one to three numbers, of which two count.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| {
            let plain = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|_| plain)
        });
        let (major, minor) = (parts.next()??, parts.next().unwrap_or(Some(0))?);
        parts.next().unwrap_or(Some(0))?;
        parts.next().is_none().then_some(Self { major, minor })
    }

    /// The oldest macOS that a release of Go supports; `None` before Go 1.11.
    pub fn of_release(release: Release) -> Option<Self> {
        const TABLE: [(u32, u32, u32); 8] = [
            (27, 13, 0),
            (25, 12, 0),
            (23, 11, 0),
            (21, 10, 15),
            (17, 10, 13),
            (15, 10, 12),
            (13, 10, 11),
            (11, 10, 10),
        ];
        let row = TABLE.iter().find(|(since, ..)| release >= Release::new(1, *since, 0));
        row.map(|(_, major, minor)| Self { major: *major, minor: *minor })
    }

    fn of_header(platform: Platform) -> Self {
        let [_, _, minor, _] = platform.oldest.to_be_bytes();
        Self { major: platform.oldest.wrapping_shr(16), minor: minor.into() }
    }
}

impl fmt::Display for MacosVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.major)?;
        if self.minor == 0 { Ok(()) } else { write!(f, ".{}", self.minor) }
    }
}

/// The first macOS whose loader refuses programs without an `LC_UUID`: 26. Seen in reports on
/// programs of Go 1.18 to 1.23; macOS 15 started them.
pub(crate) const MACOS_NEEDS_UUID: MacosVersion = MacosVersion { major: 26, minor: 0 };

/// What a program asks of macOS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MacosNeeds {
    /// The oldest version by the program's own header.
    pub by_header: Option<MacosVersion>,
    /// The oldest version that its Go release supports, and that release.
    pub by_release: Option<(MacosVersion, Release)>,
    /// There is an `LC_UUID`.
    pub has_uuid: bool,
    /// It is for arm64 and has no signature, without which no such program starts.
    pub lacks_signature: bool,
}

impl MacosNeeds {
    /// What a program for macOS asks of it; `None` for any other, and where the headers are damaged.
    pub(crate) fn of(evidence: &Origin) -> Option<Self> {
        let image = &evidence.image;
        if image.format != Format::MachO || !image.damage.is_empty() || !is_loaded(image) {
            return None;
        }
        let platform = image.loading.platform;
        if platform.map_or(image.goos != Some("darwin"), |it| it.number != 1) {
            return None;
        }
        let release = evidence.version.as_ref().and_then(KnownVersion::release);
        let by_release = release.and_then(|it| Some((MacosVersion::of_release(it)?, it)));
        Some(Self {
            by_header: platform.map(MacosVersion::of_header),
            by_release,
            has_uuid: image.uuid.is_some(),
            lacks_signature: image.goarch == Some("arm64") && image.signature.is_none(),
        })
    }

    /// The oldest macOS that will do, and what says so; `None` where nothing does.
    pub(crate) fn oldest(&self) -> Option<(MacosVersion, String)> {
        let header = self.by_header.map(|it| (it, format!("its header says macOS {it}")));
        let release = self.by_release;
        let release = release.map(|(it, by)| (it, format!("{by} supports macOS {it} and later")));
        header.into_iter().chain(release).max_by_key(|(version, _)| *version)
    }
}

/// Whether the system's loader starts it, or loads it into a program.
fn is_loaded(image: &Image) -> bool {
    use crate::image::Kind;
    matches!(image.kind, Kind::Executable | Kind::PositionIndependent | Kind::SharedLibrary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for (text, want) in [
            ("26", Some("26")),
            ("26.1", Some("26.1")),
            ("10.15.7", Some("10.15")),
            ("10.15.7.1", None),
            ("11.", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(MacosVersion::parse(text).map(|it| it.to_string()).as_deref(), want);
        }
    }

    #[test]
    fn the_oldest_macos_of_each_release() {
        for (release, want) in [
            ("go1.10.8", None),
            ("go1.12.9", Some("10.10")),
            ("go1.16.3", Some("10.12")),
            ("go1.20.14", Some("10.13")),
            ("go1.22.10", Some("10.15")),
            ("go1.24.11", Some("11")),
            ("go1.26.6", Some("12")),
            ("go1.27.3", Some("13")),
            ("go1.30", Some("13")),
        ] {
            let oldest = MacosVersion::of_release(Release::parse(release).unwrap());
            assert_eq!(oldest.map(|it| it.to_string()).as_deref(), want, "{release}");
        }
    }

    #[test]
    fn the_newer_of_header_and_release_counts() {
        let version = |text| MacosVersion::parse(text).unwrap();
        let release = (version("10.15"), Release::new(1, 22, 10));
        for (header, release, want) in [
            (Some("10.13"), Some(release), Some("go1.22.10 supports macOS 10.15 and later")),
            (Some("11"), Some(release), Some("its header says macOS 11")),
            (Some("11"), None, Some("its header says macOS 11")),
            (None, None, None),
        ] {
            let needs = MacosNeeds {
                by_header: header.map(version),
                by_release: release,
                has_uuid: true,
                lacks_signature: false,
            };
            assert_eq!(needs.oldest().map(|(_, why)| why).as_deref(), want);
        }
    }
}
