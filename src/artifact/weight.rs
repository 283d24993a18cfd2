//! How much memory records take.

use std::io;

use crate::report::{Outcome, Record};

/// What little there is behind the pointers of a record that says next to nothing.
const LITTLE: usize = 512;

/// About as many bytes as these records take.
pub(super) fn weight(records: &[Record]) -> usize {
    let of_one = |record: &Record| match is_plain(record) {
        true => LITTLE,
        false => length(record),
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

/// How long the record is as JSON, which is about what stands behind its pointers.
fn length(record: &Record) -> usize {
    let mut count = Count(0);
    match serde_json::to_writer(&mut count, record) {
        Ok(()) => count.0,
        Err(_) => usize::MAX,
    }
}

/// Counts what is written.
struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
