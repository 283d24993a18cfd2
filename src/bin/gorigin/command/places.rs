//! How many places of each fact a card shows.

use crate::args::Global;
use crate::render::Places;
use crate::talk::Volume;

/// All of them with `-v`.
pub(super) fn places(global: &Global) -> Places {
    if global.volume() == Volume::Verbose { Places::All } else { Places::First }
}
