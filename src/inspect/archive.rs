//! Archives of object files: the package that one is, or the program that its member `go.o` is.

use super::{Options, record, unopened};
use crate::bytes::{Budget, Input, PartSource, Span};
use crate::evidence::Depth;
use crate::image::second::{self, Disagreement};
use crate::image::{Image, Member, ar_container, members};
use crate::origin::Origin;
use crate::report::{ErrorRecord, Outcome, Record};

/// The members that Go's own tools and `-buildmode=c-archive` write come first, behind two of symbols
/// and names at most.
const FIRST: u64 = 4;
/// The name of the member that `-buildmode=c-archive` puts the program into.
const PROGRAM: &[&str] = &["go.o"];

/// The record of an archive.
pub(super) fn inspect_archive(input: &Input<'_>, options: &Options<'_>) -> Record {
    let mut found = Vec::new();
    let most = if options.depth == Depth::Quick { FIRST } else { u64::MAX };
    let error = members(input, most, &mut found).err().map(|error| ErrorRecord::from(&error));
    // The limits that may have hidden a program.
    let mut limits: Vec<_> = error.iter().filter(|it| it.kind == "limit").cloned().collect();
    let package = spans(&found, &["__.PKGDEF", "_go_.o"]);
    let program = spans(&found, PROGRAM);
    let evidence = if !package.is_empty() {
        if !options.recover_unrecognised {
            return compiled_package(input);
        }
        Origin::of_object(input, &package, true)
    } else {
        program.first().and_then(|span| of_member(input, *span, options.depth, &mut limits))
    };
    let Some(evidence) = evidence else {
        let first = found.iter().map(|it| it.span).take(usize::try_from(FIRST).unwrap_or_default());
        if let Some(found) = ar_container(input, &first.collect::<Vec<_>>()) {
            return unopened::record(&found, input, options);
        }
        let why = "an archive without a Go object file";
        let mut record = Record::not_go(input.size(), why);
        record.format = Some("archive".to_owned());
        limits.into_iter().for_each(|limit| record.add_late_damage(limit));
        return record;
    };
    let mut record = record(evidence, input, options, None);
    if let Some(error) = error.filter(|_| record.outcome == Outcome::Go) {
        record.add_damage(error);
    }
    limits.into_iter().for_each(|limit| record.add_late_damage(limit));
    record
}

/// Where the first two members lie that have one of those names.
fn spans(members: &[Member], names: &[&str]) -> Vec<Span> {
    let is_one = |it: &&Member| it.name.as_str().is_some_and(|name| names.contains(&name));
    members.iter().filter(is_one).map(|it| it.span).take(2).collect()
}

/// What the second reader reads differently in the member that is the program: it is given that
/// alone, as the first reader was.
pub(super) fn compare_readers(input: &Input<'_>) -> Vec<Disagreement> {
    let mut found = Vec::new();
    // Those before a broken one can be compared all the same.
    let _ = members(input, u64::MAX, &mut found);
    let Some(&member) = spans(&found, PROGRAM).first() else { return Vec::new() };
    let part = PartSource::new(input.source(), member);
    let budget = Budget::new(input.budget().limits());
    let Ok(part) = Input::open(&part, &budget) else { return Vec::new() };
    let Ok(image) = Image::read(&part) else { return Vec::new() };
    let mut disagreements = second::compare(&image, &part);
    for it in &mut disagreements {
        it.at = it.at.saturating_add(member.start().0);
    }
    disagreements
}

/// The record of an object file that is in no archive.
pub(super) fn inspect_object(input: &Input<'_>, options: &Options<'_>) -> Record {
    if !options.recover_unrecognised {
        return compiled_package(input);
    }
    match Origin::of_object(input, &[input.whole()], false) {
        Some(evidence) => record(evidence, input, options, None),
        None => Record::not_go(input.size(), "starts as a Go object file does, but is none"),
    }
}

/// A package that was met, not named: the build cache holds thousands of them.
fn compiled_package(input: &Input<'_>) -> Record {
    let why = "a compiled Go package, not a program: read where the file itself is named";
    Record::not_go(input.size(), why)
}

/// The evidence of the program in a member, its places told as those in the archive. Puts into `limits`
/// what kept it from being read.
fn of_member(
    input: &Input<'_>,
    member: Span,
    depth: Depth,
    limits: &mut Vec<ErrorRecord>,
) -> Option<Origin> {
    let part = PartSource::new(input.source(), member);
    let budget = Budget::new(input.budget().limits());
    let part = Input::open(&part, &budget).ok()?;
    // An object file for Windows has no magic of its own.
    let evidence = Origin::collect(&part, depth).ok().flatten().filter(|it| it.is_go());
    let evidence = match evidence {
        Some(evidence) => Some(evidence),
        None => Origin::salvage(&part, depth).unwrap_or_else(|limit| {
            limits.push(ErrorRecord::from(&limit));
            None
        }),
    };
    if let Some(limit) = budget.exhausted() {
        limits.push(ErrorRecord::of_limit(limit));
    }
    Some(evidence?.in_archive(member.start()))
}
