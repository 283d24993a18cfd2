//! Texts that the user looks for in every byte.

use super::about::About;
use super::check::{BuiltIn, Needs};
use super::remark::{Place, Remark};
use crate::bytes::Text;
use crate::leak::{self, Sought, Texts};
use crate::rule::{Rule, Severity};

/// The most places that a finding lists.
const LISTED: usize = 16;

pub(super) static NEEDLE_FOUND: BuiltIn = BuiltIn::one(
    needle_found,
    Rule::new("needle-found", Severity::Warning)
        .with_places()
        .means("A text given with --needle stands in the file.")
        .because("It was asked for.")
        .mend("Look at the places listed as evidence."),
)
.needing(Needs::Search);

fn needle_found(about: &About<'_>) -> Option<Remark> {
    found(about.texts?)
}

/// The remark on the texts in a file that the user named.
pub(super) fn found(texts: &Texts) -> Option<Remark> {
    let of = |sought: &Sought| match sought {
        Sought::Needle(needle) => Some(needle.clone()),
        _ => None,
    };
    let found = texts.found.iter().filter(|it| of(&it.sought).is_some());
    let mut needles: Vec<Text> = found.clone().filter_map(|it| of(&it.sought)).collect();
    needles.sort();
    needles.dedup();
    let needles: Vec<String> = needles.iter().map(Text::to_string).collect();
    let count = texts.needles();
    let message = format!("{} in {}", needles.join(", "), places(count));
    (count > 0).then(|| Remark::new(message).at_all(found.take(LISTED).map(place)))
}

fn place(found: &leak::Found) -> Place {
    let encoding = if found.is_wide { " (UTF-16)" } else { "" };
    let place = Place::new(format!("{}{encoding}", found.value)).at(found.at);
    place.then(&format!(", {} in all", places(found.count)))
}

fn places(count: u64) -> String {
    format!("{count} place{}", if count == 1 { "" } else { "s" })
}
