//! PPMd in a build without the feature `archives`: not unpacked.

use std::io::{self, Read};

use super::Fault;
use super::decode::Unpacked;

/// Unpacks nothing.
pub(super) fn of_seven_zip<'a>(_: &[u8], _: impl Read + 'a) -> io::Result<Unpacked<'a>> {
    Err(Fault::left_out("ppmd").into_io())
}
