//! Packed programs: everything known is about the program inside.

use super::file::File;
use super::not_go::{NotGo, WhyNot};
use super::options::{Hashing, Options};
use super::packing::Packing;
use crate::container::Part;
use crate::evidence::Program;
use crate::unpack::UnpackError;
use crate::verify;

/// The program inside a packed file.
pub(super) fn inside(packing: &Packing, part: &Part<'_>, options: &Options<'_>) -> File {
    match Program::open(part.input, &part.around, options.depth) {
        Ok(Some(program)) => File::of(program, options),
        Ok(None) => {
            let other = NotGo::new(WhyNot::PackedOther(packing.says()));
            File::NotGo(other.searched(part, options))
        }
        Err(error) => {
            let why = WhyNot::PackedUnreadable(packing.says());
            File::NotGo(NotGo { trouble: Some(error.into()), ..NotGo::new(why) })
        }
    }
}

/// A packed file that cannot be unpacked: nothing is known about its inside.
pub(super) fn unopened(
    packing: &Packing,
    error: &UnpackError,
    part: &Part<'_>,
    options: &Options<'_>,
) -> NotGo {
    let why = WhyNot::StillPacked(packing.says(), part.around.error(error));
    NotGo {
        trouble: error.is_damage().then(|| error.clone().into()),
        content: (options.hashing != Hashing::Skip).then(verify::packed),
        ..NotGo::new(why).searched(part, options)
    }
}
