//! Whether a file has one Go build ID only. Go's linker writes one, and the go command renews every copy
//! of it; two different ones are those of two programs, or one was set afterwards.
//!
//! Looked for where Go's linker puts IDs, and Go's own reader looks for them: the notes that the headers
//! of an ELF file name, marked text at the start of the file and of the code, and the section of a
//! WebAssembly module. What is elsewhere, as the IDs of tools that Go's tools know, is no ID of the file.
//!
//! Source: `cmd/internal/buildid/buildid.go`, Go 1.22.10.

use super::build_id::{self, BuildId};
use super::note::Notes;
use crate::bytes::{Input, Text};
use crate::evidence::inside::Inside;
use crate::image::Image;

/// The most IDs that are reported.
const MOST: usize = 8;

/// Every ID in the file that differs from `known`, in the order of the file; none where the places
/// cannot be read.
pub(crate) fn others(image: &Image, input: &Input<'_>, known: &BuildId) -> Vec<BuildId> {
    let notes = Notes::read_all(input, &image.notes, image.endian);
    let notes = notes.go.into_iter().chain(notes.more_of_go);
    let notes = notes.filter_map(|note| build_id::from_note(&note.text, note.at));
    let carried = Inside::new(image, input, input.whole());
    let mut seen: Vec<Text> = vec![known.text().clone()];
    let mut others = Vec::new();
    for id in notes.chain(build_id::all_markers(image, input)) {
        if others.len() < MOST && !seen.contains(id.text()) && !carried.holds(id.at) {
            seen.push(id.text().clone());
            others.push(id);
        }
    }
    others.sort_by_key(|it: &BuildId| it.at);
    others
}
