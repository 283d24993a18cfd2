//! Files that contain other files: archives, packages, disk images, installers. They are recognised
//! but not opened, so it is unknown whether they contain a Go program.
//!
//! For gzip, the start of the content is inflated and examined: a manual page is not a program and
//! contains none. The same holds for all content that starts neither as a program nor as a
//! container, because every program starts with the magic of its format. Content that other tools
//! compressed is not examined.
//!
//! Sources: the magics in `file` 5.44 and `shared-mime-info` 2.2 (Debian 12), and files made by the
//! tools themselves. The mark of Inno Setup is that of its own loader since version 1.2.10, and was
//! seen in no real file here.

use std::fmt;

use super::sniff::{Sniff, sniff};
use crate::bytes::{Endian, Input, PartOffset, Reader, Span, gzip_start, needle, starts_as_text};

/// A file that may contain programs, and was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Container {
    /// Its kind, as records name it: `gzip`, `zip`, `deb`, …
    pub kind: &'static str,
    /// The kind of its content, where the start was examined: `tar`, `a program`, …
    pub holds: Option<&'static str>,
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            "nsis" => "nsis installer",
            "inno" => "inno setup installer",
            "installshield" => "installshield cabinet",
            "flatpak" => "flatpak bundle",
            "apk" => "apk package of format 3",
            "xar" => "xar archive, as macOS packages are",
            "ole" => "ole compound file",
            "dmg" => "apple disk image",
            "wim" => "windows image",
            "crx" => "browser extension",
            "iso" | "udf" => return write!(f, "{} disc image", self.kind),
            "qcow2" | "vmdk" | "vhdx" | "vhd" | "vdi" => {
                return write!(f, "{} disk of a virtual machine", self.kind);
            }
            "squashfs" | "cramfs" | "erofs" | "ext" | "ubi" | "xfs" | "f2fs" | "apfs" | "romfs" => {
                return write!(f, "{} file system", self.kind);
            }
            "boot-image" => "android boot image",
            "sparse-image" => "android sparse image",
            "uimage" => "u-boot image",
            kind => kind,
        })
    }
}

/// Offset, magic, kind.
const MAGICS: &[(usize, &[u8], &str)] = &[
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x07\x08PK\x03\x04", "zip"),
    (0, b"JM\x01\0PK\x03\x04", "zip"),
    (0, b"\x1f\x8b\x08", "gzip"),
    (0, b"\xfd7zXZ\0", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"\x04\x22\x4d\x18", "lz4"),
    (0, b"LZIP\x01", "lzip"),
    (0, b"\x89LZO\0\r\n\x1a\n", "lzop"),
    (0, b"\x1f\x9d", "compress"),
    (257, b"ustar", "tar"),
    (0, b"070701", "cpio"),
    (0, b"070702", "cpio"),
    (0, b"070707", "cpio"),
    (0, b"\xed\xab\xee\xdb", "rpm"),
    (0, b"ADBd", "apk"),
    (0, b"ADB.", "apk"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    // Followed by 00 in versions up to 4, by 01 00 in version 5.
    (0, b"Rar!\x1a\x07", "rar"),
    (7, b"**ACE**", "ace"),
    (2, b"-lh0-", "lha"),
    (2, b"-lh5-", "lha"),
    (2, b"-lh6-", "lha"),
    (2, b"-lh7-", "lha"),
    (0, b"ISc(", "installshield"),
    (0, b"LRZI", "lrzip"),
    (0, b"\xff\x06\0\0sNaPpY", "snappy"),
    (0, b"MSCF\0\0\0\0", "cab"),
    (0, b"MSWIM\0\0\0", "wim"),
    // Includes MSI and old office documents.
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"xar!", "xar"),
    (0, b"Cr24", "crx"),
    (0, b"hsqs", "squashfs"),
    (0, b"sqsh", "squashfs"),
    (0, b"\x45\x3d\xcd\x28", "cramfs"),
    (1024, b"\xe2\xe1\xf5\xe0", "erofs"),
    (0x438, b"\x53\xef", "ext"),
    (0, b"XFSB", "xfs"),
    (1024, b"\x10\x20\xf5\xf2", "f2fs"),
    (32, b"NXSB", "apfs"),
    (0, b"-rom1fs-", "romfs"),
    (0, b"flatpak\0\x01\0\x89\xe5", "flatpak"),
    // Its name before version 0.6.
    (0, b"xdg-app\0\x01\0\x89\xe5", "flatpak"),
    (0, b"UBI#\x01", "ubi"),
    (0, b"QFI\xfb", "qcow2"),
    (0, b"KDMV", "vmdk"),
    (0, b"vhdxfile", "vhdx"),
    (0, b"conectix", "vhd"),
    (0x40, b"\x7f\x10\xda\xbe", "vdi"),
    (0, b"ANDROID!", "boot-image"),
    (0, b"\x3a\xff\x26\xed", "sparse-image"),
    (0, b"\x27\x05\x19\x56", "uimage"),
    (0, b"encrcdsa", "dmg"),
];

