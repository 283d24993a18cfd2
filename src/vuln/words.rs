//! Whether some names have one among them, or one that begins with a word: quick answers, which may be yes
//! without reason.

use crate::origin::first_word;

/// Some names and their first words.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    names: Marks,
    words: Marks,
    /// The first two letters of the words, a bit for each pair; some pairs share one.
    pairs: [u64; 4],
    /// Whether a name begins with no word.
    has_other: bool,
}

/// A set of texts: a mark for each.
#[derive(Clone, Debug, Default)]
struct Marks(Vec<u64>);

impl Words {
    /// Those names.
    pub(super) fn of<'n>(names: impl ExactSizeIterator<Item = &'n [u8]>) -> Self {
        // Sixteen places for each name: one answer in sixteen is yes without reason.
        let size = names.len().div_ceil(4).next_power_of_two();
        let marks = || Marks(vec![0; size]);
        let mut all = Self { names: marks(), words: marks(), pairs: [0; 4], has_other: false };
        for name in names {
            let word = first_word(name);
            all.names.add(name);
            all.words.add(word);
            let (place, bit) = pair(word).unwrap_or_default();
            if let Some(pairs) = all.pairs.get_mut(place) {
                *pairs |= bit;
            }
            all.has_other |= word.is_empty();
        }
        all
    }

    /// Whether one may begin with the word that `start` begins with; certain only where it is `false`.
    pub(super) fn may_begin(&self, start: &[u8]) -> bool {
        let is_pair =
            |(place, bit): (usize, u64)| self.pairs.get(place).is_none_or(|pairs| pairs & bit != 0);
        self.has_other
            || pair(start).is_none_or(is_pair)
                && match first_word(start) {
                    [] => true,
                    word => self.words.may_hold(word),
                }
    }

    /// Whether the name may be among them; certain only where it is `false`.
    pub(super) fn may_hold(&self, name: &[u8]) -> bool {
        self.names.may_hold(name)
    }
}

/// The place of the mark of the first two letters, where these are letters of ASCII or digits.
fn pair(start: &[u8]) -> Option<(usize, u64)> {
    let [first, second] = *start.first_chunk::<2>()?;
    // Letters next to one another have different marks.
    let number = first.wrapping_mul(27).wrapping_add(second);
    let is_word = first.is_ascii_alphanumeric() && second.is_ascii_alphanumeric();
    is_word.then(|| (usize::from(number >> 6), 1_u64.wrapping_shl(u32::from(number & 63))))
}

impl Marks {
    fn add(&mut self, text: &[u8]) {
        let (place, bit) = self.place(text);
        if let Some(marks) = self.0.get_mut(place) {
            *marks |= bit;
        }
    }

    fn may_hold(&self, text: &[u8]) -> bool {
        let (place, bit) = self.place(text);
        self.0.get(place).is_some_and(|marks| marks & bit != 0)
    }

    fn place(&self, text: &[u8]) -> (usize, u64) {
        // FNV-1a, whose upper bits are the better ones.
        let hash = text.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let most = self.0.len().saturating_sub(1);
        let place = usize::try_from(hash.wrapping_shr(32)).unwrap_or_default() & most;
        (place, 1_u64.wrapping_shl(u32::from(hash.to_be_bytes()[0] & 63)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&'static str]) -> Words {
        Words::of(names.iter().map(|name| name.as_bytes()))
    }

    #[test]
    fn what_was_added_is_held() {
        let names = ["Get", "Server.Serve", "T.M", "F", "größe", "init#1"];
        let all = of(&names);
        for word in ["Get", "Server", "T", "F", "größe", "init"] {
            assert!(all.may_begin(word.as_bytes()), "{word}");
            assert!(all.may_begin(format!("{word}.x").as_bytes()), "{word}");
        }
        for name in names {
            assert!(all.may_hold(name.as_bytes()), "{name}");
        }
        let letters = || (b'A'..=b'Z').chain(b'a'..=b'z');
        let pairs = || letters().flat_map(|one| letters().map(move |other| [one, other]));
        let begin = pairs().filter(|word| all.may_begin(word)).count();
        let held = pairs().filter(|name| all.may_hold(name)).count();
        assert!(begin < 400 && held < 400, "{begin} and {held} of 2704");
        assert!(!of(&[]).may_begin(b"Get") && !of(&[]).may_hold(b"Get"));
        assert!(of(&[""]).may_begin(b"Get") && all.may_begin(b"") && all.may_begin(b"."));
    }
}
