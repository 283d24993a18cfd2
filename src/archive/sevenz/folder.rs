//! A folder: the coders that unpack a run of files, and how they hang together.
//!
//! ```text
//! number of coders, then for each
//!   u8     bits 0-3 length of its id, bit 4 has counts of inputs and outputs, bit 5 has properties
//!   id, counts, length of the properties, properties
//! pairs of an input and the output that feeds it, one less than there are outputs
//! the inputs that are packed streams, where there are several
//! ```

use super::number::number;
use crate::bytes::Reader;

/// The most coders, and the most inputs of them all.
const MOST: u64 = 32;

/// A folder.
#[derive(Clone, Debug, Default)]
pub(super) struct Folder {
    pub(super) coders: Vec<Coder>,
    /// An input, and the output that feeds it.
    pub(super) pairs: Vec<(u64, u64)>,
    /// The inputs that are packed streams.
    pub(super) packed: Vec<u64>,
    /// What each output unpacks to.
    pub(super) sizes: Vec<u64>,
    /// The output that no input takes, which is the content.
    pub(super) main: u64,
    /// The size of the content.
    pub(super) size: u64,
    pub(super) sum: Option<u32>,
    /// Whether it is one file, since nothing was said of its files.
    pub(super) is_single: bool,
    /// The files in it: their sizes and checksums.
    pub(super) parts: Vec<(u64, Option<u32>)>,
}

/// A coder.
#[derive(Clone, Debug)]
pub(super) struct Coder {
    pub(super) id: Vec<u8>,
    pub(super) inputs: u64,
    pub(super) outputs: u64,
    pub(super) properties: Vec<u8>,
}

impl Folder {
    /// The next folder, without its sizes.
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let mut folder = Self::default();
        let count = number(reader).filter(|count| (1..=MOST).contains(count))?;
        for _ in 0..count {
            folder.coders.push(Coder::read(reader)?);
        }
        let sum = |of: fn(&Coder) -> u64| {
            let all = folder.coders.iter().map(of);
            all.fold(0, u64::saturating_add)
        };
        let (inputs, outputs) = (sum(|it| it.inputs), sum(|it| it.outputs));
        if inputs > MOST || outputs > MOST {
            return None;
        }
        let pairs = outputs.checked_sub(1)?;
        for _ in 0..pairs {
            folder.pairs.push((number(reader)?, number(reader)?));
        }
        let is_fed = |input: u64| folder.pairs.iter().any(|pair| pair.0 == input);
        folder.packed = match inputs.checked_sub(pairs)? {
            1 => vec![(0..inputs).find(|input| !is_fed(*input))?],
            count => (0..count).map(|_| number(reader)).collect::<Option<_>>()?,
        };
        let is_taken = |output: u64| folder.pairs.iter().any(|pair| pair.1 == output);
        folder.main = (0..outputs).find(|output| !is_taken(*output))?;
        Some(folder)
    }

    /// How many outputs its coders have.
    pub(super) fn outputs(&self) -> u64 {
        self.coders.iter().map(|coder| coder.outputs).fold(0, u64::saturating_add)
    }
}

impl Coder {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let flags = reader.u8().ok()?;
        let id = reader.bytes((flags & 15).into()).ok()?.to_vec();
        let (inputs, outputs) = match flags & 0x10 {
            0 => (1, 1),
            _ => (number(reader)?, number(reader)?),
        };
        let size = if flags & 0x20 == 0 { 0 } else { number(reader)? };
        let properties = reader.bytes(size).ok()?.to_vec();
        // Bit 7 announced other methods for the same bytes, which no version writes.
        (flags & 0x80 == 0).then_some(Self { id, inputs, outputs, properties })
    }
}
