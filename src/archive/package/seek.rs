//! Looks in a tar archive for the file that says what package it is.
//!
//! What to look for is told by the name of the first file. Where that file may stand behind programs,
//! the archive is read to it before: npm packs files without an ending first, and opkg's builders put
//! `control.tar.gz` last.

use std::io::Read;

use flate2::bufread::GzDecoder;

use super::pkginfo::{self, Before};
use super::{MOST, Package, PackageKind, gem, json};
use crate::archive::meter::Meter;
use crate::archive::stream::Stream;
use crate::archive::tar;

/// A file that says what the package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sought {
    /// `package/package.json`.
    Npm,
    /// `control.tar.gz`.
    Ipk,
    /// `metadata.gz`.
    Gem,
    /// `info/index.json`.
    Conda,
    /// `.PKGINFO`, behind what says which kind it is of.
    Pkginfo(Before),
}

impl Sought {
    /// What to look for in an archive whose first entry has that name.
    fn by_first(name: &[u8]) -> Option<Self> {
        let name = plain(name);
        match name {
            b".PKGINFO" => Some(Self::Pkginfo(Before::Nothing)),
            b"debian-binary" => Some(Self::Ipk),
            b"metadata.gz" | b"data.tar.gz" => Some(Self::Gem),
            _ if name.starts_with(b"package/") => Some(Self::Npm),
            _ if name.starts_with(b"info/") => Some(Self::Conda),
            _ => Before::of(name).map(Self::Pkginfo),
        }
    }

    /// Whether programs may stand before that file.
    fn stands_behind(self) -> bool {
        matches!(self, Self::Npm | Self::Ipk | Self::Gem)
    }

    /// Whether the file is the one called `name`.
    fn is(self, name: &[u8]) -> bool {
        match self {
            Self::Npm => name == b"package/package.json",
            Self::Ipk => name.strip_prefix(b"control.tar").is_some_and(|it| it.starts_with(b".")),
            Self::Gem => name == b"metadata.gz",
            Self::Conda => name == b"info/index.json",
            Self::Pkginfo(_) => name == b".PKGINFO",
        }
    }

    /// What is still to be looked for behind a file called `name`.
    fn behind(self, name: &[u8]) -> Option<Self> {
        match self {
            Self::Conda => name.starts_with(b"info/").then_some(self),
            Self::Pkginfo(before) => Before::of(name).map(|it| {
                // A signature says enough.
                Self::Pkginfo(if before == Before::Signature { before } else { it })
            }),
            _ => Some(self),
        }
    }

    fn package(self, content: Stream<'_, '_>, meter: &Meter) -> Option<Package> {
        let mut text = Vec::new();
        match self {
            Self::Ipk => return Package::of_control(PackageKind::Ipk, content, meter),
            Self::Gem => return gem::of_compressed(content, meter),
            _ => content.take(MOST).read_to_end(&mut text).ok()?,
        };
        match self {
            Self::Npm => json::of_npm(&text),
            Self::Conda => json::of_conda(&text),
            Self::Pkginfo(before) => pkginfo::of_text(&text, before),
            Self::Ipk | Self::Gem => None,
        }
    }
}

fn plain(name: &[u8]) -> &[u8] {
    name.strip_prefix(b"./").unwrap_or(name)
}

/// Looks at the entries of an archive, one after the other.
#[derive(Debug, Default)]
pub(in crate::archive) struct Seeker {
    has_begun: bool,
    sought: Option<Sought>,
}

impl Seeker {
    /// Looks at the next entry: its name and its content of that size, which `stream` stands at. It
    /// takes nothing of it.
    pub(in crate::archive) fn look(
        &mut self,
        name: &[u8],
        size: u64,
        stream: &mut Stream<'_, '_>,
        meter: &Meter,
    ) -> Option<Package> {
        let name = plain(name);
        if name.is_empty() {
            return None;
        }
        if !self.has_begun {
            self.has_begun = true;
            self.sought = Sought::by_first(name);
        }
        let sought = self.sought?;
        if !sought.is(name) {
            self.sought = sought.behind(name);
            return None;
        }
        self.sought = None;
        let size = usize::try_from(size.min(MOST)).ok()?;
        let content = stream.peek(size).ok()?;
        sought.package(Stream::of_reader(content, None), meter)
    }

    /// Whether nothing more can be found.
    fn is_done(&self) -> bool {
        self.has_begun && self.sought.is_none()
    }
}

/// Whether the start of a tar archive, perhaps compressed by gzip, says that what says which package
/// it is may stand behind programs.
pub(in crate::archive) fn stands_behind(head: &[u8]) -> bool {
    let mut unpacked = Vec::new();
    // It ends early, which is no matter.
    let _ = GzDecoder::new(head).take(8 << 10).read_to_end(&mut unpacked);
    let head = if unpacked.is_empty() { head } else { &unpacked };
    let mut stream = Stream::of_reader(head, None);
    while let Ok(Some(entry)) = tar::next(&mut stream) {
        if !plain(&entry.name).is_empty() {
            return Sought::by_first(&entry.name).is_some_and(Sought::stands_behind);
        }
    }
    false
}

/// The package that the tar archive is which `stream` unpacks to.
pub(in crate::archive) fn find(mut stream: Stream<'_, '_>, meter: &Meter) -> Option<Package> {
    let mut seeker = Seeker::default();
    while let Some(entry) = tar::next(&mut stream).ok()? {
        let found = seeker.look(&entry.name, entry.size, &mut stream, meter);
        if found.is_some() || seeker.is_done() {
            return found;
        }
        entry.skip(&mut stream).ok()?;
    }
    None
}
