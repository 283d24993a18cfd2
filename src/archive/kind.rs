//! The kinds of containers that are opened, told by their first bytes.

use super::ar::Holds;
use crate::bytes::needle;

/// A kind of container that is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// The format of XZ Utils.
    Xz,
    /// The format before it, without a magic of its own.
    Lzma,
    /// The format of bzip2.
    Bzip2,
    /// The frame format of LZ4.
    Lz4,
    /// The format of lzip.
    Lzip,
    /// A tape archive, of any age.
    Tar,
    /// The format of PKZIP, also behind a program or script.
    Zip,
    /// Container images, as `docker save` writes them. Told by what is in a tar.
    DockerArchive,
    /// The layout of the Open Container Initiative in a tar. Told by what is in it.
    OciArchive,
    /// The same in a folder.
    OciFolder,
    /// An image as the transport `dir` of skopeo and podman writes it, in a folder.
    ImageFolder,
    /// The format of `ar`, of anything except object files.
    Ar,
    /// A package of Debian's format.
    Deb,
    /// A package of rpm's formats 3, 4 and 6.
    Rpm,
    /// The formats of cpio, and initial file systems of Linux.
    Cpio,
    /// The archive format of Nix.
    Nar,
    /// The file system of snaps and AppImages.
    SquashFs,
    /// The image of an optical disc, ISO 9660.
    Iso,
    /// The format of 7-Zip.
    SevenZip,
    /// A cabinet of Windows.
    Cab,
    /// A package of the Windows Installer.
    Msi,
    /// The compression of payloads in packages of macOS.
    Pbzx,
    /// The format of xar, and of packages of macOS.
    Xar,
    /// A self-extracting script of Makeself.
    Makeself,
}

/// Offset, magic, kind.
const MAGICS: &[(usize, &[u8], Kind)] = &[
    (0, b"\x1f\x8b\x08", Kind::Gzip),
    (0, b"\x28\xb5\x2f\xfd", Kind::Zstd),
    (0, b"\xfd7zXZ\0", Kind::Xz),
    (0, b"\x04\x22\x4d\x18", Kind::Lz4),
    // The format before it, which Linux kernels and initial file systems still use.
    (0, b"\x02\x21\x4c\x18", Kind::Lz4),
    (0, b"LZIP\x01", Kind::Lzip),
    (0, b"PK\x03\x04", Kind::Zip),
    (0, b"PK\x07\x08PK\x03\x04", Kind::Zip),
    (0, b"\xed\xab\xee\xdb", Kind::Rpm),
    (0, b"\x0d\0\0\0\0\0\0\0nix-archive-1\0\0\0", Kind::Nar),
    (257, b"ustar", Kind::Tar),
    // Behind what a computer starts from.
    (0x8001, b"CD001", Kind::Iso),
    (0, b"hsqs", Kind::SquashFs),
    (0, b"7z\xbc\xaf\x27\x1c", Kind::SevenZip),
    (0, b"MSCF\0\0\0\0", Kind::Cab),
    (0, b"xar!", Kind::Xar),
    (0, b"pbzx\0\0\0\0", Kind::Pbzx),
    // Also documents of old office programs.
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Msi),
];

impl Kind {
    /// The kind of a file that starts with `head`; `None` where it is no container that is opened.
    pub fn of(head: &[u8]) -> Option<Self> {
        let is = |at: usize, magic: &[u8]| needle::is_at(head, at, magic);
        let known = MAGICS.iter().find(|(at, magic, _)| is(*at, magic)).map(|(_, _, kind)| *kind);
        known.or_else(|| by_structure(head))
    }

    /// Whether it holds container images.
    pub fn is_image(self) -> bool {
        matches!(self, Self::DockerArchive | Self::OciArchive | Self::OciFolder | Self::ImageFolder)
    }

    /// Whether it is one compressed run, which has one content.
    pub(super) fn is_compressed(self) -> bool {
        matches!(
            self,
            Self::Gzip
                | Self::Zstd
                | Self::Xz
                | Self::Lzma
                | Self::Bzip2
                | Self::Lz4
                | Self::Lzip
                | Self::Pbzx
        )
    }

