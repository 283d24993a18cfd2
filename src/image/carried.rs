//! Programs inside a file: what `go:embed` and the like carry along, byte for byte.

use super::{Format, Image, Sniff, sniff};
use crate::bytes::{Budget, FileOffset, Input, PartSource, ReadError, Span, needle};

/// Bytes looked at in one step, and how far each step reaches into the next.
const STEP: u64 = 128 << 10;
const OVERLAP: u64 = 4096;
/// The most places that are looked at, and the most programs that are told.
const MOST_PLACES: usize = 4096;
const MOST: usize = 64;
/// What programs start with.
const MAGICS: [&[u8]; 7] = [
    b"\x7fELF",
    b"MZ",
    &[0xcf, 0xfa, 0xed, 0xfe],
    &[0xce, 0xfa, 0xed, 0xfe],
    &[0xfe, 0xed, 0xfa, 0xcf],
    &[0xfe, 0xed, 0xfa, 0xce],
    b"\0asm\x01\0\0\0",
];
/// The least sections of a WebAssembly module that is one: what follows it is no part of it.
const WASM_SECTIONS: usize = 3;

/// A program inside a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Its format.
    pub format: Format,
    /// Its bytes, as far as its headers account for them.
    pub span: Span,
}

/// The programs whose headers are whole and that start in `within`, but not where the file does, in
/// the order of the file; those inside another are not told.
///
/// # Errors
/// [`ReadError`] where the file cannot be read.
pub fn carried(input: &Input<'_>, within: Span) -> Result<Vec<Carried>, ReadError> {
    let mut found: Vec<Carried> = Vec::new();
    let mut places = 0_usize;
    let mut windows = input.windows(within.clamped(input.size()), STEP, OVERLAP);
    while let Some((start, bytes)) = windows.advance()? {
        let mut heads: Vec<usize> =
            MAGICS.iter().flat_map(|magic| needle::find_all(bytes, magic)).collect();
        heads.sort_unstable();
        for head in heads {
            let at = start.saturating_add(u64::try_from(head).unwrap_or(u64::MAX));
            let is_inside = found.last().is_some_and(|last| at < last.span.end());
            if at == FileOffset(0) || is_inside || !may_start(bytes.get(head..)) {
                continue;
            }
            places = places.saturating_add(1);
            if places > MOST_PLACES || found.len() >= MOST {
                return Ok(found);
            }
            found.extend(program(input, at));
        }
    }
    Ok(found)
}

/// Whether a file may start so; two letters alone are no start.
fn may_start(head: Option<&[u8]>) -> bool {
    let head = head.unwrap_or_default();
    match sniff(head) {
        Sniff::Pe => {
            let at = head.get(0x3c..).and_then(|rest| rest.first_chunk()).copied();
            let at = at.and_then(|at| usize::try_from(u32::from_le_bytes(at)).ok());
            at.and_then(|at| head.get(at..)).is_some_and(|it| it.starts_with(b"PE\0\0"))
        }
        Sniff::Elf | Sniff::MachO | Sniff::Wasm => true,
        _ => false,
    }
}

/// The program that starts at `at`, if its headers are whole.
fn program(input: &Input<'_>, at: FileOffset) -> Option<Carried> {
    let part = PartSource::new(input.source(), Span::between(at, input.whole().end()));
    let budget = Budget::new(input.budget().limits());
    let image = Image::read(&Input::open(&part, &budget).ok()?).ok()?;
    let is_whole = match image.format {
        Format::Wasm => image.sections.len() >= WASM_SECTIONS,
        _ => image.damage.is_empty(),
    };
    let len = image.end().0;
    (is_whole && len > 0).then(|| Carried { format: image.format, span: Span::new(at, len) })
}
