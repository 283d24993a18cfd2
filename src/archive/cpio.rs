//! The formats of cpio, alone and as initial file systems of Linux: archives in a row, with zeros
//! between them, and a compressed one behind them.
//!
//! Of hard links with their bytes stored once, the last name has the bytes and the others have a size
//! of zero; this is so in the newer formats of GNU cpio, libarchive, rpm and Linux. The older formats
//! store the bytes with every name.

mod entry;
mod header;
mod links;

pub(super) use header::starts;

use super::escapes::Escapes;
use super::inside::Inside;
use super::recognise::kind_of;
use super::rpm::Files;
use super::stream::{Stream, behind_zeros, skip_zeros};
use super::{Fault, Kind, Place};
use entry::{Entry, next};
use links::Links;

/// Visits the entries of all archives.
pub(super) fn visit<'s>(
    stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    visit_listed(stream, None, place, inside)
}

/// The same with the list of the rpm package that the archive is the content of.
pub(super) fn visit_listed<'s>(
    mut stream: Stream<'_, 's>,
    files: Option<&Files>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let mut escapes = Escapes::default();
    loop {
        if !one(&mut stream, files, place, &mut escapes, inside)? {
            return Ok(());
        }
        skip_zeros(&mut stream).map_err(|error| Fault::of_stream(&error))?;
        match kind_of(&mut stream).map_err(|error| Fault::of_stream(&error))? {
            Some(Kind::Cpio) => {}
            Some(kind) if kind.is_compressed() => {
                inside.deeper(kind, stream, place)?;
                return escapes.done();
            }
            _ => break,
        }
    }
    escapes.done()?;
    match behind_zeros(&mut stream).map_err(|error| Fault::of_stream(&error))? {
        0 => Ok(()),
        count => Err(Fault::Trailing { kind: Kind::Cpio, count }),
    }
}

/// Visits one archive; `false` where nobody wants any more.
fn one<'s>(
    stream: &mut Stream<'_, 's>,
    files: Option<&Files>,
    place: &Place,
    escapes: &mut Escapes,
    inside: &mut dyn Inside<'s>,
) -> Result<bool, Fault> {
    let mut links = Links::default();
    let meter = inside.meter();
    while let Some(entry) = next(stream, files, &meter)? {
        if inside.wants_stop() {
            return Ok(false);
        }
        if meter.check_entry(&entry.name, escapes) && entry.is_file {
            show(&entry, stream, place, &mut links, inside)?;
        }
        if !stream.skip_to(entry.end).map_err(|error| Fault::of_stream(&error))? {
            return Err(Fault::CutShort { kind: Kind::Cpio });
        }
    }
    // Names of links of which none had any bytes: they are empty.
    for name in links.rest() {
        inside.file(place.inside(&name), Stream::of_reader(std::io::empty(), Some(0)))?;
    }
    Ok(true)
}

fn show<'s>(
    entry: &Entry,
    stream: &mut Stream<'_, 's>,
    place: &Place,
    links: &mut Links,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let at = place.inside(&entry.name);
    let Some(link) = entry.link else { return inside.file(at, stream.part(entry.size)) };
    if entry.size > 0 {
        let others = links.filled(link, &entry.name)?;
        inside.file(at.clone(), stream.part(entry.size))?;
        return others.iter().try_for_each(|name| inside.again(place.inside(name), &at));
    }
    match links.empty(link, &entry.name)? {
        Some(first) => inside.again(at, &place.inside(&first)),
        None => Ok(()),
    }
}
