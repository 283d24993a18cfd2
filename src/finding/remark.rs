//! What a check says, and the place it is about.

use std::fmt;

use crate::bytes::push_hex;
use crate::container::FileOffset;
use crate::rule::{Rule, Severity};

/// What a rule says about a program.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How grave it is, as the user's policy has it.
    pub severity: Severity,
    /// What the check says.
    pub remark: Remark,
}

impl Finding {
    /// What to do.
    pub fn help(&self) -> &'static str {
        self.remark.advice.unwrap_or(self.rule.fix)
    }
}

/// What a check says: what it found, and the evidence for it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Remark {
    /// What was found, in a sentence that is safe to show.
    pub message: String,
    /// The evidence.
    pub places: Vec<Place>,
    /// What to do, if the rule's own advice would not help.
    pub advice: Option<&'static str>,
    /// How grave this is, where it is not as grave as the rule's other findings.
    pub severity: Option<Severity>,
    /// The rule whose finding, where there is one, says this too: the same is not told twice.
    pub(super) told_by: Option<&'static str>,
}

impl Remark {
    /// What was found, in a sentence that is safe to show: text from a file must go through
    /// [`Text`](crate::bytes::Text) or [`Escaped`](crate::bytes::Escaped).
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            places: Vec::new(),
            advice: None,
            severity: None,
            told_by: None,
        }
    }

    /// Adds a piece of evidence.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.places.push(place);
        self
    }

    /// Adds pieces of evidence.
    #[must_use]
    pub fn at_all(mut self, places: impl IntoIterator<Item = Place>) -> Self {
        self.places.extend(places);
        self
    }

    /// Replaces the rule's severity for this one finding.
    #[must_use]
    pub fn as_grave_as(self, severity: Severity) -> Self {
        Self { severity: Some(severity), ..self }
    }

    /// Drops this where a finding of the rule of that name says it.
    #[must_use]
    pub(super) fn unless_told_by(self, rule: &'static str) -> Self {
        Self { told_by: Some(rule), ..self }
    }

    /// Replaces the rule's advice; `None` keeps it.
    #[must_use]
    pub(super) fn with_advice(self, advice: Option<&'static str>) -> Self {
        Self { advice, ..self }
    }
}

/// The evidence of a finding: what is there, and where. Displayed as one phrase.
///
/// ```
/// use gorigin::bytes::PartOffset;
/// use gorigin::container::Around;
/// use gorigin::finding::Place;
///
/// let at = Around::default().in_file(PartOffset(0x340));
/// let place = Place::new("the dynamic section").at(at);
/// assert_eq!(place.to_string(), "the dynamic section at 0x340");
/// assert_eq!(place.offset(), Some(at));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// As displayed: what is there, safe to show, and empty where the place is enough; the place; text
    /// behind it.
    text: String,
    /// How many bytes say what is there.
    what: usize,
    at: Option<FileOffset>,
}

/// The most bytes of ` at 0x…`.
const PLACE: usize = 22;

/// The only code that turns places of findings into text.
impl Place {
    /// Something in the file, or about it, in a phrase that is safe to show.
    pub fn new(what: impl Into<String>) -> Self {
        let text = what.into();
        Self { what: text.len(), text, at: None }
    }

    /// The same, of several parts, with memory for the place behind them.
    pub(super) fn joined(what: &[&str]) -> Self {
        let length = what.iter().map(|part| part.len()).fold(PLACE, usize::saturating_add);
        let mut text = String::with_capacity(length);
        what.iter().for_each(|part| text.push_str(part));
        Self::new(text)
    }

    /// Sets its place in the file, and drops what stood behind an earlier one.
    #[must_use]
    pub fn at(mut self, at: FileOffset) -> Self {
        self.at = Some(at);
        self.text.truncate(self.what);
        self.text.push_str(if self.what == 0 { "" } else { " at " });
        push_hex(&mut self.text, at.get());
        self
    }

    /// Adds text behind the place.
    #[must_use]
    pub(super) fn then(mut self, more: &str) -> Self {
        self.text.push_str(more);
        self
    }

    /// What is there, without the place.
    pub fn what(&self) -> &str {
        self.text.get(..self.what).unwrap_or_default().trim_end_matches(',')
    }

    /// Where it is in the file; `None` where it has no single place.
    pub fn offset(&self) -> Option<FileOffset> {
        self.at
    }
}

impl From<Place> for String {
    /// As displayed.
    fn from(place: Place) -> Self {
        place.text
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::PartOffset;
    use crate::container::Around;

    #[test]
    fn a_place_is_one_phrase() {
        let at = Around::default().in_file(PartOffset(u64::MAX));
        for (place, want) in [
            (Place::new("a script").at(at).then(", too"), "a script at 0xffffffffffffffff, too"),
            (Place::new("").at(at), "0xffffffffffffffff"),
            (Place::new("a script"), "a script"),
            (Place::new("").then("more"), "more"),
        ] {
            assert_eq!(place.to_string(), want);
            assert_eq!(String::from(place), want);
        }
    }
}
