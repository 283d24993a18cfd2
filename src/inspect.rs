//! The pipeline for one input: bytes in, records out.

use crate::bytes::{Budget, ByteSource, FileOffset, Input, Limits, PartSource, ReadError};
use crate::evidence::{Depth, Evidence};
use crate::image::{
    ImageError, Slice, Sniff, Table, are_apart, is_container, salvage_slices, slices, sniff,
    starts_as_macho,
};
use crate::report::{ErrorRecord, Outcome, Record};

/// How to read an input.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How deep to look.
    pub depth: Depth,
    /// What one input may cost.
    pub limits: Limits,
    /// Search a file of no known format for what Go's linker writes: its header may be all that is
    /// damaged. Reads every byte, so it is meant for files that the user names, not for those met
    /// in a directory. Archives and the like are not searched: they may simply hold a Go program.
    pub recover_unrecognised: bool,
}

/// Reads one input and gives its records: one, or one for each slice of a fat Mach-O file. Path,
/// host and findings are the caller's to add. Never fails: what is wrong is in the records.
pub fn inspect(source: &dyn ByteSource, options: &Options) -> Vec<Record> {
    let budget = Budget::new(&options.limits);
    let input = match Input::open(source, &budget) {
        Ok(input) => input,
        Err(error) => return vec![unreadable(&error, 0)],
    };
    match sniff(input.head()) {
        Sniff::Fat => inspect_fat(&input, options),
        Sniff::Other if options.recover_unrecognised => inspect_unrecognised(&input, options),
        _ => vec![inspect_thin(&input, options)],
    }
}

fn unreadable(error: &ReadError, at: u64) -> Record {
    let kind = crate::report::read_kind(error).to_owned();
    Record::unreadable(ErrorRecord { kind, message: error.to_string(), offset: Some(at) })
}

fn inspect_thin(input: &Input<'_>, options: &Options) -> Record {
    match Evidence::collect(input, options.depth) {
        Ok(Some(evidence)) => Record::of(&evidence, input.size()),
        Ok(None) => Record::not_go(input.size(), "an executable file, but nothing in it is Go's"),
        Err(_) => {
            let salvaged =
                options.recover_unrecognised.then(|| Evidence::salvage(input, options.depth));
            salvaged.flatten().map_or_else(
                || Record::not_go(input.size(), "not an ELF, PE or Mach-O file"),
                |evidence| Record::of(&evidence, input.size()),
            )
        }
    }
}

/// A file without a header may have been a fat one: then there are whole Mach-O files in it.
fn inspect_unrecognised(input: &Input<'_>, options: &Options) -> Vec<Record> {
    if !is_container(input.head()) {
        let error = ImageError::Malformed {
            table: Table::FatHeader,
            at: FileOffset(0),
            defect: "of no known format, but there are Mach-O files in the file",
        };
        let mut records = inspect_damaged_fat(input, options, &error);
        records.retain(|record| record.outcome == Outcome::Go);
        if !records.is_empty() {
            return records;
        }
    }
    vec![inspect_thin(input, options)]
}

fn inspect_fat(input: &Input<'_>, options: &Options) -> Vec<Record> {
    let malformed =
        |defect| ImageError::Malformed { table: Table::FatHeader, at: FileOffset(0), defect };
    let error = match slices(input) {
        Ok(slices) if !are_apart(&slices) => malformed("slices overlap"),
        Ok(slices)
            if slices.iter().all(|slice| starts_as_macho(input, *slice)) && !slices.is_empty() =>
        {
            return slices.iter().map(|slice| inspect_slice(input, slice, options)).collect();
        }
        Ok(_) => malformed("a slice is no Mach-O file"),
        Err(error) => error,
    };
    let records = inspect_damaged_fat(input, options, &error);
    if records.is_empty() {
        let mut record = Record::not_go(input.size(), "the fat header is damaged");
        record.add_damage(crate::report::image_error(&error));
        return vec![record];
    }
    records
}

/// The records of every slice that can still be found.
fn inspect_damaged_fat(input: &Input<'_>, options: &Options, error: &ImageError) -> Vec<Record> {
    // The fat header promises programs, so that one without a header is worth a search.
    let options = Options { recover_unrecognised: true, ..options.clone() };
    let slices = salvage_slices(input).unwrap_or_default();
    let mut records: Vec<Record> =
        slices.iter().map(|slice| inspect_slice(input, slice, &options)).collect();
    for record in &mut records {
        record.add_damage(crate::report::image_error(error));
    }
    records
}

fn inspect_slice(whole: &Input<'_>, slice: &Slice, options: &Options) -> Record {
    let part = PartSource::new(whole.source(), slice.span);
    let budget = Budget::new(&options.limits);
    let mut record = match Input::open(&part, &budget) {
        Ok(input) => inspect_thin(&input, options),
        Err(error) => unreadable(&error, slice.span.start().0),
    };
    record.slice = Some(slice.goarch.unwrap_or("unknown").to_owned());
    record
}
