//! One entry of a walk: opened, and read as one file or as a container of many, or of the part of
//! it that the user names.

use std::io;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use super::directory::Directory;
use super::folder::{ImageFolder, image_in};
use super::inside::{Content, Inner, Inside};
use super::inspector::{Inspector, Keep};
use super::leaf::leaf;
use super::open::{OpenError, Opened, open, read_all};
use super::ordered::{Give, Slots, Time};
use super::seen::Seen;
use super::walk::{Entry, Given};
use super::way::Way;
use crate::archive::{
    Behind, Kind, Opening, Place, Pool, Shared, Window, behind, is_none, recognise,
};
use crate::bytes::{ByteSource, HeadSource, Limits, PartOffset, starts_as_text};
use crate::report::{ErrorKind, ErrorRecord, Record};

/// How many first bytes tell the kind of a file.
const HEAD: usize = 4608;

/// How many first bytes tell that a text is neither a program nor a container: all magics end before.
const TEXT_HEAD: usize = 1088;

/// The most bytes of a file that is read in a moment, whatever is asked: to hash so many and search them takes
/// some hundredths of a second.
const BRIEF: u64 = 8 << 20;

/// What all entries of a scan have in common.
pub(super) struct Looker<'l> {
    pub(super) keep: Keep,
    pub(super) limits: &'l Limits,
    pub(super) inspector: &'l dyn Inspector,
    pub(super) pool: Pool,
    pub(super) slots: &'l Slots,
}

