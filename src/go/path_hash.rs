//! The path hash: a short fingerprint of a GOROOT, to compare and group builders' layouts without
//! showing the path.
//!
//! No Go toolchain writes it into a build ID. Of the four parts, the first is a hash of many lines,
//! one of which is GOROOT; the others do not depend on it. Some build systems add their own part,
//! so every part is searched for the hash, and the answer says what was found.

use std::fmt;

use crate::bytes::{Digest, Named, base64url};

/// The fewest characters that count as a hash: 40 bits.
const SHORTEST: usize = 10;

/// The SHA-256 of a path as text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PathHash([u8; 32]);

impl PathHash {
    /// The hash of `path`, byte for byte as spelled.
    pub fn of(path: &[u8]) -> Self {
        Self(*Digest::of(path).bytes())
    }

    /// The beginning of this hash that a part of a build ID must hold to count as holding it: in
    /// lower-case hexadecimal, and in base64url.
    fn needles(&self) -> (String, String) {
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let digits = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
        let mut base64 = base64url(self.0.get(..SHORTEST).unwrap_or_default());
        base64.truncate(SHORTEST);
        (digits.take(SHORTEST).collect(), base64)
    }
}

impl fmt::Display for PathHash {
    /// The first eight bytes in 16 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(8).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for PathHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PathHash({self})")
    }
}

/// Whether a build ID holds the path hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Embedded {
    /// A part holds the hash of the binary's own GOROOT.
    Match,
    /// A part holds the hash of another GOROOT that this host knows.
    Mismatch,
    /// No part holds any of these hashes, as is usual.
    NotEmbedded,
}

impl Named for Embedded {
    const ALL: &'static [Self] = &[Self::Match, Self::Mismatch, Self::NotEmbedded];

    fn name(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Mismatch => "mismatch",
            Self::NotEmbedded => "not-embedded",
        }
    }
}

/// Searches every part of `build_id` for the hashes of the binary's own GOROOT, in any of its
/// spellings, and then for those of the GOROOTs that the host knows.
pub(crate) fn embedded(build_id: &str, own: &[PathHash], host: &[PathHash]) -> Embedded {
    let lower = build_id.to_ascii_lowercase();
    let is_in = |id: &str, needle: &str| id.split('/').any(|segment| segment.contains(needle));
    // At least ten hexadecimal digits in either case, or ten characters of base64url.
    let holds = |hash: &PathHash| {
        let (hex, base64) = hash.needles();
        is_in(&lower, &hex) || is_in(build_id, &base64)
    };
    if own.iter().any(holds) {
        Embedded::Match
    } else if host.iter().any(holds) {
        Embedded::Mismatch
    } else {
        Embedded::NotEmbedded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_the_start_of_the_sha256() {
        // printf %s /usr/local/go | sha256sum
        let hash = PathHash::of(b"/usr/local/go");
        assert_eq!(hash.to_string(), "d245e59ac098acdc");
    }

    #[test]
    fn embedded_in_a_segment() {
        let own = PathHash::of(b"/usr/local/go");
        let other = PathHash::of(b"/opt/go");
        let base64 = base64url(&own.0);
        for (id, want) in [
            ("a/b/c/d245e59ac098acdc", Embedded::Match),
            ("a/b/c/xD245E59AC0y", Embedded::Match),
            ("a/d245e59ac/c", Embedded::NotEmbedded),
            (&format!("a/{}/c", &base64[..20]), Embedded::Match),
            (&format!("a/{other}"), Embedded::Mismatch),
            ("d245e/59ac098acdc", Embedded::NotEmbedded),
            ("", Embedded::NotEmbedded),
        ] {
            assert_eq!(embedded(id, &[own], &[other]), want, "{id}");
        }
    }
}
