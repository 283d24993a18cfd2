//! The versions of a file whose hash may be the expected one, and what was done to the file if one is.
//!
//! Versions with the same bytes replaced differ in where they end alone: they are one stream with
//! a hash at each end.

use super::content_check::ContentRule;
use super::set_aside::Aside;
use super::stream::{Hashes, Patch, Version};
use crate::bytes::PartOffset;

/// One of them: the rule of the hash, and what was done to the file; `None` where it is as it was.
struct Attempt {
    rule: ContentRule,
    aside: Option<Aside>,
    /// The index of its version.
    version: usize,
    ends: Vec<PartOffset>,
}

/// All that are hashed in one pass, the likeliest first.
#[derive(Default)]
pub(super) struct Attempts {
    attempts: Vec<Attempt>,
    versions: Vec<Version>,
}

impl Attempts {
    /// Adds the file with `patches`, hashed by `rule` up to each of `ends`.
    pub(super) fn add(
        &mut self,
        rule: ContentRule,
        aside: Option<Aside>,
        patches: Vec<Patch>,
        ends: &[PartOffset],
    ) {
        let mut new = Some(Version::new(patches, ends.to_vec()));
        let joins = |known: &mut Version| match new.take().map(|new| known.join(new)) {
            Some(Err(other)) => {
                new = Some(other);
                false
            }
            _ => true,
        };
        let version = self.versions.iter_mut().position(joins).unwrap_or(self.versions.len());
        self.versions.extend(new);
        self.attempts.push(Attempt { rule, aside, version, ends: ends.to_vec() });
    }

    /// What is to be hashed.
    pub(super) fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The first that has the hash whose part is `expected`, and where the file ended.
    pub(super) fn found(
        &self,
        hashes: &Hashes<'_>,
        expected: &str,
    ) -> Option<(ContentRule, Option<Aside>, PartOffset)> {
        self.attempts.iter().find_map(|it| {
            let is = |end: PartOffset| {
                hashes.at(it.version, end).is_some_and(|digest| digest.part() == expected)
            };
            let end = it.ends.iter().copied().find(|end| is(*end))?;
            Some((it.rule, it.aside, end))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::{Budget, Digest, Input, Limits, Span};
    use crate::verify::stream::hash;

    #[test]
    fn one_stream_has_the_hashes_of_all_ends() {
        let data = vec![7_u8; 1000];
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&data, &budget).unwrap();
        let zeros = || vec![Patch::Zeros(Span::new(PartOffset(0), 4))];
        let mut attempts = Attempts::default();
        let ends = [900, 1000, 1024].map(PartOffset);
        let [before, whole, behind] = ends;
        attempts.add(ContentRule::Any, None, Vec::new(), &[whole]);
        attempts.add(ContentRule::Any, Some(Aside::Section), zeros(), &[whole]);
        attempts.add(ContentRule::Any, Some(Aside::Tail), Vec::new(), &[before, behind]);
        assert_eq!(attempts.versions().len(), 2);
        let mut hashes = hash(&input, b"no such ID", attempts.versions()).unwrap();
        let longer = [&data[..], &[0; 24]].concat();
        let patched = [&[0; 4], &data[4..]].concat();
        let part = |bytes: &[u8]| Digest::of(bytes).part();
        assert_eq!(attempts.found(&hashes, &part(&longer)), None);
        hashes.extend();
        for (bytes, aside, end) in [
            (&data[..], None, whole),
            (&data[..900], Some(Aside::Tail), before),
            (&longer, Some(Aside::Tail), behind),
            (&patched, Some(Aside::Section), whole),
        ] {
            let want = Some((ContentRule::Any, aside, end));
            assert_eq!(attempts.found(&hashes, &part(bytes)), want);
        }
        assert_eq!(attempts.found(&hashes, &part(b"")), None);
    }
}
