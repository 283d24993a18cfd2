//! The files of one container: each read by this thread or by one that is idle, all results in
//! order.

use std::sync::Arc;
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use super::crew::Crew;
use super::held::Held;
use super::inspector::{Inspector, Keep};
use super::leaf::leaf;
use super::ordered::{Give, Slots};
use super::remembered::Remembered;
use super::search::Search;
use super::seen::Seen;
use super::walk::Given;
use super::way::{Met, Way};
use super::weight::weight;
use crate::archive::{self, Bytes, Fault, Folder, Kind, Opening, Place, Shared, Visitor};
use crate::report::{Outcome, Record};

/// How long reading a file must take to be worth another thread.
const WORTH: Duration = Duration::from_micros(300);

/// How the files of a container are read.
#[derive(Clone, Copy)]
pub(super) struct Inner<'i> {
    pub(super) keep: Keep,
    /// How the container was met.
    pub(super) given: Given,
    /// What of it is read; `None` reads all.
    pub(super) way: Option<&'i Way>,
    pub(super) inspector: &'i dyn Inspector,
}

/// What a container is in.
#[derive(Clone)]
pub(super) enum Content<'c, 's> {
    File(Shared<'s>),
    Folder(&'c dyn Folder<'s>),
}

impl Inner<'_> {
    fn meets(&self, place: &Place) -> Met {
        self.way.map_or(Met::Below, |way| way.meets(place))
    }

    /// Whether the file at `place` is to be read.
    fn is_asked_for(&self, place: &Place) -> bool {
        matches!(self.meets(place), Met::Exactly | Met::Below)
    }

    /// How the file at `place` was met.
    fn given(&self, place: &Place) -> Given {
        match self.meets(place) {
            Met::Exactly => Given::Named,
            _ => Given::Walked,
        }
    }
}

/// A file to be read.
struct Job<'s> {
    place: Place,
    bytes: Bytes<'s>,
}

/// A result, or the other name of a file whose result came before.
enum Result {
    /// Something about a container.
    Seen(Seen),
    /// What is seen of a file, and how many bytes its records take.
    Read(Place, Seen, usize),
    Again(Place, Place),
}

impl Result {
    /// What is seen of the file at `place`.
    fn read(place: Place, seen: Seen) -> Self {
        let bytes = weight(seen.records());
        Self::Read(place, seen, bytes)
    }
}

