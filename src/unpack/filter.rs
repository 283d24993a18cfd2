//! Filters: before compression UPX makes the relative targets of calls and jumps absolute, because
//! absolute targets repeat; this reverses it.
//!
//! | number | processor | what was changed |
//! | --- | --- | --- |
//! | 0x11–0x19 | x86 | every `e8` call (1), `e9` jump (2) or both (3); from 0x14 on with the bytes of the target reversed |
//! | 0x24–0x26, 0x36, 0x46 | x86 | likewise, but only targets in the block, marked by a first byte (“cto”) that no other has |
//! | 0x49 | x86 | also the six-byte conditional jumps `0f 80` to `0f 8f` |
//! | 0x50, 0x51 | ARM | `bl`, little- or big-endian: 24 bits, in words |
//! | 0x52 | ARM64 | `b` and `bl`: 26 bits, in words |
//! | 0xd0 | PowerPC | `b` and its kin, with four bits as mark |
//!
//! Source: files packed with each filter by UPX 3.96 and 4.2.2; the numbers from the source of
//! 4.2.3.

use super::UnpackError;

/// A filter, with the fields of a block header or the pack header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    /// Its number.
    pub(super) id: u8,
    /// The mark of a changed target.
    pub(super) cto: u8,
    /// The packer's address of the first byte.
    pub(super) base: u32,
}

/// The byte order of a target.
#[derive(Clone, Copy)]
enum Order {
    Same,
    ToBig,
    ToLittle,
}

impl Filter {
    /// Reverses the filter on `bytes`.
    ///
    /// # Errors
    /// [`UnpackError::Unsupported`] for a filter outside the table.
    pub(super) fn undo(self, bytes: &mut [u8]) -> Result<(), UnpackError> {
        match self.id {
            0 => {}
            0x11..=0x19 => {
                let id = self.id.wrapping_sub(0x11);
                let order = match id {
                    0..3 => Order::Same,
                    3..6 => Order::ToBig,
                    _ => Order::ToLittle,
                };
                self.undo_every_call(bytes, opcodes(id), order);
            }
            0x24..=0x26 => {
                self.undo_marked_calls(bytes, opcodes(self.id.wrapping_sub(0x24)), false)
            }
            0x36 | 0x46 => self.undo_marked_calls(bytes, &[0xe8, 0xe9], false),
            0x49 => self.undo_marked_calls(bytes, &[0xe8, 0xe9], true),
            0x50 => self.undo_words(bytes, |word, place| {
                let is_call = word.wrapping_shr(24) & 0x0f == 0x0b;
                is_call.then(|| word & 0xff00_0000 | word.wrapping_sub(place) & 0x00ff_ffff)
            }),
            0x51 => self.undo_words(bytes, |word, place| {
                let word = word.swap_bytes();
                let is_call = word.wrapping_shr(24) & 0x0f == 0x0b;
                let word = word & 0xff00_0000 | word.wrapping_sub(place) & 0x00ff_ffff;
                is_call.then(|| word.swap_bytes())
            }),
            0x52 => self.undo_words(bytes, |word, place| {
                let is_branch = word.wrapping_shr(24) & 0x7c == 0x14;
                is_branch.then(|| word & 0xfc00_0000 | word.wrapping_sub(place) & 0x03ff_ffff)
            }),
            0xd0 => self.undo_powerpc(bytes),
            id => return Err(UnpackError::Unsupported { what: "filter", code: u32::from(id) }),
        }
        Ok(())
    }

    /// Treats every four bytes behind an opcode as a target.
    fn undo_every_call(self, bytes: &mut [u8], opcodes: &[u8], order: Order) {
        let mut at = 0_usize;
        let end = bytes.len().saturating_sub(5);
        while at < end {
            if bytes.get(at).is_none_or(|byte| !opcodes.contains(byte)) {
                at = at.saturating_add(1);
                continue;
            }
            let next = at.saturating_add(1);
            let place = offset(next).wrapping_add(self.base);
            change(bytes, next, |target| match order {
                Order::Same => u32::from_le_bytes(target).wrapping_sub(place).to_le_bytes(),
                Order::ToBig => u32::from_be_bytes(target).wrapping_sub(place).to_le_bytes(),
                Order::ToLittle => u32::from_le_bytes(target).wrapping_sub(place).to_be_bytes(),
            });
            at = at.saturating_add(5);
        }
    }

    /// Treats the four bytes behind an opcode as a target if the first of them is the mark.
    fn undo_marked_calls(self, bytes: &mut [u8], opcodes: &[u8], conditional: bool) {
        let mark = u32::from(self.cto).wrapping_shl(24);
        let end = bytes.len().saturating_sub(5);
        let (mut at, mut behind_last) = (0_usize, 0_usize);
        while at < end {
            let byte = bytes.get(at).copied().unwrap_or_default();
            let next = at.saturating_add(1);
            let is_call = opcodes.contains(&byte) || {
                let before = at.checked_sub(1).and_then(|at| bytes.get(at));
                // The 0f must not be the last byte of a target.
                let may_be = conditional && byte & 0xf0 == 0x80 && at != behind_last;
                may_be && before == Some(&0x0f)
            };
            if !is_call || bytes.get(next) != Some(&self.cto) {
                at = next;
                continue;
            }
            let place = offset(next).wrapping_add(self.base).wrapping_add(mark);
            change(bytes, next, |target| {
                u32::from_be_bytes(target).wrapping_sub(place).to_le_bytes()
            });
            at = at.saturating_add(5);
            behind_last = at;
        }
    }

