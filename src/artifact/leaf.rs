//! One file that is no container.

use super::inspector::{Inspector, Keep};
use super::seen::Seen;
use super::walk::Given;
use crate::archive::Place;
use crate::bytes::ByteSource;

/// What is seen of a file that is no container.
pub(super) fn leaf(
    source: &dyn ByteSource,
    given: Given,
    place: &Place,
    keep: Keep,
    inspector: &dyn Inspector,
) -> Seen {
    let records = inspector.inspect(source, given, place);
    let always_kept = given == Given::Named || keep == Keep::All;
    match always_kept {
        true => Seen::Records(records),
        false => Seen::in_passing(&place.path(), &records).unwrap_or(Seen::Records(records)),
    }
}