/// Reads one file.
type Work<'w, 's> = dyn Fn(Job<'s>) -> Result + Sync + 'w;

/// Receives the files of a container.
pub(super) struct Inside<'v, 'scope, 'env, 's> {
    inner: &'v Inner<'v>,
    crew: &'scope Crew<Job<'s>, Result>,
    scope: &'scope Scope<'scope, 'env>,
    slots: &'scope Slots,
    work: &'scope &'scope Work<'scope, 's>,
    give: &'v mut Give<'v, Seen>,
    held: Held,
    remembered: Remembered,
    /// Whether the last file took so long that the next one is worth another thread.
    is_worth: bool,
    is_wanted: bool,
    /// Files in the container, and whether any of them gave a record.
    files: u64,
    /// Containers that were opened, the outermost too.
    containers: u64,
    has_record: bool,
    search: Search,
}

impl<'s> Inside<'_, '_, '_, 's> {
    /// Reads every file in the container.
    pub(super) fn visit(
        kind: Kind,
        content: Content<'_, 's>,
        place: &Place,
        opening: Opening<'_>,
        inner: &Inner<'_>,
        slots: &Slots,
        give: &mut Give<'_, Seen>,
    ) {
        let work = |Job { place, bytes }: Job<'s>| {
            let seen = leaf(&bytes, inner.given(&place), &place, inner.keep, inner.inspector);
            Result::read(place, seen)
        };
        let work: &Work<'_, 's> = &work;
        let crew = Crew::new();
        thread::scope(|scope| {
            let mut inside = Inside {
                inner,
                crew: &crew,
                scope,
                slots,
                work: &work,
                give: &mut |seen| give(seen),
                held: Held::default(),
                remembered: Remembered::new(opening.limits),
                is_worth: false,
                is_wanted: true,
                files: 0,
                containers: 0,
                has_record: false,
                search: Search::default(),
            };
            let _closing = Closing(&crew);
            visit(kind, &content, place, opening, &mut inside);
            while inside.crew.do_one(&inside.work) {
                inside.flush();
            }
            inside.flush();
            for link in std::mem::take(&mut inside.search.links) {
                inside.follow(&link, kind, &content, place, opening);
            }
            inside.give_held();
            inside.end(kind, place);
        });
    }

    /// Reads the file that a hard link which is asked for leads to, and which is not itself.
    fn follow(
        &mut self,
        (link, first): &(Place, Place),
        kind: Kind,
        content: &Content<'_, 's>,
        place: &Place,
        opening: Opening<'_>,
    ) {
        let way = Way::to(first, &place.path());
        let inner = Inner { way: Some(&way), ..*self.inner };
        let always_kept = self.inner.given(link) == Given::Named;
        let mut found = Vec::new();
        Inside::visit(kind, content.clone(), place, opening, &inner, self.slots, &mut |seen| {
            if let Seen::Records(records) = seen {
                found.extend(records.iter().map(|record| record.at(link)));
            }
            true
        });
        let seen = Seen::in_passing(&link.path(), &found).filter(|_| !always_kept);
        self.add(Result::read(link.clone(), seen.unwrap_or(Seen::Records(found))));
    }

    fn add(&mut self, result: Result) {
        self.crew.add_result(result);
        self.flush();
    }

    /// Takes the results that are there, up to the first that is not.
    fn flush(&mut self) {
        while let Some(result) = self.crew.take() {
            match result {
                Result::Seen(seen @ Seen::Opened(_)) => self.give(seen),
                Result::Seen(seen) => self.held.add(seen),
                Result::Read(place, seen, bytes) => {
                    if let Seen::Records(records) = &seen {
                        self.remembered.add(&place, records, bytes);
                    }
                    self.read(place, seen, bytes);
                }
                Result::Again(place, first) => self.read_again(place, &first),
            }
        }
    }

    /// Takes what is seen of a file: nothing is left of an earlier one with the same name.
    fn read(&mut self, place: Place, seen: Seen, bytes: usize) {
        self.files = self.files.saturating_add(1);
        if let Some(earlier) = self.held.drop_earlier(&place) {
            self.give(Seen::Note(
                place.path().into_owned(),
                "is there twice; the last one counts".to_owned(),
            ));
            self.give(earlier);
        }
        match seen {
            Seen::Records(_) => self.held.add_file(place, seen, bytes),
            _ => self.give(seen),
        }
        if self.held.is_full() {
            self.give_held();
        }
    }

    fn give_held(&mut self) {
        for seen in std::mem::take(&mut self.held).all() {
            self.give(seen);
        }
    }

    fn give(&mut self, seen: Seen) {
        let is_container = matches!(seen, Seen::Opened(_));
        self.containers = self.containers.saturating_add(u64::from(is_container));
        self.has_record |= !seen.records().is_empty();
        self.is_wanted = self.is_wanted && (self.give)(seen);
    }

    /// What the user named gives a record in any case.
    fn end(&mut self, kind: Kind, place: &Place) {
        if self.inner.given == Given::Named && self.is_wanted {
            let part = |record| Seen::Trouble(Box::new(record));
            let seen = match self.inner.way {
                Some(way) if !self.search.is_found => {
                    Some(Seen::Records(vec![self.search.not_found(way, place)]))
                }
                _ if self.has_record => None,
                Some(way) => Some(part(Record::of_part(way.given(), place, self.files))),
                None => Some(part(Record::of_container(place, kind, self.files))),
            };
            if let Some(seen) = seen {
                (self.give)(seen);
            }
        }
        // The outermost one is no file inside.
        let inside = self.files.saturating_add(self.containers.saturating_sub(1));
        (self.give)(Seen::Inside(inside));
    }

    /// Takes another name of the file or container that was first met at `first`.
    fn read_again(&mut self, place: Place, first: &Place) {
        let inside = self.remembered.inside(&place, first);
        if inside.is_empty() {
            let seen = self.renamed(&place, first);
            let bytes = weight(seen.records());
            return self.read(place, seen, bytes);
        }
        for (at, records) in inside {
            let records: Vec<_> = records.iter().map(|record| record.at(&at)).collect();
            let bytes = weight(&records);
            self.read(at, Seen::Records(records), bytes);
        }
    }

    /// What is seen of the file that was first met at `first`, under its other name.
    fn renamed(&mut self, place: &Place, first: &Place) -> Seen {
        if let Some(records) = self.remembered.again(place, first) {
            return Seen::Records(records.iter().map(|record| record.at(place)).collect());
        }
        let is_kept = self.inner.keep == Keep::All && self.remembered.has_forgotten_plain();
        match self.remembered.fault() {
            Some(fault) => Seen::Records(vec![Record::of_fault(place, &fault)]),
            None if is_kept => Seen::Records(vec![other_name(place)]),
            None => Seen::NotGo,
        }
    }
}

