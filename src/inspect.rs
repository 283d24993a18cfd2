//! The pipeline for one input: bytes in, records out.

use crate::bytes::{Budget, ByteSource, Input, Limits, PartSource};
use crate::evidence::{Depth, Evidence};
use crate::image::{ImageError, Slice, Sniff, slices, sniff};
use crate::report::{ErrorRecord, Record};

/// How to read an input.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How deep to look.
    pub depth: Depth,
    /// What one input may cost.
    pub limits: Limits,
}

/// Reads one input and gives its records: one, or one for each slice of a fat Mach-O file. Path,
/// host and findings are the caller's to add. Never fails: what is wrong is in the records.
pub fn inspect(source: &dyn ByteSource, options: &Options) -> Vec<Record> {
    let budget = Budget::new(&options.limits);
    let input = match Input::open(source, &budget) {
        Ok(input) => input,
        Err(error) => {
            let kind = crate::report::read_kind(&error).to_owned();
            let message = error.to_string();
            return vec![Record::unreadable(ErrorRecord { kind, message, offset: Some(0) })];
        }
    };
    if sniff(input.head()) != Sniff::Fat {
        return vec![inspect_thin(&input, options)];
    }
    match slices(&input) {
        Ok(slices) => slices.iter().map(|slice| inspect_slice(&input, slice, options)).collect(),
        Err(error) => {
            let error = crate::report::image_error(&error);
            let mut record = Record::not_go(input.size(), "the fat header is damaged");
            record.partial = true;
            record.damage.push(error.clone());
            record.error = Some(error);
            vec![record]
        }
    }
}

fn inspect_thin(input: &Input<'_>, options: &Options) -> Record {
    match Evidence::collect(input, options.depth) {
        Ok(Some(evidence)) => Record::of(&evidence, input.size()),
        Ok(None) => Record::not_go(input.size(), "an executable file, but nothing in it is Go's"),
        Err(ImageError::Unrecognised) => {
            Record::not_go(input.size(), "not an ELF, PE or Mach-O file")
        }
        Err(error) => Record::unreadable(crate::report::image_error(&error)),
    }
}

fn inspect_slice(whole: &Input<'_>, slice: &Slice, options: &Options) -> Record {
    let part = PartSource::new(whole.source(), slice.span);
    let budget = Budget::new(&options.limits);
    let mut record = match Input::open(&part, &budget) {
        Ok(input) => inspect_thin(&input, options),
        Err(error) => {
            let kind = crate::report::read_kind(&error).to_owned();
            let message = error.to_string();
            let offset = Some(slice.span.start().0);
            Record::unreadable(ErrorRecord { kind, message, offset })
        }
    };
    record.slice = Some(slice.goarch.unwrap_or("unknown").to_owned());
    record
}
