//! The way into a file: what it starts with decides which container it is taken for.

use super::thin::thin;
use super::{Around, Opening, Visitor, fat};
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
