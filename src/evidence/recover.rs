//! One pass over every byte of a damaged file, for what no longer lies where its headers say.

use super::build_id::{self, BuildId};
use super::build_info::{self, BuildInfo};
use super::note::Notes;
use super::pclntab::{self, FoundBy, Pclntab};
use crate::bytes::{Endian, FileOffset, Input, ReadError, Span, needle};
use crate::image::Image;

/// Bytes looked at in one step, and how far each step reaches into the next.
const STEP: u64 = 128 << 10;
const OVERLAP: u64 = 8192;
/// The name in the head of a Go note.
const NOTE_NAME: &[u8] = b"Go\0\0";

/// What is still missing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Missing {
    pub(super) build_info: bool,
    pub(super) build_id: bool,
    pub(super) pclntab: bool,
}

impl Missing {
    fn any(self) -> bool {
        self.build_info || self.build_id || self.pclntab
    }
}

/// What a pass found.
#[derive(Debug, Default)]
pub(super) struct Recovered {
    pub(super) build_info: Option<BuildInfo>,
    pub(super) build_id: Option<BuildId>,
    pub(super) pclntab: Option<Pclntab>,
}

/// Searches the whole file for what is missing.
///
/// # Errors
/// [`ReadError`] where the file cannot be read to its end or the budget runs out; what was found
/// before is lost to the caller only if nothing was.
pub(super) fn search(
    image: &Image,
    input: &Input<'_>,
    mut missing: Missing,
) -> (Recovered, Option<ReadError>) {
    let mut found = Recovered::default();
    let mut windows = input.windows(input.whole(), STEP, OVERLAP);
    loop {
        let (start, bytes) = match windows.advance() {
            Ok(Some(window)) => window,
            Ok(None) => break,
            Err(error) => return (found, Some(error)),
        };
        if missing.build_info {
            found.build_info = find_build_info(image, input, bytes, start);
        }
        if missing.build_id {
            found.build_id = find_note(input, bytes, start)
                .or_else(|| build_id::find_marker(bytes, start).ok().flatten());
        }
        if missing.pclntab {
            found.pclntab = find_pclntab(input, bytes, start);
        }
        missing = Missing {
            build_info: missing.build_info && found.build_info.is_none(),
            build_id: missing.build_id && found.build_id.is_none(),
            pclntab: missing.pclntab && found.pclntab.is_none(),
        };
        if !missing.any() {
            break;
        }
    }
    (found, None)
}

fn place(start: FileOffset, at: usize) -> FileOffset {
    start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX))
}

/// The alignment of the blob is not asked for: bytes may have been inserted before it.
fn find_build_info(
    image: &Image,
    input: &Input<'_>,
    bytes: &[u8],
    start: FileOffset,
) -> Option<BuildInfo> {
    let decoded = needle::find_all(bytes, build_info::MAGIC).filter_map(|at| {
        let known = bytes.get(at..).unwrap_or_default();
        build_info::decode(image, input, place(start, at), known).ok().flatten()
    });
    // A program that reads build info holds the magic as a constant too; only a whole blob with
    // module text, or with a version and nothing else, is accepted by `decode`.
    decoded.map(|info| BuildInfo { anchored: false, ..info }).next()
}

fn find_note(input: &Input<'_>, bytes: &[u8], start: FileOffset) -> Option<BuildId> {
    // The name stands behind three words.
    const BEFORE: u64 = 12;
    needle::find_all(bytes, NOTE_NAME).find_map(|at| {
        let at = FileOffset(place(start, at).0.checked_sub(BEFORE)?);
        [Endian::Little, Endian::Big].into_iter().find_map(|endian| {
            let note = Notes::read(input, &[Span::new(at, 16)], endian).go?;
            build_id::from_note(&note.bytes, note.at)
                .filter(|id| note.bytes.len() < 4096 && id.text().as_str().is_some())
        })
    })
}

fn find_pclntab(input: &Input<'_>, bytes: &[u8], start: FileOffset) -> Option<Pclntab> {
    [Endian::Little, Endian::Big].into_iter().find_map(|endian| {
        pclntab::header_offsets(bytes, endian).find_map(|at| {
            let span = Span::between(start.saturating_add(at), input.whole().end());
            pclntab::read(input, span, None, FoundBy::Search).ok().flatten()
        })
    })
}
