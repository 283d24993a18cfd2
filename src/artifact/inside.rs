//! The files of one container: each read by this thread or by one that is idle, all results in
//! order.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use super::crew::Crew;
use super::held::Held;
use super::inspector::{Inspector, Keep};
use super::leaf::leaf;
use super::ordered::{Give, Slots};
use super::seen::Seen;
use super::walk::Given;
use crate::archive::{self, Bytes, Fault, Folder, Kind, Opening, Place, Shared, Visitor};
use crate::bytes::LimitExceeded;
use crate::report::Record;

/// How long reading a file must take to be worth another thread.
const WORTH: Duration = Duration::from_micros(300);
/// The most Go programs of which the records are kept for other names of the same file.
const REMEMBERED: usize = 1024;

/// How the files of a container are read.
pub(super) struct Inner<'i> {
    pub(super) keep: Keep,
    /// How the container was met.
    pub(super) given: Given,
    pub(super) inspector: &'i dyn Inspector,
}

/// What a container is in.
pub(super) enum Content<'c, 's> {
    File(Shared<'s>),
    Folder(&'c dyn Folder<'s>),
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
    /// What is seen of a file.
    Read(Place, Seen),
    Again(Place, Place),
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
    /// Records of Go programs, by the place they were met at.
    remembered: HashMap<Place, Arc<[Record]>>,
    /// Whether the last file took so long that the next one is worth another thread.
    is_worth: bool,
    is_wanted: bool,
    /// Files in the container, and whether any of them gave a record.
    files: u64,
    has_record: bool,
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
            let seen = leaf(&bytes, Given::Walked, &place, inner.keep, inner.inspector);
            Result::Read(place, seen)
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
                remembered: HashMap::new(),
                is_worth: false,
                is_wanted: true,
                files: 0,
                has_record: false,
            };
            let _closing = Closing(&crew);
            match content {
                Content::File(source) => {
                    archive::visit(kind, source, place, opening, &mut inside);
                }
                Content::Folder(folder) => {
                    archive::visit_folder(kind, folder, place, opening, &mut inside);
                }
            }
            while inside.crew.do_one(&inside.work) {
                inside.flush();
            }
            inside.flush();
            inside.give_held();
            inside.end(kind, place);
        });
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
                Result::Read(place, seen) => {
                    self.remember(&place, &seen);
                    self.read(place, seen);
                }
                Result::Again(place, first) => {
                    let seen = self.renamed(&place, &first);
                    self.read(place, seen);
                }
            }
        }
    }

    /// Takes what is seen of a file: nothing is left of an earlier one with the same name.
    fn read(&mut self, place: Place, seen: Seen) {
        self.files = self.files.saturating_add(1);
        if let Some(earlier) = self.held.drop_earlier(&place) {
            self.give(Seen::Note(place.path(), "is there twice; the last one counts".to_owned()));
            self.give(earlier);
        }
        match seen {
            Seen::Records(_) => self.held.add_file(place, seen),
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
        self.has_record |= !seen.records().is_empty();
        self.is_wanted = self.is_wanted && (self.give)(seen);
    }

    /// A container that the user named gives a record in any case.
    fn end(&mut self, kind: Kind, place: &Place) {
        if self.inner.given == Given::Named && !self.has_record && self.is_wanted {
            let record = Record::of_container(place, kind, self.files);
            (self.give)(Seen::Trouble(Box::new(record)));
        }
    }

    fn remember(&mut self, place: &Place, seen: &Seen) {
        if let Seen::Records(records) = seen
            && self.remembered.len() < REMEMBERED
        {
            self.remembered.insert(place.clone(), records.as_slice().into());
        }
    }

    /// Another name of a file that gave no record, or whose records were not kept.
    fn forgotten(&self, place: &Place) -> Seen {
        if self.remembered.len() < REMEMBERED {
            return Seen::NotGo;
        }
        let limit = u64::try_from(REMEMBERED).unwrap_or(u64::MAX);
        let fault = Fault::from(LimitExceeded { name: "linked", limit });
        Seen::Records(vec![Record::of_fault(place, &fault)])
    }

    /// The records of the file that was first met at `first`, under its other name.
    fn renamed(&mut self, place: &Place, first: &Place) -> Seen {
        let Some(records) = self.remembered.get(first).cloned() else {
            return self.forgotten(place);
        };
        let records = records.iter().map(|record| record.at(place)).collect();
        let seen = Seen::Records(records);
        self.remember(place, &seen);
        seen
    }
}

impl<'s> Visitor<'s> for Inside<'_, '_, '_, 's> {
    fn wants(&mut self, _place: &Place, head: &[u8]) -> bool {
        self.inner.keep == Keep::All || self.inner.inspector.wants(head)
    }

    fn file(&mut self, place: Place, bytes: Bytes<'s>) {
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
        self.add(Result::Again(place, first.clone()));
    }

    fn passed(&mut self, place: &Place) {
        self.add(Result::Read(place.clone(), Seen::NotGo));
    }

    fn opened(&mut self, _place: &Place, kind: Kind) {
        self.add(Result::Seen(Seen::Opened(kind)));
    }

    fn trouble(&mut self, place: &Place, fault: Fault) {
        let seen = match fault.is_note() {
            true => Seen::Note(place.path(), fault.to_string()),
            false => Seen::Trouble(Box::new(Record::of_fault(place, &fault))),
        };
        self.add(Result::Seen(seen));
    }

    fn unread(&mut self, place: &Place, fault: Fault) {
        let record = Record::of_fault(place, &fault);
        self.add(Result::Read(place.clone(), Seen::Records(vec![record])));
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
