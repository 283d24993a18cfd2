//! Fat Mach-O files: a record for each slice, also where the fat header is damaged.

use super::archive::inspect_archive;
use super::{Options, inspect_thin};
use crate::bytes::{Budget, FileOffset, Input, PartSource, ReadError};
use crate::finding::{Check, TARGET_MISMATCH};
use crate::image::{
    ImageError, Slice, Sniff, Table, are_apart, is_container, salvage_slices, slices, sniff,
    starts_as_slice,
};
use crate::report::{ErrorRecord, Outcome, Record};

/// The records of a file that starts as a fat Mach-O file does.
pub(super) fn inspect_fat(input: &Input<'_>, options: &Options<'_>) -> Vec<Record> {
    let malformed =
        |defect| ImageError::Malformed { table: Table::FatHeader, at: FileOffset(0), defect };
    let error = match slices(input) {
        Ok(slices) if !are_apart(&slices) => malformed("slices overlap"),
        Ok(slices)
            if slices.iter().all(|slice| starts_as_slice(input, *slice)) && !slices.is_empty() =>
        {
            let records = slices.iter().map(|slice| inspect_slice(input, slice, options));
            return with_one_that_fits(records.collect());
        }
        Ok(_) => malformed("a slice is neither a Mach-O file nor an archive"),
        Err(error) => error,
    };
    let (mut records, unfinished) = inspect_damaged(input, options, &error);
    if records.is_empty() {
        let mut record = Record::not_go(input.size(), "the fat header is damaged");
        record.add_damage(ErrorRecord::from(&error));
        records.push(record);
    }
    if let Some(limit) = &unfinished {
        records.iter_mut().for_each(|it| it.add_late_damage(ErrorRecord::from(limit)));
    }
    records
}

/// The system takes the slice that fits: that another is for another processor is no fault.
fn with_one_that_fits(mut records: Vec<Record>) -> Vec<Record> {
    let rule = TARGET_MISMATCH.rule().name;
    let is_other = |record: &Record| record.findings.iter().any(|it| it.rule == rule);
    if records.iter().any(|it| it.outcome == Outcome::Go && !is_other(it)) {
        records.iter_mut().for_each(|it| it.findings.retain(|it| it.rule != rule));
    }
    records
}

/// A file without a header may have been a fat one: then there are whole Mach-O files in it.
pub(super) fn inspect_unrecognised(input: &Input<'_>, options: &Options<'_>) -> Vec<Record> {
    if !is_container(input.head()) {
        let error = ImageError::Malformed {
            table: Table::FatHeader,
            at: FileOffset(0),
            defect: "of no known format, but there are Mach-O files in the file",
        };
        let (mut records, unfinished) = inspect_damaged(input, options, &error);
        records.retain(|record| record.outcome == Outcome::Go);
        if !records.is_empty() {
            return records;
        }
        let mut record = inspect_thin(input, options);
        if let (Some(limit), false) = (unfinished, record.outcome == Outcome::Go) {
            record.add_damage(ErrorRecord::from(&limit));
        }
        return vec![record];
    }
    vec![inspect_thin(input, options)]
}

/// The records of every slice that can still be found, and what kept the search from its end.
fn inspect_damaged(
    input: &Input<'_>,
    options: &Options<'_>,
    error: &ImageError,
) -> (Vec<Record>, Option<ReadError>) {
    // The fat header promises programs, so that one without a header is worth a search.
    let options = Options { recover_unrecognised: true, ..options.clone() };
    let (slices, unfinished) = salvage_slices(input);
    let mut records: Vec<Record> =
        slices.iter().map(|slice| inspect_slice(input, slice, &options)).collect();
    for record in &mut records {
        record.add_damage(ErrorRecord::from(error));
    }
    (records, unfinished)
}

fn inspect_slice(whole: &Input<'_>, slice: &Slice, options: &Options<'_>) -> Record {
    let part = PartSource::new(whole.source(), slice.span);
    let budget = Budget::new(&options.limits);
    let mut record = if slice.span.start().0 >= whole.size() {
        let outside = ReadError::Outside { span: slice.span, size: whole.size() };
        Record::unreadable(ErrorRecord::from(&outside))
    } else {
        match Input::open(&part, &budget) {
            Ok(input) if sniff(input.head()) == Sniff::Archive => inspect_archive(&input, options),
            Ok(input) => inspect_thin(&input, options),
            Err(error) => Record::unreadable(ErrorRecord::from(&error)),
        }
    };
    record.set_exhausted(budget.exhausted());
    record.slice = Some(slice.goarch.unwrap_or("unknown").to_owned());
    record
}
