//! Looks in a tar archive for the file that says what package it is.
//!
//! What to look for is told by the name of the first file. Where that file may stand behind programs,
//! the archive is read to it before: npm packs files without an ending first, and opkg's builders put
//! `control.tar.gz` last; so have older packages of conda their folder `info`.

use std::io::Read;

use flate2::bufread::GzDecoder;

use super::pkginfo::{self, Before};
use super::{MOST, Package, PackageKind, gem, json};
use crate::archive::meter::Meter;
use crate::archive::stream::Stream;
use crate::archive::tar;
use crate::bytes::Limits;

/// A file that says what the package is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sought {
    /// `package/package.json`, or that in the folder of this name.
    Npm(Vec<u8>),
    /// `control.tar.gz`.
    Ipk,
    /// `metadata.gz`.
    Gem,
    /// `info/index.json`, in the first entries or anywhere.
    Conda { anywhere: bool },
    /// `.PKGINFO`, behind what says which kind it is of.
    Pkginfo(Before),
}

impl Sought {
    /// What to look for in an archive whose first entry has that name.
    fn by_first(name: &[u8], archive: &[u8]) -> Option<Self> {
        let name = plain(name);
        match name {
            b".PKGINFO" => Some(Self::Pkginfo(Before::Nothing)),
            b"debian-binary" => Some(Self::Ipk),
            b"metadata.gz" | b"data.tar.gz" => Some(Self::Gem),
            _ if name.starts_with(b"info/") => Some(Self::Conda { anywhere: false }),
            _ if is_conda(archive) => Some(Self::Conda { anywhere: true }),
            _ => {
                let npm = || npm_folder(name, archive).map(|folder| Self::Npm(folder.to_vec()));
                Before::of(name).map(Self::Pkginfo).or_else(npm)
            }
        }
    }

    /// Whether programs may stand before that file.
    fn stands_behind(&self) -> bool {
        matches!(self, Self::Npm(_) | Self::Ipk | Self::Gem | Self::Conda { anywhere: true })
    }

    /// Whether the file is the one called `name`.
    fn is(&self, name: &[u8]) -> bool {
        match self {
            Self::Npm(folder) => {
                name.strip_prefix(folder.as_slice()) == Some(b"/package.json".as_slice())
            }
            Self::Ipk => name.strip_prefix(b"control.tar").is_some_and(|it| it.starts_with(b".")),
            Self::Gem => name == b"metadata.gz",
            Self::Conda { .. } => name == b"info/index.json",
            Self::Pkginfo(_) => name == b".PKGINFO",
        }
    }

    /// What is still to be looked for behind a file called `name`.
    fn behind(self, name: &[u8]) -> Option<Self> {
        match self {
            Self::Conda { anywhere: false } => name.starts_with(b"info/").then_some(self),
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
            Self::Npm(folder) if folder == b"package" => json::of_npm(&text),
            // Other folders are named after the package.
            Self::Npm(folder) => json::of_npm(&text).filter(|package| {
                package.name.as_bytes().rsplit(|byte| *byte == b'/').next() == Some(&folder)
            }),
            Self::Conda { .. } => json::of_conda(&text),
            Self::Pkginfo(before) => pkginfo::of_text(&text, before),
            Self::Ipk | Self::Gem => None,
        }
    }
}

/// The folder of all files in a package of npm, by the first of them. npm takes any; its own packing
/// calls it `package`, other tools call it as the package, and the archive `PACKAGE-VERSION.tgz`.
fn npm_folder<'n>(first: &'n [u8], archive: &[u8]) -> Option<&'n [u8]> {
    let folder = first.get(..first.iter().position(|byte| *byte == b'/')?)?;
    let archive = archive.rsplit(|byte| matches!(byte, b'/' | b'\\')).next()?;
    let version = || archive.strip_suffix(b".tgz")?.strip_prefix(folder)?.strip_prefix(b"-");
    let is_named = || version().is_some_and(|it| it.first().is_some_and(u8::is_ascii_digit));
    (folder == b"package" || is_named()).then_some(folder)
}

