//! The format of `ar`: Debian packages, and archives of anything except object files, which the
//! linker's readers take as they are.

mod deb;
mod member;

pub(super) use deb::visit as visit_deb;
pub(super) use member::{Holds, bytes_to_tell, holds};

use super::escapes::Escapes;
use super::inside::Inside;
use super::stream::Stream;
use super::{Fault, Kind, Place};
use member::Members;

/// Visits the members.
pub(super) fn visit<'s>(
    mut stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let mut escapes = Escapes::default();
    let mut members = Members::open(Kind::Ar, &mut stream)?;
    while let Some(member) = members.next(&mut stream)? {
        if inside.wants_stop() {
            return Ok(());
        }
        if inside.meter().check_entry(&member.name, &mut escapes) {
            inside.file(place.inside(&member.name), stream.part(member.size))?;
        }
        member.skip(&mut stream)?;
    }
    escapes.done()
}
