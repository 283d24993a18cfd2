//! Packages of Debian, and older ones of opkg: an archive of `debian-binary`, `control.tar`, which says
//! what the package is, and `data.tar`, which holds its files. Either is compressed or not; more
//! members may follow, such as `_gpgorigin`.
//!
//! Source: `deb(5)` and `deb-control(5)`, dpkg 1.21.22.

use super::member::{Member, Members};
use crate::archive::escapes::Escapes;
use crate::archive::inside::{HEAD, Inside};
use crate::archive::package::{Package, PackageKind};
use crate::archive::stream::Stream;
use crate::archive::{Fault, Kind, Place};

/// Visits the files.
pub(in crate::archive) fn visit<'s>(
    mut stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let mut deb = Deb { place: place.clone(), has_data: false, fault: None };
    let mut escapes = Escapes::default();
    let mut members = Members::open(Kind::Deb, &mut stream, inside.opening().limits)?;
    while let Some(member) = members.next(&mut stream)? {
        if inside.wants_stop() {
            return Ok(());
        }
        if inside.meter().check_entry(&member.name, &mut escapes) {
            deb.show(&member, &mut stream, inside)?;
        }
        member.skip(&mut stream)?;
    }
    if !deb.has_data {
        return Err(Fault::damaged(Kind::Deb, "it has no data.tar"));
    }
    deb.fault.map_or(Ok(()), Err)?;
    escapes.done()
}

struct Deb {
    /// Where it is; knows what package it is once `control.tar` was read.
    place: Place,
    has_data: bool,
    /// What was wrong with `data.tar`; what follows it is read all the same.
    fault: Option<Fault>,
}

impl Deb {
    fn show<'s>(
        &mut self,
        member: &Member,
        stream: &mut Stream<'_, 's>,
        inside: &mut dyn Inside<'s>,
    ) -> Result<(), Fault> {
        let part = stream.part(member.size);
        if is_tar(&member.name, b"data.tar") {
            self.has_data = true;
            return self.data(&member.name, part, inside);
        }
        let at = |place: &Place| place.inside(&member.name);
        if !is_tar(&member.name, b"control.tar") {
            return inside.file(at(&self.place), part);
        }
        let control = inside.seekable(part)?;
        let kind = kind(&self.place);
        let found = Package::of_control(kind, Stream::of_source(control.clone()), &inside.meter());
        self.place = self.place.of_package(found);
        inside.file(at(&self.place), Stream::of_source(control))
    }

    fn data<'s>(
        &mut self,
        name: &[u8],
        mut part: Stream<'_, 's>,
        inside: &mut dyn Inside<'s>,
    ) -> Result<(), Fault> {
        let head = part.peek(HEAD).map_err(|error| Fault::of_stream(&error))?;
        // The magic of this one is the weakest.
        let by_name = || name.ends_with(b".lzma").then_some(Kind::Lzma);
        let done = match Kind::of(head).or_else(by_name) {
            Some(kind) => inside.deeper(kind, part, &self.place),
            None => Err(Fault::damaged(Kind::Deb, "its data.tar is none")),
        };
        match done {
            Err(fault) if !fault.is_final() => {
                self.fault.get_or_insert(fault);
                Ok(())
            }
            done => done,
        }
    }
}

/// Whether that is the name of `tar`, with the ending of a compressed file or none.
fn is_tar(name: &[u8], tar: &[u8]) -> bool {
    let rest = name.strip_prefix(b"./").unwrap_or(name).strip_prefix(tar);
    rest.is_some_and(|rest| matches!(rest, [] | [b'.', ..]))
}

/// The formats are the same; names tell them apart.
fn kind(place: &Place) -> PackageKind {
    match place.name().to_ascii_lowercase().ends_with(b".ipk") {
        true => PackageKind::Ipk,
        false => PackageKind::Deb,
    }
}
