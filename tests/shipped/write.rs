//! Containers written here, byte by byte: what no tool would write.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

/// The bytes of a block of a tape archive.
const BLOCK: usize = 512;

/// The header of an entry of a tape archive; a size above 8 GiB is written in base 256.
pub(crate) fn tar_header(name: &[u8], kind: u8, size: u64, target: &[u8]) -> [u8; BLOCK] {
    let mut header = [0; BLOCK];
    header[..name.len().min(100)].copy_from_slice(&name[..name.len().min(100)]);
    header[100..108].copy_from_slice(b"0000755\0");
    header[108..124].copy_from_slice(b"0000000\x000000000\0");
    if size < 1 << 33 {
        header[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    } else {
        header[124] = 0x80;
        header[128..136].copy_from_slice(&size.to_be_bytes());
    }
    header[136..148].copy_from_slice(b"00000000000\0");
    header[148..156].fill(b' ');
    header[156] = kind;
    header[157..157 + target.len().min(100)].copy_from_slice(&target[..target.len().min(100)]);
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

/// A file in a tape archive, without the end of the archive.
pub(crate) fn tar_file(name: &[u8], bytes: &[u8]) -> Vec<u8> {
    let size = u64::try_from(bytes.len()).unwrap();
    let mut entry = tar_header(name, b'0', size, b"").to_vec();
    entry.extend(bytes);
    entry.resize(entry.len().next_multiple_of(BLOCK), 0);
    entry
}

/// A file in a tape archive whose name may have any length, as GNU tar writes it.
pub(crate) fn tar_long(name: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut long = name.to_vec();
    long.push(0);
    let size = u64::try_from(long.len()).unwrap();
    let mut entry = tar_header(b"././@LongLink", b'L', size, b"").to_vec();
    entry.extend(long);
    entry.resize(entry.len().next_multiple_of(BLOCK), 0);
    entry.extend(tar_file(name, bytes));
    entry
}

/// A tape archive of these files.
pub(crate) fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut all: Vec<u8> =
        files.iter().flat_map(|(name, bytes)| tar_file(name.as_bytes(), bytes)).collect();
    all.resize(all.len() + 2 * BLOCK, 0);
    all
}

/// An entry of a cpio archive of the new kind; `size` may be a lie.
pub(crate) fn cpio_entry(name: &str, mode: u32, size: u32, bytes: &[u8]) -> Vec<u8> {
    let long = name.len() + 1;
    let mut entry = format!(
        "070701{:08x}{mode:08x}{:08x}{:08x}{:08x}{:08x}{size:08x}{:08x}{:08x}{:08x}{:08x}{long:08x}{:08x}{name}\0",
        1, 0, 0, 1, 0, 0, 0, 0, 0, 0
    )
    .into_bytes();
    entry.resize(entry.len().next_multiple_of(4), 0);
    entry.extend(bytes);
    entry.resize(entry.len().next_multiple_of(4), 0);
    entry
}

/// A cpio archive of these files.
pub(crate) fn cpio(files: &[(&str, &[u8])]) -> Vec<u8> {
    let entry = |(name, bytes): &(&str, &[u8])| {
        cpio_entry(name, 0o100755, u32::try_from(bytes.len()).unwrap(), bytes)
    };
    let mut all: Vec<u8> = files.iter().flat_map(entry).collect();
    all.extend(cpio_entry("TRAILER!!!", 0, 0, b""));
    all
}

/// A member of an ar archive; `size` may be a lie.
pub(crate) fn ar_member(name: &str, size: &str, bytes: &[u8]) -> Vec<u8> {
    let mut member = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, 0, 100644);
    assert_eq!(member.len(), 60, "{member}");
    if bytes.len() % 2 == 1 {
        let mut odd = member.into_bytes();
        odd.extend(bytes);
        odd.push(b'\n');
        return odd;
    }
    let rest = bytes.to_vec();
    let mut all = std::mem::take(&mut member).into_bytes();
    all.extend(rest);
    all
}

/// A Debian package whose last member has that name and content.
pub(crate) fn deb(data: &str, bytes: &[u8]) -> Vec<u8> {
    let control = gzip(&tar(&[("./control", b"Package: p\nVersion: 1\nArchitecture: amd64\n")]));
    let mut all = b"!<arch>\n".to_vec();
    all.extend(ar_member("debian-binary", "4", b"2.0\n"));
    all.extend(ar_member("control.tar.gz", &control.len().to_string(), &control));
    all.extend(ar_member(data, &bytes.len().to_string(), bytes));
    all
}

