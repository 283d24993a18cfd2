//! What kind of file the first bytes promise.

use goblin::Hint;

use super::Format;

/// What the first bytes of a file promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sniff {
    /// An ELF file.
    Elf,
    /// A file that starts as a DOS or Windows program does.
    Pe,
    /// A Mach-O file for one processor.
    MachO,
    /// A Mach-O file for several processors.
    Fat,
    /// The magic of one of these formats with one byte changed: damaged, or a coincidence.
    Damaged(Format),
    /// Something else.
    Other,
}

/// Java class files share the magic of fat Mach-O files; their next word holds a version of at
/// least 45, where a fat file has its number of slices.
const JAVA_CLASS_VERSION: u32 = 43;

/// Says what `head`, the first bytes of a file, promises.
pub fn sniff(head: &[u8]) -> Sniff {
    let Some(magic) = head.first_chunk::<16>() else { return Sniff::Other };
    match goblin::peek_bytes(magic) {
        Ok(Hint::Elf(_)) => Sniff::Elf,
        Ok(Hint::PE) => Sniff::Pe,
        Ok(Hint::Mach(_)) => Sniff::MachO,
        Ok(Hint::MachFat(count)) if u32::try_from(count).is_ok_and(|n| n < JAVA_CLASS_VERSION) => {
            Sniff::Fat
        }
        Ok(Hint::MachFat(_) | Hint::Archive) => Sniff::Other,
        _ if magic.starts_with(&[0xca, 0xfe, 0xba, 0xbf]) => Sniff::Fat,
        _ => nearly(head).map_or(Sniff::Other, Sniff::Damaged),
    }
}

/// The format as which `head` would be recognised if one byte of its magic were another.
fn nearly(head: &[u8]) -> Option<Format> {
    let differing = |at: usize, magic: &[u8]| {
        let bytes = at.checked_add(magic.len()).and_then(|end| head.get(at..end));
        bytes.map_or(magic.len(), |bytes| bytes.iter().zip(magic).filter(|(a, b)| a != b).count())
    };
    // The identification bytes behind the magic of an ELF file: class, byte order, version.
    let elf = differing(0, b"\x7fELF") <= 1
        && matches!(head, [_, _, _, _, 1 | 2, 1 | 2, 1, ..])
        && differing(9, &[0; 4]) == 0;
    // The DOS stub's only sentence, which Go's linker and GNU ld both write at 0x4e.
    let pe = differing(0, b"MZ") <= 1 && differing(0x4e, b"This program cannot be run in DOS") <= 1;
    // A 64-bit little-endian Mach-O file, and its processor: amd64 or arm64.
    let macho = differing(0, &[0xcf, 0xfa, 0xed, 0xfe]) <= 1
        && (differing(4, &[7, 0, 0, 1]) == 0 || differing(4, &[12, 0, 0, 1]) == 0);
    [(elf, Format::Elf), (pe, Format::Pe), (macho, Format::MachO)]
        .into_iter()
        .find_map(|(nearly, format)| nearly.then_some(format))
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
            (b"!<arch>\ngo.o      ", Sniff::Other),
            (b"#!/bin/sh\necho hello", Sniff::Other),
            (b"\x7fELF", Sniff::Other),
            (b"", Sniff::Other),
        ] {
            assert_eq!(sniff(head), want, "{head:?}");
        }
    }
}
