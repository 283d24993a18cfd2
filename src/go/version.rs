//! The version that the runtime of a program gives, and ranges of releases.

use std::fmt;
use std::sync::LazyLock;

use regex::bytes::Regex;

use super::release::Release;
use crate::bytes::Text;

/// The longest text that counts as a version: real ones take at most 100 bytes, with the commit and
/// date of a development build.
const LONGEST: usize = 256;

/// What `runtime.Version()` of the program answers, such as `go1.22.3`,
/// `go1.21.11 (Red Hat …)`, `go1.22.5 X:boringcrypto` or `devel go1.20-abc Thu …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoVersion {
    text: Text,
    /// Asked for many times.
    release: Option<Release>,
}

impl GoVersion {
    /// The version, if the text can be one: printable, not too long, and with the beginning of
    /// released and development versions. `unknown` is what obfuscators write.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let plausible = text.len() <= LONGEST
            && std::str::from_utf8(text).is_ok_and(|text| {
                let starts = text.starts_with("go") && text.chars().any(|c| c.is_ascii_digit());
                !text.chars().any(char::is_control)
                    && (starts || text.starts_with("devel") || text == "unknown")
            });
        plausible.then(|| Self::of(Text::from(text)))
    }

    fn of(text: Text) -> Self {
        let release = text.as_str().and_then(Release::parse);
        Self { text, release }
    }

    /// The text as embedded.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The release that it names; `None` where it names none (`devel +abc`, `unknown`).
    pub fn release(&self) -> Option<Release> {
        self.release
    }

    /// Whether the text is what obfuscators put in the place of a version.
    pub fn is_unknown(&self) -> bool {
        self.text.as_bytes() == b"unknown"
    }

    /// Whether the text is exactly the name of a release: `go1.`, a number, perhaps a patch or a
    /// pre-release, and nothing else.
    pub fn is_plain_release(text: &[u8]) -> bool {
        static RELEASE: LazyLock<Option<Regex>> = LazyLock::new(|| {
            Regex::new(r"^go1\.[0-9]{1,3}(\.[0-9]{1,3}|(rc|beta)[0-9]{1,3})?$").ok()
        });
        RELEASE.as_ref().is_some_and(|release| release.is_match(text))
    }
}

impl fmt::Display for GoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

/// The releases that can have built a binary, by the layout of its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleaseRange {
    /// The oldest.
    pub from: Release,
    /// The newest; `None` where the newest release known to this program still fits.
    pub to: Option<Release>,
}

impl ReleaseRange {
    /// Go 1.`from` to 1.`to`, with all their patch releases. A `from` of 0 stands for any earlier
    /// release, no `to` for any later one.
    pub const fn minors(from: u32, to: Option<u32>) -> Self {
        let to = match to {
            Some(minor) => Some(Release::new(1, minor, 0)),
            None => None,
        };
        Self { from: Release::new(1, from, 0), to }
    }

    /// Whether `release`, or a patch release of the same minor, is one of these.
    pub fn contains(&self, release: Release) -> bool {
        let minor = |release: Release| (release.major, release.minor);
        minor(self.from) <= minor(release) && self.to.is_none_or(|to| minor(release) <= minor(to))
    }

    /// The releases that are in both; `None` where there is none.
    pub fn both(self, other: Self) -> Option<Self> {
        let from = self.from.max(other.from);
        let to = match (self.to, other.to) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        to.is_none_or(|to| from <= to).then_some(Self { from, to })
    }
}

impl fmt::Display for ReleaseRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) if to == self.from => write!(f, "{to}"),
            Some(to) if self.from.minor == 0 => write!(f, "{to} or older"),
            Some(to) => write!(f, "{} to {to}", self.from),
            None => write!(f, "{} or later", self.from),
        }
    }
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let range = ReleaseRange::minors;
        for (one, other, both) in [
            (range(18, Some(25)), range(0, Some(20)), Some("go1.18 to go1.20")),
            (range(26, None), range(0, None), Some("go1.26 or later")),
            (range(0, Some(20)), range(0, Some(22)), Some("go1.20 or older")),
            (range(21, None), range(0, Some(21)), Some("go1.21")),
            (range(22, None), range(0, Some(21)), None),
        ] {
            assert_eq!(one.both(other).map(|it| it.to_string()).as_deref(), both);
            assert_eq!(other.both(one).map(|it| it.to_string()).as_deref(), both);
        }
        for (minor, patch, inside) in
            [(17, 9, false), (18, 0, true), (20, 14, true), (21, 0, false)]
        {
            let got = range(18, Some(20)).contains(Release::new(1, minor, patch));
            assert_eq!(got, inside, "1.{minor}.{patch}");
        }
    }

    #[test]
    fn parse_and_release() {
        for (text, want) in [
            (&b"go1.22.3"[..], Some(Some((22, 3)))),
            (b"go1.9rc1", Some(Some((9, 0)))),
            (b"go1.21.11 (Red Hat 1.21.11-1.module_el8)", Some(Some((21, 11)))),
            (b"go1.22.5 X:boringcrypto", Some(Some((22, 5)))),
            (b"devel go1.20-a1b2 Thu Nov 3 2022", Some(Some((20, 0)))),
            (b"devel +a1b2 Thu Nov 3 2016", Some(None)),
            (b"unknown", Some(None)),
            (b"go.mod", None),
            (b"v1.2.3", None),
            (b"go1.2\n", None),
            (b"", None),
        ] {
            let got = GoVersion::parse(text).map(|v| v.release().map(|it| (it.minor, it.patch)));
            assert_eq!(got, want, "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn plain_releases() {
        for (text, want) in [
            ("go1.7.4", true),
            ("go1.20", true),
            ("go1.9rc1", true),
            ("go1.21beta2", true),
            ("go1.", false),
            ("go1", false),
            ("go1.20.", false),
            ("go1.x", false),
            ("go1.20 and later", false),
            ("go1.20.1.2", false),
        ] {
            assert_eq!(GoVersion::is_plain_release(text.as_bytes()), want, "{text}");
        }
    }
}