impl Looker<'_> {
    /// Gives what is seen of an entry, which is given back if that may take longer than `time`.
    pub(super) fn look(
        &self,
        entry: Entry,
        time: Time,
        give: &mut Give<'_, Seen>,
    ) -> Option<Entry> {
        let seen = match entry {
            Entry::Skipped { path, kind } => Seen::Skipped(path, kind),
            Entry::Target { path } => Seen::Target(path),
            Entry::Failed { path, error } => unreadable(&path, error),
            Entry::Vanished { path } => Seen::Vanished(path),
            Entry::File { ref path, given, ref within } => {
                let is_seen = match within {
                    Some(within) => self.met(path, within, given, time, give),
                    None => self.file(path, given, None, time, give),
                };
                return (!is_seen).then_some(entry);
            }
            entry if time == Time::Brief => return Some(entry),
            Entry::Stdin => {
                self.stdin(None, give);
                return None;
            }
            Entry::Image { path, kind, given } => {
                self.image(&path, kind, given, None, give);
                return None;
            }
            Entry::Inside { way } => {
                self.inside(&way, give);
                return None;
            }
        };
        give(seen);
        None
    }

    fn inside(&self, way: &Way, give: &mut Give<'_, Seen>) {
        if way.is_of_stdin() {
            return self.stdin(Some(way), give);
        }
        let (path, given) = (way.outer(), Given::Named);
        match image_in(path) {
            Some(kind) => self.image(path, kind, given, Some(way), give),
            None => {
                self.file(path, given, Some(way), Time::Any, give);
            }
        }
    }

    fn stdin(&self, way: Option<&Way>, give: &mut Give<'_, Seen>) {
        let path = Path::new("-");
        match read_all(io::stdin().lock(), self.limits.stdin) {
            Ok(bytes) => {
                self.source(&bytes, path, (Given::Named, way), Time::Any, give);
            }
            Err(error) => {
                give(unreadable(path, ErrorRecord::from(&error)));
            }
        }
    }

    /// Looks at a file; `false` if that may take longer than `time`.
    fn file(
        &self,
        path: &Path,
        given: Given,
        way: Option<&Way>,
        time: Time,
        give: &mut Give<'_, Seen>,
    ) -> bool {
        match open(path) {
            Ok(opened) if way.is_none() && self.is_passed_over(&opened, given) => {
                give(Seen::NotGo);
                true
            }
            opened => self.file_of(opened, path, (given, way), time, give),
        }
    }

    /// Looks at a file that was met in an open directory; `false` as in [`Self::file`].
    fn met(
        &self,
        path: &Path,
        within: &Directory,
        given: Given,
        time: Time,
        give: &mut Give<'_, Seen>,
    ) -> bool {
        let file = match within.open_file(path) {
            Ok(file) => file,
            Err(error) => return self.file_of(Err(error.into()), path, (given, None), time, give),
        };
        let mut head = [0; TEXT_HEAD];
        // Of what is stored the first bytes can be read before the size is known, which a text does not need.
        let count = within.start_of(&file, &mut head);
        let head = count.and_then(|count| head.get(..count)).filter(|_| given == Given::Walked);
        if head.is_some_and(|head| self.is_unwanted(head)) {
            give(Seen::NotGo);
            return true;
        }
        match Opened::of(file) {
            Ok(opened) if head.is_none() && self.is_passed_over(&opened, given) => {
                give(Seen::NotGo);
                true
            }
            opened => self.file_of(opened, path, (given, None), time, give),
        }
    }

    fn file_of(
        &self,
        opened: Result<Opened, OpenError>,
        path: &Path,
        (given, way): (Given, Option<&Way>),
        time: Time,
        give: &mut Give<'_, Seen>,
    ) -> bool {
        let opened = match opened {
            Ok(opened) => opened,
            // A missing path that the user named is misspelt; one met in a directory existed a
            // moment ago.
            Err(OpenError::Io(error))
                if given == Given::Walked && error.kind() == io::ErrorKind::NotFound =>
            {
                give(Seen::Vanished(path.to_owned()));
                return true;
            }
            Err(error) => {
                give(unreadable(path, ErrorRecord::from(&error)));
                return true;
            }
        };
        self.opened(&opened, path, (given, way), time, give)
    }

    /// Whether the file was met in a walk and is a text that nobody asked to see, as most files of a system
    /// are: what is said of it does not depend on the rest of it.
    fn is_passed_over(&self, opened: &Opened, given: Given) -> bool {
        if given != Given::Walked {
            return false;
        }
        let mut head = [0; TEXT_HEAD];
        let source = opened.source();
        let size = usize::try_from(source.size()).unwrap_or(usize::MAX);
        let Some(head) = head.get_mut(..size.min(TEXT_HEAD)) else { return false };
        // Where nothing is said to be in a file, nothing is read: some files of the system wait for ever.
        let is_read =
            head.is_empty() || source.read_at(PartOffset(0), head).ok() == Some(head.len());
        is_read && self.is_unwanted(head)
    }

    /// Whether a file that starts with `head` is a text that nobody asked to see.
    fn is_unwanted(&self, head: &[u8]) -> bool {
        self.keep == Keep::Relevant
            && starts_as_text(head)
            && is_none(head)
            && !self.inspector.wants(head)
    }

    fn opened(
        &self,
        opened: &Opened,
        path: &Path,
        (given, way): (Given, Option<&Way>),
        time: Time,
        give: &mut Give<'_, Seen>,
    ) -> bool {
        if time == Time::Brief && opened.source().size() > BRIEF {
            return false;
        }
        let mut last = None;
        // The last result waits until it is known that the file did not change.
        let mut keep = |seen| match last.replace(seen) {
            Some(before) => give(before),
            None => true,
        };
        if !self.source(opened.source(), path, (given, way), time, &mut keep) {
            return false;
        }
        let Some(mut seen) = last else { return true };
        if let Err(error) = opened.check_unchanged() {
            match &mut seen {
                Seen::Records(records) => {
                    let distrust = |record: &mut Record| record.distrust(ErrorRecord::from(&error));
                    records.iter_mut().for_each(distrust);
                }
                Seen::NotGo => {}
                _ => {
                    give(unreadable(path, ErrorRecord::from(&error)));
                }
            }
        }
        give(seen);
        true
    }

    /// Gives what is seen of the image of that kind in the folder at `path`.
    fn image(
        &self,
        path: &Path,
        kind: Kind,
        given: Given,
        way: Option<&Way>,
        give: &mut Give<'_, Seen>,
    ) {
        let folder = ImageFolder(path);
        let inner = Inner { keep: self.keep, given, way, inspector: self.inspector };
        let (content, place) = (Content::Folder(&folder), Place::new(path));
        Inside::visit(kind, content, &place, self.opening(), &inner, self.slots, give);
    }

    fn opening(&self) -> Opening<'_> {
        Opening { limits: self.limits, pool: &self.pool, images: self.inspector.images() }
    }

    /// Gives what is seen of the file at `path` with those bytes; gives nothing, and `false`, if it holds
    /// others, which may take longer than `time`.
    fn source<'s>(
        &self,
        source: &'s (dyn ByteSource + 's),
        path: &Path,
        (given, way): (Given, Option<&Way>),
        time: Time,
        give: &mut Give<'_, Seen>,
    ) -> bool {
        let source = HeadSource::new(source, HEAD);
        let place = Place::new(path);
        // What cannot be read now cannot be read as a file either, which says so.
        let kind = recognise(&source, source.head()).ok().flatten();
        let behind = match kind {
            Some(_) => None,
            None => behind(&source, source.head()).ok().flatten(),
        };
        if time == Time::Brief && (kind.is_some() || behind.is_some()) {
            return false;
        }
        if let Some(kind) = kind {
            self.container(kind, Arc::new(source), &place, (given, way), give);
            return true;
        }
        if way.is_none() || behind.is_none() {
            let is_script = behind.is_some() && source.head().starts_with(b"#!");
            let seen = match is_script {
                true => self.script(&source, given, &place),
                false => leaf(&source, given, &place, self.keep, self.inspector),
            };
            let seen = match way {
                Some(way) => nothing_inside(way, seen),
                None => seen,
            };
            if !give(seen) {
                return true;
            }
        }
        if let Some(Behind { kind, span, .. }) = behind {
            let own = Arc::new(Window::new(Arc::new(source), span));
            // The program has its own record, and needs none as a container.
            let given = way.map_or(Given::Walked, |_| given);
            self.container(kind, own, &place, (given, way), give);
        }
        true
    }

    /// What is seen of a script with an archive behind it, which is no damaged program because of what
    /// the archive stores.
    fn script(&self, source: &dyn ByteSource, given: Given, place: &Place) -> Seen {
        let is_kept = given == Given::Named || self.keep == Keep::All;
        match leaf(source, Given::Walked, place, self.keep, self.inspector) {
            Seen::NotGo if is_kept => Seen::Records(vec![Record::of_script(place)]),
            seen => seen,
        }
    }

    /// Gives what is seen of the files in a container, or of those on the way.
    fn container<'s>(
        &self,
        kind: Kind,
        source: Shared<'s>,
        place: &Place,
        (given, way): (Given, Option<&Way>),
        give: &mut Give<'_, Seen>,
    ) {
        let inner = Inner { keep: self.keep, given, way, inspector: self.inspector };
        let (source, opening) = (Content::File(source), self.opening());
        Inside::visit(kind, source, place, opening, &inner, self.slots, give);
    }
}

