//! Packages of rpm: a lead of 96 bytes, a header with signatures, padded to 8 bytes, the header, and
//! the content: a cpio archive, compressed or not.
//!
//! The name of the compressor stands in the header, but the content tells it itself; only lzma has too
//! weak a magic. The files of an archive without names (`07070X`) are listed in the header: so is the
//! content of packages with a file of 4 GiB or more, and of all that rpm 6 writes.
//!
//! Source: the manual of rpm 4.18, `docs/manual/format.md`.

mod files;
mod header;

pub(super) use files::Files;

use super::cpio::visit_listed;
use super::inside::{HEAD, Inside};
use super::package::{Package, PackageKind};
use super::stream::{Ending, Stream, decoded};
use super::{Fault, Kind, Place};
use header::{Header, tag};

const LEAD: u64 = 96;

/// Visits the files.
pub(super) fn visit<'s>(
    mut stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let fault = |error| Fault::of_stream(&error);
    let is_source = stream.peek(8).map_err(fault)?.get(6..8) == Some(&[0, 1]);
    if !stream.skip_to(LEAD).map_err(fault)? {
        return Err(Fault::CutShort { kind: Kind::Rpm });
    }
    Header::read(&mut stream)?;
    let start = stream.position().checked_next_multiple_of(8).unwrap_or(u64::MAX);
    if !stream.skip_to(start).map_err(fault)? {
        return Err(Fault::CutShort { kind: Kind::Rpm });
    }
    let header = Header::read(&mut stream)?;
    let place = place.of_package(package(&header, is_source));
    match header.text(tag::PAYLOAD_FORMAT) {
        None | Some(b"cpio") => {}
        Some(b"drpm") => return Err(Fault::Unsupported("delta package of rpm".to_owned())),
        Some(_) => return Err(Fault::Unsupported("content of another format in rpm".to_owned())),
    }
    let files = Files::new(header);
    let by_name = || (files.compressor() == Some(b"lzma")).then_some(Kind::Lzma);
    let head = stream.peek(HEAD).map_err(fault)?;
    match Kind::of(head).or_else(by_name) {
        Some(Kind::Cpio) => visit_listed(stream, Some(&files), &place, inside),
        Some(kind) if kind.is_compressed() => {
            let (ending, meter) = (Ending::default(), inside.meter());
            let (content, _) = decoded(kind, stream, &meter, &ending)?;
            visit_listed(content, Some(&files), &place, inside)?;
            match ending.trailing() {
                0 => Ok(()),
                count => Err(Fault::Trailing { kind: Kind::Rpm, count }),
            }
        }
        // The content of a package without files may be nothing at all.
        None if head.is_empty() && files.is_empty() => Ok(()),
        None if head.is_empty() => Err(Fault::CutShort { kind: Kind::Rpm }),
        _ => Err(Fault::damaged(Kind::Rpm, "its content is no archive")),
    }
}

/// The package as `rpm -qp` names it; one of sources has the processor that it was made on in its
/// header, and is for none.
fn package(header: &Header, is_source: bool) -> Option<Package> {
    let epoch = header.number(tag::EPOCH, 0).map(|it| format!("{it}:")).unwrap_or_default();
    let version =
        [epoch.as_bytes(), header.text(tag::VERSION)?, b"-", header.text(tag::RELEASE)?].concat();
    let architecture = if is_source { Some(&b"src"[..]) } else { header.text(tag::ARCH) };
    Package::new(PackageKind::Rpm, header.text(tag::NAME)?, &version, architecture)
}
