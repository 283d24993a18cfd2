//! Headers of the formats of cpio.
//!
//! | format | magic | header | names and contents padded to |
//! | --- | --- | --- | --- |
//! | newc, crc | `070701`, `070702` | 13 numbers of 8 hexadecimal digits | 4 bytes |
//! | odc | `070707` | octal digits | nothing |
//! | binary | 0o070707 in 16 bits, of either byte order | 13 numbers of 16 bits | 2 bytes |
//! | stripped | `07070X` | the number of the file in the list of an rpm package | 4 bytes |
//!
//! Sources: `cpio(5)` of libarchive 3.6; rpm 4.18, where the format of large files is described in
//! `docs/manual/large_files.md`.

/// The name behind the last entry.
pub(super) const TRAILER: &[u8] = b"TRAILER!!!";
/// The longest name in a file without a magic of its own.
const LONGEST: u64 = 4096;

/// What a header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Header {
    Full(Full),
    /// The number of a file that is described elsewhere.
    Stripped(u32),
}

/// A header of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Full {
    pub(super) mode: u64,
    pub(super) links: u64,
    /// The device and the file on it.
    pub(super) file: (u64, u64),
    pub(super) name_size: u64,
    pub(super) size: u64,
    /// Bytes of the header.
    pub(super) header: u64,
    pub(super) pad: u64,
    /// Whether only one of several hard links has the bytes.
    pub(super) shares: bool,
}

impl Full {
    /// `size` and what pads it.
    pub(super) fn padded(&self, size: u64) -> u64 {
        size.checked_next_multiple_of(self.pad).unwrap_or(u64::MAX)
    }
}

/// The most bytes of a header.
pub(super) const MOST: usize = 110;

/// The header at the start of `bytes`.
pub(super) fn read(bytes: &[u8]) -> Option<Header> {
    match bytes.first_chunk::<6>()? {
        b"070701" | b"070702" => newc(bytes).map(Header::Full),
        b"070707" => odc(bytes).map(Header::Full),
        b"07070X" => number(bytes.get(6..14)?, 16)?.try_into().ok().map(Header::Stripped),
        [0xc7, 0x71, ..] => binary(bytes, u16::from_le_bytes).map(Header::Full),
        [0x71, 0xc7, ..] => binary(bytes, u16::from_be_bytes).map(Header::Full),
        _ => None,
    }
}

/// Whether a file that starts with `head` is an archive: has a header, and its name.
pub(in crate::archive) fn starts(head: &[u8]) -> bool {
    match read(head) {
        Some(Header::Full(full)) => {
            let is_short = (1..=LONGEST).contains(&full.name_size);
            let name = usize::try_from(full.header.saturating_add(full.name_size)).ok();
            let last = name.and_then(|end| head.get(end.checked_sub(1)?));
            // The type of a file is one of eight, and a name ends with NUL.
            is_short && is_type(full.mode) && last == Some(&0)
        }
        Some(Header::Stripped(_)) => true,
        None => false,
    }
}

/// Pipes, devices, folders, files, links, sockets; the entry behind the last has no type.
fn is_type(mode: u64) -> bool {
    mode <= 0xffff && matches!(mode >> 12, 0 | 1 | 2 | 4 | 6 | 8 | 10 | 12)
}

/// Whether the mode is that of a file with bytes.
pub(super) fn is_file(mode: u64) -> bool {
    mode & 0xf000 == 0x8000
}

fn newc(bytes: &[u8]) -> Option<Full> {
    let field = |index: usize| {
        let at = index.checked_mul(8)?.checked_add(6)?;
        number(bytes.get(at..at.checked_add(8)?)?, 16)
    };
    let device = field(7)?.checked_shl(32)?.checked_add(field(8)?)?;
    // All 13 must be numbers.
    (0..13).try_for_each(|index| field(index).map(drop))?;
    Some(Full {
        mode: field(1)?,
        links: field(4)?,
        file: (device, field(0)?),
        name_size: field(11)?,
        size: field(6)?,
        header: 110,
        pad: 4,
        shares: true,
    })
}

fn odc(bytes: &[u8]) -> Option<Full> {
    let field = |at: usize, size: usize| number(bytes.get(at..)?.get(..size)?, 8);
    // Owners, device of a device, and time: numbers too.
    [(24, 6), (30, 6), (42, 6), (48, 11)].iter().try_for_each(|it| field(it.0, it.1).map(drop))?;
    Some(Full {
        mode: field(18, 6)?,
        links: field(36, 6)?,
        file: (field(6, 6)?, field(12, 6)?),
        name_size: field(59, 6)?,
        size: field(65, 11)?,
        header: 76,
        pad: 1,
        shares: false,
    })
}

fn binary(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Option<Full> {
    let half = |index: usize| {
        let at = index.checked_mul(2)?;
        Some(u64::from(read(*bytes.get(at..)?.first_chunk()?)))
    };
    // The upper half comes first, whatever the byte order.
    let whole = |index: usize| Some((half(index)? << 16) | half(index.checked_add(1)?)?);
    Some(Full {
        mode: half(3)?,
        links: half(6)?,
        file: (half(1)?, half(2)?),
        name_size: half(10)?,
        size: whole(11)?,
        header: 26,
        pad: 2,
        shares: false,
    })
}

/// A number of digits alone.
fn number(digits: &[u8], radix: u32) -> Option<u64> {
    let is_digit = |byte: &u8| char::from(*byte).is_digit(radix);
    digits.iter().all(is_digit).then_some(())?;
    u64::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()
}
