//! One image: its layers from the highest to the lowest, so that each is read once and what is
//! hidden is known before it is met.
//!
//! A second reading of a layer is needed only for a file that a higher layer hides while a hard link
//! to it is visible.

use super::change::Change;
use super::check::check;
use super::images::Blob;
use super::layer::{Content, content};
use super::links::Links;
use super::names::Names;
use super::pass::{Bytes, Pass};
use super::store::Store;
use crate::archive::inside::Inside;
use crate::archive::stream::Stream;
use crate::archive::tar::{self, Entry};
use crate::archive::{Fault, Kind, Layer, Place};

/// One image that is being read.
pub(super) struct Merge<'m, 's> {
    pub(super) kind: Kind,
    pub(super) store: &'m dyn Store<'s>,
    pub(super) inside: &'m mut dyn Inside<'s>,
    /// The place of the image.
    pub(super) root: Place,
    /// Whether hidden files are shown too.
    pub(super) all_layers: bool,
    /// What the layers that were read hide.
    pub(super) upper: Names,
    /// Links in them to files in the others.
    pub(super) links: Links,
}

impl<'s> Merge<'_, 's> {
    /// Reads the layer in `blob`, the next below those that were read.
    pub(super) fn layer(
        &mut self,
        number: usize,
        blob: &Blob,
        layer: Layer,
    ) -> Result<Pass, Fault> {
        let mut pass = Pass::new(number, layer, &self.root, &self.upper);
        let mut done = self.all(blob, &mut pass);
        if done.is_ok() && self.inside.opening().images.digests {
            done = self.check(blob);
        }
        if let Err(fault) = done {
            pass.is_whole = false;
            self.inside.or_unread(&pass.place_of_layer(), Err(fault))?;
        }
        let lost = self.links.lost(number, &[&pass.own, &pass.gone]);
        self.lost(lost);
        self.upper.add(&pass.own);
        self.upper.add(&pass.gone);
        Ok(pass)
    }

    /// Shows again what another image showed of the same layer; `false` where that is not all.
    pub(super) fn again(&mut self, known: &Pass, layer: Layer) -> Result<bool, Fault> {
        if !known.is_whole || !self.links.is_empty() {
            return Ok(false);
        }
        let pass = Pass::new(known.number, layer, &self.root, &self.upper);
        for (path, first) in &known.taken {
            let is_hidden = self.upper.hides(path);
            match is_hidden && !self.all_layers {
                true => self.inside.meter().count_entry()?,
                false => self.inside.again(pass.place(path, is_hidden), first)?,
            }
        }
        self.upper.add(&known.own);
        self.upper.add(&known.gone);
        Ok(true)
    }

    /// Reports links whose file no layer has.
    pub(super) fn lost(&mut self, places: Vec<Place>) {
        for place in places {
            let defect = "the file that this is a hard link to is missing";
            self.inside.unread(&place, Fault::damaged(self.kind, defect));
        }
    }

    fn check(&self, blob: &Blob) -> Result<(), Fault> {
        let stream = blob.file.as_deref().map_or(Ok(None), |file| self.store.open(file))?;
        let meter = self.inside.meter();
        stream.map_or(Ok(()), |stream| check(self.kind, blob, stream, &meter))
    }

    fn all(&mut self, blob: &Blob, pass: &mut Pass) -> Result<(), Fault> {
        let Some(file) = &blob.file else {
            return Err(Fault::damaged(self.kind, format!("the layer {} is missing", blob.digest)));
        };
        let first = self.read(file, blob, pass, Turn::First);
        let second = match pass.needed.is_empty() {
            true => Ok(()),
            false => self.read(file, blob, pass, Turn::Second),
        };
        let mut left: Vec<Place> =
            std::mem::take(&mut pass.needed).into_values().flatten().collect();
        left.sort_by_cached_key(|place| place.path().into_owned());
        self.lost(left);
        first.and(second)
    }

    /// Reads the entries of the layer in `file`.
    fn read(&mut self, file: &str, blob: &Blob, pass: &mut Pass, turn: Turn) -> Result<(), Fault> {
        let meter = self.inside.meter();
        let store = self.store;
        let Some(stream) = store.open(file)? else { return Ok(()) };
        let (size, stated) = (stream.size(), blob.size);
        let done = match content(stream, &meter)? {
            Content::Nothing => Ok(()),
            Content::Single => self.single(file, blob, pass),
            Content::Tar(mut stream, ending) => {
                let done = self.entries(&mut stream, pass, turn);
                drop(stream);
                done.and_then(|()| ending.check())
            }
        };
        match size.zip(stated) {
            Some((size, stated)) if size != stated => {
                let defect =
                    format!("the layer has {size} bytes, not the {stated} of its manifest");
                Err(Fault::damaged(self.kind, defect))
            }
            _ => done,
        }
    }

    fn entries(
        &mut self,
        stream: &mut Stream<'_, 's>,
        pass: &mut Pass,
        turn: Turn,
    ) -> Result<(), Fault> {
        let meter = self.inside.meter();
        let mut escapes = crate::archive::escapes::Escapes::default();
        while let Some(entry) = tar::next(stream, meter.limits())? {
            if self.inside.wants_stop() {
                return Ok(());
            }
            if !meter.check_entry(&entry.name, &mut escapes) {
                entry.skip(stream)?;
                continue;
            }
            meter.check_names(self.upper.count().saturating_add(pass.own.count()))?;
            let stored = stream.part(entry.size);
            match turn {
                Turn::First => self.entry(pass, &entry, stored)?,
                Turn::Second => self.needed(pass, &entry, stored)?,
            }
            entry.skip(stream)?;
        }
        escapes.done()
    }

    /// A layer that is no archive is a file of its own, of an artifact that is no image.
    fn single(&mut self, file: &str, blob: &Blob, pass: &Pass) -> Result<(), Fault> {
        let name = blob.title.as_deref().unwrap_or(&blob.digest);
        let place = pass.place(name.as_bytes(), false);
        match self.store.open(file)? {
            Some(stream) => self.inside.file(place, stream),
            None => Ok(()),
        }
    }

    fn entry(
        &mut self,
        pass: &mut Pass,
        entry: &Entry,
        stored: Stream<'_, 's>,
    ) -> Result<(), Fault> {
        match Change::of(entry) {
            Change::File(path) => self.file(pass, path, tar::content(entry, stored)),
            Change::Aside(path) => {
                let waiting = self.links.take(&path);
                pass.own.cover(&path);
                self.show(pass, &path, waiting, tar::content(entry, stored))
            }
            Change::Link { path, target } => self.link(pass, &path, &target),
            other => {
                self.inside.meter().count_entry()?;
                match other {
                    Change::Gone(path) => pass.gone.remove(&path),
                    Change::Folder(path) => pass.own.folder(&path),
                    Change::Other(path) => {
                        // A link to what is no file is none either.
                        self.links.take(&path);
                        pass.no_file(&path);
                        pass.own.cover(&path);
                    }
                    _ => {}
                }
                Ok(())
            }
        }
    }

    fn file(&mut self, pass: &mut Pass, path: Vec<u8>, bytes: Stream<'_, 's>) -> Result<(), Fault> {
        let names = self.names(pass, &path);
        pass.own.cover(&path);
        self.show(pass, &path, names, bytes)
    }

    /// Where what is at `path` is shown: there, and where links of higher layers are.
    fn names(&mut self, pass: &Pass, path: &[u8]) -> Vec<Place> {
        let is_hidden = self.upper.hides(path);
        let own = (!is_hidden || self.all_layers).then(|| pass.place(path, is_hidden));
        own.into_iter().chain(self.links.take(path)).collect()
    }

    /// Shows a file at the first of `names`, and then again at the others.
    fn show(
        &mut self,
        pass: &mut Pass,
        path: &[u8],
        names: Vec<Place>,
        bytes: Stream<'_, 's>,
    ) -> Result<(), Fault> {
        let mut names = names.into_iter();
        let Some(first) = names.next() else {
            pass.skip(path);
            return Ok(self.inside.meter().count_entry()?);
        };
        let before = self.inside.taken();
        self.inside.file(first.clone(), bytes)?;
        pass.show(path, &first, self.inside.taken() > before);
        names.try_for_each(|place| self.inside.again(place, &first))
    }

    fn link(&mut self, pass: &mut Pass, path: &[u8], target: &[u8]) -> Result<(), Fault> {
        let mut names = self.names(pass, path);
        let bytes = pass.bytes(target);
        pass.own.cover(path);
        if names.is_empty() {
            self.inside.meter().count_entry()?;
            pass.skip_link(path, target.to_vec());
            return Ok(());
        }
        match bytes {
            Bytes::Shown(first) => {
                pass.show_link(path, target, &first);
                names.drain(..).try_for_each(|place| self.inside.again(place, &first))
            }
            Bytes::Skipped(file) => {
                self.inside.meter().count_entry()?;
                pass.skip_link(path, file.clone());
                pass.needed.entry(file).or_default().extend(names);
                Ok(())
            }
            Bytes::None => {
                pass.no_file(path);
                Ok(self.inside.meter().count_entry()?)
            }
            Bytes::Unmet(file) => {
                self.inside.meter().count_entry()?;
                pass.skip_link(path, file.clone());
                self.links.wait(file, names, pass.number);
                Ok(())
            }
        }
    }

    /// An entry of a layer that is read a second time.
    fn needed(
        &mut self,
        pass: &mut Pass,
        entry: &Entry,
        stored: Stream<'_, 's>,
    ) -> Result<(), Fault> {
        let (Change::File(path) | Change::Aside(path)) = Change::of(entry) else { return Ok(()) };
        match pass.needed.remove(&path) {
            Some(names) => self.show(pass, &path, names, tar::content(entry, stored)),
            None => Ok(()),
        }
    }
}

/// Which reading of a layer it is.
#[derive(Clone, Copy)]
enum Turn {
    /// All that is visible is shown.
    First,
    /// Only files that are hidden, and have a link that is not.
    Second,
}
