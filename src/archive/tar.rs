//! Tape archives: entries of a header and its content, in blocks of 512 bytes.
//!
//! Entries are read in place where the archive lies in a file. The package `tar` gives the bytes of
//! three kinds of sparse files without their holes and refuses an archive with a volume label
//! (0.4.46), so headers are read here.

mod entry;
mod header;
mod pax;
mod sparse;

pub(super) use entry::{Entry, What, next};
pub(super) use header::is_old;

use super::escapes::Escapes;
use super::inside::{HEAD, Inside};
use super::meter::Meter;
use super::package::{Seeker, find, stands_behind};
use super::stream::Stream;
use super::{Fault, Package, Place};

/// Visits the entries.
pub(super) fn visit<'s>(
    mut stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let meter = inside.meter();
    let mut place = place.of_package(package_behind(&mut stream, &place.name(), &meter));
    let mut seeker = Seeker::new(&place.name());
    let mut escapes = Escapes::default();
    while let Some(entry) = next(&mut stream, meter.limits())? {
        if inside.wants_stop() {
            return Ok(());
        }
        place = place.of_package(seeker.look(&entry.name, entry.size, &mut stream, &meter));
        let told = inside.told();
        if meter.check_entry(&entry.name, &mut escapes) {
            show(&entry, &mut stream, &place, inside)?;
        }
        inside.unless_told(told, entry.skip(&mut stream))?;
    }
    escapes.done()
}

/// The package that the archive is, where it says so behind programs and lies in a file; the reader
/// of what is compressed asks for itself.
fn package_behind(stream: &mut Stream<'_, '_>, name: &[u8], meter: &Meter) -> Option<Package> {
    let source = stream.source()?;
    let head = stream.peek(HEAD).ok()?;
    stands_behind(head, name, meter.limits())
        .then(|| find(Stream::of_source(source), name, meter))
        .flatten()
}

fn show<'s>(
    entry: &Entry,
    stream: &mut Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let at = || place.inside(&entry.name);
    match &entry.what {
        What::File | What::Sparse(_) => inside.file(at(), content(entry, stream.part(entry.size))),
        What::HardLink(target) => inside.again(at(), &place.inside(target)),
        What::Folder | What::SymLink(_) | What::Other => Ok(()),
    }
}

/// What a file has, with its holes; `stored` is what the archive stores of it.
pub(super) fn content<'a, 's: 'a>(entry: &'a Entry, stored: Stream<'a, 's>) -> Stream<'a, 's> {
    match &entry.what {
        What::Sparse(map) => sparse::spread(stored, map),
        _ => stored,
    }
}