/// The record of another name of a file whose own record says that it is no program.
fn other_name(place: &Place) -> Record {
    let why = "another name of a file that is not a Go program".to_owned();
    let reasons = [("outcome", why)].into();
    Record { outcome: Outcome::NotGo, reasons, ..Record::new() }.at(place)
}

fn visit<'s>(
    kind: Kind,
    content: &Content<'_, 's>,
    place: &Place,
    opening: Opening<'_>,
    visitor: &mut dyn Visitor<'s>,
) {
    match content {
        Content::File(source) => {
            archive::visit(kind, Arc::clone(source), place, opening, visitor);
        }
        Content::Folder(folder) => archive::visit_folder(kind, *folder, place, opening, visitor),
    }
}

/// Whether a file with that name may be the image of a disk that only its end tells.
fn may_be_disk(name: &[u8]) -> bool {
    let end = name.get(name.len().saturating_sub(4)..).unwrap_or_default();
    end.eq_ignore_ascii_case(b".dmg") || end.eq_ignore_ascii_case(b".vhd")
}

impl<'s> Visitor<'s> for Inside<'_, '_, '_, 's> {
    fn wants(&mut self, place: &Place, head: &[u8]) -> bool {
        match self.inner.meets(place) {
            Met::Exactly => true,
            Met::Below => {
                let is_disk = || place.inner().last().is_some_and(may_be_disk);
                self.inner.keep == Keep::All || self.inner.inspector.wants(head) || is_disk()
            }
            Met::OnTheWay | Met::Elsewhere => false,
        }
    }

    fn enters(&mut self, place: &Place) -> bool {
        self.inner.meets(place) != Met::Elsewhere
    }

    fn file(&mut self, place: Place, bytes: Bytes<'s>) {
        self.search.is_found = true;
        let job = Job { place, bytes };
        let job = match self.is_worth {
            true => match self.crew.delegate(job, self.scope, self.slots, self.work) {
                Ok(()) => return self.flush(),
                Err(job) => job,
            },
            false => job,
        };
        let start = Instant::now();
        let result = (self.work)(job);
        self.is_worth = start.elapsed() >= WORTH;
        self.add(result);
    }

    fn again(&mut self, place: Place, first: &Place) {
        match (self.inner.is_asked_for(&place), self.inner.is_asked_for(first)) {
            (false, _) => self.search.pass(&place, self.inner.way),
            (true, true) => self.add(Result::Again(place, first.clone())),
            (true, false) => {
                let refused = self.search.link(&place, first);
                if let Some(record) = refused {
                    self.add(Result::read(place, Seen::Records(vec![record])));
                }
            }
        }
    }

    fn passed(&mut self, place: &Place) {
        match self.inner.is_asked_for(place) {
            true => {
                self.search.is_found = true;
                self.add(Result::read(place.clone(), Seen::NotGo));
            }
            false => self.search.pass(place, self.inner.way),
        }
    }

    fn opened(&mut self, place: &Place, kind: Kind) {
        self.search.open(place, self.inner.meets(place));
        self.remembered.open(place);
        self.add(Result::Seen(Seen::Opened(kind)));
    }

    fn trouble(&mut self, place: &Place, fault: Fault) {
        let seen = match fault.is_note() {
            true => Seen::Note(place.path().into_owned(), fault.to_string()),
            false => Seen::Trouble(Box::new(Record::of_fault(place, &fault))),
        };
        self.add(Result::Seen(seen));
    }

    fn unread(&mut self, place: &Place, fault: Fault) {
        if self.inner.meets(place) == Met::Elsewhere {
            return self.search.pass(place, self.inner.way);
        }
        self.search.is_found = true;
        let record = Record::of_fault(place, &fault);
        self.add(Result::read(place.clone(), Seen::Records(vec![record])));
    }

    fn make_room(&mut self) -> bool {
        let is_made = self.crew.do_one(&self.work);
        self.flush();
        is_made
    }

    fn wants_stop(&mut self) -> bool {
        !self.is_wanted
    }
}

/// Lets the helpers end, also after a panic.
struct Closing<'c, 's>(&'c Crew<Job<'s>, Result>);

impl Drop for Closing<'_, '_> {
    fn drop(&mut self) {
        self.0.close();
    }
}