/// Those of [`MAGICS`] that do not stand at the start.
const FAR_MAGICS: &[(usize, &[u8], &str)] = &[
    (257, b"ustar", "tar"),
    (7, b"**ACE**", "ace"),
    (2, b"-lh0-", "lha"),
    (2, b"-lh5-", "lha"),
    (2, b"-lh6-", "lha"),
    (2, b"-lh7-", "lha"),
    (1024, b"\xe2\xe1\xf5\xe0", "erofs"),
    (0x438, b"\x53\xef", "ext"),
    (1024, b"\x10\x20\xf5\xf2", "f2fs"),
    (32, b"NXSB", "apfs"),
    (0x40, b"\x7f\x10\xda\xbe", "vdi"),
];

/// One bit for each byte with which one of the others starts.
const FIRST_BYTES: [u64; 4] = [first_bytes(0), first_bytes(1), first_bytes(2), first_bytes(3)];

/// The bits of the bytes whose two high bits are those of `quarter`.
const fn first_bytes(quarter: u8) -> u64 {
    let (mut bits, mut left) = (0_u64, MAGICS);
    while let [(at, magic, _), rest @ ..] = left {
        if let (0, [first, ..]) = (*at, *magic)
            && *first >> 6 == quarter
        {
            bits |= 1_u64 << (*first & 63);
        }
        left = rest;
    }
    bits
}

/// Bytes of a gzip file's content that are examined: the header of a tar archive.
const START: usize = 512;
/// A boot sector alone is not a disk image.
const SMALLEST_DISK: u64 = 64 << 10;

/// The kind of container that a file of no executable format is; `None` where it is none, or cannot
/// contain a program.
pub(crate) fn container(input: &Input<'_>) -> Option<Container> {
    let head = input.head();
    let plain = |kind| Some(Container { kind, holds: None });
    match by_magic(head) {
        Some("gzip") => return gzip(head),
        Some(kind) => return plain(kind),
        None => {}
    }
    if head.starts_with(b"#!") {
        return script(head).and_then(plain);
    }
    let starts_empty = head.get(..64).is_some_and(|bytes| bytes.iter().all(|byte| *byte == 0));
    let boots = head.get(510..512) == Some(b"\x55\xaa") && head.get(0x202..0x206) != Some(b"HdrS");
    if (starts_empty || boots) && is_at(input, 0x8001, b"CD001") {
        return plain("iso");
    }
    // A disc with a file system of its own, without ISO 9660 beside it.
    if (starts_empty || boots) && is_at(input, 0x8001, b"BEA01") {
        return plain("udf");
    }
    if boots && input.size() >= SMALLEST_DISK {
        return plain("disk-image");
    }
    // The trailers of Apple's disk images, and of Microsoft's that have a fixed size. Text files are
    // not looked at for them.
    let trailer = input.size().checked_sub(512).filter(|_| !starts_as_text(head));
    match input.read(Span::new(PartOffset(trailer?), 8)).ok()?.as_slice() {
        b"koly\0\0\0\x04" => plain("dmg"),
        b"conectix" => plain("vhd"),
        _ => None,
    }
}