/// Whether that is the path of a package of conda's older format, `NAME-VERSION-BUILD.tar.bz2`, of whose
/// build the last part is a number.
pub(in crate::archive) fn is_conda(archive: &[u8]) -> bool {
    let stem = archive.strip_suffix(b".tar.bz2").unwrap_or_default();
    let name = stem.rsplit(|byte| matches!(byte, b'/' | b'\\')).next().unwrap_or_default();
    let mut parts = name.rsplit(|byte| *byte == b'-');
    let build = parts.next().and_then(|it| it.rsplit(|byte| *byte == b'_').next());
    let is_number = build.is_some_and(|it| !it.is_empty() && it.iter().all(u8::is_ascii_digit));
    is_number && parts.next().is_some_and(|it| !it.is_empty()) && parts.next().is_some()
}

fn plain(name: &[u8]) -> &[u8] {
    name.strip_prefix(b"./").unwrap_or(name)
}

/// Looks at the entries of an archive, one after the other.
#[derive(Debug)]
pub(in crate::archive) struct Seeker {
    /// The path of the archive.
    archive: Vec<u8>,
    has_begun: bool,
    sought: Option<Sought>,
}

impl Seeker {
    /// For the archive with that path.
    pub(in crate::archive) fn new(archive: &[u8]) -> Self {
        Self { archive: archive.to_vec(), has_begun: false, sought: None }
    }

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
            self.sought = Sought::by_first(name, &self.archive);
        }
        let sought = self.sought.take()?;
        if !sought.is(name) {
            self.sought = sought.behind(name);
            return None;
        }
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
pub(in crate::archive) fn stands_behind(head: &[u8], archive: &[u8], limits: &Limits) -> bool {
    let mut unpacked = Vec::new();
    // It ends early, which is no matter.
    let _ = GzDecoder::new(head).take(8 << 10).read_to_end(&mut unpacked);
    let head = if unpacked.is_empty() { head } else { &unpacked };
    let mut stream = Stream::of_reader(head, None);
    while let Ok(Some(entry)) = tar::next(&mut stream, limits) {
        if !plain(&entry.name).is_empty() {
            return Sought::by_first(&entry.name, archive).is_some_and(|it| it.stands_behind());
        }
    }
    false
}

/// The package that the tar archive with that path is which `stream` unpacks to.
pub(in crate::archive) fn find(
    mut stream: Stream<'_, '_>,
    archive: &[u8],
    meter: &Meter,
) -> Option<Package> {
    let mut seeker = Seeker::new(archive);
    while let Some(entry) = tar::next(&mut stream, meter.limits()).ok()? {
        let found = seeker.look(&entry.name, entry.size, &mut stream, meter);
        if found.is_some() || seeker.is_done() {
            return found;
        }
        entry.skip(&mut stream).ok()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_conda() {
        for (archive, want) in [
            ("d/git-lfs-2.3.4-0.tar.bz2", true),
            ("dep-0.5.4-h4f1f2b3_1000.tar.bz2", true),
            ("prog-1.2-linux_amd64.tar.bz2", false),
            ("prog-1.tar.bz2", false),
            ("git-lfs-2.3.4-0.tar.gz", false),
            ("a-b/0.tar.bz2", false),
        ] {
            assert_eq!(is_conda(archive.as_bytes()), want, "{archive}");
        }
    }

    #[test]
    fn folders_of_npm() {
        for (first, archive, want) in [
            ("package/bin/x", "blob", Some("package")),
            ("turbo-linux-64/LICENSE", "a/turbo-linux-64-1.8.8.tgz", Some("turbo-linux-64")),
            ("turbo-1.8/LICENSE", "turbo-1.8.tgz", None),
            ("turbo/LICENSE", "turbo-linux.tgz", None),
            ("turbo/LICENSE", "turbo-1.8.tar.gz", None),
            ("LICENSE", "x-1.tgz", None),
        ] {
            let got = npm_folder(first.as_bytes(), archive.as_bytes());
            assert_eq!(got, want.map(str::as_bytes), "{first} {archive}");
        }
    }
}
