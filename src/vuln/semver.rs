//! Versions as the database orders them.
//!
//! `MAJOR.MINOR.PATCH[-PRE][+BUILD]`, with or without `v` in front. Numbers are compared as decimal
//! text, however long; a pre-release is older than its release; numeric parts of it are older than
//! others; build metadata (`+incompatible`, `+dirty`) does not count. A pseudo-version is a
//! pre-release and compares as one.
//!
//! Source: Semantic Versioning 2.0.0, section 11; `golang.org/x/mod/semver`, which also takes `v1` for
//! `v1.0.0`.

use std::cmp::Ordering;

/// The longest text that is a version: pseudo-versions take 40 bytes.
const LONGEST: usize = 256;

/// A version in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Semver<'v> {
    numbers: [&'v str; 3],
    pre: &'v str,
}

impl<'v> Semver<'v> {
    /// The version; `None` for a text that is none, such as `(devel)`.
    pub fn parse(text: &'v str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let text = text.strip_prefix('v').unwrap_or(text);
        let (text, build) = split(text, b'+');
        let (text, pre) = split(text, b'-');
        let mut numbers = ["0"; 3];
        let mut left = Some(text);
        let mut count = 0_usize;
        for number in &mut numbers {
            let Some(text) = left else { break };
            (*number, left) = split(text, b'.');
            count = count.saturating_add(1);
        }
        let is_short = count < numbers.len();
        let is_whole = left.is_none()
            && numbers.iter().all(|it| is_number(it))
            && !(is_short && (pre.is_some() || build.is_some()));
        let pre_is_sound = pre.is_none_or(|it| it.split('.').all(is_pre_part));
        let build_is_sound = build.is_none_or(|it| it.split('.').all(is_identifier));
        (is_whole && pre_is_sound && build_is_sound)
            .then_some(Self { numbers, pre: pre.unwrap_or_default() })
    }

    /// The one spelling of all versions that are equal to it.
    pub(super) fn plain(self) -> String {
        let [major, minor, patch] = self.numbers;
        format!("{major}.{minor}.{patch}-{}", self.pre)
    }
}

impl Ord for Semver<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let pairs = self.numbers.iter().zip(other.numbers);
        pairs
            .map(|(one, other)| by_number(one, other))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| by_pre(self.pre, other.pre))
    }
}

impl PartialOrd for Semver<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What stands before the first `mark`, a character of ASCII, and what behind it. Versions are short and
/// parsed by the thousand: looking at each byte is quicker than a search that is made for long texts.
fn split(text: &str, mark: u8) -> (&str, Option<&str>) {
    let at = text.bytes().position(|byte| byte == mark);
    let parts = at.and_then(|at| Some((text.get(..at)?, text.get(at.checked_add(1)?..)?)));
    parts.map_or((text, None), |(before, after)| (before, Some(after)))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number has no needless zero.
fn is_number(text: &str) -> bool {
    is_digits(text) && (text == "0" || !text.starts_with('0'))
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_pre_part(text: &str) -> bool {
    is_identifier(text) && (!is_digits(text) || is_number(text))
}

fn by_number(one: &str, other: &str) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

/// A release is newer than its pre-releases.
fn by_pre(one: &str, other: &str) -> Ordering {
    match (one.is_empty(), other.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => by_parts(one, other),
    }
}

fn by_parts(one: &str, other: &str) -> Ordering {
    let (mut ones, mut others) = (one.split('.'), other.split('.'));
    loop {
        let order = match (ones.next(), others.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(one), Some(other)) => match (is_digits(one), is_digits(other)) {
                (true, true) => by_number(one, other),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => one.cmp(other),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order() {
        let rising = [
            "0.0.0-20190101000000-0123456789ab",
            "v0.0.0-20210428140749-89ef3d95e781",
            "0.0.0",
            "0.9.10",
            "1.0.0-0",
            "1.0.0-1",
            "1.0.0-10",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "v1",
            "v1.0.1-0.20210428140749-89ef3d95e781",
            "1.0.1",
            "1.2.0",
            "1.10.0",
            "1.99999999999999999998.0",
            "1.99999999999999999999.0",
            "2.0.0+incompatible",
        ];
        for (at, one) in rising.iter().enumerate() {
            for (other_at, other) in rising.iter().enumerate() {
                let got = Semver::parse(one).unwrap().cmp(&Semver::parse(other).unwrap());
                assert_eq!(got, at.cmp(&other_at), "{one} {other}");
            }
        }
    }

    #[test]
    fn equal() {
        for (one, other) in [
            ("v1.2.3", "1.2.3"),
            ("2.0.0+incompatible", "2.0.0"),
            ("1.2.3-rc.1+dirty", "v1.2.3-rc.1"),
            ("v1", "1.0.0"),
            ("v1.2", "1.2.0"),
        ] {
            let (one, other) = (Semver::parse(one).unwrap(), Semver::parse(other).unwrap());
            assert_eq!(one.cmp(&other), Ordering::Equal, "{one:?} {other:?}");
        }
    }

    #[test]
    fn no_versions() {
        for text in [
            "",
            "v",
            "(devel)",
            "1.2.3.4",
            "1..2",
            "01.2.3",
            "1.2.03",
            "1.2.3-",
            "1.2.3-01",
            "1.2.3-a..b",
            "1.2.3+",
            "1.2-rc1",
            "1.2+x",
            "vv1.2.3",
            "1.2.x",
            " 1.2.3",
            "1.2.3-a b",
            "latest",
        ] {
            assert_eq!(Semver::parse(text), None, "{text}");
        }
        assert_eq!(Semver::parse(&format!("1.2.{}", "9".repeat(300))), None);
    }
}
