//! The entry point: the first bytes of a file decide which container it is read as.

use super::thin::thin;
use super::{Around, Opening, Visitor, fat};
use crate::bytes::{Budget, ByteSource, Input, LimitExceeded, ReadError};
use crate::image::{Sniff, is_container, sniff};

/// Shows `visitor` every part of `source`. Returns the limit that was reached on reading and
/// searching the file itself; `None` where none was.
///
/// # Errors
/// [`ReadError`] where even the start of the file cannot be read.
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
