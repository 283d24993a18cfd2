//! Records that are kept for other names of the same file, such as hard links.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::weight::is_plain;
use crate::archive::{Fault, Place};
use crate::bytes::{LimitExceeded, Limits};
use crate::report::Record;

/// The most other names, and the most containers.
const MOST_NAMES: usize = 4096;

/// Records by the places that their files were met at.
pub(super) struct Remembered {
    /// The most bytes of records of Go programs, and of files that could not be read; of other
    /// files a quarter.
    most: u64,
    records: HashMap<Place, Kept>,
    /// How many files were kept, also where a later one has the name of an earlier.
    files: usize,
    /// Containers that were opened.
    containers: HashSet<Place>,
    /// Other names, and the first one of each.
    names: HashMap<Place, Place>,
    bytes: usize,
    plain_bytes: usize,
    /// Whether a file is forgotten that a link may lead to.
    has_forgotten: bool,
    has_forgotten_plain: bool,
}

/// Records that are kept, and how many files came before.
#[derive(Clone)]
struct Kept {
    number: usize,
    records: Arc<[Record]>,
}

impl Remembered {
    /// Nothing yet.
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            most: limits.linked,
            records: HashMap::new(),
            files: 0,
            containers: HashSet::new(),
            names: HashMap::new(),
            bytes: 0,
            plain_bytes: 0,
            has_forgotten: false,
            has_forgotten_plain: false,
        }
    }

    /// Remembers that the container at `place` was opened.
    pub(super) fn open(&mut self, place: &Place) {
        if self.containers.len() < MOST_NAMES {
            self.containers.insert(place.clone());
        }
    }

    /// The files in the container that was first met at `first`, as files of the one at `place`, in
    /// their order; none where that is no container.
    pub(super) fn inside(&mut self, place: &Place, first: &Place) -> Vec<(Place, Arc<[Record]>)> {
        let first = self.first(first);
        if !self.containers.contains(&first) {
            return Vec::new();
        }
        let renamed =
            |(at, kept): (&Place, &Kept)| Some((at.renamed(&first, place)?, kept.clone()));
        let mut found: Vec<_> = self.records.iter().filter_map(renamed).collect();
        found.sort_by_key(|(_, kept)| kept.number);
        self.name(place, first);
        found.into_iter().map(|(at, kept)| (at, kept.records)).collect()
    }

    /// Keeps the records of the file at `place`, which take that many bytes, if there is room.
    pub(super) fn add(&mut self, place: &Place, records: &[Record], weight: usize) {
        let is_plain = records.iter().all(is_plain);
        let (bytes, most) = match is_plain {
            true => (&mut self.plain_bytes, self.most >> 2),
            false => (&mut self.bytes, self.most),
        };
        let more = bytes.saturating_add(weight);
        if u64::try_from(more).is_ok_and(|it| it <= most) {
            *bytes = more;
            let kept = Kept { number: self.files, records: records.into() };
            self.files = self.files.saturating_add(1);
            self.records.insert(place.clone(), kept);
        } else {
            self.has_forgotten |= !is_plain;
            self.has_forgotten_plain |= is_plain;
        }
    }

    /// The records of the file that was first met at `first`, which `place` names too; `None` where it
    /// gave none, or none that were kept.
    pub(super) fn again(&mut self, place: &Place, first: &Place) -> Option<Arc<[Record]>> {
        let first = self.first(first);
        let records = Arc::clone(&self.records.get(&first)?.records);
        self.name(place, first);
        Some(records)
    }

    /// Where the file or container was first met that has that name too.
    fn first(&self, name: &Place) -> Place {
        self.names.get(name).unwrap_or(name).clone()
    }

    /// Remembers that `place` names what was first met at `first`.
    fn name(&mut self, place: &Place, first: Place) {
        if self.names.len() < MOST_NAMES {
            self.names.insert(place.clone(), first);
        } else {
            self.has_forgotten = true;
        }
    }

    /// Whether the file of a name may be one that is forgotten, since it is no program.
    pub(super) fn has_forgotten_plain(&self) -> bool {
        self.has_forgotten_plain
    }

    /// What is to be said of a name whose file may be forgotten; `None` where none is.
    pub(super) fn fault(&self) -> Option<Fault> {
        let limit = self.most;
        self.has_forgotten.then(|| LimitExceeded { name: "linked", limit }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::weight::weight;
    use crate::report::Outcome;
    use std::path::Path;

    #[test]
    fn records_of_programs_are_kept_apart_from_others() {
        let outer = Place::new(Path::new("a.tar"));
        let place = |at: u32| outer.inside(at.to_string().as_bytes());
        let mut kept = Remembered::new(&Limits::default());
        let plain = [Record { outcome: Outcome::NotGo, ..Record::new() }];
        let program = [Record { outcome: Outcome::Go, ..Record::new() }];
        let add = |kept: &mut Remembered, at: u32, records: &[Record]| {
            kept.add(&place(at), records, weight(records));
        };
        for at in 0..5000 {
            add(&mut kept, at, &plain);
        }
        assert!(kept.again(&place(9000), &place(0)).is_some());
        assert!(kept.again(&place(9001), &place(4999)).is_none() && kept.fault().is_none());
        add(&mut kept, 5000, &program);
        // The name of a name.
        assert!(kept.again(&place(9002), &place(5000)).is_some());
        assert!(kept.again(&place(9003), &place(9002)).is_some());
        for at in 5001..7000 {
            add(&mut kept, at, &program);
        }
        assert!(kept.again(&place(9004), &place(6999)).is_none() && kept.fault().is_some());
    }
}
