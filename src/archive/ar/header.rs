//! Headers of members of an archive that `ar` writes: 60 bytes in ASCII, behind which the content stands,
//! padded to an even size.
//!
//! | offset | size | field |
//! | --- | --- | --- |
//! | 0 | 16 | name, padded with spaces |
//! | 48 | 10 | size in decimal |
//! | 58 | 2 | `` ` `` and a line feed |
//!
//! GNU's names end with a slash, and long ones are `/OFFSET` into the member `//`; BSD's long names
//! are `#1/LENGTH` and stand before the content. A symbol table comes first: `/` or `/SYM64/`, with BSD
//! `__.SYMDEF` and the like. Debian's names end with spaces alone (`deb(5)`).

/// What an archive starts with.
pub(super) const MAGIC: &[u8] = b"!<arch>\n";
pub(super) const HEADER: usize = 60;
/// The most bytes at the start of an archive that are looked at to tell what it holds: symbol tables
/// of large programs take some 100 KiB.
const START: usize = 1 << 20;

/// What an archive holds, told by its first member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::archive) enum Holds {
    /// A package of Debian's format.
    Package,
    /// Object files, for a linker.
    Objects,
    /// Other files.
    Files,
}

/// A header as it is written.
pub(super) struct Header<'h> {
    pub(super) name: &'h [u8],
    pub(super) size: u64,
}

impl<'h> Header<'h> {
    pub(super) fn read(bytes: &'h [u8]) -> Option<Self> {
        let bytes: &[u8; HEADER] = bytes.first_chunk()?;
        let field = |at: usize, size: usize| bytes.get(at..).and_then(|it| it.get(..size));
        (field(58, 2)? == b"`\n").then_some(())?;
        let size = std::str::from_utf8(field(48, 10)?).ok()?.trim_ascii_end().parse().ok()?;
        Some(Self { name: field(0, 16)?.trim_ascii_end(), size })
    }

    pub(super) fn is_symbol_table(&self) -> bool {
        matches!(self.name, b"/" | b"/SYM64/") || self.name.starts_with(b"__.SYMDEF")
    }

    /// The length of a name that stands before the content.
    pub(super) fn bsd_name(&self) -> Option<u64> {
        number(self.name.strip_prefix(b"#1/")?)
    }
}

