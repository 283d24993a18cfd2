//! Records of files in containers.

use std::path::Path;

use super::error::{ErrorKind, ErrorRecord};
use super::image::ImageRecord;
use super::package::PackageRecord;
use super::path::PathText;
use super::whole::{Outcome, Record};
use crate::archive::{Fault, Kind, Place};

impl Record {
    /// The same record for the same bytes at another place.
    pub(crate) fn at(&self, place: &Place) -> Self {
        let PathText { text, bytes } = PathText::of(Some(&place.path()));
        let container = place.containers();
        let image = place.layer().map(ImageRecord::of);
        let package = PackageRecord::of(place);
        Self { path: text, path_b64: bytes, container, image, package, ..self.clone() }
    }

    /// The record of a container with that many files, none of which gave a record.
    pub(crate) fn of_container(place: &Place, kind: Kind, files: u64) -> Self {
        Self::without_go(kind.name(), files).at(place)
    }

    /// The record of that many files in the container at `outer`, in the folder or container that
    /// `path` names, none of which gave a record.
    pub(crate) fn of_part(path: &Path, outer: &Place, files: u64) -> Self {
        let PathText { text, bytes } = PathText::of(Some(path));
        let container = vec![outer.path().to_string_lossy().into_owned()];
        Self { path: text, path_b64: bytes, container, ..Self::without_go("part", files) }
    }

    fn without_go(what: &str, files: u64) -> Self {
        let why = match files {
            0 => format!("{what} without any files"),
            1 => format!("{what} with one file, which is not a Go program"),
            _ => format!("{what} with {files} files, none of which is a Go program"),
        };
        let reasons = [("outcome", why)].into();
        Self { outcome: Outcome::NotGo, reasons, ..Self::new() }
    }

    /// The record of a script with an archive behind it.
    pub(crate) fn of_script(place: &Place) -> Self {
        let why = "a script with an archive behind it".to_owned();
        let reasons = [("outcome", why)].into();
        Self { outcome: Outcome::NotGo, reasons, ..Self::new() }.at(place)
    }

    /// The record of what kept the file or container at `place` from being read in full.
    pub(crate) fn of_fault(place: &Place, fault: &Fault) -> Self {
        let error = Some(ErrorRecord::from(fault));
        let record = Self { outcome: Outcome::Unreadable, partial: true, error, ..Self::new() };
        record.at(place)
    }
}

impl From<&Fault> for ErrorRecord {
    fn from(fault: &Fault) -> Self {
        let kind = match fault {
            Fault::CutShort { .. } => ErrorKind::Truncated,
            Fault::Damaged { .. } | Fault::Trailing { .. } | Fault::LeftOut { .. } => {
                ErrorKind::Malformed
            }
            Fault::Encrypted => ErrorKind::Encrypted,
            Fault::Unsupported(_) => ErrorKind::Unsupported,
            Fault::Escapes { .. } => ErrorKind::UnsafeName,
            Fault::Limit(_) => ErrorKind::Limit,
            Fault::Io(_) | Fault::NoRoom(_) => ErrorKind::Io,
        };
        Self { kind: kind.into(), message: fault.to_string(), offset: None }
    }
}
