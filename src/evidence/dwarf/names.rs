//! Texts that recur: each once, with a count and the place of the first.

use std::collections::HashMap;

use crate::bytes::{LimitExceeded, Limits, PartOffset, Text, within};

/// The longest text that is taken; what lies behind is not looked at.
pub(super) const LONGEST: usize = 4096;
/// The bytes that all texts of one kind may take for each one that the limit allows.
const BYTES_EACH: u64 = 64;

/// A text of the debug sections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The text, as it stands in the file.
    pub text: Text,
    /// How many units or line tables have it.
    pub count: u64,
    /// Where the first lies; in a compressed section, where that starts.
    pub at: PartOffset,
}

/// Fails where so many texts, of so many bytes in all, are too many.
pub(super) fn within_names(count: u64, bytes: u64, limits: &Limits) -> Result<(), LimitExceeded> {
    let by_bytes = bytes.checked_div(BYTES_EACH).unwrap_or(bytes);
    within("debug-names", count.max(by_bytes), limits.debug_names)
}

/// Texts of one kind, being gathered.
#[derive(Default)]
pub(super) struct Names {
    names: HashMap<Vec<u8>, Seen>,
    bytes: u64,
}

struct Seen {
    order: usize,
    count: u64,
    at: PartOffset,
}

impl Names {
    /// Counts a text. Fails where there are too many different ones.
    pub(super) fn add(
        &mut self,
        text: &[u8],
        at: PartOffset,
        limits: &Limits,
    ) -> Result<(), LimitExceeded> {
        let text = text.get(..LONGEST).unwrap_or(text);
        if let Some(seen) = self.names.get_mut(text) {
            seen.count = seen.count.saturating_add(1);
            return Ok(());
        }
        let order = self.names.len();
        let count = u64::try_from(order).unwrap_or(u64::MAX).saturating_add(1);
        let bytes = self.bytes.saturating_add(u64::try_from(text.len()).unwrap_or(u64::MAX));
        within_names(count, bytes, limits)?;
        self.bytes = bytes;
        self.names.insert(text.to_vec(), Seen { order, count: 1, at });
        Ok(())
    }

    /// The texts in the order in which they were met.
    pub(super) fn into_list(self) -> Vec<Name> {
        let mut names: Vec<_> = self.names.into_iter().collect();
        names.sort_unstable_by_key(|(_, seen)| seen.order);
        let name = |(text, seen): (Vec<u8>, Seen)| {
            let text = Text::from(text.as_slice());
            Name { text, count: seen.count, at: seen.at }
        };
        names.into_iter().map(name).collect()
    }
}