/// Whether a file that starts with `head` may be a program, or hold one: such a file in a container
/// is worth reading.
pub fn is_worth_reading(head: &[u8]) -> bool {
    sniff(head) != Sniff::Other
        || by_magic(head).is_some()
        || head.starts_with(b"#!") && script(head).is_some()
        || head.get(510..512) == Some(b"\x55\xaa")
}

/// Whether a file that starts with `head` has a format that contains other files: archives,
/// packages, documents. Anything found in such a file may belong to another file inside it.
pub(crate) fn is_container(head: &[u8]) -> bool {
    const MORE: [(usize, &[u8]); 7] = [
        (0, b"PK\x05\x06"),
        (0, b"!<arch>\n"),
        (0, b"!<thin>\n"),
        (0, b"<bigaf>\n"),
        (0, b"%PDF-"),
        (0, b"SQLite format 3\0"),
        (510, b"\x55\xaa"),
    ];
    by_magic(head).is_some()
        || MORE.iter().any(|(at, magic)| head.get(*at..).is_some_and(|it| it.starts_with(magic)))
}

/// The container kind of an `ar` archive: a Debian package, or an archive whose first `members` are
/// not object files.
pub(crate) fn ar_container(input: &Input<'_>, members: &[Span]) -> Option<Container> {
    let is_debian = input.head().get(8..).is_some_and(|it| it.starts_with(b"debian-binary"));
    let kind = if is_debian { "deb" } else { "ar" };
    let holds = members.iter().find_map(|member| {
        let head = input.read_clamped(member.first(u64::try_from(START).unwrap_or(0))).ok()?;
        may_be_program(&head)
    });
    (is_debian || holds.is_some()).then_some(Container { kind, holds })
}

/// The container behind a self-extracting program, which starts at `end`, the end of everything
/// that the headers describe. `None` where the file ends there too.
pub(crate) fn appended(input: &Input<'_>, end: PartOffset) -> Option<Container> {
    const NSIS: &[u8] = b"\xef\xbe\xad\xdeNullsoftInst";
    // Sections of a PE file end at a multiple of this.
    const STEP: u64 = 512;
    if end.0 >= input.size() {
        return None;
    }
    let bytes = input.read_clamped(Span::new(end, STEP.saturating_mul(2))).ok()?;
    let to_step =
        usize::try_from(end.0.checked_next_multiple_of(STEP)?.checked_sub(end.0)?).ok()?;
    let kind = if needle::find(&bytes, NSIS).is_some() {
        Some("nsis")
    } else {
        by_magic(&bytes).or_else(|| by_magic(bytes.get(to_step..).unwrap_or_default()))
    };
    kind.map(|kind| Container { kind, holds: None })
}

/// Whether a program for Windows is the loader of Inno Setup, whose `resources` have a table that
/// says where the rest is. The last six bytes of its mark depend on the version.
pub(crate) fn is_inno(head: &[u8], resources: &[u8]) -> bool {
    // Up to version 5.1.4 it is named in the DOS header.
    head.get(0x30..).is_some_and(|it| it.starts_with(b"Inno"))
        || needle::find(resources, b"rDlPtS").is_some()
}

/// The end of the section headers of an ELF file, which linkers write last, read from the first
/// bytes alone. `None` where there are none.
pub(crate) fn elf_end(head: &[u8]) -> Option<PartOffset> {
    let at = PartOffset(0);
    let (mut reader, is_wide) = match head {
        [_, _, _, _, class @ (1 | 2), order @ (1 | 2), ..] => {
            let endian = if *order == 1 { Endian::Little } else { Endian::Big };
            (Reader::new(head, at, endian), *class == 2)
        }
        _ => return None,
    };
    reader.bytes(if is_wide { 40 } else { 32 }).ok()?;
    let table = if is_wide { reader.u64().ok()? } else { reader.u32().ok()?.into() };
    // Skips the flags, the header size, and the size and number of the program headers.
    reader.bytes(10).ok()?;
    let (size, count) = (reader.u16().ok()?, reader.u16().ok()?);
    let length = u64::from(size).checked_mul(count.into())?;
    (table > 0 && length > 0).then_some(PartOffset(table.checked_add(length)?))
}

