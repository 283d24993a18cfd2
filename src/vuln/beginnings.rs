//! Whether one of some names begins with two bytes: a quick answer, which may be yes without reason.

/// The first two bytes of some names, as a set of 256 bits. Shorter names begin with none.
#[derive(Clone, Debug, Default)]
pub(super) struct Beginnings([u64; 4]);

impl Beginnings {
    /// Adds the beginning of a name.
    pub(super) fn add(&mut self, name: &str) {
        let Some(first) = name.as_bytes().first_chunk::<2>() else { return };
        let (word, bit) = place(*first);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    /// Whether a name may begin so; certain only where it is `false`.
    pub(super) fn may_hold(&self, first: [u8; 2]) -> bool {
        let (word, bit) = place(first);
        self.0.get(word).is_none_or(|word| word & bit != 0)
    }
}

/// The word and the bit. Letters next to one another have different ones.
fn place([first, second]: [u8; 2]) -> (usize, u64) {
    let number = first.wrapping_mul(27).wrapping_add(second);
    (usize::from(number >> 6), 1_u64.wrapping_shl(u32::from(number & 63)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_held() {
        let mut beginnings = Beginnings::default();
        assert!(!beginnings.may_hold(*b"Ge"));
        for name in ["Get", "Server.Serve", "T.M", "F", "", "größe", "do"] {
            beginnings.add(name);
        }
        for first in [b"Ge", b"Se", b"T.", b"gr", b"do"] {
            assert!(beginnings.may_hold(*first), "{first:?}");
        }
        let letters = || b'A'..=b'z';
        let all = letters().flat_map(|one| letters().map(move |other| [one, other]));
        let held = all.filter(|first| beginnings.may_hold(*first)).count();
        assert!(held < 100, "{held} of 3364");
    }
}
