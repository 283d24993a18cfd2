//! Names of parts within one document.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::part::Part;
use crate::bytes::Digest;
use crate::report::json::line;

/// Names of parts within one document: equal parts have one, others never the same.
#[derive(Clone, Debug, Default)]
pub(in crate::render) struct Ids {
    names: Vec<String>,
    known: BTreeMap<[u8; 32], usize>,
    taken: BTreeSet<String>,
}

/// The name of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::render) struct Id {
    pub(in crate::render) number: usize,
    /// Whether an equal part had none before.
    pub(in crate::render) is_new: bool,
}

impl Ids {
    /// The name of a part; where it is new, it is `wanted`, with a number where that is taken.
    pub(in crate::render) fn of(&mut self, part: &Part, wanted: &str) -> io::Result<Id> {
        let key = *Digest::of(&line(part)?).bytes();
        if let Some(&number) = self.known.get(&key) {
            return Ok(Id { number, is_new: false });
        }
        let number = self.add(wanted);
        self.known.insert(key, number);
        Ok(Id { number, is_new: true })
    }

    /// A new name.
    pub(in crate::render) fn add(&mut self, wanted: &str) -> usize {
        let mut name = wanted.to_owned();
        let mut count = 1_u64;
        while !self.taken.insert(name.clone()) {
            count = count.saturating_add(1);
            name = format!("{wanted}.{count}");
        }
        self.names.push(name);
        self.names.len().saturating_sub(1)
    }

    /// The name of that number.
    pub(in crate::render) fn name(&self, number: usize) -> &str {
        self.names.get(number).map(String::as_str).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::bom::Purpose;

    #[test]
    fn equal_parts_have_one_name() {
        let part = |name: &str, sum: &str| Part {
            sum: Some(sum.to_owned()),
            ..Part::new(Purpose::Module, name.to_owned())
        };
        let mut ids = Ids::default();
        let all = [part("a", "1"), part("a", "2"), part("a", "1"), part("b", "1")];
        let got: Vec<_> = all
            .iter()
            .map(|part| {
                let id = ids.of(part, &part.name).unwrap();
                (ids.name(id.number).to_owned(), id.is_new)
            })
            .collect();
        let want = [("a", true), ("a.2", true), ("a", false), ("b", true)];
        assert_eq!(got, want.map(|(name, is_new)| (name.to_owned(), is_new)));
        assert_eq!(ids.add("a.2"), 3);
        assert_eq!(ids.name(3), "a.2.2");
    }
}
