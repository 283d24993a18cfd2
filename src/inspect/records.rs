//! The records of one input, one after another as its parts are shown.

use super::{Options, archive, file, packed};
use crate::bytes::{LimitExceeded, ReadError};
use crate::container::{Around, Found, Part, Taken, Visitor};
use crate::report::{ErrorRecord, Outcome, Record};

/// Makes a record of each part.
pub(super) struct Records<'o> {
    options: &'o Options<'o>,
    records: Vec<Record>,
    /// The limits that may have hidden a program in the archive that is looked at.
    limits: Vec<ErrorRecord>,
    /// Some part is in a slice that was searched for.
    is_salvaged: bool,
}

impl<'o> Records<'o> {
    pub(super) fn new(options: &'o Options<'o>) -> Self {
        Self { options, records: Vec::new(), limits: Vec::new(), is_salvaged: false }
    }

    /// The records; `exhausted` is the limit that was hit in the file itself.
    pub(super) fn finish(mut self, exhausted: Option<LimitExceeded>) -> Vec<Record> {
        if !self.is_salvaged {
            with_one_that_fits(&mut self.records);
        }
        self.records.iter_mut().for_each(|record| record.set_exhausted(exhausted));
        self.records
    }

    /// Adds a record with what is to be said of all that lies around the part.
    fn add(&mut self, mut record: Record, around: &Around) {
        self.is_salvaged |= around.is_salvaged();
        record.slice = around.slice().map(str::to_owned);
        for error in around.damage().iter().rev() {
            record.add_damage(ErrorRecord::in_file(error));
        }
        self.limits.drain(..).for_each(|limit| record.add_late_damage(limit));
        if let Some(limit) = around.unfinished() {
            match record.outcome {
                Outcome::Go if around.slice().is_none() => {}
                _ => record.add_late_damage(ErrorRecord::in_file(limit)),
            }
        }
        self.records.push(record);
    }
}

impl Visitor for Records<'_> {
    fn see(&mut self, part: &Part<'_>) -> Taken {
        let mut options = self.options.clone();
        // A fat header promises programs, so that one without a header is worth a search.
        options.recover_unrecognised |= part.around.is_salvaged();
        let record = match part.found {
            Found::File => Some(file(part, &options)),
            Found::Package(members) if options.recover_unrecognised => {
                archive::package(part, members, &options)
            }
            // Whether the rest of the archive is whole is not asked then.
            Found::Package(_) => {
                let mut record = archive::compiled_package(part);
                record.slice = part.around.slice().map(str::to_owned);
                self.records.push(record);
                return Taken::Yes;
            }
            Found::Program => archive::program(part, &options, &mut self.limits),
            Found::Archive(members) => Some(archive::without_go(part, members, &options)),
            Found::Unpacked(packed, unpacked) => {
                Some(packed::unpacked(packed, unpacked, part, &options))
            }
            Found::Packed(packed, error) => Some(packed::packed(packed, error, part, &options)),
            Found::Sliceless(error) => {
                let mut record = Record::not_go(part.input.size(), "the fat header is damaged");
                record.add_damage(ErrorRecord::in_file(error));
                Some(record)
            }
        };
        let Some(mut record) = record else { return Taken::No };
        if part.around.is_guess() && record.outcome != Outcome::Go {
            return Taken::No;
        }
        for input in [part.input, part.whole] {
            record.set_exhausted(input.budget().exhausted());
        }
        self.add(record, &part.around);
        Taken::Yes
    }

    fn see_unreadable(&mut self, around: &Around, error: &ReadError) {
        if !around.is_guess() {
            self.add(Record::unreadable(ErrorRecord::of(error, around)), around);
        }
    }
}

/// The system takes the slice that fits: that another is for another processor is no fault.
fn with_one_that_fits(records: &mut [Record]) {
    const RULE: &str = "target-mismatch";
    let is_other = |record: &Record| record.findings.iter().any(|it| it.rule == RULE);
    if records.iter().any(|it| it.outcome == Outcome::Go && !is_other(it)) {
        records.iter_mut().for_each(|it| it.findings.retain(|it| it.rule != RULE));
    }
}
