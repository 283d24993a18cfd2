//! One header of 512 bytes.

/// The size of a header, and of the blocks that content is padded to.
pub(super) const BLOCK: usize = 512;

/// A header, of any of the formats: the old one, POSIX (`ustar`), GNU.
pub(super) struct Header<'h>(&'h [u8; BLOCK]);

impl<'h> Header<'h> {
    /// The header in `block`; `None` where its checksum does not fit.
    pub(super) fn read(block: &'h [u8]) -> Option<Self> {
        let header = Self(block.first_chunk()?);
        header.has_checksum().then_some(header)
    }

    /// Whether the sum fits: that of all bytes, with its own field counted as eight spaces. Some old
    /// writers summed signed bytes.
    fn has_checksum(&self) -> bool {
        let field = self.field(148, 8);
        let recorded = octal(field).filter(|_| field.iter().any(u8::is_ascii_digit));
        let Some(recorded) = recorded else { return false };
        let outside = || self.0.iter().enumerate().filter(|(at, _)| !(148..156).contains(at));
        let unsigned = outside().fold(256_u64, |sum, (_, it)| sum.saturating_add((*it).into()));
        let signed = outside()
            .fold(256_i64, |sum, (_, it)| sum.saturating_add(i8::from_ne_bytes([*it]).into()));
        recorded == unsigned || i64::try_from(recorded) == Ok(signed)
    }

    /// The type of the entry: `0` for a file, NUL in the old format.
    pub(super) fn kind(&self) -> u8 {
        self.field(156, 1).first().copied().unwrap_or_default()
    }

    /// The size of the content; `None` where it is no number.
    pub(super) fn size(&self) -> Option<u64> {
        number(self.field(124, 12))
    }

    /// The name, without the folder that the POSIX format keeps apart.
    pub(super) fn short_name(&self) -> &'h [u8] {
        text(self.field(0, 100))
    }

    /// The whole name.
    pub(super) fn name(&self) -> Vec<u8> {
        let folder = if self.is_posix() { text(self.field(345, 155)) } else { &[] };
        match folder {
            [] => self.short_name().to_vec(),
            _ => [folder, b"/", self.short_name()].concat(),
        }
    }

    /// The name of the entry that a link leads to.
    pub(super) fn link_name(&self) -> &'h [u8] {
        text(self.field(157, 100))
    }

    /// Whether the header has the fields of the POSIX format.
    fn is_posix(&self) -> bool {
        self.field(257, 6) == b"ustar\0"
    }

    /// Whether the header has the fields of GNU's old format.
    pub(super) fn is_gnu(&self) -> bool {
        self.field(257, 8) == b"ustar  \0"
    }

    /// `count` bytes at `at`.
    pub(super) fn field(&self, at: usize, count: usize) -> &'h [u8] {
        self.0.get(at..).and_then(|rest| rest.get(..count)).unwrap_or_default()
    }
}

/// Whether a file without the magic of tar starts with a header all the same.
pub(in crate::archive) fn is_old(head: &[u8]) -> bool {
    let Some(block) = head.get(..BLOCK).filter(|it| it.first().is_some_and(|it| *it > b' ')) else {
        return false;
    };
    let Some(header) = Header::read(block) else { return false };
    header.size().is_some() && matches!(header.kind(), 0 | b'0'..=b'7' | b'A'..=b'Z')
}

/// A number in octal digits, or in base 256 where the first bit is set, as GNU's writers have it.
pub(super) fn number(field: &[u8]) -> Option<u64> {
    match field {
        [first, rest @ ..] if first & 0x80 != 0 => {
            // The second bit is the sign.
            let start = u64::from(first & 0x7f);
            (first & 0x40 == 0).then_some(())?;
            rest.iter().try_fold(start, |value, byte| {
                value.checked_mul(256).and_then(|it| it.checked_add((*byte).into()))
            })
        }
        _ => octal(field),
    }
}

fn octal(field: &[u8]) -> Option<u64> {
    let digits = text(field).trim_ascii();
    match digits {
        [] => Some(0),
        _ => std::str::from_utf8(digits).ok().and_then(|it| u64::from_str_radix(it, 8).ok()),
    }
}

/// The bytes before the first NUL.
pub(super) fn text(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_writers() {
        for (field, want) in [
            (&b"00000000144\0"[..], Some(100)),
            (b"     144 \0", Some(100)),
            (b"\0\0\0", Some(0)),
            (b"\x80\0\0\0\x01\0\0\0\0", Some(1 << 32)),
            (b"\xff\xff\xff", None),
            (b"9", None),
            (b"\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff", None),
        ] {
            assert_eq!(number(field), want, "{field:?}");
        }
    }
}
