//! The pipeline for one input: bytes in, records out.

mod archive;
mod diff;
mod go_program;
mod look;
mod packed;
mod records;
mod unopened;

pub use crate::analysis::{Hashing, Options};
pub use crate::evidence::Depth;
pub use diff::diff;
pub use go_program::{GoProgram, go_program, source_files};

use records::Records;

use crate::analysis::{analyse, search};
use crate::bytes::{ByteSource, Input, LimitExceeded};
use crate::container::{self, Opening, Part};
use crate::evidence::{Damage, Program, Within};
use crate::image::{Image, ImageError, Sniff, sniff};
use crate::origin::Origin;
use crate::report::{ErrorRecord, Record};
use crate::unpack;

/// Reads one input and gives its records: one, or one for each slice of a fat Mach-O file. The path
/// is the caller's to add. Never fails: what is wrong is in the records.
pub fn inspect(source: &dyn ByteSource, options: &Options<'_>) -> Vec<Record> {
    let mut records = Records::new(options);
    match container::visit(source, &opening(options), &mut records) {
        Ok(exhausted) => records.finish(exhausted),
        Err(error) => vec![Record::unreadable(ErrorRecord::from(&error))],
    }
}

/// How much of an input is looked at for that depth.
fn opening<'l>(options: &'l Options<'_>) -> Opening<'l> {
    let limits = &options.limits;
    let mut opening = Opening { salvage: options.recover_unrecognised, ..Opening::new(limits) };
    if options.depth == Depth::Quick {
        opening.members = archive::FIRST;
    }
    let is_quick = options.depth == Depth::Quick && options.hashing == Hashing::Skip;
    if is_quick && limits.unpacked_in_scan < limits.unpacked {
        let limit = limits.unpacked_in_scan;
        opening.unpacked = LimitExceeded { name: packed::IN_SCAN, limit };
    }
    opening
}

/// The record of a file of one image, or of one that holds none.
fn file(part: &Part<'_>, options: &Options<'_>) -> Record {
    let input = part.input;
    if sniff(input.head()) == Sniff::GoObject {
        return archive::object(part, options);
    }
    match Program::open(input, Within::File, options.depth) {
        Ok(Some(program)) => record(program, part, options),
        Ok(None) => unopened::of_program(input, options)
            .unwrap_or_else(|| search_other(without_go(input, options), input, options)),
        Err(ImageError::Unrecognised) => {
            if let Some(record) = unopened::of_other(input, options) {
                return record;
            }
            let salvage = || Program::salvage(input, Within::File);
            let salvaged = if options.recover_unrecognised { salvage() } else { Ok(None) };
            if let Ok(Some(program)) = salvaged {
                return record(program, part, options);
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

/// The record of an image, with what the hashes, the host and the rules say.
fn record(program: Program<'_>, part: &Part<'_>, options: &Options<'_>) -> Record {
    let evidence = Origin::of(program, options.ask());
    if !evidence.is_go() {
        return Record::of_damaged(&evidence, part.whole.size());
    }
    Record::of(&analyse(evidence, part, options), &options.limits)
}
