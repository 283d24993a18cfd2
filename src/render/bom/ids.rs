//! Names of parts within one document.

use std::collections::BTreeMap;
use std::io;

use super::part::Part;
use crate::bytes::Digest;
use crate::report::json::line;

/// Names of parts within one document: equal parts have one, others never the same.
#[derive(Clone, Debug, Default)]
pub(in crate::render) struct Ids {
    names: Vec<String>,
    known: BTreeMap<[u8; 32], usize>,
    /// All names, each with the last number that was put behind it.
    taken: BTreeMap<String, u64>,
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
        // Numbers go on where they ended: thousands of programs may want one name.
        let mut count = self.taken.get(wanted).copied().unwrap_or(1);
        while self.taken.contains_key(&name) {
            count = count.saturating_add(1);
            name = format!("{wanted}.{count}");
        }
        self.taken.insert(wanted.to_owned(), count);
        self.taken.entry(name.clone()).or_insert(1);
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
        let more: Vec<usize> = ["a", "a.3", "a", "a.4"].map(|wanted| ids.add(wanted)).into();
        let names: Vec<&str> = more.into_iter().map(|number| ids.name(number)).collect();
        assert_eq!(names, ["a.3", "a.3.2", "a.4", "a.4.2"]);
    }

    #[test]
    fn many_names_take_no_longer_each() {
        let mut ids = Ids::default();
        let last = (0..200_000).map(|_| ids.add("a")).last();
        assert_eq!(ids.name(last.unwrap()), "a.200000");
    }
}
