//! Damage to a file, each mutant made from its class, its base and its index alone.

use std::ops::Range;

use super::base::Base;

/// SplitMix64: small, seeded by any number, the same everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, or 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    /// A length from 1 up to `most`, short ones as likely as long ones.
    fn length(&mut self, most: usize) -> usize {
        let scale = most >> self.below(usize::try_from(most.max(2).ilog2()).unwrap());
        self.below(scale) + 1
    }

    /// A place in one of `ranges`, each as likely as another.
    fn place(&mut self, ranges: &[Range<usize>]) -> usize {
        let range = &ranges[self.below(ranges.len())];
        range.start + self.below(range.len())
    }
}

/// A kind of damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    FlipAnywhere,
    FlipHeaders,
    FlipMetadata,
    CutAtBoundary,
    CutAnywhere,
    HeaderExtremes,
    MetadataExtremes,
    FillOnes,
    FillZeros,
    Splice,
    Insert,
    Delete,
    NoMagic,
    NoHead,
}

impl Class {
    pub(crate) const ALL: [Self; 14] = [
        Self::FlipAnywhere,
        Self::FlipHeaders,
        Self::FlipMetadata,
        Self::CutAtBoundary,
        Self::CutAnywhere,
        Self::HeaderExtremes,
        Self::MetadataExtremes,
        Self::FillOnes,
        Self::FillZeros,
        Self::Splice,
        Self::Insert,
        Self::Delete,
        Self::NoMagic,
        Self::NoHead,
    ];

    /// How many mutants the class has of a base where `asked` are asked for: every boundary is
    /// cut at, whatever is asked.
    pub(crate) fn count(self, base: &Base, asked: usize) -> usize {
        if self == Self::CutAtBoundary { base.boundaries.len() * 3 } else { asked }
    }

    /// The mutant of that index.
    pub(crate) fn mutant(self, base: &Base, index: usize) -> Vec<u8> {
        let mut bytes = base.bytes.clone();
        let size = bytes.len();
        let salt = Self::ALL.iter().position(|class| *class == self).unwrap();
        let mut random = Random::new(u64::try_from(index * Self::ALL.len() + salt).unwrap());
        match self {
            Self::FlipAnywhere => flip(&mut bytes, &mut random, 64, |random| random.below(size)),
            Self::FlipHeaders => {
                flip(&mut bytes, &mut random, 4, |random| random.place(&base.headers));
            }
            Self::FlipMetadata => {
                flip(&mut bytes, &mut random, 4, |random| random.place(&base.metadata));
            }
            Self::CutAtBoundary => {
                let boundary = base.boundaries[index / 3];
                bytes.truncate((boundary + index % 3).saturating_sub(1));
            }
            Self::CutAnywhere => bytes.truncate(random.below(size)),
            Self::HeaderExtremes => {
                extremes(&mut bytes, &mut random, 7, |random| random.place(&base.headers));
            }
            Self::MetadataExtremes => {
                extremes(&mut bytes, &mut random, 3, |random| random.place(&base.metadata));
            }
            Self::FillOnes => fill(&mut bytes, &mut random, 0xff),
            Self::FillZeros => fill(&mut bytes, &mut random, 0),
            Self::Splice => {
                let (from, to) = (random.below(size), random.below(size));
                let length = random.length(0x4_0000).min(size - from).min(size - to);
                bytes.copy_within(from..from + length, to);
            }
            Self::Insert => {
                let (at, length) = (random.below(size), random.length(0x1_0000));
                let inserted: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
                bytes.splice(at..at, inserted);
            }
            Self::Delete => {
                let (at, length) = (random.below(size), random.length(0x1_0000));
                bytes.drain(at..(at + length).min(size));
            }
            Self::NoMagic => {
                let length = 4 << random.below(3);
                bytes[..length].iter_mut().for_each(|byte| *byte = random.next() as u8);
            }
            Self::NoHead => {
                let length = 64 << random.below(6);
                let fill = [0, 0xff, 0x41][random.below(3)];
                bytes[..length].fill(fill);
            }
        }
        bytes
    }
}

fn flip(bytes: &mut [u8], random: &mut Random, most: usize, place: impl Fn(&mut Random) -> usize) {
    for _ in 0..random.length(most) {
        let at = place(random);
        bytes[at] ^= 1 << random.below(8);
    }
}

/// Sets whole fields to what breaks sums, products and comparisons.
fn extremes(
    bytes: &mut [u8],
    random: &mut Random,
    most: usize,
    place: impl Fn(&mut Random) -> usize,
) {
    let size = u64::try_from(bytes.len()).unwrap();
    for _ in 0..=random.below(most) {
        let width = [1, 2, 4, 8][random.below(4)];
        let at = place(random) / width * width;
        let top = u64::MAX >> (64 - 8 * width);
        let values = [0, 1, top, top - 1, top >> 1, (top >> 1) + 1, size, size - 1, size + 1];
        let value = values[random.below(values.len())];
        let value = if random.below(2) == 0 {
            value.to_le_bytes()
        } else {
            value.swap_bytes().to_le_bytes()
        };
        let from = if value[7] != 0 && value[0] == 0 { 8 - width } else { 0 };
        let Some(field) = bytes.get_mut(at..at + width) else { continue };
        field.copy_from_slice(&value[from..from + width]);
    }
}

/// Half of the fills start among the headers.
fn fill(bytes: &mut [u8], random: &mut Random, value: u8) {
    let start = if random.below(2) == 0 { random.below(8192) } else { random.below(bytes.len()) };
    let end = (start + random.length(0x4_0000)).min(bytes.len());
    bytes[start..end].fill(value);
}
