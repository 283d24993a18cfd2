//! The texts of a database, each kept once.

use std::collections::HashMap;

/// Which text of a database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TextId(u32);

impl TextId {
    /// The text of that number.
    pub(super) fn of_number(number: u32) -> Self {
        Self(number)
    }

    /// The text whose number these bytes are.
    pub(super) fn of_bytes(number: [u8; 4]) -> Self {
        Self(u32::from_le_bytes(number))
    }

    /// Its number.
    pub(super) fn number(self) -> u32 {
        self.0
    }
}

/// All texts, one behind the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    /// The text; an empty one where there is no such text.
    pub(super) fn get(&self, id: TextId) -> &str {
        let at = usize::try_from(id.0).unwrap_or(usize::MAX);
        let end = self.ends.get(at).copied().unwrap_or_default();
        let before = at.checked_sub(1).and_then(|at| self.ends.get(at));
        let start = before.copied().unwrap_or_default();
        let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
        range.and_then(|(start, end)| self.all.get(start..end)).unwrap_or_default()
    }

    /// How many there are.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// All, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.count()).map(|number| self.get(TextId(number)))
    }

    /// Adds a text; `None` where there are too many.
    pub(super) fn push(&mut self, text: &str) -> Option<TextId> {
        let id = TextId(u32::try_from(self.ends.len()).ok()?);
        let end = u32::try_from(self.all.len().checked_add(text.len())?).ok()?;
        self.all.push_str(text);
        self.ends.push(end);
        Some(id)
    }
}

/// Texts that are being collected.
#[derive(Debug, Default)]
pub(super) struct Interner {
    texts: Texts,
    ids: HashMap<Box<str>, TextId>,
}

impl Interner {
    /// The number of a text, which is kept if it is new. The limits on a database keep it far below
    /// what numbers can count.
    pub(super) fn id(&mut self, text: &str) -> TextId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = self.texts.push(text).unwrap_or_default();
        self.ids.insert(text.into(), id);
        id
    }

    /// The text of that number.
    pub(super) fn get(&self, id: TextId) -> &str {
        self.texts.get(id)
    }

    /// All texts.
    pub(super) fn finish(self) -> Texts {
        self.texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_once() {
        let mut interner = Interner::default();
        let ids = ["a", "", "bc", "a", "bc"].map(|text| interner.id(text));
        assert_eq!(ids.map(TextId::number), [0, 1, 2, 0, 2]);
        let texts = interner.finish();
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["a", "", "bc"]);
        assert_eq!(texts.get(TextId(3)), "");
        assert_eq!(texts.get(TextId(u32::MAX)), "");
    }
}
