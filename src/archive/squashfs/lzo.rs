//! LZO1X, as squashfs uses it.
//!
//! Each instruction copies bytes from before, and says in its last two bits how many literals
//! follow; a byte below 16 copies a run of literals where none came just before. Source: the
//! description in the Linux kernel (`Documentation/staging/lzo.rst`).

use std::io;

/// What `block` unpacks to, at most `most` bytes.
pub(super) fn unpack(block: &[u8], most: usize) -> io::Result<Vec<u8>> {
    let mut state = State { input: block, output: Vec::with_capacity(most), most };
    state.run().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a block is damaged"))?;
    Ok(state.output)
}

struct State<'b> {
    input: &'b [u8],
    output: Vec<u8>,
    most: usize,
}

/// A copy of bytes from before.
struct Copy {
    distance: usize,
    length: usize,
    /// Literals that follow.
    literals: usize,
}

impl State<'_> {
    /// Runs all instructions; `None` where one is damaged.
    fn run(&mut self) -> Option<()> {
        // How many literals came just before: none, one to three, or a run (4).
        let mut before = 0;
        if let Some(count) = self.input.first()?.checked_sub(17).filter(|count| *count > 0) {
            self.byte()?;
            self.literals(count.into())?;
            before = usize::from(count.min(4));
        }
        loop {
            let byte = self.byte()?;
            if byte < 16 && before == 0 {
                let length = self.length(byte, 15)?.checked_add(3)?;
                self.literals(length)?;
                before = 4;
                continue;
            }
            let Some(copy) = self.copy(byte, before)? else { return Some(()) };
            self.again(copy.distance, copy.length)?;
            self.literals(copy.literals)?;
            before = copy.literals;
        }
    }

    /// The copy that an instruction asks for; an inner `None` is the end.
    fn copy(&mut self, byte: u8, before: usize) -> Option<Option<Copy>> {
        let bits = |from: u32, mask: u8| usize::from(byte.checked_shr(from).unwrap_or(0) & mask);
        Some(Some(match byte {
            0..=15 => {
                let high = usize::from(self.byte()?).checked_mul(4)?;
                let near = high.checked_add(bits(2, 3))?;
                let (distance, length) = match before {
                    4 => (near.checked_add(2049)?, 3),
                    _ => (near.checked_add(1)?, 2),
                };
                Copy { distance, length, literals: bits(0, 3) }
            }
            16..=31 => {
                let length = self.length(byte & 7, 7)?.checked_add(2)?;
                let (low, literals) = self.place()?;
                let distance = low.checked_add(bits(3, 1).checked_mul(1 << 14)?)?;
                if distance == 0 {
                    return Some(None);
                }
                Copy { distance: distance.checked_add(1 << 14)?, length, literals }
            }
            32..=63 => {
                let length = self.length(byte & 31, 31)?.checked_add(2)?;
                let (low, literals) = self.place()?;
                Copy { distance: low.checked_add(1)?, length, literals }
            }
            _ => {
                let high = usize::from(self.byte()?).checked_mul(8)?;
                let distance = high.checked_add(bits(2, 7))?.checked_add(1)?;
                let length = bits(5, 7).checked_add(1)?;
                Copy { distance, length, literals: bits(0, 3) }
            }
        }))
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.input.split_first()?;
        self.input = rest;
        Some(*first)
    }

    /// A length that goes on in the next bytes where its bits are zero.
    fn length(&mut self, bits: u8, base: usize) -> Option<usize> {
        if bits != 0 {
            return Some(bits.into());
        }
        let mut length = base;
        loop {
            match self.byte()? {
                0 => length = length.checked_add(255).filter(|length| *length <= self.most)?,
                byte => return length.checked_add(byte.into()),
            }
        }
    }

    /// The two bytes of a place: its 14 bits, and the number of literals that follow.
    fn place(&mut self) -> Option<(usize, usize)> {
        let word = u16::from_le_bytes([self.byte()?, self.byte()?]);
        Some((usize::from(word >> 2), usize::from(word & 3)))
    }

    fn literals(&mut self, count: usize) -> Option<()> {
        let (literals, rest) = self.input.split_at_checked(count)?;
        if self.output.len().checked_add(count)? > self.most {
            return None;
        }
        self.output.extend_from_slice(literals);
        self.input = rest;
        Some(())
    }

    /// Copies bytes from before, which may reach into those that it copies.
    fn again(&mut self, distance: usize, length: usize) -> Option<()> {
        let start = self.output.len().checked_sub(distance)?;
        if self.output.len().checked_add(length)? > self.most {
            return None;
        }
        if distance >= length {
            self.output.extend_from_within(start..start.checked_add(length)?);
            return Some(());
        }
        for at in start..start.checked_add(length)? {
            let byte = *self.output.get(at)?;
            self.output.push(byte);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions() {
        let end = [0x11, 0, 0];
        for (block, want) in [
            // Four literals, and the end.
            ([&[21][..], b"abcd", &end].concat(), Some(&b"abcd"[..])),
            // A run of four literals, then three bytes at a distance of four, and two literals.
            ([&[1][..], b"abcd", &[0b0100_1110, 0], b"xy", &end].concat(), Some(b"abcdabcxy")),
            // Nine bytes at a distance of one.
            ([&[18][..], b"a", &[32 + 7, 0, 0], &end].concat(), Some(b"aaaaaaaaaa")),
            // A distance of more than there is.
            ([&[18][..], b"a", &[32 + 7, 4, 0], &end].concat(), None),
            // No end.
            ([&[21][..], b"abcd"].concat(), None),
            (Vec::new(), None),
        ] {
            assert_eq!(unpack(&block, 64).ok().as_deref(), want, "{block:?}");
        }
        assert!(unpack(&[&[21][..], b"abcd", &end].concat(), 3).is_err());
    }
}
