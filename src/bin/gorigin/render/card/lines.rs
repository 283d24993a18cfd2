//! The lines of a card: a label, a value, and an aside that says where the value comes from.

use std::collections::BTreeSet;

use crate::render::look::{Look, Meaning};
use crate::render::words::{width, wrapped};

/// The width of the labels, with the two spaces before and the two or more behind them.
const LABEL: usize = 16;

/// Values up to this width are padded, to align the asides next to them.
const VALUE: usize = 44;

/// The same on a terminal that is narrower than [`WIDE`].
const NARROW_VALUE: usize = 22;

/// From this width on there is room for long values with an aside next to them.
const WIDE: usize = 120;

/// How many places of a fact a card shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Places {
    /// The first, and the number of the others.
    First,
    /// All of them, and what a card leaves out as well.
    All,
}

/// The text of a card as it grows.
pub(super) struct Lines {
    look: Look,
    places: Places,
    text: String,
    /// What the card has said already, whole and word by word.
    told: BTreeSet<String>,
}

/// One fact; its texts are safe to show.
pub(super) struct Fact {
    value: String,
    meaning: Meaning,
    aside: String,
    is_words: bool,
}

impl Fact {
    /// A value that stays in one piece, to be copied.
    pub(super) fn new(value: impl Into<String>) -> Self {
        Self { value: value.into(), meaning: Meaning::Plain, aside: String::new(), is_words: false }
    }

    /// A value that may go on in the next line between two words.
    pub(super) fn words(value: impl Into<String>) -> Self {
        Self { is_words: true, ..Self::new(value) }
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
    /// Nothing yet.
    pub(super) fn new(look: Look, places: Places) -> Self {
        Self { look, places, text: String::new(), told: BTreeSet::new() }
    }

    /// The text of the card.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Whether every place is shown.
    pub(super) fn shows_all(&self) -> bool {
        self.places == Places::All
    }

    /// Whether the card has said this already, as a text or as a word of one.
    pub(super) fn has_told(&self, text: &str) -> bool {
        self.told.contains(text)
    }

    /// Adds the first line, which stands above the labels: the path, and what is there.
    pub(super) fn head(&mut self, path: &str, words: &[String]) {
        self.text.push_str(&self.look.paint(Meaning::Heading, path));
        let mut used = width(path);
        let mut sign = "  ";
        for word in words {
            let needed = used.saturating_add(width(sign)).saturating_add(width(word));
            if needed > self.room() {
                self.text.push_str(&format!("\n{:LABEL$}", ""));
                used = LABEL;
            } else {
                self.text.push_str(sign);
                used = used.saturating_add(width(sign));
            }
            self.text.push_str(word);
            used = used.saturating_add(width(word));
            sign = " · ";
        }
        self.text.push('\n');
    }

    /// Adds a line with a fact, or several where the terminal is narrow.
    pub(super) fn fact(&mut self, label: &str, fact: Fact) {
        self.tell(&fact.value);
        self.tell(&fact.aside);
        let room = self.room().saturating_sub(LABEL);
        let mut values = match fact.is_words {
            true => wrapped(&fact.value, room.max(24)),
            false => vec![fact.value],
        };
        let is_one_line = values.len() == 1;
        let mut asides = if fact.aside.is_empty() { Vec::new() } else { vec![fact.aside] };
        if let (Some(value), Some(aside)) = (values.last_mut(), asides.first_mut()) {
            let gap = gap(width(value), width(aside), room).filter(|_| is_one_line);
            match gap {
                Some(gap) => {
                    let aside = self.look.paint(Meaning::Aside, &asides.remove(0));
                    let painted = self.look.paint(fact.meaning, value);
                    *value = format!("{painted}{:gap$}{aside}", "");
                }
                None => {
                    *value = self.look.paint(fact.meaning, value);
                    asides = wrapped(aside, room.max(24));
                }
            }
        } else if let Some(value) = values.last_mut() {
            *value = self.look.paint(fact.meaning, value);
        }
        let last = values.len().saturating_sub(1);
        let values = values.into_iter().enumerate().map(|(at, value)| match at == last {
            true => value,
            false => self.look.paint(fact.meaning, &value),
        });
        let asides = asides.iter().map(|aside| self.look.paint(Meaning::Aside, aside));
        let lines: Vec<String> = values.chain(asides).collect();
        self.labelled(label, &lines);
    }

    /// A longer text, wrapped next to its label.
    pub(super) fn prose(&mut self, label: &str, text: &str, meaning: Meaning) {
        self.fact(label, Fact::words(text).meaning(meaning));
    }

    /// Adds lines, the first of them next to the label. A label never touches what it is about.
    fn labelled(&mut self, label: &str, lines: &[String]) {
        let mut label = format!("  {label}");
        for line in lines {
            let gap = LABEL.saturating_sub(width(&label)).max(2);
            self.text.push_str(&format!("{label}{:gap$}{line}\n", ""));
            label = "  ".to_owned();
        }
    }

    fn tell(&mut self, text: &str) {
        self.told.insert(text.to_owned());
        let words = text.split([' ', ',', ';']).filter(|word| !word.is_empty());
        self.told.extend(words.map(str::to_owned));
    }

    fn room(&self) -> usize {
        self.look.width.map_or(usize::MAX, usize::from)
    }
}

/// The space between a value and an aside of those widths in one line; `None` where there is no
/// room for both.
fn gap(value: usize, aside: usize, room: usize) -> Option<usize> {
    let pad = if room < WIDE.saturating_sub(LABEL) { NARROW_VALUE } else { VALUE };
    let aligned = pad.saturating_sub(value).saturating_add(2);
    [aligned, 2].into_iter().find(|&gap| value.saturating_add(gap).saturating_add(aside) <= room)
}
