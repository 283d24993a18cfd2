//! One entry of a walk: opened, and read as one file or as a container of many, or of the part of
//! it that the user names.

use std::cell::Cell;
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
use super::ordered::{Give, Slots};
use super::seen::Seen;
use super::walk::{Entry, Given};
use super::way::Way;
use crate::archive::{
    Behind, Kind, Opening, Place, Pool, Shared, Window, behind, is_none, recognise,
};
use crate::bytes::{ByteSource, HeadSource, Limits, starts_as_text};
use crate::report::{ErrorKind, ErrorRecord, Record};

/// How many first bytes tell the kind of a file.
const HEAD: usize = 4608;
const HEAD_SIZE: u64 = 4608;

/// How many first bytes tell that a text is neither a program nor a container: all magics end before.
const TEXT_HEAD: usize = 1088;

/// What all entries of a scan have in common.
pub(super) struct Looker<'l> {
    pub(super) keep: Keep,
    pub(super) limits: &'l Limits,
    pub(super) inspector: &'l dyn Inspector,
    pub(super) pool: Pool,
    pub(super) slots: &'l Slots,
}

impl Looker<'_> {
    /// Gives what is seen of an entry.
    pub(super) fn look(&self, entry: Entry, give: &mut Give<'_, Seen>) {
        let seen = match entry {
            Entry::Skipped { path, kind } => Seen::Skipped(path, kind),
            Entry::Target { path } => Seen::Target(path),
            Entry::Failed { path, error } => unreadable(&path, error),
            Entry::Vanished { path } => Seen::Vanished(path),
            Entry::Stdin => return self.stdin(None, give),
            Entry::Inside { way } if way.is_of_stdin() => return self.stdin(Some(&way), give),
            Entry::File { path, given, within } => {
                return match within {
                    Some(within) => self.met(&path, &within, given, give),
                    None => self.file(&path, given, None, give),
                };
            }
            Entry::Image { path, kind, given } => {
                return self.image(&path, kind, given, None, give);
            }
            Entry::Inside { way } => {
                let (path, given) = (way.outer(), Given::Named);
                return match image_in(path) {
                    Some(kind) => self.image(path, kind, given, Some(&way), give),
                    None => self.file(path, given, Some(&way), give),
                };
            }
        };
        give(seen);
    }

    fn stdin(&self, way: Option<&Way>, give: &mut Give<'_, Seen>) {
        let path = Path::new("-");
        match read_all(io::stdin().lock(), self.limits.stdin) {
            Ok(bytes) => {
                self.source(headed(&bytes, &mut Vec::new()), path, Given::Named, way, give);
            }
            Err(error) => {
                give(unreadable(path, ErrorRecord::from(&error)));
            }
        }
    }

    fn file(&self, path: &Path, given: Given, way: Option<&Way>, give: &mut Give<'_, Seen>) {
        match open(path) {
            Ok(opened) => {
                self.opened(&opened, path, given, way, give);
            }
            Err(error) => unopened(&error, path, given, give),
        }
    }

    /// Looks at a file that was met in an open directory.
    fn met(&self, path: &Path, within: &Directory, given: Given, give: &mut Give<'_, Seen>) {
        let file = match within.open_file(path) {
            Ok(file) => file,
            Err(error) => return unopened(&error.into(), path, given, give),
        };
        if given == Given::Walked && within.has_texts() {
            let mut start = [0; TEXT_HEAD];
            // Of what is stored the first bytes can be read before the size is known, which a text does not
            // need.
            let count = within.start_of(&file, &mut start);
            let head = count.and_then(|count| start.get(..count));
            if head.is_some_and(|head| self.is_unwanted(head)) {
                give(Seen::NotGo);
                return;
            }
        }
        match Opened::of(file) {
            Ok(opened) => within.met_text(!self.opened(&opened, path, given, None, give)),
            Err(error) => unopened(&error, path, given, give),
        }
    }

    /// Whether a file that was met in a walk is a text that nobody asked to see, as most files of a system
    /// are: what is said of it does not depend on the rest of it.
    fn is_passed_over(&self, source: &Headed<'_>, given: Given) -> bool {
        let head = source.head();
        // Where nothing is said to be in a file, nothing is read: some files of the system wait for ever.
        let is_read = u64::try_from(head.len()) == Ok(source.size().min(HEAD_SIZE));
        let start = head.get(..TEXT_HEAD).unwrap_or(head);
        given == Given::Walked && is_read && self.is_unwanted(start)
    }

    /// Whether a file that starts with `head` is a text that nobody asked to see.
    fn is_unwanted(&self, head: &[u8]) -> bool {
        self.keep == Keep::Relevant
            && starts_as_text(head)
            && is_none(head)
            && !self.inspector.wants(head)
    }

    /// `false` where it is a text that is passed over.
    fn opened(
        &self,
        opened: &Opened,
        path: &Path,
        given: Given,
        way: Option<&Way>,
        give: &mut Give<'_, Seen>,
    ) -> bool {
        let mut start = START.take();
        let source = headed(opened.source(), &mut start);
        let is_passed_over = way.is_none() && self.is_passed_over(&source, given);
        if is_passed_over {
            give(Seen::NotGo);
        } else {
            self.unchanged(opened, source, (path, given, way), give);
        }
        START.set(start);
        !is_passed_over
    }

    /// Gives what is seen of an open file, whose last result says whether it changed meanwhile.
    fn unchanged(
        &self,
        opened: &Opened,
        source: Headed<'_>,
        (path, given, way): (&Path, Given, Option<&Way>),
        give: &mut Give<'_, Seen>,
    ) {
        let mut last = None;
        // The last result waits until it is known that the file did not change.
        self.source(source, path, given, way, &mut |seen| match last.replace(seen) {
            Some(before) => give(before),
            None => true,
        });
        let Some(mut seen) = last else { return };
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

    /// Gives what is seen of the file at `path` with those bytes.
    fn source<'s>(
        &self,
        source: Headed<'s>,
        path: &Path,
        given: Given,
        way: Option<&Way>,
        give: &mut Give<'_, Seen>,
    ) {
        let place = Place::new(path);
        // What cannot be read now cannot be read as a file either, which says so.
        if let Ok(Some(kind)) = recognise(&source, source.head()) {
            return self.container(kind, Arc::new(source), &place, (given, way), give);
        }
        let behind = behind(&source, source.head()).ok().flatten();
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
                return;
            }
        }
        if let Some(Behind { kind, span, .. }) = behind {
            let own = Arc::new(Window::new(Arc::new(source), span));
            // The program has its own record, and needs none as a container.
            let given = way.map_or(Given::Walked, |_| given);
            self.container(kind, own, &place, (given, way), give);
        }
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

/// A file whose first bytes have been read.
type Headed<'s> = HeadSource<'s, &'s (dyn ByteSource + 's)>;

thread_local! {
    /// Room for the first bytes of a file, used again for the next.
    static START: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

fn headed<'s>(source: &'s (dyn ByteSource + 's), start: &'s mut Vec<u8>) -> Headed<'s> {
    HeadSource::new(source, HEAD, start)
}

/// Gives what is said of a file that could not be opened.
fn unopened(error: &OpenError, path: &Path, given: Given, give: &mut Give<'_, Seen>) {
    give(match error {
        // A missing path that the user named is misspelt; one met in a directory existed a
        // moment ago.
        OpenError::Io(error)
            if given == Given::Walked && error.kind() == io::ErrorKind::NotFound =>
        {
            Seen::Vanished(path.to_owned())
        }
        error => unreadable(path, ErrorRecord::from(error)),
    });
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
            looker.opened(opened, path, Given::Named, way, &mut give);
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
        looker.look(entry, &mut |seen| {
            all.push(seen);
            true
        });
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
