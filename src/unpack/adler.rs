//! Adler-32, the checksum that UPX writes, of which the bytes come in pieces.

const BASE: u32 = 65_521;
/// So many bytes can be summed before the sums may overflow.
const STEP: usize = 5552;

/// The checksum of the bytes so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Adler {
    a: u32,
    b: u32,
}

impl Default for Adler {
    fn default() -> Self {
        Self { a: 1, b: 0 }
    }
}

impl Adler {
    /// Adds the bytes that follow.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(STEP) {
            for &byte in chunk {
                self.a = self.a.wrapping_add(u32::from(byte));
                self.b = self.b.wrapping_add(self.a);
            }
            self.a = self.a.checked_rem(BASE).unwrap_or_default();
            self.b = self.b.checked_rem(BASE).unwrap_or_default();
        }
    }

    /// The checksum.
    pub(super) fn sum(self) -> u32 {
        self.b.wrapping_shl(16) | self.a
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums() {
        let many = vec![0xff; 100_000];
        for (bytes, want) in
            [(&b""[..], 1), (b"a", 0x0062_0062), (b"Wikipedia", 0x11e6_0398), (&many, 0x149a_302c)]
        {
            let mut adler = Adler::default();
            bytes.chunks(7).for_each(|chunk| adler.add(chunk));
            assert_eq!(adler.sum(), want, "{:x?}", bytes.get(..9.min(bytes.len())));
        }
    }
}
