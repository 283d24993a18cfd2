//! Archives of object files: the package that one is, or the program that its member `go.o` is.

use super::{Options, record, unopened};
use crate::bytes::Span;
use crate::container::Part;
use crate::image::{Member, ar_container};
use crate::origin::Origin;
use crate::report::{ErrorRecord, Record};

/// The members that Go's own tools and `-buildmode=c-archive` write come first, behind two of symbols
/// and names at most.
pub(super) const FIRST: u64 = 4;

/// The record of a compiled package whose text and object lie in `members`; `None` where it is none.
pub(super) fn package(part: &Part<'_>, members: &[Span], options: &Options<'_>) -> Option<Record> {
    let evidence = Origin::of_object(part.input, members)?;
    Some(record(evidence, part, options))
}

/// The record of the program in a member; `None` where it is no Go program. Puts into `limits` what kept it from being read.
pub(super) fn program(
    part: &Part<'_>,
    options: &Options<'_>,
    limits: &mut Vec<ErrorRecord>,
) -> Option<Record> {
    // An object file for Windows has no magic of its own.
    let evidence = Origin::collect(part.input, options.depth).ok().flatten();
    let evidence = match evidence.filter(|it| it.is_go()) {
        Some(evidence) => Some(evidence),
        None => Origin::salvage(part.input, options.depth).unwrap_or_else(|limit| {
            limits.push(ErrorRecord::of(&limit, &part.around));
            None
        }),
    };
    if evidence.is_none() {
        limits.extend(part.input.budget().exhausted().map(ErrorRecord::of_limit));
    }
    Some(record(evidence?, part, options))
}

/// The record of an archive without anything of Go's.
pub(super) fn without_go(part: &Part<'_>, members: &[Member], options: &Options<'_>) -> Record {
    let first = members.iter().map(|it| it.span);
    let first: Vec<_> = first.take(usize::try_from(FIRST).unwrap_or_default()).collect();
    if let Some(found) = ar_container(part.input, &first) {
        return unopened::record(&found, part, options);
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
    match Origin::of_object(input, &[input.whole()]) {
        Some(evidence) => record(evidence, part, options),
        None => Record::not_go(input.size(), "starts as a Go object file does, but is none"),
    }
}

/// A package that was met, not named: the build cache holds thousands of them.
pub(super) fn compiled_package(part: &Part<'_>) -> Record {
    let why = "a compiled Go package, not a program: read where the file itself is named";
    Record::not_go(part.input.size(), why)
}
