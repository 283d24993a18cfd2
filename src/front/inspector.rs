//! How the files of a scan are read: those that the user named, and those that were met.

use std::borrow::Cow;

use crate::analysis::{Hashing, Options};
use crate::archive::{Images, Place};
use crate::artifact::{Given, Inspector, Keep};
use crate::bytes::ByteSource;
use crate::inspect::{Depth, inspect, inspect_met, is_worth_reading};
use crate::policy::{Rulings, Settings};
use crate::report::Record;

/// How the files of a scan are read.
pub struct Files<'o> {
    /// For files that the user named.
    pub named: Options<'o>,
    /// For files that were met in a folder or in a container.
    pub met: Options<'o>,
    /// Which of them give a record.
    pub keep: Keep,
    /// How a file is hashed that only a demand on it asks to hash.
    pub demanded: Hashing,
    /// What holds for some of them, and which findings are left; `None` where the options hold for
    /// all.
    pub rulings: Option<&'o Rulings>,
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
        let options = match self.rulings.map(|rulings| rulings.settings(place)) {
            Some(Cow::Owned(settings)) => under(&settings, options, self.demanded),
            // What holds everywhere is in the options.
            _ => options,
        };
        let mut records = match (given, self.keep) {
            (Given::Walked, Keep::Relevant) => inspect_met(source, &options),
            _ => inspect(source, &options),
        };
        if let Some(rulings) = self.rulings {
            rulings.leave_out(place, &mut records);
        }
        records
    }

    fn wants(&self, head: &[u8]) -> bool {
        self.met.search_others || is_worth_reading(head)
    }

    fn images(&self) -> Images<'_> {
        let digests = self.met.images.digests || self.met.hashing != Hashing::Skip;
        Images { digests, ..self.met.images }
    }
}

/// The options under which those settings hold: as much is read as they ask for, and hashed as
/// `demanded` says where they ask for that.
pub fn under<'o>(settings: &Settings, options: Options<'o>, demanded: Hashing) -> Options<'o> {
    let Settings { policy, demands } = settings.clone();
    let depth = match options.depth {
        Depth::Quick if demands.ask_for_paths() => Depth::Full,
        depth => depth,
    };
    let hashing = match options.hashing {
        Hashing::Skip if demands.ask_for_hash() => demanded,
        asked => asked,
    };
    Options { policy, demands, depth, hashing, ..options }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Demands;

    #[test]
    fn a_demand_is_hashed_for_as_was_said() {
        let demands = Demands { verified: true, ..Demands::default() };
        let asking = Settings { demands, ..Settings::default() };
        for (settings, own, demanded, want) in [
            (&asking, Hashing::Skip, Hashing::Content, Hashing::Content),
            (&asking, Hashing::Skip, Hashing::Check, Hashing::Check),
            (&asking, Hashing::Check, Hashing::Content, Hashing::Check),
            (&Settings::default(), Hashing::Skip, Hashing::Check, Hashing::Skip),
        ] {
            let options = Options { hashing: own, ..Options::default() };
            assert_eq!(under(settings, options, demanded).hashing, want);
        }
    }
}
