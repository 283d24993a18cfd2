//! Whether some names have one among them, or one that begins with two letters: quick answers, which may be
//! yes without reason.

/// Some names.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    names: Marks,
    /// Their first two letters, a bit for each pair; some pairs share one.
    pairs: [u64; 4],
}

/// A set of texts: a mark for each.
#[derive(Clone, Debug, Default)]
struct Marks(Vec<u64>);

impl Words {
    /// Those names.
    pub(super) fn of<'n>(names: impl ExactSizeIterator<Item = &'n [u8]>) -> Self {
        // Sixteen places for each name: one answer in sixteen is yes without reason.
        let size = names.len().div_ceil(4).next_power_of_two();
        let mut all = Self { names: Marks(vec![0; size]), pairs: [0; 4] };
        for name in names {
            all.names.add(name);
            let (place, bit) = pair(name).unwrap_or_default();
            if let Some(pairs) = all.pairs.get_mut(place) {
                *pairs |= bit;
            }
        }
        all
    }

    /// Whether one may begin as `start` does, by two letters; certain only where it is `false`.
    pub(super) fn may_begin(&self, start: &[u8]) -> bool {
        let is_marked =
            |(place, bit): (usize, u64)| self.pairs.get(place).is_none_or(|pairs| pairs & bit != 0);
        pair(start).is_none_or(is_marked)
    }

    /// Whether the function, or the method of a type, may be among them; certain only where it is `false`.
    pub(super) fn may_hold(&self, receiver: Option<&[u8]>, name: &[u8]) -> bool {
        match receiver {
            Some(receiver) => self.names.may_hold(&[receiver, b".", name]),
            None => self.names.may_hold(&[name]),
        }
    }
}

/// The place of the mark of the first two letters, where these are letters of ASCII or digits. Where a symbol
/// has others at its start, or one only, so has what it is found in.
fn pair(start: &[u8]) -> Option<(usize, u64)> {
    let [first, second] = *start.first_chunk::<2>()?;
    // Letters next to one another have different marks.
    let number = first.wrapping_mul(27).wrapping_add(second);
    let is_word = first.is_ascii_alphanumeric() && second.is_ascii_alphanumeric();
    is_word.then(|| (usize::from(number >> 6), 1_u64.wrapping_shl(u32::from(number & 63))))
}

impl Marks {
    fn add(&mut self, text: &[u8]) {
        let (place, bit) = self.place(&[text]);
        if let Some(marks) = self.0.get_mut(place) {
            *marks |= bit;
        }
    }

    fn may_hold(&self, parts: &[&[u8]]) -> bool {
        let (place, bit) = self.place(parts);
        self.0.get(place).is_some_and(|marks| marks & bit != 0)
    }

    /// The place of the mark of a text, which is given in parts.
    fn place(&self, parts: &[&[u8]]) -> (usize, u64) {
        // FNV-1a, whose upper bits are the better ones.
        let with = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        let add = |hash: u64, part: &&[u8]| part.iter().fold(hash, with);
        let hash = parts.iter().fold(0xcbf2_9ce4_8422_2325, add);
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
        let names = ["Get", "Server.Serve", "T.M", "F", "größe", "init#1", "_xyz", "éab"];
        let all = of(&names);
        for start in ["Get", "Server", "T", "F", "größe", "init", "_xyz", "éab"] {
            assert!(all.may_begin(start.as_bytes()), "{start}");
            assert!(all.may_begin(format!("{start}.x").as_bytes()), "{start}");
        }
        for name in names {
            assert!(all.may_hold(None, name.as_bytes()), "{name}");
        }
        assert!(all.may_hold(Some(b"Server"), b"Serve") && all.may_hold(Some(b"T"), b"M"));
        let letters = || (b'A'..=b'Z').chain(b'a'..=b'z');
        let pairs = || letters().flat_map(|one| letters().map(move |other| [one, other]));
        let begin = pairs().filter(|word| all.may_begin(word)).count();
        let held = pairs().filter(|name| all.may_hold(None, name)).count();
        assert!(begin < 400 && held < 400, "{begin} and {held} of 2704");
        assert!(!of(&[]).may_begin(b"Get") && !of(&[]).may_hold(None, b"Get"));
        assert!(all.may_begin(b"") && all.may_begin(b"."));
    }
}
