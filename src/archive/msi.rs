//! Packages of the Windows Installer: a compound file whose streams are tables and cabinets.
//!
//! A cabinet names its files by the keys of the table `File`, which has their real names. What else
//! may be a program is a stream of its own: `Binary.X`. Source: compound files as in MS-CFB 2020;
//! the tables as `msidb` and `wixl` 0.101 write them, with the documented columns of `File`.

mod compound;
pub(super) mod root;
mod stream_name;
mod table;

use std::collections::HashMap;
use std::sync::Arc;

use super::at::At;
use super::cab;
use super::escapes::Escapes;
use super::inside::{HEAD, Inside};
use super::stream::Stream;
use super::{Fault, Kind, Place, Shared};
use crate::bytes::{Limits, within};
use compound::{Compound, Entry};

/// Visits the files.
pub(super) fn visit<'s>(
    stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let at = At { source: inside.seekable(stream)?, kind: Kind::Msi };
    let compound = Compound::read(at)?;
    let streams = compound.streams()?;
    if !streams.iter().any(|it| stream_name::plain(&it.name) == stream_name::STRINGS) {
        return Err(Fault::Unsupported("a compound file that is no package (ole)".to_owned()));
    }
    let names = names(&compound, &streams, inside.opening().limits)?;
    let mut escapes = Escapes::default();
    for entry in &streams {
        if inside.wants_stop() {
            return Ok(());
        }
        let name = stream_name::plain(&entry.name);
        if name.starts_with(stream_name::TABLE) {
            continue;
        }
        if !inside.meter().check_entry(name.as_bytes(), &mut escapes) {
            continue;
        }
        let at = place.inside(name.as_bytes());
        let shown = show(&compound, entry, &names, at.clone(), inside);
        inside.or_unread(&at, shown)?;
    }
    escapes.done()
}

fn show<'s>(
    compound: &Compound<'s>,
    entry: &Entry,
    names: &HashMap<Vec<u8>, Vec<u8>>,
    at: Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let content: Shared<'s> = Arc::new(compound.content(entry)?);
    let mut stream = Stream::of_source(content.clone());
    let head = stream.peek(HEAD).map_err(|error| Fault::of_stream(&error))?;
    match Kind::of(head) {
        // A cabinet counts as a part of the package, since only that knows the names in it.
        Some(Kind::Cab) => {
            inside.meter().count_entry()?;
            cab::named(&At { source: content, kind: Kind::Cab }, names, &at, inside)
        }
        _ => inside.file(at, stream),
    }
}

/// The real names of files, by their keys; none where there is no such table.
fn names(
    compound: &Compound<'_>,
    streams: &[Entry],
    limits: &Limits,
) -> Result<HashMap<Vec<u8>, Vec<u8>>, Fault> {
    let table = |name: &str| -> Result<Vec<u8>, Fault> {
        let found = streams.iter().find(|it| stream_name::plain(&it.name) == name);
        let Some(entry) = found else { return Ok(Vec::new()) };
        within("msi-table", entry.size, limits.msi_table)?;
        let at = At { source: Arc::new(compound.content(entry)?), kind: Kind::Msi };
        at.read(0, entry.size)
    };
    let pool = table(stream_name::STRINGS)?;
    let data = table(stream_name::DATA)?;
    let strings = table::Strings::read(&pool, &data);
    let rows = table(stream_name::FILES)?;
    Ok(table::file_names(&strings, &table(stream_name::COLUMNS)?, &rows))
}
