//! A folder that is one container image.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::open::{OpenError, open};
use crate::archive::{Folder, Kind, Shared, kind_of_folder};
use crate::bytes::{ByteSource, PartOffset};

/// How many first bytes tell whether a folder is an image.
const HEAD: usize = 64;

/// The files in an image's folder.
pub(super) struct ImageFolder<'p>(pub(super) &'p Path);

impl Folder<'static> for ImageFolder<'_> {
    /// Symbolic links may lead anywhere, so they are not followed.
    fn file(&self, name: &str) -> io::Result<Option<Shared<'static>>> {
        let mut path = self.0.to_owned();
        for part in name.split('/') {
            path.push(part);
            match fs::symlink_metadata(&path) {
                Ok(metadata) if metadata.is_symlink() => return Ok(None),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        match open(&path) {
            Ok(opened) => Ok(Some(Arc::new(opened.into_source()))),
            Err(OpenError::Io(error)) => Err(error),
            Err(_) => Ok(None),
        }
    }
}

/// The kind of image that is in the folder at `path`; `None` where there is none.
pub(super) fn image_in(path: &Path) -> Option<Kind> {
    kind_of_folder(&|name| head(&path.join(name)))
}

/// The first bytes of the file at `path`; `None` where there is no such file.
pub(super) fn head(path: &Path) -> Option<Vec<u8>> {
    let is_file = fs::symlink_metadata(path).is_ok_and(|it| it.is_file());
    let opened = is_file.then(|| open(path)).and_then(Result::ok)?;
    let mut head = vec![0; HEAD];
    let count = opened.source().read_at(PartOffset(0), &mut head).ok()?;
    head.truncate(count);
    Some(head)
}
