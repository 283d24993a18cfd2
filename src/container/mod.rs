//! Containers: one input becomes its parts, each read as a file of its own.
//!
//! | container | parts | bytes of a part |
//! | --- | --- | --- |
//! | fat Mach-O file | its slices, which may be archives or packed | a run of the file |
//! | archive of object files | the package that it is, or the program in its member `go.o` | a run of the file |
//! | program that UPX packed | the program as it was | unpacked into memory, within the limits |
//! | anything else | itself | the file |
//!
//! A part lives as long as the visitor looks at it: the bytes of one that has to be unpacked first are
//! given back before the next one comes, so that a container costs no more memory than its largest part.

mod ar;
mod around;
mod fat;
mod part;
mod upx;

pub use around::{Around, FileOffset};
pub use part::{Found, Opening, Part, Taken, Visitor};

use crate::bytes::{Budget, ByteSource, Input, LimitExceeded, ReadError};
use crate::image::{Sniff, is_container, sniff};

/// Shows `visitor` every part of `source`, and gives the limit on reading and searching the file
/// itself that was hit, `None` where none was.
///
/// # Errors
/// [`ReadError`] where not even the start of the file can be read.
pub fn visit(
    source: &dyn ByteSource,
    opening: &Opening<'_>,
    visitor: &mut dyn Visitor,
) -> Result<Option<LimitExceeded>, ReadError> {
    let budget = Budget::new(opening.limits);
    let input = Input::open(source, &budget)?;
    match sniff(input.head()) {
        Sniff::Fat => fat::visit(&input, opening, visitor),
        Sniff::Other if opening.salvage && !is_container(input.head()) => {
            fat::visit_headless(&input, opening, visitor);
        }
        _ => {
            thin(&input, &Around::default(), opening, visitor);
        }
    }
    Ok(budget.exhausted())
}

/// Shows what is in a file or slice that is no fat Mach-O file.
fn thin(
    input: &Input<'_>,
    around: &Around,
    opening: &Opening<'_>,
    visitor: &mut dyn Visitor,
) -> Taken {
    match sniff(input.head()) {
        Sniff::Archive => ar::visit(input, around, opening, visitor),
        _ => upx::visit(input, around, opening, visitor),
    }
}