    /// Passes each little-endian word, with its index, to `undo`. The last word is never changed.
    fn undo_words(self, bytes: &mut [u8], undo: impl Fn(u32, u32) -> Option<u32>) {
        let end = bytes.len().saturating_sub(4);
        let words = bytes.as_chunks_mut::<4>().0.iter_mut();
        for (index, word) in words.enumerate().take(end.div_ceil(4)) {
            let place = offset(index).wrapping_add(self.base);
            if let Some(undone) = undo(u32::from_le_bytes(*word), place) {
                *word = undone.to_le_bytes();
            }
        }
    }

    /// Big-endian words with opcode 18; the four bits behind the opcode are the mark.
    fn undo_powerpc(self, bytes: &mut [u8]) {
        /// A target further away does not fit.
        const END: usize = 1 << 22;
        let last = bytes.len().saturating_sub(4).min(END);
        let words = bytes.as_chunks_mut::<4>().0.iter_mut();
        for (index, word) in
            words.enumerate().take_while(|(index, _)| index.wrapping_mul(4) <= last)
        {
            let value = u32::from_be_bytes(*word);
            if value.wrapping_shr(26) == 18 && value.wrapping_shr(22) & 0xf == u32::from(self.cto) {
                let place = offset(index).wrapping_mul(4).wrapping_add(self.base);
                let target = (value & 0x003f_fffc).wrapping_sub(place);
                *word = (value & 0xfc00_0003 | target & 0x03ff_fffc).to_be_bytes();
            }
        }
    }
}

/// The opcodes that the first, second and third filter of a group change.
fn opcodes(which: u8) -> &'static [u8] {
    match which % 3 {
        0 => &[0xe8],
        1 => &[0xe9],
        _ => &[0xe8, 0xe9],
    }
}

fn offset(at: usize) -> u32 {
    // A block is smaller than 4 GiB.
    u32::try_from(at).unwrap_or_default()
}

fn change(bytes: &mut [u8], at: usize, how: impl Fn([u8; 4]) -> [u8; 4]) {
    if let Some(target) = bytes.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<4>()) {
        *target = how(*target);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undone(id: u8, cto: u8, base: u32, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        Filter { id, cto, base }.undo(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn x86() {
        // At 0 a call whose target is byte 10: 10 - 1 = 9 from its own place.
        for (id, filtered) in [
            (0x11, [0xe8, 10, 0, 0, 0]),
            (0x14, [0xe8, 0, 0, 0, 10]),
            (0x26, [0xe8, 0x77, 0, 0, 10]),
            (0x46, [0xe8, 0x77, 0, 0, 10]),
            (0x49, [0xe8, 0x77, 0, 0, 10]),
        ] {
            let filtered = [&filtered[..], &[0; 6]].concat();
            let want = [&[0xe8, 9, 0, 0, 0][..], &[0; 6]].concat();
            assert_eq!(undone(id, 0x77, 0, &filtered), want, "{id:#x}");
        }
        // An unmarked call, and one too near the end.
        for bytes in [&[0xe8, 0x76, 0, 0, 10, 0, 0, 0][..], &[0, 0xe8, 0x77, 0, 0, 10]] {
            assert_eq!(undone(0x49, 0x77, 0, bytes), bytes);
        }
        // A conditional jump, except where its first byte belongs to a target.
        let jump = [0x0f, 0x84, 0x77, 0, 0, 10, 0, 0];
        assert_eq!(undone(0x49, 0x77, 0, &jump), [0x0f, 0x84, 8, 0, 0, 0, 0, 0]);
        assert_eq!(undone(0x46, 0x77, 0, &jump), jump);
        let behind = [0xe8, 0x77, 0, 0, 0x0f, 0x84, 0x77, 0, 0, 10, 0, 0];
        assert_eq!(&undone(0x49, 0x77, 0, &behind)[5..], &behind[5..]);
    }

    #[test]
    fn words() {
        // The second word is a call to five words behind the start.
        let arm = [0, 0, 0, 0, 5, 0, 0, 0xeb, 0, 0, 0, 0];
        assert_eq!(undone(0x50, 0, 0, &arm)[4..8], [4, 0, 0, 0xeb]);
        let big = [0, 0, 0, 0, 0xeb, 0, 0, 5, 0, 0, 0, 0];
        assert_eq!(undone(0x51, 0, 0, &big)[4..8], [0xeb, 0, 0, 4]);
        let arm64 = [0, 0, 0, 0, 0, 0, 0, 0x94, 5, 0, 0, 0x94];
        assert_eq!(undone(0x52, 0, 0, &arm64), [0, 0, 0, 0, 0xff, 0xff, 0xff, 0x97, 5, 0, 0, 0x94]);
        // Marked 3: 0x48 is opcode 18, and the mark is in bits 22 to 25.
        let power = [0, 0, 0, 0, 0x48, 0xc0, 0, 0x15];
        assert_eq!(undone(0xd0, 3, 0, &power)[4..], [0x48, 0, 0, 0x11]);
    }

    #[test]
    fn short_and_unknown() {
        for id in [0x11, 0x26, 0x49, 0x50, 0x51, 0x52, 0xd0] {
            for len in 0..8 {
                undone(id, 0, 0, &vec![0xe8; len]);
            }
        }
        let unknown = Filter { id: 0x80, cto: 0, base: 0 }.undo(&mut [0; 32]);
        assert!(matches!(unknown, Err(UnpackError::Unsupported { code: 0x80, .. })));
    }
}
