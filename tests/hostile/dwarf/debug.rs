//! Debug sections, forged: units with a root entry, line tables with a header.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::common::forge::Elf;

/// The declaration of an entry with producer, name, directory and language, all in place.
pub(crate) const ABBREV: &[u8] = &[1, 0x11, 0, 0x25, 8, 3, 8, 0x1b, 8, 0x13, 5, 0, 0, 0];

pub(crate) const GO: u16 = 0x16;

/// A unit of DWARF 4 or 5, its length field included.
pub(crate) fn unit(version: u16, producer: &str, name: &str, dir: &str, language: u16) -> Vec<u8> {
    let mut body = version.to_le_bytes().to_vec();
    if version >= 5 {
        body.extend([1, 8, 0, 0, 0, 0]);
    } else {
        body.extend([0, 0, 0, 0, 8]);
    }
    body.push(1);
    for text in [producer, name, dir] {
        body.extend(text.as_bytes());
        body.push(0);
    }
    body.extend(language.to_le_bytes());
    with_length(&body)
}

pub(crate) fn with_length(body: &[u8]) -> Vec<u8> {
    [&u32::try_from(body.len()).unwrap().to_le_bytes()[..], body].concat()
}

/// A line table of version 4 or 5: directories, and files by the number of their directory.
pub(crate) fn line_table(version: u16, dirs: &[&str], files: &[(&str, u8)]) -> Vec<u8> {
    let mut rest = vec![1];
    if version >= 4 {
        rest.push(1);
    }
    rest.extend([1, 0xfb, 14, 1]);
    let text = |text: &str| [text.as_bytes(), b"\0"].concat();
    if version >= 5 {
        rest.extend([1, 1, 8, u8::try_from(dirs.len()).unwrap()]);
        rest.extend(dirs.iter().flat_map(|dir| text(dir)));
        rest.extend([2, 1, 8, 2, 0x0b, u8::try_from(files.len()).unwrap()]);
        rest.extend(files.iter().flat_map(|(name, dir)| [text(name), vec![*dir]].concat()));
    } else {
        rest.extend(dirs.iter().flat_map(|dir| text(dir)));
        rest.push(0);
        rest.extend(files.iter().flat_map(|(name, dir)| [text(name), vec![*dir, 0, 0]].concat()));
        rest.push(0);
    }
    let mut body = version.to_le_bytes().to_vec();
    if version >= 5 {
        body.extend([8, 0]);
    }
    body.extend(u32::try_from(rest.len()).unwrap().to_le_bytes());
    body.extend(rest);
    // A line program, which nobody is to run.
    body.extend([0xff; 16]);
    with_length(&body)
}

/// A line table that lists package runtime below a directory.
pub(crate) fn runtime_table(version: u16, directory: &str) -> Vec<u8> {
    let first = u8::from(version < 5);
    let files = ["proc.go", "malloc.go", "panic.go"].map(|name| (name, first));
    line_table(version, &[directory], &files)
}

/// A section as `.zdebug_` has it, with the size that is claimed.
pub(crate) fn zlib(bytes: &[u8], claimed: u64) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    [b"ZLIB", &claimed.to_be_bytes()[..], &encoder.finish().unwrap()].concat()
}

/// A Go program with these debug sections.
pub(crate) fn program(info: Vec<u8>, line: Vec<u8>) -> Elf {
    let program = Elf::go("go1.22.3").section(".debug_abbrev", ABBREV.to_vec());
    program.section(".debug_info", info).section(".debug_line", line)
}
