//! The content of a file, or of a slice of one, that is not a fat Mach-O file.

use super::{Around, Opening, Taken, Visitor, ar, upx};
use crate::bytes::Input;
use crate::image::{Sniff, sniff};

/// Shows the content of a file or slice that is not a fat Mach-O file.
pub(super) fn thin(
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
