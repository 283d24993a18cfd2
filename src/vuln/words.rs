//! Whether one of some names begins with a word: a quick answer, which may be yes without reason.

use crate::origin::first_word;

/// The first words of some names, as a set of marks.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// A power of two of them; none where there are no words.
    marks: Vec<u64>,
    /// Whether a name begins with no word.
    has_other: bool,
}

impl Words {
    /// The first words of those names.
    pub(super) fn of<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> Self {
        // Sixteen marks for each name: one answer in sixteen is yes without reason.
        let size = names.len().div_ceil(4).next_power_of_two();
        let mut words = Self { marks: vec![0; size], has_other: false };
        for name in names {
            match first_word(name.as_bytes()) {
                [] => words.has_other = true,
                word => {
                    let (place, bit) = words.place(word);
                    if let Some(marks) = words.marks.get_mut(place) {
                        *marks |= bit;
                    }
                }
            }
        }
        words
    }

    /// Whether a name may begin with the word; certain only where it is `false`.
    pub(super) fn may_hold(&self, word: &[u8]) -> bool {
        let (place, bit) = self.place(word);
        self.has_other || self.marks.get(place).is_some_and(|marks| marks & bit != 0)
    }

    fn place(&self, word: &[u8]) -> (usize, u64) {
        // FNV-1a, whose upper bits are the better ones.
        let hash = word.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let most = self.marks.len().saturating_sub(1);
        let place = usize::try_from(hash.wrapping_shr(32)).unwrap_or_default() & most;
        (place, 1_u64.wrapping_shl(u32::from(hash.to_be_bytes()[0] & 63)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_held() {
        let names = ["Get", "Server.Serve", "T.M", "F", "größe", "init#1"];
        let words = Words::of(names.into_iter());
        for word in ["Get", "Server", "T", "F", "größe", "init"] {
            assert!(words.may_hold(word.as_bytes()), "{word}");
        }
        let letters = || b'A'..=b'z';
        let all = letters().flat_map(|one| letters().map(move |other| [one, other]));
        let held = all.filter(|word| words.may_hold(word)).count();
        assert!(held < 400, "{held} of 3364");
        assert!(!Words::of([].into_iter()).may_hold(b"Get"));
        assert!(Words::of([""].into_iter()).may_hold(b"Get"));
    }
}
