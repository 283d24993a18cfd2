//! Changes to small inputs, the same for the same seed.

/// Makes inputs out of seeds.
pub(crate) struct Mutator<'s> {
    state: u64,
    seeds: &'s [Vec<u8>],
    words: &'static [&'static str],
    input: Vec<u8>,
}

/// Bytes that decide more often than others.
const BYTES: [u8; 8] = [0, 1, 0x7f, 0x80, 0xff, b'/', b'\n', b'"'];
/// The longest input.
const LONGEST: usize = 2048;

impl<'s> Mutator<'s> {
    pub(crate) fn new(seed: u64, seeds: &'s [Vec<u8>], words: &'static [&'static str]) -> Self {
        Self {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            seeds,
            words,
            input: Vec::new(),
        }
    }

    /// A number below `end`, which must not be 0.
    fn below(&mut self, end: usize) -> usize {
        // xorshift64*
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end
    }

    /// A seed with up to eight changes.
    pub(crate) fn next_input(&mut self) -> &[u8] {
        let seed = self.below(self.seeds.len());
        self.input.clear();
        self.input.extend(&self.seeds[seed]);
        for _ in 0..=self.below(8) {
            self.change();
        }
        self.input.truncate(LONGEST);
        &self.input
    }

    fn change(&mut self) {
        let at = self.below(self.input.len() + 1);
        let len = self.below(1 + self.input.len().min(64));
        let end = (at + len).min(self.input.len());
        let is_inside = at < self.input.len();
        match self.below(10) {
            0 if is_inside => self.input[at] ^= 1 << self.below(8),
            1 if is_inside => self.input[at] = BYTES[self.below(BYTES.len())],
            2 if is_inside => self.input[at] = self.below(256) as u8,
            3 => drop(self.input.drain(at..end)),
            4 => self.input.truncate(at),
            5 => {
                let copy = self.input[at..end].to_vec();
                let to = self.below(self.input.len() + 1);
                self.input.splice(to..to, copy);
            }
            6 if !self.words.is_empty() => {
                let word = self.words[self.below(self.words.len())].bytes();
                self.input.splice(at..at, word);
            }
            7 => {
                let number =
                    [0, 1, 0x7fff_ffff, 0xffff_ffff, 0x8000_0000_u64, u64::MAX][self.below(6)];
                let width = [2, 4, 8][self.below(3)];
                for (to, from) in self.input.iter_mut().skip(at).zip(&number.to_le_bytes()[..width])
                {
                    *to = *from;
                }
            }
            8 => {
                let other = self.below(self.seeds.len());
                let seeds = self.seeds;
                let from = self.below(seeds[other].len() + 1);
                let to = (from + len).min(seeds[other].len());
                self.input.splice(at..end, seeds[other][from..to].iter().copied());
            }
            _ => {
                let count = self.below(32);
                let byte = self.below(256) as u8;
                self.input.splice(at..at, std::iter::repeat_n(byte, count));
            }
        }
    }
}
