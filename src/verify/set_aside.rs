//! Undoes, in memory, changes to a finished program that leave its code alone: a signature added or
//! renewed, bytes appended, zeros cut off.
//!
//! * **Authenticode** (PE): the checksum and data directory 4 are zeroed, and the file is cut where
//!   the certificates start; up to seven zeros before them are padding. Seen with osslsigncode.
//! * **Mach-O, signed again**: the size of the signature stands in its load command and in both
//!   sizes of `__LINKEDIT`. It becomes what Go's linker reserves for its own signature, named
//!   `a.out`: a head of 12 + 8 + 88 bytes, the name, and 32 bytes for each 4096 bytes signed.
//! * **Mach-O, signed again by quill**, which goreleaser's notarisation runs: quill overwrites Go's
//!   own signature with zeros, behind the names of the symbols at a multiple of 16, and puts the
//!   new one behind it. Undoing it points the load command back at the zeros, and `__LINKEDIT` and
//!   the file end where the new signature starts.
//! * **Mach-O, signed for the first time**: the load command is removed, and `__LINKEDIT` ends
//!   where the names of the symbols end.
//!
//! Source: `cmd/internal/codesign/codesign.go` (`Size`), Go 1.27; quill's `quill/macho/file.go`
//! (`RemoveSigningContent`, `AddEmptyCodeSigningCmd`), August 2026; the fields from Apple's
//! `mach-o/loader.h` and Microsoft's PE format.

use super::stream::Patch;
use crate::bytes::{Endian, Input, PartOffset, ReadError, Span};
use crate::image::{Image, LinkEdit, Signature};

/// What was done to the file, and is undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aside {
    Authenticode,
    /// A Mach-O signature on a program that had none.
    CodeSignature,
    /// A Mach-O signature in place of Go's own.
    Resigned,
    /// A Mach-O signature behind Go's own, which was overwritten with zeros.
    Quill,
    /// Bytes behind the end, or zeros missing there.
    Tail,
    /// What is left of a signature that was removed again.
    Unsigned,
    /// A section behind the last section of a PE file.
    Section,
    /// The alignment of compressed debug sections.
    Alignment,
}

/// A guess at the original file: what to replace, and where the file may have ended.
pub(super) type Guess = (Aside, Vec<Patch>, Vec<PartOffset>);

/// The most bytes of padding before certificates.
const CERTIFICATE_PADDING: u64 = 7;

/// Every guess that is worth a hash.
///
/// # Errors
/// [`ReadError`] where the padding before a signature cannot be read.
pub(super) fn guesses(image: &Image, input: &Input<'_>) -> Result<Vec<Guess>, ReadError> {
    let mut guesses = Vec::new();
    match image.signature {
        Some(Signature::Authenticode { checksum, directory, table }) => {
            guesses.extend(authenticode(checksum, directory, table, input)?);
        }
        Some(Signature::CodeSignature { command, data }) => {
            if let Some(link_edit) = image.link_edit.filter(|_| data.start().0 <= input.size()) {
                // Bytes behind a signature, or missing from it, are a case of their own.
                if data.end().0 == input.size() {
                    guesses.extend(resigned(image, link_edit, command, data));
                    guesses.extend(by_quill(image, link_edit, command, data));
                }
                guesses.extend(signed(image, link_edit, command, data, input)?);
            }
        }
        None => {}
    }
    guesses.extend(tail(image, input));
    Ok(guesses)
}

fn authenticode(
    checksum: PartOffset,
    directory: PartOffset,
    table: Span,
    input: &Input<'_>,
) -> Result<Option<Guess>, ReadError> {
    // Bytes behind the certificates do not belong to the signature.
    let behind = input.size().saturating_sub(table.end().0);
    if table.end().0 > input.size() || behind > CERTIFICATE_PADDING {
        return Ok(None);
    }
    let at = PartOffset(table.start().0.saturating_sub(CERTIFICATE_PADDING));
    let before = input.read(Span::between(at, table.start()))?;
    let padding = before.iter().rev().take_while(|&&byte| byte == 0).count();
    let padding = u64::try_from(padding).unwrap_or(CERTIFICATE_PADDING);
    let ends = (0..=padding).map(|pad| PartOffset(table.start().0.saturating_sub(pad))).collect();
    let patches = vec![Patch::Zeros(Span::new(checksum, 4)), Patch::Zeros(Span::new(directory, 8))];
    // pesign leaves the address of the certificates behind, with a size of 0.
    let aside = if table.is_empty() { Aside::Unsigned } else { Aside::Authenticode };
    Ok(Some((aside, patches, ends)))
}

/// The size of the signature that Go's linker reserves for `code` bytes.
fn go_signature_size(code: u64) -> u64 {
    const HEAD: u64 = 12 + 8 + 88;
    const NAME: u64 = 6;
    code.div_ceil(4096).saturating_mul(32).saturating_add(HEAD + NAME)
}

/// A patch that writes `value` in `width` bytes, in the byte order of the file.
fn field(image: &Image, at: PartOffset, value: u64, width: u8) -> Patch {
    let bytes = match (image.endian, width) {
        (Endian::Little, 8) => value.to_le_bytes().to_vec(),
        (Endian::Big, 8) => value.to_be_bytes().to_vec(),
        (Endian::Little, _) => u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes().to_vec(),
        (Endian::Big, _) => u32::try_from(value).unwrap_or(u32::MAX).to_be_bytes().to_vec(),
    };
    Patch::Bytes(at, bytes)
}

