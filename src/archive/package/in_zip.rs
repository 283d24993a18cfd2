//! The files in a zip archive that say what package it is: a wheel, or a newer package of conda.

use std::io::Read;

use super::{MOST, Package, wheel};
use crate::archive::stream::Stream;

/// What the files in one archive said.
#[derive(Default)]
pub(in crate::archive) struct InZip {
    metadata: Vec<u8>,
    wheel: Vec<u8>,
    package: Option<Package>,
    /// How many of them there were: an archive of installed packages has many, and is none.
    wheels: usize,
    condas: usize,
}

/// A file that says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::archive) enum What {
    /// `NAME.dist-info/METADATA`.
    Metadata,
    /// `NAME.dist-info/WHEEL`.
    Wheel,
    /// `info-NAME.tar.zst`.
    CondaInfo,
}

impl What {
    /// Whether it is a compressed tar archive.
    pub(in crate::archive) fn is_archive(self) -> bool {
        self == Self::CondaInfo
    }
}

impl InZip {
    /// What a file of that name says.
    pub(in crate::archive) fn what(name: &[u8]) -> Option<What> {
        if name.starts_with(b"info-") && name.ends_with(b".tar.zst") && !name.contains(&b'/') {
            return Some(What::CondaInfo);
        }
        let slash = name.iter().position(|byte| *byte == b'/')?;
        let (folder, file) = name.split_at_checked(slash)?;
        match file {
            _ if !folder.ends_with(b".dist-info") => None,
            b"/METADATA" => Some(What::Metadata),
            b"/WHEEL" => Some(What::Wheel),
            _ => None,
        }
    }

    /// Takes the text of a file.
    pub(in crate::archive) fn add_text(&mut self, what: What, content: &mut Stream<'_, '_>) {
        let text = match what {
            What::Metadata => &mut self.metadata,
            _ => &mut self.wheel,
        };
        self.wheels = self.wheels.saturating_add(usize::from(what == What::Wheel));
        text.clear();
        // A text that is cut short says less, and the archive is reported where it is read.
        let _ = content.take(MOST).read_to_end(text);
    }

    /// Takes the package that an archive inside said.
    pub(in crate::archive) fn add_package(&mut self, package: Option<Package>) {
        self.condas = self.condas.saturating_add(usize::from(package.is_some()));
        self.package = package.or(self.package.take());
    }

    /// The package; `name` is that of the archive.
    pub(in crate::archive) fn package(self, name: &[u8]) -> Option<Package> {
        match (self.wheels, self.condas) {
            (1, 0) => wheel::of_texts(&self.metadata, &self.wheel, file_name(name)),
            (0, 1) => self.package,
            _ => None,
        }
    }
}

fn file_name(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| matches!(byte, b'/' | b'\\')).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, want) in [
            (&b"a-1.dist-info/METADATA"[..], Some(What::Metadata)),
            (b"a-1.dist-info/WHEEL", Some(What::Wheel)),
            (b"x/a-1.dist-info/WHEEL", None),
            (b"a-1.dist-info/RECORD", None),
            (b"info-a-1-0.tar.zst", Some(What::CondaInfo)),
            (b"info-x/y.tar.zst", None),
            (b"pkg-a-1-0.tar.zst", None),
        ] {
            assert_eq!(InZip::what(name), want);
        }
    }

    #[test]
    fn several_are_none() {
        let mut zip = InZip::default();
        let metadata = b"Name: a\nVersion: 1\n";
        zip.add_text(What::Metadata, &mut Stream::of_reader(&metadata[..], None));
        zip.add_text(What::Wheel, &mut Stream::of_reader(&b"Tag: py3-none-any\n"[..], None));
        zip.add_text(What::Wheel, &mut Stream::of_reader(&b"Tag: py3-none-any\n"[..], None));
        assert_eq!(zip.package(b"x"), None);
    }
}
