//! Which of the entries of a walk are looked at: those of one share, and not those that are done.

use std::path::PathBuf;

use super::done::Done;
use super::shard::Shard;
use super::walk::{Entry, Given};
use crate::report::{ErrorKind, ErrorRecord};

/// The part of the inputs that one run looks at; all by default.
#[derive(Clone, Debug, Default)]
pub struct Share {
    /// The share; `None` is all.
    pub shard: Option<Shard>,
    /// What was done by earlier runs; `None` lets an input be named twice.
    pub done: Option<Done>,
    /// The name of the list of inputs: what is wrong with it is told in every share.
    pub list: Option<PathBuf>,
}

impl Share {
    /// The entry, or what is told in its place; `None` where it is left out.
    pub fn of(&mut self, entry: Entry) -> Option<Entry> {
        // An input that would be overwritten stops every run.
        if matches!(entry, Entry::Target { .. }) || self.is_of_list(&entry) {
            return Some(entry);
        }
        let path = entry.path();
        if self.shard.is_some_and(|shard| !shard.has(path)) {
            return None;
        }
        let Some(done) = &mut self.done else { return Some(entry) };
        let is_named =
            !matches!(entry, Entry::File { given: Given::Walked, .. } | Entry::Skipped { .. });
        // Only named inputs are remembered: their number is the user's choice.
        let is_new = if is_named { done.insert(path) } else { !done.has(path) };
        is_new.then(|| match entry {
            Entry::Inside { way } => refused(way.given().to_owned()),
            entry => entry,
        })
    }

    fn is_of_list(&self, entry: &Entry) -> bool {
        matches!(entry, Entry::Failed { path, .. } if Some(path) == self.list.as_ref())
    }
}

/// A file inside, whose records do not tell whether it or its container was asked for.
fn refused(path: PathBuf) -> Entry {
    let message = "a path inside a container cannot be resumed: name the container".to_owned();
    let error = ErrorRecord { kind: ErrorKind::Unsupported.into(), message, offset: None };
    Entry::Failed { path, error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::FileKind;
    use crate::report::Record;

    fn file(path: &str, given: Given) -> Entry {
        Entry::File { path: path.into(), given, within: None }
    }

    fn failed(path: &str) -> Entry {
        Entry::Failed { path: path.into(), error: ErrorRecord::default() }
    }

    #[test]
    fn every_entry_is_in_one_share_but_what_concerns_all() {
        let entries = || {
            let files = (0..99).map(|at| file(&format!("f{at}"), Given::Walked));
            let others = [
                Entry::Stdin,
                failed("gone"),
                Entry::Vanished { path: "v".into() },
                Entry::Skipped { path: "s".into(), kind: FileKind::Pipe },
            ];
            files.chain(others)
        };
        let mut seen = Vec::new();
        for index in 1..=4 {
            let shard = format!("{index}/4").parse().ok();
            let mut share = Share { shard, list: Some("list".into()), ..Share::default() };
            seen.extend(entries().filter_map(|entry| share.of(entry)));
            for entry in [failed("list"), Entry::Target { path: "t".into() }] {
                assert_eq!(share.of(entry.clone()), Some(entry));
            }
        }
        assert_eq!(seen.len(), entries().count());
        assert!(entries().all(|entry| seen.contains(&entry)));
    }

    #[test]
    fn what_is_done_is_left_out_and_a_name_counts_once() {
        let mut done = Done::default();
        for path in ["a", "last"] {
            done.add(&Record { path: path.to_owned(), ..Record::new() });
        }
        let mut share = Share { done: Some(done), ..Share::default() };
        for (entry, is_kept) in [
            (file("a", Given::Named), false),
            (file("a", Given::Walked), false),
            (file("last", Given::Named), true),
            (file("last", Given::Named), false),
            (failed("b"), true),
            (failed("b"), false),
            (file("c", Given::Walked), true),
        ] {
            assert_eq!(share.of(entry.clone()).is_some(), is_kept, "{entry:?}");
        }
    }
}