pub(super) fn number(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// What the archive that starts with `head` holds; `None` where it is none, or where `head` is too
/// short to tell.
pub(in crate::archive) fn holds(head: &[u8]) -> Option<Holds> {
    let (header, content) = first_member(head).ok()?;
    let name = header.name.strip_suffix(b"/").unwrap_or(header.name);
    if name == b"debian-binary" {
        return Some(Holds::Package);
    }
    let skipped = usize::try_from(header.bsd_name().unwrap_or(0)).ok()?;
    let content = content.get(skipped..)?;
    let is_object = matches!(name, b"__.PKGDEF" | b"_go_.o" | b"go.o") || is_object(content);
    Some(if is_object { Holds::Objects } else { Holds::Files })
}

/// How many bytes must be seen to tell what an archive holds, where that are more than `head` has.
pub(in crate::archive) fn bytes_to_tell(head: &[u8]) -> Option<usize> {
    first_member(head).err().flatten().filter(|it| (head.len()..=START).contains(it))
}

/// The first member that is not of the archive's own, and what is there of its content. Else the
/// number of bytes that are needed to see it; `None` where that would not help.
fn first_member(head: &[u8]) -> Result<(Header<'_>, &[u8]), Option<usize>> {
    /// Of the content, to tell an object file.
    const CONTENT: usize = 64;
    if !head.starts_with(MAGIC) {
        return Err(None);
    }
    let mut at = MAGIC.len();
    loop {
        let content = at.saturating_add(HEADER);
        let Some(bytes) = head.get(at..content) else {
            return Err(Some(content.saturating_add(CONTENT)));
        };
        let header = Header::read(bytes).ok_or(None)?;
        if header.is_symbol_table() || header.name == b"//" {
            let size = usize::try_from(header.size).map_err(|_| None)?;
            at = content.saturating_add(size).saturating_add(size % 2);
            continue;
        }
        let is_bsd_table = header.bsd_name().is_some()
            && head.get(content..).is_some_and(|it| it.starts_with(b"__.SYMDEF"));
        if is_bsd_table {
            let size = usize::try_from(header.size).map_err(|_| None)?;
            at = content.saturating_add(size).saturating_add(size % 2);
            continue;
        }
        return Ok((header, head.get(content..).unwrap_or_default()));
    }
}

/// Whether a file that starts so is an object file or what compilers keep beside them.
fn is_object(head: &[u8]) -> bool {
    let half = |at: usize| head.get(at..)?.first_chunk::<2>().copied();
    let word = |at: usize| head.get(at..)?.first_chunk::<4>().copied();
    match head {
        // Type 1, in either byte order.
        [0x7f, b'E', b'L', b'F', ..] => matches!(half(16), Some([1, 0] | [0, 1])),
        [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] => word(12) == Some([1, 0, 0, 0]),
        [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..] => word(12) == Some([0, 0, 0, 1]),
        // COFF for 386, amd64, arm, arm64; COFF with many sections, and short import entries; XCOFF.
        [0x4c, 0x01, ..] | [0x64, 0x86, ..] | [0xc4, 0x01, ..] | [0x64, 0xaa, ..] => true,
        [0, 0, 0xff, 0xff, ..] | [0x01, 0xdf | 0xf7, ..] => true,
        // LLVM's bitcode, with and without a wrapper; WebAssembly, whose archives hold objects.
        [b'B', b'C', 0xc0, 0xde, ..] | [0xde, 0xc0, 0x17, 0x0b, ..] | [0, b'a', b's', b'm', ..] => {
            true
        }
        _ => head.starts_with(b"go object "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::ar::made::archive;

    #[test]
    fn what_an_archive_holds() {
        let object = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x01\0\x3e\0";
        let program = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0";
        for (members, want) in [
            (&[("debian-binary", &b"2.0\n"[..])][..], Some(Holds::Package)),
            (&[("debian-binary/", b"2.0\n")], Some(Holds::Package)),
            (&[("prog/", program)], Some(Holds::Files)),
            (&[("/", &[0; 9]), ("//", b"x/\n"), ("/0", program)], Some(Holds::Files)),
            (&[("/", &[0; 9]), ("000000.o/", object)], Some(Holds::Objects)),
            (&[("#1/12", b"__.SYMDEF\0\0\0..."), ("go.o", b"")], Some(Holds::Objects)),
            (&[("#1/4", &[b"x.o\0", &object[..]].concat())], Some(Holds::Objects)),
            (&[("__.PKGDEF", b"go object linux")], Some(Holds::Objects)),
            (&[("x", b"")], Some(Holds::Files)),
            (&[], None),
        ] {
            assert_eq!(holds(&archive(members)), want, "{members:?}");
        }
        assert_eq!(holds(b"!<thin>\n"), None);
    }

    #[test]
    fn a_long_symbol_table_asks_for_more() {
        let bytes = archive(&[("/", &[0; 9001]), ("prog/", b"x")]);
        let more = bytes_to_tell(&bytes[..4608]).unwrap();
        assert_eq!(more, 8 + 60 + 9002 + 60 + 64);
        assert_eq!(holds(&bytes[..more.min(bytes.len())]), Some(Holds::Files));
        assert_eq!(holds(&bytes[..4608]), None);
        // It does not ask twice for the same, nor for ever more.
        let all = [&bytes[..68], &[0; 9001]].concat();
        assert_eq!(bytes_to_tell(&all[..200]), Some(more));
        let huge = format!("!<arch>\n{:<48}{:<10}`\n", "/", 9_000_000_000_u64);
        assert_eq!(bytes_to_tell(huge.as_bytes()), None);
        assert_eq!(bytes_to_tell(b"!<arch>\nno header"), Some(8 + 60 + 64));
    }
}