/// Patches for both sizes of `__LINKEDIT` when it ends at `end`. Go's linker makes the size in
/// memory the same; other tools round it up to a page of 4 or of 16 KiB.
fn link_edit_sizes(image: &Image, it: LinkEdit, end: PartOffset) -> Vec<Vec<Patch>> {
    let size = Span::between(it.span.start(), end).len();
    let mut in_memory: Vec<_> = [1_u64, 0x1000, 0x4000]
        .iter()
        .filter_map(|&page| size.checked_next_multiple_of(page))
        .collect();
    in_memory.dedup();
    in_memory
        .into_iter()
        .map(|memory| {
            vec![
                field(image, it.memory_size, memory, it.width),
                field(image, it.file_size, size, it.width),
            ]
        })
        .collect()
}

/// Where offset and size of the signature stand in its load command.
const OFFSET_AT: u64 = 8;
const SIZE_AT: u64 = 12;

/// The zeros in place of Go's signature are not patched: other bytes there must change the hash.
fn by_quill(image: &Image, link_edit: LinkEdit, command: PartOffset, data: Span) -> Vec<Guess> {
    const ALIGNMENT: u64 = 16;
    let start = image.symbols_end().and_then(|end| end.0.checked_next_multiple_of(ALIGNMENT));
    let Some(start) = start.filter(|start| *start < data.start().0) else { return Vec::new() };
    let size = data.start().0.saturating_sub(start);
    link_edit_sizes(image, link_edit, data.start())
        .into_iter()
        .map(|mut patches| {
            patches.push(field(image, command.saturating_add(OFFSET_AT), start, 4));
            patches.push(field(image, command.saturating_add(SIZE_AT), size, 4));
            (Aside::Quill, patches, vec![data.start()])
        })
        .collect()
}

fn resigned(image: &Image, link_edit: LinkEdit, command: PartOffset, data: Span) -> Vec<Guess> {
    let size = go_signature_size(data.start().0);
    let signature = Span::new(data.start(), size);
    let at = command.saturating_add(SIZE_AT);
    link_edit_sizes(image, link_edit, signature.end())
        .into_iter()
        .map(|mut patches| {
            patches.push(field(image, at, size, 4));
            patches.push(Patch::Zeros(signature));
            (Aside::Resigned, patches, vec![signature.end()])
        })
        .collect()
}

fn signed(
    image: &Image,
    link_edit: LinkEdit,
    command: PartOffset,
    data: Span,
    input: &Input<'_>,
) -> Result<Vec<Guess>, ReadError> {
    /// Where the file header holds the number of load commands and their total size.
    const COUNTS_AT: u64 = 16;
    /// The size of the removed load command.
    const COMMAND: u64 = 16;
    let counts = input.read(Span::new(PartOffset(COUNTS_AT), 8))?;
    let mut reader = crate::bytes::Reader::new(&counts, PartOffset(COUNTS_AT), image.endian);
    let (Ok(count), Ok(size)) = (reader.u32(), reader.u32()) else { return Ok(Vec::new()) };
    let (count, size) = (u64::from(count), u64::from(size));
    let mut ends: Vec<_> = image.symbols_end().into_iter().chain([data.start()]).collect();
    ends.retain(|end| *end <= data.start() && data.start().0.saturating_sub(end.0) < 0x1000);
    ends.dedup();
    let mut guesses = Vec::new();
    for end in ends {
        for mut patches in link_edit_sizes(image, link_edit, end) {
            patches.push(field(image, PartOffset(COUNTS_AT), count.saturating_sub(1), 4));
            let all = PartOffset(COUNTS_AT).saturating_add(4);
            patches.push(field(image, all, size.saturating_sub(COMMAND), 4));
            patches.push(Patch::Zeros(Span::new(command, COMMAND)));
            guesses.push((Aside::CodeSignature, patches, vec![end]));
        }
    }
    Ok(guesses)
}

/// The possible ends of the file: the end that its headers give, rounded up as linkers do.
pub(super) fn tail(image: &Image, input: &Input<'_>) -> Option<Guess> {
    const ROUND: [u64; 8] = [1, 4, 8, 16, 0x200, 0x1000, 0x4000, 0x10000];
    let size = input.size();
    let known = image.end().0;
    let from_headers = ROUND.iter().filter_map(|&page| known.checked_next_multiple_of(page));
    let from_size = ROUND.iter().filter_map(|&page| size.checked_next_multiple_of(page));
    let mut ends: Vec<_> = from_headers
        .filter(|&end| end < size && known > 0)
        .chain(from_size.filter(|&end| end > size && known <= size))
        .map(PartOffset)
        .collect();
    ends.sort();
    ends.dedup();
    let signature = match image.signature {
        Some(Signature::CodeSignature { data, .. }) => Some(Patch::Zeros(data)),
        _ => None,
    };
    (!ends.is_empty()).then(|| (Aside::Tail, signature.into_iter().collect(), ends))
}
