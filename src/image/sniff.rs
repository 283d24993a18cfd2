//! The kind of a file, judged by its first bytes.

use goblin::Hint;

use super::{Format, archive, plan9, wasm, xcoff};

/// The kind of a file, judged by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sniff {
    /// An ELF file.
    Elf,
    /// A file that starts like a DOS or Windows program.
    Pe,
    /// A Mach-O file for one processor.
    MachO,
    /// A Mach-O file for several processors.
    Fat,
    /// An XCOFF file, for AIX.
    Xcoff,
    /// A Plan 9 program.
    Plan9,
    /// A WebAssembly module.
    Wasm,
    /// An archive of object files, as `ar` writes it.
    Archive,
    /// An object file of the Go compiler or assembler, in no archive.
    GoObject,
    /// Everything about one of these formats except its magic: a damaged file, or a coincidence.
    Damaged(Format),
    /// Something else.
    Other,
}

/// Java class files share the magic of fat Mach-O files; their next word holds a version of at
/// least 45, where a fat file has its number of slices.
const JAVA_CLASS_VERSION: u32 = 43;

/// The kind of a file with the first bytes `head`.
pub fn sniff(head: &[u8]) -> Sniff {
    let Some(magic) = head.first_chunk::<16>() else { return cut_short(head) };
    match goblin::peek_bytes(magic) {
        Ok(Hint::Elf(_)) => Sniff::Elf,
        Ok(Hint::PE) => Sniff::Pe,
        Ok(Hint::Mach(_)) => Sniff::MachO,
        Ok(Hint::MachFat(count)) if u32::try_from(count).is_ok_and(|n| n < JAVA_CLASS_VERSION) => {
            Sniff::Fat
        }
        Ok(Hint::MachFat(_)) => Sniff::Other,
        Ok(Hint::Archive) => Sniff::Archive,
        _ if magic.starts_with(&[0xca, 0xfe, 0xba, 0xbf]) => Sniff::Fat,
        _ if magic.starts_with(wasm::MAGIC) => Sniff::Wasm,
        _ if magic.starts_with(archive::MAGIC_AIX) => Sniff::Archive,
        _ if magic.starts_with(b"go object ") => Sniff::GoObject,
        _ if xcoff::starts_as_xcoff(head) => Sniff::Xcoff,
        _ if plan9::starts_as_plan9(head) => Sniff::Plan9,
        _ => nearly(head).map_or(Sniff::Other, Sniff::Damaged),
    }
}

/// The kind of a file that ends before its header does. Only magics of four bytes count: two bytes
/// may start any text.
fn cut_short(head: &[u8]) -> Sniff {
    match head.first_chunk() {
        Some(b"\x7fELF") => Sniff::Elf,
        Some(
            b"\xcf\xfa\xed\xfe" | b"\xce\xfa\xed\xfe" | b"\xfe\xed\xfa\xcf" | b"\xfe\xed\xfa\xce",
        ) => Sniff::MachO,
        Some(b"\0asm") if head.len() < 8 || head.starts_with(wasm::MAGIC) => Sniff::Wasm,
        _ => Sniff::Other,
    }
}

/// The format that `head` has except for its magic: either one byte of the magic is changed, or all
/// of it is and the fields behind it fit that format only.
fn nearly(head: &[u8]) -> Option<Format> {
    let is = |at: usize, bytes: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(bytes));
    let differing = |at: usize, magic: &[u8]| {
        let bytes = head.get(at..).unwrap_or_default();
        bytes.iter().zip(magic).filter(|(a, b)| a == b).count().abs_diff(magic.len())
    };
    // The identification bytes behind the magic of an ELF file: class, byte order, version.
    let elf = matches!(head, [_, _, _, _, 1 | 2, 1 | 2, 1, ..]) && is(9, &[0; 7]);
    let elf = elf && (differing(0, b"\x7fELF") <= 1 || has_elf_sizes(head));
    // The DOS stub's only sentence, which Go's linker and GNU ld both write at 0x4e.
    let stub =
        differing(0, b"MZ") <= 1 && differing(0x4e, b"This program cannot be run in DOS") <= 1;
    let pe = stub || has_pe_header(head);
    // A 64-bit little-endian Mach-O file, and its processor: amd64 or arm64.
    let macho = (is(4, &[7, 0, 0, 1]) || is(4, &[12, 0, 0, 1]))
        && (differing(0, &[0xcf, 0xfa, 0xed, 0xfe]) <= 1 || has_macho_segment(head));
    [(elf, Format::Elf), (pe, Format::Pe), (macho, Format::MachO)]
        .into_iter()
        .find_map(|(nearly, format)| nearly.then_some(format))
}

