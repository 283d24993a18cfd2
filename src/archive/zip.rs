//! The format of PKZIP, read by its central directory: also behind a program or script, and with
//! data descriptors.

mod decoder;
mod local;

use std::io::{self, Read};
use std::sync::Arc;

use rawzip::{
    CompressionMethod, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder, ZipFileHeaderRecord,
    ZipLocator,
};

use super::escapes::Escapes;
use super::inside::Inside;
use super::meter::Meter;
use super::package::{InZip, find};
use super::stream::{Ending, Stream, decoded, limited};
use super::{Fault, Kind, Package, Place, Shared, Window};
use crate::bytes::{PartOffset, Span};
use decoder::decoder;

/// Room for one entry of the central directory: three fields of up to 64 KiB.
const ENTRY: usize = 256 << 10;

/// A source as the reader of the directory takes it.
struct At<'s>(Shared<'s>);

impl ReaderAt for At<'_> {
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        self.0.read_at(PartOffset(at), buffer)
    }
}

/// One entry of the directory.
struct Entry {
    name: Vec<u8>,
    way: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    is_encrypted: bool,
    size: u64,
}

/// Visits the entries.
pub(super) fn visit<'s>(
    stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let source = inside.seekable(stream)?;
    let size = source.size();
    let mut buffer = vec![0; ENTRY];
    let located = ZipLocator::new().locate_in_reader(At(source.clone()), &mut buffer, size);
    let archive = match located {
        Ok(archive)
            if local::is_own(&source, archive.eocd_offset(), archive.directory_offset())? =>
        {
            archive
        }
        // What is there is read by the headers of the entries.
        located => {
            let is_cut = !local::visit(&source, place, inside)?;
            match located {
                // Two archives behind each other: the directory is that of the second.
                Ok(archive) if !is_cut => archive,
                Ok(_) => return Err(no_directory()),
                Err((_, error)) => return Err(fault(&error)),
            }
        }
    };
    let meter = inside.meter();
    let place = place.of_package(package(&archive, &source, &mut buffer, &place.name(), &meter));
    let promised = archive.entries_hint();
    let mut entries = archive.entries(&mut buffer);
    let mut escapes = Escapes::default();
    let mut count = 0_u64;
    while let Some(record) = entries.next_entry().map_err(|error| fault(&error))? {
        count = count.saturating_add(1);
        if inside.wants_stop() {
            return Ok(());
        }
        // Folders, and symbolic links, whose content is the name of their target.
        let is_file = !record.is_dir() && !record.mode().is_symlink();
        if !meter.check_entry(record.file_path().as_bytes(), &mut escapes) || !is_file {
            continue;
        }
        let entry = Entry::of(&record);
        // One damaged entry does not hide the others.
        let at = place.inside(&entry.name);
        let mut show = |content: Stream<'_, 's>| inside.file(at.clone(), content);
        let shown = read(&entry, &archive, &source, &meter, &mut show);
        inside.or_unread(&at, shown)?;
    }
    if count < promised {
        return Err(Fault::damaged(Kind::Zip, "entries are missing from its directory"));
    }
    escapes.done()
}

impl Entry {
    fn of(record: &ZipFileHeaderRecord<'_>) -> Self {
        Self {
            name: record.file_path().as_bytes().to_vec(),
            way: record.wayfinder(),
            method: record.compression_method(),
            is_encrypted: record.flags().is_encrypted(),
            size: record.uncompressed_size_hint(),
        }
    }
}

/// The package that the archive is, from the files in it that say so, wherever they stand.
fn package<'s>(
    archive: &ZipArchive<At<'s>>,
    source: &Shared<'s>,
    buffer: &mut [u8],
    name: &[u8],
    meter: &Meter,
) -> Option<Package> {
    let mut said = InZip::default();
    let mut entries = archive.entries(buffer);
    while let Some(record) = entries.next_entry().ok()? {
        let Some(what) = InZip::what(record.file_path().as_bytes()) else { continue };
        let mut take = |mut content: Stream<'_, 's>| {
            let found = match what.is_archive() {
                true => decoded(Kind::Zstd, content, meter, &Ending::default())
                    .ok()
                    .and_then(|(content, _)| find(content, name, meter)),
                false => {
                    said.add_text(what, &mut content);
                    None
                }
            };
            said.add_package(found);
            Ok(())
        };
        read(&Entry::of(&record), archive, source, meter, &mut take).ok()?;
    }
    said.package(name)
}

/// Reads the content of an entry.
fn read<'s>(
    entry: &Entry,
    archive: &ZipArchive<At<'s>>,
    source: &Shared<'s>,
    meter: &Meter,
    take: &mut dyn FnMut(Stream<'_, 's>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    if entry.is_encrypted {
        return Err(Fault::Encrypted);
    }
    let found = archive.get_entry(entry.way).map_err(|error| fault(&error))?;
    let (start, end) = found.compressed_data_range();
    let span = Span::between(PartOffset(start), PartOffset(end));
    let is_stored = entry.method == CompressionMethod::STORE;
    if span.end().0 > source.size() || is_stored && span.len() != entry.size {
        return Err(Fault::CutShort { kind: Kind::Zip });
    }
    let stored: Shared<'s> = Arc::new(Window::new(source.clone(), span));
    if is_stored {
        return take(Stream::of_source(stored));
    }
    let compressed = Stream::of_source(stored);
    let inner = decoder(entry.method, entry.size, compressed, meter.limits())?;
    let checked = Checked(found.verifying_reader(inner));
    let reader = limited(Kind::Zip, checked, span.len(), meter);
    take(Stream::of_reader(reader, Some(entry.size)))
}

/// A reader that says in one way that it does not give what its entry tells. `rawzip` 0.5.2 says that the size
/// differs or that the checksum does, by where a read happens to end.
struct Checked<R>(R);

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.0.read(to).map_err(|error| {
            let inner = error.get_ref().and_then(|it| it.downcast_ref::<rawzip::Error>());
            match inner.map(rawzip::Error::kind) {
                Some(
                    rawzip::ErrorKind::InvalidSize { .. }
                    | rawzip::ErrorKind::InvalidChecksum { .. },
                ) => io::Error::new(error.kind(), "its size or its checksum differs"),
                _ => error,
            }
        })
    }
}

fn no_directory() -> Fault {
    Fault::damaged(Kind::Zip, "there is no directory at its end")
}

fn fault(error: &rawzip::Error) -> Fault {
    match error.kind() {
        rawzip::ErrorKind::Eof => Fault::CutShort { kind: Kind::Zip },
        rawzip::ErrorKind::MissingEndOfCentralDirectory => no_directory(),
        rawzip::ErrorKind::IO(error) => Fault::of_stream(error),
        _ => Fault::damaged(Kind::Zip, error.to_string()),
    }
}
