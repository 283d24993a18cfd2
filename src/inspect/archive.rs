//! Archives of object files: the package that one is, or the program that its member `go.o` is.

use super::{Options, record, unopened};
use crate::bytes::Span;
use crate::container::Part;
use crate::evidence::{Program, Within};
use crate::image::{Member, ar_container};
use crate::report::{ErrorRecord, Record};

/// The members that Go's own tools and `-buildmode=c-archive` write come first, behind two of symbols
/// and names at most.
pub(super) const FIRST: u64 = 4;

/// The record of a compiled package whose text and object lie in `members`; `None` where it is none.
pub(super) fn package(part: &Part<'_>, members: &[Span], options: &Options<'_>) -> Option<Record> {
    let program = Program::open_object(part.input, Within::Package, members)?;
    Some(record(program, part, options))
}

/// The record of the program in a member, its places told as those in the archive; `None` where it is
/// no Go program. Puts into `limits` what kept it from being read.
pub(super) fn program(
    part: &Part<'_>,
    options: &Options<'_>,
    limits: &mut Vec<ErrorRecord>,
) -> Option<Record> {
    // An object file for Windows has no magic of its own.
    let within = Within::Member(part.around.start());
    let program = Program::open(part.input, within, options.depth).ok().flatten();
    let program = match program.filter(Program::is_go) {
        Some(program) => Some(program),
        None => Program::salvage(part.input, within).unwrap_or_else(|limit| {
            limits.push(ErrorRecord::from(&limit));
            None
        }),
    };
    if program.is_none() {
        limits.extend(part.input.budget().exhausted().map(ErrorRecord::of_limit));
    }
    Some(record(program?, part, options))
}

/// The record of an archive without anything of Go's.
pub(super) fn without_go(part: &Part<'_>, members: &[Member], options: &Options<'_>) -> Record {
    let first = members.iter().map(|it| it.span);
    let first: Vec<_> = first.take(usize::try_from(FIRST).unwrap_or_default()).collect();
    if let Some(found) = ar_container(part.input, &first) {
        return unopened::record(&found, part.input, options);
    }
    let mut record = Record::not_go(part.input.size(), "an archive without a Go object file");
    record.format = Some("archive".to_owned());
    record
}

/// The record of an object file that is in no archive.
pub(super) fn object(part: &Part<'_>, options: &Options<'_>) -> Record {
    if !options.recover_unrecognised {
        return compiled_package(part);
    }
    let input = part.input;
    match Program::open_object(input, Within::File, &[input.whole()]) {
        Some(program) => record(program, part, options),
        None => Record::not_go(input.size(), "starts as a Go object file does, but is none"),
    }
}

/// A package that was met, not named: the build cache holds thousands of them.
pub(super) fn compiled_package(part: &Part<'_>) -> Record {
    let why = "a compiled Go package, not a program: read where the file itself is named";
    Record::not_go(part.input.size(), why)
}
