//! The path hash: a short fingerprint of a GOROOT, to compare and group builders' layouts without
//! showing the path.
//!
//! No Go toolchain writes it into a build ID. Of the four parts, the first is a hash of many lines,
//! one of which is GOROOT; the others do not depend on it. Some build systems add their own part,
//! so every part is searched for the hash, and the answer says what was found.

use std::cell::RefCell;
use std::fmt;

use crate::bytes::needle::positions;
use crate::bytes::{Digest, Named, Utf8Text, base64url_start, hex, short_hex};

/// The fewest characters that count as a hash: 40 bits.
const SHORTEST: usize = 10;

/// The SHA-256 of a path as text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PathHash([u8; 32]);

impl PathHash {
    /// The hash of `path`, byte for byte as spelled.
    pub fn of(path: &[u8]) -> Self {
        thread_local! {
            /// The last path and its hash: programs that lie together were mostly built in one place.
            static LAST: RefCell<Option<(Vec<u8>, PathHash)>> = const { RefCell::new(None) };
        }
        LAST.with_borrow_mut(|last| match last {
            Some((known, hash)) if known == path => *hash,
            last => {
                let hash = Self(*Digest::of(path).bytes());
                *last = Some((path.to_vec(), hash));
                hash
            }
        })
    }

    /// The hash as displayed: the first eight bytes in 16 hexadecimal digits.
    pub fn digits(&self) -> Utf8Text {
        short_hex(self.0.first_chunk().unwrap_or(&[0; 8]))
    }

    /// The beginning of this hash that a part of a build ID must hold to count as holding it, in
    /// lower-case hexadecimal.
    fn hex_needle(&self) -> String {
        let mut hex = hex(self.0.get(..SHORTEST).unwrap_or_default());
        hex.truncate(SHORTEST);
        hex
    }
}

impl fmt::Display for PathHash {
    /// The first eight bytes in 16 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits())
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
    // At least ten hexadecimal digits in either case, or ten characters of base64url. Neither holds a
    // slash, so that a part of the ID is not left.
    let lower = has_hex(build_id).then(|| build_id.to_ascii_lowercase());
    let holds = |hash: &PathHash| {
        let is_hex = || lower.as_ref().is_some_and(|id| contains(id, hash.hex_needle().as_bytes()));
        contains(build_id, &base64url_start::<SHORTEST>(&hash.0)) || is_hex()
    };
    if own.iter().any(holds) {
        Embedded::Match
    } else if host.iter().any(holds) {
        Embedded::Mismatch
    } else {
        Embedded::NotEmbedded
    }
}

/// Whether a short text holds `needle`. Its first byte occurs about once, so that there is nothing to
/// prepare a search for.
fn contains(text: &str, needle: &[u8]) -> bool {
    let starts = needle.first().into_iter().copied().flat_map(|it| positions(text.as_bytes(), it));
    let mut rests = starts.filter_map(|at| text.as_bytes().get(at..));
    rests.any(|rest| rest.starts_with(needle))
}

/// Whether as many hexadecimal digits as count as a hash stand side by side, which is rare. Such a row
/// holds one of the bytes that are as far from one another.
fn has_hex(build_id: &str) -> bool {
    let bytes = build_id.as_bytes();
    let digits = |bytes: &mut dyn Iterator<Item = &u8>| {
        bytes.take_while(|byte| byte.is_ascii_hexdigit()).count()
    };
    (0..bytes.len()).skip(SHORTEST.saturating_sub(1)).step_by(SHORTEST).any(|at| {
        let Some((before, behind)) = bytes.split_at_checked(at) else { return false };
        let behind = digits(&mut behind.iter());
        behind > 0 && behind.saturating_add(digits(&mut before.iter().rev())) >= SHORTEST
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::base64url;

    #[test]
    fn the_fingerprint_is_the_start_of_the_sha256() {
        // printf %s /usr/local/go | sha256sum
        let hash = PathHash::of(b"/usr/local/go");
        assert_eq!(hash.to_string(), "d245e59ac098acdc");
        // The same once more, and after another.
        assert_eq!(PathHash::of(b"/usr/local/go"), hash);
        assert_ne!(PathHash::of(b"/usr/local/go/"), hash);
        assert_eq!(PathHash::of(b"/usr/local/go"), hash);
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
