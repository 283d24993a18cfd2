//! The format of 7-Zip: packed streams first, and a header behind them, mostly packed itself.
//!
//! | offset | size | field |
//! | --- | --- | --- |
//! | 0 | 6 | `7z bc af 27 1c` |
//! | 6 | 2 | version |
//! | 8 | 4 | checksum of the next three |
//! | 12 | 8 | where the header starts, behind these 32 bytes |
//! | 20 | 8 | its size |
//! | 28 | 4 | its checksum |
//!
//! Files lie behind each other in folders, each of which is unpacked as one run by a few coders.
//! Source: `7zFormat.txt` and `Methods.txt` of 7-Zip 23.01.

mod coder;
mod files;
mod folder;
mod header;
mod number;

use std::io::Read;
use std::sync::Arc;

use super::at::At;
use super::checked::Checked;
use super::escapes::Escapes;
use super::inside::Inside;
use super::stream::{Stream, limited};
use super::{Fault, Kind, Place};
use crate::bytes::within;
use folder::Folder;
use header::{Header, START, Streams};
use number::Most;

/// What is said of a header that cannot be read.
const DAMAGED: &str = "its header is damaged";

/// Visits the files.
pub(super) fn visit<'s>(
    stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let at = At { source: inside.seekable(stream)?, kind: Kind::SevenZip };
    let bytes = header(&at, inside)?;
    let most = Most::of(inside.opening().limits);
    let header = Header::read(&bytes, &most).ok_or_else(|| most.or(at.damaged(DAMAGED)))?;
    let mut visit = Visit { at, place, escapes: Escapes::default(), cut: None };
    let mut names = header.files.names();
    for (number, folder) in header.streams.folders.iter().enumerate() {
        visit.folder(&header.streams, number, folder, &mut names, inside)?;
        if inside.wants_stop() {
            return Ok(());
        }
    }
    match visit.cut {
        Some(fault) => Err(fault),
        None => visit.escapes.done(),
    }
}

/// The bytes of the header, unpacked.
fn header<'s>(at: &At<'s>, inside: &mut dyn Inside<'s>) -> Result<Vec<u8>, Fault> {
    let start = at.array::<32>(0)?;
    let wide = |place: usize| {
        let bytes = start.get(place..).and_then(|it| it.first_chunk());
        bytes.map_or(u64::MAX, |it| u64::from_le_bytes(*it))
    };
    let (offset, size) = (wide(12), wide(20));
    let place = START.saturating_add(offset);
    if place.saturating_add(size) > at.source.size() {
        // The first of several volumes looks as if it were cut.
        return Err(Fault::Unsupported(
            "7z whose header lies in another volume, or is cut off".to_owned(),
        ));
    }
    let limits = inside.opening().limits;
    let check = |size| within("7z-header", size, limits.seven_zip_header);
    check(size)?;
    let mut bytes = at.read(place, size)?;
    let most = Most::of(limits);
    // A packed header may be packed again.
    for _ in 0..4 {
        let Some(streams) = Streams::of_header(&bytes, &most) else { return Ok(bytes) };
        let streams = streams.ok_or_else(|| most.or(at.damaged(DAMAGED)))?;
        let folder = streams.folders.first();
        let folder = folder.ok_or_else(|| at.damaged(DAMAGED))?;
        check(folder.size)?;
        let meter = inside.meter();
        let reader = coder::reader(at, &streams, 0, limits)?;
        let mut reader = limited(Kind::SevenZip, reader, streams.stored(0), &meter);
        bytes = Vec::new();
        let read = reader.by_ref().take(folder.size).read_to_end(&mut bytes);
        read.map_err(|error| Fault::of(Kind::SevenZip, &error))?;
    }
    Err(at.damaged("its header is packed too often"))
}

struct Visit<'v, 's> {
    at: At<'s>,
    place: &'v Place,
    escapes: Escapes,
    /// What ended a folder early.
    cut: Option<Fault>,
}

impl<'s> Visit<'_, 's> {
    /// Shows the files of a folder, whose names are next.
    fn folder(
        &mut self,
        streams: &Streams,
        number: usize,
        folder: &Folder,
        names: &mut dyn Iterator<Item = Vec<u8>>,
        inside: &mut dyn Inside<'s>,
    ) -> Result<(), Fault> {
        let meter = inside.meter();
        let stored = coder::stored(&self.at, streams, number);
        let is_stored = stored.is_some();
        let mut content = match stored {
            Some(window) => Ok(Stream::of_source(Arc::new(window))),
            None => coder::reader(&self.at, streams, number, meter.limits()).map(|reader| {
                let reader = limited(Kind::SevenZip, reader, streams.stored(number), &meter);
                Stream::of_reader(reader, Some(folder.size))
            }),
        };
        let mut start = 0_u64;
        for (size, sum) in &folder.parts {
            let name = names.next().unwrap_or_default();
            let own = start;
            start = start.saturating_add(*size);
            if !inside.meter().check_entry(&name, &mut self.escapes) {
                continue;
            }
            let at = self.place.inside(&name);
            let shown = match &mut content {
                // What is read in place is not read here, so its checksum is not asked for either.
                Ok(content) => {
                    let sum = sum.filter(|_| !is_stored);
                    show(content, own, *size, sum, at.clone(), inside)
                }
                Err(fault) => Err(fault.clone()),
            };
            if let Err(fault) = shown {
                if fault.is_final() {
                    return Err(fault);
                }
                inside.unread(&at, fault.clone());
                // What is behind it in the same run cannot be read either, and is one answer with it.
                self.cut = Some(fault.clone());
                content = Err(fault);
            }
            if inside.wants_stop() {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn show<'s>(
    content: &mut Stream<'_, 's>,
    start: u64,
    size: u64,
    sum: Option<u32>,
    at: Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    if !content.skip_to(start).map_err(|error| Fault::of(Kind::SevenZip, &error))? {
        return Err(Fault::CutShort { kind: Kind::SevenZip });
    }
    let part = content.part(size);
    match sum {
        Some(sum) => inside
            .file(at, Stream::of_reader(Checked::new(Kind::SevenZip, part, size, sum), Some(size))),
        None => inside.file(at, part),
    }
}
