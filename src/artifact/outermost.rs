//! One file that the user named, or a folder that is one image, read at once and alone.

use std::num::NonZeroUsize;
use std::path::Path;

use super::folder::image_in;
use super::inspector::{Inspector, Keep};
use super::look::Looker;
use super::open::{OpenError, Opened, open};
use super::ordered::{Slots, Time};
use super::seen::Seen;
use super::walk::Given;
use super::way::Way;
use crate::archive::{Kind, Pool};
use crate::bytes::Limits;
use crate::report::Record;

/// A file, or a folder that is one container image.
pub enum Outermost {
    /// A file.
    File(Opened),
    /// A folder that is an image of that kind.
    Image(Kind),
}

impl Outermost {
    /// Opens what is at `path`.
    ///
    /// # Errors
    /// As [`open`]; a folder that is no image is one.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        match open(path) {
            Err(OpenError::IsDirectory) => {
                image_in(path).map(Self::Image).ok_or(OpenError::IsDirectory)
            }
            opened => opened.map(Self::File),
        }
    }
}

/// The records of one file that the user named: of the file itself, or of what is in it. They are
/// read on that many threads.
pub fn read(
    outermost: &Outermost,
    path: &Path,
    way: Option<&Way>,
    threads: NonZeroUsize,
    limits: &Limits,
    inspector: &dyn Inspector,
) -> Vec<Record> {
    let slots = Slots::new(threads.get());
    let _own = slots.take();
    let pool = Pool::new(threads.get());
    let looker = Looker { keep: Keep::Relevant, limits, inspector, pool, slots: &slots };
    let mut records = Vec::new();
    let mut give = |seen: Seen| {
        records.extend_from_slice(seen.records());
        true
    };
    match outermost {
        Outermost::File(opened) => {
            looker.opened(opened, path, (Given::Named, way), Time::Any, &mut give);
        }
        Outermost::Image(kind) => looker.image(path, *kind, Given::Named, way, &mut give),
    }
    records
}
