//! The control file of Debian's packages and those of opkg.

use std::io::Read;

use super::lines::field;
use super::{MOST, Package, PackageKind};
use crate::archive::Kind;
use crate::archive::inside::HEAD;
use crate::archive::meter::Meter;
use crate::archive::stream::{Ending, Stream, decoded};
use crate::archive::tar;

impl Package {
    /// The package whose `control.tar`, compressed or not, `stream` is.
    pub(in crate::archive) fn of_control(
        kind: PackageKind,
        mut stream: Stream<'_, '_>,
        meter: &Meter,
    ) -> Option<Self> {
        let ending = Ending::default();
        match Kind::of(stream.peek(HEAD).ok()?)? {
            Kind::Tar => of_tar(kind, &mut stream, meter),
            compressed if compressed.is_compressed() => {
                of_tar(kind, &mut decoded(compressed, stream, meter, &ending).ok()?.0, meter)
            }
            _ => None,
        }
    }
}

fn of_tar(kind: PackageKind, stream: &mut Stream<'_, '_>, meter: &Meter) -> Option<Package> {
    while let Some(entry) = tar::next(stream, meter.limits()).ok()? {
        if entry.name.strip_prefix(b"./").unwrap_or(&entry.name) == b"control" {
            let mut text = Vec::new();
            stream.part(entry.size.min(MOST)).read_to_end(&mut text).ok()?;
            return of_text(kind, &text);
        }
        entry.skip(stream).ok()?;
    }
    None
}

fn of_text(kind: PackageKind, text: &[u8]) -> Option<Package> {
    let architecture = field(text, "Architecture");
    Package::new(kind, field(text, "Package")?, field(text, "Version")?, architecture)
}
