//! One entry of a walk: opened, and read as one file or as a container of many, or of the part of
//! it that the user names.

use std::cell::Cell;
use std::io;
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
use crate::bytes::{ByteSource, HeadSource, Limits, starts_as_text};
use crate::report::{ErrorKind, ErrorRecord, Record};

/// How many first bytes tell the kind of a file.
const HEAD: usize = 4608;

/// How many first bytes tell that a text is neither a program nor a container: all magics end before.
const TEXT_HEAD: usize = 1088;

/// The most bytes of a file that is read in a moment, whatever is asked: to hash so many and search them takes
/// some hundredths of a second, unless there is more in them than that.
const BRIEF: u64 = 8 << 20;

/// What became of a look at a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Looked {
    /// All that is seen of it was given.
    Whole,
    /// Likewise, and it is a text that is passed over.
    Text,
    /// Nothing was given: it may take longer than there is time.
    NotYet,
}

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
                let looked = match within {
                    Some(within) => self.met(path, within, given, time, give),
                    None => self.file(path, given, None, time, give),
                };
                return (looked == Looked::NotYet).then_some(entry);
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
                let mut start = Vec::new();
                let source = headed(&bytes, &mut start);
                self.source(source, path, (Given::Named, way), Time::Any, give);
            }
            Err(error) => {
                give(unreadable(path, ErrorRecord::from(&error)));
            }
        }
    }

    fn file(
        &self,
        path: &Path,
        given: Given,
        way: Option<&Way>,
        time: Time,
        give: &mut Give<'_, Seen>,
    ) -> Looked {
        match open(path) {
            Ok(opened) => self.opened(&opened, path, (given, way), time, give),
            Err(error) => unopened(&error, path, given, give),
        }
    }

    /// Looks at a file that was met in an open directory.
    fn met(
        &self,
        path: &Path,
        within: &Directory,
        given: Given,
        time: Time,
        give: &mut Give<'_, Seen>,
    ) -> Looked {
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
                return Looked::Text;
            }
        }
        let opened = match Opened::of(file) {
            Ok(opened) => opened,
            Err(error) => return unopened(&error, path, given, give),
        };
        let looked = self.opened(&opened, path, (given, None), time, give);
        within.met_text(looked == Looked::Text);
        looked
    }

    /// Whether a file that was met in a walk is a text that nobody asked to see, as most files of a system
    /// are: what is said of it does not depend on the rest of it.
    fn is_passed_over(&self, source: &Headed<'_>, given: Given) -> bool {
        let head = source.head();
        let start = head.get(..TEXT_HEAD).unwrap_or(head);
        // Where nothing is said to be in a file, nothing is read: some files of the system wait for ever. Others
        // have less than is said, which only matters where it is looked at.
        let is_read = start.len() == TEXT_HEAD || u64::try_from(start.len()) == Ok(source.size());
        given == Given::Walked && is_read && self.is_unwanted(start)
    }

    /// Whether a file that starts with `head` is a text that nobody asked to see.
    fn is_unwanted(&self, head: &[u8]) -> bool {
        self.keep == Keep::Relevant
            && starts_as_text(head)
            && is_none(head)
            && !self.inspector.wants(head)
    }

    /// Gives what is seen of an open file.
    pub(super) fn opened(
        &self,
        opened: &Opened,
        path: &Path,
        (given, way): (Given, Option<&Way>),
        time: Time,
        give: &mut Give<'_, Seen>,
    ) -> Looked {
        let mut start = START.take();
        let source = headed(opened.source(), &mut start);
        let looked = if way.is_none() && self.is_passed_over(&source, given) {
            give(Seen::NotGo);
            Looked::Text
        } else if time == Time::Brief
            && (source.size() > BRIEF || self.inspector.may_take_long(source.head()))
        {
            Looked::NotYet
        } else {
            self.unchanged(opened, source, (path, given, way), time, give)
        };
        START.set(start);
        looked
    }

    /// Gives what is seen of an open file, whose last result says whether it changed meanwhile.
    fn unchanged(
        &self,
        opened: &Opened,
        source: Headed<'_>,
        (path, given, way): (&Path, Given, Option<&Way>),
        time: Time,
        give: &mut Give<'_, Seen>,
    ) -> Looked {
        let mut last = None;
        // The last result waits until it is known that the file did not change.
        let looked =
            self.source(source, path, (given, way), time, &mut |seen| match last.replace(seen) {
                Some(before) => give(before),
                None => true,
            });
        let Some(mut seen) = last else { return looked };
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
        looked
    }

    /// Gives what is seen of the image of that kind in the folder at `path`.
    pub(super) fn image(
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

    /// Gives what is seen of the file at `path` with those bytes. One that holds others may take long.
    fn source<'s>(
        &self,
        source: Headed<'s>,
        path: &Path,
        (given, way): (Given, Option<&Way>),
        time: Time,
        give: &mut Give<'_, Seen>,
    ) -> Looked {
        let place = Place::new(path);
        // What cannot be read now cannot be read as a file either, which says so.
        let kind = recognise(&source, source.head()).ok().flatten();
        let behind = match kind {
            Some(_) => None,
            None => behind(&source, source.head()).ok().flatten(),
        };
        if time == Time::Brief && (kind.is_some() || behind.is_some()) {
            return Looked::NotYet;
        }
        if let Some(kind) = kind {
            self.container(kind, Arc::new(source), &place, (given, way), give);
            return Looked::Whole;
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
                return Looked::Whole;
            }
        }
        if let Some(Behind { kind, span, .. }) = behind {
            let own = Arc::new(Window::new(Arc::new(source), span));
            // The program has its own record, and needs none as a container.
            let given = way.map_or(Given::Walked, |_| given);
            self.container(kind, own, &place, (given, way), give);
        }
        Looked::Whole
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
fn unopened(error: &OpenError, path: &Path, given: Given, give: &mut Give<'_, Seen>) -> Looked {
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
    Looked::Whole
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

fn unreadable(path: &Path, error: ErrorRecord) -> Seen {
    Seen::Records(vec![Record::unreadable(path, error)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Every file is a Go program; one that is met grows while it is read. One that starts with `packed` may
    /// take long.
    struct Growing;

    impl Inspector for Growing {
        fn inspect(&self, _: &dyn ByteSource, _: Given, place: &Place) -> Vec<Record> {
            fs::write(place.path(), "Grown").unwrap();
            vec![Record { outcome: crate::report::Outcome::Go, ..Record::new() }]
        }

        fn wants(&self, _: &[u8]) -> bool {
            true
        }

        fn may_take_long(&self, head: &[u8]) -> bool {
            head.starts_with(b"packed")
        }
    }

    fn look(entry: Entry) -> Vec<Seen> {
        let (seen, left) = look_for(entry, Time::Any);
        assert_eq!(left, None);
        seen
    }

    fn look_for(entry: Entry, time: Time) -> (Vec<Seen>, Option<Entry>) {
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
        let left = looker.look(entry, time, &mut |seen| {
            all.push(seen);
            true
        });
        (all, left)
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
    fn what_may_take_long_is_given_back_unseen() {
        let tree = tempfile::tempdir().unwrap();
        let gzip = b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec();
        let large = usize::try_from(BRIEF).unwrap() + 1;
        for (name, bytes, is_brief) in [
            ("small", vec![0], true),
            ("gzip", gzip, false),
            ("large", vec![0; large], false),
            ("packed", b"packed".to_vec(), false),
        ] {
            let path = tree.path().join(name);
            fs::write(&path, bytes).unwrap();
            let entry = Entry::File { path, given: Given::Walked, within: None };
            let (seen, left) = look_for(entry.clone(), Time::Brief);
            assert_eq!(left, (!is_brief).then_some(entry), "{name}");
            assert_eq!(seen.len(), usize::from(is_brief), "{name}");
        }
        assert_eq!(look_for(Entry::Stdin, Time::Brief).1, Some(Entry::Stdin));
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
