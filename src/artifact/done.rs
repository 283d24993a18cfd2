//! The inputs whose records are there already.
//!
//! A record tells its input by its path: a file in containers by that of the outermost one. One input may have
//! many records, one after the other, and only a record of another input behind them shows that the
//! last of them is there: so the input of the last records of a list that may have been cut off counts
//! as not done.

use std::collections::HashSet;
use std::path::Path;

use super::shard::spelled;
use crate::bytes::{Digest, bytes_of_base64};
use crate::report::Record;

/// The first bytes of a hash that stand for a path: two of 2^64 paths have the same.
type Key = [u8; 16];

/// The inputs of the records of an earlier scan.
#[derive(Clone, Debug, Default)]
pub struct Done {
    inputs: HashSet<Key>,
    /// The input of the last record, which may miss some.
    last: Option<Key>,
}

impl Done {
    /// Takes the next record of the earlier scan; whether it is the first of its input.
    pub fn add(&mut self, record: &Record) -> bool {
        let input = Some(key(&input_of(record)));
        if self.last == input {
            return false;
        }
        self.inputs.extend(std::mem::replace(&mut self.last, input));
        true
    }

    /// The number of inputs, without the last.
    pub fn count(&self) -> usize {
        self.inputs.len()
    }

    /// Whether the input at `path` is done.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.inputs.contains(&key(&spelled(path)))
    }

    /// Counts the input at `path` as done; `false` where it was.
    pub(super) fn insert(&mut self, path: &Path) -> bool {
        self.inputs.insert(key(&spelled(path)))
    }
}

fn key(path: &[u8]) -> Key {
    Digest::of(path).bytes().first_chunk().copied().unwrap_or_default()
}

/// The path of the input that the record is of.
fn input_of(record: &Record) -> Vec<u8> {
    let outer = record.container.first().unwrap_or(&record.path);
    let Some(whole) = record.path_b64.as_deref().and_then(bytes_of_base64) else {
        return spelled(Path::new(outer)).into_owned();
    };
    // Of a path that is not UTF-8 the record has the bytes as a whole: the outermost file is what
    // reads as `outer`, in front of the first name inside.
    let ends = whole.windows(2).enumerate().filter(|(_, it)| *it == b"!/").map(|(at, _)| at);
    let mut fronts = ends.filter_map(|end| whole.get(..end));
    let front = fronts.find(|front| String::from_utf8_lossy(front) == outer.as_str());
    front.map_or_else(|| whole.clone(), <[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::base64;

    fn record(path: &[u8], container: &[&str]) -> Record {
        let text = String::from_utf8_lossy(path);
        let path_b64 = std::str::from_utf8(path).is_err().then(|| base64(path));
        let container = container.iter().map(|&it| it.to_owned()).collect();
        Record { path: text.into_owned(), path_b64, container, ..Record::new() }
    }

    #[test]
    fn the_input_of_a_record_is_its_outermost_file() {
        for (path, container, want) in [
            (&b"a"[..], &[][..], &b"a"[..]),
            (b"a!/b", &[], b"a!/b"),
            (b"a.zip!/b", &["a.zip"], b"a.zip"),
            (b"a.zip!/b.tar!/c", &["a.zip", "b.tar"], b"a.zip"),
            (b"d!/a.zip!/b", &["d!/a.zip"], b"d!/a.zip"),
            (b"\xff", &[], b"\xff"),
            (b"\xff.zip!/b", &["\u{fffd}.zip"], b"\xff.zip"),
            (b"a.zip!/\xff!/b", &["a.zip", "\u{fffd}"], b"a.zip"),
        ] {
            assert_eq!(input_of(&record(path, container)), want, "{path:?}");
        }
    }

    #[test]
    fn the_last_input_is_not_done() {
        let mut done = Done::default();
        let first: Vec<bool> = [
            record(b"a", &[]),
            record(b"b.zip!/1", &["b.zip"]),
            record(b"b.zip!/2", &["b.zip"]),
            record(b"b.zip", &[]),
            record(b"c", &[]),
        ]
        .iter()
        .map(|it| done.add(it))
        .collect();
        assert_eq!(first, [true, true, false, false, true]);
        let is_done = ["a", "b.zip", "c", "d"].map(|path| done.has(Path::new(path)));
        assert_eq!((is_done, done.count()), ([true, true, false, false], 2));
        assert!(done.insert(Path::new("d")) && !done.insert(Path::new("d")));
    }
}