/// Whether an ELF file is the program of an AppImage, which has a file system appended.
pub(crate) fn is_app_image(head: &[u8]) -> bool {
    matches!(head.get(8..11), Some(b"AI\x01" | b"AI\x02"))
}

fn by_magic(head: &[u8]) -> Option<&'static str> {
    let is = |at: usize, magic: &[u8]| needle::is_at(head, at, magic);
    let first = head.first().copied().unwrap_or_default();
    let bits = FIRST_BYTES.get(usize::from(first >> 6)).copied().unwrap_or_default();
    // Most files are texts, which start with no magic.
    let magics = match bits.wrapping_shr(u32::from(first & 63)) & 1 {
        0 => FAR_MAGICS,
        _ => MAGICS,
    };
    let known = magics.iter().find(|(at, magic, _)| is(*at, magic)).map(|(_, _, kind)| *kind);
    known.or_else(|| is_bzip2(head).then_some("bzip2")).or_else(|| old(head))
}

/// `BZh`, the block size, and the magic of the first block or of the end.
fn is_bzip2(head: &[u8]) -> bool {
    matches!(
        head,
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..]
    )
}

/// Archives with a magic that is too short, or none: the old forms of cpio and tar.
fn old(head: &[u8]) -> Option<&'static str> {
    let word = |at: usize, little: bool| {
        let bytes = *head.get(at..)?.first_chunk::<2>()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    for little in [true, false] {
        // The length of the first name, and its final NUL.
        if word(0, little) == Some(0o070707)
            && let Some(length) = word(20, little).filter(|it| (2..=1024).contains(it))
            && head.get(usize::from(length).checked_add(25)?) == Some(&0)
        {
            return Some("cpio");
        }
    }
    is_old_tar(head).then_some("tar")
}

/// A header without a magic but with a correct checksum.
fn is_old_tar(head: &[u8]) -> bool {
    let Some(header) = head.get(..512).filter(|it| it.first().is_some_and(|first| *first > b' '))
    else {
        return false;
    };
    let (Some(before), Some(field), Some(behind)) =
        (header.get(..148), header.get(148..156), header.get(156..))
    else {
        return false;
    };
    let may_start = |first: &u8| first.is_ascii_whitespace() || matches!(first, b'+' | b'0'..=b'7');
    if !field.first().is_some_and(may_start) {
        return false;
    }
    let digits = needle::until_nul(field).unwrap_or(field).trim_ascii();
    let recorded = std::str::from_utf8(digits).ok().and_then(|it| u32::from_str_radix(it, 8).ok());
    // Most files are texts, which record none: only then is a sum worth its half a thousand bytes.
    recorded.is_some_and(|recorded| {
        let sum = |bytes: &[u8]| bytes.iter().map(|it| u32::from(*it)).sum::<u32>();
        // The checksum counts its own field as eight spaces.
        recorded == sum(before).saturating_add(sum(behind)).saturating_add(256)
    })
}

/// A script with a container appended: from Makeself, or a zip file that Python runs.
fn script(head: &[u8]) -> Option<&'static str> {
    let line = head.iter().position(|byte| *byte == b'\n')?;
    let behind = head.get(line.checked_add(1)?..)?;
    if behind.starts_with(b"PK\x03\x04") {
        return Some("zip");
    }
    needle::find(head, b"generated using Makeself").map(|_| "makeself")
}

fn gzip(head: &[u8]) -> Option<Container> {
    let kind = "gzip";
    let Some(start) = gzip_start(head, START) else {
        return Some(Container { kind, holds: None });
    };
    may_be_program(&start).map(|holds| Container { kind, holds: Some(holds) })
}

