//! The version of Go as the database spells it: `go1.21rc2` is 1.21.0-rc.2.

use crate::go::plain_version;

/// A version of Go in the database's spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoSemver {
    /// The version, as in the events of `stdlib`.
    pub version: String,
    /// What a vendor added, which may stand for fixes that the number does not tell: `Red Hat`'s,
    /// `-google`. Experiments are not one.
    pub is_of_vendor: bool,
}

impl GoSemver {
    /// The version that a program states; `None` for development versions and whatever names no
    /// release.
    ///
    /// A pre-release keeps its kind (`beta` is older than `rc`), so that it lies above the lower bound
    /// `1.N.0-0` of its line.
    pub fn of(stated: &str) -> Option<Self> {
        let stated = stated.trim();
        let first = stated.split_whitespace().next()?;
        let (plain, suffix) = match first.split_once('-') {
            Some((plain, suffix)) => (plain, suffix),
            None => (first, ""),
        };
        debug_assert!(first == "devel" || plain == plain_version(first));
        if suffix.starts_with("devel") {
            return None;
        }
        let version = semver(plain.strip_prefix("go")?)?;
        let words = stated.get(first.len()..).unwrap_or_default().trim();
        let is_experiment = |it: &str| it.is_empty() || it.starts_with("X:");
        let is_of_vendor = !is_experiment(suffix) || !is_experiment(words);
        Some(Self { version, is_of_vendor })
    }
}

fn semver(number: &str) -> Option<String> {
    let end = number.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(number.len());
    let (number, pre) = number.split_at_checked(end)?;
    let parts: Vec<&str> = number.split('.').collect();
    let is_number = |it: &&str| !it.is_empty() && (*it == "0" || !it.starts_with('0'));
    if parts.len() > 3 || !parts.iter().all(is_number) {
        return None;
    }
    let part = |at: usize| parts.get(at).copied().unwrap_or("0");
    let release = format!("{}.{}.{}", part(0), part(1), part(2));
    if pre.is_empty() {
        return Some(release);
    }
    let kind = ["rc", "beta"].into_iter().find(|kind| pre.starts_with(kind))?;
    let count = pre.strip_prefix(kind)?;
    let is_count = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
    is_count.then(|| format!("{release}-{kind}.{}", count.trim_start_matches('0')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vuln::Semver;

    #[test]
    fn as_the_database_spells_it() {
        for (stated, want) in [
            ("go1.22.3", Some(("1.22.3", false))),
            ("go1.22", Some(("1.22.0", false))),
            ("go1", Some(("1.0.0", false))),
            ("go1.21rc2", Some(("1.21.0-rc.2", false))),
            ("go1.21beta1", Some(("1.21.0-beta.1", false))),
            ("go1.26.6-X:nodwarf5", Some(("1.26.6", false))),
            ("go1.22.5 X:boringcrypto", Some(("1.22.5", false))),
            ("go1.25.7 (Red Hat 1.25.7-1.el9)", Some(("1.25.7", true))),
            ("go1.25.0-google", Some(("1.25.0", true))),
            ("go1.25.0-microsoft X:systemcrypto", Some(("1.25.0", true))),
            ("devel go1.24-abc123 Mon Jan 1 2025", None),
            ("devel +abc Thu", None),
            ("go1.26-devel_0123456789 Tue Aug 5 2025", None),
            ("unknown", None),
            ("go1.x", None),
            ("go1.2.3.4", None),
            ("go1.22rc", None),
            ("go1.022", None),
            ("", None),
        ] {
            let got = GoSemver::of(stated);
            let got = got.as_ref().map(|it| (&*it.version, it.is_of_vendor));
            assert_eq!(got, want, "{stated}");
            if let Some((version, _)) = got {
                assert!(Semver::parse(version).is_some(), "{version}");
            }
        }
    }

    #[test]
    fn pre_releases_lie_within_their_line() {
        let version = |text: &'static str| Semver::parse(text).unwrap();
        let of = |stated| GoSemver::of(stated).unwrap().version;
        for stated in ["go1.21beta1", "go1.21rc1", "go1.21rc4"] {
            let got = of(stated);
            let got = Semver::parse(&got).unwrap();
            assert!(version("1.21.0-0") < got && got < version("1.21.0"), "{stated}");
        }
        assert!(Semver::parse(&of("go1.21beta1")) < Semver::parse(&of("go1.21rc1")));
    }
}
