//! Programs that UPX packed: the part is the program inside.

use super::{Around, Found, Opening, Part, Taken, Visitor};
use crate::bytes::{Budget, Input};
use crate::unpack::{Packed, UnpackError, recognise};

/// Shows a file or slice, or the program that UPX packed into it.
pub(super) fn visit(
    input: &Input<'_>,
    around: &Around,
    opening: &Opening<'_>,
    visitor: &mut dyn Visitor,
) -> Taken {
    let Some(packed) = recognise(input) else {
        return visitor.see(&Part::whole(input, around, Found::File));
    };
    visit_packed(input, &packed, around, opening, visitor).unwrap_or_else(|error| {
        visitor.see(&Part::whole(input, around, Found::Packed(&packed, &error)))
    })
}

fn visit_packed(
    input: &Input<'_>,
    packed: &Packed,
    around: &Around,
    opening: &Opening<'_>,
    visitor: &mut dyn Visitor,
) -> Result<Taken, UnpackError> {
    let unpacked = packed.unpack_within(input, opening.unpacked)?;
    let budget = Budget::new(opening.limits);
    let inner = Input::open(&unpacked.program, &budget)?;
    if recognise(&inner).is_some() {
        return Err(UnpackError::Kind("what it unpacks to is packed again"));
    }
    let found = Found::Unpacked(packed, &unpacked);
    Ok(visitor.see(&Part { input: &inner, around: around.unpacked(), found, whole: input }))
}
