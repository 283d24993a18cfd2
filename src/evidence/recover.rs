//! One pass over every byte of a damaged file, for what no longer lies where its headers say.

use super::address_map;
use super::inside::Inside;
use crate::bytes::{Endian, Input, PartOffset, ReadError, Span, needle};
use crate::evidence::build_info::blob;
use crate::evidence::build_info::blob::{Anchor, BuildInfo, Pointing};
use crate::evidence::ids::build_id;
use crate::evidence::ids::build_id::BuildId;
use crate::evidence::ids::note;
use crate::evidence::runtime::header;
use crate::evidence::runtime::pclntab::{FoundBy, Pclntab};
use crate::image::Image;

/// Bytes looked at in one step, and how far each step reaches into the next.
const STEP: u64 = 128 << 10;
const OVERLAP: u64 = 8192;
/// How many blobs of pointers an address map is guessed for.
const GUESSES: usize = 2;
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
    let mut pointing = Vec::new();
    let carried = Inside::new(image, input, input.whole());
    let mut windows = input.data_windows(input.whole(), STEP, OVERLAP);
    loop {
        let (start, bytes) = match windows.advance() {
            Ok(Some(window)) => window,
            Ok(None) => break,
            Err(error) => return (found, Some(error)),
        };
        if missing.build_info {
            found.build_info = find_build_info(&carried, bytes, start, &mut pointing);
        }
        if missing.build_id {
            found.build_id = find_note(&carried, bytes, start).or_else(|| {
                let marked = build_id::find_marker(bytes, start).ok().flatten();
                marked.filter(|id| !carried.holds(id.at))
            });
        }
        if missing.pclntab {
            found.pclntab = find_pclntab(&carried, bytes, start);
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
    if missing.build_info {
        match pointing.iter().find_map(|it| follow(image, input, it).transpose()) {
            Some(Ok(info)) => found.build_info = Some(info),
            Some(Err(error)) => return (found, Some(error)),
            None => {}
        }
    }
    (found, None)
}

/// Decodes a blob of pointers by a guess at the addresses.
fn follow(
    image: &Image,
    input: &Input<'_>,
    pointing: &Pointing,
) -> Result<Option<BuildInfo>, ReadError> {
    let Some(segments) = address_map::guess(input, pointing)? else { return Ok(None) };
    let mut image = image.clone();
    image.segments = segments.to_vec();
    image.sections.clear();
    let known = input.read_clamped(Span::new(pointing.at, blob::HEADER))?;
    let info = blob::decode(&image, input, pointing.at, &known).ok().flatten();
    Ok(info.map(|info| BuildInfo { anchor: Anchor::Guess, ..info }))
}

fn place(start: PartOffset, at: usize) -> PartOffset {
    start.saturating_add(u64::try_from(at).unwrap_or(u64::MAX))
}

/// The alignment of the blob is not asked for: bytes may have been inserted before it. Blobs of
/// pointers that lead nowhere are put into `pointing`.
fn find_build_info(
    carried: &Inside<'_, '_>,
    bytes: &[u8],
    start: PartOffset,
    pointing: &mut Vec<Pointing>,
) -> Option<BuildInfo> {
    // A program that reads build info holds the magic as a constant too; only a blob with a
    // version is accepted by `decode`.
    needle::find_all(bytes, blob::MAGIC).find_map(|place_in| {
        let (at, known) = (place(start, place_in), bytes.get(place_in..)?);
        if carried.holds(at) {
            return None;
        }
        if let Ok(Some(info)) = blob::decode(carried.image, carried.input, at, known) {
            return Some(BuildInfo { anchor: Anchor::Search, ..info });
        }
        let leads_nowhere = blob::pointing(known, at).filter(|_| pointing.len() < GUESSES);
        pointing.extend(leads_nowhere);
        None
    })
}

fn find_note(carried: &Inside<'_, '_>, bytes: &[u8], start: PartOffset) -> Option<BuildId> {
    // The name stands behind three words.
    const BEFORE: usize = 12;
    needle::find_all(bytes, NOTE_NAME).find_map(|at| {
        let at = at.checked_sub(BEFORE)?;
        let note = bytes.get(at..)?;
        [Endian::Little, Endian::Big].into_iter().find_map(|endian| {
            let note = note::go_note(note, place(start, at), endian)?;
            let id = build_id::from_note(&note.text, note.at)?;
            let printable = |text: &str| !text.chars().any(char::is_control);
            let is_shown = id.text().as_str().is_some_and(printable);
            (is_shown && !carried.holds(id.at)).then_some(id)
        })
    })
}

fn find_pclntab(carried: &Inside<'_, '_>, bytes: &[u8], start: PartOffset) -> Option<Pclntab> {
    let input = carried.input;
    [Endian::Little, Endian::Big].into_iter().find_map(|endian| {
        header::header_offsets(bytes, endian).find_map(|at| {
            let span = Span::between(start.saturating_add(at), input.whole().end());
            let found = header::read(input, span, None, FoundBy::Search).ok().flatten();
            found.filter(|it| !carried.holds(it.at))
        })
    })
}
