//! Which reader opens which kind.

use super::inside::Inside;
use super::stream::Stream;
use super::{
    Fault, Kind, Place, ar, cab, compressed, cpio, iso, makeself, msi, nar, oci, rpm, sevenz,
    squashfs, tar, xar, zip,
};

/// Visits the files in the container at `place`.
pub(super) fn open<'s>(
    kind: Kind,
    stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    match kind {
        Kind::Tar => tar::visit(stream, place, inside),
        Kind::DockerArchive | Kind::OciArchive => oci::visit(kind, stream, place, inside),
        Kind::Ar => ar::visit(stream, place, inside),
        Kind::Deb => ar::visit_deb(stream, place, inside),
        Kind::Rpm => rpm::visit(stream, place, inside),
        Kind::Cpio => cpio::visit(stream, place, inside),
        Kind::Nar => nar::visit(stream, place, inside),
        Kind::Zip => zip::visit(stream, place, inside),
        Kind::SquashFs => squashfs::visit(stream, place, inside),
        Kind::Iso => iso::visit(stream, place, inside),
        Kind::Cab => cab::visit(stream, place, inside),
        Kind::Msi => msi::visit(stream, place, inside),
        Kind::SevenZip => sevenz::visit(stream, place, inside),
        Kind::Xar => xar::visit(stream, place, inside),
        Kind::Makeself => makeself::visit(stream, place, inside),
        _ => compressed::visit(kind, stream, place, inside),
    }
}

/// What a container is that is told by more than its first bytes.
pub(super) fn refined<'a, 's>(
    kind: Kind,
    mut stream: Stream<'a, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(Kind, Stream<'a, 's>), Fault> {
    if kind != Kind::Tar || !oci::may_be_here(&mut stream, inside.opening().limits) {
        return Ok((kind, stream));
    }
    let source = inside.seekable(stream)?;
    let found = oci::kind_of(&source, inside.opening().limits);
    let kind = found.unwrap_or_else(|fault| {
        // It is read as what it is in any case.
        inside.unread(place, fault);
        None
    });
    let kind = kind.unwrap_or(Kind::Tar);
    Ok((kind, Stream::of_source(source)))
}
