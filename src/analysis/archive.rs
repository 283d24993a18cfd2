//! Archives of object files: a package, or the program in the member `go.o`.

use super::not_go::{NotGo, WhyNot};
use super::options::Options;
use super::trouble::Trouble;
use super::unopened::unopened;
use crate::container::Part;
use crate::evidence::Program;
use crate::image::{Member, ar_container};
use crate::origin::Origin;

/// The members that Go's own tools and `-buildmode=c-archive` write come first, behind at most two
/// members with symbols and names.
pub(super) const FIRST: u64 = 4;

/// The program in a member; `None` where it is not a Go program. Adds to `troubles` what kept the
/// member from being read.
pub(super) fn program(
    part: &Part<'_>,
    options: &Options<'_>,
    troubles: &mut Vec<Trouble>,
) -> Option<Origin> {
    // An object file for Windows has no magic of its own.
    let program = Program::open(part.input, &part.around, options.depth).ok().flatten();
    if program.as_ref().is_some_and(Program::is_package) && !options.recover_unrecognised {
        return None;
    }
    let program = match program.filter(Program::is_go) {
        Some(program) => Some(program),
        None => Program::salvage(part.input, &part.around).unwrap_or_else(|limit| {
            troubles.push(part.around.error(&limit).into());
            None
        }),
    };
    if program.is_none() {
        troubles.extend(part.input.budget().exhausted().map(Trouble::from));
    }
    Some(Origin::of(program?, options.ask()))
}

/// An archive without anything that Go wrote.
pub(super) fn without_go(part: &Part<'_>, members: &[Member], options: &Options<'_>) -> NotGo {
    let first = members.iter().map(|it| it.span);
    let first: Vec<_> = first.take(usize::try_from(FIRST).unwrap_or_default()).collect();
    match ar_container(part.input, &first) {
        Some(found) => unopened(found, part, options),
        None => NotGo::new(WhyNot::ArchiveWithoutGo),
    }
}
