//! What a walk over many files does with the records of one of them.

use super::error::{ErrorKind, ErrorRecord};
use super::whole::{Outcome, Record};

impl Record {
    /// Whether the file is passed over in a walk: as far as its bytes show it is not a Go program,
    /// cannot hold one, and holds no text that the user searches for. What is odd about it is its
    /// `error`.
    pub(crate) fn is_passed_over(&self) -> bool {
        // A broken header can make the file unreadable as an image; every byte was still searched.
        let is_odd = |error: &ErrorRecord| {
            [ErrorKind::Malformed, ErrorKind::Truncated].iter().any(|kind| error.kind == *kind)
        };
        let is_match = self.text.iter().flatten().any(|row| row.needle.is_some());
        let is_plain = self.outcome != Outcome::Go && self.unopened.is_none();
        is_plain && !is_match && self.error.iter().chain(&self.damage).all(is_odd)
    }

    /// Marks a record that was read while its file changed, as `error` says: any part of it may come
    /// from either state.
    pub(crate) fn distrust(&mut self, error: ErrorRecord) {
        self.partial = true;
        self.damage.extend(self.error.replace(error));
        self.damage.dedup();
    }
}