/// Whether the sizes of the ELF file header and of a program header are in their places.
fn has_elf_sizes(head: &[u8]) -> bool {
    let is = |at: usize, bytes: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(bytes));
    match head {
        [_, _, _, _, 1, 1, ..] => is(0x28, &[52, 0, 32, 0]),
        [_, _, _, _, 1, 2, ..] => is(0x28, &[0, 52, 0, 32]),
        [_, _, _, _, 2, 1, ..] => is(0x34, &[64, 0, 56, 0]),
        [_, _, _, _, 2, 2, ..] => is(0x34, &[0, 64, 0, 56]),
        _ => false,
    }
}

/// Whether the DOS header points to a PE header, which contains the word for 32 or 64 bits.
fn has_pe_header(head: &[u8]) -> bool {
    let at = head.get(0x3c..).and_then(|rest| rest.first_chunk()).copied();
    let at = at.and_then(|at| usize::try_from(u32::from_le_bytes(at)).ok());
    let header = at.and_then(|at| head.get(at..)).unwrap_or_default();
    header.starts_with(b"PE\0\0") && matches!(header.get(24..26), Some([0x0b, 1 | 2]))
}

/// Whether the first load command of a 64-bit little-endian Mach-O file describes a segment.
pub(super) fn has_macho_segment(head: &[u8]) -> bool {
    let command = head.get(32..).unwrap_or_default();
    let name = command.get(8..).unwrap_or_default();
    command.starts_with(&[0x19, 0, 0, 0])
        && (name.starts_with(b"__PAGEZERO\0") || name.starts_with(b"__TEXT\0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sniff_by_first_bytes() {
        let elf = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0";
        let mut bent = *elf;
        bent[2] = b'Z';
        for (head, want) in [
            (&elf[..], Sniff::Elf),
            (&bent, Sniff::Damaged(Format::Elf)),
            (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0", Sniff::Pe),
            (b"\xcf\xfa\xed\xfe\x07\0\0\x01\x03\0\0\0\x02\0\0\0", Sniff::MachO),
            (b"\xfe\xed\xfa\xce\0\0\0\x12\0\0\0\0\0\0\0\x02", Sniff::MachO),
            (b"\xca\xfe\xba\xbe\0\0\0\x02\x01\0\0\x07\0\0\0\x03", Sniff::Fat),
            (b"\xca\xfe\xba\xbf\0\0\0\x02\x01\0\0\x07\0\0\0\x03", Sniff::Fat),
            (b"\xca\xfe\xba\xbe\0\0\0\x34\0\x1d\x0a\0\x06\0\x0f\x09", Sniff::Other),
            (b"!<arch>\ngo.o      ", Sniff::Archive),
            (b"<bigaf>\n0         ", Sniff::Archive),
            (b"go object linux amd64", Sniff::GoObject),
            (b"\0asm\x01\0\0\0\0\xf3\0\x0ago:buildid", Sniff::Wasm),
            (b"\0asm\x0d\0\x01\0\0\xf3\0\x0ago:buildid", Sniff::Other),
            (b"#!/bin/sh\necho hello", Sniff::Other),
            (b"\x7fELF", Sniff::Elf),
            (b"\x7fEL", Sniff::Other),
            (b"\xcf\xfa\xed\xfe\x07", Sniff::MachO),
            (b"\0asm\x01", Sniff::Wasm),
            (b"\0asm\x0d\0\x01\0", Sniff::Other),
            (b"MZ\x90\0", Sniff::Other),
            (b"", Sniff::Other),
        ] {
            assert_eq!(sniff(head), want, "{head:?}");
        }
    }
}