/// The kind of a file that starts with `start`, if it may be a program or contain one.
fn may_be_program(start: &[u8]) -> Option<&'static str> {
    if let Some(kind) = by_magic(start) {
        return Some(kind);
    }
    match sniff(start) {
        Sniff::Other | Sniff::GoObject | Sniff::Damaged(_) => None,
        _ if is_object(start) => None,
        Sniff::Archive => Some("an archive"),
        _ => Some("a program"),
    }
}

/// Whether `start` begins an object file, which still has to be linked: a kernel module is one.
fn is_object(start: &[u8]) -> bool {
    let word = |at: usize| start.get(at..).and_then(|it| it.first_chunk::<2>()).copied();
    match sniff(start) {
        // `ET_REL`.
        Sniff::Elf => matches!(word(16), Some([1, 0] | [0, 1])),
        // `MH_OBJECT`, in the byte order of the magic.
        Sniff::MachO => matches!(start.get(12..16), Some([1, 0, 0, 0] | [0, 0, 0, 1])),
        // Without `F_EXEC`, or with the flag of a shared object.
        Sniff::Xcoff => word(18).is_none_or(|flags| {
            let flags = u16::from_be_bytes(flags);
            flags & 0x2 == 0 || flags & 0x2000 != 0
        }),
        _ => false,
    }
}

