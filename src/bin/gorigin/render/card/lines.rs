//! The lines of a card: a label, a value, and an aside that says where the value comes from.

use crate::render::look::{Look, Meaning};
use crate::render::words::wrapped;

/// The width of the labels, with the space before the values.
const LABEL: usize = 16;

/// Values up to this length are padded, to align the places next to them.
const VALUE: usize = 44;

/// The text of a card as it grows.
pub(super) struct Lines {
    pub(super) look: Look,
    pub(super) text: String,
}

/// One fact; its texts are safe to show.
pub(super) struct Fact {
    value: String,
    meaning: Meaning,
    aside: String,
}

impl Fact {
    pub(super) fn new(value: impl Into<String>) -> Self {
        Self { value: value.into(), meaning: Meaning::Plain, aside: String::new() }
    }

    pub(super) fn meaning(self, meaning: Meaning) -> Self {
        Self { meaning, ..self }
    }

    /// Adds the place where the fact was read, or the reason for it.
    pub(super) fn aside(self, aside: impl Into<String>) -> Self {
        Self { aside: aside.into(), ..self }
    }
}

impl Lines {
    pub(super) fn fact(&mut self, label: &str, fact: Fact) {
        self.text.push_str(&format!("  {label:<width$}", width = LABEL.saturating_sub(2)));
        self.text.push_str(&self.look.paint(fact.meaning, &fact.value));
        if !fact.aside.is_empty() {
            let used = fact.value.chars().count();
            let gap = VALUE.saturating_sub(used).saturating_add(2);
            let fits = |width: u16| {
                let aside = fact.aside.chars().count();
                LABEL.saturating_add(used).saturating_add(gap).saturating_add(aside)
                    <= usize::from(width)
            };
            // Next to the value where it fits, otherwise below it.
            if used > VALUE && !self.look.width.is_none_or(fits) {
                self.text.push_str(&format!("\n{:LABEL$}", ""));
            } else {
                self.text.push_str(&format!("{:gap$}", ""));
            }
            self.text.push_str(&self.look.paint(Meaning::Aside, &fact.aside));
        }
        self.text.push('\n');
    }

    /// A longer text, wrapped next to its label.
    pub(super) fn prose(&mut self, label: &str, text: &str, meaning: Meaning) {
        let width = self.look.width.map_or(usize::MAX, usize::from);
        let mut label = label;
        for line in wrapped(text, width.saturating_sub(LABEL).max(24)) {
            self.fact(label, Fact::new(line).meaning(meaning));
            label = "";
        }
    }
}