/// What is said of a file inside a file that is no container: which kind it has, where that kind is
/// not opened.
fn nothing_inside(way: &Way, outer: Seen) -> Seen {
    if outer.records().iter().any(|record| record.unopened.is_some()) {
        return outer;
    }
    let message = "the file in front of !/ is not a container of a kind that is opened".to_owned();
    let error = ErrorRecord { kind: ErrorKind::NotFound.into(), message, offset: None };
    unreadable(way.given(), error)
}

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

fn unreadable(path: &Path, error: ErrorRecord) -> Seen {
    Seen::Records(vec![Record::unreadable(path, error)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Every file is a Go program; one that is met grows while it is read.
    struct Growing;

    impl Inspector for Growing {
        fn inspect(&self, _: &dyn ByteSource, _: Given, place: &Place) -> Vec<Record> {
            fs::write(place.path(), "Grown").unwrap();
            vec![Record { outcome: crate::report::Outcome::Go, ..Record::new() }]
        }

        fn wants(&self, _: &[u8]) -> bool {
            true
        }
    }

    fn look(entry: Entry) -> Vec<Seen> {
        let slots = Slots::new(1);
        let limits = Limits::default();
        let looker = Looker {
            keep: Keep::Relevant,
            limits: &limits,
            inspector: &Growing,
            pool: Pool::new(1),
            slots: &slots,
        };
        let mut all = Vec::new();
        let left = looker.look(entry, Time::Any, &mut |seen| {
            all.push(seen);
            true
        });
        assert_eq!(left, None);
        all
    }

    #[test]
    fn a_file_that_vanishes_is_counted_where_it_was_only_met() {
        let tree = tempfile::tempdir().unwrap();
        let path = tree.path().join("gone");
        for (given, is_error) in [(Given::Named, true), (Given::Walked, false)] {
            let seen = look(Entry::File { path: path.clone(), given, within: None });
            assert_eq!(matches!(seen[..], [Seen::Records(_)]), is_error, "{given:?}");
            assert_eq!(matches!(seen[..], [Seen::Vanished(_)]), !is_error, "{given:?}");
        }
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_partial() {
        let tree = tempfile::tempdir().unwrap();
        let path = tree.path().join("grows");
        fs::write(&path, "G").unwrap();
        let seen = look(Entry::File { path, given: Given::Walked, within: None });
        let [Seen::Records(records)] = &seen[..] else { panic!("no record") };
        assert!(records[0].partial);
        assert_eq!(records[0].error.as_ref().unwrap().kind, "changed");
    }
}
