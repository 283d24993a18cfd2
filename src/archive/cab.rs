//! Cabinets of Windows: folders of files, each compressed as one run in blocks of up to 32 KiB.
//!
//! | offset | size | field |
//! | --- | --- | --- |
//! | 0 | 4 | `MSCF` |
//! | 8 | 4 | size of the cabinet |
//! | 16 | 4 | where the files are listed |
//! | 24 | 2 | version, 1.3 |
//! | 26 | 4 | number of folders, number of files |
//! | 30 | 2 | flags: bit 0 goes on from another cabinet, 1 goes on in another, 2 has reserved fields |
//! | 36 | | sizes of the reserved fields: u16 here, u8 in folders, u8 in blocks |
//!
//! Source: Microsoft Cabinet Format (MS-CAB 1.0).

mod block;
mod header;
#[cfg(feature = "archives")]
mod lzx;
#[cfg(not(feature = "archives"))]
#[path = "cab/lzx_without.rs"]
mod lzx;

use std::collections::HashMap;

use super::at::At;
use super::escapes::Escapes;
use super::inside::Inside;
use super::stream::{Stream, limited};
use super::{Fault, Kind, Place};
use block::Blocks;
use header::{File, Header};

/// Visits the files.
pub(super) fn visit<'s>(
    stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let source = inside.seekable(stream)?;
    named(&At { source, kind: Kind::Cab }, &HashMap::new(), place, inside)
}

/// Visits the files, which have other names than the cabinet says where `names` has them.
pub(super) fn named<'s>(
    at: &At<'s>,
    names: &HashMap<Vec<u8>, Vec<u8>>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let header = Header::read(at)?;
    let files = header.files(at)?;
    let mut escapes = Escapes::default();
    let mut cut = None;
    for (index, folder) in header.folders.iter().enumerate() {
        let here: Vec<&File> = files.iter().filter(|file| file.folder == Some(index)).collect();
        let meter = inside.meter();
        let blocks = match Blocks::new(at, folder) {
            Ok(blocks) => blocks,
            Err(fault) => {
                for file in here {
                    inside.unread(&place.inside(name_of(file, names)), fault.clone());
                }
                continue;
            }
        };
        let reader = limited(Kind::Cab, blocks, folder.stored(at), &meter);
        let mut content = Stream::of_reader(reader, None);
        for file in here {
            if inside.wants_stop() {
                return Ok(());
            }
            let name = name_of(file, names);
            if !inside.meter().check_entry(name, &mut escapes) {
                continue;
            }
            let name = place.inside(name);
            if let Err(fault) = show(file, name.clone(), &mut content, inside) {
                if fault.is_final() {
                    return Err(fault);
                }
                // Nothing behind it in the same folder can be read either.
                inside.unread(&name, fault.clone());
                cut = Some(fault);
                break;
            }
        }
    }
    for file in files.iter().filter(|file| file.folder.is_none()) {
        let fault = Fault::Unsupported("a file that goes on in another cabinet".to_owned());
        inside.unread(&place.inside(name_of(file, names)), fault);
    }
    match cut {
        Some(fault) => Err(fault),
        None => escapes.done(),
    }
}

/// The name of a file; on other systems folders are divided by another character.
fn name_of<'n>(file: &'n File, names: &'n HashMap<Vec<u8>, Vec<u8>>) -> &'n [u8] {
    names.get(&file.name).unwrap_or(&file.name)
}

fn show<'s>(
    file: &File,
    at: Place,
    content: &mut Stream<'_, 's>,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let fault = |error: std::io::Error| Fault::of(Kind::Cab, &error);
    if content.position() > file.start.into() {
        return Err(Fault::damaged(Kind::Cab, "files overlap"));
    }
    if !content.skip_to(file.start.into()).map_err(fault)? {
        return Err(Fault::CutShort { kind: Kind::Cab });
    }
    inside.file(at, content.part(file.size.into()))
}
