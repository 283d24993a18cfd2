//! NRV2B, NRV2D and NRV2E: LZ77 with flags, offsets and lengths as single bits. The bits come in
//! words that lie between the bytes of the stream.
//!
//! A flag of 1 precedes a literal byte. Otherwise an offset follows: the bits of a number alternate
//! with flags that mark its end, then one more byte; 2 stands for the previous offset, and all ones
//! for the end of the stream. A length comes last. The three methods differ in how they spread the
//! bits of offset and length.
//!
//! Source: the streams of UPX 3.96 and 4.2.2, and the public description of the UCL library.

use super::UnpackError;
use super::output::Output;

/// Which of the three methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nrv {
    B,
    D,
    E,
}

/// The largest offset before its last byte is added.
const LARGEST: u32 = 0x00ff_ffff + 3;

/// Decodes `data`, whose flags come in words of `word` bytes, into `output`.
pub(super) fn decode(
    nrv: Nrv,
    word: usize,
    data: &[u8],
    output: &mut Output<'_>,
) -> Result<(), UnpackError> {
    let mut bits = Bits { rest: data, word, bits: 0, left: 0 };
    let cut = "a block ends too early";
    let mut last = 1_u32;
    loop {
        let step = Step::read(nrv, &mut bits, last).ok_or_else(|| output.damaged(cut))?;
        match step {
            Step::Literal(byte) => output.literal(byte)?,
            Step::Match { offset, length } => {
                output.repeat(offset, length)?;
                last = offset;
            }
            Step::TooFar => return Err(output.damaged("a block holds an impossible offset")),
            Step::End => break,
        }
    }
    if output.left() > 0 {
        return Err(output.damaged("a block is shorter than its header says"));
    }
    Ok(())
}

enum Step {
    Literal(u8),
    Match { offset: u32, length: u32 },
    TooFar,
    End,
}

impl Step {
    /// The next step; `None` where the data ends inside it.
    fn read(nrv: Nrv, bits: &mut Bits<'_>, last: u32) -> Option<Self> {
        if bits.flag()? {
            return Some(Self::Literal(bits.byte()?));
        }
        let mut offset = 1_u32;
        loop {
            offset = bits.append_to(offset)?;
            if offset > LARGEST {
                return Some(Self::TooFar);
            }
            if bits.flag()? {
                break;
            }
            if nrv != Nrv::B {
                offset = bits.append_to(offset.checked_sub(1)?)?;
            }
        }
        // The lowest bit of the offset; in D and E it is the first bit of the length.
        let mut low = None;
        if offset == 2 {
            offset = last;
        } else {
            let high = offset.wrapping_sub(3).wrapping_mul(256);
            offset = high | u32::from(bits.byte()?);
            if offset == u32::MAX {
                return Some(Self::End);
            }
            if nrv != Nrv::B {
                low = Some(offset & 1 == 0);
                offset >>= 1;
            }
            offset = offset.wrapping_add(1);
        }
        let first = match low {
            Some(first) => first,
            None => bits.flag()?,
        };
        let length = match nrv {
            Nrv::B | Nrv::D => match bits.append_to(u32::from(first))? {
                0 => bits.number()?.saturating_add(2),
                short => short,
            },
            Nrv::E if first => bits.append_to(0)?.saturating_add(1),
            Nrv::E if bits.flag()? => bits.append_to(0)?.saturating_add(3),
            Nrv::E => bits.number()?.saturating_add(3),
        };
        let far = if nrv == Nrv::B { 0xd00 } else { 0x500 };
        let length = length.saturating_add(1).saturating_add(u32::from(offset > far));
        Some(Self::Match { offset, length })
    }
}

/// A stream in which a word of flags, highest bit first, lies at the point where its first flag is
/// needed.
struct Bits<'d> {
    rest: &'d [u8],
    word: usize,
    bits: u32,
    left: u32,
}

impl Bits<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    fn flag(&mut self) -> Option<bool> {
        if self.left == 0 {
            let (word, rest) = self.rest.split_at_checked(self.word)?;
            self.rest = rest;
            self.bits =
                word.iter().rev().fold(0, |bits, byte| bits.wrapping_shl(8) | u32::from(*byte));
            self.left = u32::try_from(self.word).ok()?.saturating_mul(8);
        }
        self.left = self.left.saturating_sub(1);
        Some(self.bits.wrapping_shr(self.left) & 1 == 1)
    }

    /// `number` with the next bit appended.
    fn append_to(&mut self, number: u32) -> Option<u32> {
        Some(number.wrapping_mul(2) | u32::from(self.flag()?))
    }

    /// A number in which each bit is followed by a flag that marks the last one.
    fn number(&mut self) -> Option<u32> {
        let mut number = 1_u32;
        loop {
            number = number.checked_mul(2)? | u32::from(self.flag()?);
            if self.flag()? {
                return Some(number);
            }
        }
    }
}
