//! Finds and replaces any of a growing set of names in a text, in one pass for any number of names.
//!
//! A trie of bytes; names are added to it one at a time. From each place in a text the trie is
//! followed for at most [`DEPTH`] bytes, so a pass costs at most that many steps a byte. Adding a
//! name costs as much as its length. Neither cost depends on the number of known names. (An
//! automaton would have to be rebuilt for each new name, and every file may bring one.)

use std::collections::HashMap;

/// How many bytes of a name are compared. A longer name counts as found where its first `DEPTH`
/// bytes are, and then extends to the end of the text.
const DEPTH: usize = 64;
/// The root of the trie.
const ROOT: u32 = 0;

/// Where a name may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    /// Anywhere, also inside longer words.
    Anywhere,
    /// Only where no letter or digit is adjacent on either side.
    WholeWord,
}

/// The end of a name in the trie.
#[derive(Clone, Debug)]
struct Name {
    placeholder: String,
    place: Where,
    /// The name continues behind the bytes that are compared.
    is_cut: bool,
}

/// Names, each with its replacement. Case does not matter in ASCII.
#[derive(Clone, Debug, Default)]
pub(super) struct Spotter {
    steps: HashMap<(u32, u8), u32>,
    names: HashMap<u32, Name>,
    nodes: u32,
    first: FirstBytes,
}

/// The bytes that a name starts with, in both cases: most places of a text start none.
#[derive(Clone, Copy, Debug, Default)]
struct FirstBytes([u128; 2]);

impl FirstBytes {
    fn insert(&mut self, byte: u8) {
        for byte in [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()] {
            let [low, high] = &mut self.0;
            let half = if byte < 128 { low } else { high };
            *half |= 1 << (byte % 128);
        }
    }

    fn has(self, byte: u8) -> bool {
        let [low, high] = self.0;
        let half = if byte < 128 { low } else { high };
        half >> (byte % 128) & 1 == 1
    }
}

impl Spotter {
    /// Adds a name, unless it is empty or already known; a known name keeps its replacement.
    pub(super) fn add(&mut self, name: &str, place: Where, placeholder: impl FnOnce() -> String) {
        if name.is_empty() {
            return;
        }
        name.bytes().take(1).for_each(|byte| self.first.insert(byte));
        let mut node = ROOT;
        for byte in name.bytes().take(DEPTH) {
            let step = (node, byte.to_ascii_lowercase());
            node = match self.steps.get(&step) {
                Some(next) => *next,
                None => {
                    self.nodes = self.nodes.saturating_add(1);
                    self.steps.insert(step, self.nodes);
                    self.nodes
                }
            };
        }
        let is_cut = name.len() > DEPTH;
        match self.names.get_mut(&node) {
            Some(known) => known.is_cut |= is_cut,
            None => {
                self.names.insert(node, Name { placeholder: placeholder(), place, is_cut });
            }
        }
    }

    /// `text` with every name replaced: from left to right, the longest name at each place. `None`
    /// where there is none.
    pub(super) fn replaced(&self, text: &str) -> Option<String> {
        let mut out = String::new();
        let mut end = 0_usize;
        let mut at = 0_usize;
        let starts = |byte: &u8| self.first.has(*byte);
        while let Some(skipped) = text.as_bytes().get(at..)?.iter().position(starts) {
            at = at.saturating_add(skipped);
            match self.longest_at(text, at) {
                Some((behind, placeholder)) => {
                    out.push_str(text.get(end..at)?);
                    out.push_str(placeholder);
                    (at, end) = (behind, behind);
                }
                None => at = at.saturating_add(1),
            }
        }
        if end == 0 {
            return None;
        }
        out.push_str(text.get(end..)?);
        Some(out)
    }

    /// The end and the replacement of the longest name that starts at `at`.
    fn longest_at(&self, text: &str, at: usize) -> Option<(usize, &str)> {
        let rest = text.as_bytes().get(at..)?;
        let mut found = None;
        let mut node = ROOT;
        for (length, byte) in (1_usize..).zip(rest) {
            node = *match self.steps.get(&(node, byte.to_ascii_lowercase())) {
                Some(next) => next,
                None => break,
            };
            let Some(name) = self.names.get(&node) else { continue };
            let behind = at.checked_add(length)?;
            if name.is_cut && length == DEPTH {
                found = Some((text.len(), name.placeholder.as_str()));
            } else if name.place == Where::Anywhere || is_whole_word(text, at, behind) {
                found = Some((behind, name.placeholder.as_str()));
            }
        }
        found
    }
}

/// Whether no letter or digit is adjacent to `text[start..end]`.
fn is_whole_word(text: &str, start: usize, end: usize) -> bool {
    let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let before = text.get(..start).and_then(|it| it.chars().next_back());
    let after = text.get(end..).and_then(|it| it.chars().next());
    !joins(before) && !joins(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spotter(names: &[(&str, Where)]) -> Spotter {
        let mut spotter = Spotter::default();
        for (at, (name, place)) in names.iter().enumerate() {
            spotter.add(name, *place, || format!("<{at}>"));
        }
        spotter
    }

    #[test]
    fn the_longest_name_at_each_place() {
        let spotter = spotter(&[
            ("bob", Where::WholeWord),
            ("bobby", Where::Anywhere),
            ("élan", Where::Anywhere),
            ("BOB", Where::Anywhere),
            ("", Where::Anywhere),
        ]);
        assert_eq!(spotter.names.len(), 3);
        for (text, want) in [
            ("bob", Some("<0>")),
            ("a bob, Bob", Some("a <0>, <0>")),
            ("bobs", None),
            ("bobbys", Some("<1>s")),
            ("xBOBBYx", Some("x<1>x")),
            ("bobb bob", Some("bobb <0>")),
            ("l'élan!", Some("l'<2>!")),
            ("", None),
        ] {
            assert_eq!(spotter.replaced(text).as_deref(), want, "{text:?}");
        }
    }

    #[test]
    fn a_long_name_takes_the_rest_of_the_text() {
        let long = "x".repeat(100);
        let spotter = spotter(&[(&long, Where::WholeWord)]);
        assert_eq!(spotter.replaced(&format!("a {long} b")).as_deref(), Some("a <0>"));
        assert_eq!(spotter.replaced(&format!("a {} b", "x".repeat(DEPTH - 1))), None);
        assert_eq!(spotter.steps.len(), DEPTH);
    }

    /// Many names cost no more steps than one.
    #[test]
    fn names_do_not_slow_one_another() {
        let mut spotter = Spotter::default();
        for at in 0..20_000 {
            spotter.add(&format!("user-{at:05}"), Where::Anywhere, || format!("<{at}>"));
        }
        let text = "/home/user-19999/x ".repeat(2_000);
        assert_eq!(spotter.replaced(&text), Some("/home/<19999>/x ".repeat(2_000)));
    }
}
