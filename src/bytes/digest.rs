//! SHA-256, and its form in a Go build ID. The only file that uses the SHA-256 library.

use std::fmt;

use sha2::{Digest as _, Sha256};

use super::base64::base64url;
use super::hex::hex;

/// Bytes of a hash in one part of a build ID.
const PART: usize = 15;

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The bytes of the hash.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash as a part of a Go build ID: its first 15 bytes as 20 characters of base64url.
    pub fn part(&self) -> String {
        base64url(self.0.get(..PART).unwrap_or_default())
    }
}

/// In hexadecimal, 64 digits.
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", self.part())
    }
}

/// A hash being computed.
#[derive(Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Adds `bytes`.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Adds `count` zero bytes.
    pub fn update_zeros(&mut self, count: u64) {
        const ZEROS: [u8; 4096] = [0; 4096];
        let mut left = count;
        while left > 0 {
            let piece = usize::try_from(left).unwrap_or(usize::MAX).min(ZEROS.len());
            self.0.update(ZEROS.get(..piece).unwrap_or_default());
            left = left.saturating_sub(u64::try_from(piece).unwrap_or(u64::MAX));
        }
    }

    /// The hash of all bytes added so far.
    pub fn digest(&self) -> Digest {
        Digest(self.0.clone().finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_twenty_characters() {
        // printf '' | sha256sum | xxd -r -p | head -c 15 | base64
        assert_eq!(Digest::of(b"").part(), "47DEQpj8HBSa-_TImW-5");
    }

    #[test]
    fn zeros_are_zeros() {
        let mut hasher = Hasher::default();
        hasher.update_zeros(10_000);
        assert_eq!(hasher.digest(), Digest::of(&vec![0; 10_000]));
    }
}
