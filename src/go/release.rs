//! Go versions as the go command spells them: which release one names, and which are the same.

use std::fmt;

/// A Go release: `go1.22.10` is 1.22.10, and so are builds of it by vendors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    /// The first number: 1.
    pub major: u32,
    /// The second number: 22.
    pub minor: u32,
    /// The third number: 10; 0 where the version has none.
    pub patch: u32,
}

impl Release {
    /// The release that `version` names; a release candidate counts as its release. `None` where it
    /// names none, as in `devel +abc123`.
    pub fn parse(version: &str) -> Option<Self> {
        let plain = plain_version(version);
        let digits = plain.strip_prefix("devel ").unwrap_or(plain).strip_prefix("go")?;
        let mut parts = digits.splitn(3, '.').map(leading_number);
        let major = parts.next()??;
        let minor = parts.next().unwrap_or(Some(0))?;
        let patch = parts.next().flatten().unwrap_or(0);
        Some(Self { major, minor, patch })
    }

    /// The release that a user names: `1.22`, `1.22.3`, also with `go` in front.
    pub fn of_user(text: &str) -> Option<Self> {
        let number = text.strip_prefix("go").unwrap_or(text);
        let is_plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let release = || Self::parse(&format!("go{number}"));
        (is_plain && number.contains('.')).then(release).flatten()
    }

    /// The release of that number.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }
}

impl fmt::Display for Release {
    /// As the go command spells it, without a patch number of 0.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "go{}.{}", self.major, self.minor)?;
        if self.patch == 0 { Ok(()) } else { write!(f, ".{}", self.patch) }
    }
}

fn leading_number(text: &str) -> Option<u32> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

/// A version without the additions of vendors and experiments: `go1.26.6 X:nodwarf5`, `go1.21.13
/// (Red Hat 1.21.13-2)` and `go1.25.0-microsoft` become `go1.26.6`, `go1.21.13` and `go1.25.0`.
/// Development versions keep the commit: `devel go1.24-abc123`.
pub(crate) fn plain_version(version: &str) -> &str {
    let version = version.trim();
    let (start, development) = match version.strip_prefix("devel ") {
        Some(_) => ("devel ".len(), true),
        None => (0, false),
    };
    let rest = version.get(start..).unwrap_or_default();
    let ends = |c: char| c.is_whitespace() || (c == '-' && !development);
    let length = rest.find(ends).unwrap_or(rest.len());
    version.get(..start.saturating_add(length)).unwrap_or(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases() {
        for (version, want) in [
            ("go1.22.10", Some((1, 22, 10))),
            ("go1.19.8", Some((1, 19, 8))),
            ("go1.21", Some((1, 21, 0))),
            ("go1.22rc1", Some((1, 22, 0))),
            ("go1.26.6 X:nodwarf5", Some((1, 26, 6))),
            ("go1.21.13 (Red Hat 1.21.13-2.el9)", Some((1, 21, 13))),
            ("go1.25.0-microsoft", Some((1, 25, 0))),
            ("go1.22.3-1", Some((1, 22, 3))),
            ("devel go1.24-abc123 Mon Jan 1 2025", Some((1, 24, 0))),
            ("devel +abc123", None),
            ("go1.99999999999", None),
            ("go", None),
            ("", None),
        ] {
            let got = Release::parse(version);
            let want = want.map(|(major, minor, patch)| Release::new(major, minor, patch));
            assert_eq!(got, want, "{version:?}");
        }
    }

    #[test]
    fn plain_versions() {
        for (version, want) in [
            ("go1.22.10", "go1.22.10"),
            ("go1.26.6 X:nodwarf5", "go1.26.6"),
            ("go1.21.13 (Red Hat 1.21.13-2.el9)", "go1.21.13"),
            ("go1.25.0-microsoft", "go1.25.0"),
            ("devel go1.24-abc123 Mon Jan 1", "devel go1.24-abc123"),
            ("  go1.20\n", "go1.20"),
            ("", ""),
        ] {
            assert_eq!(plain_version(version), want, "{version:?}");
        }
    }
}
