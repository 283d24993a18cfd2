//! How the files of a scan are read: those that the user named, and those that were met.

use crate::analysis::{Hashing, Options};
use crate::archive::{Images, Place};
use crate::artifact::{Given, Inspector, Keep};
use crate::bytes::ByteSource;
use crate::inspect::{inspect, inspect_met, is_worth_reading};
use crate::report::Record;

/// How the files of a scan are read.
pub struct Files<'o> {
    /// For files that the user named.
    pub named: Options<'o>,
    /// For files that were met in a folder or in a container.
    pub met: Options<'o>,
    /// Which of them give a record.
    pub keep: Keep,
}

impl Inspector for Files<'_> {
    fn inspect(&self, source: &dyn ByteSource, given: Given, place: &Place) -> Vec<Record> {
        let path = place.path();
        let options = match given {
            Given::Named => &self.named,
            Given::Walked => &self.met,
        };
        let inside = (place.depth() > 0).then_some(place);
        let options = Options { place: inside, opens: true, ..options.at(&path) };
        match (given, self.keep) {
            (Given::Walked, Keep::Relevant) => inspect_met(source, &options),
            _ => inspect(source, &options),
        }
    }

    fn wants(&self, head: &[u8]) -> bool {
        self.met.search_others || is_worth_reading(head)
    }

    fn images(&self) -> Images<'_> {
        let digests = self.met.images.digests || self.met.hashing == Hashing::Check;
        Images { digests, ..self.met.images }
    }
}
