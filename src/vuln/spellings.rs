//! The spellings of each version that bounds a range: `1.0`, `v1.0.0` and `1.0.0+x` are one version. A reader
//! looks at them one after another, so there is a limit; a record that goes beyond it spoils no other.

use std::collections::{HashMap, HashSet};

use super::advisory::{Advisory, Entry};
use super::error::RecordError;
use super::limits::MOST_EQUAL;
use super::semver::Semver;
use super::texts::{Interner, TextId};

/// The spellings of all versions so far.
#[derive(Debug, Default)]
pub(super) struct Spellings(HashMap<String, HashSet<TextId>>);

impl Spellings {
    /// Counts the bounds of an advisory.
    ///
    /// # Errors
    /// [`RecordError::Spellings`] where a version has too many with it; then none of its bounds counts.
    pub(super) fn take(
        &mut self,
        advisory: &Advisory,
        texts: &Interner,
    ) -> Result<(), RecordError> {
        let ranges = advisory.entries.iter().flat_map(Entry::ranges);
        let mut added = Vec::new();
        for id in ranges.flat_map(|range| range.versions()) {
            let Some(plain) = Semver::parse(texts.get(id)).map(Semver::plain) else { continue };
            let known = self.0.entry(plain.clone()).or_default();
            if known.insert(id) {
                let is_over = u64::try_from(known.len()).is_ok_and(|count| count > MOST_EQUAL);
                added.push((plain, id));
                if is_over {
                    self.forget(&added);
                    return Err(RecordError::Spellings { limit: MOST_EQUAL });
                }
            }
        }
        Ok(())
    }

    fn forget(&mut self, added: &[(String, TextId)]) {
        for (plain, id) in added {
            if let Some(known) = self.0.get_mut(plain) {
                known.remove(id);
            }
        }
    }
}
