//! Go's own order of its versions, which decides whether a toolchain is new enough.
//!
//! `1.21 < 1.21rc1 < 1.21.0`: since 1.21 a version without a patch number names the language, and
//! every release of it is newer. Numbers are compared as decimal text, however long.
//!
//! Source: `internal/gover/gover.go`, the same in Go 1.21.13 to 1.27.3; `FromToolchain` in
//! `cmd/go/internal/gover/toolchain.go`.

use std::cmp::Ordering;

/// A version in its parts; all empty for a text that is not a version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Version<'v> {
    major: &'v str,
    minor: &'v str,
    patch: &'v str,
    kind: &'v str,
    pre: &'v str,
}

/// Whether `one` is older or newer than `other`, both without `go` in front. A text that is not a
/// version is older than any.
pub(crate) fn compare(one: &str, other: &str) -> Ordering {
    let (one, other) = (parse(one).unwrap_or_default(), parse(other).unwrap_or_default());
    number(one.major, other.major)
        .then_with(|| number(one.minor, other.minor))
        .then_with(|| number(one.patch, other.patch))
        .then_with(|| one.kind.cmp(other.kind))
        .then_with(|| number(one.pre, other.pre))
}

/// Whether a version names the language, not a release: `1.21`, but neither `1.20` nor `1.21.0`.
pub(crate) fn is_language(version: &str) -> bool {
    parse(version).is_some_and(|it| it.patch.is_empty() && it.kind.is_empty() && it.pre.is_empty())
}

/// Whether Go accepts the text as a version.
pub(crate) fn is_valid(version: &str) -> bool {
    parse(version).is_some()
}

/// The version in a toolchain's name: 1.2.3 for `go1.2.3` and `go1.2.3-custom`.
pub(crate) fn of_toolchain(name: &str) -> Option<&str> {
    if name.contains(['/', '\\']) {
        return None;
    }
    let version = name.strip_prefix("go")?.split([' ', '\t', '-']).next()?;
    is_valid(version).then_some(version)
}

fn parse(text: &str) -> Option<Version<'_>> {
    let (major, rest) = integer(text)?;
    let mut version = Version { major, ..Version::default() };
    if rest.is_empty() {
        return Some(Version { minor: "0", patch: "0", ..version });
    }
    let (minor, rest) = integer(rest.strip_prefix('.')?)?;
    version.minor = minor;
    if rest.is_empty() {
        // Before 1.21 a version without a patch number was the first release.
        version.patch = if number(minor, "21").is_lt() { "0" } else { "" };
        return Some(version);
    }
    if let Some(rest) = rest.strip_prefix('.') {
        let (patch, rest) = integer(rest)?;
        return rest.is_empty().then_some(Version { patch, ..version });
    }
    let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
    let (kind, rest) = rest.split_at_checked(end)?;
    if kind.is_empty() || !kind.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    version.kind = kind;
    if rest.is_empty() {
        return Some(version);
    }
    let (pre, rest) = integer(rest)?;
    rest.is_empty().then_some(Version { pre, ..version })
}

/// The decimal number at the start of `text`, which must not have a needless zero, and the rest.
fn integer(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at_checked(end)?;
    (!number.is_empty() && (number == "0" || !number.starts_with('0'))).then_some((number, rest))
}

fn number(one: &str, other: &str) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    // The rows of `compareTests` and `isLangTests` in Go's `internal/gover/gover_test.go` that say
    // something new.
    #[test]
    fn compare_as_go_does() {
        for (one, other, want) in [
            ("", "", Ordering::Equal),
            ("x", "x", Ordering::Equal),
            ("", "x", Ordering::Equal),
            ("1", "1.1", Ordering::Less),
            ("1.5", "1.6", Ordering::Less),
            ("1.5", "1.10", Ordering::Less),
            ("1.6", "1.6.1", Ordering::Less),
            ("1.19", "1.19.0", Ordering::Equal),
            ("1.19rc1", "1.19", Ordering::Less),
            ("1.20", "1.20.0", Ordering::Equal),
            ("1.21", "1.21.0", Ordering::Less),
            ("1.21", "1.21rc1", Ordering::Less),
            ("1.21rc1", "1.21.0", Ordering::Less),
            ("1.21rc9", "1.21rc10", Ordering::Less),
            ("1.21beta1", "1.21rc1", Ordering::Less),
            ("1.6", "1.19", Ordering::Less),
            ("1.99999999999999998", "1.99999999999999999", Ordering::Less),
            ("1.02", "1.1", Ordering::Less),
        ] {
            assert_eq!(compare(one, other), want, "{one} {other}");
            assert_eq!(compare(other, one), want.reverse(), "{other} {one}");
        }
    }

    #[test]
    fn names() {
        for (name, want) in [
            ("go1.2.3", Some("1.2.3")),
            ("go1.21", Some("1.21")),
            ("go1.21rc2", Some("1.21rc2")),
            ("go1.2.3-bigcorp", Some("1.2.3")),
            ("go1.2.3 X:foo", Some("1.2.3")),
            ("go1.2.3rc1", None),
            ("go1.", None),
            ("1.2.3", None),
            ("go../x", None),
            ("local", None),
            ("", None),
        ] {
            assert_eq!(of_toolchain(name), want, "{name}");
        }
        for (version, want) in
            [("1.21", true), ("1.21.0", false), ("1.21rc1", false), ("1.20", false), ("1", false)]
        {
            assert_eq!(is_language(version), want, "{version}");
        }
    }
}
