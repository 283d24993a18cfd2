//! Archives of object files: a Go package, or the program in the member `go.o`.

use super::{Around, Found, Opening, Part, Taken, Visitor};
use crate::bytes::{Budget, Input, PartSource, Span};
use crate::image::{Member, members};

/// The members that Go's compiler and assembler write first.
const PACKAGE: &[&str] = &["__.PKGDEF", "_go_.o"];
/// The name of the member that `-buildmode=c-archive` puts the program into.
const PROGRAM: &[&str] = &["go.o"];

/// Shows the Go parts of an archive, or the archive itself where there are none.
pub(super) fn visit(
    input: &Input<'_>,
    around: &Around,
    opening: &Opening<'_>,
    visitor: &mut dyn Visitor,
) -> Taken {
    let mut found = Vec::new();
    let error = members(input, opening.members, &mut found).err();
    let inner = around.archive(error.as_ref());
    let package = spans(&found, PACKAGE);
    let taken = if !package.is_empty() {
        visitor.see(&Part::whole(input, &inner, Found::Package(&package)))
    } else if let Some(&program) = spans(&found, PROGRAM).first() {
        visit_member(input, program, &inner, opening, visitor)
    } else {
        Taken::No
    };
    if taken == Taken::Yes {
        return taken;
    }
    // Unreadable members do not hide Go parts, unless a limit was the cause.
    let limit = error.filter(|error| error.limit().is_some());
    let around = around.archive(limit.as_ref());
    visitor.see(&Part::whole(input, &around, Found::Archive(&found)))
}

fn visit_member(
    archive: &Input<'_>,
    member: Span,
    around: &Around,
    opening: &Opening<'_>,
    visitor: &mut dyn Visitor,
) -> Taken {
    let source = PartSource::new(archive.source(), member);
    let budget = Budget::new(opening.limits);
    let Ok(input) = Input::open(&source, &budget) else { return Taken::No };
    let around = around.member(member);
    visitor.see(&Part { input: &input, around, found: Found::Program, whole: archive })
}

/// The spans of the first two members with one of those names.
fn spans(members: &[Member], names: &[&str]) -> Vec<Span> {
    let is_one = |it: &&Member| it.name.as_str().is_some_and(|name| names.contains(&name));
    members.iter().filter(is_one).map(|it| it.span).take(2).collect()
}
