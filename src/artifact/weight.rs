//! How much memory records take.

use crate::report::json::size_of;
use crate::report::{Outcome, Record};

/// What little there is behind the pointers of a record that says next to nothing.
const LITTLE: usize = 512;

/// About as many bytes as these records take.
pub(super) fn weight(records: &[Record]) -> usize {
    let of_one = |record: &Record| match is_plain(record) {
        true => LITTLE,
        false => size_of(record),
    };
    let behind = records.iter().map(of_one).fold(0, usize::saturating_add);
    behind.saturating_add(size_of_val(records))
}

/// Whether the record is of a file that is no Go program, and says no more than that.
pub(super) fn is_plain(record: &Record) -> bool {
    record.outcome == Outcome::NotGo
        && record.error.is_none()
        && record.unopened.is_none()
        && record.text.is_none()
        && record.findings.is_empty()
}
