//! Records become text: a table, a card, or JSON. A renderer sees records and how text may look,
//! never options.

mod card;
pub(crate) mod diff;
pub(crate) mod doctor;
mod facts;
mod grid;
mod head;
pub(crate) mod host;
mod json;
mod look;
mod renderer;
pub(crate) mod rules;
#[cfg(test)]
mod samples;
mod table;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use card::Card;
pub(crate) use head::is_scan;
pub(crate) use json::{Json, Ndjson};
pub(crate) use look::Look;
pub(crate) use renderer::Render;
pub(crate) use table::Table;
pub(crate) use words::{counted, unopened_kinds};
