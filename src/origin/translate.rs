//! Places told anew; see [`Evidence::translate`](crate::evidence::Evidence).

use super::conclude::Origin;
use super::version::KnownVersion;
use crate::bytes::PartOffset;
use crate::evidence::translate::Place;

impl Origin {
    /// Tells every place as one in the file, those of the facts too.
    pub(crate) fn translate(&mut self, place: Place<'_>) {
        let of = |at: &mut PartOffset| *at = place(*at);
        self.facts.translate(place);
        match &mut self.version {
            Some(
                KnownVersion::BuildInfo { at, .. }
                | KnownVersion::Runtime { at, .. }
                | KnownVersion::Producer { at, .. }
                | KnownVersion::Producers { at, .. }
                | KnownVersion::Libgo { at, .. }
                | KnownVersion::ObjectHeader { at, .. }
                | KnownVersion::Layout { at, .. },
            ) => of(at),
            None => {}
        }
        self.goroot.evidence.iter_mut().for_each(|it| of(&mut it.at));
        let facts = self.dating.iter_mut().flat_map(|dating| &mut dating.facts);
        facts.filter_map(|fact| fact.at.as_mut()).for_each(of);
        let marks = self.obfuscation.iter_mut().flat_map(|found| &mut found.marks);
        marks.for_each(|mark| of(&mut mark.at));
    }
}
