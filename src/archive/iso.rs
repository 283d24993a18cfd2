//! Images of optical discs: files lie in them as they are, in sectors of 2,048 bytes.
//!
//! ```text
//! sector 16, 17, …   volume descriptors: 01 CD001 primary, 02 CD001 with Joliet names, ff CD001 end
//! each has at 128 the size of a logical block, at 156 the record of the root folder
//! ```
//!
//! Names are those of Rock Ridge where they are recorded, else those of Joliet, else the bare ones
//! with their version: `PROG.;1`. Sources: ECMA-119, the System Use Sharing Protocol 1.12 and the
//! Rock Ridge Interchange Protocol 1.12.

mod record;
mod susp;

use std::collections::HashSet;
use std::sync::Arc;

use super::at::{At, Pieces};
use super::escapes::Escapes;
use super::inside::Inside;
use super::stream::Stream;
use super::{Fault, Kind, Place, Shared, Window};
use crate::bytes::{PartOffset, Span};
use record::{Record, SECTOR};
use susp::{Names, Volume};

/// Where the volume descriptors start.
const FIRST: u64 = 16;
/// The most volume descriptors.
const MOST: u64 = 64;

/// The magic of a volume descriptor, behind its kind.
const MAGIC: &[u8] = b"CD001";

/// Visits the files.
pub(super) fn visit<'s>(
    stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let source = inside.seekable(stream)?;
    let at = At { source, kind: Kind::Iso };
    let (volume, root) = volume(&at)?;
    let mut walk = Walk {
        volume,
        seen: HashSet::new(),
        left: at.source.size(),
        escapes: Escapes::default(),
        folders: vec![(root, Vec::new())],
        at,
    };
    while let Some((folder, path)) = walk.folders.pop() {
        walk.folder(&folder, &path, place, inside)?;
        if inside.wants_stop() {
            return Ok(());
        }
    }
    walk.escapes.done()
}

/// The volume with the best names, and its root folder.
fn volume(at: &At<'_>) -> Result<(Volume, Record), Fault> {
    let mut bare = None;
    let mut joliet = None;
    for sector in (FIRST..).take(usize::try_from(MOST).unwrap_or(usize::MAX)) {
        let descriptor = at.clamped(sector.saturating_mul(SECTOR), SECTOR)?;
        let Some([kind, magic @ ..]) = descriptor.first_chunk::<6>() else { break };
        if magic != MAGIC {
            break;
        }
        match kind {
            1 if bare.is_none() => bare = Some(descriptor),
            2 if is_joliet(&descriptor) => joliet = Some(descriptor),
            0xff => break,
            _ => {}
        }
    }
    let bare = bare.ok_or_else(|| at.damaged("there is no primary volume descriptor"))?;
    let (block, root) = root(&bare).ok_or_else(|| at.damaged("there is no root folder"))?;
    if let Some(skip) = susp::rock_ridge(at, &root, block)? {
        return Ok((Volume { block, names: Names::RockRidge(skip) }, root));
    }
    match joliet.as_deref().and_then(self::root) {
        Some((block, root)) => Ok((Volume { block, names: Names::Joliet }, root)),
        None => Ok((Volume { block, names: Names::Bare }, root)),
    }
}

/// Whether its names are in UCS-2: the escape sequences of levels 1 to 3.
fn is_joliet(descriptor: &[u8]) -> bool {
    matches!(descriptor.get(88..91), Some([b'%', b'/', b'@' | b'C' | b'E']))
}

/// The size of a logical block and the root folder.
fn root(descriptor: &[u8]) -> Option<(u64, Record)> {
    let block = u16::from_le_bytes(*descriptor.get(128..)?.first_chunk()?);
    let record = Record::read(descriptor.get(156..190)?)?;
    (block >= 512 && block.is_power_of_two()).then_some((block.into(), record))
}

/// The way through the folders.
struct Walk<'s> {
    at: At<'s>,
    volume: Volume,
    /// Where the folders start that were met.
    seen: HashSet<u64>,
    /// Bytes that folders may still have: they do not overlap.
    left: u64,
    escapes: Escapes,
    /// Folders to be read, and their paths.
    folders: Vec<(Record, Vec<u8>)>,
}

impl<'s> Walk<'s> {
    fn folder(
        &mut self,
        folder: &Record,
        path: &[u8],
        place: &Place,
        inside: &mut dyn Inside<'s>,
    ) -> Result<(), Fault> {
        if !self.seen.insert(folder.block) {
            return Ok(());
        }
        let start = folder.start(self.volume.block);
        self.left = match self.left.checked_sub(folder.size) {
            Some(left) => left,
            None => return Err(self.at.damaged("its folders are larger than itself")),
        };
        let mut deeper = Vec::new();
        let mut pieces: Option<Pieces<'s>> = None;
        for sector in 0..folder.size.div_ceil(SECTOR) {
            let bytes =
                self.at.read(start.saturating_add(sector.saturating_mul(SECTOR)), SECTOR)?;
            let mut rest = &bytes[..];
            while let Some((record, more)) = Record::next(rest) {
                rest = more;
                let Some(found) = susp::entry(&self.at, &record, &self.volume)? else { continue };
                let path = [path, &found.name].concat();
                if !inside.meter().check_entry(&path, &mut self.escapes) {
                    continue;
                }
                if let Some(block) = found.folder.or(record.is_folder().then_some(record.block)) {
                    inside.meter().count_entry()?;
                    let size = self.size_of(&record, block)?;
                    deeper.push((record.at(block, size), [&path[..], b"/"].concat()));
                } else if found.is_file {
                    self.file(
                        &record,
                        found.is_compressed,
                        &mut pieces,
                        place.inside(&path),
                        inside,
                    )?;
                }
            }
        }
        deeper.reverse();
        self.folders.extend(deeper);
        Ok(())
    }

    /// The size of a folder; one that was moved records it in its own first record.
    fn size_of(&self, record: &Record, block: u64) -> Result<u64, Fault> {
        if record.is_folder() && block == record.block {
            return Ok(record.size);
        }
        let own = self.at.clamped(block.saturating_mul(self.volume.block), SECTOR)?;
        Ok(Record::next(&own).map_or(0, |(own, _)| own.size))
    }

    /// Shows a file, once its last extent is known.
    fn file(
        &self,
        record: &Record,
        is_compressed: bool,
        pieces: &mut Option<Pieces<'s>>,
        at: Place,
        inside: &mut dyn Inside<'s>,
    ) -> Result<(), Fault> {
        let span = Span::new(PartOffset(record.start(self.volume.block)), record.size);
        let mut all = pieces.take().unwrap_or_else(|| Pieces::of(self.at.source.clone()));
        all.push(span);
        if record.goes_on() {
            *pieces = Some(all);
            return Ok(());
        }
        if record.is_interleaved() || is_compressed {
            let how = if is_compressed { "zisofs" } else { "an interleaved file" };
            inside.unread(&at, Fault::Unsupported(format!("{how} of iso")));
            return Ok(());
        }
        if all.end().0 > self.at.source.size() {
            inside.unread(&at, Fault::CutShort { kind: Kind::Iso });
            return Ok(());
        }
        let content: Shared<'s> = match all.single() {
            Some(span) => Arc::new(Window::new(self.at.source.clone(), span)),
            None => Arc::new(all),
        };
        inside.file(at, Stream::of_source(content))
    }
}
