//! Squashfs 4, the read-only file system of snaps, AppImages and routers.
//!
//! ```text
//! super block │ blocks of files │ fragments │ inodes │ folders │ table of fragments │ …
//! ```
//!
//! A file is a list of blocks, each compressed by itself, and may end in a part of a fragment that
//! several files share. Source: the format's description in the Linux kernel
//! (`Documentation/filesystems/squashfs.rst`) and images by mksquashfs 4.5.1.

mod block;
mod content;
mod folder;
mod inode;
mod lzo;
mod metadata;
mod super_block;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::at::At;
use super::escapes::Escapes;
use super::inside::Inside;
use super::stream::{Stream, limited};
use super::{Fault, Kind, Place};
use content::{Content, Fragments};
use folder::{Entry, entries};
use inode::{File, Inode};
use metadata::Metadata;
use super_block::SuperBlock;

/// The most files with several names whose first place is remembered.
const REMEMBERED: usize = 4096;

/// Visits the files.
pub(super) fn visit<'s>(
    stream: Stream<'_, 's>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
) -> Result<(), Fault> {
    let at = At { source: inside.seekable(stream)?, kind: Kind::SquashFs };
    let block = SuperBlock::read(&at)?;
    let mut walk = Walk {
        inodes: Metadata::new(at.clone(), &block, block.inodes),
        folders: Metadata::new(at.clone(), &block, block.folders),
        fragments: Rc::new(Fragments::new(at.clone(), &block)),
        block,
        at,
        seen: HashSet::new(),
        linked: HashMap::new(),
        escapes: Escapes::default(),
        left: Vec::new(),
    };
    walk.left.push((walk.block.root, Vec::new()));
    while let Some((folder, path)) = walk.left.pop() {
        if inside.wants_stop() {
            return Ok(());
        }
        walk.folder(folder, &path, place, inside)?;
    }
    walk.escapes.done()
}

/// The way through the folders.
struct Walk<'s> {
    at: At<'s>,
    block: SuperBlock,
    inodes: Metadata<'s>,
    folders: Metadata<'s>,
    fragments: Rc<Fragments<'s>>,
    /// The folders that were met, by their inodes.
    seen: HashSet<u64>,
    /// Files with several names, by their numbers, and where they were met first.
    linked: HashMap<u32, Place>,
    escapes: Escapes,
    /// Folders to be read, and their paths.
    left: Vec<(u64, Vec<u8>)>,
}

impl<'s> Walk<'s> {
    fn folder(
        &mut self,
        inode: u64,
        path: &[u8],
        place: &Place,
        inside: &mut dyn Inside<'s>,
    ) -> Result<(), Fault> {
        if !self.seen.insert(inode) {
            return Ok(());
        }
        let Inode::Folder(folder) = Inode::read(&mut self.inodes, inode, &self.block)? else {
            return Err(self.at.damaged("a folder is none"));
        };
        let mut deeper = Vec::new();
        let mut files = Vec::new();
        for entry in entries(&mut self.folders, &folder, inside)? {
            let path = [path, &entry.name].concat();
            if !inside.meter().check_entry(&path, &mut self.escapes) {
                continue;
            }
            match entry.is_folder {
                true => deeper.push((entry.inode, [&path[..], b"/"].concat())),
                false => files.push(Entry { name: path, ..entry }),
            }
        }
        for file in files {
            self.file(&file, place.inside(&file.name), inside)?;
        }
        deeper.reverse();
        self.left.extend(deeper);
        Ok(())
    }

    /// Shows a file. One that is damaged does not hide the others.
    fn file(&mut self, entry: &Entry, at: Place, inside: &mut dyn Inside<'s>) -> Result<(), Fault> {
        let file = match Inode::read(&mut self.inodes, entry.inode, &self.block)? {
            Inode::File(file) => file,
            Inode::Folder(_) | Inode::Other => return Ok(()),
        };
        let (number, links) = (file.number, file.links);
        if let Some(first) = self.linked.get(&number).filter(|_| links > 1) {
            return inside.again(at, first);
        }
        match self.show(file, at.clone(), inside) {
            Ok(()) if links > 1 && self.linked.len() < REMEMBERED => {
                self.linked.insert(number, at);
            }
            shown => inside.or_unread(&at, shown)?,
        }
        Ok(())
    }

    fn show(&self, file: File, at: Place, inside: &mut dyn Inside<'s>) -> Result<(), Fault> {
        if let Some(pieces) = content::verbatim(&file, &self.at) {
            return inside.file(at, Stream::of_source(Arc::new(pieces)));
        }
        let meter = inside.meter();
        let (size, stored) = (file.size, file.stored());
        let content = Content::new(file, &self.at, &self.block, Rc::clone(&self.fragments));
        let reader = limited(Kind::SquashFs, content, stored, &meter);
        inside.file(at, Stream::of_reader(reader, Some(size)))
    }
}
