//! Images of containers: of a tar or folder with layers, one root.
//!
//! | form | documents | blobs | source |
//! | --- | --- | --- | --- |
//! | `docker save` | `manifest.json`, an array, behind the layers | any names, also symbolic links | Docker image specification 1.2 |
//! | OCI layout | `oci-layout`, `index.json` | `blobs/sha256/HEX` | OCI image specification 1.1, `image-layout.md` |
//! | transport `dir` | `version`, `manifest.json`, an object | `HEX` | `containers-transports(5)` |
//!
//! Docker 25 and later write the first two as one. The root is what the layers make, applied as the
//! storage `overlay2` of Docker does: a path is that of the entry, whatever links the layers below
//! have on the way to it.

mod change;
mod check;
mod documents;
mod images;
mod labels;
mod layer;
mod links;
#[cfg(test)]
mod made;
mod merge;
mod names;
mod pass;
mod recognise;
mod select;
mod store;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

pub use recognise::{is_part_of_image, kind_of_folder};
pub(super) use recognise::{kind_of, may_be_here};
pub use store::Folder;

use super::inside::Inside;
use super::stream::Stream;
use super::{Fault, Kind, Place};
use select::all;
use store::{InFolder, InTar};

/// Visits the images in an archive, and files beside them.
pub(super) fn visit<'s>(
    kind: Kind,
    stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let source = inside.seekable(stream)?;
    let store = InTar::index(source, inside.opening().limits);
    let mut used = HashSet::new();
    let done = all(kind, &store, place, inside, &mut used);
    if matches!(&done, Err(fault) if fault.is_final()) {
        return done;
    }
    for (name, stream) in store.others(&used) {
        if inside.wants_stop() {
            return Ok(());
        }
        inside.file(place.inside(name.as_bytes()), stream)?;
    }
    if let Err(fault) = store.check() {
        inside.unread(place, fault);
    }
    done
}

/// Visits the image in a folder.
pub(super) fn visit_folder<'s>(
    kind: Kind,
    folder: &dyn Folder<'s>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let store = InFolder { folder, limits: inside.opening().limits.clone() };
    all(kind, &store, place, inside, &mut HashSet::new())
}