fn is_at(input: &Input<'_>, at: u64, magic: &[u8]) -> bool {
    let length = u64::try_from(magic.len()).unwrap_or(u64::MAX);
    input.read(Span::new(PartOffset(at), length)).is_ok_and(|bytes| bytes == magic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Limits};

    fn of(bytes: &[u8]) -> Option<(&'static str, Option<&'static str>)> {
        let limits = Limits::default();
        let budget = Budget::new(&limits);
        let source = bytes.to_vec();
        let input = Input::open(&source, &budget).unwrap();
        container(&input).map(|it| (it.kind, it.holds))
    }

    fn at(offset: usize, bytes: &[u8], size: usize) -> Vec<u8> {
        let mut file = vec![0; size];
        file[offset..offset + bytes.len()].copy_from_slice(bytes);
        file
    }

    #[test]
    fn the_far_magics_are_those_that_do_not_stand_at_the_start() {
        assert!(MAGICS.iter().filter(|it| it.0 > 0).eq(FAR_MAGICS));
        for (_, magic, kind) in MAGICS.iter().filter(|it| it.0 == 0) {
            assert_eq!(by_magic(magic), Some(*kind));
        }
    }

    #[test]
    fn by_magic_and_place() {
        for (bytes, want) in [
            (at(0, b"PK\x03\x04\x14", 64), Some("zip")),
            // An empty one contains nothing.
            (at(0, b"PK\x05\x06", 22), None),
            (b"#!/usr/bin/env python3\nPK\x03\x04\x14".to_vec(), Some("zip")),
            (
                b"#!/bin/sh\n# This script was generated using Makeself 2.4\n".to_vec(),
                Some("makeself"),
            ),
            (b"#!/bin/sh\necho PK\n".to_vec(), None),
            (b"BZh91AY&SY\0\0".to_vec(), Some("bzip2")),
            (b"BZh is not bzip2".to_vec(), None),
            (at(257, b"ustar", 1024), Some("tar")),
            (at(0x8001, b"CD001", 0x9000), Some("iso")),
            (at(0x8001, b"CD002", 0x9000), None),
            (at(0x8001, b"BEA01", 0x9000), Some("udf")),
            (at(0, b"Rar!\x1a\x07\x01\0", 64), Some("rar")),
            (at(0, b"flatpak\0\x01\0\x89\xe5", 64), Some("flatpak")),
            (at(1024, b"\xe2\xe1\xf5\xe0", 2048), Some("erofs")),
            (at(2, b"-lh5-", 64), Some("lha")),
            (at(510, b"\x55\xaa", 1 << 20), Some("disk-image")),
            (at(510, b"\x55\xaa", 512), None),
            (at(1024, b"koly\0\0\0\x04", 1536), Some("dmg")),
            (b"MSCF\0\0\0\0\x10\0\0\0".to_vec(), Some("cab")),
            (b"\x1f\x8b\x08 damaged".to_vec(), Some("gzip")),
            (b"%PDF-1.7\n".to_vec(), None),
            (b"plain text".to_vec(), None),
            (Vec::new(), None),
        ] {
            assert_eq!(of(&bytes).map(|it| it.0), want, "{:?}", &bytes[..bytes.len().min(40)]);
        }
    }

    #[test]
    fn names_that_people_use() {
        for (kind, want) in [
            ("nsis", "nsis installer"),
            ("ext", "ext file system"),
            ("vhd", "vhd disk of a virtual machine"),
            ("rar", "rar"),
        ] {
            assert_eq!(Container { kind, holds: None }.to_string(), want);
        }
    }

    #[test]
    fn loaders_of_inno_setup() {
        let old = [&[b'M'; 0x30][..], b"Inno"].concat();
        for (head, resources, want) in [
            (&old[..], &b""[..], true),
            (b"MZ", b"..rDlPtS\xcd\xe6\xd7\x7b\x0b\x2a", true),
            (b"MZ", b"..rDlP", false),
        ] {
            assert_eq!(is_inno(head, resources), want);
        }
    }

    #[test]
    fn objects_are_no_programs() {
        let start = |bytes: &[u8], at: usize, field: &[u8]| {
            let mut start = vec![0; 512];
            start[..bytes.len()].copy_from_slice(bytes);
            start[at..at + field.len()].copy_from_slice(field);
            may_be_program(&start)
        };
        let elf = b"\x7fELF\x02\x01\x01";
        let macho = b"\xcf\xfa\xed\xfe\x07\0\0\x01\x03\0\0\0";
        for (got, want) in [
            (start(elf, 16, &[1, 0]), None),
            (start(elf, 16, &[3, 0]), Some("a program")),
            (start(macho, 12, &[1, 0, 0, 0]), None),
            (start(macho, 12, &[2, 0, 0, 0]), Some("a program")),
            (start(b"MZ", 2, &[0x90]), Some("a program")),
            (start(b"PK\x03\x04", 4, &[20]), Some("zip")),
            (start(b"!<arch>\n", 8, b"/"), Some("an archive")),
            (start(b".TH GO 1", 8, b"\n"), None),
        ] {
            assert_eq!(got, want);
        }
    }

    #[test]
    fn ends_of_elf_files() {
        let mut wide = [0; 64];
        wide[..6].copy_from_slice(b"\x7fELF\x02\x01");
        wide[40..48].copy_from_slice(&0x1000_u64.to_le_bytes());
        wide[58..62].copy_from_slice(&[64, 0, 3, 0]);
        let mut narrow = [0; 52];
        narrow[..6].copy_from_slice(b"\x7fELF\x01\x02");
        narrow[32..36].copy_from_slice(&0x1000_u32.to_be_bytes());
        narrow[46..50].copy_from_slice(&[0, 40, 0, 3]);
        for (head, want) in [
            (&wide[..], Some(0x10c0)),
            (&narrow[..], Some(0x1078)),
            (&wide[..50], None),
            (b"MZ", None),
        ] {
            assert_eq!(elf_end(head), want.map(PartOffset));
        }
    }

    #[test]
    fn old_archives() {
        let mut tar = vec![0; 1024];
        tar[..5].copy_from_slice(b"a.txt");
        tar[100..108].copy_from_slice(b"0000644\0");
        let sum: u32 = tar[..512].iter().map(|it| u32::from(*it)).sum::<u32>() + 256;
        tar[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        assert_eq!(of(&tar), Some(("tar", None)));
        tar[0] = b'b';
        assert_eq!(of(&tar), None);
        let mut cpio = vec![0xff; 64];
        cpio[..2].copy_from_slice(&0o070707_u16.to_le_bytes());
        cpio[20..22].copy_from_slice(&4_u16.to_le_bytes());
        cpio[26..30].copy_from_slice(b"abc\0");
        assert_eq!(of(&cpio), Some(("cpio", None)));
        cpio[29] = b'd';
        assert_eq!(of(&cpio), None);
    }
}
