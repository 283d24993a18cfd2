//! The pipeline for one input: bytes in, records out.

mod archive;
mod diff;
mod fat;
mod go_program;
mod packed;
mod unopened;

pub use crate::analysis::{Hashing, Options};
pub use crate::evidence::Depth;
pub use diff::diff;
pub use go_program::{GoProgram, go_program, source_files};

use crate::analysis::{Around, analyse, search};
use crate::bytes::{Budget, ByteSource, Input};
use crate::evidence::Damage;
use crate::image::{Image, ImageError, Sniff, second, sniff};
use crate::origin::Origin;
use crate::report::{ErrorRecord, Record};
use crate::unpack::{self, Packed, Unpacked};

/// Reads one input and gives its records: one, or one for each slice of a fat Mach-O file. The path
/// is the caller's to add. Never fails: what is wrong is in the records.
pub fn inspect(source: &dyn ByteSource, options: &Options<'_>) -> Vec<Record> {
    let budget = Budget::new(&options.limits);
    let input = match Input::open(source, &budget) {
        Ok(input) => input,
        Err(error) => return vec![Record::unreadable(ErrorRecord::from(&error))],
    };
    let mut records = match sniff(input.head()) {
        Sniff::Fat => fat::inspect_fat(&input, options),
        Sniff::Archive => vec![archive::inspect_archive(&input, options)],
        Sniff::GoObject => vec![archive::inspect_object(&input, options)],
        Sniff::Other if options.recover_unrecognised => fat::inspect_unrecognised(&input, options),
        _ => vec![inspect_thin(&input, options)],
    };
    records.iter_mut().for_each(|record| record.set_exhausted(budget.exhausted()));
    records
}

/// The record of one image, or of a file that holds none.
fn inspect_thin(input: &Input<'_>, options: &Options<'_>) -> Record {
    if let Some(packed) = unpack::recognise(input) {
        return packed::inspect_packed(&packed, input, options);
    }
    match Origin::collect(input, options.depth) {
        Ok(Some(evidence)) => record(evidence, input, options, None),
        Ok(None) => unopened::of_program(input, options)
            .unwrap_or_else(|| search_other(without_go(input, options), input, options)),
        Err(ImageError::Unrecognised) => {
            if let Some(record) = unopened::of_other(input, options) {
                return record;
            }
            let salvage = || Origin::salvage(input, options.depth);
            let salvaged = if options.recover_unrecognised { salvage() } else { Ok(None) };
            if let Ok(Some(evidence)) = salvaged {
                return record(evidence, input, options, None);
            }
            let why = match input.size() {
                0 => "an empty file",
                _ => "of no format that holds Go programs",
            };
            let mut record = Record::not_go(input.size(), why);
            // What the budget knows of is said at the end, once.
            let is_new = |limit: &Damage| limit.limit() != input.budget().exhausted();
            if let Some(limit) = salvaged.err().filter(is_new) {
                record.add_damage(ErrorRecord::from(&limit));
            }
            search_other(record, input, options)
        }
        Err(error) => Record::unreadable(ErrorRecord::from(&error)),
    }
}

/// Adds to the record of what is no Go program what a deep search finds in it.
fn search_other(mut record: Record, input: &Input<'_>, options: &Options<'_>) -> Record {
    if options.depth != Depth::Deep || !options.search_others {
        return record;
    }
    let image = Image::read(input).ok();
    let texts = search(image.as_ref(), None, input, options);
    record.set_text(&texts, image.as_ref());
    record
}

/// An intact executable file that is not taken for a Go program.
fn without_go(input: &Input<'_>, options: &Options<'_>) -> Record {
    let why = "an executable file, without anything that Go's own linker writes";
    let image = (options.depth != Depth::Quick).then(|| Image::read(input).ok()).flatten();
    match image.and_then(|image| unpack::looks_packed(&image, input)) {
        Some(bits) => {
            let why = format!("{why}; it looks packed or encrypted ({bits:.2} bits per byte)");
            Record::not_go(input.size(), &why)
        }
        None => Record::not_go(input.size(), why),
    }
}

/// The record of an image, with what the hashes, the host and the rules say. `packed` is how the file
/// was packed that the image was in.
fn record(
    evidence: Origin,
    input: &Input<'_>,
    options: &Options<'_>,
    packed: Option<(&Packed, &Unpacked)>,
) -> Record {
    if !evidence.is_go() {
        return Record::of_damaged(&evidence, input.size());
    }
    let disagreements = match (options.cross_check, evidence.in_archive) {
        (false, _) => Vec::new(),
        (true, true) => archive::compare_readers(input),
        (true, false) => second::compare(&evidence.image, input),
    };
    let around = Around { packed, disagreements };
    Record::of(&analyse(evidence, input, options, &around), &options.limits)
}
