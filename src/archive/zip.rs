//! The format of PKZIP, read by its central directory: also behind a program or script, and with
//! data descriptors.

use std::io::{self, Read};
use std::sync::Arc;

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder, ZipLocator};

use super::escapes::Escapes;
use super::inside::Inside;
use super::stream::{Stream, limited};
use super::{Fault, Kind, Place, Shared, Window};
use crate::bytes::{PartOffset, Span};

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
    let archive = located.map_err(|(_, error)| fault(&error))?;
    let promised = archive.entries_hint();
    let mut entries = archive.entries(&mut buffer);
    let mut escapes = Escapes::default();
    let mut count = 0_u64;
    while let Some(record) = entries.next_entry().map_err(|error| fault(&error))? {
        count = count.saturating_add(1);
        if inside.wants_stop() {
            return Ok(());
        }
        let name = record.file_path().as_bytes().to_vec();
        // Folders, and symbolic links, whose content is the name of their target.
        let is_file = !record.is_dir() && !record.mode().is_symlink();
        if !inside.meter().check_entry(&name, &mut escapes) || !is_file {
            continue;
        }
        let entry = Entry {
            name,
            way: record.wayfinder(),
            method: record.compression_method(),
            is_encrypted: record.flags().is_encrypted(),
            size: record.uncompressed_size_hint(),
        };
        // One damaged entry does not hide the others.
        let at = place.inside(&entry.name);
        if let Err(fault) = show(&entry, &archive, &source, at.clone(), inside) {
            match fault.is_final() {
                true => return Err(fault),
                false => inside.unread(&at, fault),
            }
        }
    }
    if count < promised {
        return Err(Fault::damaged(Kind::Zip, "entries are missing from its directory"));
    }
    escapes.done()
}

fn show<'s>(
    entry: &Entry,
    archive: &ZipArchive<At<'s>>,
    source: &Shared<'s>,
    at: Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    if entry.is_encrypted {
        return Err(Fault::Encrypted);
    }
    let found = archive.get_entry(entry.way).map_err(|error| fault(&error))?;
    let (start, end) = found.compressed_data_range();
    let span = Span::between(PartOffset(start), PartOffset(end));
    let stored: Shared<'s> = Arc::new(Window::new(source.clone(), span));
    if entry.method == CompressionMethod::STORE {
        return inside.file(at, Stream::of_source(stored));
    }
    let meter = inside.meter();
    let compressed = Stream::of_source(stored);
    let inner: Box<dyn Read + '_> = match entry.method {
        CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(compressed)),
        CompressionMethod::BZIP2 => Box::new(bzip2::bufread::BzDecoder::new(compressed)),
        CompressionMethod::ZSTD | CompressionMethod::ZSTD_DEPRECATED => {
            let decoder = zstd::Decoder::with_buffer(compressed);
            Box::new(decoder.map_err(|error| Fault::of_stream(&error))?)
        }
        CompressionMethod::XZ => Box::new(lzma_rust2::XzReader::new(compressed, true)),
        method => {
            let method = method.as_u16();
            return Err(Fault::Unsupported(format!("compression method {method} of zip")));
        }
    };
    let checked = found.verifying_reader(inner);
    let reader = limited(Kind::Zip, checked, span.len(), &meter);
    inside.file(at, Stream::of_reader(reader, Some(entry.size)))
}

fn fault(error: &rawzip::Error) -> Fault {
    match error.kind() {
        rawzip::ErrorKind::Eof => Fault::CutShort { kind: Kind::Zip },
        rawzip::ErrorKind::MissingEndOfCentralDirectory => {
            Fault::damaged(Kind::Zip, "there is no directory at its end")
        }
        rawzip::ErrorKind::IO(error) => Fault::of_stream(error),
        _ => Fault::damaged(Kind::Zip, error.to_string()),
    }
}