    /// Its name, as records have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Xz => "xz",
            Self::Lzma => "lzma",
            Self::Bzip2 => "bzip2",
            Self::Lz4 => "lz4",
            Self::Lzip => "lzip",
            Self::Tar => "tar",
            Self::Zip => "zip",
            Self::DockerArchive => "docker-archive",
            Self::OciArchive => "oci-archive",
            Self::OciFolder => "oci-dir",
            Self::ImageFolder => "dir",
            Self::Ar => "ar",
            Self::Deb => "deb",
            Self::Rpm => "rpm",
            Self::Cpio => "cpio",
            Self::Nar => "nar",
            Self::SquashFs => "squashfs",
            Self::Iso => "iso",
            Self::SevenZip => "7z",
            Self::Cab => "cab",
            Self::Msi => "msi",
            Self::Xar => "xar",
            Self::Pbzx => "pbzx",
            Self::Makeself => "makeself",
        }
    }
}

/// Kinds whose magic is too short to be one, or that have none.
fn by_structure(head: &[u8]) -> Option<Kind> {
    if is_bzip2(head) {
        return Some(Kind::Bzip2);
    }
    // A skippable frame of Zstandard, which pzstd and zstd:chunked write first.
    if matches!(head, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]) {
        return Some(Kind::Zstd);
    }
    if is_lzma(head) {
        return Some(Kind::Lzma);
    }
    if is_makeself(head) {
        return Some(Kind::Makeself);
    }
    match super::ar::holds(head) {
        Some(Holds::Package) => return Some(Kind::Deb),
        Some(Holds::Files) => return Some(Kind::Ar),
        Some(Holds::Objects) => return None,
        None => {}
    }
    if super::cpio::starts(head) {
        return Some(Kind::Cpio);
    }
    super::tar::is_old(head).then_some(Kind::Tar)
}

/// A script that says in its first lines who wrote it.
fn is_makeself(head: &[u8]) -> bool {
    const MARK: &[u8] = b"This script was generated using Makeself";
    let first = head.get(..head.len().min(512)).unwrap_or_default();
    head.starts_with(b"#!") && needle::find(first, MARK).is_some()
}

/// `BZh`, the block size, and the magic of the first block or of the end.
fn is_bzip2(head: &[u8]) -> bool {
    matches!(
        head,
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..]
    )
}

/// The properties that every writer uses, a dictionary of a power of two, a size that is unknown or
/// below 1 TiB, and the first byte of the range coder, which is always zero.
fn is_lzma(head: &[u8]) -> bool {
    let Some([0x5d, a, b, c, d, size @ .., 0]) = head.first_chunk::<14>() else { return false };
    let dictionary = u32::from_le_bytes([*a, *b, *c, *d]);
    let size = size.first_chunk().map_or(0, |it| u64::from_le_bytes(*it));
    dictionary.is_power_of_two()
        && dictionary >= 1 << 12
        && (size == u64::MAX || (1..1 << 40).contains(&size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_first_bytes() {
        let tar = [&[b'a'; 257][..], b"ustar"].concat();
        for (head, want) in [
            (&b"\x1f\x8b\x08\0"[..], Some(Kind::Gzip)),
            (b"PK\x03\x04", Some(Kind::Zip)),
            // The end of an empty one.
            (b"PK\x05\x06", None),
            (b"\x50\x2a\x4d\x18\x04\0\0\0", Some(Kind::Zstd)),
            (b"BZh91AY&SY", Some(Kind::Bzip2)),
            (b"BZh is no bzip2", None),
            (b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0", Some(Kind::Lzma)),
            (b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\x01", None),
            (&tar, Some(Kind::Tar)),
            (b"\x7fELF", None),
            (b"", None),
        ] {
            assert_eq!(Kind::of(head), want, "{head:?}");
        }
    }
}
