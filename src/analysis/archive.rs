//! Archives of object files: the package that one is, or the program that its member `go.o` is.

use super::not_go::{NotGo, WhyNot};
use super::options::Options;
use super::trouble::Trouble;
use super::unopened::unopened;
use crate::container::Part;
use crate::evidence::Program;
use crate::image::{Member, ar_container};
use crate::origin::Origin;

/// The members that Go's own tools and `-buildmode=c-archive` write come first, behind two of symbols
/// and names at most.
pub(super) const FIRST: u64 = 4;

/// The program in a member; `None` where it is no Go program. Puts into `beside` what kept it from being read.
pub(super) fn program(
    part: &Part<'_>,
    options: &Options<'_>,
    beside: &mut Vec<Trouble>,
) -> Option<Origin> {
    // An object file for Windows has no magic of its own.
    let program = Program::open(part.input, &part.around, options.depth).ok().flatten();
    let program = match program.filter(Program::is_go) {
        Some(program) => Some(program),
        None => Program::salvage(part.input, &part.around).unwrap_or_else(|limit| {
            beside.push(part.around.error(&limit).into());
            None
        }),
    };
    if program.is_none() {
        beside.extend(part.input.budget().exhausted().map(Trouble::from));
    }
    Some(Origin::of(program?, options.ask()))
}

/// An archive without anything of Go's.
pub(super) fn without_go(part: &Part<'_>, members: &[Member], options: &Options<'_>) -> NotGo {
    let first = members.iter().map(|it| it.span);
    let first: Vec<_> = first.take(usize::try_from(FIRST).unwrap_or_default()).collect();
    match ar_container(part.input, &first) {
        Some(found) => unopened(found, part, options),
        None => NotGo::new(WhyNot::ArchiveWithoutGo),
    }
}
