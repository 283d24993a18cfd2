//! Zip files of a build without the feature `archives`: known, and not opened.

use super::inside::Inside;
use super::stream::Stream;
use super::{Fault, Place};

/// Says that they were left out.
pub(super) fn visit<'s>(_: Stream<'_, 's>, _: &Place, _: &mut dyn Inside<'s>) -> Result<(), Fault> {
    Err(Fault::left_out("zip"))
}