/// A file in a zip archive, of which every word may be a lie.
#[derive(Clone)]
pub(crate) struct Zipped {
    pub(crate) name: Vec<u8>,
    pub(crate) flags: u16,
    pub(crate) method: u16,
    pub(crate) crc: u32,
    /// The size that is written; the true one is that of `bytes`.
    pub(crate) compressed: u32,
    pub(crate) size: u32,
    pub(crate) extra: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
    /// Where the header lies; else it is written in its turn.
    pub(crate) at: Option<u32>,
}

/// A file that is stored as it is.
pub(crate) fn stored(name: &str, bytes: &[u8]) -> Zipped {
    let size = u32::try_from(bytes.len()).unwrap();
    Zipped {
        name: name.as_bytes().to_vec(),
        flags: 0,
        method: 0,
        crc: crc(bytes),
        compressed: size,
        size,
        extra: Vec::new(),
        bytes: bytes.to_vec(),
        at: None,
    }
}

/// A file that is compressed.
pub(crate) fn deflated(name: &str, bytes: &[u8]) -> Zipped {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    let packed = encoder.finish().unwrap();
    let compressed = u32::try_from(packed.len()).unwrap();
    Zipped { method: 8, compressed, bytes: packed, ..stored(name, bytes) }
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A zip archive of these files.
pub(crate) fn zip(files: &[Zipped]) -> Vec<u8> {
    let (mut all, mut directory) = (Vec::new(), Vec::new());
    for file in files {
        let at = file.at.unwrap_or_else(|| u32::try_from(all.len()).unwrap());
        let long = |it: &[u8]| u16::try_from(it.len()).unwrap().to_le_bytes();
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        common.extend(file.flags.to_le_bytes());
        common.extend(file.method.to_le_bytes());
        common.extend([0; 4]);
        common.extend(file.crc.to_le_bytes());
        common.extend(file.compressed.to_le_bytes());
        common.extend(file.size.to_le_bytes());
        common.extend(long(&file.name));
        common.extend(long(&file.extra));
        if file.at.is_none() {
            all.extend(b"PK\x03\x04");
            all.extend(&common);
            all.extend([&file.name[..], &file.extra, &file.bytes].concat());
        }
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(&common);
        directory.extend([0; 6]);
        directory.extend((0o100755_u32 << 16).to_le_bytes());
        directory.extend(at.to_le_bytes());
        directory.extend([&file.name[..], &file.extra].concat());
    }
    let (at, size) = (all.len(), directory.len());
    all.extend(directory);
    all.extend(end_of_zip(files.len(), size, at));
    all
}

/// The end of a zip archive, with the end of the long form before it where it is needed.
pub(crate) fn end_of_zip(count: usize, size: usize, at: usize) -> Vec<u8> {
    let [count, size, at] = [count, size, at].map(|it| u64::try_from(it).unwrap());
    let mut end = Vec::new();
    if count >= 0xffff {
        end.extend(b"PK\x06\x06");
        end.extend(44_u64.to_le_bytes());
        end.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for word in [count, count, size, at] {
            end.extend(word.to_le_bytes());
        }
        end.extend(b"PK\x06\x07\0\0\0\0");
        end.extend((at + size).to_le_bytes());
        end.extend(1_u32.to_le_bytes());
    }
    end.extend(b"PK\x05\x06\0\0\0\0");
    let few = u16::try_from(count).unwrap_or(0xffff).to_le_bytes();
    end.extend([few, few].concat());
    end.extend(u32::try_from(size).unwrap().to_le_bytes());
    end.extend(u32::try_from(at).unwrap().to_le_bytes());
    end.extend([0, 0]);
    end
}

/// A gzip member.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A stream of bzip2.
pub(crate) fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A stream of xz.
pub(crate) fn xz(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(1);
    let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

/// A frame of Zstandard: its blocks as they are, or one byte that is repeated.
pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    // No size, no checksum, a window of 128 KiB, which is also the largest block.
    let mut frame = b"\x28\xb5\x2f\xfd\x00\x38".to_vec();
    let mut blocks = bytes.chunks(128 << 10).peekable();
    while let Some(block) = blocks.next() {
        let first = block[0];
        let is_run = block.iter().all(|byte| *byte == first);
        let last = u32::from(blocks.peek().is_none());
        let size = u32::try_from(block.len()).unwrap();
        frame.extend(&(last | u32::from(is_run) << 1 | size << 3).to_le_bytes()[..3]);
        frame.extend(if is_run { &block[..1] } else { block });
    }
    frame
}

/// A frame of LZ4.
pub(crate) fn lz4(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
